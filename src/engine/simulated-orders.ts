import { conditionCode } from "./conditions.js";
import type { Random } from "../random.js";
import type { MarketKnobs } from "./simulate-knobs.js";
import type { QuoteBoard } from "./simulated-quotes.js";
import type { SimulatedTrades } from "./simulated-trades.js";
import { TICKS_PER_DOLLAR, type TradeColumns } from "./tape.js";

/** Share of resting customer orders that stand alone at their price, so that the quoted size is theirs. */
const ALONE = 0.35;

/** Share of trades inside the spread that are at its middle, by the knob `inside`. */
const MIDDLE = 0.5;

const CENT = TICKS_PER_DOLLAR / 100;
const MULTI_LEG = conditionCode("multi_leg");

/** How customers' orders met the market. */
export interface SimulatedOrders {
  readonly trades: TradeColumns;
  /** Who crossed the spread: +1 the buyer, -1 the seller. */
  readonly aggressor: Int8Array;
  /** Trades whose resting order was all that was quoted at its price. */
  readonly alone: readonly number[];
}

/**
 * Prices trades as the knobs say, and tells who crossed the spread. A customer does, unless the order rested: by
 * {@link MarketKnobs.customerLimitOrders}, or where nobody bids and a seller is filled at the ask. An order to buy cannot
 * rest where there is no bid.
 *
 * Four numbers are drawn for each trade whatever the knobs are: what one of them does to a trade depends on no other, and
 * a larger share takes in the trades of a smaller one.
 */
export function simulateOrders(
  { columns, side, cell }: SimulatedTrades,
  board: QuoteBoard,
  knobs: MarketKnobs,
  random: Random,
): SimulatedOrders {
  const { customerLimitOrders, multiLeg, inside } = knobs;
  const count = side.length;
  const price = columns.price.slice();
  const aggressor = side.slice();
  const condition = new Uint8Array(count);
  const alone: number[] = [];
  for (let trade = 0; trade < count; trade++) {
    const [package_, rests, improves, where] = [random.uniform(), random.uniform(), random.uniform(), random.uniform()];
    const bid = board.bid[cell[trade]];
    const ask = board.ask[cell[trade]];
    const buys = side[trade] === 1;
    if (package_ < multiLeg) {
      const low = Math.max(bid, CENT);
      price[trade] = low + CENT * Math.floor(where * ((ask - low) / CENT + 1));
      condition[trade] = MULTI_LEG;
    } else if (rests < customerLimitOrders && (!buys || bid > 0)) {
      price[trade] = buys ? bid : ask;
      aggressor[trade] = buys ? -1 : 1;
      if (where < ALONE) alone.push(trade);
    } else {
      if (inside !== undefined) {
        const cents = Math.floor((ask - bid) / 2 / CENT);
        const better = where < MIDDLE ? cents : Math.ceil((cents * (where - MIDDLE)) / (1 - MIDDLE));
        const given = improves < inside ? CENT * better : 0;
        price[trade] = buys ? ask - given : bid + given || ask;
      }
      if (!buys && price[trade] === ask) aggressor[trade] = 1;
    }
  }
  return { trades: { ...columns, price, ...(multiLeg > 0 ? { condition } : {}) }, aggressor, alone };
}

import type { Random } from "../random.js";
import type { SimulatedOrders } from "./simulated-orders.js";
import { QUOTE_SECONDS, type QuoteBoard } from "./simulated-quotes.js";
import type { QuoteColumns } from "./tape.js";

interface SizedQuotes extends QuoteColumns {
  readonly bidSize: Int32Array;
  readonly askSize: Int32Array;
}

/**
 * Quotes with the sizes that the market makers show: drawn anew with each quote, `mean` contracts in the mean, 0 where
 * there is no bid. They know nothing of the trades that follow.
 */
export function sizeQuotes(quotes: QuoteColumns, mean: number, random: Random): SizedQuotes {
  const draw = (): number => {
    const uniform = random.uniform();
    return 1 + Math.floor(3 * mean * uniform * uniform);
  };
  const bidSize = new Int32Array(quotes.time.length);
  const askSize = new Int32Array(quotes.time.length);
  for (let quote = 0; quote < bidSize.length; quote++) {
    const [below, above] = [draw(), draw()];
    bidSize[quote] = quotes.bid[quote] > 0 ? below : 0;
    askSize[quote] = above;
  }
  return { ...quotes, bidSize, askSize };
}

/**
 * Quotes in which resting customer orders that stand alone are seen: up to a second before such a trade its side of the
 * quote shows the order's size, and from the trade on the market makers' own again.
 */
export function showRestingOrders(
  quotes: SizedQuotes,
  { trades, aggressor, alone }: SimulatedOrders,
  cell: Int32Array,
  board: QuoteBoard,
  open: number,
  random: Random,
): SizedQuotes {
  if (alone.length === 0) return quotes;
  const contracts = board.bid.length / board.looks;
  const shown = alone.flatMap((trade) => {
    const look = open + Math.floor(cell[trade] / contracts) * QUOTE_SECONDS * 1000;
    const time = Math.max(look, trades.time[trade] - 1 - Math.floor(1000 * random.uniform()));
    return [
      { trade, time, shows: true },
      { trade, time: trades.time[trade], shows: false },
    ];
  });
  shown.sort((a, b) => a.time - b.time);

  const count = quotes.time.length + shown.length;
  const merged = {
    time: new Float64Array(count),
    contract: new Int32Array(count),
    bid: new Int32Array(count),
    ask: new Int32Array(count),
    bidSize: new Int32Array(count),
    askSize: new Int32Array(count),
  };
  const makersBid = new Int32Array(contracts);
  const makersAsk = new Int32Array(contracts);
  let quote = 0;
  let next = 0;
  for (let row = 0; row < count; row++) {
    // Of the same time the market makers' quotes come first.
    if (quote < quotes.time.length && (next === shown.length || quotes.time[quote] <= shown[next].time)) {
      const contract = quotes.contract[quote];
      makersBid[contract] = quotes.bidSize[quote];
      makersAsk[contract] = quotes.askSize[quote];
      merged.time[row] = quotes.time[quote];
      merged.contract[row] = contract;
      merged.bid[row] = quotes.bid[quote];
      merged.ask[row] = quotes.ask[quote];
      merged.bidSize[row] = quotes.bidSize[quote];
      merged.askSize[row] = quotes.askSize[quote];
      quote++;
      continue;
    }
    const { trade, time, shows } = shown[next++];
    const contract = trades.contract[trade];
    // The resting order is a bid when the seller crossed.
    const bids = aggressor[trade] === -1;
    merged.time[row] = time;
    merged.contract[row] = contract;
    merged.bid[row] = board.bid[cell[trade]];
    merged.ask[row] = board.ask[cell[trade]];
    merged.bidSize[row] = shows && bids ? trades.size[trade] : makersBid[contract];
    merged.askSize[row] = shows && !bids ? trades.size[trade] : makersAsk[contract];
  }
  return merged;
}

/** Quotes recorded so many milliseconds late; what would come after the close is not recorded. */
export function delayQuotes(quotes: SizedQuotes, lag: number, close: number): SizedQuotes {
  if (lag === 0) return quotes;
  const time = quotes.time.map((instant) => instant + lag);
  let kept = time.length;
  while (kept > 0 && time[kept - 1] > close) kept--;
  return {
    time: time.subarray(0, kept),
    contract: quotes.contract.subarray(0, kept),
    bid: quotes.bid.subarray(0, kept),
    ask: quotes.ask.subarray(0, kept),
    bidSize: quotes.bidSize.subarray(0, kept),
    askSize: quotes.askSize.subarray(0, kept),
  };
}

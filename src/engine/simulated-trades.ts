import type { Random } from "../random.js";
import { FULL_SESSION_HOURS } from "./session-clock.js";
import type { SimulatedName } from "./simulated-names.js";
import { activity, PATH_SECONDS, type SimulatedPath } from "./simulated-path.js";
import { QUOTE_SECONDS, type QuoteBoard } from "./simulated-quotes.js";
import { contractOf, NO_PRICE, type TradeColumns } from "./tape.js";

const FULL_SESSION_LOOKS = (FULL_SESSION_HOURS * 3600) / QUOTE_SECONDS;

/** Someone who works one contract for a while: what makes single strikes stand out. */
interface Program {
  readonly from: number;
  readonly to: number;
  readonly contract: number;
  readonly side: 1 | -1;
  readonly tradesPerLook: number;
  readonly size: number;
}

/** Trades, and what a tape does not say of them. */
export interface SimulatedTrades {
  readonly columns: TradeColumns;
  /** +1 the customer bought, -1 sold. */
  readonly side: Int8Array;
  /** Where on the board the quote stands that the trade met. */
  readonly cell: Int32Array;
}

/**
 * Trades against the quotes of a board: a crowd around the money that leans with the order-flow imbalance, and a few
 * programs. Nearly three in four trades are at the touch, the rest inside the spread, a few at its exact middle.
 */
export function simulateTrades(
  name: SimulatedName,
  path: SimulatedPath,
  board: QuoteBoard,
  strikes: Float64Array,
  open: number,
  random: Random,
): SimulatedTrades {
  const programs = simulatePrograms(name, path, board, strikes, random);
  const contracts = 2 * strikes.length;
  const columns = { time: [], contract: [], price: [], size: [], side: [], cell: [] } as Record<
    "time" | "contract" | "price" | "size" | "side" | "cell",
    number[]
  >;

  for (let look = 0; look < board.looks; look++) {
    const trades: { offset: number; contract: number; side: 1 | -1; size: number }[] = [];
    const moment = (look + 0.5) / board.looks;
    const every = QUOTE_SECONDS / PATH_SECONDS;
    const [spot, deviation, lean] = [path.spot, path.deviation, path.imbalance].map((column) => column[look * every]);

    const crowd = random.poisson((name.trades / FULL_SESSION_LOOKS) * activity(moment));
    for (let i = 0; i < crowd; i++) {
      const right = random.uniform() < 0.52 ? 1 : -1;
      // Out of the money by about half a remaining move, and never by less than half a strike.
      const width = Math.max(spot * deviation, 0.8 * name.spacing);
      const strike = nearestStrike(strikes, spot + width * (0.35 * right + 0.75 * random.normal()));
      const side = random.uniform() < 0.5 + 0.4 * lean * right ? 1 : -1;
      trades.push({ offset: random.uniform(), contract: contractOf(strike, right), side, size: crowdSize(random) });
    }
    for (const program of programs)
      if (program.from <= look && look < program.to)
        for (let i = random.poisson(program.tradesPerLook); i > 0; i--) {
          const size = 1 + Math.floor(program.size * random.exponential());
          trades.push({ offset: random.uniform(), contract: program.contract, side: program.side, size });
        }

    trades.sort((a, b) => a.offset - b.offset);
    for (const { offset, contract, side, size } of trades) {
      const cell = look * contracts + contract;
      columns.time.push(open + look * QUOTE_SECONDS * 1000 + 1 + Math.floor(offset * (QUOTE_SECONDS * 1000 - 1)));
      columns.contract.push(contract);
      columns.price.push(priceOf(board.bid[cell], board.ask[cell], board.step[cell], side, random));
      columns.size.push(size);
      columns.side.push(side);
      columns.cell.push(cell);
    }
  }
  const count = columns.time.length;
  return {
    columns: {
      time: Float64Array.from(columns.time),
      contract: Int32Array.from(columns.contract),
      price: Int32Array.from(columns.price),
      size: Int32Array.from(columns.size),
      bid: new Int32Array(count),
      ask: new Int32Array(count).fill(NO_PRICE),
    },
    side: Int8Array.from(columns.side),
    cell: Int32Array.from(columns.cell),
  };
}

function simulatePrograms(
  name: SimulatedName,
  path: SimulatedPath,
  board: QuoteBoard,
  strikes: Float64Array,
  random: Random,
): Program[] {
  const every = QUOTE_SECONDS / PATH_SECONDS;
  return Array.from({ length: 5 + random.poisson(5) }, () => {
    const from = Math.floor(random.uniform() * board.looks * 0.95);
    const minutes = 8 + 35 * random.uniform();
    const right = random.uniform() < 0.5 ? 1 : -1;
    const width = Math.max(path.spot[from * every] * path.deviation[from * every], 2 * name.spacing);
    const strike = nearestStrike(strikes, path.spot[from * every] + width * (0.4 * right + 0.6 * random.normal()));
    return {
      from,
      to: from + Math.round((minutes * 60) / QUOTE_SECONDS),
      contract: contractOf(strike, right),
      side: random.uniform() < 0.55 ? 1 : -1,
      tradesPerLook: (0.4 + 1.6 * random.uniform()) * (name.trades / 10_000 + 0.3),
      size: name.programSize,
    };
  });
}

/** One to five mostly, round lots now and then. */
function crowdSize(random: Random): number {
  const which = random.uniform();
  if (which < 0.12) return [10, 20, 25, 50, 100][Math.floor(random.uniform() * 5)];
  return 1 + Math.floor(3.5 * random.exponential());
}

function priceOf(bid: number, ask: number, step: number, side: 1 | -1, random: Random): number {
  const where = random.uniform();
  const touch = side === 1 ? ask : bid;
  const room = Math.floor((ask - bid - 1) / 2 / step);
  if (where < 0.72 || (room < 1 && where < 0.95)) return touch > 0 ? touch : ask;
  const middle = (bid + ask) / 2;
  if (where >= 0.95 && Number.isInteger(middle / step)) return middle;
  if (room < 1) return touch > 0 ? touch : ask;
  return touch - side * step * (1 + Math.floor(random.uniform() * room));
}

function nearestStrike(strikes: Float64Array, price: number): number {
  const spacing = strikes[1] - strikes[0];
  return Math.max(0, Math.min(strikes.length - 1, Math.round((price - strikes[0]) / spacing)));
}

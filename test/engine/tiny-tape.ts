import { atNewYork, MINUTE, type Session } from "../../src/session.js";
import { CONDITIONS, type Condition } from "../../src/engine/conditions.js";
import { contractOf, NO_PRICE, TICKS_PER_DOLLAR, type Tape } from "../../src/engine/tape.js";

type Sizes = [] | [bidSize: number, askSize: number];

/** A tape as a person types it. Seconds count from the open, a contract is `"100C"`, prices are USD; null is none. */
export interface TinyTape {
  symbol?: string;
  minutes?: number;
  strikes?: number[];
  openInterest?: Record<string, number>;
  /** second, contract, price, size, and if it came with one, bid and ask, perhaps with their sizes. */
  trades?: [number, string, number, number, ...([] | [bid: number, ask: number, ...Sizes])][];
  /** Of the trades, in their order; the rest are regular. */
  conditions?: Condition[];
  /** second, contract, bid, ask, and perhaps their sizes */
  quotes?: [number, string, number | null, number | null, ...Sizes][];
  /** second, price */
  underlying?: [number, number][];
  /** first second, last second */
  gaps?: [number, number][];
  /** second; default the close */
  recordedTo?: number;
}

const OPEN = atNewYork("2026-06-05", "09:30");

/** A session of a few minutes from 09:30 on 5 June 2026. */
export function tinySession(minutes: number = 4): Session {
  return { date: "2026-06-05", open: OPEN, close: OPEN + minutes * MINUTE, early: false };
}

/** A tape of a few rows typed by hand; rows stand in the order of time. */
export function tinyTape(typed: TinyTape = {}): Tape {
  const { symbol = "TINY", minutes = 4, strikes = [99, 100, 101], openInterest = {}, gaps = [] } = typed;
  const { trades = [], conditions, quotes = [], underlying = [[0, 100]] } = typed;
  const at = (second: number): number => OPEN + second * 1000;
  const contract = (text: string): number =>
    contractOf(strikes.indexOf(Number(text.slice(0, -1))), text.endsWith("C") ? 1 : -1);
  const settled = new Float64Array(2 * strikes.length);
  for (const [text, contracts] of Object.entries(openInterest)) settled[contract(text)] = contracts;
  return {
    symbol,
    session: tinySession(minutes),
    origin: "typed by hand",
    multiplier: 100,
    strikes: Float64Array.from(strikes),
    openInterest: settled,
    trades: {
      time: Float64Array.from(trades, ([second]) => at(second)),
      contract: Int32Array.from(trades, ([, text]) => contract(text)),
      price: Int32Array.from(trades, ([, , price]) => Math.round(price * TICKS_PER_DOLLAR)),
      size: Int32Array.from(trades, ([, , , size]) => size),
      bid: Int32Array.from(trades, ([, , , , bid]) => Math.round((bid ?? 0) * TICKS_PER_DOLLAR)),
      ask: Int32Array.from(trades, ([, , , , , ask]) => ticks(ask ?? null, NO_PRICE)),
      ...sizes(trades.map(([, , , , , , bidSize, askSize]) => [bidSize, askSize])),
      ...(conditions && {
        condition: Uint8Array.from(trades, (_, i) => CONDITIONS.indexOf(conditions[i] ?? "regular")),
      }),
    },
    quotes: {
      time: Float64Array.from(quotes, ([second]) => at(second)),
      contract: Int32Array.from(quotes, ([, text]) => contract(text)),
      bid: Int32Array.from(quotes, ([, , bid]) => ticks(bid, 0)),
      ask: Int32Array.from(quotes, ([, , , ask]) => ticks(ask, NO_PRICE)),
      ...sizes(quotes.map(([, , , , bidSize, askSize]) => [bidSize, askSize])),
    },
    underlying: {
      time: Float64Array.from(underlying, ([second]) => at(second)),
      price: Float64Array.from(underlying, ([, price]) => price),
    },
    gaps: gaps.map(([from, to]) => ({ from: at(from), to: at(to) })),
    recordedTo: at(typed.recordedTo ?? minutes * 60),
    rejected: {},
  };
}

function ticks(price: number | null, missing: number): number {
  return price === null ? missing : Math.round(price * TICKS_PER_DOLLAR);
}

/** Columns of quoted sizes, when any was typed. */
function sizes(typed: [bidSize: number | undefined, askSize: number | undefined][]): {
  bidSize?: Int32Array;
  askSize?: Int32Array;
} {
  if (typed.every(([bidSize]) => bidSize === undefined)) return {};
  return {
    bidSize: Int32Array.from(typed, ([bidSize]) => bidSize ?? 0),
    askSize: Int32Array.from(typed, ([, askSize]) => askSize ?? 0),
  };
}

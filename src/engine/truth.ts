import type { Tape } from "./tape.js";

/**
 * What a tape does not say and its simulator knows. Columns are aligned with the tape's trades; contracts are its own.
 *
 * Each trade is a customer against the dealers. Of each contract customers hold so many long and so many short, and the
 * dealers hold the difference: customers short minus customers long. Open interest is the larger of the two.
 */
export interface Truth {
  readonly symbol: string;
  /** Who crossed the spread: +1 the buyer, -1 the seller. What a rule on prices looks for. */
  readonly aggressor: Int8Array;
  /** +1 the customer bought, -1 sold; the dealers took the other side. What flow means: the opposite when a resting order was hit. */
  readonly customer: Int8Array;
  /** 1 the customer opened a position, 0 closed one. */
  readonly opens: Uint8Array;
  /** What the dealers held before the first trade, contracts by contract, + long. */
  readonly dealers: Float64Array;
}

/** All true positions at one instant, contracts by contract. */
export interface Book {
  /** The dealers' net position, + long. */
  readonly dealers: Float64Array;
  readonly openInterest: Float64Array;
  /** What customers hold long and short, each 0 or more. */
  readonly customersLong: Float64Array;
  readonly customersShort: Float64Array;
}

/**
 * The true positions at an instant: those of the open and all trades strictly before it.
 *
 * @example
 * const { tape, truth } = simulateSession(market.names[0], market);
 * const { dealers } = bookAt(tape, truth, toInstant("2026-06-05T18:00:00Z"));
 */
export function bookAt(
  { openInterest: settled, trades }: Pick<Tape, "openInterest" | "trades">,
  truth: Truth,
  instant: number,
): Book {
  const customersLong = settled.map((open, contract) => open - Math.max(0, truth.dealers[contract]));
  const customersShort = settled.map((open, contract) => open - Math.max(0, -truth.dealers[contract]));
  for (let trade = 0; trade < trades.time.length && trades.time[trade] < instant; trade++) {
    const buys = truth.customer[trade] === 1;
    const opens = truth.opens[trade] === 1;
    // A buyer opens a long position or closes a short one.
    const held = buys === opens ? customersLong : customersShort;
    held[trades.contract[trade]] += opens ? trades.size[trade] : -trades.size[trade];
  }
  return {
    dealers: customersShort.map((short, contract) => short - customersLong[contract]),
    openInterest: customersShort.map((short, contract) => Math.max(short, customersLong[contract])),
    customersLong,
    customersShort,
  };
}

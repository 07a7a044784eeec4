import type { SimulatedSession } from "../../src/engine/simulate.js";
import type { Tape } from "../../src/engine/tape.js";

/** A simulated tape whose trades tell their true side: each is at the ask or the bid of a quote of its own. */
export function trueTape({ tape, truth }: SimulatedSession): Tape {
  const { price } = tape.trades;
  const bid = price.map((ticks, trade) => (truth.customer[trade] === 1 ? ticks - 1 : ticks));
  return { ...tape, trades: { ...tape.trades, bid, ask: bid.map((ticks) => ticks + 1) } };
}

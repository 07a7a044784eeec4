import type { Tape } from "../../src/engine/tape.js";

/** The same events, counted by only the strikes that they touch; those with open interest stay at the open. */
export function withoutIdleStrikes(tape: Tape): Tape {
  const used = new Set<number>();
  for (const { contract } of [tape.trades, tape.quotes]) for (const c of contract) used.add(c >> 1);
  const isStart = tape.recordedTo === tape.session.open;
  if (isStart)
    tape.openInterest.forEach((contracts, c) => {
      if (contracts > 0) used.add(c >> 1);
    });
  const kept = [...used].sort((a, b) => a - b);
  const place = new Map(kept.map((k, i) => [k, i]));
  const rename = (contract: Int32Array): Int32Array => contract.map((c) => 2 * place.get(c >> 1)! + (c & 1));
  return {
    ...tape,
    strikes: Float64Array.from(kept, (k) => tape.strikes[k]),
    openInterest: Float64Array.from(
      { length: 2 * kept.length },
      (_, c) => tape.openInterest[2 * kept[c >> 1] + (c & 1)],
    ),
    trades: { ...tape.trades, contract: rename(tape.trades.contract) },
    quotes: { ...tape.quotes, contract: rename(tape.quotes.contract) },
  };
}

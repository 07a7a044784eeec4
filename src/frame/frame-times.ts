import { atNewYork } from "../session.js";
import { numberOf } from "./frame-columns.js";

/**
 * The instant of each row of a frame: its `t`, or its `time` on the session's day.
 *
 * @throws TypeError for a frame with neither.
 * @throws RangeError for a time that cannot be read.
 */
export function frameTimes(columns: ReadonlyMap<string, readonly unknown[]>, expiration: string): Float64Array {
  const [t, time] = [columns.get("t"), columns.get("time")];
  if (t) return Float64Array.from(t, instantOf);
  if (!time)
    throw new TypeError(
      `this frame has neither time nor t: fromFrame reads what toFrame made of a StrikeGrid; ` +
        `its columns are ${[...columns.keys()].join(", ") || "none"}`,
    );
  const known = new Map<unknown, number>();
  return Float64Array.from(time, (label, row) => {
    if (typeof label !== "string") throw new TypeError(`column time, row ${row}: ${String(label)} is not HH:MM`);
    let instant = known.get(label);
    if (instant === undefined) known.set(label, (instant = atNewYork(expiration, label)));
    return instant;
  });
}

function instantOf(cell: unknown, row: number): number {
  const instant = numberOf(cell, "t", row);
  if (!(instant >= 1e11))
    throw new RangeError(`column t, row ${row}: ${instant} is not an instant in epoch milliseconds (13 digits today)`);
  return instant;
}

/**
 * All bars from the first to the last, `barMs` apart: those between which rows were taken out are there too.
 *
 * @param barMs without it the least distance of two rows
 * @throws RangeError for a single bar without `barMs`, and for times that are not whole bars apart.
 */
export function barAxis(instants: Float64Array, barMs: number | undefined): { barMs: number; times: Float64Array } {
  const starts = new Float64Array(new Set(instants)).sort();
  const least = starts.reduce((gap, t, i) => (i === 0 ? gap : Math.min(gap, t - starts[i - 1])), Infinity);
  const length = barMs ?? least;
  if (length === Infinity)
    throw new RangeError(
      `how long is a bar? ${starts.length === 1 ? "One" : "None"} does not tell: give barMs or like`,
    );
  if (!(length > 0)) throw new RangeError(`barMs is the length of a bar in milliseconds, not ${length}`);
  if (starts.length === 0) return { barMs: length, times: starts };
  const [first] = starts;
  const off = starts.find((t) => (t - first) % length !== 0);
  if (off !== undefined)
    throw new RangeError(`bars of ${length} ms start at ${first}, and ${off} is no whole number of bars later`);
  const bars = (starts[starts.length - 1] - first) / length + 1;
  if (bars > 100_000) throw new RangeError(`${bars} bars of ${length} ms are more than one session: is barMs right?`);
  return { barMs: length, times: Float64Array.from({ length: bars }, (_, bar) => first + bar * length) };
}

import { MINUTE } from "../session.js";

/** Rows of bars put on an axis without holes. */
export interface RegularBars {
  /** Starts of all bars from the first row's to the last row's, epoch milliseconds UTC. */
  readonly times: Float64Array;
  readonly barMs: number;
  /** For each bar the position of its row, -1 where there is none. */
  readonly rowOf: Int32Array;
}

/**
 * The axis of rows that may leave bars out, as answers do in a gap: a line drawn through the rows alone would cross it.
 *
 * @param starts of the rows, ascending
 * @param barMs default the least distance of two rows, a minute for less than two
 */
export function regularBars(starts: readonly number[], barMs: number = leastStep(starts)): RegularBars {
  const count = starts.length === 0 ? 0 : Math.round((starts[starts.length - 1] - starts[0]) / barMs) + 1;
  const rowOf = new Int32Array(count).fill(-1);
  starts.forEach((t, row) => (rowOf[Math.round((t - starts[0]) / barMs)] = row));
  return { times: Float64Array.from({ length: count }, (_, bar) => starts[0] + bar * barMs), barMs, rowOf };
}

function leastStep(starts: readonly number[]): number {
  const steps = starts.slice(1).map((t, i) => t - starts[i]);
  return steps.length === 0 ? MINUTE : Math.min(...steps);
}

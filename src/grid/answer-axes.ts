import type { Heatmap } from "../api/types.js";
import { MINUTE } from "../session.js";
import { barLength, barText } from "./bar-length.js";
import { gapBounds } from "./gap-bounds.js";
import type { StrikeGridData } from "./grid-data.js";

/** What heatmap and strike-flow have in common. */
export interface BarAnswer extends Pick<
  Heatmap,
  "symbol" | "expiration" | "bar_size" | "as_of" | "strikes_grid" | "gap_intervals" | "data_origin"
> {
  readonly bars: readonly { t: string; spot: number | null }[];
}

/** The axes of an answer's grids, which may share them. */
export interface AnswerAxes extends Pick<
  StrikeGridData,
  "symbol" | "expiration" | "origin" | "barMs" | "strikes" | "times" | "spot" | "partial"
> {
  /** Where each bar of the answer lies on the axis of times. */
  readonly columns: Int32Array;
  /** 1 for the columns that have a bar and are not touched by a gap. */
  readonly sampled: Uint8Array;
}

/**
 * The regular axes of an answer, from its first bar to its last. A bar that had not ended when the answer was made is
 * partial.
 *
 * @throws RangeError for bars closer together than their size, or a day apart.
 */
export function answerAxes(answer: BarAnswer): AnswerAxes {
  const { symbol, expiration, data_origin: origin, bars } = answer;
  const barMs = barLength(answer.bar_size);
  const starts = new Float64Array(bars.length);
  for (let bar = 0; bar < bars.length; bar++) starts[bar] = Date.parse(bars[bar].t);
  const columns = columnsOf(answer, starts, barMs);
  const count = bars.length === 0 ? 0 : columns[bars.length - 1] + 1;
  const times = new Float64Array(count);
  for (let column = 0; column < count; column++) times[column] = starts[0] + column * barMs;

  const sampled = new Uint8Array(count);
  for (const column of columns) sampled[column] = 1;
  for (const [from, to] of answer.gap_intervals.flatMap(gapBounds))
    for (let column = 0; column < count; column++)
      if (times[column] < to && times[column] + barMs > from) sampled[column] = 0;

  const spot = new Float64Array(count).fill(NaN);
  for (let bar = 0; bar < bars.length; bar++) if (sampled[columns[bar]]) spot[columns[bar]] = bars[bar].spot ?? NaN;
  const partial = inProgress(times, barMs, Date.parse(answer.as_of));
  const strikes = Float64Array.from(answer.strikes_grid);
  return { symbol, expiration, origin, barMs, strikes, times, spot, partial, columns, sampled };
}

/** Where each bar lies on a regular axis that starts with the first of them. */
function columnsOf({ bars }: BarAnswer, starts: Float64Array, barMs: number): Int32Array {
  const columns = new Int32Array(bars.length);
  for (let i = 0; i < bars.length; i++) {
    const column = Math.round((starts[i] - starts[0]) / barMs);
    if (!(column > (i === 0 ? -1 : columns[i - 1])))
      throw new RangeError(
        `bars[${i}].t must be a time, ${barText(barMs)} or more after the bar before it, not "${bars[i].t}"`,
      );
    // One wrong date would ask for a grid of millions of empty bars.
    if (column * barMs >= 24 * 60 * MINUTE)
      throw new RangeError(`bars[${i}] at ${bars[i].t} is a day or more after the first, ${bars[0].t}`);
    columns[i] = column;
  }
  return columns;
}

/** Only the last bar can be in progress. An answer that does not say when it was made marks nothing. */
function inProgress(times: Float64Array, barMs: number, asOf: number): Uint8Array | undefined {
  const last = times.length - 1;
  if (last < 0 || !(times[last] + barMs > asOf)) return undefined;
  const partial = new Uint8Array(times.length);
  partial[last] = 1;
  return partial;
}

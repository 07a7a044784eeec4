import { MINUTE, newYorkTime } from "../session.js";
import type { StrikeGridData } from "./grid-data.js";
import { intervals, type IntervalColumns, type IntervalOptions } from "./interval.js";

/** Sum over the strikes of one bar; a row of {@link StrikeGrid.totals}. */
export interface TotalRow extends Partial<IntervalColumns> {
  /** Start of the bar, epoch milliseconds UTC. */
  t: number;
  /** The same in New York, HH:MM. */
  time: string;
  /** In the grid's unit; NaN where no strike is known. */
  value: number;
  /** USD; NaN where unknown. */
  spot: number;
  /** Whether the bar holds only a part of its time; see {@link StrikeGridData.partial}. */
  partial: boolean;
}

/** How wide the intervals of {@link StrikeGrid.totals} are. */
export type TotalsOptions = IntervalOptions;

/** The rows of {@link StrikeGrid.totals}. */
export function totalRows(
  { values, times, spot, barMs, partial, uncertainty }: StrikeGridData,
  options?: TotalsOptions,
): TotalRow[] {
  const bars = times.length;
  const intervalOf = intervals(options);
  const sums = sumsOf(values, bars);
  const [expected, variance] = uncertainty
    ? [sumsOf(uncertainty.expected, bars), sumsOf(uncertainty.variance, bars)]
    : [];
  return Array.from(times, (t, bar) => ({
    t,
    time: newYorkTime(t, barMs % MINUTE !== 0),
    value: sums[bar],
    spot: spot[bar],
    partial: partial?.[bar] === 1,
    ...(expected && variance && intervalOf(expected[bar], variance[bar])),
  }));
}

/** The sum over the strikes that are known, bar by bar. */
function sumsOf(cells: Float64Array, bars: number): Float64Array {
  const sums = new Float64Array(bars).fill(NaN);
  for (let row = 0; row < cells.length; row += bars)
    for (let bar = 0; bar < bars; bar++) {
      const value = cells[row + bar];
      if (!Number.isNaN(value)) sums[bar] = Number.isNaN(sums[bar]) ? value : sums[bar] + value;
    }
  return sums;
}

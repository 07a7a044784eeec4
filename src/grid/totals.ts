import { MINUTE, newYorkTime } from "../session.js";
import type { StrikeGridData } from "./grid-data.js";

/** Sum over the strikes of one bar; a row of {@link StrikeGrid.totals}. */
export interface TotalRow {
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

/** The rows of {@link StrikeGrid.totals}. */
export function totalRows({ values, times, spot, barMs, partial }: StrikeGridData): TotalRow[] {
  const bars = times.length;
  const sums = new Float64Array(bars).fill(NaN);
  for (let row = 0; row < values.length; row += bars)
    for (let bar = 0; bar < bars; bar++) {
      const value = values[row + bar];
      if (!Number.isNaN(value)) sums[bar] = Number.isNaN(sums[bar]) ? value : sums[bar] + value;
    }
  return Array.from(times, (t, bar) => ({
    t,
    time: newYorkTime(t, barMs % MINUTE !== 0),
    value: sums[bar],
    spot: spot[bar],
    partial: partial?.[bar] === 1,
  }));
}

import type { StrikeGridData } from "./grid-data.js";

/** The values of {@link StrikeGrid.cumulate}. */
export function runningSums({ values, times }: Pick<StrikeGridData, "values" | "times">): Float64Array {
  const bars = times.length;
  const sums = new Float64Array(values.length).fill(NaN);
  for (let row = 0; row < values.length; row += bars) {
    let sum = 0;
    for (let cell = row; cell < row + bars; cell++) if (!Number.isNaN(values[cell])) sums[cell] = sum += values[cell];
  }
  return sums;
}

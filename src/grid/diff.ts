import type { StrikeGridData } from "./grid-data.js";

/** The values of {@link StrikeGrid.diff}. */
export function changes({ values, times }: StrikeGridData): Float64Array {
  const bars = times.length;
  const change = new Float64Array(values.length).fill(NaN);
  for (let row = 0; row < values.length; row += bars)
    for (let cell = row + 1; cell < row + bars; cell++) change[cell] = values[cell] - values[cell - 1];
  return change;
}

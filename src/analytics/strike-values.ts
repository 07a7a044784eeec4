import type { StrikeGrid } from "../grid/strike-grid.js";

/** One number per strike, with what is needed to speak about it. */
export interface StrikeValues {
  readonly strikes: Float64Array;
  /** NaN where the strike has no value. */
  readonly values: Float64Array;
  /** The last known spot of the stretch, NaN when none is. */
  readonly spot: number;
}

/**
 * One number per strike of a stretch of bars: an increment is summed over the bars that are known, a level is the last
 * one that is known. This is the one rule by which a window becomes a column.
 */
export function strikeValues(grid: StrikeGrid): StrikeValues {
  const [strikes, bars] = grid.shape;
  const values = new Float64Array(strikes).fill(NaN);
  for (let strike = 0; strike < strikes; strike++)
    for (let bar = 0; bar < bars; bar++) {
      const value = grid.at(strike, bar);
      if (Number.isNaN(value)) continue;
      const before = values[strike]!;
      values[strike] = grid.kind === "increment" && !Number.isNaN(before) ? before + value : value;
    }
  return { strikes: grid.strikes, values, spot: grid.lastSpot };
}

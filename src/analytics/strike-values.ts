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
 * one that is known. This is the one rule by which a window becomes a column. Units and signs are the grid's; a grid
 * without bars gives NaN for every strike.
 *
 * @example strikeValues(gex.bar(-1)).values
 */
export function strikeValues(grid: StrikeGrid): StrikeValues {
  const [strikes, bars] = grid.shape;
  const sums = grid.kind === "increment";
  const values = Float64Array.from({ length: strikes }, (_, strike) => {
    let result = NaN;
    for (let cell = strike * bars; cell < (strike + 1) * bars; cell++) {
      const value = grid.values[cell];
      if (!Number.isNaN(value)) result = sums && !Number.isNaN(result) ? result + value : value;
    }
    return result;
  });
  return { strikes: grid.strikes, values, spot: grid.lastSpot };
}

/** Strike against spot, percent: + is above. NaN when the spot is unknown. */
export function distancePct(strike: number, spot: number): number {
  return (strike / spot - 1) * 100;
}

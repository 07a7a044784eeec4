import type { StrikeGrid } from "../grid/strike-grid.js";
import { exactSum } from "./exact-sum.js";

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
 * one that is known. This is the one rule by which a window becomes a column. Sums are the nearest double to the exact
 * ones. Units and signs are the grid's; a grid without bars gives NaN for every strike.
 *
 * @example strikeValues(gex.bar(-1)).values
 */
export function strikeValues(
  grid: Pick<StrikeGrid, "values" | "shape" | "kind" | "strikes" | "lastSpot">,
): StrikeValues {
  const [strikes, bars] = grid.shape;
  const values = Float64Array.from({ length: strikes }, (_, strike) =>
    grid.kind === "increment"
      ? exactSum(grid.values, strike * bars, 1, bars)
      : lastKnown(grid.values.subarray(strike * bars, (strike + 1) * bars)),
  );
  return { strikes: grid.strikes, values, spot: grid.lastSpot };
}

/** What each strike was first and last in a stretch: NaN both where fewer than two bars are known. */
export function strikeChanges(grid: StrikeGrid): { before: Float64Array; after: Float64Array } {
  const before = new Float64Array(grid.strikes.length).fill(NaN);
  const after = before.slice();
  grid.strikes.forEach((strike, row) => {
    const known = grid.history(strike).filter((value) => !Number.isNaN(value));
    if (known.length < 2) return;
    before[row] = known[0];
    after[row] = known[known.length - 1];
  });
  return { before, after };
}

/** The sum over all known strikes of each bar of increments, NaN where none is known. */
export function barValues(grid: StrikeGrid<"increment">): Float64Array {
  const [strikes, bars] = grid.shape;
  return Float64Array.from({ length: bars }, (_, bar) => exactSum(grid.values, bar, bars, strikes));
}

/** All strikes of one bar, a copy. */
export function columnOf(grid: StrikeGrid, bar: number): Float64Array {
  const [strikes, bars] = grid.shape;
  const column = new Float64Array(strikes);
  for (let strike = 0, cell = bar; strike < strikes; strike++, cell += bars) column[strike] = grid.values[cell];
  return column;
}

/** Strike against spot, percent: + is above. NaN when the spot is unknown. */
export function distancePct(strike: number, spot: number): number {
  return (strike / spot - 1) * 100;
}

function lastKnown(values: Float64Array): number {
  for (let i = values.length - 1; i >= 0; i--) if (!Number.isNaN(values[i])) return values[i];
  return NaN;
}

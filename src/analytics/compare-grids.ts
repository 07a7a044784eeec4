import type { StrikeGrid } from "../grid/strike-grid.js";
import { commonCells } from "./common-cells.js";
import { correlation, meanRanks } from "./correlation.js";
import { exactSum } from "./exact-sum.js";
import { ascending } from "./order.js";

/** How alike two grids are; see {@link compareGrids}. */
export interface ComparisonRow {
  /** Symbol and label of each grid, `SPY gex`, and its unit. */
  a: string;
  b: string;
  unit_a: string;
  unit_b: string;
  /** How many strikes and bars the two have in common. */
  strikes: number;
  bars: number;
  /** How many of the common cells are known in both, and in one of them only. */
  cells: number;
  only_a: number;
  only_b: number;
  /** Pearson's correlation of the cells known in both, -1 to 1; NaN for fewer than two, or when all of a grid are equal. */
  correlation: number;
  /** Spearman's: of their ranks, equal ones sharing the mean; few large cells do not rule it. NaN as above. */
  rank_correlation: number;
  /**
   * How many of b's unit one of a's is: the slope through 0 with the least sum of |b - scale a|, which is the median of
   * b / a weighted with |a|. Half the weight can be wild and not move it far. NaN when all of a are 0.
   */
  scale: number;
  /** Share of equal signs among the cells where both have one, 0 to 1; NaN when there is none. */
  sign_agreement: number;
  /** How many cells that are: known and not 0 in both. */
  signed: number;
  /** Largest |b - a|, in the grids' unit; NaN when the units differ or no cell is known in both. */
  largest_difference: number;
}

/**
 * Two grids on their common strikes and bars: how many cells both know, how they correlate, their scale and signs. One
 * row, for `toFrame([row])` beside others. Fields, units, symbols and sources may differ, and the row says what they are; a
 * level beside an increment is compared as it stands. Grids with nothing in common have 0 cells and NaN.
 *
 * @throws RangeError for bars of different length: resample first.
 * @example
 * compareGrids(gex, StrikeGrid.from(await engine.heatmap("SPY", { metric: "gex", minutes: 390 }))).scale;
 */
export function compareGrids(a: StrikeGrid, b: StrikeGrid): ComparisonRow {
  const common = commonCells(a, b);
  const [x, y] = [common.a, common.b];
  let [equal, signed, largest] = [0, 0, x.length > 0 && a.unit === b.unit ? 0 : NaN];
  for (let i = 0; i < x.length; i++) {
    if (x[i] !== 0 && y[i] !== 0) {
      signed++;
      if (x[i] > 0 === y[i] > 0) equal++;
    }
    largest = Math.max(largest, Math.abs(y[i] - x[i]));
  }
  return {
    a: `${a.symbol} ${a.label}`,
    b: `${b.symbol} ${b.label}`,
    unit_a: a.unit,
    unit_b: b.unit,
    strikes: common.strikes,
    bars: common.bars,
    cells: x.length,
    only_a: common.onlyA,
    only_b: common.onlyB,
    correlation: correlation(x, y),
    rank_correlation: correlation(meanRanks(x), meanRanks(y)),
    scale: slopeThroughZero(x, y),
    sign_agreement: equal / signed,
    signed,
    largest_difference: largest,
  };
}

/** The slope s with the least sum of |y - s x|: the lower weighted median of y / x with the weights |x|. */
function slopeThroughZero(x: Float64Array, y: Float64Array): number {
  const sloped = Uint32Array.from(x.keys()).filter((i) => x[i] !== 0);
  const ratios = Float64Array.from(sloped, (i) => y[i] / x[i]);
  const half = exactSum(x.map(Math.abs)) / 2;
  const order = ascending(ratios);
  let weight = 0;
  for (const place of order) {
    weight += Math.abs(x[sloped[place]]);
    if (weight >= half) return ratios[place];
  }
  return ratios[order[order.length - 1]] ?? NaN;
}

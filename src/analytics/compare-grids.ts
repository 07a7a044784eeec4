import type { StrikeGrid } from "../grid/strike-grid.js";
import { barText } from "../grid/bar-length.js";
import { correlation, meanRanks } from "./correlation.js";
import { exactSum } from "./exact-sum.js";
import { leading } from "./leading.js";
import { distancePct } from "./strike-values.js";

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

/** How {@link largestDifferences} takes differences. */
export interface DifferenceOptions {
  /** How many rows at most, default 10. */
  n?: number | undefined;
  /** Multiplies a before it is subtracted, default 1; `compareGrids(a, b).scale` leaves what scale does not explain. */
  scale?: number | undefined;
}

/** One cell in which two grids differ. */
export interface DifferenceRow {
  /** Start of the bar, epoch milliseconds UTC. */
  t: number;
  /** The same in New York, HH:MM. */
  time: string;
  strike: number;
  /** In each grid's unit, as they are. */
  a: number;
  b: number;
  /** `b - scale * a`, in b's unit. */
  difference: number;
  /** Strike against a's spot of the bar, b's where a has none, percent: + is above. NaN when the spot is unknown. */
  distance_pct: number;
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

/**
 * The cells in which two grids differ most, the largest difference first, equal ones by strike and then by time. Cells
 * that one of them does not know are left out; cells that are equal are not.
 *
 * @throws RangeError for bars of different length, or an `n` or `scale` that is no number.
 * @example
 * largestDifferences(gex, theirs, { n: 5, scale: compareGrids(gex, theirs).scale });
 */
export function largestDifferences(
  a: StrikeGrid,
  b: StrikeGrid,
  { n = 10, scale = 1 }: DifferenceOptions = {},
): DifferenceRow[] {
  if (!(n === Infinity || (Number.isInteger(n) && n >= 0)))
    throw new RangeError(`n is how many rows to keep, a whole number, not ${n}`);
  if (!Number.isFinite(scale)) throw new RangeError(`scale is a number that a is multiplied by, not ${scale}`);
  const common = commonCells(a, b);
  const difference = common.b.map((value, i) => value - scale * common.a[i]);
  const bars = a.times.length;
  return leading(difference, n).positions.map((i) => {
    const strike = a.strikes[Math.floor(common.cells[i] / bars)];
    const bar = common.cells[i] % bars;
    const spot = Number.isNaN(a.spot[bar]) ? b.spot[b.times.indexOf(a.times[bar])] : a.spot[bar];
    return {
      t: a.times[bar],
      time: a.timeOf(bar),
      strike,
      a: common.a[i],
      b: common.b[i],
      difference: difference[i],
      distance_pct: distancePct(strike, spot),
    };
  });
}

interface CommonCells {
  readonly strikes: number;
  readonly bars: number;
  readonly onlyA: number;
  readonly onlyB: number;
  /** Values of the cells known in both, and where they lie in a. */
  readonly a: Float64Array;
  readonly b: Float64Array;
  readonly cells: Uint32Array;
}

function commonCells(a: StrikeGrid, b: StrikeGrid): CommonCells {
  if (a.barMs !== b.barMs)
    throw new RangeError(
      `grids to compare must have bars of one length, not ${barText(a.barMs)} and ${barText(b.barMs)}: ` +
        `resample() the one with the shorter bars`,
    );
  const strikes = commonPositions(a.strikes, b.strikes);
  const bars = commonPositions(a.times, b.times);
  const [barsOfA, barsOfB] = [a.times.length, b.times.length];
  const cells = new Uint32Array(strikes.length * bars.length);
  const [x, y] = [new Float64Array(cells.length), new Float64Array(cells.length)];
  let [known, onlyA, onlyB] = [0, 0, 0];
  for (const [rowA, rowB] of strikes)
    for (const [barA, barB] of bars) {
      const [cellA, cellB] = [rowA * barsOfA + barA, rowB * barsOfB + barB];
      x[known] = a.values[cellA];
      y[known] = b.values[cellB];
      cells[known] = cellA;
      if (Number.isNaN(x[known])) onlyB += Number.isNaN(y[known]) ? 0 : 1;
      else if (Number.isNaN(y[known])) onlyA++;
      else known++;
    }
  return {
    strikes: strikes.length,
    bars: bars.length,
    onlyA,
    onlyB,
    a: x.subarray(0, known),
    b: y.subarray(0, known),
    cells: cells.subarray(0, known),
  };
}

/** Where two ascending axes hold the same: pairs of positions. */
function commonPositions(a: Float64Array, b: Float64Array): [number, number][] {
  const pairs: [number, number][] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    if (a[i] === b[j]) pairs.push([i, j]);
    const [atA, atB] = [a[i], b[j]];
    if (atA <= atB) i++;
    if (atB <= atA) j++;
  }
  return pairs;
}

/** The slope s with the least sum of |y - s x|: the lower weighted median of y / x with the weights |x|. */
function slopeThroughZero(x: Float64Array, y: Float64Array): number {
  const ratios = y.map((value, i) => value / x[i]);
  const order = Uint32Array.from(x.keys())
    .filter((i) => x[i] !== 0)
    .sort((i, j) => ratios[i] - ratios[j]);
  const half = exactSum(x.map(Math.abs)) / 2;
  let weight = 0;
  for (const i of order) {
    weight += Math.abs(x[i]);
    if (weight >= half) return ratios[i];
  }
  return order.length === 0 ? NaN : ratios[order[order.length - 1]];
}

import type { StrikeGrid } from "../grid/strike-grid.js";
import { commonCells } from "./common-cells.js";
import { leading } from "./leading.js";
import { distancePct } from "./strike-values.js";

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

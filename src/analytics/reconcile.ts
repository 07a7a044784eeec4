import { mustBe } from "../grid/grid-data.js";
import type { StrikeGrid } from "../grid/strike-grid.js";
import { concentration, type ConcentrationRow } from "./concentration.js";
import { exactSum } from "./exact-sum.js";
import { barValues, strikeValues } from "./strike-values.js";

/** What rows of an attribution leave of their grid, and how concentrated they are; see {@link reconcile}. */
export interface ReconcileRow extends ConcentrationRow {
  /** Sum of all known cells of the grid, in its unit; NaN when none is known. */
  total: number;
  /** What of the total is in no row, in the grid's unit; 0 when all is. */
  residual: number;
  /** Net of the rows as a part of the total; not 0 to 1 where buying and selling cancel. NaN when the total is 0. */
  net_coverage: number;
  /** Gross of the rows as a part of the gross of all such parts of the grid, 0 to 1; NaN when that is 0. */
  gross_coverage: number;
}

/** What {@link reconcile} reads of a row: the keys tell whether it is of a strike, a bar or a cell. */
export interface PartRow {
  readonly value: number;
  readonly t?: number;
  readonly strike?: number;
}

/**
 * Sets the rows of an {@link attribute} against the grid they were made from: the grid's own total, what the rows leave
 * of it, what they cover, and their concentration. The rows may be filtered, and of any order; whether they are of
 * strikes, bars or cells shows in their keys. No rows leave everything.
 *
 * All sums are exact before they are rounded once: 1e16 does not swallow 1. Each part is added up again from the grid's
 * cells, so the residual of all rows is 0, whatever lies beside what, and that of some is what the others hold. A row's
 * value is the double nearest to an exact sum; `net` may differ from `total` by that rounding, at most half a unit in the
 * last place of each row, and by nothing where cells are whole numbers.
 *
 * @throws TypeError for a level, whose sum over time means nothing.
 * @example
 * const parts = attribute(delta);
 * reconcile(parts, delta).residual; // 0
 * reconcile(parts.slice(0, 3), delta).gross_coverage; // what the three largest strikes cover
 */
export function reconcile(rows: readonly PartRow[], grid: StrikeGrid<"increment">): ReconcileRow {
  mustBe("increment", grid, "reconcile");
  const values = Float64Array.from(rows, ({ value }) => value);
  const { parts, net, gross, ...concentrated } = concentration(values);
  const total = exactSum(grid.values);
  const whole = wholeOf(grid, rows[0] ?? {});

  const left = new Float64Array(whole.length + values.length);
  left.set(whole);
  values.forEach((value, i) => (left[whole.length + i] = -value));
  return {
    parts,
    total,
    net,
    residual: exactSum(left) || 0,
    gross,
    net_coverage: (net || 0) / (total || NaN),
    gross_coverage: (gross || 0) / (concentration(whole).gross || NaN),
    ...concentrated,
  };
}

/** All parts of the grid, of the kind that a row is. */
function wholeOf(grid: StrikeGrid<"increment">, row: Partial<PartRow>): Float64Array {
  if (row.t === undefined) return strikeValues(grid).values;
  return row.strike === undefined ? barValues(grid) : grid.values;
}

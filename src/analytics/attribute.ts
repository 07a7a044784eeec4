import { mustBe } from "../grid/grid-data.js";
import { intervals, type IntervalColumns, type IntervalOptions } from "../grid/interval.js";
import type { StrikeGrid } from "../grid/strike-grid.js";
import { eachPart } from "../grid/uncertainty.js";
import { barClock } from "./bar-clock.js";
import { exactSum } from "./exact-sum.js";
import { leading } from "./leading.js";
import { barEstimates, columnEstimates, strikeEstimates, type Estimates } from "./strike-estimates.js";
import { barValues, columnOf, distancePct, strikeValues } from "./strike-values.js";

/** What {@link attribute} takes a total apart by; the pairs are nested, the first one outside. */
export type AttributeBy = "strike" | "bar" | readonly ["bar", "strike"] | readonly ["strike", "bar"];

/** How {@link attribute} takes a total apart. */
export interface AttributeOptions<B extends AttributeBy = AttributeBy> extends IntervalOptions {
  /**
   * `strike` (default), `bar`, or nested: `["bar", "strike"]` is the strikes of each bar, `["strike", "bar"]` the bars of
   * each strike.
   */
  by?: B | undefined;
}

/**
 * A part of a total and its weight in it. Of a grid with an `uncertainty` also what the part is expected to be truly, and
 * the interval in which it lies with the probability `level`; else those columns are not there. Expected values add up as
 * the values do.
 */
export interface ContributionColumns extends Partial<IntervalColumns> {
  /** The part's sum over the stretch, in the grid's unit. The values of all rows add up to the total. */
  value: number;
  /** |value| as a part of the gross total (the sum of magnitudes), 0 to 1; NaN when that is 0. */
  share: number;
  /** Sum of the shares down to this row, 0 to 1. */
  coverage: number;
  /**
   * Value as a part of the net total: + where the part moved it, - where it held against it. Adds up to 1, and is
   * large where buying and selling cancel; NaN when the net total is 0.
   */
  net_share: number;
}

/** What one strike gave to the total of a stretch; the rows of {@link attribute}. */
export interface AttributionRow extends ContributionColumns {
  strike: number;
  /** Strike against spot, percent: + is above. NaN when the spot is unknown. */
  distance_pct: number;
}

/** What one bar gave to the total of a stretch; the rows of {@link attribute} by bar. */
export interface BarAttributionRow extends ContributionColumns {
  /** Start of the bar, epoch milliseconds UTC. */
  t: number;
  /** The same in New York, HH:MM. */
  time: string;
  /** Price of the underlying at the end of the bar, USD; NaN where unknown. */
  spot: number;
}

/**
 * What one strike gave at one bar; the rows of a nested {@link attribute}. Shares, coverage and net share are of the
 * parent: of the bar in `["bar", "strike"]`, of the strike in `["strike", "bar"]`.
 */
export interface CellAttributionRow extends ContributionColumns {
  /** Start of the bar, epoch milliseconds UTC. */
  t: number;
  /** The same in New York, HH:MM. */
  time: string;
  strike: number;
  /** The value of the parent, to which the values of its rows add up. */
  parent_value: number;
  /** Strike against the bar's spot, percent: + is above. NaN when the spot is unknown. */
  distance_pct: number;
}

/** The rows of {@link attribute} for what it takes apart by. */
export type AttributionRowOf<B extends AttributeBy> = B extends "strike"
  ? AttributionRow
  : B extends "bar"
    ? BarAttributionRow
    : CellAttributionRow;

/**
 * Which strikes, or which bars, made the total of a stretch: one row each, largest magnitude first, equal ones by strike
 * or time. Cells that are missing contribute nothing, and strikes or bars of which nothing is known are left out. The
 * spot is the last known one of the stretch. A grid without bars or strikes gives no rows.
 *
 * Nested, a row is one strike at one bar. The parents come in the order in which they stand alone, the rows of each
 * largest first, and the rows of a parent add up to its value. Sums are the nearest doubles to the exact ones;
 * {@link reconcile} proves that nothing is left.
 *
 * `coverage - share` is what the rows above cover: below 0.8 it picks the fewest strikes behind 80 % of gross flow.
 *
 * @throws TypeError for a level, whose sum over time means nothing.
 * @throws RangeError when `by` or `level` is not one of the above.
 * @example
 * attribute(delta.between("14:30", "15:00")).filter((row) => row.coverage - row.share < 0.8);
 * attribute(delta.resample("30m"), { by: ["bar", "strike"] }); // the strikes behind each half hour
 */
export function attribute<const B extends AttributeBy = "strike">(
  grid: StrikeGrid<"increment">,
  { by, level }: AttributeOptions<B> = {},
): AttributionRowOf<B>[] {
  mustBe("increment", grid, "attribute");
  return rowsBy(grid, String(by ?? "strike"), { level }) as AttributionRowOf<B>[];
}

function rowsBy(
  grid: StrikeGrid<"increment">,
  by: string,
  options: IntervalOptions,
): (AttributionRow | BarAttributionRow | CellAttributionRow)[] {
  const { strikes, spot, times } = grid;
  const clock = barClock(grid);
  const intervalOf = intervals(options);
  const noteOf = (estimates: Estimates | undefined) =>
    estimates && ((position: number) => intervalOf(estimates.expected[position], estimates.variance[position]));
  const cellRow = (row: number, bar: number, part: ContributionColumns, parent_value: number): CellAttributionRow => {
    const [{ t, time }, strike, distance_pct] = [clock(bar), strikes[row], distancePct(strikes[row], spot[bar])];
    return { t, time, strike, ...part, parent_value, distance_pct };
  };
  switch (by) {
    case "strike": {
      const { lastSpot } = grid;
      return contributions(
        strikeValues(grid).values,
        (row, part) => ({ strike: strikes[row], ...part, distance_pct: distancePct(strikes[row], lastSpot) }),
        noteOf(strikeEstimates(grid)),
      );
    }
    case "bar":
      return contributions(
        barValues(grid),
        (bar, part) => ({ ...clock(bar), ...part, spot: spot[bar] }),
        noteOf(barEstimates(grid)),
      );
    case "bar,strike":
      return contributions(barValues(grid), (bar, { value }) =>
        contributions(
          columnOf(grid, bar),
          (row, part) => cellRow(row, bar, part, value),
          noteOf(columnEstimates(grid, bar)),
        ),
      ).flat();
    case "strike,bar":
      return contributions(strikeValues(grid).values, (row, { value }) =>
        contributions(
          grid.history(strikes[row]),
          (bar, part) => cellRow(row, bar, part, value),
          noteOf(eachPart(grid.uncertainty, (cells) => cells.subarray(row * times.length, (row + 1) * times.length))),
        ),
      ).flat();
  }
  throw new RangeError(`attribute by "strike", "bar", ["bar", "strike"] or ["strike", "bar"], not "${by}"`);
}

/** A row for each known value of a column, the largest magnitude first. */
export function contributions<R>(
  values: Float64Array,
  rowOf: (position: number, part: ContributionColumns) => R,
  note?: (position: number) => IntervalColumns,
): R[] {
  const { positions, share, coverage } = leading(values);
  const net = exactSum(values) || NaN;
  return positions.map((position, place) =>
    rowOf(position, {
      value: values[position],
      share: share[place],
      coverage: coverage[place],
      net_share: values[position] / net + 0, // no "-0" for a part without flow
      ...note?.(position),
    }),
  );
}

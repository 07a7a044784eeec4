import { fsum } from "d3-array";
import { mustBe } from "../grid/grid-data.js";
import type { StrikeGrid } from "../grid/strike-grid.js";
import { rank } from "./rank.js";

/** What one strike gave to the total of a stretch; the rows of {@link attribute}. */
export interface AttributionRow {
  strike: number;
  /** The strike's sum over the stretch, in the grid's unit. The values of all rows add up to the total. */
  value: number;
  /** |value| as a part of the gross total (the sum of magnitudes), 0 to 1; NaN when that is 0. */
  share: number;
  /** Sum of the shares down to this row, 0 to 1. */
  coverage: number;
  /**
   * Value as a part of the net total: + where the strike moved it, - where it held against it. Adds up to 1, and is
   * large where buying and selling cancel; NaN when the net total is 0.
   */
  net_share: number;
  /** Strike against spot, percent: + is above. NaN when the spot is unknown. */
  distance_pct: number;
}

/**
 * Which strikes made the total of a stretch: one row a strike, largest magnitude first, equal ones by strike. Bars that
 * are missing contribute nothing, and strikes without any known bar are left out. The spot is the last known one of the
 * stretch. A grid without bars or strikes gives no rows.
 *
 * `coverage - share` is what the rows above cover: below 0.8 it picks the fewest strikes behind 80 % of gross flow.
 *
 * @throws TypeError for a level, whose sum over time means nothing.
 * @example
 * attribute(delta.between("14:30", "15:00")).filter((row) => row.coverage - row.share < 0.8);
 */
export function attribute(grid: StrikeGrid<"increment">): AttributionRow[] {
  mustBe("increment", grid, "attribute");
  const rows = rank(grid);
  const net = fsum(rows, (row) => row.value) || NaN;
  return rows.map(({ strike, value, share, coverage, distance_pct }) => ({
    strike,
    value,
    share,
    coverage,
    net_share: value / net + 0, // no "-0" for a strike without flow
    distance_pct,
  }));
}

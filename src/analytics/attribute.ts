import { fsum } from "d3-array";
import type { StrikeGrid } from "../grid/strike-grid.js";
import { strikeValues } from "./strike-values.js";

/** What one strike gave to the total of a stretch; the rows of {@link attribute}. */
export interface AttributionRow {
  strike: number;
  /** The strike's sum over the stretch, in the grid's unit. The values of all rows add up to the total. */
  value: number;
  /** |value| as a part of the gross total (the sum of magnitudes), 0 to 1; NaN when that is 0. */
  share: number;
  /** Sum of the shares down to this row, 0 to 1: the first rows up to 0.8 are the fewest strikes behind 80 %. */
  coverage: number;
  /** Value as a part of the net total, with its sign; adds up to 1. Large where buying and selling cancel. */
  net_share: number;
  /** Strike against spot, percent: + is above. NaN when the spot is unknown. */
  distance_pct: number;
}

/**
 * Which strikes made the total of a stretch: one row a strike, largest magnitude first, equal ones by strike. Bars that
 * are missing contribute nothing, and strikes without any known bar are left out.
 *
 * @example
 * attribute(delta.between("14:30", "15:00")).filter((row) => row.coverage <= 0.8);
 */
export function attribute(grid: StrikeGrid<"increment">): AttributionRow[] {
  const { strikes, values, spot } = strikeValues(grid);
  const known = [...values.keys()].filter((i) => !Number.isNaN(values[i]));
  known.sort((a, b) => Math.abs(values[b]!) - Math.abs(values[a]!) || strikes[a]! - strikes[b]!);

  const net = fsum(known, (i) => values[i]!);
  const gross = fsum(known, (i) => Math.abs(values[i]!));
  let covered = 0;
  return known.map((i) => {
    covered += Math.abs(values[i]!);
    return {
      strike: strikes[i]!,
      value: values[i]!,
      share: Math.abs(values[i]!) / gross,
      coverage: Math.min(1, covered / gross),
      net_share: values[i]! / net,
      distance_pct: (strikes[i]! / spot - 1) * 100,
    };
  });
}

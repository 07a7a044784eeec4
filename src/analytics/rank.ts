import { fcumsum } from "d3-array";
import type { StrikeGrid } from "../grid/strike-grid.js";
import { distancePct, strikeValues } from "./strike-values.js";

/** How {@link rank} orders. */
export interface RankOptions {
  /** `magnitude` (default): largest first, up or down. `value`: most positive first, so the most negative come last. */
  by?: "magnitude" | "value" | undefined;
  /** How many rows at most; default all. */
  n?: number | undefined;
}

/** One strike of a ranking. */
export interface RankRow {
  /** 1 is the first. */
  rank: number;
  strike: number;
  /** In the grid's unit, with its sign. */
  value: number;
  /** |value| as a part of the sum of all magnitudes, 0 to 1; NaN when that sum is 0. */
  share: number;
  /** Sum of the shares down to this row, 0 to 1. */
  coverage: number;
  /** Strike against spot, percent: + is above. NaN when the spot is unknown. */
  distance_pct: number;
}

/**
 * The strikes of a bar, or of a stretch of bars, in order of their value. Of a stretch, an increment counts with its
 * sum and a level with its last known value. Strikes without a value are left out; equal ones come by strike, ascending.
 * Shares are parts of all strikes of the grid, also of those that `n` cuts off. The spot is the last known one of the
 * stretch. A grid without bars or strikes gives no rows.
 *
 * @throws RangeError when `by` or `n` is not one of the above.
 * @example
 * rank(delta.bar(-1), { by: "magnitude", n: 3 });
 */
export function rank(grid: StrikeGrid, { by = "magnitude", n = Infinity }: RankOptions = {}): RankRow[] {
  if (by !== "magnitude" && by !== "value") throw new RangeError(`rank by "magnitude" or "value", not "${String(by)}"`);
  if (!(n === Infinity || (Number.isInteger(n) && n >= 0)))
    throw new RangeError(`n is how many rows to keep, a whole number, not ${n}`);

  const { strikes, values, spot } = strikeValues(grid);
  const key = by === "value" ? values : values.map(Math.abs);
  const order = [...values.keys()].filter((i) => !Number.isNaN(values[i]));
  order.sort((a, b) => key[b] - key[a]); // stable, so that equal ones stay in the order of their strikes

  const covered = fcumsum(order, (i) => Math.abs(values[i]));
  const gross = covered.at(-1)!;
  return order.slice(0, n).map((i, position) => ({
    rank: position + 1,
    strike: strikes[i],
    value: values[i],
    share: Math.abs(values[i]) / gross,
    coverage: covered[position] / gross,
    distance_pct: distancePct(strikes[i], spot),
  }));
}

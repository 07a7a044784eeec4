import { ascending } from "d3-array";
import type { GridKind } from "./fields.js";
import type { StrikeGridData } from "./grid-data.js";
import { marksOf, missingBars } from "./missing-bars.js";

const SAME = ["symbol", "expiration", "field", "kind", "label", "barMs", "origin"] as const;

/** The stretch of {@link StrikeGrid.concat}; the grid itself where there is only one. */
export function concatGrids<K extends GridKind>(grids: readonly StrikeGridData<K>[]): StrikeGridData<K> {
  if (grids.length === 0) throw new RangeError("concat takes one grid or more, not none");
  const first = grids[0];
  grids.forEach((grid, i) => mustBeOneSession(first, grid, i));
  if (grids.length === 1) return first;

  const { barMs } = first;
  const strikes = unionOf(grids.map((grid) => grid.strikes));
  const filled = grids.filter((grid) => grid.times.length > 0);
  const start = Math.min(...filled.map((grid) => grid.times[0]));
  const columnOf = ({ times }: StrikeGridData): number => Math.round((times[0] - start) / barMs);
  const bars = Math.max(0, ...filled.map((grid) => columnOf(grid) + grid.times.length));
  const times = Float64Array.from({ length: bars }, (_, bar) => start + bar * barMs);

  const room = (): Float64Array => new Float64Array(strikes.length * bars).fill(NaN);
  const values = room();
  const known = filled.every((grid) => grid.uncertainty !== undefined) && filled.length > 0;
  const uncertainty = known ? { expected: room(), variance: room() } : undefined;
  const spot = new Float64Array(bars).fill(NaN);
  const partial = new Uint8Array(bars);
  const rowOf = new Map(Array.from(strikes, (strike, row) => [strike, row]));
  for (const grid of filled) {
    const missing = missingBars(grid);
    const own = missing.length;
    const column = columnOf(grid);
    for (let bar = 0; bar < own; bar++) {
      if (!Number.isNaN(grid.spot[bar])) spot[column + bar] = grid.spot[bar];
      if (missing[bar]) continue;
      // A bar comes whole from one grid: two answers about one bar are not mixed.
      const take = (from: Float64Array, to: Float64Array): void => {
        for (let row = 0; row < strikes.length; row++) to[row * bars + column + bar] = NaN;
        for (let row = 0; row < grid.strikes.length; row++)
          to[rowOf.get(grid.strikes[row])! * bars + column + bar] = from[row * own + bar];
      };
      take(grid.values, values);
      if (uncertainty !== undefined) {
        take(grid.uncertainty!.expected, uncertainty.expected);
        take(grid.uncertainty!.variance, uncertainty.variance);
      }
      partial[column + bar] = grid.partial?.[bar] ?? 0;
    }
  }
  return { ...first, strikes, times, spot, values, partial: marksOf(partial), uncertainty };
}

/** The strikes of all, ascending; the first's own array where that has them all. */
function unionOf(axes: readonly Float64Array[]): Float64Array {
  const strikes = new Set(axes.flatMap((axis) => [...axis]));
  return strikes.size === axes[0].length ? axes[0] : Float64Array.from([...strikes].sort(ascending));
}

function mustBeOneSession(first: StrikeGridData, grid: StrikeGridData, i: number): void {
  const other = SAME.find((name) => grid[name] !== first[name]);
  if (other === undefined) return;
  const instead =
    other === "expiration" ? "; several sessions are put beside each other by relative() and average()" : "";
  throw new RangeError(
    `concat joins stretches of one field in one session: ` +
      `${other} of grids[${i}] is ${String(grid[other])}, of grids[0] ${String(first[other])}${instead}`,
  );
}

import type { GridKind } from "./fields.js";
import type { RelativeGrid } from "./relative.js";

/** The mean of several {@link RelativeGrid}s, on their axis and the bars of all. */
export interface AverageGrid<K extends GridKind = GridKind> extends Omit<
  RelativeGrid<K>,
  "symbol" | "expiration" | "origin" | "partial"
> {
  /** What is in it: `SPY 2026-06-05`, in the order given. */
  readonly of: readonly string[];
  /** Of how many grids each value is the mean: those that know the cell. */
  readonly counts: Uint32Array;
}

const SAME = ["field", "kind", "label", "barMs", "axis", "step"] as const;

/**
 * The mean of relative grids, cell by cell, each with the same weight: sessions of one symbol, or symbols of one day.
 * Bars are the same that are as long after the open. A cell is the mean of the grids that know it, as `counts` says, and
 * NaN where none does; so is `outside`. A short session counts as long as it lasts.
 *
 * Values keep their unit, so in dollars a large name outweighs small ones: `relative` with `share` makes them equal.
 *
 * @throws RangeError for no grids, and for grids of different fields, bars or axes.
 * @example
 * const typical = average(days.map((gex) => gex.relative("percent")));
 */
export function average<K extends GridKind>(grids: readonly RelativeGrid<K>[]): AverageGrid<K> {
  if (grids.length === 0) throw new RangeError("average takes one relative grid or more, not none");
  const { field, kind, label, unit, axis, step, centres, barMs } = grids[0];
  grids.forEach((grid, i) => mustMatch(grids[0], grid, i));

  const perBar = barMs / 60_000;
  const firstOf = (grid: RelativeGrid): number => Math.round(grid.minutes[0] / perBar);
  const filled = grids.filter((grid) => grid.minutes.length > 0);
  const first = Math.min(...filled.map(firstOf));
  const bars = Math.max(0, ...filled.map((grid) => firstOf(grid) - first + grid.minutes.length));

  const values = new Float64Array(centres.length * bars);
  const counts = new Uint32Array(centres.length * bars);
  const outside = new Float64Array(bars);
  const outsideCounts = new Uint32Array(bars);
  for (const grid of filled) {
    const own = grid.minutes.length;
    const column = firstOf(grid) - first;
    for (let bin = 0; bin < centres.length; bin++)
      add(grid.values.subarray(bin * own, (bin + 1) * own), values, counts, bin * bars + column);
    add(grid.outside, outside, outsideCounts, column);
  }
  divide(values, counts);
  divide(outside, outsideCounts);
  const minutes = Float64Array.from({ length: bars }, (_, bar) => (first + bar) * perBar);
  const of = grids.map((grid) => `${grid.symbol} ${grid.expiration}`);
  return { of, field, kind, label, unit, axis, step, centres, barMs, minutes, values, outside, counts };
}

function add(from: Float64Array, sums: Float64Array, counts: Uint32Array, at: number): void {
  for (let i = 0; i < from.length; i++) {
    if (Number.isNaN(from[i])) continue;
    sums[at + i] += from[i];
    counts[at + i]++;
  }
}

/** Of nothing, NaN. */
function divide(sums: Float64Array, counts: Uint32Array): void {
  for (let i = 0; i < sums.length; i++) sums[i] /= counts[i];
}

function mustMatch(first: RelativeGrid, grid: RelativeGrid, i: number): void {
  const other = SAME.find((name) => grid[name] !== first[name]);
  if (other !== undefined)
    throw new RangeError(
      `average takes grids of one kind: ${other} of grids[${i}] is ${grid[other]}, of grids[0] ${first[other]}`,
    );
  if (grid.centres.join() !== first.centres.join())
    throw new RangeError(
      `average takes grids on one axis: grids[${i}] runs from ${grid.centres[0]} to ${grid.centres.at(-1)}, ` +
        `grids[0] from ${first.centres[0]} to ${first.centres.at(-1)}`,
    );
}

import { sessionOn } from "../session.js";
import { barLength, barText } from "./bar-length.js";
import type { GridKind } from "./fields.js";
import type { StrikeGridData } from "./grid-data.js";

/** The longer bars of {@link StrikeGrid.resample}. */
export function resampleGrid<K extends GridKind>(grid: StrikeGridData<K>, bar: string | number): StrikeGridData<K> {
  const barMs = barLength(bar);
  if (barMs % grid.barMs !== 0)
    throw new RangeError(
      `cannot make bars of ${barText(barMs)} from bars of ${barText(grid.barMs)}: ` +
        `take a multiple, such as "${barText(5 * grid.barMs)}"`,
    );
  const bars = grid.times.length;
  if (bars === 0) return { ...grid, barMs };

  // Counted from the open, so that one of the longer bars starts there whatever their length.
  const open = sessionOn(grid.expiration)?.open ?? grid.times[0];
  const bucketOf = (time: number): number => Math.floor((time - open) / barMs);
  const first = bucketOf(grid.times[0]);
  const buckets = bucketOf(grid.times[bars - 1]) - first + 1;
  const target = Int32Array.from(grid.times, (time) => bucketOf(time) - first);

  const spot = new Float64Array(buckets).fill(NaN);
  const values = new Float64Array(grid.strikes.length * buckets).fill(NaN);
  collect(grid.spot, target, spot, false);
  for (let strike = 0; strike < grid.strikes.length; strike++) {
    const from = grid.values.subarray(strike * bars, (strike + 1) * bars);
    const to = values.subarray(strike * buckets, (strike + 1) * buckets);
    collect(from, target, to, grid.kind === "increment");
  }
  const times = Float64Array.from(spot, (_, bucket) => open + (first + bucket) * barMs);
  return { ...grid, barMs, times, spot, values };
}

/** Puts each known value into its bucket: added to those before it, or in their place. */
function collect(from: Float64Array, target: Int32Array, to: Float64Array, sums: boolean): void {
  for (let bar = 0; bar < from.length; bar++) {
    const value = from[bar];
    if (Number.isNaN(value)) continue;
    const bucket = target[bar];
    to[bucket] = sums && !Number.isNaN(to[bucket]) ? to[bucket] + value : value;
  }
}

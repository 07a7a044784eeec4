import { sessionOn } from "../session.js";
import { barLength, barText } from "./bar-length.js";
import type { GridKind } from "./fields.js";
import type { StrikeGridData } from "./grid-data.js";
import { marksOf, missingBars } from "./missing-bars.js";
import { eachPart } from "./uncertainty.js";

/** The longer bars of {@link StrikeGrid.resample}; the grid itself where its bars are those already. */
export function resampleGrid<K extends GridKind>(grid: StrikeGridData<K>, bar: string | number): StrikeGridData<K> {
  const barMs = barLength(bar);
  if (barMs % grid.barMs !== 0)
    throw new RangeError(
      `cannot make bars of ${barText(barMs)} from bars of ${barText(grid.barMs)}: ` +
        `take a multiple, such as "${barText(5 * grid.barMs)}"`,
    );
  const bars = grid.times.length;
  if (bars === 0) return barMs === grid.barMs ? grid : { ...grid, barMs };

  // Counted from the open, so that one of the longer bars starts there whatever their length.
  const session = sessionOn(grid.expiration);
  const open = session?.open ?? grid.times[0];
  if (barMs === grid.barMs && (grid.times[0] - open) % barMs === 0) return grid;

  const bucketOf = (time: number): number => Math.floor((time - open) / barMs);
  const first = bucketOf(grid.times[0]);
  const buckets = bucketOf(grid.times[bars - 1]) - first + 1;
  const target = Int32Array.from(grid.times, (time) => bucketOf(time) - first);

  const spot = new Float64Array(buckets).fill(NaN);
  collect(grid.spot, target, spot, false);
  const collected = (cells: Float64Array): Float64Array => {
    const values = new Float64Array(grid.strikes.length * buckets).fill(NaN);
    for (let strike = 0; strike < grid.strikes.length; strike++) {
      const from = cells.subarray(strike * bars, (strike + 1) * bars);
      const to = values.subarray(strike * buckets, (strike + 1) * buckets);
      collect(from, target, to, grid.kind === "increment");
    }
    return values;
  };
  const times = Float64Array.from(spot, (_, bucket) => open + (first + bucket) * barMs);

  // What the window cuts off is not in its first and last bar; what the session does not have is not wanting.
  const before = grid.times[0] - grid.barMs;
  const behind = grid.times[bars - 1] + grid.barMs;
  const cutOff = [
    ...(bucketOf(before) === first ? [0] : []),
    ...(bucketOf(behind) === first + buckets - 1 && behind < (session?.close ?? Infinity) ? [buckets - 1] : []),
  ];
  const partial = partialBuckets(grid, target, buckets, cutOff);
  const uncertainty = eachPart(grid.uncertainty, collected);
  return { ...grid, barMs, times, spot, values: collected(grid.values), partial, uncertainty };
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

/** 1 for the buckets of which something is known, and not all. */
function partialBuckets(
  grid: StrikeGridData,
  target: Int32Array,
  buckets: number,
  cutOff: readonly number[],
): Uint8Array | undefined {
  const missing = missingBars(grid);
  const partial = new Uint8Array(buckets);
  const known = new Uint8Array(buckets);
  for (const bucket of cutOff) partial[bucket] = 1;
  for (let bar = 0; bar < target.length; bar++) {
    if (missing[bar] || grid.partial?.[bar]) partial[target[bar]] = 1;
    if (!missing[bar]) known[target[bar]] = 1;
  }
  for (let bucket = 0; bucket < buckets; bucket++) partial[bucket] &= known[bucket];
  return marksOf(partial);
}

import { MINUTE, sessionOn } from "../session.js";
import type { GridKind } from "./fields.js";
import type { StrikeGridData } from "./strike-grid.js";

/** The grid of {@link StrikeGrid.resample}. */
export function resampleGrid<K extends GridKind>(grid: StrikeGridData<K>, bar: string | number): StrikeGridData<K> {
  const barMs = barLength(bar);
  if (barMs % grid.barMs !== 0)
    throw new RangeError(`cannot resample bars of ${grid.barMs / 1000} s to ${bar}: take a multiple, such as "5m"`);
  const bars = grid.times.length;
  if (bars === 0) return { ...grid, barMs };

  // Buckets start at the open, so that 09:30 is the first of every length.
  const open = sessionOn(grid.expiration)?.open ?? grid.times[0]!;
  const bucket = (time: number): number => Math.floor((time - open) / barMs);
  const first = bucket(grid.times[0]!);
  const buckets = bucket(grid.times[bars - 1]!) - first + 1;
  const target = Int32Array.from(grid.times, (time) => bucket(time) - first);

  const sums = grid.kind === "increment";
  const spot = new Float64Array(buckets).fill(NaN);
  const values = new Float64Array(grid.strikes.length * buckets).fill(NaN);
  for (let i = 0; i < bars; i++) if (!Number.isNaN(grid.spot[i])) spot[target[i]!] = grid.spot[i]!;
  for (let cell = 0; cell < grid.values.length; cell++) {
    const value = grid.values[cell]!;
    if (Number.isNaN(value)) continue;
    const to = Math.floor(cell / bars) * buckets + target[cell % bars]!;
    values[to] = sums && !Number.isNaN(values[to]) ? values[to]! + value : value;
  }
  const times = Float64Array.from({ length: buckets }, (_, i) => open + (first + i) * barMs);
  return { ...grid, barMs, times, spot, values };
}

/** `"30s"`, `"5m"`, `"1h"` or milliseconds, as milliseconds. */
function barLength(bar: string | number): number {
  if (typeof bar === "number" && bar > 0) return bar;
  const match = typeof bar === "string" ? /^(\d+)(s|m|h)$/.exec(bar) : null;
  const length = match ? Number(match[1]) * { s: 1000, m: MINUTE, h: 60 * MINUTE }[match[2] as "s" | "m" | "h"] : 0;
  if (!(length > 0)) throw new RangeError(`"${bar}" is not a bar length: write it as "5m", "30s" or "1h"`);
  return length;
}

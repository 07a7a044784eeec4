import { quantile } from "d3-array";
import type { RelativeGrid } from "../grid/relative.js";

/**
 * The values of a moneyness grid as they are drawn: where bins are narrower than strikes lie apart, a strike covers the bins
 * up to halfway to its neighbours, as a row of a heatmap does. How far apart they lie is taken from the grid: nine of ten
 * neighbours are not further. Empty bins further from any strike stay NaN, and so do bars of which nothing is known.
 */
export function filledBins({ values, centres, minutes }: RelativeGrid): Float64Array {
  const [bins, bars] = [centres.length, minutes.length];
  const distances: number[] = [];
  const known = Array.from({ length: bars }, (_, bar) => {
    const rows: number[] = [];
    for (let bin = 0; bin < bins; bin++) if (!Number.isNaN(values[bin * bars + bar])) rows.push(bin);
    for (let i = 1; i < rows.length; i++) distances.push(rows[i] - rows[i - 1]);
    return rows;
  });
  const reach = Math.floor((quantile(distances, 0.9) ?? 1) / 2);
  const filled = values.slice();
  if (reach === 0) return filled;
  for (let bar = 0; bar < bars; bar++) {
    const rows = known[bar];
    let next = 0;
    for (let bin = 0; bin < bins; bin++) {
      while (next < rows.length && rows[next] < bin) next++;
      const [below, above] = [rows[next - 1] ?? -Infinity, rows[next] ?? Infinity];
      const nearest = bin - below < above - bin ? below : above;
      if (Math.abs(nearest - bin) <= reach) filled[bin * bars + bar] = values[nearest * bars + bar];
    }
  }
  return filled;
}

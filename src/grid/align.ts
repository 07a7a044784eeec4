import { barText } from "./bar-length.js";
import type { GridKind } from "./fields.js";
import type { StrikeGridData } from "./grid-data.js";
import { eachPart } from "./uncertainty.js";

/** The cells of {@link StrikeGrid.alignTo}; the grid itself where its axes are the other's already. */
export function alignGrid<K extends GridKind>(grid: StrikeGridData<K>, other: StrikeGridData): StrikeGridData<K> {
  const { strikes, times, barMs } = other;
  if (grid.barMs !== barMs)
    throw new RangeError(
      `cannot align bars of ${barText(grid.barMs)} to bars of ${barText(barMs)}: resample the shorter ones first`,
    );
  if (grid.expiration !== other.expiration)
    throw new RangeError(
      `cannot align the session of ${grid.expiration} to that of ${other.expiration}: ` +
        `they share no bar; compare their relative() grids`,
    );
  if (grid.strikes === strikes && grid.times === times) return grid;

  // The bar of ours that is the other's first: bars are the same whose starts are less than half a bar apart.
  const shift = times.length > 0 && grid.times.length > 0 ? Math.round((times[0] - grid.times[0]) / barMs) : 0;
  const [bars, own] = [times.length, grid.times.length];
  if (shift === 0 && bars === own && grid.strikes.join() === strikes.join()) return { ...grid, strikes, times };

  const [first, last] = [Math.max(0, -shift), Math.min(bars, own - shift)];
  const shared = <A extends Float64Array | Uint8Array>(from: A, to: A, ownRow: number, row: number): A => {
    if (first < last)
      to.set(from.subarray(ownRow * own + first + shift, ownRow * own + last + shift), row * bars + first);
    return to;
  };
  const rowOf = new Map(Array.from(grid.strikes, (strike, row) => [strike, row]));
  const aligned = (cells: Float64Array): Float64Array => {
    const values = new Float64Array(strikes.length * bars).fill(NaN);
    strikes.forEach((strike, row) => {
      const ownRow = rowOf.get(strike);
      if (ownRow !== undefined) shared(cells, values, ownRow, row);
    });
    return values;
  };
  const spot = shared(grid.spot, new Float64Array(bars).fill(NaN), 0, 0);
  const partial = grid.partial && shared(grid.partial, new Uint8Array(bars), 0, 0);
  const uncertainty = eachPart(grid.uncertainty, aligned);
  return { ...grid, strikes, times, spot, values: aligned(grid.values), partial, uncertainty };
}

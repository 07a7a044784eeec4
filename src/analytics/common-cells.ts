import { barText } from "../grid/bar-length.js";
import type { StrikeGrid } from "../grid/strike-grid.js";

/** The cells of the strikes and bars that two grids have in common. */
export interface CommonCells {
  readonly strikes: number;
  readonly bars: number;
  readonly onlyA: number;
  readonly onlyB: number;
  /** Values of the cells known in both, and where they lie in a. */
  readonly a: Float64Array;
  readonly b: Float64Array;
  readonly cells: Uint32Array;
}

/**
 * The cells that two grids have in common, by strike and then by time.
 *
 * @throws RangeError for bars of different length.
 */
export function commonCells(a: StrikeGrid, b: StrikeGrid): CommonCells {
  if (a.barMs !== b.barMs)
    throw new RangeError(
      `grids to compare must have bars of one length, not ${barText(a.barMs)} and ${barText(b.barMs)}: ` +
        `resample() the one with the shorter bars`,
    );
  const strikes = commonPositions(a.strikes, b.strikes);
  const bars = commonPositions(a.times, b.times);
  const [barsOfA, barsOfB] = [a.times.length, b.times.length];
  const cells = new Uint32Array(strikes.length * bars.length);
  const [x, y] = [new Float64Array(cells.length), new Float64Array(cells.length)];
  let known = 0;
  let onlyA = 0;
  let onlyB = 0;
  for (const [rowA, rowB] of strikes)
    for (const [barA, barB] of bars) {
      const [cellA, cellB] = [rowA * barsOfA + barA, rowB * barsOfB + barB];
      x[known] = a.values[cellA];
      y[known] = b.values[cellB];
      cells[known] = cellA;
      if (Number.isNaN(x[known])) onlyB += Number.isNaN(y[known]) ? 0 : 1;
      else if (Number.isNaN(y[known])) onlyA++;
      else known++;
    }
  return {
    strikes: strikes.length,
    bars: bars.length,
    onlyA,
    onlyB,
    a: x.subarray(0, known),
    b: y.subarray(0, known),
    cells: cells.subarray(0, known),
  };
}

/** Where two ascending axes hold the same: pairs of positions. */
function commonPositions(a: Float64Array, b: Float64Array): [number, number][] {
  const pairs: [number, number][] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    if (a[i] === b[j]) pairs.push([i, j]);
    const [atA, atB] = [a[i], b[j]];
    if (atA <= atB) i++;
    if (atB <= atA) j++;
  }
  return pairs;
}

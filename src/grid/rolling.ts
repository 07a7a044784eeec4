import { barText } from "./bar-length.js";
import type { GridKind } from "./fields.js";
import { labelOf, type StrikeGridData } from "./grid-data.js";
import { marksOf, missingBars } from "./missing-bars.js";
import { eachPart } from "./uncertainty.js";

/** What {@link StrikeGrid.rolling} makes of a window. A level has no sum over time. */
export type RollingOf<K extends GridKind> = "mean" | "min" | "max" | ([K] extends ["increment"] ? "sum" : never);

/** How much a window of {@link StrikeGrid.rolling} must know. */
export interface RollingOptions {
  /** NaN where fewer bars of the window are known; default 1. With the window's length only whole windows have a value. */
  minKnown?: number | undefined;
}

const FOLDS = ["sum", "mean", "min", "max"] as const;
type Fold = (typeof FOLDS)[number];

/** The windows of {@link StrikeGrid.rolling}. */
export function rollingGrid(
  grid: StrikeGridData,
  window: number,
  fold: Fold,
  { minKnown = 1 }: RollingOptions = {},
): StrikeGridData<"level"> {
  if (!Number.isInteger(window) || window < 1)
    throw new RangeError(`rolling takes a whole number of bars, 1 or more, not ${window}`);
  if (!FOLDS.includes(fold)) throw new RangeError(`rolling makes ${FOLDS.join(", ")}, not "${String(fold)}"`);
  if (fold === "sum" && grid.kind === "level")
    throw new TypeError(
      `${grid.symbol} ${grid.label ?? labelOf(grid)} is a level, whose sum over time means nothing: ` +
        `take rolling(${window}, "mean"), or its diff() first`,
    );
  if (!Number.isInteger(minKnown) || minKnown < 1 || minKnown > window)
    throw new RangeError(`minKnown is how many of the ${window} bars must be known, 1 to ${window}, not ${minKnown}`);

  const bars = grid.times.length;
  const length = Math.min(window, bars); // a longer window holds the same bars
  const later = new Float64Array(length + 1);
  const folded = (cells: Float64Array): Float64Array => {
    const values = new Float64Array(cells.length);
    for (let row = 0; row < values.length; row += bars) {
      const [from, to] = [cells.subarray(row, row + bars), values.subarray(row, row + bars)];
      foldWindows(from, to, later, fold);
      finish(from, to, length, fold === "mean", minKnown);
    }
    return values;
  };
  const label = `${grid.label ?? labelOf(grid)} ${barText(window * grid.barMs)} ${fold}`;
  const uncertainty = fold === "sum" ? eachPart(grid.uncertainty, folded) : undefined;
  const partial = partialWindows(grid, window);
  return { ...grid, kind: "level", label, values: folded(grid.values), partial, uncertainty };
}

/**
 * The fold of each window in three steps a bar, however long it is, and without subtracting what leaves it, so that no
 * dust of a large number stays behind when it is gone. The row is cut into blocks of a window's length. A window is the
 * end of one block and the start of the next: `later` holds the folds of the block before from each of its bars on, `head`
 * is that of the block so far (van Herk 1992; Gil and Werman 1993).
 */
function foldWindows(from: Float64Array, to: Float64Array, later: Float64Array, fold: Fold): void {
  const length = later.length - 1;
  later.fill(NaN);
  for (let start = 0; start < from.length; start += length) {
    const block = Math.min(length, from.length - start);
    let head = NaN;
    for (let i = 0; i < block; i++) {
      head = join(head, from[start + i], fold);
      to[start + i] = join(later[i + 1], head, fold);
    }
    for (let i = block - 1, tail = NaN; i >= 0; i--) later[i] = tail = join(from[start + i], tail, fold);
  }
}

/** Of two folds, of which NaN is that of nothing. */
function join(a: number, b: number, fold: Fold): number {
  if (Number.isNaN(a)) return b;
  if (Number.isNaN(b)) return a;
  if (fold === "min") return a < b ? a : b;
  if (fold === "max") return a > b ? a : b;
  return a + b;
}

/** Takes out the windows that know too little, and makes means of sums. */
function finish(from: Float64Array, to: Float64Array, length: number, mean: boolean, minKnown: number): void {
  let known = 0;
  for (let bar = 0; bar < from.length; bar++) {
    if (!Number.isNaN(from[bar])) known++;
    if (bar >= length && !Number.isNaN(from[bar - length])) known--;
    if (known < minKnown) to[bar] = NaN;
    else if (mean) to[bar] /= known;
  }
}

/** 1 for the windows of which something is known, and not all: they reach before the first bar, or a bar is missing. */
function partialWindows(grid: StrikeGridData, window: number): Uint8Array | undefined {
  const known = missingBars(grid).map((missing) => 1 - missing);
  const whole = known.map((is, bar) => (grid.partial?.[bar] ? 0 : is));
  let [knownBars, wholeBars] = [0, 0];
  const partial = known.map((_, bar) => {
    knownBars += known[bar] - (bar < window ? 0 : known[bar - window]);
    wholeBars += whole[bar] - (bar < window ? 0 : whole[bar - window]);
    return knownBars > 0 && wholeBars < window ? 1 : 0;
  });
  return marksOf(partial);
}

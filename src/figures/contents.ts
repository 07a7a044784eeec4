import type { StrikeGrid } from "../grid/strike-grid.js";
import { clock } from "./clock.js";
import { amountWithUnit, price } from "./units.js";
import { counted, isSigned } from "./words.js";

/** A value with its place: `5900, 15:40`. */
export interface Extreme {
  readonly value: number;
  readonly where: string;
}

/** What there is in a grid and what is not, as far as a figure speaks of it. */
export interface Contents {
  readonly lowest: Extreme;
  readonly highest: Extreme;
  /** Bars without any value. */
  readonly missingBars: number;
  /** Cells without a value in the other bars. */
  readonly missingCells: number;
  /** Whether negative and positive are told apart: by the field, or because there are negative values. */
  readonly signed: boolean;
  /** The known spots, in order. */
  readonly spots: Float64Array;
}

/** The contents of a grid; null when it has no value at all. */
export function contentsOf(grid: StrikeGrid): Contents | null {
  const [strikes, bars] = grid.shape;
  const known = new Int32Array(bars);
  let [low, high] = [-1, -1];
  grid.values.forEach((value, cell) => {
    if (Number.isNaN(value)) return;
    known[cell % bars]++;
    if (low < 0 || value < grid.values[low]) low = cell;
    if (high < 0 || value > grid.values[high]) high = cell;
  });
  if (low < 0) return null;

  const at = (cell: number): Extreme => ({
    value: grid.values[cell],
    where: `${grid.strikes[Math.floor(cell / bars)]}, ${clock(grid.times[cell % bars])}`,
  });
  const sampled = known.filter((count) => count > 0);
  return {
    lowest: at(low),
    highest: at(high),
    missingBars: bars - sampled.length,
    missingCells: sampled.reduce((sum, count) => sum + strikes - count, 0),
    signed: isSigned(grid) || grid.values[low] < 0,
    spots: grid.spot.filter((spot) => !Number.isNaN(spot)),
  };
}

/** Why {@link contentsOf} is null, in a few words. */
export function whyEmpty(grid: StrikeGrid): string {
  const [strikes, bars] = grid.shape;
  if (bars === 0) return "No bars: nothing was sampled in this stretch.";
  if (strikes === 0) return "No strikes in this range.";
  return `No value is known: ${counted(bars, "bar")} of ${counted(strikes, "strike")}, all missing.`;
}

/** The extremes of a grid, its last spot and its gaps, in two or three sentences. */
export function contentsInWords(grid: StrikeGrid, { lowest, highest, missingBars, signed, spots }: Contents): string {
  const at = ({ value, where }: Extreme): string => `${amountWithUnit(value, grid.unit, { signed })} at ${where}`;
  const extremes = [
    ...(highest.value > 0 || lowest.value >= 0 ? [`largest ${at(highest)}`] : []),
    ...(lowest.value < 0 ? [`lowest ${at(lowest)}`] : []),
  ];
  return [
    `${extremes.join(", ")}.`,
    ...(spots.length > 0 ? [`Spot last ${price(spots[spots.length - 1])}.`] : []),
    ...(missingBars > 0 ? [`${missingBars} of ${counted(grid.times.length, "bar")} without a value.`] : []),
  ].join(" ");
}

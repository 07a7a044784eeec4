import { barLength, barText } from "../grid/bar-length.js";
import { extremeIndex, type Extreme } from "../grid/extreme-index.js";
import { FIELDS } from "../grid/fields.js";
import { mustBe } from "../grid/grid-data.js";
import type { StrikeGrid } from "../grid/strike-grid.js";
import { zeroCrossing } from "../grid/zero-crossing.js";

/** What {@link levelsOverTime} takes of a series answer, which is one. */
export interface LevelSeries {
  readonly bar_size: string;
  readonly bars: readonly {
    readonly t: string;
    readonly call_wall: number | null;
    readonly put_wall: number | null;
    readonly gamma_flip: number | null;
  }[];
}

/** Where {@link levelsOverTime} finds what is not in a grid. */
export interface LevelsOverTimeOptions {
  /**
   * Answer of `series` for the same name and the grid's bar size, as `await flow.series("SPY", { bar: "1m", minutes: 390 })`;
   * default none, which leaves three levels NaN.
   */
  series?: LevelSeries | undefined;
}

/** The levels of one bar; NaN for what is not there or not known. Prices in USD. */
export interface LevelsRow {
  /** Start of the bar, epoch milliseconds UTC. Everything else is of its end. */
  t: number;
  /** The same in New York, HH:MM. */
  time: string;
  spot: number;
  /** The strike of the largest GEX of the calls, and of the puts; from `series`, as a grid holds only both together. */
  call_wall: number;
  put_wall: number;
  /** The strike of the largest |net GEX|, the lower of equals. */
  magnet: number;
  /** Where net GEX re-priced at other spots is zero; from `series`, as it takes the whole chain. */
  gamma_flip: number;
  /** Where net GEX by strike crosses zero nearest the spot, on the straight line between strikes. */
  gamma_flip_by_strike: number;
  /** The strikes of the highest net GEX above 0 and of the lowest below 0, which others call walls. */
  max_positive_gamma: number;
  max_negative_gamma: number;
  /** Mean of the strikes, weighted by |net GEX|. */
  centre: number;
  /** Their standard deviation about it, weighted alike. */
  width: number;
}

/** A level that is a price. */
export type LevelName = Exclude<keyof LevelsRow, "t" | "time" | "spot" | "width">;

/**
 * The levels of every bar of a gamma exposure, a row a bar. They are those of the engine's `levels` at the bar's end, if the
 * grid has all strikes of the chain: `near` would cut off a wall. Strikes whose value is NaN are left out, and a bar of
 * which nothing is known has NaN for all. Nothing is carried on from bar to bar, so that nothing peeks ahead.
 *
 * @throws TypeError for an increment; RangeError for a level of another unit, and for a series of another bar size.
 * @example
 * levelsOverTime(gex).at(-1)?.magnet; // the strike with the largest net gamma exposure now
 */
export function levelsOverTime(grid: StrikeGrid<"level">, { series }: LevelsOverTimeOptions = {}): LevelsRow[] {
  mustBe("level", grid, "levelsOverTime");
  if (grid.unit !== FIELDS.gex.unit)
    throw new RangeError(`levels are of gamma exposure in ${FIELDS.gex.unit}, and ${grid.label} is in ${grid.unit}`);
  if (series !== undefined && barLength(series.bar_size) !== grid.barMs)
    throw new RangeError(
      `the series has bars of ${series.bar_size} and the grid of ${barText(grid.barMs)}: ask for both in one size`,
    );
  const sides = new Map(series?.bars.map((bar) => [Date.parse(bar.t), bar]));
  const [strikes, bars] = grid.shape;
  const column = new Float64Array(strikes);
  return Array.from(grid.times, (t, bar) => {
    for (let strike = 0; strike < strikes; strike++) column[strike] = grid.values[strike * bars + bar];
    const strikeOf = (extreme: Extreme): number => grid.strikes[extremeIndex(column, extreme)] ?? NaN;
    const side = sides.get(t);
    return {
      t,
      time: grid.timeOf(bar),
      spot: grid.spot[bar],
      call_wall: side?.call_wall ?? NaN,
      put_wall: side?.put_wall ?? NaN,
      magnet: strikeOf("magnitude"),
      gamma_flip: side?.gamma_flip ?? NaN,
      gamma_flip_by_strike: zeroCrossing(grid.strikes, column, grid.spot[bar]),
      max_positive_gamma: strikeOf("positive"),
      max_negative_gamma: strikeOf("negative"),
      ...spreadOf(grid.strikes, column),
    };
  });
}

function spreadOf(strikes: Float64Array, values: Float64Array): { centre: number; width: number } {
  let weights = 0;
  let sum = 0;
  for (let k = 0; k < strikes.length; k++) {
    if (Number.isNaN(values[k])) continue;
    weights += Math.abs(values[k]);
    sum += Math.abs(values[k]) * strikes[k];
  }
  const centre = sum / weights;
  let squares = 0;
  for (let k = 0; k < strikes.length; k++)
    if (!Number.isNaN(values[k])) squares += Math.abs(values[k]) * (strikes[k] - centre) ** 2;
  return { centre, width: Math.sqrt(squares / weights) };
}

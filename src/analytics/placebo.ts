import { median, quantile } from "d3-array";
import type { GridKind } from "../grid/fields.js";
import { StrikeGrid } from "../grid/strike-grid.js";
import { randomStream, type Random } from "../random.js";
import { wilson } from "./wilson.js";

/** How often something came true of how many chances: what a statistic gives to {@link placebo}. */
export interface HitCount {
  readonly hits: number;
  readonly trials: number;
}

/** With how many false grids {@link placebo} compares. */
export interface PlaceboOptions {
  /** By how many strikes the values are moved, whole numbers but 0; default -10 to 10. Empty leaves this null out. */
  shifts?: readonly number[] | undefined;
  /** How often the minutes are shuffled; default 199. 0 leaves this null out. */
  shuffles?: number | undefined;
  /** Of the random order, a whole number; default 1. The same seed gives the same rows. */
  seed?: number | undefined;
}

/** A hit rate beside that of false grids of one kind; a row of {@link placebo}. */
export interface PlaceboRow {
  /** What is false in the grids. */
  placebo: "shifted strikes" | "shuffled minutes";
  hits: number;
  trials: number;
  /** hits / trials, 0 to 1; NaN without trials. */
  rate: number;
  /** The rate's interval at 95 %, by Wilson; it takes trials as independent. */
  low: number;
  high: number;
  /** All hits of the false grids as a part of all their trials. */
  null_rate: number;
  /** Between which 95 % of the false grids' rates lie. */
  null_low: number;
  null_high: number;
  /** How many false grids had trials; the others say nothing. */
  runs: number;
  /** How often a false grid's rate is as high, the true one counted among them: (1 + those) / (1 + runs). NaN without any. */
  p: number;
}

/**
 * A hit rate with its null, so that "8 of 10" can be told from what any line near the spot would give. The same statistic is
 * asked of grids that are false in one way each and right in all others, a row each way:
 *
 *   shifted strikes    all values moved up or down by a number of (median) strike distances, 1 USD for a single strike, the spot left where it is: what
 *                      walls at the wrong strikes would score. A shift keeps everything that the values did in time.
 *   shuffled minutes   the bars' values in a random order, the spot left where it is: what walls at the right strikes at the
 *                      wrong time would score. Bars of which nothing is known stay in their place.
 *
 * A small `p` says that the rate is rarely so high in false grids, not why; where levels stand still all day the minutes can
 * tell nothing. 20 shifts give no p below 0.048. The look-ahead is that of the statistic.
 *
 * @throws RangeError for shifts, a number of shuffles or a seed that are none, and for counts that the statistic cannot mean.
 * @example
 * const holds = (grid) => {
 *   const tests = wallTests(levelsOverTime(grid)).filter((test) => test.outcome !== "open");
 *   return { hits: tests.filter((test) => test.outcome === "hold").length, trials: tests.length };
 * };
 * placebo(holds, gex);
 */
export function placebo<K extends GridKind>(
  statistic: (grid: StrikeGrid<K>) => HitCount,
  grid: StrikeGrid<K>,
  { shifts = SHIFTS, shuffles = 199, seed = 1 }: PlaceboOptions = {},
): PlaceboRow[] {
  for (const shift of shifts)
    if (!Number.isInteger(shift) || shift === 0)
      throw new RangeError(`shifts are whole numbers of strikes, up or down and not 0, not ${shift}`);
  if (!Number.isInteger(shuffles) || shuffles < 0)
    throw new RangeError(`shuffles is a whole number, 0 or more, not ${shuffles}`);
  if (!Number.isInteger(seed)) throw new RangeError(`seed is a whole number, not ${seed}`);

  const count = (each: StrikeGrid<K>): HitCount => checked(statistic(each));
  const found = count(grid);
  const random = randomStream(seed, "shuffled minutes");
  const rows: PlaceboRow[] = [];
  if (shifts.length > 0)
    rows.push(
      rowOf(
        "shifted strikes",
        found,
        shifts.map((shift) => count(shifted(grid, shift))),
      ),
    );
  if (shuffles > 0)
    rows.push(
      rowOf(
        "shuffled minutes",
        found,
        Array.from({ length: shuffles }, () => count(shuffled(grid, random))),
      ),
    );
  return rows;
}

const SHIFTS: readonly number[] = [-10, -9, -8, -7, -6, -5, -4, -3, -2, -1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

function rowOf(name: PlaceboRow["placebo"], { hits, trials }: HitCount, all: readonly HitCount[]): PlaceboRow {
  const runs = all.filter((run) => run.trials > 0);
  const rates = runs.map((run) => run.hits / run.trials);
  const rate = hits / trials;
  const [low, high] = wilson(rate, trials);
  const sum = (of: keyof HitCount): number => runs.reduce((total, run) => total + run[of], 0);
  const asHigh = rates.filter((each) => each >= rate).length;
  return {
    ...{ placebo: name, hits, trials, rate, low, high, null_rate: sum("hits") / sum("trials") },
    null_low: quantile(rates, 0.025) ?? NaN,
    null_high: quantile(rates, 0.975) ?? NaN,
    runs: runs.length,
    p: trials > 0 && runs.length > 0 ? (1 + asHigh) / (1 + runs.length) : NaN,
  };
}

function shifted<K extends GridKind>(grid: StrikeGrid<K>, by: number): StrikeGrid<K> {
  const distances = grid.strikes.subarray(1).map((strike, i) => strike - grid.strikes[i]);
  const distance = median(distances) ?? 1;
  return new StrikeGrid({ ...grid, strikes: grid.strikes.map((strike) => strike + by * distance) });
}

function shuffled<K extends GridKind>(grid: StrikeGrid<K>, random: Random): StrikeGrid<K> {
  const [strikes, bars] = grid.shape;
  const known: number[] = [];
  for (let bar = 0; bar < bars; bar++)
    for (let cell = bar; cell < strikes * bars; cell += bars)
      if (!Number.isNaN(grid.values[cell])) {
        known.push(bar);
        break;
      }
  const order = [...known];
  for (let i = order.length - 1; i > 0; i--) {
    const other = Math.floor(random.uniform() * (i + 1));
    [order[i], order[other]] = [order[other], order[i]];
  }
  const values = new Float64Array(strikes * bars).fill(NaN);
  for (let row = 0; row < strikes * bars; row += bars)
    for (let i = 0; i < known.length; i++) values[row + known[i]] = grid.values[row + order[i]];
  return new StrikeGrid({ ...grid, values, uncertainty: undefined });
}

function checked(count: HitCount): HitCount {
  const { hits, trials } = count;
  if (!(hits >= 0 && hits <= trials && trials < Infinity))
    throw new RangeError(`a statistic gives hits, 0 or more, of as many trials or more, not ${hits} of ${trials}`);
  return count;
}

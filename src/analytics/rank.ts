import { intervals, type IntervalColumns, type IntervalOptions } from "../grid/interval.js";
import type { StrikeGrid } from "../grid/strike-grid.js";
import { barClock, type BarTime } from "./bar-clock.js";
import { leading } from "./leading.js";
import { probabilityAbove } from "./outranks.js";
import { columnEstimates, strikeEstimates, type Estimates } from "./strike-estimates.js";
import { columnOf, distancePct, strikeChanges, strikeValues } from "./strike-values.js";

/** What {@link rank} orders by. */
export type RankBy = "magnitude" | "value" | "change";

/** What {@link rank} ranks: strikes of the whole stretch, strikes of each bar, or single cells. */
export type RankPer = "stretch" | "bar" | "cell";

/** How {@link rank} orders. */
export interface RankOptions<B extends RankBy = RankBy, P extends RankPer = RankPer> extends IntervalOptions {
  /**
   * `magnitude` (default): largest first, up or down. `value`: most positive first, so the most negative come last.
   * `change`: what moved most first, up or down. Of a stretch that is the last known bar minus the first known one, of a
   * level as of an increment, and strikes with fewer than two known bars are left out; per bar or cell it is the bar
   * minus the one before it, where both are known.
   */
  by?: B | undefined;
  /** How many rows at most, with `per: "bar"` in each bar; default all. */
  n?: number | undefined;
  /**
   * `stretch` (default): one ranking of the strikes. `bar`: a ranking of the strikes in each bar, bar after bar. `cell`:
   * one ranking of all cells, each a strike at a bar.
   */
  per?: P | undefined;
}

/**
 * What a row of a ranking has besides when the grid has an uncertainty, and is not ranked by change: else these columns are
 * not there.
 */
export interface RankEstimateColumns extends IntervalColumns {
  /**
   * Probability that the row's true value outranks that of the next row, 0 to 1, errors taken for normal and independent:
   * 0.5 is a toss, also of two that are certain and equal. Of the last row that `n` keeps the next is the first that it cuts
   * off. NaN where there is no next, and where one is unknown.
   */
  p_above_next: number;
}

/** One strike of a ranking. */
export interface RankRow extends Partial<RankEstimateColumns> {
  /** 1 is the first. */
  rank: number;
  strike: number;
  /** In the grid's unit, with its sign. */
  value: number;
  /** |value| as a part of the sum of all magnitudes, 0 to 1; NaN when that sum is 0. By change: |change|. */
  share: number;
  /** Sum of the shares down to this row, 0 to 1. */
  coverage: number;
  /** Strike against spot, percent: + is above. NaN when the spot is unknown. */
  distance_pct: number;
}

/** What a row of a ranking by change has besides. */
export interface RankChangeColumns {
  /** What the value was, in the grid's unit. */
  before: number;
  /** `value - before`. */
  change: number;
}

/** The rows of {@link rank}: what its options add to a {@link RankRow}. */
export type RankRowOf<B extends RankBy, P extends RankPer> = RankRow &
  (B extends "change" ? RankChangeColumns : unknown) &
  (P extends "stretch" ? unknown : BarTime);

/**
 * The strikes of a bar, or of a stretch of bars, in order of their value. Of a stretch, an increment counts with its
 * sum and a level with its last known value. Strikes without a value are left out; equal ones come by strike, ascending,
 * and equal cells of one strike by time. Shares are parts of all that is ranked, in each bar with `per: "bar"`, also of
 * what `n` cuts off. The spot is the last known one of the stretch, per bar or cell that of the bar. A grid without bars
 * or strikes gives no rows.
 *
 * By change of an increment, make the bars as long as what shall be compared:
 * `rank(delta.between("14:00", "15:00").resample("30m"), { by: "change" })` sets the later half hour against the
 * earlier.
 *
 * Of a grid with an `uncertainty` each row also says what its value is expected to be truly, between which values that lies
 * with a probability of `level`, and how probable it is that it outranks the next. The order is that of the values all the
 * same, so an expected value can be below the next one's.
 *
 * @throws RangeError when `by`, `n`, `per` or `level` is not one of the above.
 * @example
 * rank(delta.bar(-1), { by: "magnitude", n: 3 });
 */
export function rank<B extends RankBy = "magnitude", P extends RankPer = "stretch">(
  grid: StrikeGrid,
  options: RankOptions<B, P> = {},
): RankRowOf<B, P>[] {
  const { by = "magnitude", n = Infinity, per = "stretch" } = options;
  if (by !== "magnitude" && by !== "value" && by !== "change")
    throw new RangeError(`rank by "magnitude", "value" or "change", not "${String(by)}"`);
  if (per !== "stretch" && per !== "bar" && per !== "cell")
    throw new RangeError(`rank per "stretch", "bar" or "cell", not "${String(per)}"`);
  if (!(n === Infinity || (Number.isInteger(n) && n >= 0)))
    throw new RangeError(`n is how many rows to keep, a whole number, not ${n}`);

  const note = noteOf(options, by === "magnitude");
  let rows: object[];
  if (per === "stretch") rows = rankStretch(grid, by, n, note);
  else if (per === "cell") rows = rankCells(grid, by, n, note);
  else rows = rankBars(grid, by, n, note);
  return rows as RankRowOf<B, P>[];
}

/** What is ranked: after, and by change also before. */
interface Column {
  readonly values: Float64Array;
  readonly before?: Float64Array | undefined;
  readonly estimates?: Estimates | undefined;
}

/** What is known of the truth about a place of a ranking, given all its positions. */
type Note = (estimates: Estimates, positions: readonly number[], place: number) => RankEstimateColumns;

function noteOf({ level }: IntervalOptions, magnitude: boolean): Note {
  const intervalOf = intervals({ level });
  return ({ expected, variance }, positions, place) => {
    const normalAt = (i: number): [number, number] => [expected[i], variance[i]];
    const [own, next] = [positions[place], positions[place + 1]];
    return {
      ...intervalOf(expected[own], variance[own]),
      p_above_next: next === undefined ? NaN : probabilityAbove(normalAt(own), normalAt(next), magnitude),
    };
  };
}

function rankStretch(grid: StrikeGrid, by: RankBy, n: number, note: Note): object[] {
  const spot = grid.lastSpot;
  const { before, after } = by === "change" ? strikeChanges(grid) : {};
  const estimates = by === "change" ? undefined : strikeEstimates(grid);
  const column = { values: after ?? strikeValues(grid).values, before, estimates };
  return rankColumn(column, by, n, note, (row) => ({ strike: grid.strikes[row], spot }));
}

function rankBars(grid: StrikeGrid, by: RankBy, n: number, note: Note): object[] {
  const clock = barClock(grid);
  const bars = Array.from(grid.times, (_, bar) => {
    const values = columnOf(grid, bar);
    const before = by === "change" ? (bar === 0 ? values.map(() => NaN) : columnOf(grid, bar - 1)) : undefined;
    const place = { when: clock(bar), spot: grid.spot[bar] };
    const estimates = by === "change" ? undefined : columnEstimates(grid, bar);
    return rankColumn({ values, before, estimates }, by, n, note, (row) => ({ ...place, strike: grid.strikes[row] }));
  });
  return bars.flat();
}

function rankCells(grid: StrikeGrid, by: RankBy, n: number, note: Note): object[] {
  const { values } = grid;
  const bars = grid.times.length;
  const before = by === "change" ? values.map((_, cell) => (cell % bars === 0 ? NaN : values[cell - 1])) : undefined;
  const clock = barClock(grid);
  const estimates = by === "change" ? undefined : grid.uncertainty;
  return rankColumn({ values, before, estimates }, by, n, note, (cell) => {
    const bar = cell % bars;
    return { when: clock(bar), strike: grid.strikes[Math.floor(cell / bars)], spot: grid.spot[bar] };
  });
}

function rankColumn(
  { values, before, estimates }: Column,
  by: RankBy,
  n: number,
  note: Note,
  placeOf: (position: number) => { when?: BarTime; strike: number; spot: number },
): object[] {
  const change = before && values.map((value, i) => value - before[i]);
  // One more where a row says how it stands to the next.
  const found = leading(change ?? values, estimates === undefined ? n : n + 1, by === "value");
  const { positions, share, coverage } = found;
  return positions.slice(0, n).map((i, place) => {
    const { when, strike, spot } = placeOf(i);
    const value = values[i];
    const [rank, distance_pct] = [place + 1, distancePct(strike, spot)];
    // Written out, since there can be hundreds of thousands of them, and a spread makes objects that are slow to collect.
    if (before && change) {
      const moved = { strike, value, before: before[i], change: change[i] };
      return { rank, ...when, ...moved, share: share[place], coverage: coverage[place], distance_pct };
    }
    const row =
      when === undefined
        ? { rank, strike, value, share: share[place], coverage: coverage[place], distance_pct }
        : {
            rank,
            t: when.t,
            time: when.time,
            strike,
            value,
            share: share[place],
            coverage: coverage[place],
            distance_pct,
          };
    return estimates === undefined ? row : Object.assign(row, note(estimates, positions, place));
  });
}

import type { Leaderboard } from "../api/types.js";
import { MINUTE, newYorkDate, newYorkTime, toInstant } from "../session.js";
import { newPath, standing, step, type BoardPath } from "./board-path.js";

/** How {@link rankBoards} counts. */
export interface RankBoardsOptions {
  /** `last` (default): each name as of the last board. `board`: each name as of every board. */
  per?: "last" | "board" | undefined;
  /** How many places are the top; default 10, or the smallest board's size `n` where that is less. */
  k?: number | undefined;
  /** How many earlier values of a name its normalised value needs, 2 or more; default 10. */
  enough?: number | undefined;
}

/** A name's way on boards up to one of them; NaN is what is unknown. */
export interface BoardRankRow {
  /** When the board was made, epoch milliseconds UTC. */
  t: number;
  /** The same in New York, HH:MM, with seconds where one of the boards was not made at a whole minute. */
  time: string;
  symbol: string;
  /** Place on the board; NaN when the name is not on it. */
  rank: number;
  /** Place on the board before; NaN when it was not on it, or there is none. */
  before: number;
  /** Places won (+) or lost (-) since the board before; NaN when it is not on both. */
  change: number;
  /**
   * `new`: on a board for the first time. `stays`: as on the board before. `back`: was on an earlier one and not on the
   * one before. `left`: was on the board before. `off`: left earlier.
   */
  status: "new" | "stays" | "back" | "left" | "off";
  /** In the metric's unit; NaN when it is not on the board. */
  value: number;
  /**
   * The value against the name's own earlier values, in robust standard deviations: less their median, by 1.4826 times
   * their median distance from it. NaN while there are fewer than `enough`, when more than half of them are equal, and
   * when the name is not on the board.
   */
  normalised: number;
  /** Best place so far. */
  best: number;
  /** On how many boards so far it was in the top k. */
  boards_in_top: number;
  /** Minutes in the top k so far: each board counts until the next one of its day, so the last counts for nothing yet. */
  minutes_in_top: number;
  /** `boards_in_top` as a part of the boards since it was first seen, this one and the first included, 0 to 1. */
  persistence: number;
  /** How many boards in a row it has been in the top k, up to this one. */
  run: number;
  /** The longest such run so far. */
  longest_run: number;
}

/**
 * Boards over time, as `watchBoard` or repeated calls bring them: where each name stands, how it came there and how
 * long it has been in the top. By default a row for each name that was ever seen as of the last board, `per: "board"` as
 * of each board; a name has rows from the first board that has it, also of boards that it is not on, and one never seen has
 * none. Those on a board come by place, behind them the others by symbol.
 *
 * Nothing looks ahead: the rows of a board are the same whatever follows. A name that is not on a board may have any value
 * below; its value is unknown and not 0. Ties are the board's, which orders equal values by symbol. No boards give no rows.
 *
 * @throws RangeError for boards of different metrics, or not ascending in `as_of`, for a `k` beyond a board's size `n`
 * (a name not on it might be in the top k), and for an `enough` below 2.
 * @example
 * const boards = [];
 * for (const time of ["10:00", "10:30", "11:00"]) boards.push(await engine.at(time).leaderboard({ metric: "heat" }));
 * rankBoards(boards, { k: 3 }).filter((row) => row.persistence > 0.5); // mostly in the top 3
 */
export function rankBoards(
  boards: readonly Leaderboard[],
  { per = "last", k, enough = 10 }: RankBoardsOptions = {},
): BoardRankRow[] {
  if (per !== "last" && per !== "board") throw new RangeError(`rankBoards per "last" or "board", not "${String(per)}"`);
  if (!(Number.isInteger(enough) && enough >= 2))
    throw new RangeError(`enough is a whole number of earlier values, 2 or more, not ${enough}`);
  const times = timesOf(boards);
  const top = topOf(boards, k);
  const withSeconds = times.some((t) => t % MINUTE !== 0);

  const paths = new Map<string, BoardPath>();
  return boards.flatMap((board, i) => {
    const t = times[i];
    const minutes = i > 0 && newYorkDate(times[i - 1]) === newYorkDate(t) ? (t - times[i - 1]) / MINUTE : 0;
    const entries = new Map(board.entries.map((entry) => [entry.symbol, entry]));
    for (const symbol of entries.keys()) if (!paths.has(symbol)) paths.set(symbol, newPath());
    for (const [symbol, path] of paths) {
      const { rank, value } = entries.get(symbol) ?? { rank: NaN, value: NaN };
      step(path, rank, value, minutes, rank <= top);
    }
    if (per === "last" && i < boards.length - 1) return [];
    const time = newYorkTime(t, withSeconds);
    return [...paths].map(([symbol, path]) => standing(path, symbol, t, time, enough)).sort(byPlace);
  });
}

/** Those on the board by place, the others behind them by symbol. */
function byPlace(a: BoardRankRow, b: BoardRankRow): number {
  const [first, second] = [placeOf(a), placeOf(b)];
  return first === second ? (a.symbol < b.symbol ? -1 : 1) : first - second;
}

function placeOf({ rank }: BoardRankRow): number {
  return Number.isNaN(rank) ? Infinity : rank;
}

function timesOf(boards: readonly Leaderboard[]): number[] {
  const times = boards.map(({ as_of }) => toInstant(as_of));
  boards.forEach(({ metric, as_of }, i) => {
    if (metric !== boards[0].metric)
      throw new RangeError(
        `boards must be of one metric: boards[${i}] is of ${metric}, the first of ${boards[0].metric}`,
      );
    if (i > 0 && !(times[i] > times[i - 1]))
      throw new RangeError(
        `boards must ascend in as_of: boards[${i}] is of ${as_of}, after ${boards[i - 1].as_of}; leave out one that came twice`,
      );
  });
  return times;
}

function topOf(boards: readonly Leaderboard[], k: number | undefined): number {
  const smallest = Math.min(...boards.map(({ n }) => n));
  if (k === undefined) return Math.min(10, smallest);
  if (!(Number.isInteger(k) && k >= 1)) throw new RangeError(`k is how many places are the top, 1 or more, not ${k}`);
  if (k > smallest)
    throw new RangeError(
      `k = ${k} places cannot be told from a board of n = ${smallest}: ask for boards of ${k} or more`,
    );
  return k;
}

import { bisectRight } from "d3-array";
import type { BoardRankRow } from "./rank-boards.js";
import { robustDeviations } from "./robust-deviations.js";

/** What is known of a name after a board. */
export interface BoardPath {
  rank: number;
  before: number;
  value: number;
  best: number;
  /** Boards since it was first seen, that one included. */
  boards: number;
  inTop: number;
  minutesInTop: number;
  run: number;
  longestRun: number;
  /** Its values on the boards before, ascending. */
  readonly earlier: number[];
}

/** The path of a name that was on no board yet. */
export function newPath(): BoardPath {
  return {
    rank: NaN,
    before: NaN,
    value: NaN,
    best: Infinity,
    boards: 0,
    inTop: 0,
    minutesInTop: 0,
    run: 0,
    longestRun: 0,
    earlier: [],
  };
}

/** Takes a path one board further; `minutes` is since the board before. */
export function step(path: BoardPath, rank: number, value: number, minutes: number, inTop: boolean): void {
  if (!Number.isNaN(path.value)) path.earlier.splice(bisectRight(path.earlier, path.value), 0, path.value);
  if (path.run > 0) path.minutesInTop += minutes;
  path.before = path.rank;
  path.rank = rank;
  path.value = value;
  if (rank < path.best) path.best = rank;
  path.boards++;
  if (inTop) path.inTop++;
  path.run = inTop ? path.run + 1 : 0;
  path.longestRun = Math.max(path.longestRun, path.run);
}

/** The path as a row. */
export function standing(path: BoardPath, symbol: string, t: number, time: string, enough: number): BoardRankRow {
  const { rank, before, value, earlier } = path;
  return {
    t,
    time,
    symbol,
    rank,
    before,
    change: before - rank,
    status: statusOf(path),
    value,
    normalised: earlier.length < enough ? NaN : robustDeviations(value, earlier),
    best: path.best,
    boards_in_top: path.inTop,
    minutes_in_top: path.minutesInTop,
    persistence: path.inTop / path.boards,
    run: path.run,
    longest_run: path.longestRun,
  };
}

function statusOf({ rank, before, boards }: BoardPath): BoardRankRow["status"] {
  if (Number.isNaN(rank)) return Number.isNaN(before) ? "off" : "left";
  if (!Number.isNaN(before)) return "stays";
  return boards === 1 ? "new" : "back";
}

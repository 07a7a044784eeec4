import { poll, type PollOptions } from "./poll.js";
import type { BoardMetric, Leaderboard } from "./types.js";

/** A name whose place on a board changed. */
export interface RankChange {
  symbol: string;
  /** Its place now, from 1; null when it is not on the board any more. */
  rank: number | null;
  /** Its place before; null when it was not on it. */
  before: number | null;
  /** Its value now, in the metric's unit; null when it is not on the board. */
  value: number | null;
}

/** What a watch of a board brings. */
export interface BoardNews<M extends BoardMetric = BoardMetric> {
  /** Those that are on it, by their place, and behind them those that left. */
  changes: RankChange[];
  board: Leaderboard<M>;
}

/** The vendor makes a board anew every half minute. */
const EVERY_MS = 30_000;

/**
 * Follows a board: all of it at once, and then the names whose place changed, asked for every half minute until the
 * session's end, the signal or an interrupt. Failures are as in {@link watch}.
 *
 * @throws FlowError what `ask` throws and no waiting helps.
 * @example
 * await each(watchBoard(() => flow.leaderboard({ metric: "heat", n: 10 })), ({ changes }) => console.table(changes));
 */
export async function* watchBoard<M extends BoardMetric>(
  ask: (signal: AbortSignal) => Promise<Leaderboard<M>>,
  options: PollOptions = {},
): AsyncGenerator<BoardNews<M>, void> {
  let places = new Map<string, number>();
  for await (const board of poll(ask, () => EVERY_MS, options)) {
    const now = new Map(board.entries.map(({ symbol, rank }) => [symbol, rank]));
    const moved = board.entries
      .map(({ symbol, rank, value }) => ({ symbol, rank, before: places.get(symbol) ?? null, value }))
      .filter(({ rank, before }) => rank !== before);
    const gone = [...places]
      .filter(([symbol]) => !now.has(symbol))
      .map(([symbol, before]) => ({ symbol, rank: null, before, value: null }));
    places = now;
    if (moved.length > 0 || gone.length > 0) yield { changes: [...moved, ...gone], board };
  }
}

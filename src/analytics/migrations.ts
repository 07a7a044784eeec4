import { MINUTE, newYorkTime } from "../session.js";
import type { LevelName, LevelsRow } from "./levels-over-time.js";
import { distancePct } from "./strike-values.js";

/** Which level {@link migrations} follows, and what counts as a move. */
export interface MigrationOptions {
  /** Default `magnet`. */
  level?: LevelName | undefined;
  /** How many bars in a row a level must stay at a new price; default 1. A longer hold gives fewer moves, known later. */
  minHold?: number | undefined;
  /** Moves up to this are none, USD; default 0. For a flip, which lies between strikes and moves at every bar. */
  step?: number | undefined;
}

/** One move of a level. */
export interface Migration {
  /** Start of the first bar at the new price, epoch milliseconds UTC. */
  t: number;
  /** The same in New York, HH:MM. */
  time: string;
  level: LevelName;
  /** USD. */
  from: number;
  to: number;
  /** When the move was first known: the end of the bar that completed `minHold`, New York time HH:MM. */
  confirmed: string;
  /** How many bars until the next move, or to the end. The only thing that looks ahead. */
  held: number;
  /** Whether the level was unknown in a bar between both prices, so that the time is not certain. */
  across_gap: boolean;
  /** Price of the underlying at the end of the first bar at the new price, USD; NaN when unknown. */
  spot: number;
  /** The new price against spot, percent: + is above. NaN when the spot is unknown. */
  distance_pct: number;
}

/**
 * Where and when a level moved, in the order of time. A level has a price once it stays there for `minHold` bars in a row,
 * within `step` of the first of them, and moves when it stays as long at one further than `step` away. A bar without the
 * level ends such a stay but not the price. Nothing peeks ahead: cutting the rows takes away the moves confirmed behind the
 * cut and changes none before it, but for `held`.
 *
 * @throws RangeError for a hold that is no whole number of bars, or a negative step.
 * @example
 * migrations(levelsOverTime(gex), { level: "max_positive_gamma", minHold: 3 });
 */
export function migrations(
  rows: readonly LevelsRow[],
  { level = "magnet", minHold = 1, step = 0 }: MigrationOptions = {},
): Migration[] {
  if (!Number.isInteger(minHold) || minHold < 1)
    throw new RangeError(`minHold is a whole number of bars, 1 or more, not ${minHold}`);
  if (!(step >= 0)) throw new RangeError(`step is a distance in USD, 0 or more, not ${step}`);
  const barMs = rows.length > 1 ? rows[1].t - rows[0].t : MINUTE;

  const found: (Migration & { bar: number })[] = [];
  let price = NaN;
  let last = -1; // the last bar at the price
  let stayed = 0;
  let stay = NaN; // the first price of a stay
  for (let bar = 0; bar < rows.length; bar++) {
    const now = rows[bar][level];
    stayed = Math.abs(now - stay) <= step ? stayed + 1 : 1;
    if (stayed === 1) stay = now;
    if (Number.isNaN(now)) continue;
    if (stayed === minHold && !(Math.abs(stay - price) <= step)) {
      const first = bar - minHold + 1;
      if (!Number.isNaN(price)) {
        const { t, time, spot } = rows[first];
        found.push({
          ...{ bar: first, t, time, level, from: price, to: stay },
          confirmed: newYorkTime(rows[bar].t + barMs, barMs % MINUTE !== 0),
          held: rows.length - first,
          across_gap: rows.slice(last + 1, first).some((row) => Number.isNaN(row[level])),
          ...{ spot, distance_pct: distancePct(stay, spot) },
        });
      }
      price = stay;
    }
    if (Math.abs(now - price) <= step) last = bar;
  }
  return found.map(({ bar, ...move }, i) => ({ ...move, held: (found[i + 1]?.bar ?? rows.length) - bar }));
}

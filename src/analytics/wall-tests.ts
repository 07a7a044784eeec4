import { MINUTE, newYorkTime } from "../session.js";
import type { LevelName, LevelsRow } from "./levels-over-time.js";

/** Which wall {@link wallTests} looks at, and what a touch is. */
export interface WallTestOptions {
  /** Default `magnet`. */
  wall?: LevelName | undefined;
  /** How near the spot must come, and how far beyond the wall a break is, as a fraction of it; default 0.001. */
  within?: number | undefined;
  /** How many bars behind the touch the wall must hold; default 10. */
  bars?: number | undefined;
}

/** One test of a wall by the spot. */
export interface WallTest {
  /** Start of the bar at whose end the spot touched the wall, epoch milliseconds UTC. */
  t: number;
  /** The same in New York, HH:MM. */
  time: string;
  /** Where the wall was before that bar and stays for the test, USD. */
  wall: number;
  /** The side from which the spot came. */
  from: "below" | "above";
  /** At the end of the bar, USD. */
  spot: number;
  /** `break`: the spot was beyond the wall within `bars`. `hold`: it was not. `open`: the rows end before that is known. */
  outcome: "hold" | "break" | "open";
  /** How many bars behind the touch the outcome came, 0 for a wall that was jumped; of an open test, those seen. */
  bars: number;
  /** When the outcome was known: the end of its bar, New York time HH:MM; null while it is open. */
  decided: string | null;
}

/**
 * How often the spot came to a wall, and whether the wall held. The spot touches a wall when it was further away than
 * `within` at the end of one bar, and at the end of the next is as near or on the other side; the wall is where it was at the
 * end of the first, so that one which comes to the spot is not tested. It breaks when the spot is further than `within`
 * beyond it at the end of one of the next `bars` bars, and otherwise holds. Until a test is decided no other begins, so that
 * none is counted twice.
 *
 * The spot is known at the ends of bars only: what lies between is not seen. No touch begins at or behind a bar without spot
 * or wall; in a test such a bar is passed over, but for the last one, without which it stays open. Cutting the rows opens
 * the tests decided behind the cut and changes nothing before it.
 *
 * @throws RangeError for a distance that is no fraction or a number of bars that is none.
 * @example
 * wallTests(levelsOverTime(gex), { wall: "max_positive_gamma", within: 0.0005, bars: 15 });
 */
export function wallTests(
  rows: readonly LevelsRow[],
  { wall = "magnet", within = 0.001, bars = 10 }: WallTestOptions = {},
): WallTest[] {
  if (!(within >= 0 && within < 1))
    throw new RangeError(`within is a fraction of the wall, such as 0.001 for 0.1 %, not ${within}`);
  if (!Number.isInteger(bars) || bars < 1)
    throw new RangeError(`bars is a whole number of bars, 1 or more, not ${bars}`);
  const barMs = rows.length > 1 ? rows[1].t - rows[0].t : MINUTE;

  const tests: WallTest[] = [];
  for (let bar = 1; bar < rows.length; bar++) {
    const price = rows[bar - 1][wall];
    const side = rows[bar - 1].spot > price ? 1 : -1;
    // How far the spot is on the side from which it came, and how far counts, USD.
    const away = (at: number): number => side * (rows[at].spot - price);
    const reach = within * price;
    if (!(away(bar - 1) > reach && away(bar) <= reach)) continue;
    const last = bar + bars;
    let at = bar;
    while (at < last && at < rows.length - 1 && !(away(at) < -reach)) at++;
    const broken = away(at) < -reach;
    const outcome = broken ? "break" : at === last && !Number.isNaN(away(at)) ? "hold" : "open";
    const { t, time, spot } = rows[bar];
    tests.push({
      ...{ t, time, wall: price, from: side > 0 ? "above" : "below", spot, outcome, bars: at - bar },
      decided: outcome === "open" ? null : newYorkTime(rows[at].t + barMs, barMs % MINUTE !== 0),
    });
    bar = at;
  }
  return tests;
}

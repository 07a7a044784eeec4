import type { StrikeGrid } from "../grid/strike-grid.js";
import { MINUTE, newYorkTime } from "../session.js";
import { barClock } from "./bar-clock.js";
import { deadBands, type NoiseBand } from "./dead-band.js";
import { distancePct } from "./strike-values.js";

/** What counts as a flip. */
export interface SignFlipOptions {
  /**
   * Magnitudes up to this have no sign; default 0. A number is in the grid's unit; `{ noise: 3 }` is three times the noise
   * of each strike so far, see {@link NoiseBand}. A larger band forgets small wobbles.
   */
  deadBand?: number | NoiseBand | undefined;
  /**
   * Hysteresis of runs: a value behind one with a sign keeps that sign while it lies beyond this fraction of the band, 0
   * to 1; default 1, the band itself. A smaller one lets a run go on through values that dip into the band.
   */
  release?: number | undefined;
  /** How many bars in a row must show the new sign; default 1. A longer run gives fewer flips, known later. */
  minRun?: number | undefined;
}

/** One change of sign at one strike. */
export interface SignFlip {
  /** Start of the first bar with the new sign, epoch milliseconds UTC. */
  t: number;
  /** The same in New York, HH:MM. */
  time: string;
  strike: number;
  /** `up` is from negative to positive. */
  direction: "up" | "down";
  /** The last value with the old sign, in the grid's unit. */
  before: number;
  /** The first value with the new sign. */
  after: number;
  /** When the flip was first known: the end of the bar that completed `minRun`, New York time HH:MM. */
  confirmed: string;
  /** How many bars until the next flip of this strike, or to the end of the grid. The only thing that looks ahead. */
  held: number;
  /** Whether a missing bar lies between `before` and `after`, so that the time is not certain. */
  across_gap: boolean;
  /** Price of the underlying at the end of the first bar with the new sign, USD; NaN when unknown. */
  spot: number;
  /** Strike against spot, percent: + is above. NaN when the spot is unknown. */
  distance_pct: number;
}

/**
 * Where and when the sign changed, strike by strike, ordered by time and then by strike.
 *
 * A strike has a sign once `minRun` bars in a row lie beyond the dead band on one side, and flips when as many lie
 * beyond it on the other; a bar inside the band, or a missing one, ends such a run but not the sign. So the band is
 * crossed whole from sign to sign, and a series that hangs about one of its edges does not flip. Nothing peeks
 * ahead: cutting the grid at any bar takes away the flips confirmed behind it and changes none before it, but for
 * `held`, which counts to the end. A grid without bars or strikes gives no rows.
 *
 * @throws RangeError for a negative dead band, a release that is no fraction, or a run that is no whole number of bars.
 * @example
 * signFlips(gex, { deadBand: 5e6, minRun: 3 });
 */
export function signFlips(
  grid: StrikeGrid,
  { deadBand = 0, release = 1, minRun = 1 }: SignFlipOptions = {},
): SignFlip[] {
  deadBands(new Float64Array(0), deadBand, grid.unit); // also refuses a band for a grid without strikes
  if (!(release >= 0 && release <= 1))
    throw new RangeError(`release is a fraction of the dead band, 0 to 1, not ${release}`);
  if (!Number.isInteger(minRun) || minRun < 1)
    throw new RangeError(`minRun is a whole number of bars, 1 or more, not ${minRun}`);

  const clock = barClock(grid);
  const ends: string[] = [];
  const endOf = (bar: number): string =>
    (ends[bar] ??= newYorkTime(grid.times[bar] + grid.barMs, grid.barMs % MINUTE !== 0));
  // By the bar of the flip, and in it by strike.
  const flips = Array.from(grid.times, (): SignFlip[] => []);
  for (const strike of grid.strikes) {
    const values = grid.history(strike);
    const turns = turnsOf(values, deadBands(values, deadBand, grid.unit), release, minRun);
    turns.forEach((turn, i) => {
      const { t, time } = clock(turn.first);
      const when = { t, time, confirmed: endOf(turn.confirmed) };
      flips[turn.first].push(flipOf(grid, strike, values, turn, turns[i + 1], when));
    });
  }
  return flips.flat();
}

/** A flip by the positions of its bars: the last of the old sign, the first of the new, the one that confirmed it. */
interface Turn {
  readonly last: number;
  readonly first: number;
  readonly confirmed: number;
}

function turnsOf(values: Float64Array, bands: Float64Array, release: number, minRun: number): Turn[] {
  const turns: Turn[] = [];
  let sign = 0;
  let last = -1;
  let run = 0;
  let runSign = 0;
  for (let bar = 0; bar < values.length; bar++) {
    const value = values[bar];
    const band = bands[bar];
    let now = value > band ? 1 : value < -band ? -1 : 0;
    if (now === 0 && value * runSign > release * band) now = runSign;
    run = now === runSign ? run + 1 : 1;
    runSign = now;
    if (now !== 0 && now !== sign && run === minRun) {
      if (sign !== 0) turns.push({ last, first: bar - minRun + 1, confirmed: bar });
      sign = now;
    }
    if (now === sign) last = bar;
  }
  return turns;
}

function flipOf(
  grid: StrikeGrid,
  strike: number,
  values: Float64Array,
  { last, first }: Turn,
  next: Turn | undefined,
  { t, time, confirmed }: Pick<SignFlip, "t" | "time" | "confirmed">,
): SignFlip {
  const spot = grid.spot[first];
  return {
    t,
    time,
    strike,
    direction: values[first] > 0 ? "up" : "down",
    before: values[last],
    after: values[first],
    confirmed,
    held: (next?.first ?? values.length) - first,
    across_gap: isMissing(values, last + 1, first),
    spot,
    distance_pct: distancePct(strike, spot),
  };
}

/** Whether a bar from one to before another is missing. */
function isMissing(values: Float64Array, from: number, to: number): boolean {
  for (let bar = from; bar < to; bar++) if (Number.isNaN(values[bar])) return true;
  return false;
}

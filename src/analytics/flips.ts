import type { StrikeGrid } from "../grid/strike-grid.js";
import { newYorkTime } from "../session.js";

/** What counts as a flip. */
export interface SignFlipOptions {
  /** Magnitudes up to this, in the grid's unit, have no sign; default 0. A larger band forgets small wobbles. */
  deadBand?: number | undefined;
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
  /** The last value with the old sign. */
  before: number;
  /** The first value with the new sign. */
  after: number;
  /** When the flip could first be known: start of the bar that completed `minRun`, New York time HH:MM. */
  confirmed: string;
  /** How many bars until the next flip of this strike, or to the end of the grid. */
  held: number;
  /** Whether a missing bar lies between `before` and `after`, so that the time is not certain. */
  across_gap: boolean;
  spot: number;
  /** Strike against spot, percent: + is above. NaN when the spot is unknown. */
  distance_pct: number;
}

/**
 * Where and when the sign changed, strike by strike, ordered by time and then by strike.
 *
 * A strike has a sign once `minRun` bars in a row lie beyond the dead band on one side, and flips when as many lie
 * beyond it on the other; a bar inside the band, or a missing one, ends such a run but not the sign. Nothing peeks
 * ahead: cutting the grid at any bar takes away the flips confirmed behind it and changes none before it, but for
 * `held`, which counts to the end.
 *
 * @throws RangeError for a negative dead band or a run that is no whole number of bars.
 * @example
 * signFlips(gex, { deadBand: 5e6, minRun: 3 });
 */
export function signFlips(grid: StrikeGrid, { deadBand = 0, minRun = 1 }: SignFlipOptions = {}): SignFlip[] {
  if (!(deadBand >= 0)) throw new RangeError(`deadBand is a magnitude in ${grid.unit}, 0 or more, not ${deadBand}`);
  if (!Number.isInteger(minRun) || minRun < 1)
    throw new RangeError(`minRun is a whole number of bars, 1 or more, not ${minRun}`);
  const flips: SignFlip[] = [];
  for (let strike = 0; strike < grid.strikes.length; strike++)
    flips.push(...flipsOfStrike(grid, strike, deadBand, minRun));
  return flips.sort((a, b) => a.t - b.t || a.strike - b.strike);
}

function flipsOfStrike(grid: StrikeGrid, row: number, deadBand: number, minRun: number): SignFlip[] {
  const bars = grid.times.length;
  const strike = grid.strikes[row]!;
  const flips: SignFlip[] = [];
  const firsts: number[] = [];
  let sign = 0;
  let last = -1;
  let run = 0;
  let runSign = 0;
  for (let bar = 0; bar < bars; bar++) {
    const value = grid.at(row, bar);
    const now = value > deadBand ? 1 : value < -deadBand ? -1 : 0;
    run = now !== 0 && now === runSign ? run + 1 : Math.abs(now);
    runSign = now;
    if (run === minRun && now !== sign) {
      const first = bar - minRun + 1;
      if (sign !== 0) {
        const spot = grid.spot[first]!;
        flips.push({
          t: grid.times[first]!,
          time: newYorkTime(grid.times[first]!),
          strike,
          direction: now > 0 ? "up" : "down",
          before: grid.at(row, last),
          after: grid.at(row, first),
          confirmed: newYorkTime(grid.times[bar]!),
          held: 0,
          across_gap: hasGap(grid, row, last, first),
          spot,
          distance_pct: (strike / spot - 1) * 100,
        });
        firsts.push(first);
      }
      sign = now;
    }
    if (now === sign && now !== 0) last = bar;
  }
  flips.forEach((flip, i) => (flip.held = (firsts[i + 1] ?? bars) - firsts[i]!));
  return flips;
}

function hasGap(grid: StrikeGrid, row: number, from: number, to: number): boolean {
  for (let bar = from + 1; bar < to; bar++) if (Number.isNaN(grid.at(row, bar))) return true;
  return false;
}

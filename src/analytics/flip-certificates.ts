import type { StrikeGrid } from "../grid/strike-grid.js";
import { randomStream } from "../random.js";
import { barCount, MINUTE, newYorkTime, sessionOn } from "../session.js";
import { benjaminiHochberg } from "./benjamini-hochberg.js";
import { flipPValue } from "./flip-p-value.js";
import { signFlips, type SignFlip, type SignFlipOptions } from "./flips.js";

/** Which flips {@link flipCertificates} looks at, and how it tests them. */
export interface FlipCertificateOptions extends SignFlipOptions {
  /** Expected share of strikes with a false certificate among those with any, at most; default 0.05. */
  rate?: number | undefined;
  /**
   * How many known bars on each side of a flip must have a mean of its sign, 2 or more; default 12. A longer window
   * certifies smaller changes that last, later.
   */
  window?: number | undefined;
  /**
   * How many bars of the noise stay together, default 5. Longer blocks keep what memory an autoregression does not
   * describe, as of values that are themselves means of several bars; 10 is then the safer choice.
   */
  block?: number | undefined;
  /** How often the noise is rearranged, default 999. The smallest p is 1 / (permutations + 1). */
  permutations?: number | undefined;
  /** Of the random order, a whole number; default 1. The same seed gives the same rows. */
  seed?: number | undefined;
}

/** A flip with what speaks against its being noise. */
export interface FlipCertificate extends SignFlip {
  /** How often noise alone shows a flip as strong anywhere in a session, 0 to 1; NaN where too few bars are known. */
  p: number;
  /** `p` adjusted for the number of strikes tested (Benjamini and Hochberg): the least `rate` that certifies this flip. */
  q: number;
  /** Whether `q` is at most `rate`. */
  certified: boolean;
  /** When `p` was first known: the end of the last bar that it looked at, New York time HH:MM; null while it is not. */
  known: string | null;
}

/** For a grid of a day without a session, as made by hand. */
const FULL_SESSION = 390 * MINUTE;

/** Over how many windows the noise is learned at least, those around the flip included. */
const WINDOWS = 10;

/**
 * The flips of {@link signFlips}, each with a p-value against "no flip: noise about zero", and a certificate where Benjamini
 * and Hochberg's control over the strikes allows one.
 *
 * A flip is as strong as the weaker of the mean before and the mean after it, over `window` known bars each and in standard
 * deviations within them. Its `p` is the share of rearrangements of its strike's own noise in which a session shows as
 * strong a flip somewhere: a flip picked out of its strike for its strength is not thereby favoured, and what is left to
 * control is the number of strikes that have flips. In a grid without any real one the chance of a certificate is `rate` or
 * less, as far as simulations tell.
 *
 * The noise may have the memory of an autoregression of one bar, of any strength: a level that drifts as a random walk does
 * is not certified. With more memory than that the rate is not proven; `block` helps. A certificate says that the sign of
 * the mean changed for the length of a window; it does not say why.
 *
 * It looks behind the flip by `window` bars, and in the morning until 10 windows of bars are known; `known` says until when.
 * `p` sees nothing later: cutting the grid behind `known` does not change it. `q` and `certified` do, as they weigh all
 * strikes of the grid. A flip without a window of known bars on each side, or in a grid with fewer than 10 windows of them,
 * has `p` and `q` NaN, is not certified, and does not count as tested.
 *
 * @throws RangeError as {@link signFlips} does, and for a rate, window, block, number or seed that is none, or a day whose
 *   exchange calendar is not known.
 * @example
 * flipCertificates(gex, { deadBand: { noise: 3 }, minRun: 3 }).filter((flip) => flip.certified);
 */
export function flipCertificates(
  grid: StrikeGrid,
  { rate = 0.05, window = 12, block = 5, permutations = 999, seed = 1, ...flipOptions }: FlipCertificateOptions = {},
): FlipCertificate[] {
  if (!(rate > 0 && rate < 1)) throw new RangeError(`rate is a share between 0 and 1, not ${rate}`);
  mustCount("window", "bars", window, 2);
  mustCount("block", "bars", block, 1);
  mustCount("permutations", "permutations", permutations, 1);
  if (!Number.isInteger(seed)) throw new RangeError(`seed is a whole number, not ${seed}`);

  const flips = signFlips(grid, flipOptions);
  const session = sessionOn(grid.expiration);
  const bars = session === null ? Math.ceil(FULL_SESSION / grid.barMs) : barCount(session, grid.barMs);
  const histories = new Map<number, Int32Array>();
  const tested = flips.map((flip) => {
    const values = grid.history(flip.strike);
    let known = histories.get(flip.strike);
    if (known === undefined) histories.set(flip.strike, (known = knownBars(values)));
    const bar = Math.round((flip.t - grid.times[0]) / grid.barMs);
    const first = known.indexOf(bar);
    const end = Math.max(first + window, WINDOWS * window);
    if (first < window || end > known.length) return { p: NaN, known: null };

    const random = randomStream(seed, `${flip.strike} ${flip.t}`);
    const seen = Float64Array.from(known.subarray(0, end), (each) => values[each]);
    const sign = flip.direction === "up" ? 1 : -1;
    const p = flipPValue(seen, first, sign, { window, block, permutations, bars: Math.max(bars, end), random });
    const last = Math.max(known[end - 1], bar + (flipOptions.minRun ?? 1) - 1);
    return { p, known: newYorkTime(grid.times[last] + grid.barMs, grid.barMs % MINUTE !== 0) };
  });
  const strongest = new Map<number, number>();
  flips.forEach(({ strike }, i) => {
    const { p } = tested[i];
    if (!Number.isNaN(p)) strongest.set(strike, Math.min(p, strongest.get(strike) ?? 1));
  });
  const adjusted = benjaminiHochberg([...strongest.values()]);
  return flips.map((flip, i) => {
    const { p, known } = tested[i];
    const q = adjusted(p);
    return { ...flip, p, q, certified: q <= rate, known };
  });
}

function knownBars(values: Float64Array): Int32Array {
  return Int32Array.from([...values.keys()].filter((bar) => !Number.isNaN(values[bar])));
}

function mustCount(name: string, of: string, value: number, least: number): void {
  if (!Number.isInteger(value) || value < least)
    throw new RangeError(`${name} is a whole number of ${of}, ${least} or more, not ${value}`);
}

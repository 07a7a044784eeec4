import { MINUTE } from "../session.js";
import { blackPrice } from "./black.js";
import { impliedDeviations } from "./implied-deviations.js";
import { millsRemainder } from "./normal.js";
import { TICKS_PER_DOLLAR } from "./tape.js";

/** How a strike's volatility was found; all but `quote` are filled in from the other strikes. */
export const VOLATILITY_SOURCES = [
  "quote",
  "missing_side",
  "crossed",
  "one_tick",
  "stale",
  "no_time_value",
  "unknown",
] as const;

/** One of {@link VOLATILITY_SOURCES}. */
export type VolatilitySource = (typeof VOLATILITY_SOURCES)[number];

const SOURCE = Object.fromEntries(VOLATILITY_SOURCES.map((name, i) => [name, i])) as Record<VolatilitySource, number>;

/** The place of `unknown` among them: nothing was quoted or no price known. */
export const UNKNOWN_SOURCE: number = SOURCE.unknown;

/** The part of a volatility by which a quote may leave it uncertain before it is filled in instead. */
const UNCERTAIN = 0.25;

/** From what age a quote is doubted that its neighbours contradict, milliseconds. */
const OLD_QUOTE_MS: number = 5 * MINUTE;

/** A chain at the instant of a mark. */
export interface QuotedChain {
  readonly strikes: Float64Array;
  /** By contract, ticks. */
  readonly bid: Int32Array;
  readonly ask: Int32Array;
  /** By contract: since when the quote stands, epoch milliseconds. */
  readonly since: Float64Array;
}

/**
 * The volatility that each strike's own quote gives, into `volatility`, NaN where it gives none, and the reason into
 * `source`. Call and put of a strike share the volatility of the side that is out of the money, from the middle of its
 * quote.
 *
 *   missing_side   no bid or no offer: half of an offer of one tick says nothing about volatility
 *   crossed        the bid is above the offer
 *   one_tick       the quote's width leaves the volatility uncertain by a quarter or more, as a price of one tick does
 *   stale          five minutes old, and the neighbours' volatility prices the option outside of it
 *   no_time_value  at or below the intrinsic value
 *
 * @param root square root of the time to the close in years of the session clock
 * @returns how many strikes have one
 */
export function quotedVolatilities(
  volatility: Float64Array,
  source: Uint8Array,
  { strikes, bid, ask, since }: QuotedChain,
  forward: number,
  root: number,
  instant: number,
): number {
  // The middles of the quotes out of the money, where both sides are there; solved in place.
  for (let k = 0; k < strikes.length; k++) {
    const contract = strikes[k] >= forward ? 2 * k : 2 * k + 1;
    const [low, high] = [bid[contract], ask[contract]];
    const whole = low > 0 && high >= low;
    source[k] = whole ? SOURCE.quote : low > 0 && high > 0 ? SOURCE.crossed : SOURCE.missing_side;
    volatility[k] = whole ? (low + high) / (2 * TICKS_PER_DOLLAR) : NaN;
  }
  impliedDeviations(volatility, volatility, strikes, forward, 1);

  let quoted = 0;
  let old = false;
  for (let k = 0; k < strikes.length; k++) {
    if (source[k] !== SOURCE.quote) continue;
    const deviation = volatility[k];
    const contract = strikes[k] >= forward ? 2 * k : 2 * k + 1;
    volatility[k] = NaN;
    if (Number.isNaN(deviation)) source[k] = SOURCE.no_time_value;
    else if (relativeError(bid[contract], ask[contract], forward, strikes[k], deviation) >= UNCERTAIN)
      source[k] = SOURCE.one_tick;
    else {
      volatility[k] = deviation / root;
      quoted++;
      if (instant - since[contract] >= OLD_QUOTE_MS) old = true;
    }
  }
  return old ? quoted - dropStale(volatility, source, strikes, bid, ask, since, forward, root, instant) : quoted;
}

/**
 * How far half of the quote's width moves the volatility, as a part of it. A price of the Bachelier model at z deviations
 * from the money has the elasticity 1 / Y(z) to the deviation, Y being the Mills remainder.
 */
function relativeError(bid: number, ask: number, forward: number, strike: number, deviation: number): number {
  const z = Math.abs((2 * (strike - forward)) / ((strike + forward) * deviation));
  return ((ask - bid) / (ask + bid)) * millsRemainder(z);
}

/** Takes out old quotes that the strikes on both sides contradict; returns how many. */
function dropStale(
  volatility: Float64Array,
  source: Uint8Array,
  strikes: Float64Array,
  bid: Int32Array,
  ask: Int32Array,
  since: Float64Array,
  forward: number,
  root: number,
  instant: number,
): number {
  let dropped = 0;
  let before = -1;
  for (let k = 0; k < strikes.length; k++) {
    if (source[k] !== SOURCE.quote) continue;
    const right = strikes[k] >= forward ? 1 : -1;
    const contract = right === 1 ? 2 * k : 2 * k + 1;
    if (before >= 0 && instant - since[contract] >= OLD_QUOTE_MS) {
      let after = k + 1;
      while (after < strikes.length && source[after] !== SOURCE.quote) after++;
      if (after === strikes.length) break;
      const part = (strikes[k] - strikes[before]) / (strikes[after] - strikes[before]);
      const between = volatility[before] + part * (volatility[after] - volatility[before]);
      const ticks = blackPrice(forward, strikes[k], between * root, right) * TICKS_PER_DOLLAR;
      const width = ask[contract] - bid[contract];
      if (ticks < bid[contract] - width || ticks > ask[contract] + width) {
        volatility[k] = NaN;
        source[k] = SOURCE.stale;
        dropped++;
        continue;
      }
    }
    before = k;
  }
  return dropped;
}

/**
 * The smile through the volatilities that are known: straight lines between them by strike, flat beyond the first and the
 * last, into `out` from `at` on. All NaN when none is known.
 */
export function fillSmile(out: Float64Array, at: number, strikes: Float64Array, known: Float64Array): void {
  let last = -1;
  for (let k = 0; k < strikes.length; k++) {
    out[at + k] = known[k];
    if (Number.isNaN(known[k])) continue;
    for (let j = last + 1; j < k; j++)
      out[at + j] =
        last < 0
          ? known[k]
          : known[last] + ((known[k] - known[last]) * (strikes[j] - strikes[last])) / (strikes[k] - strikes[last]);
    last = k;
  }
  for (let k = last + 1; k < strikes.length; k++) out[at + k] = last < 0 ? NaN : known[last];
}

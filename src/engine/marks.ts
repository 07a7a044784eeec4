import { barCount, hoursToClose, MINUTE, type Session } from "../session.js";
import { GREEK, impliedDeviation, strikeGreeks } from "./black.js";
import { SESSION_HOURS_PER_YEAR } from "./session-clock.js";
import { NO_PRICE, TICKS_PER_DOLLAR, type Tape } from "./tape.js";

/**
 * How long before the close the last bar is marked, milliseconds. At the close itself an option is worth its intrinsic
 * value: every gamma is 0 or infinite, and vanna and charm grow without limit on the way there.
 */
export const LAST_MARK_MS: number = 30_000;

/** The instant at which a bar is marked: its end, but not later than {@link LAST_MARK_MS} before the close. */
export function markInstant(session: Session, bar: number): number {
  return Math.min(session.open + (bar + 1) * MINUTE, session.close - LAST_MARK_MS);
}

/** What the market says at each bar's {@link markInstant}, from quotes at or before it. Rows are `[strike * bars + bar]`. */
export interface Marks {
  /** Price of the underlying, USD; NaN before the first is known. */
  readonly spot: Float64Array;
  /**
   * Forward implied by put-call parity near the money, USD; the spot where no pair of quotes gives one. The greeks are
   * computed on it; no answer shows it yet.
   */
  readonly forward: Float64Array;
  /** Annual volatility on the clock of {@link SESSION_HOURS_PER_YEAR}. */
  readonly volatility: Float64Array;
  /** Of the call; a put's delta is this minus 1. */
  readonly callDelta: Float64Array;
  readonly gamma: Float64Array;
  /** Per 1.00 of annual volatility. */
  readonly vanna: Float64Array;
  /** Per hour that passes. */
  readonly charm: Float64Array;
}

/**
 * Volatility and greeks of every strike at the end of every bar. Call and put of a strike share the volatility of the
 * side that is out of the money, from the middle of its quote. A quote without a bid gives none: half of an offer of
 * one tick says nothing about volatility. Such a strike takes the deviation that lies between its neighbours', and
 * beyond the last one its own; a bar in which no strike gives a volatility keeps those of the bar before.
 */
export function marksOf(tape: Tape): Marks {
  const { session, strikes, quotes, underlying } = tape;
  const bars = barCount(session);
  const cells = strikes.length * bars;
  const marks: Marks = {
    spot: new Float64Array(bars).fill(NaN),
    forward: new Float64Array(bars).fill(NaN),
    volatility: new Float64Array(cells).fill(NaN),
    callDelta: new Float64Array(cells).fill(NaN),
    gamma: new Float64Array(cells).fill(NaN),
    vanna: new Float64Array(cells).fill(NaN),
    charm: new Float64Array(cells).fill(NaN),
  };
  const bid = new Int32Array(2 * strikes.length).fill(NO_PRICE);
  const ask = new Int32Array(2 * strikes.length).fill(NO_PRICE);
  const deviation = new Float64Array(strikes.length);
  const volatility = new Float64Array(strikes.length).fill(NaN);
  const greeks = new Float64Array(4);

  let spot = NaN;
  let quote = 0;
  let tick = 0;
  for (let bar = 0; bar < bars; bar++) {
    const instant = markInstant(session, bar);
    for (; quote < quotes.time.length && quotes.time[quote] <= instant; quote++) {
      bid[quotes.contract[quote]] = quotes.bid[quote];
      ask[quotes.contract[quote]] = quotes.ask[quote];
    }
    for (; tick < underlying.time.length && underlying.time[tick] <= instant; tick++) spot = underlying.price[tick];
    if (Number.isNaN(spot)) continue;
    const forward = parityForward(strikes, bid, ask, spot);
    const hours = hoursToClose(session, instant);
    const root = Math.sqrt(hours / SESSION_HOURS_PER_YEAR);

    for (let k = 0; k < strikes.length; k++) {
      const right = strikes[k] >= forward ? 1 : -1;
      const contract = right === 1 ? 2 * k : 2 * k + 1;
      const middle =
        bid[contract] > 0 && ask[contract] > 0 ? (bid[contract] + ask[contract]) / (2 * TICKS_PER_DOLLAR) : NaN;
      deviation[k] = impliedDeviation(middle, forward, strikes[k], right);
    }
    if (fillBetween(strikes, deviation)) for (let k = 0; k < strikes.length; k++) volatility[k] = deviation[k] / root;

    marks.spot[bar] = spot;
    marks.forward[bar] = forward;
    for (let k = 0; k < strikes.length; k++) {
      strikeGreeks(greeks, forward, spot, strikes[k], volatility[k] * root, hours, volatility[k]);
      const cell = k * bars + bar;
      marks.volatility[cell] = volatility[k];
      marks.callDelta[cell] = greeks[GREEK.callDelta];
      marks.gamma[cell] = greeks[GREEK.gamma];
      marks.vanna[cell] = greeks[GREEK.vanna];
      marks.charm[cell] = greeks[GREEK.charm];
    }
  }
  return marks;
}

/** How many strikes around the spot tell the forward. */
const PARITY_STRIKES = 5;

/** The median of strike + call - put over the strikes nearest the spot at which both have a bid. */
function parityForward(strikes: Float64Array, bid: Int32Array, ask: Int32Array, spot: number): number {
  let below = 0;
  while (below < strikes.length && strikes[below] < spot) below++;
  let above = below--;
  const forwards: number[] = [];
  while (forwards.length < PARITY_STRIKES && (below >= 0 || above < strikes.length)) {
    const nearest = above >= strikes.length || (below >= 0 && spot - strikes[below] <= strikes[above] - spot);
    const k = nearest ? below-- : above++;
    if (Math.abs(strikes[k] / spot - 1) > 0.02) break;
    const [call, put] = [2 * k, 2 * k + 1];
    if (Math.min(bid[call], ask[call], bid[put], ask[put]) <= 0) continue;
    const ticks = (bid[call] + ask[call] - bid[put] - ask[put]) / 2;
    forwards.push(strikes[k] + ticks / TICKS_PER_DOLLAR);
  }
  if (forwards.length === 0) return spot;
  forwards.sort((a, b) => a - b);
  const middle = forwards.length >> 1;
  return forwards.length % 2 === 1 ? forwards[middle] : (forwards[middle - 1] + forwards[middle]) / 2;
}

/** Fills NaN linearly between known neighbours and flat outside; false when nothing is known. */
function fillBetween(x: Float64Array, y: Float64Array): boolean {
  let known = -1;
  for (let i = 0; i < y.length; i++) {
    if (Number.isNaN(y[i])) continue;
    for (let j = known + 1; j < i; j++)
      y[j] = known < 0 ? y[i] : y[known] + ((y[i] - y[known]) * (x[j] - x[known])) / (x[i] - x[known]);
    known = i;
  }
  if (known < 0) return false;
  y.fill(y[known], known + 1);
  return true;
}

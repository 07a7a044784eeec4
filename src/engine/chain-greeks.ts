import { exponential } from "./exponential.js";
import { millsRatio } from "./normal.js";
import { SESSION_HOURS_PER_YEAR } from "./session-clock.js";

const INVERSE_ROOT_TWO_PI = 0.3989422804014327;

/** Greeks of a chain by strike. Call and put share all but delta: a put's is the call's minus 1. */
export interface ChainGreeks {
  /** Per USD of the underlying, 0 to 1. */
  readonly callDelta: Float64Array;
  /** Delta per USD. */
  readonly gamma: Float64Array;
  /** Delta per 1.00 of annual volatility. */
  readonly vanna: Float64Array;
  /** Delta per hour of the session that passes. */
  readonly charm: Float64Array;
}

/** Greeks of a chain and what its options are worth, by strike. */
export interface ChainValues extends ChainGreeks {
  /** USD a share, undiscounted. */
  readonly callPrice: Float64Array;
  readonly putPrice: Float64Array;
  /** USD a share per hour of the session that passes; negative. Call and put lose the same. */
  readonly theta: Float64Array;
  /** USD a share per 1.00 of annual volatility. */
  readonly vega: Float64Array;
}

/** A chain at one instant. */
export interface PricedChain {
  readonly strikes: Float64Array;
  /** Natural logarithms of the strikes: a chain's strikes stay, and a logarithm is a third of the work. */
  readonly logStrikes: Float64Array;
  readonly forward: number;
  readonly spot: number;
  /** To the close, on the session clock. */
  readonly hours: number;
}

/**
 * Greeks of every strike of a chain, into `out`. On the forward, undiscounted and without carry; with s the total
 * deviation volatility x sqrt(hours / hours of a year):
 *
 *   d1     ln(F / K) / s + s / 2,  d2 = d1 - s
 *   delta  Phi(d1)
 *   gamma  phi(d1) / (S s)
 *   vanna  -phi(d1) d2 / volatility
 *   charm  phi(d1) d2 / (2 hours)
 *
 * Haug, The Complete Guide to Option Pricing Formulas, 2007. At a deviation of 0, which is no volatility or no time, delta
 * is a step (one half at the money) and the others are 0; a volatility that is NaN makes all of them NaN.
 *
 * @param volatility annual, `volatility[at + k]`
 */
export function chainGreeks(
  { callDelta, gamma, vanna, charm }: ChainGreeks,
  { strikes, logStrikes, forward, spot, hours }: PricedChain,
  volatility: Float64Array,
  at: number = 0,
): void {
  const root = Math.sqrt(hours / SESSION_HOURS_PER_YEAR);
  const logForward = Math.log(forward);
  const perHour = 1 / (2 * hours);
  for (let k = 0; k < strikes.length; k++) {
    const sigma = volatility[at + k];
    const s = sigma * root;
    if (s === 0) {
      callDelta[k] = step(forward, strikes[k]);
      gamma[k] = 0;
      vanna[k] = 0;
      charm[k] = 0;
      continue;
    }
    const d1 = (logForward - logStrikes[k]) / s + 0.5 * s;
    const d2 = d1 - s;
    const density = INVERSE_ROOT_TWO_PI * exponential(-0.5 * d1 * d1);
    const a = Math.abs(d1);
    const tail = a < 38 ? density * millsRatio(a) : 0 * d1;
    const curve = density * d2;
    callDelta[k] = d1 > 0 ? 1 - tail : tail;
    gamma[k] = density / (spot * s);
    vanna[k] = -curve / sigma;
    charm[k] = curve * perHour;
  }
}

/**
 * {@link chainGreeks}, and price, theta and vega. The option out of the money is priced by itself, so that it keeps its
 * digits, and the other one by parity; theta = -F phi(d1) s / (2 hours), vega = F phi(d1) sqrt(time). At a deviation of 0
 * the prices are the intrinsic values, and theta and vega are 0.
 */
export function chainValues(
  { callDelta, gamma, vanna, charm, callPrice, putPrice, theta, vega }: ChainValues,
  { strikes, logStrikes, forward, spot, hours }: PricedChain,
  volatility: Float64Array,
  at: number = 0,
): void {
  const root = Math.sqrt(hours / SESSION_HOURS_PER_YEAR);
  const logForward = Math.log(forward);
  const perHour = 1 / (2 * hours);
  for (let k = 0; k < strikes.length; k++) {
    const strike = strikes[k];
    const sigma = volatility[at + k];
    const s = sigma * root;
    if (s === 0) {
      callDelta[k] = step(forward, strike);
      gamma[k] = 0;
      vanna[k] = 0;
      charm[k] = 0;
      callPrice[k] = Math.max(0, forward - strike);
      putPrice[k] = Math.max(0, strike - forward);
      theta[k] = 0;
      vega[k] = 0;
      continue;
    }
    const d1 = (logForward - logStrikes[k]) / s + 0.5 * s;
    const d2 = d1 - s;
    const density = INVERSE_ROOT_TWO_PI * exponential(-0.5 * d1 * d1);
    // K phi(d2) = F phi(d1): the second tail needs no exponential of its own.
    const worth = forward * density;
    const a1 = Math.abs(d1);
    const a2 = Math.abs(d2);
    const tail1 = a1 < 38 ? worth * millsRatio(a1) : 0 * d1;
    const tail2 = a2 < 38 ? worth * millsRatio(a2) : 0 * d1;
    const curve = density * d2;
    callDelta[k] = d1 > 0 ? 1 - tail1 / forward : tail1 / forward;
    gamma[k] = density / (spot * s);
    vanna[k] = -curve / sigma;
    charm[k] = curve * perHour;
    // Out of the money: the call above the forward, the put below it. Where d1 and d2 have one sign nothing cancels.
    if (strike >= forward) {
      const call = (d1 > 0 ? forward - tail1 : tail1) - (d2 > 0 ? strike - tail2 : tail2);
      callPrice[k] = call;
      putPrice[k] = call + (strike - forward);
    } else {
      const put = (d2 > 0 ? tail2 : strike - tail2) - (d1 > 0 ? tail1 : forward - tail1);
      putPrice[k] = put;
      callPrice[k] = put + (forward - strike);
    }
    theta[k] = -worth * s * perHour;
    vega[k] = worth * root;
  }
}

/** The delta of a call that is certain to be exercised, or not, and one half where that cannot be told. */
function step(forward: number, strike: number): number {
  return forward > strike ? 1 : forward < strike ? 0 : 0.5;
}

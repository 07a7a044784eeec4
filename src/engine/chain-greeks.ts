import { BLOCK, deltas, deltasAndPrices, densities, distances, limits, slopes } from "./chain-loops.js";
import { limitDelta, limitPrice } from "./option-limits.js";
import { SESSION_HOURS_PER_YEAR } from "./session-clock.js";

/**
 * Greeks of a chain by strike. Call and put share all but delta: a put's is the call's minus 1, which has no column since
 * that loses 1e-16 of a share at most, less than a cent for any position.
 */
export interface ChainGreeks {
  /** Per USD of the underlying, 0 to 1; small ones keep their digits. */
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
}

/** What a chain's options lose to time and gain from volatility, by strike; call and put alike. */
export interface ChainDecays {
  /** USD a share per hour of the session that passes; negative. */
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
 * Haug, The Complete Guide to Option Pricing Formulas, 2007. The logarithms leave d1 right to 4e-15 / s, and the rest keeps
 * what that allows. At a deviation of 0, which is no volatility or no time, delta is a step (one half at the money) and the
 * others are 0; where volatility, hours or forward are no number, or below 0, all are NaN. Beyond a deviation of 32 delta is
 * 1.
 *
 * @param volatility annual, `volatility[at + k]`
 */
export function chainGreeks(out: ChainGreeks, chain: PricedChain, volatility: Float64Array, at: number = 0): void {
  for (let from = 0; from < chain.strikes.length; from += BLOCK) {
    const block = distances(chain, volatility, at, from);
    densities(block);
    slopes(out, chain, block);
    deltas(out.callDelta, block);
    limits(out, chain, block, greekLimit);
  }
}

/**
 * {@link chainGreeks}, and prices: that of the option out of the money from its own two tails, the other one by parity. They
 * are right to the digits of those tails, which is far below a tick; `blackPrice` keeps the digits of the price itself.
 * At a deviation of 0 they are the intrinsic values.
 */
export function chainValues(out: ChainValues, chain: PricedChain, volatility: Float64Array, at: number = 0): void {
  for (let from = 0; from < chain.strikes.length; from += BLOCK) {
    const block = distances(chain, volatility, at, from);
    densities(block);
    slopes(out, chain, block);
    deltasAndPrices(out, chain, block);
    limits(out, chain, block, valueLimit);
  }
}

/**
 * Theta and vega from gammas that {@link chainGreeks} has found: theta = -gamma S F volatility^2 / (2 hours of a year), vega
 * = gamma S F volatility x years. Where gamma is 0 they are 0 too,
 * unless the volatility is infinite, which has none.
 */
export function chainDecays(
  { theta, vega }: ChainDecays,
  gamma: Float64Array,
  { strikes, forward, spot, hours }: PricedChain,
  volatility: Float64Array,
  at: number = 0,
): void {
  const dollars = spot * forward;
  const years = hours / SESSION_HOURS_PER_YEAR;
  for (let k = 0; k < strikes.length; k++) {
    const sigma = volatility[at + k];
    const slope = gamma[k] * dollars * sigma;
    theta[k] = slope * sigma * (-0.5 / SESSION_HOURS_PER_YEAR);
    vega[k] = slope * years;
  }
}

/** Greeks without time value. */
function greekLimit(
  { callDelta, gamma, vanna, charm }: ChainGreeks,
  k: number,
  forward: number,
  strike: number,
  deviation: number,
): void {
  callDelta[k] = limitDelta(forward, strike, deviation);
  gamma[k] = vanna[k] = charm[k] = 0 * callDelta[k];
}

function valueLimit(out: ChainValues, k: number, forward: number, strike: number, deviation: number): void {
  greekLimit(out, k, forward, strike, deviation);
  const nothing = out.gamma[k];
  out.callPrice[k] = limitPrice(forward, strike, deviation, 1) + nothing;
  out.putPrice[k] = limitPrice(forward, strike, deviation, -1) + nothing;
}

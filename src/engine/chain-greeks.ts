import { exponential } from "./exponential.js";
import { tabulatedMills } from "./mills-table.js";
import { SESSION_HOURS_PER_YEAR } from "./session-clock.js";

const INVERSE_ROOT_TWO_PI = 0.3989422804014327;

/**
 * Greeks of a chain by strike. Call and put share all but delta: a put's is the call's minus 1, which has no column since
 * that loses 1e-16 of a share at most, a millionth of a cent for any position.
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

/*
 * A chain goes through several short loops instead of a long one: the compiler then keeps few enough things in hand to
 * leave the checks of its columns out of the loop, which makes it half again as fast. What the loops hand on is here.
 */
const BLOCK = 256;
const D1: Float64Array = new Float64Array(BLOCK);
const DEVIATION: Float64Array = new Float64Array(BLOCK);
const DENSITY: Float64Array = new Float64Array(BLOCK);

/** From here on the density is 0 in doubles. */
const FARTHEST = 39;

/** Deviations beyond every market: a call is the forward then, and a put its strike. */
const WIDEST = 32;

/** Deviations that are as good as none; dividing by a smaller one would leave the range of doubles. */
const NARROWEST = 1e-290;

/** Strikes of a chain from `from` on. Only those from `first` to `end` are near enough to be computed. */
interface Block {
  from: number;
  count: number;
  first: number;
  end: number;
  /** Whether all deviations are above 0 and none is beyond every market. */
  plain: boolean;
}
const BLOCK_NOW: Block = { from: 0, count: 0, first: 0, end: 0, plain: true };

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
 * = gamma S F volatility x years. Where gamma is 0 they are 0 too.
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

/** Deviations and d1 of a block. */
function distances(
  { strikes, logStrikes, forward, hours }: PricedChain,
  volatility: Float64Array,
  at: number,
  from: number,
): Block {
  const count = Math.min(BLOCK, strikes.length - from);
  const root = rootTime(hours);
  const logForward = Math.log(forward);
  let plain = true;
  for (let i = 0; i < count; i++) {
    const s = volatility[at + from + i] * root;
    if (!isPlain(s)) plain = false;
    DEVIATION[i] = s;
    D1[i] = (logForward - logStrikes[from + i]) / s + 0.5 * s;
  }
  let first = 0;
  let end = count;
  while (first < end && Math.abs(D1[first]) > FARTHEST) first++;
  while (end > first && Math.abs(D1[end - 1]) > FARTHEST) end--;
  BLOCK_NOW.from = from;
  BLOCK_NOW.count = count;
  BLOCK_NOW.first = first;
  BLOCK_NOW.end = end;
  BLOCK_NOW.plain = plain;
  return BLOCK_NOW;
}

function densities({ first, end }: Block): void {
  for (let i = first; i < end; i++) {
    const a = Math.min(FARTHEST, Math.abs(D1[i]));
    DENSITY[i] = INVERSE_ROOT_TWO_PI * exponential(-0.5 * a * a);
  }
}

function slopes({ gamma, vanna, charm }: ChainGreeks, { spot, hours }: PricedChain, { from, first, end }: Block): void {
  const root = rootTime(hours);
  const perSpot = 1 / spot;
  const perHour = 1 / (2 * hours);
  for (let i = first; i < end; i++) {
    const inverse = 1 / DEVIATION[i];
    const density = DENSITY[i];
    const curve = density * (D1[i] - DEVIATION[i]);
    gamma[from + i] = density * inverse * perSpot;
    vanna[from + i] = -curve * inverse * root;
    charm[from + i] = curve * perHour;
  }
}

function deltas(callDelta: Float64Array, { from, first, end }: Block): void {
  for (let i = first; i < end; i++) {
    const tail = DENSITY[i] * tabulatedMills(Math.abs(D1[i]));
    callDelta[from + i] = D1[i] > 0 ? 1 - tail : tail;
  }
}

function deltasAndPrices(
  { callDelta, callPrice, putPrice }: ChainValues,
  { strikes, forward }: PricedChain,
  { from, first, end }: Block,
): void {
  for (let i = first; i < end; i++) {
    const d1 = D1[i];
    const d2 = d1 - DEVIATION[i];
    const tail = DENSITY[i] * tabulatedMills(Math.abs(d1));
    const delta = d1 > 0 ? 1 - tail : tail;
    // K phi(d2) = F phi(d1): the second tail needs no exponential of its own.
    const strikeTail = forward * DENSITY[i] * tabulatedMills(Math.abs(d2));
    const intrinsic = forward - strikes[from + i];
    callDelta[from + i] = delta;
    // Two tails of one side: nothing cancels but what is common to them.
    if (d2 > 0) {
      const put = Math.max(0, strikeTail - forward * tail);
      putPrice[from + i] = put;
      callPrice[from + i] = put + intrinsic;
    } else {
      const call = Math.max(0, forward * delta - strikeTail);
      callPrice[from + i] = call;
      putPrice[from + i] = call - intrinsic;
    }
  }
}

/** The strikes of a block that are not near, or have no plain deviation. */
function limits<Out>(
  out: Out,
  { strikes, forward }: PricedChain,
  { from, count, first, end, plain }: Block,
  limit: (out: Out, k: number, forward: number, strike: number, deviation: number) => void,
): void {
  if (plain && first === 0 && end === count) return;
  for (let i = 0; i < count; i++)
    if (i < first || i >= end || !isPlain(DEVIATION[i])) limit(out, from + i, forward, strikes[from + i], DEVIATION[i]);
}

/** Greeks without time value: an option that is certain has a delta of 1 or 0, one that is not one half. */
function greekLimit(
  { callDelta, gamma, vanna, charm }: ChainGreeks,
  k: number,
  forward: number,
  strike: number,
  deviation: number,
): void {
  // NaN where deviation or forward is no number, or below 0.
  const nothing = 0 * Math.min(1, Math.sqrt(deviation)) * Math.sqrt(forward);
  const certain = deviation > WIDEST ? 1 : forward > strike ? 1 : forward < strike ? 0 : 0.5;
  callDelta[k] = certain + nothing;
  gamma[k] = vanna[k] = charm[k] = nothing;
}

function valueLimit(out: ChainValues, k: number, forward: number, strike: number, deviation: number): void {
  greekLimit(out, k, forward, strike, deviation);
  const nothing = out.gamma[k];
  out.callPrice[k] = (deviation > WIDEST ? forward : Math.max(0, forward - strike)) + nothing;
  out.putPrice[k] = (deviation > WIDEST ? strike : Math.max(0, strike - forward)) + nothing;
}

function isPlain(deviation: number): boolean {
  return deviation > NARROWEST && deviation <= WIDEST;
}

/** Square root of the years that are left. */
function rootTime(hours: number): number {
  return Math.sqrt(hours / SESSION_HOURS_PER_YEAR);
}

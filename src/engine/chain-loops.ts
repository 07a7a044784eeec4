import type { ChainGreeks, ChainValues, PricedChain } from "./chain-greeks.js";
import { tabulatedMills } from "./mills-table.js";
import { isPlain } from "./option-limits.js";
import { SESSION_HOURS_PER_YEAR } from "./session-clock.js";
import { FARTHEST, tabulatedDensity } from "./tabulated-density.js";

/** Strikes that go through the loops together: their columns stay in the nearest cache. */
export const BLOCK = 256;

/*
 * A chain goes through several short loops instead of a long one: the compiler then keeps few enough things in hand to
 * leave the checks of its columns out of the loop, which makes it half again as fast. What the loops hand on is here; a
 * block is done with before the next one starts.
 */
const D1: Float64Array = new Float64Array(BLOCK);
const DEVIATION: Float64Array = new Float64Array(BLOCK);
const DENSITY: Float64Array = new Float64Array(BLOCK);

/** Strikes of a chain from `from` on. Only those from `first` to `end` are near enough to be computed. */
export interface Block {
  from: number;
  count: number;
  first: number;
  end: number;
  /** Whether all deviations are above 0 and none is beyond every market. */
  plain: boolean;
}
const BLOCK_NOW: Block = { from: 0, count: 0, first: 0, end: 0, plain: true };

/** Deviations and d1 of the strikes from `from` on. */
export function distances(
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

/** The densities at d1, which everything else is made of. */
export function densities({ first, end }: Block): void {
  for (let i = first; i < end; i++) DENSITY[i] = tabulatedDensity(D1[i]);
}

/** Gamma, vanna and charm of a block. */
export function slopes(
  { gamma, vanna, charm }: ChainGreeks,
  { spot, hours }: PricedChain,
  { from, first, end }: Block,
): void {
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

/** Deltas of a block. */
export function deltas(callDelta: Float64Array, { from, first, end }: Block): void {
  for (let i = first; i < end; i++) {
    const tail = DENSITY[i] * tabulatedMills(Math.abs(D1[i]));
    callDelta[from + i] = D1[i] > 0 ? 1 - tail : tail;
  }
}

/** Deltas and prices of a block, whose tails are the same. */
export function deltasAndPrices(
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

/** Calls `limit` for the strikes of a block that the loops are not made for: too far away, or without a plain deviation. */
export function limits<Out>(
  out: Out,
  { strikes, forward }: PricedChain,
  { from, count, first, end, plain }: Block,
  limit: (out: Out, k: number, forward: number, strike: number, deviation: number) => void,
): void {
  if (plain && first === 0 && end === count) return;
  for (let i = 0; i < count; i++)
    if (i < first || i >= end || !isPlain(DEVIATION[i])) limit(out, from + i, forward, strikes[from + i], DEVIATION[i]);
}

/** Square root of the years that are left. */
function rootTime(hours: number): number {
  return Math.sqrt(hours / SESSION_HOURS_PER_YEAR);
}

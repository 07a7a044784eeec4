import { logRatio } from "./black.js";
import { tabulatedMills } from "./mills-table.js";
import type { OptionGreeks } from "./option-greeks.js";
import { isPlain, limitDelta, limitPrice } from "./option-limits.js";
import { SESSION_HOURS_PER_YEAR } from "./session-clock.js";
import { tabulatedDensity } from "./tabulated-density.js";

/** Options that go through the loops together: their columns stay in the nearest cache. */
export const BLOCK = 256;

/** Options as columns of one length. */
export interface OptionColumns {
  readonly forward: Float64Array;
  readonly spot: Float64Array;
  readonly strike: Float64Array;
  readonly right: Float64Array;
  readonly hours: Float64Array;
  readonly volatility: Float64Array;
}

/*
 * Short loops that hand on what is here, as in chain-loops.ts, where strikes share a forward and a time and are in order.
 * Here nothing is shared, and neighbours have nothing to do with each other: no loop may branch by what an option is, since
 * half of the branches would be guessed wrong.
 */
const ROOT_TIME: Float64Array = new Float64Array(BLOCK);
const DEVIATION: Float64Array = new Float64Array(BLOCK);
const D1: Float64Array = new Float64Array(BLOCK);
const DENSITY: Float64Array = new Float64Array(BLOCK);

/** Deviations and d1 of the options from `from` on, and the densities at d1; whether the formulas serve all of them. */
export function optionDistances(columns: OptionColumns, from: number, count: number): boolean {
  const { forward, spot, strike, hours, volatility } = columns;
  let plain = true;
  for (let i = 0; i < count; i++) {
    const k = from + i;
    const root = Math.sqrt(hours[k] / SESSION_HOURS_PER_YEAR);
    const s = volatility[k] * root;
    if (!(isPlain(s) && forward[k] > 0 && strike[k] > 0 && spot[k] > 0)) plain = false;
    ROOT_TIME[i] = root;
    DEVIATION[i] = s;
    D1[i] = logRatio(forward[k], strike[k]) / s + 0.5 * s;
  }
  for (let i = 0; i < count; i++) DENSITY[i] = tabulatedDensity(D1[i]);
  return plain;
}

/** Gamma, vanna, charm, theta and vega. */
export function optionSlopes(out: OptionGreeks, columns: OptionColumns, from: number, count: number): void {
  const { gamma, vanna, charm, theta, vega } = out;
  const { forward, spot, hours } = columns;
  for (let i = 0; i < count; i++) {
    const k = from + i;
    const s = DEVIATION[i];
    const root = ROOT_TIME[i];
    const density = DENSITY[i];
    const inverse = 1 / s;
    const perHour = 0.5 / hours[k];
    const curve = density * (D1[i] - s);
    const worth = density * forward[k];
    gamma[k] = (density * inverse) / spot[k];
    vanna[k] = -curve * inverse * root;
    charm[k] = curve * perHour;
    theta[k] = -worth * s * perHour;
    vega[k] = worth * root;
  }
}

/**
 * Deltas and prices. With u = 1 for d > 0, else 0, and the tail t = Phi(-|d|), Phi(d) = u + (1 - 2 u) t; a put has u - 1
 * in place of u and the same tail, so that an option out of the money is made of tails alone and keeps their digits.
 */
export function optionPrices(
  { price, delta }: OptionGreeks,
  columns: OptionColumns,
  from: number,
  count: number,
): void {
  const { forward, strike, right } = columns;
  for (let i = 0; i < count; i++) {
    const k = from + i;
    const d1 = D1[i];
    const d2 = d1 - DEVIATION[i];
    const put = 0.5 - 0.5 * right[k];
    // The comparison as a number, which takes no branch.
    const above1 = Number(d1 > 0);
    const above2 = Number(d2 > 0);
    const tail1 = (1 - 2 * above1) * (DENSITY[i] * tabulatedMills(Math.abs(d1)));
    // K phi(d2) = F phi(d1): the second tail, in parts of the forward, needs no density of its own.
    const tail2 = (1 - 2 * above2) * (DENSITY[i] * tabulatedMills(Math.abs(d2)));
    const certain = forward[k] * (above1 - put) - strike[k] * (above2 - put);
    const value = certain + forward[k] * (tail1 - tail2);
    delta[k] = above1 - put + tail1;
    // Not below 0: Math.max would branch.
    price[k] = 0.5 * (value + Math.abs(value));
  }
}

/** Does the options of a block again that the formulas do not serve. */
export function optionLimits(out: OptionGreeks, columns: OptionColumns, from: number, count: number): void {
  const { price, delta, gamma, vanna, charm, theta, vega } = out;
  const { forward, spot, strike, right } = columns;
  for (let i = 0; i < count; i++) {
    const k = from + i;
    const s = DEVIATION[i];
    if (!(isPlain(s) && forward[k] > 0 && strike[k] > 0)) {
      const callDelta = limitDelta(forward[k], strike[k], s);
      const nothing = 0 * callDelta;
      delta[k] = right[k] > 0 ? callDelta : callDelta - 1;
      price[k] = limitPrice(forward[k], strike[k], s, right[k]) + nothing;
      gamma[k] = vanna[k] = charm[k] = theta[k] = vega[k] = nothing;
    }
    if (!(spot[k] > 0)) gamma[k] = NaN;
  }
}

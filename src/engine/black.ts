import { millsRatio, millsRemainder, normalDensity, normalRatio, ROOT_TWO_PI } from "./normal.js";

/*
 * Options on the forward, undiscounted: on the day of expiry interest is far below a tick. What the market quotes for a
 * strike is its total deviation s = sigma x sqrt(time): price, delta and gamma depend on s alone, and time enters only
 * where volatility or decay is asked for.
 */

/** +1 is a call, -1 a put. */
export type RightSign = 1 | -1;

const LN_ROOT_TWO_PI = 0.9189385332046728;

/** Up to here a series serves best: a volatility of 160 % over a session. */
export const SMALL_DEVIATION = 0.1;

/**
 * Black's price of an option, undiscounted, in the unit of forward and strike. At a deviation of 0 it is the intrinsic
 * value.
 *
 * @example
 * blackPrice(100, 100, 0.01, 1); // 0.39894...: s x F / sqrt(2 pi) at the money
 */
export function blackPrice(forward: number, strike: number, deviation: number, right: RightSign): number {
  const intrinsic = Math.max(0, right * (forward - strike));
  if (!(deviation > 0)) return deviation === 0 ? intrinsic : NaN;
  // Beyond any market; here Phi(d1) and Phi(d2) are far apart and the way below would overflow.
  if (deviation > 32) return right === 1 ? forward : strike;
  // The out-of-the-money side as price over vega times vega, then parity: F Phi(d1) - K Phi(d2) would lose its digits.
  const a = Math.abs(logRatio(forward, strike));
  const z = a / deviation;
  const vega = normalDensity(z) * Math.exp(-0.125 * deviation * deviation);
  return intrinsic + Math.sqrt(forward * strike) * vega * priceOverVega(deviation, a);
}

/**
 * The total deviation sigma x sqrt(time) at which Black's formula gives this price; NaN at or below the intrinsic value,
 * at or above the most the option can be worth, and for anything that is not a number.
 *
 * The out-of-the-money side is solved on the logarithm of the price: a guess by Bachelier's inverse (Jaeckel, Implied
 * Normal Volatility, 2017) put right to second order, then Householder steps of fourth order. Two `steps`, the default,
 * find what the rounded price can tell to a relative 1e-13; one does the same for deviations up to a half, which is a
 * volatility of 800 % over a session, but only to 2e-11 up to 1 and to 3e-7 up to 2. A price in the money keeps only the
 * digits its intrinsic value leaves it.
 *
 * @example
 * impliedDeviation(blackPrice(6000, 6030, 0.004, 1), 6000, 6030, 1); // 0.004
 */
export function impliedDeviation(
  price: number,
  forward: number,
  strike: number,
  right: RightSign,
  steps: 1 | 2 = 2,
): number {
  const time = price - Math.max(0, right * (forward - strike));
  if (!(time > 0) || !(forward > 0) || !(strike > 0) || !(time < Math.min(forward, strike))) return NaN;
  const root = Math.sqrt(forward * strike);
  const beta = time / root;
  const a = Math.abs(logRatio(forward, strike));
  let s = blackGuess(bachelierDeviation(beta, a), a);
  for (let step = 0; step < steps; step++) s = householder(s, a, time, root);
  return s > 2 ? bisect(beta, a) : s;
}

/** ln(forward / strike); the series of atanh near the money, where the logarithm of a ratio would lose digits. */
export function logRatio(forward: number, strike: number): number {
  const z = (forward - strike) / (forward + strike);
  if (Math.abs(z) > 0.1) return Math.log(forward / strike);
  const q = z * z;
  return 2 * z * (1 + q * (1 / 3 + q * (1 / 5 + q * (1 / 7 + q * (1 / 9 + q * (1 / 11 + q * (1 / 13 + q / 15)))))));
}

/**
 * Deviation at which Bachelier's model gives price `beta` at distance `a` from the money: Jaeckel's closed form without
 * its last polish.
 */
export function bachelierDeviation(beta: number, a: number): number {
  if (a === 0) return beta * ROOT_TWO_PI;
  const f = -beta / a;
  let x: number;
  if (f < -0.001882039271) {
    const g = 1 / (f - 0.5);
    const gg = g * g;
    const top = 0.032114372355 - gg * (0.016969777977 - gg * (2.6207332461e-3 - 9.6066952861e-5 * gg));
    const bottom = 1 - gg * (0.6635646938 - gg * (0.14528712196 - 0.010472855461 * gg));
    x = g * (1 / ROOT_TWO_PI + (top / bottom) * gg);
  } else {
    // The smallest prices are 0 in units of the root; a guess needs no digits, only a number.
    const h = Math.sqrt(-Math.log(Math.max(-f, Number.MIN_VALUE)));
    x =
      (9.4883409779 - h * (9.6320903635 - h * (0.58556997323 + 2.1464093351 * h))) /
      (1 - h * (0.65174820867 + h * (1.5120247828 + 6.6437847132e-5 * h)));
  }
  return a / Math.abs(x);
}

/**
 * From Bachelier's deviation n to Black's, to second order: n (1 + n^2 / 24 (1 - z^2 Y(z))) with z = a / n and Y the Mills
 * remainder, from the first two terms of {@link priceOverVega}; the bracket is fitted to a few per cent. Without this the
 * guess is 1 % short at a deviation of a half, and one step would end at 6e-10.
 */
export function blackGuess(n: number, a: number): number {
  const z = a / n;
  return n * (1 + (n * n) / (24 + z * (4.4 + 8 * z)));
}

/**
 * One fourth-order step on ln b(s) = ln(time / root), where b is Black's price over the root sqrt(FK); the residual is
 * ln(time / root) - ln b(s).
 */
function householder(s: number, a: number, time: number, root: number): number {
  const w = priceOverVega(s, a);
  return householderStep(s, a, w, logQuotient(time, root * w));
}

/**
 * The step from s, where w = b / b' and `quotient` is ln(time / (root w)). With the residual e and the Newton step w e,
 * Householder's terms need second and third derivatives only as products with w, which have no unit and stay near 1 for
 * all sizes of s.
 */
export function householderStep(s: number, a: number, w: number, quotient: number): number {
  const z = a / s;
  const zz = z * z;
  const ss = s * s;
  const residual = quotient + 0.5 * zz + 0.125 * ss + LN_ROOT_TWO_PI;
  const r = w / s;
  const c = r * (zz - 0.25 * ss);
  const halley = c - 1;
  const third = c * (c - 3) - 3 * zz * r * r - 0.25 * w * w + 2;
  const step = (w * residual * (1 + 0.5 * halley * residual)) / (1 + residual * (halley + (third * residual) / 6));
  return s + Math.max(-0.5 * s, Math.min(s, step));
}

/** ln(x / y), also where the quotient itself would lose its digits at the end of doubles. */
function logQuotient(x: number, y: number): number {
  const quotient = x / y;
  return quotient > 1e-290 ? Math.log(quotient) : Math.log(x) - Math.log(y);
}

/** b / b'(s): free of exponentials where s is small, which is where two nearly equal numbers would be subtracted. */
function priceOverVega(s: number, a: number): number {
  if (s > SMALL_DEVIATION) return normalRatio(0.5 * s - a / s) - millsRatio(0.5 * s + a / s);
  return smallPriceOverVega(s, a);
}

/** b / b'(s) for s up to {@link SMALL_DEVIATION}: five terms of its series in s. */
export function smallPriceOverVega(s: number, a: number): number {
  const z = a / s;
  const t = 0.5 * s;
  const zz = z * z;
  const tt = t * t;
  const y1 = millsRemainder(z);
  const y3 = (zz + 3) * y1 - 1;
  const y5 = (zz + 7) * y3 - 6 * y1;
  const y7 = (zz + 11) * y5 - 20 * y3;
  const y9 = (zz + 15) * y7 - 42 * y5;
  return 2 * t * (y1 + (tt / 6) * (y3 + (tt / 20) * (y5 + (tt / 42) * (y7 + (tt / 72) * y9))));
}

/** The safe way for deviations beyond 2, which the guess above was not made for. */
function bisect(beta: number, a: number): number {
  let low = 0.5;
  let high = 64;
  for (let i = 0; i < 100 && high - low > 1e-15 * high; i++) {
    const middle = 0.5 * (low + high);
    if (blackPrice(Math.exp(-a / 2), Math.exp(a / 2), middle, 1) < beta) low = middle;
    else high = middle;
  }
  return 0.5 * (low + high);
}

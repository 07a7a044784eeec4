import { impliedDeviation, type RightSign } from "./black.js";
import { checkLength, doublesOf, rightsOf } from "./option-columns.js";
import { SESSION_HOURS_PER_YEAR } from "./session-clock.js";

/** Options of any kind and time and what they cost, a row each, as columns of one length. */
export interface QuotedOptions {
  /** USD a share, undiscounted: a mark such as the middle of bid and ask. */
  readonly price: ArrayLike<number>;
  /** Of the underlying at the close, USD. */
  readonly forward: ArrayLike<number>;
  /** USD. */
  readonly strike: ArrayLike<number>;
  /** +1 is a call, -1 a put. */
  readonly right: ArrayLike<number>;
  /** Of the session that are left to the close; a full session has 6.5, a year 252 of them. */
  readonly hours: ArrayLike<number>;
}

/**
 * The annual volatility (1 is 100 %) at which Black's formula gives each option its price, on the clock of the session: what
 * `optionGreeks` takes. NaN where no volatility does: a price at or below the intrinsic value, at or above the most that the
 * option can be worth (a call the forward, a put its strike), no time left, or anything that is no number.
 *
 * By two steps of `impliedDeviation`, to a relative 1e-13 of what the price can tell: a price in the money keeps only the
 * digits that its intrinsic value leaves.
 *
 * @param out column to write into, so that nothing is allocated; default a new one
 * @returns `out`
 * @throws RangeError naming the column that has another length than `forward`, or the entry of `right` that is not +1 or -1.
 * @example
 * const volatility = impliedVolatilities({
 *   price: [6.6, 0],
 *   forward: [6000, 6000],
 *   strike: [6010, 5990],
 *   right: [1, -1],
 *   hours: [1.5, 1.5],
 * });
 * volatility; // 0.15, NaN
 */
export function impliedVolatilities(
  options: QuotedOptions,
  out: Float64Array = new Float64Array(options.forward.length),
): Float64Array {
  const { length } = options.forward;
  const forward = doublesOf("forward", options.forward, length);
  const price = doublesOf("price", options.price, length);
  const strike = doublesOf("strike", options.strike, length);
  const right = rightsOf(options.right, length);
  const hours = doublesOf("hours", options.hours, length);
  checkLength("out", out, length);
  for (let i = 0; i < length; i++) {
    const deviation = impliedDeviation(price[i], forward[i], strike[i], right[i] as RightSign);
    out[i] = hours[i] > 0 ? deviation / Math.sqrt(hours[i] / SESSION_HOURS_PER_YEAR) : NaN;
  }
  return out;
}

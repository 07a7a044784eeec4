import { checkLength, doublesOf, rightsOf } from "./option-columns.js";
import { BLOCK, optionDistances, optionLimits, optionPrices, optionSlopes } from "./option-loops.js";

/** Options of any kind and time, a row each, as columns of one length. */
export interface PricedOptions {
  /** Of the underlying at the close, USD. */
  readonly forward: ArrayLike<number>;
  /** USD, default the forward; of the greeks, gamma alone depends on it. */
  readonly spot?: ArrayLike<number> | undefined;
  /** USD. */
  readonly strike: ArrayLike<number>;
  /** +1 is a call, -1 a put. */
  readonly right: ArrayLike<number>;
  /** Of the session that are left to the close; a full session has 6.5, a year 252 of them. */
  readonly hours: ArrayLike<number>;
  /** Annual, 1 is 100 %. */
  readonly volatility: ArrayLike<number>;
}

/** Prices and greeks, row by row as the options they are of. */
export interface OptionGreeks {
  /** USD a share, undiscounted. */
  readonly price: Float64Array;
  /** Per USD of the underlying: a call's 0 to 1, a put's -1 to 0; small ones keep their digits. */
  readonly delta: Float64Array;
  /** Delta per USD. */
  readonly gamma: Float64Array;
  /** Delta per 1.00 of annual volatility. */
  readonly vanna: Float64Array;
  /** Delta per hour of the session that passes. */
  readonly charm: Float64Array;
  /** USD a share per hour of the session that passes; negative. */
  readonly theta: Float64Array;
  /** USD a share per 1.00 of annual volatility. */
  readonly vega: Float64Array;
}

/**
 * Prices and greeks of options in columns, by Black's formula on the forward: undiscounted, without carry, on the clock of
 * the session; the formulas are those of `chainGreeks`. Without volatility or time an option is its intrinsic value, its
 * delta a step (one half at the money) and the other greeks 0. Where a forward, strike, volatility or time is no number,
 * or below 0, all are NaN; where the spot is not above 0, gamma is.
 *
 * Columns may be plain arrays or typed ones; a Float64Array is read where it is, and any other is copied first.
 *
 * @param out columns to write into, so that nothing is allocated; none of them may be one of `options`. Default: new ones
 * @returns `out`
 * @throws RangeError naming the column that has another length than `forward`, or the entry of `right` that is not +1 or -1.
 * @example
 * // A call and a put an hour and a half before the close.
 * const { price, delta } = optionGreeks({
 *   forward: [6000, 6000],
 *   strike: [6010, 5990],
 *   right: [1, -1],
 *   hours: [1.5, 1.5],
 *   volatility: [0.15, 0.16],
 * });
 * price; // 6.598, 7.26
 * delta; // 0.3577, -0.3643
 */
export function optionGreeks(
  options: PricedOptions,
  out: OptionGreeks = optionGreeksOf(options.forward.length),
): OptionGreeks {
  const { length } = options.forward;
  const forward = doublesOf("forward", options.forward, length);
  const columns = {
    forward,
    spot: options.spot === undefined ? forward : doublesOf("spot", options.spot, length),
    strike: doublesOf("strike", options.strike, length),
    right: rightsOf(options.right, length),
    hours: doublesOf("hours", options.hours, length),
    volatility: doublesOf("volatility", options.volatility, length),
  };
  for (const [name, column] of Object.entries(out)) checkLength(`out.${name}`, column as Float64Array, length);
  for (let from = 0; from < length; from += BLOCK) {
    const count = Math.min(BLOCK, length - from);
    const plain = optionDistances(columns, from, count);
    optionSlopes(out, columns, from, count);
    optionPrices(out, columns, from, count);
    if (!plain) optionLimits(out, columns, from, count);
  }
  return out;
}

/** Room for so many options. */
function optionGreeksOf(length: number): OptionGreeks {
  const column = (): Float64Array => new Float64Array(length);
  return {
    price: column(),
    delta: column(),
    gamma: column(),
    vanna: column(),
    charm: column(),
    theta: column(),
    vega: column(),
  };
}

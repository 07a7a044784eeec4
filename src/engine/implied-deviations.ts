import {
  bachelierDeviation,
  blackGuess,
  householderStep,
  impliedDeviation,
  logRatio,
  SMALL_DEVIATION,
  smallPriceOverVega,
} from "./black.js";

/*
 * The way of impliedDeviation for many options, in several short loops instead of a long one: the divisions of one option
 * then do not wait for those of another. What the loops hand on is here.
 */
const BLOCK = 256;
const DISTANCE: Float64Array = new Float64Array(BLOCK);
const ROOT: Float64Array = new Float64Array(BLOCK);
const DEVIATION: Float64Array = new Float64Array(BLOCK);
const RATIO: Float64Array = new Float64Array(BLOCK);
const QUOTIENT: Float64Array = new Float64Array(BLOCK);

/** Prices below this part of the root sqrt(FK) go the slow way, where a quotient is at the end of doubles. */
const LEAST_PRICE = 1e-200;

/**
 * The total deviations of a chain from the prices of its options out of the money, calls from the forward up and puts below:
 * exactly what {@link impliedDeviation} gives for each, in less time. NaN where that is.
 *
 * @param out by strike; may be `price` itself
 * @param price undiscounted, by strike, NaN where there is none
 */
export function impliedDeviations(
  out: Float64Array,
  price: Float64Array,
  strikes: Float64Array,
  forward: number,
  steps: 1 | 2 = 2,
): void {
  for (let from = 0; from < strikes.length; from += BLOCK) {
    const count = Math.min(BLOCK, strikes.length - from);
    guesses(price, strikes, forward, from, count);
    for (let step = 0; step < steps; step++) improve(price, from, count);
    finish(out, price, strikes, forward, steps, from, count);
  }
}

function guesses(price: Float64Array, strikes: Float64Array, forward: number, from: number, count: number): void {
  for (let i = 0; i < count; i++) {
    const strike = strikes[from + i];
    DISTANCE[i] = Math.abs(logRatio(forward, strike));
    ROOT[i] = Math.sqrt(forward * strike);
  }
  for (let i = 0; i < count; i++) {
    const a = DISTANCE[i];
    DEVIATION[i] = blackGuess(bachelierDeviation(price[from + i] / ROOT[i], a), a);
  }
}

function improve(price: Float64Array, from: number, count: number): void {
  for (let i = 0; i < count; i++) RATIO[i] = smallPriceOverVega(DEVIATION[i], DISTANCE[i]);
  for (let i = 0; i < count; i++) QUOTIENT[i] = Math.log(price[from + i] / (ROOT[i] * RATIO[i]));
  for (let i = 0; i < count; i++) DEVIATION[i] = householderStep(DEVIATION[i], DISTANCE[i], RATIO[i], QUOTIENT[i]);
}

/** What the loops are not made for is done again by itself. */
function finish(
  out: Float64Array,
  price: Float64Array,
  strikes: Float64Array,
  forward: number,
  steps: 1 | 2,
  from: number,
  count: number,
): void {
  for (let i = 0; i < count; i++) {
    const s = DEVIATION[i];
    const k = from + i;
    out[k] =
      s < 0.9 * SMALL_DEVIATION && price[k] > LEAST_PRICE * ROOT[i]
        ? s
        : impliedDeviation(price[k], forward, strikes[k], strikes[k] >= forward ? 1 : -1, steps);
  }
}

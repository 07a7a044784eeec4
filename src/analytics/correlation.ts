import { exactSum } from "./exact-sum.js";
import { ascending } from "./order.js";

/**
 * Pearson's correlation of two columns of known numbers, -1 to 1; NaN for fewer than two pairs, or when all values of a
 * column are equal.
 */
export function correlation(a: Float64Array, b: Float64Array): number {
  const [x, y] = [centred(a), centred(b)];
  let xy = 0;
  let xx = 0;
  let yy = 0;
  for (let i = 0; i < x.length; i++) {
    xy += x[i] * y[i];
    xx += x[i] * x[i];
    yy += y[i] * y[i];
  }
  // Rounding must not go beyond 1. The roots are taken apart, since the product of two squares can overflow.
  return xx > 0 && yy > 0 ? Math.max(-1, Math.min(1, xy / Math.sqrt(xx) / Math.sqrt(yy))) : NaN;
}

/** Ranks of known numbers from 1 on, ascending; equal ones share the mean of theirs. */
export function meanRanks(values: Float64Array): Float64Array {
  const order = ascending(values);
  const ranks = new Float64Array(values.length);
  for (let from = 0, to = 0; from < order.length; from = to) {
    while (to < order.length && values[order[to]] === values[order[from]]) to++;
    for (let i = from; i < to; i++) ranks[order[i]] = (from + 1 + to) / 2;
  }
  return ranks;
}

/** Less the mean, and as a part of the largest, so that squares stay in range; all 0 when the values are equal. */
function centred(values: Float64Array): Float64Array {
  if (values.every((value) => value === values[0])) return new Float64Array(values.length);
  const mean = exactSum(values) / values.length;
  const distances = values.map((value) => value - mean);
  const largest = distances.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return distances.map((value) => value / largest);
}

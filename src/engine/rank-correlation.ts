/**
 * Spearman's rank correlation of two lists, -1 to 1: Pearson's correlation of their ranks. Equal values share the mean of
 * their ranks. A pair with an unknown value is left out; NaN when fewer than two pairs are left, or when all values of a
 * list are equal, which ranks nothing.
 *
 * @throws RangeError for lists of different lengths.
 * @example rankCorrelation([10, 20, 30], [1, 3, 2]) // 0.5
 */
export function rankCorrelation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length)
    throw new RangeError(`lists to correlate must be of one length, not ${a.length} and ${b.length}`);
  const pairs = Array.from({ length: a.length }, (_, i) => i).filter((i) => !Number.isNaN(a[i]) && !Number.isNaN(b[i]));
  const x = ranks(pairs.map((i) => a[i]));
  const y = ranks(pairs.map((i) => b[i]));
  const middle = (pairs.length + 1) / 2;
  let [xy, xx, yy] = [0, 0, 0];
  for (let i = 0; i < pairs.length; i++) {
    xy += (x[i] - middle) * (y[i] - middle);
    xx += (x[i] - middle) ** 2;
    yy += (y[i] - middle) ** 2;
  }
  return xx > 0 && yy > 0 ? xy / Math.sqrt(xx * yy) : NaN;
}

/** Ranks from 1 on, ascending; of equal values the mean of theirs. */
function ranks(values: readonly number[]): Float64Array {
  const order = Array.from(values.keys()).sort((i, j) => (values[i] < values[j] ? -1 : values[i] > values[j] ? 1 : 0));
  const ranked = new Float64Array(values.length);
  for (let from = 0; from < order.length;) {
    let to = from + 1;
    while (to < order.length && values[order[to]] === values[order[from]]) to++;
    for (let i = from; i < to; i++) ranked[order[i]] = (from + 1 + to) / 2;
    from = to;
  }
  return ranked;
}

/**
 * Shapley values: how a change splits among the factors that made it, whatever the order in which they moved. Each
 * factor's part is what it adds to those that moved before it, averaged over all n! orders; the parts add up to the change,
 * a factor that changes nothing gets 0, and two that do the same get the same.
 *
 * Many at a time: `values[set * count + k]` is what k is worth when the factors in `set` have moved and the others have not,
 * factor i being bit i; there are 2^n sets. Written into `parts`, a column of length `count` for each of the n factors.
 *
 * @example
 * const [price, amount] = [new Float64Array(1), new Float64Array(1)];
 * shapley([price, amount], Float64Array.of(2 * 3, 4 * 3, 2 * 5, 4 * 5));
 * price; // 8
 * amount; // 6
 */
export function shapley(parts: readonly Float64Array[], values: Float64Array): void {
  const weights = weightsOf(parts.length);
  parts.forEach((part, factor) => {
    part.fill(0);
    const bit = 1 << factor;
    for (let set = 0; set < weights.length; set++)
      if ((set & bit) === 0) addDifference(part, values, weights[set], (set | bit) * part.length, set * part.length);
  });
}

/** Differences are taken before they are summed: what moves nothing is 0 to the last bit. */
function addDifference(part: Float64Array, values: Float64Array, weight: number, after: number, before: number): void {
  for (let k = 0; k < part.length; k++) part[k] += weight * (values[after + k] - values[before + k]);
}

const made = new Map<number, Float64Array>();

/**
 * By set of other factors: the part of all orders in which those and no others come before a factor,
 * |set|! (n - 1 - |set|)! / n!.
 */
export function weightsOf(factors: number): Float64Array {
  let weights = made.get(factors);
  if (weights === undefined) {
    weights = Float64Array.from({ length: 1 << factors }, (_, set) => {
      const before = bits(set);
      return before === factors ? 0 : (factorial(before) * factorial(factors - 1 - before)) / factorial(factors);
    });
    made.set(factors, weights);
  }
  return weights;
}

function bits(set: number): number {
  return set === 0 ? 0 : (set & 1) + bits(set >> 1);
}

function factorial(n: number): number {
  return n <= 1 ? 1 : n * factorial(n - 1);
}

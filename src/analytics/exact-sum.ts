import { Adder, fcumsum } from "d3-array";

const HALF_ULP = 2 ** -53;

/**
 * The sum of the known numbers at `first`, `first + step`, ...: the double nearest to the exact one, so that neither the
 * order nor a large number beside a small one matters. NaN counts as unknown; NaN when nothing is known.
 *
 * @example exactSum(Float64Array.of(1e16, 1, -1e16)) // 1
 */
export function exactSum(
  values: ArrayLike<number>,
  first: number = 0,
  step: number = 1,
  count: number = values.length,
): number {
  let sum = 0;
  let rest = 0;
  let lost = 0;
  let known = 0;
  for (let i = 0, at = first; i < count; i++, at += step) {
    const value = values[at];
    if (Number.isNaN(value)) continue;
    const next = sum + value;
    const added = next - sum;
    const error = sum - (next - added) + (value - added); // exactly what `next` has lost
    sum = next;
    rest += error;
    lost += Math.abs(error);
    known++;
  }
  if (known === 0) return NaN;
  return nearest(sum, rest, known * HALF_ULP * lost) ?? slowSum(values, first, step, count);
}

/**
 * The double nearest to `sum + rest`, of which `rest` may be wrong by `bound`; undefined when that leaves two to choose
 * from.
 */
export function nearest(sum: number, rest: number, bound: number): number | undefined {
  if (bound === 0) return sum + rest;
  const doubt = 2 * bound + 2 * HALF_ULP * Math.abs(rest);
  const least = sum + (rest - doubt);
  return least === sum + (rest + doubt) ? least : undefined;
}

/** The sums of the first one, two, three ... magnitudes, each the double nearest to the exact one. */
export function runningSums(magnitudes: Float64Array): Float64Array {
  const sums = new Float64Array(magnitudes.length);
  let sum = 0;
  let rest = 0;
  let least = 0;
  let exact = true;
  for (let i = 0; i < sums.length; i++) {
    const next = sum + magnitudes[i];
    const added = next - sum;
    const error = sum - (next - added) + (magnitudes[i] - added);
    sum = next;
    // What is lost of the rest is kept as well: of very many sums one would else be in doubt.
    const nextRest = rest + error;
    const addedRest = nextRest - rest;
    const lostRest = rest - (nextRest - addedRest) + (error - addedRest);
    if (lostRest !== 0) exact = false;
    least += lostRest;
    rest = nextRest;
    const rounded = nearest(sum, rest + least, exact ? 0 : sum * ((i + 1) * HALF_ULP) ** 3);
    if (rounded === undefined) return fcumsum(magnitudes);
    sums[i] = rounded;
  }
  return sums;
}

function slowSum(values: ArrayLike<number>, first: number, step: number, count: number): number {
  const adder = new Adder();
  for (let i = 0, at = first; i < count; i++, at += step) if (!Number.isNaN(values[at])) adder.add(values[at]);
  return adder.valueOf();
}

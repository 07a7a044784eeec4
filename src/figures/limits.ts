/** Where the colours of a heatmap end, and what lies beyond. */
export interface Limits {
  /** Largest magnitude with a colour of its own, two significant digits; 1 when there is nothing but zeros. */
  readonly limit: number;
  /** Known cells beyond it, as a part of all known cells, 0 to 1. */
  readonly beyond: number;
}

/**
 * Robust limits: the `clip` quantile of the magnitudes that are not zero, rounded up to two significant digits. A few
 * cells at the money dwarf all others on most days, and colours that reach to the largest would show only those.
 *
 * @throws RangeError when `clip` is not above 0 and at most 1; 1 clips nothing.
 */
export function robustLimits(values: Float64Array, clip: number): Limits {
  if (!(clip > 0 && clip <= 1))
    throw new RangeError(
      `clip is the quantile where colours end, above 0 and at most 1 (1 clips nothing), not ${clip}`,
    );
  const known = values.filter((value) => !Number.isNaN(value));
  const sizes = known
    .map(Math.abs)
    .filter((size) => size > 0 && size < Infinity)
    .sort();
  if (sizes.length === 0) return { limit: 1, beyond: 0 };
  const limit = roundedUp(sizes[Math.ceil(clip * sizes.length) - 1]);
  return { limit, beyond: known.filter((value) => Math.abs(value) > limit * (1 + DUST)).length / known.length };
}

// 1.3 / 0.1 is 13.000000000000002: what is round already must stay.
const DUST = 1e-12;

function roundedUp(value: number): number {
  const power = 10 ** (Math.floor(Math.log10(value)) - 1);
  return Number((Math.ceil((value / power) * (1 - DUST)) * power).toPrecision(2));
}

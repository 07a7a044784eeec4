/**
 * What signed flow is expected to be truly, cell by cell as `values` of a grid: `expected[strike * bars + bar]` in the
 * grid's unit, and the `variance` of the truth about it, in its square. NaN where unknown. Errors of cells are
 * taken for independent, so that the expected value and the variance of a sum are the sums of both. Bars of a cumulated or
 * a rolling grid share their trades: of those each bar is right by itself, and two of them are not independent.
 *
 * The values themselves are the trades with the sides that the rules found, as if all of them were right. Where rules are
 * often wrong, buying and selling are mixed up and cancel, so that such a sum is too small. `expected` makes up for it,
 * see {@link calibrate}: it is right in the mean where sides are right as often as was counted, and of a single cell it can
 * exceed what was traded. How often the truth was found where it says: {@link IntervalColumns}.
 */
export interface Uncertainty {
  readonly expected: Float64Array;
  readonly variance: Float64Array;
}

/** Both parts of an uncertainty done the same to; undefined stays undefined. */
export function eachPart(
  uncertainty: Uncertainty | undefined,
  make: (cells: Float64Array) => Float64Array,
): Uncertainty | undefined {
  return uncertainty && { expected: make(uncertainty.expected), variance: make(uncertainty.variance) };
}

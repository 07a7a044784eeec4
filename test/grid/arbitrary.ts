import fc from "fast-check";

const whole = fc.integer({ min: -1000, max: 1000 });
const withGaps = fc.oneof({ weight: 5, arbitrary: whole }, { weight: 1, arbitrary: fc.constant(NaN) });

/** Rows of whole numbers, a row a strike and all of one length; sums of them are exact. */
export function arbitraryRows({ gaps = true }: { gaps?: boolean } = {}): fc.Arbitrary<number[][]> {
  return fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 30 })).chain(([strikes, bars]) =>
    fc.array(fc.array(gaps ? withGaps : whole, { minLength: bars, maxLength: bars }), {
      minLength: strikes,
      maxLength: strikes,
    }),
  );
}

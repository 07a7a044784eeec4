import fc from "fast-check";
import { MINUTE } from "../../src/session.js";
import { gridOf, START } from "../grid/sample.js";

/** A number of at least 2^-200 as a whole number of 2^-300, without rounding. */
const wholeOf = (value: number): bigint => BigInt(value * 2 ** 300);

/** The exact sum of known numbers, rounded once, by whole numbers of any size. NaN when nothing is known. */
export function slowExactSum(values: Iterable<number>): number {
  const known = [...values].filter((value) => !Number.isNaN(value));
  if (known.length === 0) return NaN;
  return Number(known.reduce((sum, value) => sum + wholeOf(value), 0n)) / 2 ** 300;
}

const ill = fc.oneof(
  fc.integer({ min: -1000, max: 1000 }),
  fc.integer({ min: -(2 ** 50), max: 2 ** 50 }).map((value) => value / 1024),
  fc.constantFrom(1e16, -1e16, 1e16 + 2, 1e32, -1e32, 1, -1, 0.1, -0.1, 2 ** -53, 1e-9, NaN),
);

/** Columns in which a large number lies beside small ones, and often its negative. */
export const illConditioned: fc.Arbitrary<number[]> = fc.array(ill, { maxLength: 40 });

/** Rows of such numbers, a row a strike and all of one length. */
export const illConditionedRows: fc.Arbitrary<number[][]> = fc
  .tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 12 }))
  .chain(([strikes, bars]) =>
    fc.array(fc.array(ill, { minLength: bars, maxLength: bars }), { minLength: strikes, maxLength: strikes }),
  );

/** 500, 505, 510 at a spot of 500 and 14:30 to 14:33, one cell unknown. By strike 25, -30, 45; by bar 45, -20, 15, 0. */
export const HAND = gridOf(
  "increment",
  [
    [10, -20, 30, 5],
    [-5, NaN, -5, -20],
    [40, 0, -10, 15],
  ],
  { spot: [500, 500, 500, 500] },
);

/** Its bars in the rows of an analysis. */
export const AT: { t: number; time: string }[] = ["14:30", "14:31", "14:32", "14:33"].map((time, bar) => ({
  t: START + bar * MINUTE,
  time,
}));

/** How far its strikes are from the spot, in the rows of an analysis, by their last digits. */
export const FAR = { 500: 0, 505: (505 / 500 - 1) * 100, 510: (510 / 500 - 1) * 100 } as const;

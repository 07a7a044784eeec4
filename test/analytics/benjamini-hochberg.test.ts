import fc from "fast-check";
import { expect, test } from "vitest";
import { benjaminiHochberg } from "../../src/analytics/benjamini-hochberg.js";

const adjust = (tests: number[]): number[] => tests.map(benjaminiHochberg(tests));

test("the adjustment is that of the paper's example", () => {
  // Benjamini and Hochberg (1995), 3.2: of 15 p-values the first four are accepted at a rate of 0.05.
  const p = [
    1e-4, 4e-4, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1,
  ];
  expect(adjust(p).filter((q) => q <= 0.05)).toHaveLength(4);
  expect(adjust(p)[3]).toBeCloseTo((0.0095 * 15) / 4, 15);
});

test("what was not tested is no test, and no tests accept nothing", () => {
  expect(adjust([0.01, 0.5, 0.02, NaN])).toEqual([0.03, 0.5, 0.03, NaN]);
  expect(adjust([NaN])).toEqual([NaN]);
  expect(benjaminiHochberg([])(0.001)).toBe(Infinity);
});

test("a p-value beside the tests is accepted where a test in its place would be", () => {
  const adjusted = benjaminiHochberg([0.01, 0.02, 0.5]);
  expect([0.001, 0.015, 0.03, 0.9].map(adjusted)).toEqual([0.03, 0.03, expect.closeTo(0.045, 12), 0.9]);
});

test("accepts at every rate what the step-up procedure does", () => {
  const p = fc.integer({ min: 1, max: 100 }).map((percent) => percent / 128);
  fc.assert(
    fc.property(fc.array(p, { minLength: 1, maxLength: 12 }), fc.integer({ min: 1, max: 64 }), (tests, of64) => {
      const rate = of64 / 64;
      const sorted = [...tests].sort((a, b) => a - b);
      // Of sums of 128ths and 64ths the comparison is exact.
      const accepted = sorted.reduce((most, each, i) => (each * tests.length <= rate * (i + 1) ? i + 1 : most), 0);
      const threshold = accepted === 0 ? -1 : sorted[accepted - 1];
      const found = tests.map(benjaminiHochberg(tests)).map((q) => q <= rate);
      expect(found).toEqual(tests.map((each) => each <= threshold));
    }),
  );
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { exactSum } from "../../src/analytics/exact-sum.js";
import { illConditioned, slowExactSum } from "./exactly.js";

test("a sum is the double nearest to the exact one, whatever lies beside what", () => {
  expect(exactSum([1e16, 1, -1e16])).toBe(1);
  expect(exactSum([1e32, 1e16, 1, -1e32, -1e16])).toBe(1);
  expect(exactSum([0.1, 0.2, 0.3])).toBe(0.6);
  fc.assert(
    fc.property(illConditioned, (values) => {
      expect(exactSum(values)).toBe(slowExactSum(values));
    }),
    { numRuns: 1000 },
  );
});

test("a sum of nothing known is unknown, and has no negative zero", () => {
  expect(exactSum([])).toBeNaN();
  expect(exactSum([NaN, NaN])).toBeNaN();
  expect(exactSum([NaN, 3])).toBe(3);
  expect(exactSum([-0])).toBe(0);
});

test("a sum can go in steps", () => {
  expect(exactSum([1, 2, 3, 4, 5, 6], 1, 2, 3)).toBe(12);
  expect(exactSum([1, 2, 3, 4, 5, 6], 0, 3, 2)).toBe(5);
});

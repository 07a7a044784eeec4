import fc from "fast-check";
import { expect, test } from "vitest";
import { robustDeviations } from "../../src/analytics/robust-deviations.js";

test("a value is told in median distances from the median", () => {
  expect(robustDeviations(16, [8, 9, 10, 11, 12])).toBeCloseTo(6 / 1.4826, 12);
  expect(robustDeviations(0, [1, 3])).toBeCloseTo(-2 / 1.4826, 12);
  expect(robustDeviations(1e6, [1, 2, 3, 4, 1e9])).toBeCloseTo((1e6 - 3) / 1.4826, 6);
});

test("there is no measure without others, or when more than half of them are equal", () => {
  expect(robustDeviations(1, [])).toBeNaN();
  expect(robustDeviations(1, [5])).toBeNaN();
  expect(robustDeviations(6, [5, 5, 5, 9])).toBeNaN();
  expect(robustDeviations(NaN, [1, 2, 3])).toBeNaN();
});

test("the median distance is that of sorted distances", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 30 }),
      fc.integer(),
      (list, value) => {
        const ascending = [...list].sort((a, b) => a - b);
        const middle = (of: number[]): number => (of[(of.length - 1) >> 1] + of[of.length >> 1]) / 2;
        const median = middle(ascending);
        const distance = middle(ascending.map((other) => Math.abs(other - median)).sort((a, b) => a - b));
        const found = robustDeviations(value, ascending);
        if (distance === 0) expect(found).toBeNaN();
        else expect(found).toBeCloseTo((value - median) / (1.4826 * distance), 8);
      },
    ),
  );
});

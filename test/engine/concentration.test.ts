import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { concentration } from "../../src/engine/concentration.js";

const of = (...values: number[]) => concentration(Float64Array.from(values));
const NOTHING = { top3: NaN, herfindahl: NaN, effective: NaN };

describe("concentration", () => {
  test("is the part of the three largest, and the sum of squared parts", () => {
    // 80 of 100; 3 x 0.01 + 0.04 + 0.25 = 0.32
    expect(of(10, 10, 20, 10, 50)).toEqual({ top3: 0.8, herfindahl: 0.32, effective: 3.125 });
  });

  test("of n equal strikes is that of n", () => {
    expect(of(7, 7, 7, 7)).toEqual({ top3: 0.75, herfindahl: 0.25, effective: 4 });
  });

  test("of one strike, or two, is all", () => {
    expect(of(5)).toEqual({ top3: 1, herfindahl: 1, effective: 1 });
    expect(of(0, 3, NaN, 3)).toEqual({ top3: 1, herfindahl: 0.5, effective: 2 });
  });

  test("of nothing is unknown", () => {
    expect([of(), of(0, 0), of(NaN)]).toEqual([NOTHING, NOTHING, NOTHING]);
  });

  test("of any column is what sorting finds, whatever the order and the unit", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 30 }), (values) => {
        const total = values.reduce((sum, value) => sum + value, 0);
        fc.pre(total > 0);
        const sorted = [...values].sort((a, b) => b - a);
        const found = of(...values);
        expect(found.top3).toBe(sorted.slice(0, 3).reduce((sum, value) => sum + value, 0) / total);
        expect(found.herfindahl).toBeCloseTo(
          values.reduce((sum, value) => sum + (value / total) ** 2, 0),
          14,
        );
        expect(of(...sorted.map((value) => 4 * value))).toEqual(found);
        expect(found.effective).toBeLessThanOrEqual(values.filter((value) => value > 0).length + 1e-9);
      }),
    );
  });
});

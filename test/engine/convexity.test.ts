import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { convexityAtSpot } from "../../src/engine/convexity.js";

const of = (strikes: number[], gex: number[], spot: number) =>
  convexityAtSpot(Float64Array.from(strikes), Float64Array.from(gex), spot);

describe("convexity at the spot", () => {
  test("is the second difference of the three strikes nearest it, per USD squared", () => {
    expect(of([98, 100, 102], [3, 7, 4], 100)).toBe((3 - 2 * 7 + 4) / 4);
    const [strikes, gex] = [
      [97, 98, 99, 100, 101],
      [0, 1, 10, 100, 1000],
    ];
    // Around 98, 99 and 100: second differences of 8, 81 and 810.
    expect([90, 98.4, 98.6, 99.4, 99.6, 120].map((spot) => of(strikes, gex, spot))).toEqual([8, 8, 81, 81, 810, 810]);
    // 97 and 100 are equally near 98.5: the lower one counts.
    expect(of(strikes, gex, 98.5)).toBe(8);
  });

  test("of a parabola is its second derivative, at any spacing", () => {
    const gaps = fc.array(fc.constantFrom(0.5, 1, 2.5, 5), { minLength: 3, maxLength: 20 });
    fc.assert(
      fc.property(gaps, fc.integer({ min: -9, max: 9 }), fc.integer({ min: -20, max: 60 }), (steps, curve, spot) => {
        let strike = 0;
        const strikes = steps.map((step) => (strike += step));
        expect(
          of(
            strikes,
            strikes.map((k) => curve * k * k + 3 * k - 7),
            spot,
          ),
        ).toBeCloseTo(2 * curve, 9);
      }),
    );
  });

  test("is unknown with fewer than three strikes, a strike unknown among the three, or no spot", () => {
    expect(of([], [], 100)).toBeNaN();
    expect(of([99, 100], [1, 2], 100)).toBeNaN();
    expect(of([99, 100, 101], [1, NaN, 2], 100)).toBeNaN();
    expect(of([99, 100, 101], [1, 3, 2], NaN)).toBeNaN();
    expect(of([99, 100, 101, 102], [1, 3, 2, NaN], 100)).toBe(-3);
  });
});

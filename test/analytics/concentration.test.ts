import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { attribute } from "../../src/analytics/attribute.js";
import { concentration } from "../../src/analytics/concentration.js";
import { HAND, illConditioned } from "./exactly.js";

const about = (value: number): number => expect.closeTo(value, 12) as number;

describe("a concentration", () => {
  test("is told by the squared shares of the gross total", () => {
    expect(concentration(attribute(HAND))).toEqual({
      parts: 3,
      net: 40,
      gross: 100,
      one_way: 0.4,
      top3: about(1),
      herfindahl: about(0.45 ** 2 + 0.3 ** 2 + 0.25 ** 2),
      effective: about(1 / (0.45 ** 2 + 0.3 ** 2 + 0.25 ** 2)),
    });
    expect(concentration([50, -20, NaN, 10, 10, 10])).toEqual({
      parts: 5,
      net: 60,
      gross: 100,
      one_way: 0.6,
      top3: about(0.8),
      herfindahl: about(0.32),
      effective: about(3.125),
    });
  });

  test("of one part is 1, of nothing unknown, of zeros without shares", () => {
    expect(concentration([-7])).toEqual({
      parts: 1,
      net: -7,
      gross: 7,
      one_way: 1,
      top3: 1,
      herfindahl: 1,
      effective: 1,
    });
    const none = { one_way: NaN, top3: NaN, herfindahl: NaN, effective: NaN };
    for (const values of [[], [NaN]])
      expect(concentration(values)).toEqual({ parts: 0, net: NaN, gross: NaN, ...none });
    expect(concentration([0, 0])).toEqual({ parts: 2, net: 0, gross: 0, ...none });
  });

  test("of n equal parts is an effective number of n", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.double({ min: 1e-6, max: 1e9, noNaN: true }), (n, value) => {
        expect(concentration(Array<number>(n).fill(value)).effective).toBeCloseTo(n, 8);
      }),
    );
  });

  test("is between all at one part and all alike, and does not change with order, sign or unit", () => {
    fc.assert(
      fc.property(illConditioned, fc.integer({ min: -20, max: 20 }), (values, power) => {
        const { parts, net, gross, ...shares } = concentration(values);
        if (gross > 0) {
          expect(shares.effective).toBeGreaterThanOrEqual(1 - 1e-12);
          expect(shares.effective).toBeLessThanOrEqual(parts + 1e-9);
          expect(shares.one_way).toBeLessThanOrEqual(1);
        } else expect(shares.effective).toBeNaN();
        const other = [...values].reverse().map((value) => -value * 2 ** power);
        expect(concentration(other)).toEqual({
          ...shares,
          parts,
          net: 0 - net * 2 ** power,
          gross: gross * 2 ** power,
        });
      }),
    );
  });
});

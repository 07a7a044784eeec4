import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { robustLimits } from "../../src/figures/limits.js";

describe("robustLimits", () => {
  it("end the colours at the quantile of the magnitudes, rounded up to two digits, and count what lies beyond", () => {
    const values = Float64Array.of(-1, 2, -3, 4, -5, 6, -7, 8.12, -9.5, 1000);
    expect(robustLimits(values, 0.8)).toEqual({ limit: 8.2, beyond: 0.2 });
    expect(robustLimits(values, 1)).toEqual({ limit: 1000, beyond: 0 });
  });

  it("leave zeros and missing cells out of the quantile, and zeros in the count", () => {
    expect(robustLimits(Float64Array.of(0, 0, 0, 0, 0, 0, NaN, 3, 4, 50), 0.67)).toEqual({ limit: 50, beyond: 0 });
    expect(robustLimits(Float64Array.of(0, 0, 0, 0, 0, 0, NaN, NaN, 4, 50), 0.5)).toEqual({ limit: 4, beyond: 1 / 8 });
  });

  it("give zeros alone, and nothing, a limit to draw with", () => {
    expect(robustLimits(new Float64Array(3), 0.98)).toEqual({ limit: 1, beyond: 0 });
    expect(robustLimits(Float64Array.of(NaN), 0.98)).toEqual({ limit: 1, beyond: 0 });
    expect(robustLimits(new Float64Array(), 0.98)).toEqual({ limit: 1, beyond: 0 });
  });

  it("never have more beyond than was asked for, and are at most a tenth too wide", () => {
    const values = fc.array(fc.double({ min: 1e-6, max: 1e12, noNaN: true }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(values, fc.double({ min: 0.01, max: 1, noNaN: true }), (list, clip) => {
        const { limit, beyond } = robustLimits(Float64Array.from(list), clip);
        const exact = [...list].sort((a, b) => a - b)[Math.ceil(clip * list.length) - 1];
        expect(beyond).toBeLessThanOrEqual(1 - clip + 1e-9);
        expect(limit).toBeGreaterThanOrEqual(exact * (1 - 1e-9));
        expect(limit).toBeLessThanOrEqual(exact * 1.1 + 1e-9);
        expect(Number(limit.toPrecision(2))).toBe(limit);
      }),
    );
  });

  it.each([0, -0.1, 1.01, 98, NaN])("refuse %d as a quantile", (clip) => {
    expect(() => robustLimits(Float64Array.of(1), clip)).toThrow(/above 0 and at most 1 \(1 clips nothing\), not/);
  });
});

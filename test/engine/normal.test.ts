import { describe, expect, test } from "vitest";
import { millsRatio, millsRemainder, normalDensity, normalDistribution, normalRatio } from "../../src/engine/normal.js";

/** Relative error. */
const error = (value: number, truth: number): number => Math.abs(value / truth - 1);

describe("the normal distribution", () => {
  // Abramowitz & Stegun, Handbook of Mathematical Functions, table 26.1: P(x) to 15 decimals, so 5e-16 of rounding.
  test.each([
    [0, 0.5],
    [0.5, 0.691462461274013],
    [1, 0.841344746068543],
    [1.5, 0.933192798731142],
    [2, 0.977249868051821],
    [2.5, 0.993790334674224],
    [3, 0.99865010196837],
  ])("at %d is the published %d", (x, published) => {
    expect(Math.abs(normalDistribution(x) - published)).toBeLessThan(6e-16);
    expect(Math.abs(1 - normalDistribution(-x) - published)).toBeLessThan(6e-16);
  });

  // The same, table 26.2: -log10 Q(x) to 5 decimals.
  test.each([
    [5, 6.54265],
    [10, 23.11805],
    [15, 50.43522],
    [20, 88.5601],
    [25, 137.51475],
    [30, 197.30921],
  ])("at -%d has the published logarithm -%d", (x, published) => {
    expect(Math.abs(-Math.log10(normalDistribution(-x)) - published)).toBeLessThan(6e-6);
  });

  // 40 digits of mpmath 1.3 (ncdf), rounded to what a double holds.
  test.each([
    [-5, 2.866515718791939e-7, 5e-15],
    [-10, 7.619853024160525e-24, 2e-14],
    [-20, 2.7536241186062337e-89, 5e-14],
    [-37, 5.725571222524577e-300, 1e-13],
  ])("at %d keeps its digits", (x, truth, tolerance) => {
    expect(error(normalDistribution(x), truth)).toBeLessThan(tolerance);
  });

  test("is 0 and 1 far out, and NaN of NaN", () => {
    expect([-39, -Infinity, 39, Infinity, NaN].map(normalDistribution)).toEqual([0, 0, 1, 1, NaN]);
  });

  test("never falls where its two sides meet", () => {
    let before = 0;
    for (let x = -2; x <= 2; x += 1e-3) {
      const value = normalDistribution(x);
      expect(value).toBeGreaterThan(before);
      before = value;
    }
  });
});

describe("its parts", () => {
  test("the density is that of the table", () => {
    // Abramowitz & Stegun, table 26.1.
    expect(normalDensity(0)).toBeCloseTo(0.398942280401433, 15);
    expect(normalDensity(1)).toBeCloseTo(0.241970724519143, 15);
    expect(normalDensity(-2)).toBeCloseTo(0.053990966513188, 15);
  });

  test("the Mills ratio starts at sqrt(pi / 2) and lies between 1 / (a + 1 / a) and 1 / a", () => {
    expect(error(millsRatio(0), Math.sqrt(Math.PI / 2))).toBeLessThan(3e-16);
    for (const a of [0.5, 1, 3, 10, 37]) {
      expect(millsRatio(a)).toBeGreaterThan(1 / (a + 1 / a));
      expect(millsRatio(a)).toBeLessThan(1 / a);
    }
  });

  test("the remainder is 1 - a x Mills, where that does not cancel", () => {
    for (const a of [0, 0.1, 0.5, 1, 2]) expect(millsRemainder(a)).toBeCloseTo(1 - a * millsRatio(a), 14);
    expect(error(millsRemainder(30) * 902, 1)).toBeLessThan(3e-3);
  });

  test("distribution over density holds on both sides of 0", () => {
    for (const x of [-30, -3, -0.1, 0, 0.1, 3, 8])
      expect(error(normalRatio(x) * normalDensity(x), normalDistribution(x))).toBeLessThan(1e-13);
  });
});

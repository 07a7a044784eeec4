import { expect, test } from "vitest";
import { intervals, normalBelow } from "../../src/grid/interval.js";

test("the normal distribution is that of the tables, tails included", () => {
  // By mpmath, to sixteen digits.
  expect(normalBelow(0)).toBe(0.5);
  expect(normalBelow(1)).toBeCloseTo(0.841344746068543, 14);
  expect(normalBelow(-2)).toBeCloseTo(0.02275013194817921, 15);
  expect(normalBelow(3.999)).toBeCloseTo(0.9999681946599458, 14);
  expect(normalBelow(4.001)).toBeCloseTo(0.9999684623210665, 14);
  expect(normalBelow(-6) / 9.865876450376981e-10).toBeCloseTo(1, 12);
  expect([normalBelow(Infinity), normalBelow(-Infinity), normalBelow(NaN)]).toEqual([1, 0, NaN]);
  expect(normalBelow(-40)).toBe(0);
});

test("an interval is as wide as its level", () => {
  expect(intervals()(100, 400)).toEqual({
    expected: 100,
    low: expect.closeTo(100 - 20 * 1.6448536269514722, 9) as number,
    high: expect.closeTo(100 + 20 * 1.6448536269514722, 9) as number,
  });
  expect(intervals({ level: 0.99 })(0, 1).high).toBeCloseTo(2.5758293035489004, 12);
  expect(intervals()(5, 0)).toEqual({ expected: 5, low: 5, high: 5 });
  expect(intervals()(NaN, NaN)).toEqual({ expected: NaN, low: NaN, high: NaN });
});

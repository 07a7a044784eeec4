import { median } from "d3-array";
import fc from "fast-check";
import { expect, test } from "vitest";
import { deadBands } from "../../src/analytics/dead-band.js";
import { arbitraryRows } from "../grid/arbitrary.js";

const bandsOf = (row: number[], deadBand: Parameters<typeof deadBands>[1]): number[] => [
  ...deadBands(Float64Array.from(row), deadBand, "USD"),
];

test("a band in the grid's unit is the same at every bar", () => {
  expect(bandsOf([1, NaN, -3], 7)).toEqual([7, 7, 7]);
});

test("a band of noise is a multiple of the median change before the bar, and infinite until enough are known", () => {
  const bands = bandsOf([0, 1, 3, NaN, 9, 5, 105, 105], { noise: 2, warmUp: 2 });
  // Changes 1, 2, 4, 100: what a missing bar hides is none, and the jump moves the median only from 2 to 3.
  expect(bands).toEqual([Infinity, Infinity, Infinity, 1.5, 1.5, 1.5, 2, 3].map((each) => each * 2 * 1.4826));
});

test("a series that mostly stands still has no noise, and one without bars no band", () => {
  expect(bandsOf([5, 5, 5, 6, 6], { noise: 3, warmUp: 1 })).toEqual([Infinity, Infinity, 0, 0, 0]);
  expect(bandsOf([], { noise: 3 })).toEqual([]);
});

test("the noise of normal changes is their standard deviation", () => {
  // Quantiles of the normal distribution stand for a sample of it: 1.4826 is one over that of 0.75.
  const quantiles = [0.1257, 0.3853, 0.6745, 1.0364, 1.6449];
  const row = [0];
  for (const size of [...quantiles, ...quantiles]) row.push(row.at(-1)! + size);
  expect(bandsOf([...row, 0], { noise: 1 }).at(-1)).toBeCloseTo(1, 4);
});

test("a multiple or a warm-up that is none is refused", () => {
  expect(() => bandsOf([1], { noise: -1 })).toThrow(
    "noise is how many times the noise a dead band is, 0 or more, not -1",
  );
  expect(() => bandsOf([1], { noise: NaN })).toThrow(RangeError);
  expect(() => bandsOf([1], { noise: 1, warmUp: 0 })).toThrow("warmUp is a whole number of bars, 1 or more, not 0");
  for (const warmUp of [1.5, NaN, Infinity]) expect(() => bandsOf([1], { noise: 1, warmUp })).toThrow(RangeError);
});

test("agrees with a list of all changes at every bar, scales with the series and sees nothing later", () => {
  fc.assert(
    fc.property(arbitraryRows(), fc.integer({ min: 1, max: 5 }), fc.nat(30), ([row], warmUp, cut) => {
      const bands = bandsOf(row, { noise: 2, warmUp });
      row.forEach((_, bar) => {
        const changes = row.slice(1, bar).map((value, i) => Math.abs(value - row[i]));
        const known = changes.filter((change) => !Number.isNaN(change));
        expect(bands[bar]).toBe(known.length < warmUp ? Infinity : 2 * 1.4826 * median(known)!);
      });
      const larger = row.map((value) => -4 * value);
      expect(bandsOf(larger, { noise: 2, warmUp })).toEqual(bands.map((band) => 4 * band));
      expect(bandsOf(row.slice(0, cut), { noise: 2, warmUp })).toEqual(bands.slice(0, cut));
    }),
  );
});

import fc from "fast-check";
import { expect, it } from "vitest";
import { formatColumn } from "../../src/kernel/format-column.js";

it("gives a column of numbers the same decimals and thousands separators", () => {
  expect(formatColumn([1250000, 3.5, -0.25])).toEqual({ numeric: true, cells: ["1,250,000.00", "3.50", "-0.25"] });
  expect(formatColumn([-6270411.27, 64710.4]).cells).toEqual(["-6,270,411", "64,710"]);
  expect(formatColumn([4500, 12345, -0])).toEqual({ numeric: true, cells: ["4,500", "12,345", "0"] });
  expect(formatColumn([0.1 + 0.2, 1 / 3]).cells).toEqual(["0.300000", "0.333333"]);
});

it("shows missing as missing, never as zero", () => {
  expect(formatColumn([NaN, null, undefined, 2.5])).toEqual({ numeric: true, cells: ["NaN", "null", "", "2.5"] });
});

it("writes a number that would else read as zero with an exponent, and leaves the others as they are", () => {
  expect(formatColumn([20912.04, 2.98872, 2.25012e-65]).cells).toEqual(["20,912.04", "2.99", "2.25e-65"]);
  expect(formatColumn([0, 2e-9, 1]).cells).toEqual(["0", "2.00e-9", "1"]);
  fc.assert(
    fc.property(fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1 }), (values) => {
      const { cells } = formatColumn(values);
      for (const [i, value] of values.entries()) expect(Number(cells[i]?.replaceAll(",", "")) === 0).toBe(value === 0);
    }),
  );
});

it("never moves a number by more than half a unit of the sixth digit of the largest, or of the sixth decimal", () => {
  const number = fc.tuple(fc.integer({ min: -1e9, max: 1e9 }), fc.integer({ min: -18, max: 6 }));
  fc.assert(
    fc.property(fc.array(number, { minLength: 1 }), (pairs) => {
      const values = pairs.map(([digits, exponent]) => digits * 10 ** exponent);
      const largest = Math.max(...values.map(Math.abs).filter((size) => size < 1e15), 0);
      const { cells } = formatColumn(values);
      for (const [i, value] of values.entries()) {
        const shown = Number(cells[i]?.replaceAll(",", ""));
        const exponent = cells[i]?.includes("e") ? Math.abs(value) * 5.0001e-3 : 0;
        expect(Math.abs(shown - value)).toBeLessThanOrEqual(Math.max(largest * 5.0001e-6, 5.0001e-7, exponent));
      }
    }),
  );
});

it("puts text on the left, on one line", () => {
  expect(formatColumn(["a\nb", true, 10n, new Date(0), { x: [1] }])).toEqual({
    numeric: false,
    cells: ["a b", "true", "10n", "1970-01-01T00:00:00.000Z", "{ x: [Array] }"],
  });
});

it("takes an empty column, an invalid date and infinities", () => {
  expect(formatColumn([])).toEqual({ numeric: false, cells: [] });
  expect(formatColumn([new Date(NaN)]).cells).toEqual(["Invalid Date"]);
  expect(formatColumn([Infinity, -Infinity, 1]).cells).toEqual(["Infinity", "-Infinity", "1"]);
});

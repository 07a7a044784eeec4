import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Near } from "../../src/grid/near.js";
import { gridOf, rowsOf } from "./sample.js";

const STRIKES = [490, 495, 500, 505, 510];
const grid = gridOf("level", [[1], [2], [3], [4], [5]], { strikes: STRIKES, spot: [500] });
const near = (how: Near): number[] => [...grid.near(how).strikes];

describe("near", () => {
  test("takes a fraction, percent, dollars, or multiples of a move in dollars, ends included", () => {
    expect(near(0.01)).toEqual([495, 500, 505]);
    expect(near({ percent: 1 })).toEqual([495, 500, 505]);
    expect(near({ dollars: 5 })).toEqual([495, 500, 505]);
    expect(near({ sigmas: 2, sigma: 2.5 })).toEqual([495, 500, 505]);
    expect(near({ dollars: 4.99 })).toEqual([500]);
    expect(near({ sigmas: 1, sigma: 10 })).toEqual(STRIKES);
  });

  test("keeps the values of the strikes it keeps, on the same memory", () => {
    const some = grid.near({ dollars: 5 });
    expect(rowsOf(some)).toEqual([[2], [3], [4]]);
    expect([some.values.buffer, some.strikes.buffer]).toEqual([grid.values.buffer, grid.strikes.buffer]);
    expect([some.times, some.spot]).toEqual([grid.times, grid.spot]);
    expect(some.times).toBe(grid.times);
  });

  test("is the grid itself where every strike is near, or no spot is known", () => {
    expect(grid.near({ dollars: 10 })).toBe(grid);
    const lost = gridOf("level", [[1], [2]], { spot: [NaN] });
    expect(lost.near({ dollars: 1 })).toBe(lost);
    expect(lost.near({ sigmas: 1, sigma: 1 })).toBe(lost);
  });

  test("of no strike keeps none, of one strike keeps it or not", () => {
    expect(gridOf("level", []).near({ dollars: 5 }).shape).toEqual([0, 0]);
    const one = gridOf("level", [[1, NaN]], { strikes: [500], spot: [500, NaN] });
    expect(one.near({ dollars: 1 })).toBe(one);
    expect(gridOf("level", [[1]], { strikes: [510], spot: [500] }).near({ dollars: 1 }).shape).toEqual([0, 1]);
  });

  test("refuses what reaches nowhere, and says which number it is", () => {
    for (const dollars of [0, -5, NaN, Infinity])
      expect(() => near({ dollars })).toThrow(new RangeError(`near: dollars is a number above 0, not ${dollars}`));
    for (const percent of [0, -1, 100, NaN])
      expect(() => near({ percent })).toThrow(
        new RangeError(`near: percent of the spot is a number above 0 and below 100, not ${percent}`),
      );
    expect(() => near({ sigmas: 0, sigma: 3 })).toThrow(
      "near: sigmas, how many moves to reach, is a number above 0, not 0",
    );
    for (const sigma of [0, -1, NaN, null, undefined] as number[])
      expect(() => near({ sigmas: 2, sigma })).toThrow(
        "near: sigma, one standard deviation of the remaining move in USD (remaining_1sd_dollars), is a number above 0, " +
          `not ${sigma}`,
      );
  });

  test("refuses a fraction that is a percentage, and says how percent are written", () => {
    expect(() => near(1)).toThrow(
      "near takes a fraction of the spot, such as 0.01 for 1 %, not 1; or { percent: 1 }, { dollars: 5 }, " +
        "{ sigmas: 2, sigma: 3.4 }",
    );
  });

  test("refuses two reaches at once, and none", () => {
    expect(() => near({ dollars: 5, percent: 1 })).toThrow(
      'near takes one of { percent }, { dollars } and { sigmas, sigma }, not {"dollars":5,"percent":1}',
    );
    expect(() => near({} as Near)).toThrow("near takes one of");
    expect(() => near({ sigma: 3 } as Near)).toThrow("near takes one of");
  });

  test("keeps exactly the strikes that are no farther than that", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { maxLength: 20 }),
        fc.integer({ min: 1, max: 40 }),
        (some, dollars) => {
          const strikes = some.sort((a, b) => a - b);
          const any = gridOf(
            "level",
            strikes.map((strike) => [strike]),
            { strikes, spot: strikes.length ? [30] : [] },
          );
          expect([...any.near({ dollars }).strikes]).toEqual(
            strikes.filter((strike) => Math.abs(strike - 30) <= dollars),
          );
        },
      ),
    );
  });
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { StrikeGrid } from "../../src/grid/strike-grid.js";
import { arbitraryRows } from "./arbitrary.js";
import { START, gridOf, strikeFlow } from "./sample.js";

/** A grid whose expected values are twice its values, and whose variances are their squares. */
function uncertain(rows: readonly (readonly number[])[]): StrikeGrid<"increment"> {
  const grid = gridOf("increment", rows);
  const uncertainty = {
    expected: grid.values.map((value) => 2 * value),
    variance: grid.values.map((value) => value ** 2),
  };
  return new StrikeGrid({ ...grid, uncertainty });
}

const rows = [
  [1, 2, 3, 4],
  [-5, NaN, -7, 0],
  [9, 10, 11, 12],
];
const grid = uncertain(rows);
const parts = ({ uncertainty }: StrikeGrid): number[][] => [[...uncertainty!.expected], [...uncertainty!.variance]];

describe("the uncertainty of a grid", () => {
  test("comes with an answer that has it, deviations squared", () => {
    const answer = strikeFlow();
    const bars = answer.bars.map((bar, i) => ({
      ...bar,
      expected_delta_dollars: [i, null, -i],
      delta_dollars_deviation: [1, null, 10 * i],
    }));
    const all = StrikeGrid.all({ ...answer, bars });
    expect(parts(all.signed_delta_dollars)).toEqual([
      [0, 1, 2, 3, NaN, NaN, NaN, NaN, -0, -1, -2, -3],
      [1, 1, 1, 1, NaN, NaN, NaN, NaN, 0, 100, 400, 900],
    ]);
    expect([all.contracts.uncertainty, all.signed_gamma_dollars.uncertainty]).toEqual([undefined, undefined]);
    expect(StrikeGrid.from({ ...answer, bars: [bars[0], bars[3]] }).uncertainty!.variance[1]).toBeNaN();
  });

  test("is not there for an answer without, or with some bars without, or no bars", () => {
    const answer = strikeFlow();
    const [first, ...others] = answer.bars;
    const told = { ...first, expected_delta_dollars: [1, 2, 3], delta_dollars_deviation: [1, 2, 3] };
    for (const bars of [answer.bars, [told, ...others], []])
      expect(StrikeGrid.from({ ...answer, bars }).uncertainty).toBeUndefined();
    expect(StrikeGrid.from({ ...answer, bars: [told] }).uncertainty).toBeDefined();
  });

  test("is cut with the values", () => {
    expect(parts(grid.between("14:31", "14:33"))).toEqual([
      [4, 6, NaN, -14, 20, 22],
      [4, 9, NaN, 49, 100, 121],
    ]);
    expect(parts(grid.bar(-1))).toEqual([
      [8, 0, 24],
      [16, 0, 144],
    ]);
    expect(parts(grid.near({ dollars: 2.5 }))).toEqual([
      [2, 4, 6, 8],
      [1, 4, 9, 16],
    ]);
  });

  test("is summed with the values", () => {
    expect(parts(grid.cumulate())[1]).toEqual([1, 5, 14, 30, 25, NaN, 74, 74, 81, 181, 302, 446]);
    expect(parts(grid.resample("2m"))).toEqual([
      [6, 14, -10, -14, 38, 46],
      [5, 25, 25, 49, 181, 265],
    ]);
    expect(parts(grid.rolling(2, "sum"))[1]).toEqual([1, 5, 13, 25, 25, 25, 49, 49, 81, 181, 221, 265]);
  });

  test("goes along to other axes and joins, where all have one", () => {
    const wider = gridOf(
      "increment",
      [
        [0, 0],
        [0, 0],
      ],
      { strikes: [505, 507] },
    );
    expect(parts(grid.alignTo(wider))).toEqual([
      [-10, NaN, NaN, NaN],
      [25, NaN, NaN, NaN],
    ]);
    const [early, late] = [grid.between("14:30", "14:32"), grid.between("14:32", "14:34")];
    expect(parts(StrikeGrid.concat([early, late]))).toEqual(parts(grid));
    const without = new StrikeGrid({ ...late, uncertainty: undefined });
    expect(StrikeGrid.concat([early, without]).uncertainty).toBeUndefined();
  });

  test("is dropped where it does not say what becomes of it", () => {
    expect(grid.cumulate().diff().uncertainty).toBeUndefined();
    for (const fold of ["mean", "min", "max"] as const) expect(grid.rolling(2, fold).uncertainty).toBeUndefined();
    expect("uncertainty" in grid.relative("percent")).toBe(false);
  });

  test("makes intervals of totals, 90 % or as wide as one likes, and no columns without it", () => {
    const [first, second] = grid.totals();
    const half = 1.6448536269514722 * Math.sqrt(1 + 25 + 81);
    expect(first).toEqual({
      ...{ t: START, time: "14:30", value: 5, spot: 502, partial: false, expected: 10 },
      ...{ low: expect.closeTo(10 - half, 9) as number, high: expect.closeTo(10 + half, 9) as number },
    });
    expect(second).toMatchObject({ value: 12, expected: 24 });
    const [narrow] = grid.totals({ level: 0.5 });
    expect(narrow.high! - narrow.low!).toBeCloseTo(2 * 0.6744897501960817 * Math.sqrt(107), 9);
    expect(Object.keys(gridOf("increment", rows).totals()[0])).toEqual(["t", "time", "value", "spot", "partial"]);
    expect(uncertain([[NaN]]).totals()[0]).toMatchObject({ value: NaN, expected: NaN, low: NaN, high: NaN });
    for (const level of [0, 1, 90, NaN]) expect(() => grid.totals({ level })).toThrow("level is a probability");
  });

  test("must be as long as the values", () => {
    const uncertainty = { expected: new Float64Array(12), variance: new Float64Array(11) };
    expect(() => new StrikeGrid({ ...grid, uncertainty })).toThrow(
      "uncertainty.variance has 11 cells; 3 strikes x 4 bars need 12",
    );
  });

  test("adds up, however the cells are summed", () => {
    const sum = (cells: ArrayLike<number>): number =>
      Array.from(cells).reduce((total, cell) => total + (Number.isNaN(cell) ? 0 : cell), 0);
    fc.assert(
      fc.property(arbitraryRows(), fc.integer({ min: 1, max: 7 }), (cells, minutes) => {
        const one = uncertain(cells);
        const longer = one.resample(`${minutes}m`);
        for (const part of ["expected", "variance"] as const) {
          expect(sum(longer.uncertainty![part])).toBe(sum(one.uncertainty![part]));
          const last = one.cumulate().uncertainty![part];
          const bars = one.times.length;
          const ends = Array.from(one.strikes, (_, k) => {
            const known = [...last.subarray(k * bars, (k + 1) * bars)].filter((value) => !Number.isNaN(value));
            return known.at(-1) ?? 0;
          });
          expect(sum(ends)).toBe(sum(one.uncertainty![part]));
        }
        expect(sum(one.totals().map(({ expected }) => expected!))).toBe(sum(one.uncertainty!.expected));
      }),
    );
  });
});

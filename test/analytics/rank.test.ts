import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { rank, type RankOptions } from "../../src/analytics/rank.js";
import { arbitraryRows } from "../grid/arbitrary.js";
import { gridOf } from "../grid/sample.js";

// 500, 505, 510, 515, 520 at a spot of 500.
const bar = gridOf("increment", [[-60], [30], [NaN], [10], [0]], { spot: [500] });
const distance = (percent: number): number => expect.closeTo(percent, 12) as number;

describe("a ranking", () => {
  test("is by magnitude unless told otherwise", () => {
    expect(rank(bar)).toEqual([
      { rank: 1, strike: 500, value: -60, share: 0.6, coverage: 0.6, distance_pct: 0 },
      { rank: 2, strike: 505, value: 30, share: 0.3, coverage: 0.9, distance_pct: distance(1) },
      { rank: 3, strike: 515, value: 10, share: 0.1, coverage: 1, distance_pct: distance(3) },
      { rank: 4, strike: 520, value: 0, share: 0, coverage: 1, distance_pct: distance(4) },
    ]);
  });

  test("by value puts the most negative last", () => {
    expect(rank(bar, { by: "value" })).toEqual([
      { rank: 1, strike: 505, value: 30, share: 0.3, coverage: 0.3, distance_pct: distance(1) },
      { rank: 2, strike: 515, value: 10, share: 0.1, coverage: 0.4, distance_pct: distance(3) },
      { rank: 3, strike: 520, value: 0, share: 0, coverage: 0.4, distance_pct: distance(4) },
      { rank: 4, strike: 500, value: -60, share: 0.6, coverage: 1, distance_pct: 0 },
    ]);
  });

  test("cut off at n keeps shares of the whole", () => {
    expect(rank(bar, { n: 2 })).toEqual(rank(bar).slice(0, 2));
    expect(rank(bar, { n: 0 })).toEqual([]);
    expect(rank(bar, { n: 100 })).toEqual(rank(bar));
  });

  test("of equal values is by strike", () => {
    const ties = gridOf("level", [[5], [-5], [7], [5]]);
    expect(rank(ties).map((row) => row.strike)).toEqual([510, 500, 505, 515]);
    expect(rank(ties, { by: "value" }).map((row) => row.strike)).toEqual([510, 500, 515, 505]);
  });

  test("of a stretch sums increments and takes the last level", () => {
    const rows = [
      [1, 5],
      [9, -8],
    ];
    expect(rank(gridOf("increment", rows)).map((row) => [row.strike, row.value])).toEqual([
      [500, 6],
      [505, 1],
    ]);
    expect(rank(gridOf("level", rows)).map((row) => [row.strike, row.value])).toEqual([
      [505, -8],
      [500, 5],
    ]);
  });

  test("of nothing is nothing", () => {
    const unknown = gridOf("level", [[NaN], [NaN]]);
    expect(rank(unknown)).toEqual([]);
    expect(rank(bar.between("09:30", "10:00"))).toEqual([]);
    expect(rank(gridOf("level", [[1]], { strikes: [600] }).near(0.01))).toEqual([]);
    expect(rank(gridOf("level", []))).toEqual([]);
  });

  test("of zeros has no shares, and of an unknown spot no distance", () => {
    expect(rank(gridOf("level", [[0]], { spot: [NaN] }))).toEqual([
      { rank: 1, strike: 500, value: 0, share: NaN, coverage: NaN, distance_pct: NaN },
    ]);
  });

  test("refuses another order or count", () => {
    expect(() => rank(bar, { by: "size" } as unknown as RankOptions)).toThrow(
      'rank by "magnitude", "value" or "change", not "size"',
    );
    expect(() => rank(bar, { n: -1 })).toThrow("n is how many rows to keep, a whole number, not -1");
    for (const n of [2.5, NaN, -Infinity]) expect(() => rank(bar, { n })).toThrow(RangeError);
  });
});

describe("every ranking", () => {
  const options = fc.record({ by: fc.constantFrom("magnitude", "value"), n: fc.nat(8) }) as fc.Arbitrary<
    Required<RankOptions> & { n: number }
  >;

  test("counts 1..k while the values it goes by never increase and coverage never falls", () => {
    fc.assert(
      fc.property(arbitraryRows(), options, (rows, { by, n }) => {
        const ranked = rank(gridOf("increment", rows), { by, n });
        const keys = ranked.map(({ value }) => (by === "value" ? value : Math.abs(value)));
        expect(ranked.map((row) => row.rank)).toEqual(keys.map((_, i) => i + 1));
        expect(keys).toEqual([...keys].sort((a, b) => b - a));
        const coverage = ranked.map((row) => row.coverage);
        expect(coverage).toEqual([...coverage].sort((a, b) => a - b));
      }),
    );
  });

  test("covers everything at its end, exactly", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 1e-3, max: 1e12, noNaN: true }), { minLength: 1 }), (values) => {
        const ranked = rank(
          gridOf(
            "level",
            values.map((value) => [value]),
          ),
        );
        expect(ranked.at(-1)?.coverage).toBe(1);
        expect(ranked.map((row) => row.share).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 10);
      }),
    );
  });

  test("is the same in any unit", () => {
    fc.assert(
      fc.property(arbitraryRows(), options, fc.integer({ min: -20, max: 20 }), (rows, by, power) => {
        const scaled = rows.map((row) => row.map((value) => value * 2 ** power));
        const strip = (grid: ReturnType<typeof gridOf>) =>
          rank(grid, by).map(({ value, ...row }) => ({ ...row, value: typeof value }));
        expect(strip(gridOf("increment", scaled))).toEqual(strip(gridOf("increment", rows)));
      }),
    );
  });

  test("of mirrored signs is the mirrored ranking", () => {
    fc.assert(
      fc.property(arbitraryRows(), (rows) => {
        const mirrored = rows.map((row) => row.map((value) => 0 - value));
        expect(rank(gridOf("increment", mirrored))).toEqual(
          rank(gridOf("increment", rows)).map((row) => ({ ...row, value: 0 - row.value })),
        );
      }),
    );
  });
});

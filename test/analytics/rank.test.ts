import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { rank, type RankOptions } from "../../src/analytics/rank.js";
import { arbitraryRows } from "../grid/arbitrary.js";
import { gridOf } from "../grid/sample.js";
import { AT, FAR, HAND } from "./exactly.js";

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
    expect(() => rank(bar, { per: "minute" } as unknown as RankOptions)).toThrow(
      'rank per "stretch", "bar" or "cell", not "minute"',
    );
  });
});

describe("a ranking by change", () => {
  test("is the last known bar against the first known one, of a level as of an increment", () => {
    const expected = [
      { rank: 1, strike: 510, value: 15, before: 40, change: -25, share: 0.5555555555555556 },
      { rank: 2, strike: 505, value: -20, before: -5, change: -15, share: 0.3333333333333333 },
      { rank: 3, strike: 500, value: 5, before: 10, change: -5, share: 0.1111111111111111 },
    ];
    const coverage = [25 / 45, 40 / 45, 1];
    const rows = expected.map((row, i) => ({
      ...row,
      coverage: coverage[i],
      distance_pct: FAR[row.strike as keyof typeof FAR],
    }));
    expect(rank(HAND, { by: "change" })).toEqual(rows);
    expect(rank(gridOf("level", [[7, NaN, 4, NaN]]), { by: "change" })).toMatchObject([
      { value: 4, before: 7, change: -3, share: 1 },
    ]);
  });

  test("leaves out strikes of which fewer than two bars are known", () => {
    expect(rank(HAND.bar(0), { by: "change" })).toEqual([]);
    expect(rank(HAND.between("09:30", "10:00"), { by: "change" })).toEqual([]);
    const once = gridOf("level", [
      [NaN, 5],
      [NaN, NaN],
      [1, 1],
    ]);
    expect(rank(once, { by: "change" })).toMatchObject([{ strike: 510, change: 0, share: NaN }]);
  });

  test("compares longer stretches when the bars are longer", () => {
    const halves = HAND.resample("2m");
    expect(rank(halves, { by: "change", n: 1 })).toMatchObject([{ strike: 500, before: -10, value: 35, change: 45 }]);
  });
});

describe("a ranking per bar", () => {
  const first = { ...AT[0], share: 40 / 55, coverage: 40 / 55, distance_pct: FAR[510] };

  test("has the strikes of each bar in their order, bar after bar, with shares of the bar", () => {
    expect(rank(HAND, { per: "bar", n: 2 })).toEqual([
      { rank: 1, strike: 510, value: 40, ...first },
      { rank: 2, ...AT[0], strike: 500, value: 10, share: 10 / 55, coverage: 50 / 55, distance_pct: FAR[500] },
      { rank: 1, ...AT[1], strike: 500, value: -20, share: 1, coverage: 1, distance_pct: FAR[500] },
      { rank: 2, ...AT[1], strike: 510, value: 0, share: 0, coverage: 1, distance_pct: FAR[510] },
      { rank: 1, ...AT[2], strike: 500, value: 30, share: 30 / 45, coverage: 30 / 45, distance_pct: FAR[500] },
      { rank: 2, ...AT[2], strike: 510, value: -10, share: 10 / 45, coverage: 40 / 45, distance_pct: FAR[510] },
      { rank: 1, ...AT[3], strike: 505, value: -20, share: 0.5, coverage: 0.5, distance_pct: FAR[505] },
      { rank: 2, ...AT[3], strike: 510, value: 15, share: 15 / 40, coverage: 35 / 40, distance_pct: FAR[510] },
    ]);
  });

  test("by change is against the bar before, where both are known", () => {
    const rows = rank(HAND, { per: "bar", by: "change" });
    expect(rows.map(({ time, strike, before, change }) => [time, strike, before, change])).toEqual([
      ["14:31", 510, 40, -40],
      ["14:31", 500, 10, -30],
      ["14:32", 500, -20, 50],
      ["14:32", 510, 0, -10],
      ["14:33", 500, 30, -25],
      ["14:33", 510, -10, 25],
      ["14:33", 505, -5, -15],
    ]);
  });

  test("is in each bar the ranking of that bar, and sees nothing of the others", () => {
    fc.assert(
      fc.property(
        arbitraryRows(),
        fc.constantFrom("magnitude" as const, "value" as const),
        fc.nat(4),
        (rows, by, n) => {
          const grid = gridOf("level", rows);
          const bars = Array.from(grid.times, (t, bar) =>
            rank(grid.bar(bar), { by, n }).map((row) => ({ ...row, t, time: grid.timeOf(bar) })),
          );
          expect(rank(grid, { per: "bar", by, n })).toEqual(bars.flat());
        },
      ),
    );
  });
});

describe("a ranking of cells", () => {
  test("has the largest strikes at bars, equal ones by strike and then by time", () => {
    expect(rank(HAND, { per: "cell", n: 4 })).toEqual([
      { rank: 1, ...AT[0], strike: 510, value: 40, share: 0.25, coverage: 0.25, distance_pct: FAR[510] },
      { rank: 2, ...AT[2], strike: 500, value: 30, share: 30 / 160, coverage: 70 / 160, distance_pct: FAR[500] },
      { rank: 3, ...AT[1], strike: 500, value: -20, share: 0.125, coverage: 90 / 160, distance_pct: FAR[500] },
      { rank: 4, ...AT[3], strike: 505, value: -20, share: 0.125, coverage: 110 / 160, distance_pct: FAR[505] },
    ]);
  });

  test("by change is that of the differences", () => {
    fc.assert(
      fc.property(arbitraryRows(), (rows) => {
        const grid = gridOf("level", rows);
        const changes = rank(grid, { per: "cell", by: "change" });
        expect(changes.map(({ change: value, t, strike, share }) => ({ t, strike, value, share }))).toEqual(
          rank(grid.diff(), { per: "cell" }).map(({ t, strike, value, share }) => ({ t, strike, value, share })),
        );
        for (const { value, before, change } of changes) expect(value - before).toBe(change);
      }),
    );
  });

  test("of nothing is nothing", () => {
    for (const per of ["bar", "cell"] as const) {
      expect(rank(gridOf("level", [[NaN], [NaN]]), { per })).toEqual([]);
      expect(rank(HAND.between("09:30", "10:00"), { per })).toEqual([]);
      expect(rank(gridOf("level", []), { per, by: "change" })).toEqual([]);
    }
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

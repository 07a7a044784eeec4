import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { signFlips } from "../../src/analytics/flips.js";
import { influence } from "../../src/analytics/influence.js";
import { rank } from "../../src/analytics/rank.js";
import type { Leaderboard } from "../../src/api/types.js";
import { StrikeGrid } from "../../src/grid/strike-grid.js";
import { arbitraryRows } from "../grid/arbitrary.js";
import { gridOf, rowsOf } from "../grid/sample.js";
import { AT, FAR, HAND, illConditionedRows, slowExactSum } from "./exactly.js";

// Total 40; running 45, 25, 40, 40.
const board: Leaderboard<"heat"> = {
  metric: "heat",
  n: 4,
  as_of: "2026-06-05T18:34:00Z",
  market_open: true,
  entries: [
    { rank: 1, symbol: "QQQ", value: 3 },
    { rank: 2, symbol: "SPY", value: 2 },
    { rank: 3, symbol: "IWM", value: 1.5 },
    { rank: 4, symbol: "AAPL", value: 0.75 },
  ],
};
const gex = gridOf(
  "level",
  [
    [-15, NaN],
    [NaN, 5],
    [1, -10],
  ],
  { spot: [500, 500] },
);

describe("the influence of strikes", () => {
  test("is what the total, heat, place and flips are without each", () => {
    expect(influence(HAND, { netGex: 20, board })).toEqual([
      {
        strike: 510,
        value: 45,
        total_without: -5,
        sign_changes: true,
        heat_without: 0.25,
        heat_change: -1.75,
        rank_without: 4,
        rank_change: -2,
        leader_without: 505,
        places_changed: 0,
        flips_without: 3, // the running total is 5, -15, 10, -5
        flips_change: 3,
        distance_pct: FAR[510],
      },
      {
        strike: 505,
        value: -30,
        total_without: 70,
        sign_changes: false,
        heat_without: 3.5,
        heat_change: 1.5,
        rank_without: 1,
        rank_change: 1,
        leader_without: 510,
        places_changed: 0,
        flips_without: 0,
        flips_change: 0,
        distance_pct: FAR[505],
      },
      {
        strike: 500,
        value: 25,
        total_without: 15,
        sign_changes: false,
        heat_without: 0.75,
        heat_change: -1.25,
        rank_without: 4, // AAPL has as much, and comes first by symbol
        rank_change: -2,
        leader_without: 510,
        places_changed: 0,
        flips_without: 0,
        flips_change: 0,
        distance_pct: 0,
      },
    ]);
  });

  test("takes a strike's exposure out of net GEX too, when that is a grid", () => {
    // Last known: -15, 5, -10: -20 in all.
    const rows = influence(HAND, { netGex: gex });
    expect(rows.map(({ strike, heat_without, heat_change }) => [strike, heat_without, heat_change])).toEqual([
      [510, 0.5, -1.5],
      [505, 2.8, expect.closeTo(0.8, 12)],
      [500, 3, 1],
    ]);
    expect(rows.map(({ rank_without }) => rank_without)).toEqual([NaN, NaN, NaN]);
    expect(influence(gridOf("increment", [[1]], { strikes: [600] }), { netGex: gex })[0]).toMatchObject({
      heat_without: 0,
    });
  });

  test("is unknown in heat and place when there is nothing to divide by", () => {
    for (const netGex of [undefined, 0, NaN, gridOf("level", [[5], [-5]])])
      for (const row of influence(HAND, { netGex, board }).slice(1))
        expect(row).toMatchObject(
          netGex instanceof StrikeGrid
            ? { heat_change: NaN }
            : { heat_without: NaN, heat_change: NaN, rank_without: NaN },
        );
  });

  test("of the only strike leaves nothing, of nothing is nothing", () => {
    expect(influence(gridOf("increment", [[3, -4]]), { netGex: 1 })).toMatchObject([
      {
        value: -1,
        total_without: 0,
        sign_changes: true,
        heat_without: 0,
        leader_without: NaN,
        flips_without: 0,
        flips_change: -1,
      },
    ]);
    expect(
      influence(
        gridOf("increment", [
          [NaN, NaN],
          [1, NaN],
        ]),
      ),
    ).toHaveLength(1);
    for (const by of ["strike", "bar"] as const) {
      expect(influence(HAND.between("09:30", "10:00"), { by })).toEqual([]);
      expect(influence(gridOf("increment", []), { by })).toEqual([]);
    }
  });
});

describe("the influence of bars", () => {
  test("is what the total, heat, place, order of strikes and flips are without each", () => {
    const rows = influence(HAND, { by: "bar", netGex: 20, board });
    expect(rows[0]).toEqual({
      ...AT[0],
      value: 45,
      total_without: -5, // 500: 15, 505: -25, 510: 5
      sign_changes: true,
      heat_without: 0.25,
      heat_change: -1.75,
      rank_without: 4,
      rank_change: -2,
      leader_without: 505,
      places_changed: 3,
      flips_without: 0, // -20, -5, -5
      flips_change: 0,
    });
    expect(rows.slice(1).map((row) => Object.values<unknown>({ ...row }).slice(1))).toEqual([
      ["14:31", -20, 60, false, 3, 1, 2, 0, 500, 3, 0, 0],
      ["14:32", 15, 25, false, 1.25, -0.75, 3, -1, 510, 0, 0, 0],
      ["14:33", 0, 40, false, 2, 0, 2, 0, 510, 2, 0, 0],
    ]);
  });

  test("of the only bar leaves nothing", () => {
    expect(influence(HAND.bar(0), { by: "bar" })).toMatchObject([
      { value: 45, total_without: 0, sign_changes: true, leader_without: NaN, places_changed: 3, flips_without: 0 },
    ]);
  });
});

test("an influence of something else is refused", () => {
  expect(() => influence(HAND, { by: "print" as "bar" })).toThrow(
    'influence leaves out by "strike" or "bar", not "print"',
  );
  expect(() => influence(gridOf("level", [[1]]) as unknown as StrikeGrid<"increment">)).toThrow(TypeError);
  expect(() => influence(HAND, { netGex: new StrikeGrid({ ...gex, symbol: "QQQ" }) })).toThrow(
    "netGex must be of the symbol of the flow, SPY, not of QQQ",
  );
  expect(() => influence(HAND, { netGex: HAND as unknown as StrikeGrid<"level"> })).toThrow(TypeError);
  expect(() => influence(HAND, { board: { ...board, metric: "abs_flow" } as never })).toThrow(
    "must be one of heat, not of abs_flow",
  );
  expect(() => influence(HAND, { flips: { minRun: 0 } })).toThrow(RangeError);
});

describe("every influence", () => {
  /** The grid without a strike or bar, made anew. */
  function without(grid: StrikeGrid<"increment">, row: object): StrikeGrid<"increment"> {
    const rows = rowsOf(grid).map((values, i) =>
      values.map((value, bar) =>
        "strike" in row
          ? row.strike === grid.strikes[i]
            ? NaN
            : value
          : (row as { t: number }).t === grid.times[bar]
            ? NaN
            : value,
      ),
    );
    return gridOf("increment", rows);
  }

  test("is what an analysis of the grid without the part says", () => {
    fc.assert(
      fc.property(arbitraryRows(), fc.constantFrom("strike" as const, "bar" as const), (rows, by) => {
        const grid = gridOf("increment", rows);
        for (const row of influence(grid, { by, netGex: 100 })) {
          const rest = without(grid, row);
          const total = slowExactSum(rest.values) || 0;
          expect(row.total_without).toBe(total);
          expect(row.heat_without).toBe(Math.abs(total) / 100);
          expect(row.leader_without).toBe(rank(rest)[0]?.strike ?? NaN);
          const places = (ranked: { strike: number }[]): number[] => ranked.map(({ strike }) => strike);
          const before = places(rank(grid)).filter((strike) => !("strike" in row) || strike !== row.strike);
          const after = places(rank(rest));
          expect(row.places_changed).toBe(before.filter((strike, i) => after[i] !== strike).length);
          const running = gridOf("increment", [rest.totals().map(({ value }) => value)]).cumulate();
          expect(row.flips_without).toBe(signFlips(running).length);
        }
      }),
      { numRuns: 60 },
    );
  });

  test("makes its sums again, and does not subtract: 1e16 does not swallow 1", () => {
    fc.assert(
      fc.property(illConditionedRows, fc.constantFrom("strike" as const, "bar" as const), (rows, by) => {
        const grid = gridOf("increment", rows);
        for (const row of influence(grid, { by }))
          expect(row.total_without).toBe(slowExactSum(without(grid, row).values) || 0);
      }),
      { numRuns: 60 },
    );
    expect(influence(gridOf("increment", [[1e16], [1], [-3]]))[0].total_without).toBe(-2);
  });

  test("mirrors with the signs", () => {
    fc.assert(
      fc.property(arbitraryRows(), (rows) => {
        const mirrored = gridOf(
          "increment",
          rows.map((row) => row.map((value) => 0 - value)),
        );
        expect(influence(mirrored, { netGex: 7 })).toEqual(
          influence(gridOf("increment", rows), { netGex: 7 }).map((row) => ({
            ...row,
            value: 0 - row.value,
            total_without: 0 - row.total_without,
          })),
        );
      }),
      { numRuns: 60 },
    );
  });
});

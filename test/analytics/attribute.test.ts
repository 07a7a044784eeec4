import { fsum } from "d3-array";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { attribute } from "../../src/analytics/attribute.js";
import { arbitraryRows } from "../grid/arbitrary.js";
import type { StrikeGrid } from "../../src/grid/strike-grid.js";
import { gridOf } from "../grid/sample.js";
import { AT, FAR, HAND, illConditionedRows, slowExactSum } from "./exactly.js";

// 500, 505, 510, 515 at a spot of 500.
const stretch = gridOf(
  "increment",
  [
    [-10, -20],
    [NaN, NaN],
    [NaN, 50],
    [15, 5],
  ],
  { spot: [490, 500] },
);
const about = (value: number): number => expect.closeTo(value, 12) as number;

describe("an attribution", () => {
  test("has a row a strike, the largest first", () => {
    expect(attribute(stretch)).toEqual([
      { strike: 510, value: 50, share: 0.5, coverage: 0.5, net_share: 1.25, distance_pct: about(2) },
      { strike: 500, value: -30, share: 0.3, coverage: 0.8, net_share: -0.75, distance_pct: 0 },
      { strike: 515, value: 20, share: 0.2, coverage: 1, net_share: 0.5, distance_pct: about(3) },
    ]);
  });

  test("tells the fewest strikes behind a part of gross flow", () => {
    const behind = (part: number): number[] =>
      attribute(stretch)
        .filter((row) => row.coverage - row.share < part)
        .map((row) => row.strike);
    expect(behind(0.4)).toEqual([510]);
    expect(behind(0.75)).toEqual([510, 500]);
    expect(behind(1)).toEqual([510, 500, 515]);
  });

  test("has no net shares where buying and selling cancel, and no shares where nothing flowed", () => {
    const [first, second] = attribute(gridOf("increment", [[7], [-7]]));
    expect([first.strike, first.share, first.net_share]).toEqual([500, 0.5, NaN]);
    expect([second.strike, second.share, second.net_share]).toEqual([505, 0.5, NaN]);
    expect(attribute(gridOf("increment", [[0]]))).toEqual([
      { strike: 500, value: 0, share: NaN, coverage: NaN, net_share: NaN, distance_pct: about((500 / 502 - 1) * 100) },
    ]);
  });

  test("of one strike is the whole, of nothing known is nothing", () => {
    expect(attribute(gridOf("increment", [[-3]], { spot: [500] }))).toEqual([
      { strike: 500, value: -3, share: 1, coverage: 1, net_share: 1, distance_pct: 0 },
    ]);
    expect(attribute(gridOf("increment", [[NaN, NaN]]))).toEqual([]);
    expect(attribute(stretch.between("09:30", "10:00"))).toEqual([]);
  });

  test("takes the changes of a level", () => {
    const change = gridOf("level", [
      [10, 13],
      [5, 4],
    ]).diff();
    expect(attribute(change).map(({ strike, value, net_share }) => ({ strike, value, net_share }))).toEqual([
      { strike: 500, value: 3, net_share: 1.5 },
      { strike: 505, value: -1, net_share: -0.5 },
    ]);
  });
});

describe("an attribution by bar", () => {
  test("has a row a bar, the largest first", () => {
    expect(attribute(HAND, { by: "bar" })).toEqual([
      { ...AT[0], value: 45, share: 45 / 80, coverage: 45 / 80, net_share: 1.125, spot: 500 },
      { ...AT[1], value: -20, share: 0.25, coverage: 65 / 80, net_share: -0.5, spot: 500 },
      { ...AT[2], value: 15, share: 15 / 80, coverage: 1, net_share: 0.375, spot: 500 },
      { ...AT[3], value: 0, share: 0, coverage: 1, net_share: 0, spot: 500 },
    ]);
  });

  test("leaves out bars of which nothing is known, and orders equal ones by time", () => {
    const bars = attribute(gridOf("increment", [[3, NaN, -3, 3]]), { by: "bar" });
    expect(bars.map(({ time, value }) => [time, value])).toEqual([
      ["14:30", 3],
      ["14:32", -3],
      ["14:33", 3],
    ]);
    expect(attribute(HAND.between("09:30", "10:00"), { by: "bar" })).toEqual([]);
    expect(attribute(gridOf("increment", []), { by: "bar" })).toEqual([]);
    expect(attribute(HAND.bar(0), { by: "bar" })).toMatchObject([{ value: 45, share: 1, net_share: 1 }]);
  });
});

describe("a nested attribution", () => {
  test("has the strikes of each bar, with the bar's value and shares of the bar", () => {
    const rows = attribute(HAND, { by: ["bar", "strike"] });
    expect(rows.slice(0, 5)).toEqual([
      { ...AT[0], strike: 510, ...cell(40, 45, 40 / 55, 40 / 55), distance_pct: FAR[510] },
      { ...AT[0], strike: 500, ...cell(10, 45, 10 / 55, 50 / 55), distance_pct: FAR[500] },
      { ...AT[0], strike: 505, ...cell(-5, 45, 5 / 55, 1), distance_pct: FAR[505] },
      { ...AT[1], strike: 500, ...cell(-20, -20, 1, 1), distance_pct: FAR[500] },
      { ...AT[1], strike: 510, ...cell(0, -20, 0, 1), distance_pct: FAR[510] },
    ]);
    expect(rows.slice(5).map(({ time, strike, value, net_share }) => [time, strike, value, net_share])).toEqual([
      ["14:32", 500, 30, 2],
      ["14:32", 510, -10, about(-10 / 15)],
      ["14:32", 505, -5, about(-5 / 15)],
      ["14:33", 505, -20, NaN],
      ["14:33", 510, 15, NaN],
      ["14:33", 500, 5, NaN],
    ]);
  });

  test("has the bars of each strike the other way round", () => {
    const rows = attribute(HAND, { by: ["strike", "bar"] });
    expect(rows.map(({ strike, parent_value, time, value }) => [strike, parent_value, time, value])).toEqual([
      [510, 45, "14:30", 40],
      [510, 45, "14:33", 15],
      [510, 45, "14:32", -10],
      [510, 45, "14:31", 0],
      [505, -30, "14:33", -20],
      [505, -30, "14:30", -5],
      [505, -30, "14:32", -5],
      [500, 25, "14:32", 30],
      [500, 25, "14:31", -20],
      [500, 25, "14:30", 10],
      [500, 25, "14:33", 5],
    ]);
    expect(rows[0]).toEqual({ ...AT[0], strike: 510, ...cell(40, 45, 40 / 65, 40 / 65), distance_pct: FAR[510] });
  });

  test("of nothing is nothing", () => {
    for (const by of [["bar", "strike"] as const, ["strike", "bar"] as const]) {
      expect(attribute(gridOf("increment", [[NaN, NaN]]), { by })).toEqual([]);
      expect(attribute(HAND.between("09:30", "10:00"), { by })).toEqual([]);
    }
  });

  test("adds up to its parents exactly, and these to the whole", () => {
    fc.assert(
      fc.property(illConditionedRows, fc.boolean(), (rows, barsFirst) => {
        const grid = gridOf("increment", rows);
        const parents = attribute(grid, { by: barsFirst ? "bar" : "strike" });
        const children = attribute(grid, { by: barsFirst ? ["bar", "strike"] : ["strike", "bar"] });
        const keyOf = (row: object): unknown => (row as Record<string, unknown>)[barsFirst ? "t" : "strike"];
        for (const parent of parents) {
          const own = children.filter((child) => keyOf(child) === keyOf(parent));
          expect(own.every(({ parent_value }) => parent_value === parent.value)).toBe(true);
          expect(slowExactSum(own.map(({ value }) => value))).toBe(parent.value);
          if (parent.value !== 0 || own.some(({ value }) => value !== 0)) expect(own.at(-1)?.coverage).toBe(1);
        }
        expect([...new Set(children.map(keyOf))]).toEqual(parents.map(keyOf));
        expect(children.length).toBe(rows.flat().filter((value) => !Number.isNaN(value)).length);
      }),
    );
  });
});

test("an attribution by something else, or of a level, is refused", () => {
  expect(() => attribute(HAND, { by: "side" } as never)).toThrow(
    'attribute by "strike", "bar", ["bar", "strike"] or ["strike", "bar"], not "side"',
  );
  expect(() => attribute(gridOf("level", [[1]]) as unknown as StrikeGrid<"increment">, { by: "bar" })).toThrow(
    TypeError,
  );
});

/** The columns of a cell whose parent is not 0. */
function cell(value: number, parent_value: number, share: number, coverage: number): object {
  return { value, share, coverage, net_share: value / parent_value + 0, parent_value };
}

describe("every attribution", () => {
  test("adds up to the grid's totals, and its shares to 1", () => {
    fc.assert(
      fc.property(arbitraryRows(), (rows) => {
        const grid = gridOf("increment", rows);
        const parts = attribute(grid);
        const totals = grid.totals().filter(({ value }) => !Number.isNaN(value));
        const net = fsum(parts, (part) => part.value);
        expect(net).toBe(fsum(totals, (row) => row.value));
        const gross = fsum(parts, (part) => Math.abs(part.value));
        const sums = [
          fsum(parts, (part) => part.share),
          parts.at(-1)?.coverage ?? NaN,
          fsum(parts, (p) => p.net_share),
        ];
        if (gross > 0) expect(sums.slice(0, 2)).toEqual([about(1), 1]);
        else expect(sums[1]).toBeNaN();
        // A net share can be as large as gross / net, and carries its rounding.
        if (net !== 0) expect(Math.abs(sums[2] - 1)).toBeLessThanOrEqual((gross / Math.abs(net)) * 1e-15);
      }),
    );
  });

  test("mirrors with the signs", () => {
    fc.assert(
      fc.property(arbitraryRows(), (rows) => {
        const mirrored = rows.map((row) => row.map((value) => 0 - value));
        expect(attribute(gridOf("increment", mirrored))).toEqual(
          attribute(gridOf("increment", rows)).map((row) => ({ ...row, value: 0 - row.value })),
        );
      }),
    );
  });
});

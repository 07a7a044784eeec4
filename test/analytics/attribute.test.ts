import { fsum } from "d3-array";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { attribute } from "../../src/analytics/attribute.js";
import { arbitraryRows } from "../grid/arbitrary.js";
import { gridOf } from "../grid/sample.js";

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

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compareGrids } from "../../src/analytics/compare-grids.js";
import { largestDifferences } from "../../src/analytics/largest-differences.js";
import { StrikeGrid } from "../../src/grid/strike-grid.js";
import { MINUTE } from "../../src/session.js";
import { arbitraryRows } from "../grid/arbitrary.js";
import { gridOf } from "../grid/sample.js";
import { AT, FAR, HAND } from "./exactly.js";

const about = (value: number): number => expect.closeTo(value, 12) as number;

// Strikes 505, 510, 515 and the same bars; 5 cells are known in both.
const other = gridOf(
  "increment",
  [
    [-10, 8, NaN, -40],
    [80, 0, 10, NaN],
    [1, 1, 1, 1],
  ],
  { strikes: [505, 510, 515] },
);
// -5 -10, -20 -40, 40 80, 0 0, -10 10

describe("a comparison of grids", () => {
  test("tells how alike the common cells are", () => {
    const [x, y] = [
      [-5, -20, 40, 0, -10],
      [-10, -40, 80, 0, 10],
    ];
    expect(compareGrids(HAND, other)).toEqual({
      a: "SPY signed_delta_dollars",
      b: "SPY signed_delta_dollars",
      unit_a: "USD",
      unit_b: "USD",
      strikes: 2,
      bars: 4,
      cells: 5,
      only_a: 2,
      only_b: 1,
      correlation: about(slowPearson(x, y)),
      rank_correlation: about(slowPearson([3, 1, 5, 4, 2], [2, 1, 5, 3, 4])),
      scale: 2,
      sign_agreement: 0.75,
      signed: 4,
      largest_difference: 40,
    });
  });

  test("of a grid with itself finds no difference", () => {
    expect(compareGrids(HAND, HAND)).toMatchObject({
      cells: 11,
      only_a: 0,
      only_b: 0,
      correlation: about(1),
      rank_correlation: about(1),
      scale: 1,
      sign_agreement: 1,
      signed: 10,
      largest_difference: 0,
    });
  });

  test("says which units and names it compares, and takes no difference between units", () => {
    const contracts = new StrikeGrid({ ...HAND, symbol: "QQQ", field: "contracts", label: "contracts" });
    expect(compareGrids(HAND, contracts)).toMatchObject({
      b: "QQQ contracts",
      unit_a: "USD",
      unit_b: "contracts",
      scale: 1,
      largest_difference: NaN,
    });
  });

  test("of nothing in common, of one cell and of equal cells has no correlation", () => {
    const nothing = {
      cells: 0,
      correlation: NaN,
      rank_correlation: NaN,
      scale: NaN,
      sign_agreement: NaN,
      signed: 0,
      largest_difference: NaN,
    };
    expect(compareGrids(HAND, HAND.between("09:30", "10:00"))).toMatchObject({ ...nothing, strikes: 3, bars: 0 });
    expect(compareGrids(HAND, gridOf("increment", [[1, 2]], { strikes: [501] }))).toMatchObject({
      ...nothing,
      strikes: 0,
      bars: 2,
    });
    expect(compareGrids(gridOf("level", []), HAND)).toMatchObject(nothing);
    expect(compareGrids(HAND, gridOf("increment", [[NaN, NaN]]))).toMatchObject({ ...nothing, only_a: 2 });
    expect(compareGrids(HAND.bar(0).near(0.001), HAND)).toMatchObject({
      cells: 1,
      correlation: NaN,
      scale: 1,
      signed: 1,
    });
    const flat = gridOf("increment", [[3, 3, 3]]);
    expect(compareGrids(flat, HAND)).toMatchObject({ cells: 3, correlation: NaN, rank_correlation: NaN });
    expect(compareGrids(gridOf("level", [[0, 0]]), flat)).toMatchObject({ scale: NaN, sign_agreement: NaN });
  });

  test("needs bars of one length, which can start apart", () => {
    expect(() => compareGrids(HAND, HAND.resample("2m"))).toThrow(
      "grids to compare must have bars of one length, not 1m and 2m: resample() the one with the shorter bars",
    );
    const later = new StrikeGrid({ ...HAND, times: HAND.times.map((t) => t + 2 * MINUTE) });
    expect(compareGrids(HAND, later)).toMatchObject({ bars: 2, cells: 5 });
  });

  test("has a scale that a few wild cells do not move", () => {
    const a = gridOf("increment", [[10, 20, 30, 40, 50]]);
    const b = gridOf("increment", [[30, 60, 90, -4e9, 150]]);
    expect(compareGrids(a, b).scale).toBe(3);
  });
});

describe("the largest differences", () => {
  test("come with both values, largest first", () => {
    expect(largestDifferences(HAND, other, { n: 3 })).toEqual([
      { ...AT[0], strike: 510, a: 40, b: 80, difference: 40, distance_pct: FAR[510] },
      { ...AT[3], strike: 505, a: -20, b: -40, difference: -20, distance_pct: FAR[505] },
      { ...AT[2], strike: 510, a: -10, b: 10, difference: 20, distance_pct: FAR[510] },
    ]);
    expect(largestDifferences(HAND, other, { n: 1, scale: 2 })).toMatchObject([
      { strike: 510, time: "14:32", difference: 30 },
    ]);
    expect(largestDifferences(HAND, other)).toHaveLength(5);
    expect(largestDifferences(HAND, HAND.between("09:30", "10:00"))).toEqual([]);
  });

  test("take the spot that one of them knows", () => {
    const blind = new StrikeGrid({ ...HAND, spot: HAND.spot.map(() => NaN) });
    expect(largestDifferences(blind, HAND, { n: 1 })[0].distance_pct).toBe(0);
    expect(largestDifferences(blind, blind, { n: 1 })[0].distance_pct).toBeNaN();
  });

  test("refuse what is no count or scale, and bars of other length", () => {
    for (const n of [-1, 1.5, NaN]) expect(() => largestDifferences(HAND, other, { n })).toThrow("n is how many rows");
    for (const scale of [NaN, Infinity])
      expect(() => largestDifferences(HAND, other, { scale })).toThrow("scale is a number");
    expect(() => largestDifferences(HAND, HAND.resample("2m"))).toThrow(RangeError);
  });
});

function slowPearson(x: number[], y: number[]): number {
  const mean = (of: number[]): number => of.reduce((sum, value) => sum + value, 0) / of.length;
  const [mx, my] = [mean(x), mean(y)];
  const sum = (of: (i: number) => number): number => x.reduce((all, _, i) => all + of(i), 0);
  return sum((i) => (x[i] - mx) * (y[i] - my)) / Math.sqrt(sum((i) => (x[i] - mx) ** 2) * sum((i) => (y[i] - my) ** 2));
}

/** From the definition: how many are below, and half of those that are equal. */
function slowRanks(values: number[]): number[] {
  return values.map(
    (value) => values.filter((one) => one < value).length + (values.filter((one) => one === value).length + 1) / 2,
  );
}

describe("every comparison", () => {
  const pairs = fc.tuple(arbitraryRows(), arbitraryRows());

  test("agrees with slow definitions cell by cell", () => {
    fc.assert(
      fc.property(pairs, ([first, second]) => {
        const cells = first.flatMap((row, i) => row.flatMap((a, bar) => [[a, second[i]?.[bar] ?? NaN]]));
        const known = cells.filter(([a, b]) => !Number.isNaN(a) && !Number.isNaN(b));
        const [x, y] = [known.map(([a]) => a), known.map(([, b]) => b)];
        const [a, b] = [gridOf("level", first), gridOf("level", second)];
        const row = compareGrids(a, b);
        expect(row.cells).toBe(known.length);
        for (const [found, slow] of [
          [row.correlation, slowPearson(x, y)],
          [row.rank_correlation, slowPearson(slowRanks(x), slowRanks(y))],
        ])
          if (Number.isNaN(slow)) expect(found).toBeNaN();
          else expect(found).toBeCloseTo(slow, 9);
        const signed = known.filter(([p, q]) => p * q !== 0);
        expect(row.signed).toBe(signed.length);
        expect(row.sign_agreement).toBe(signed.filter(([p, q]) => p * q > 0).length / signed.length);
        const differences = largestDifferences(a, b, { n: Infinity });
        expect(differences.map(({ difference }) => Math.abs(difference))).toEqual(
          known.map(([p, q]) => Math.abs(q - p)).sort((p, q) => q - p),
        );
        expect(row.largest_difference).toBe(differences.length === 0 ? NaN : Math.abs(differences[0].difference));
        // No other slope has a lesser sum of distances; the best is always one of the ratios.
        const distance = (slope: number): number => known.reduce((sum, [p, q]) => sum + Math.abs(q - slope * p), 0);
        for (const [p, q] of known)
          if (p !== 0) expect(distance(row.scale)).toBeLessThanOrEqual(distance(q / p) * (1 + 1e-12));
      }),
    );
  });

  test("turns round with its grids, and mirrors with the sign of one", () => {
    fc.assert(
      fc.property(pairs, ([first, second]) => {
        const [a, b] = [gridOf("level", first), gridOf("level", second)];
        const there = compareGrids(a, b);
        const back = compareGrids(b, a);
        expect([back.only_a, back.only_b, back.cells, back.sign_agreement, back.largest_difference]).toEqual([
          there.only_b,
          there.only_a,
          there.cells,
          there.sign_agreement,
          there.largest_difference,
        ]);
        const mirrored = gridOf(
          "level",
          second.map((row) => row.map((value) => 0 - value)),
        );
        const { correlation, rank_correlation, sign_agreement } = compareGrids(a, mirrored);
        if (!Number.isNaN(there.correlation)) {
          expect(correlation).toBeCloseTo(-there.correlation, 10);
          expect(rank_correlation).toBeCloseTo(-there.rank_correlation, 10);
        } else expect(correlation).toBeNaN();
        if (there.signed > 0) expect(sign_agreement).toBeCloseTo(1 - there.sign_agreement, 12);
      }),
    );
  });

  test("finds the scale of a scaled grid, and its correlation", () => {
    fc.assert(
      fc.property(arbitraryRows(), fc.constantFrom(0.5, 3, -2, 1e6), (rows, scale) => {
        const row = compareGrids(
          gridOf("level", rows),
          gridOf(
            "level",
            rows.map((one) => one.map((value) => value * scale)),
          ),
        );
        if (rows.flat().some((value) => value !== 0 && !Number.isNaN(value))) expect(row.scale).toBe(scale);
        if (!Number.isNaN(row.correlation)) expect(row.correlation).toBeCloseTo(Math.sign(scale), 10);
      }),
    );
  });
});

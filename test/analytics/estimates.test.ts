import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { attribute } from "../../src/analytics/attribute.js";
import { outranks, probabilityAbove } from "../../src/analytics/outranks.js";
import { rank } from "../../src/analytics/rank.js";
import { StrikeGrid } from "../../src/grid/strike-grid.js";
import { gridOf } from "../grid/sample.js";
import { arbitraryRows } from "../grid/arbitrary.js";

const Z = 1.6448536269514722;

/** A grid with the variance of each cell beside its expected value, which is its value plus one. */
function uncertain(
  rows: readonly (readonly number[])[],
  variances: readonly (readonly number[])[],
): StrikeGrid<"increment"> {
  const grid = gridOf("increment", rows);
  const variance = Float64Array.from(variances.flat());
  return new StrikeGrid({ ...grid, uncertainty: { expected: grid.values.map((value) => value + 1), variance } });
}

const rows = [
  [10, 20, 30, 40],
  [-5, NaN, -5, 0],
  [1, 2, 3, 4],
];
const grid = uncertain(rows, [
  [4, 4, 4, 4],
  [9, NaN, 16, 0],
  [0, 0, 0, 0],
]);

const interval = (expected: number, variance: number, z = Z): object => ({
  expected,
  low: expect.closeTo(expected - z * Math.sqrt(variance), 9) as number,
  high: expect.closeTo(expected + z * Math.sqrt(variance), 9) as number,
});

describe("a ranking of a grid with uncertainty", () => {
  test("tells what each strike is expected to be, and whether it outranks the next", () => {
    expect(rank(grid)).toEqual([
      {
        ...{ rank: 1, strike: 500, value: 100, share: 100 / 120, coverage: 100 / 120 },
        ...at(500),
        ...interval(104, 16),
        p_above_next: 1,
      },
      // -7 beside 14: in size the second one is larger but for the tail beyond 14, of five deviations 1.4.
      {
        ...{ rank: 2, strike: 505, value: -10, share: 10 / 120, coverage: 110 / 120 },
        ...at(505),
        ...interval(-7, 25),
        p_above_next: expect.closeTo(0.0807701, 5) as number,
      },
      {
        ...{ rank: 3, strike: 510, value: 10, share: 10 / 120, coverage: 1 },
        ...at(510),
        ...interval(14, 0),
        p_above_next: NaN,
      },
    ]);
  });

  test("per bar and cell, by value, and as wide as one likes", () => {
    const [first] = rank(grid, { per: "bar", level: 0.5 });
    expect(first).toMatchObject({ strike: 500, value: 10, ...interval(11, 4, 0.6744897501960817) });
    const cells = rank(grid, { per: "cell", by: "value", n: 2 });
    expect(cells.map(({ value, expected }) => [value, expected])).toEqual([
      [40, 41],
      [30, 31],
    ]);
    expect(cells[0].p_above_next).toBeCloseTo(0.9997965, 6); // ten, of deviation sqrt(8)
    // Beside 20, which n cuts off; behind the last one there is nothing.
    expect(cells[1].p_above_next).toBeCloseTo(0.9997965, 6);
    expect(rank(grid, { per: "cell", by: "value" }).at(-1)!.p_above_next).toBeNaN();
    expect(rank(grid, { n: 0 })).toEqual([]);
    expect(() => rank(grid, { level: 1 })).toThrow("level is a probability");
  });

  test("has none of these columns by change, and of a grid without", () => {
    const keys = ["rank", "strike", "value", "share", "coverage", "distance_pct"];
    expect(Object.keys(rank(gridOf("increment", rows))[0])).toEqual(keys);
    expect(rank(grid, { by: "change" })[0]).not.toHaveProperty("expected");
    expect(Object.keys(attribute(gridOf("increment", rows))[0])).not.toContain("low");
  });

  test("of running sums takes the last one known", () => {
    expect(rank(grid.cumulate())).toEqual(rank(grid));
  });
});

const at = (strike: number): { distance_pct: number } => ({ distance_pct: (strike / 502 - 1) * 100 });

describe("an attribution of a grid with uncertainty", () => {
  test("has an interval for each part", () => {
    expect(attribute(grid)[1]).toMatchObject({ strike: 505, value: -10, ...interval(-7, 25) });
    expect(attribute(grid, { by: "bar" })[0]).toMatchObject({ time: "14:33", value: 44, ...interval(47, 4) });
    const [first] = attribute(grid, { by: ["bar", "strike"], level: 0.5 });
    expect(first).toMatchObject({ time: "14:33", strike: 500, ...interval(41, 4, 0.6744897501960817) });
    const [, , , , low] = attribute(grid, { by: ["strike", "bar"] });
    expect(low).toMatchObject({ strike: 505, value: -5, ...interval(-4, 9) });
  });

  test("adds up to the total, expected values and squared widths", () => {
    fc.assert(
      fc.property(arbitraryRows({ gaps: false }), (cells) => {
        const one = uncertain(
          cells,
          cells.map((row) => row.map(Math.abs)),
        );
        const all = [attribute(one), attribute(one, { by: "bar" }), attribute(one, { by: ["bar", "strike"] })];
        const sums = all.map((parts) => parts.reduce((sum, { expected }) => sum + expected!, 0));
        const squares = all.map((parts) =>
          parts.reduce((sum, { low, high }) => sum + ((high! - low!) / 2 / Z) ** 2, 0),
        );
        const total = cells.flat().reduce((sum, cell) => sum + Math.abs(cell), 0);
        expect(new Set(sums).size).toBe(1);
        for (const square of squares) expect(Math.abs(square - total)).toBeLessThan(1e-8 * (1 + total));
      }),
    );
  });
});

describe("whether one name outranks another", () => {
  const name = (expected: number, variance: number): StrikeGrid<"increment"> =>
    uncertain([[expected - 1]], [[variance]]);

  test("is a matter of what is expected and how far off that may be", () => {
    expect(outranks(name(10, 9), name(5, 16), { by: "value" })).toBeCloseTo(0.841344746, 8);
    expect(outranks(name(-10, 1), name(5, 1))).toBeGreaterThan(0.999);
    expect(outranks(name(-10, 1), name(5, 1), { by: "value" })).toBeLessThan(0.001);
    expect(outranks(name(0, 4), name(0, 4))).toBeCloseTo(0.5, 5);
    // The total of the grid is 104 - 7 + 14, and its variance 41.
    expect(outranks(grid, name(111, 50))).toBeCloseTo(0.5, 5);
  });

  test("is certain, or a toss, where both are", () => {
    expect(outranks(name(-10, 0), name(5, 0))).toBe(1);
    expect(outranks(name(5, 0), name(-10, 0))).toBe(0);
    expect(outranks(name(5, 0), name(-5, 0))).toBe(0.5);
    expect(outranks(name(5, 0), name(5, 0), { by: "value" })).toBe(0.5);
    expect(outranks(name(5, 0), uncertain([[NaN]], [[NaN]]))).toBeNaN();
    expect(outranks(name(5, 0), uncertain([[NaN]], [[NaN]]), { by: "value" })).toBeNaN();
  });

  test("of two sizes is what a fine sum over both gives", () => {
    const size = fc.integer({ min: -40, max: 40 });
    const spread = fc.integer({ min: 1, max: 15 });
    fc.assert(
      fc.property(size, spread, size, spread, (a, s, b, r) => {
        // Midpoints of both distributions, 400 a side.
        const points = (mean: number, deviation: number): [number, number][] =>
          Array.from({ length: 400 }, (_, i) => {
            const z = (i - 199.5) / 25;
            return [Math.abs(mean + deviation * z), Math.exp((-z * z) / 2) / 25 / Math.sqrt(2 * Math.PI)];
          });
        const others = points(b, r).sort((x, y) => x[0] - y[0]);
        let [sum, below, next] = [0, 0, 0];
        for (const [value, weight] of points(a, s).sort((x, y) => x[0] - y[0])) {
          while (next < others.length && others[next][0] < value) below += others[next++][1];
          sum += weight * below;
        }
        const p = probabilityAbove([a, s * s], [b, r * r], true);
        expect(Math.abs(p - sum)).toBeLessThan(0.02);
        expect(p + probabilityAbove([b, r * r], [a, s * s], true)).toBeCloseTo(1, 4);
        expect(probabilityAbove([-a, s * s], [b, r * r], true)).toBeCloseTo(p, 9);
        expect(probabilityAbove([10 * a, 100 * s * s], [10 * b, 100 * r * r], true)).toBeCloseTo(p, 9);
      }),
    );
  });

  test("is refused without uncertainty, in two units, and by anything else", () => {
    expect(() => outranks(gridOf("increment", rows), grid)).toThrow(
      "SPY signed_delta_dollars has no uncertainty: only signed_delta_dollars of an engine that weighs sides has one",
    );
    expect(() => outranks(grid, gridOf("level", rows))).toThrow("one unit, not USD and USD per 1 % move");
    expect(() => outranks(grid, grid, { by: "size" as "value" })).toThrow('not "size"');
  });
});

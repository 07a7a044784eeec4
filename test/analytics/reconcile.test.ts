import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { attribute, type AttributeBy } from "../../src/analytics/attribute.js";
import { reconcile } from "../../src/analytics/reconcile.js";
import type { StrikeGrid } from "../../src/grid/strike-grid.js";
import { gridOf } from "../grid/sample.js";
import { HAND, illConditionedRows, slowExactSum } from "./exactly.js";

const WAYS: AttributeBy[] = ["strike", "bar", ["bar", "strike"], ["strike", "bar"]];
const about = (value: number): number => expect.closeTo(value, 12) as number;

describe("a reconciliation", () => {
  test("has the grid's total, what the rows cover of it, and no residual", () => {
    const herfindahl = 0.45 ** 2 + 0.3 ** 2 + 0.25 ** 2;
    expect(reconcile(attribute(HAND), HAND)).toEqual({
      parts: 3,
      total: 40,
      net: 40,
      residual: 0,
      gross: 100,
      net_coverage: 1,
      gross_coverage: 1,
      one_way: 0.4,
      top3: about(1),
      herfindahl: about(herfindahl),
      effective: about(1 / herfindahl),
    });
    expect(WAYS.map((by) => reconcile(attribute(HAND, { by }), HAND).gross)).toEqual([100, 80, 160, 160]);
  });

  test("of some rows tells what is left", () => {
    expect(reconcile(attribute(HAND).slice(0, 1), HAND)).toMatchObject({
      net: 45,
      residual: -5,
      net_coverage: 1.125,
      gross_coverage: 0.45,
      effective: 1,
    });
    expect(reconcile(attribute(HAND, { by: "bar" }).slice(2), HAND)).toMatchObject({
      residual: 25,
      gross_coverage: 15 / 80,
    });
    const cells = attribute(HAND, { by: ["bar", "strike"] });
    expect(reconcile(cells.slice(0, 3), HAND)).toMatchObject({ residual: -5, gross_coverage: 55 / 160 });
    expect(reconcile([], HAND)).toMatchObject({
      parts: 0,
      total: 40,
      residual: 40,
      net_coverage: 0,
      gross_coverage: 0,
    });
  });

  test("of nothing is nothing, of flows that cancel has no net coverage", () => {
    for (const grid of [HAND.between("09:30", "10:00"), gridOf("increment", [[NaN]]), gridOf("increment", [])])
      expect(reconcile(attribute(grid), grid)).toMatchObject({ parts: 0, total: NaN, residual: 0, net_coverage: NaN });
    const even = gridOf("increment", [[7], [-7]]);
    expect(reconcile(attribute(even), even)).toMatchObject({
      total: 0,
      residual: 0,
      net_coverage: NaN,
      gross_coverage: 1,
    });
    expect(() => reconcile([], gridOf("level", [[1]]) as unknown as StrikeGrid<"increment">)).toThrow(TypeError);
  });

  test("finds what a plain sum loses: 1e16 does not swallow 1", () => {
    const grid = gridOf("increment", [[1e16], [1], [-1e16]]);
    const rows = attribute(grid);
    expect(grid.values.reduce((sum, value) => sum + value, 0)).toBe(0);
    expect(reconcile(rows, grid)).toMatchObject({ total: 1, net: 1, residual: 0 });
    expect(reconcile(rows.slice(0, 2), grid).residual).toBe(1);
  });
});

describe("every reconciliation", () => {
  test("leaves no residual, whatever lies beside what and however the total is taken apart", () => {
    fc.assert(
      fc.property(illConditionedRows, fc.constantFrom(...WAYS), (rows, by) => {
        const grid = gridOf("increment", rows);
        const parts = attribute(grid, { by });
        const { total, residual } = reconcile(parts, grid);
        expect(residual).toBe(0);
        expect(total).toBe(slowExactSum(rows.flat()));
        // A row is rounded, by no more than half a unit in its last place.
        const difference = slowExactSum([...rows.flat(), ...parts.map(({ value }) => -value)]);
        const halves = slowExactSum(parts.map(({ value }) => Math.abs(value) * 2 ** -53));
        if (parts.length > 0) expect(Math.abs(difference)).toBeLessThanOrEqual(halves);
      }),
      { numRuns: 500 },
    );
  });

  test("of rows that lack one shows that one, and of cells adds up to the total to the last bit", () => {
    fc.assert(
      fc.property(illConditionedRows, (rows) => {
        const grid = gridOf("increment", rows);
        const parts = attribute(grid, { by: ["strike", "bar"] }).reverse();
        expect(slowExactSum(parts.map(({ value }) => value))).toBe(slowExactSum(rows.flat()));
        parts.forEach(({ value }, missing) => {
          const others = parts.filter((_, i) => i !== missing);
          if (others.length > 0) expect(reconcile(others, grid).residual).toBe(value);
        });
      }),
    );
  });
});

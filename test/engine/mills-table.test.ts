import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { tabulatedMills } from "../../src/engine/mills-table.js";
import { millsRatio } from "../../src/engine/normal.js";
import { csvRows } from "../shared-data.js";

const error = (value: number, truth: number): number => Math.abs(value / truth - 1);

describe("the tabulated Mills ratio", () => {
  test("is within 1e-15 of mpmath's as far as 37", () => {
    const rows = csvRows(fileURLToPath(new URL("golden/normal.csv", import.meta.url)));
    expect(rows).toHaveLength(658);
    for (const { x, mills } of rows)
      expect(error(tabulatedMills(Math.abs(Number(x))), Number(mills)), `at ${x}`).toBeLessThan(1e-15);
  });

  test("is the fit's to both sides of every step and at its ends, where its polynomial is worst", () => {
    // Two ways, each within 1e-15.
    for (let j = 0; j < 38 * 64; j++)
      for (const part of [0, 0.25, 0.4999999, 0.5, 0.5000001, 0.75]) {
        const a = (j + part) / 64;
        expect(error(tabulatedMills(a), millsRatio(a)), `at ${a}`).toBeLessThan(2e-15);
      }
  });

  test("is a number wherever a strike can be, also where it means nothing", () => {
    for (const a of [38, 39, 63.9, 64, 1e6, 1e300, Infinity]) expect(tabulatedMills(a)).not.toBeNaN();
    expect(tabulatedMills(NaN)).toBeNaN();
  });
});

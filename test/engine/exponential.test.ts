import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { exponential } from "../../src/engine/exponential.js";
import { csvRows } from "../shared-data.js";

describe("the exponential", () => {
  const rows = csvRows(fileURLToPath(new URL("golden/exponential.csv", import.meta.url))).map((row) => ({
    x: Number(row.x),
    value: Number(row.value),
    rest: Number(row.rest),
  }));
  const normal = rows.filter(({ x }) => x > -708);

  test("is within 2.3e-16 of mpmath's from -708 to 709", () => {
    expect(normal.length).toBeGreaterThan(2000);
    let worst = 0;
    // Two doubles near each other have an exact difference; `rest` is from the nearest double to the truth.
    for (const { x, value, rest } of normal) worst = Math.max(worst, Math.abs((exponential(x) - value) / value - rest));
    expect(worst).toBeLessThan(2.3e-16);
    expect(worst).toBeGreaterThan(2 ** -53);
  });

  test("is off by less than 2e-17 on average, as no bias may add up", () => {
    let sum = 0;
    for (const { x, value, rest } of normal) sum += (exponential(x) - value) / value - rest;
    expect(Math.abs(sum / normal.length)).toBeLessThan(2e-17);
  });

  test("ends in the smallest doubles, and then in 0", () => {
    for (const { x, value } of rows)
      if (x <= -708) expect(Math.abs(exponential(x) - value), `e^${x}`).toBeLessThanOrEqual(2 ** -1074);
    expect(exponential(-750)).toBe(0);
    expect(exponential(-761)).toBe(0);
  });

  test("is exactly 1 at 0, and NaN of NaN", () => {
    expect(exponential(0)).toBe(1);
    expect(exponential(-0)).toBe(1);
    expect(exponential(NaN)).toBeNaN();
  });

  test("never falls", () => {
    let falls = 0;
    for (let x = -30; x <= 0; x += 1e-4) if (!(exponential(x + 1e-4) > exponential(x))) falls++;
    expect(falls).toBe(0);
  });
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { conventions } from "../../src/analytics/conventions.js";

/** Whether values that a convention simply is survive. */
async function survives(values: (number | string | boolean)[], tolerance?: number): Promise<boolean> {
  const list = Object.fromEntries(values.map((value, i) => [`v${i}`, value]));
  const rows = await conventions(list, (value) => ({ it: value }), { tolerance });
  expect(rows.map(({ value }) => value)).toEqual(values);
  expect(new Set(rows.map((row) => row.survives)).size).toBe(1);
  return rows[0].survives;
}

describe("conventions", () => {
  test("have a row for each conclusion under each, and say which hold under all", async () => {
    const analyse = (weight: number, name: string): Record<string, number | string | boolean> => ({
      net: weight * 10,
      leader: weight > 1 ? "SPY" : "QQQ",
      named: name.length > 0,
    });
    expect(await conventions({ plain: 1, doubled: 2 }, analyse)).toEqual([
      { conclusion: "net", convention: "plain", value: 10, survives: true },
      { conclusion: "net", convention: "doubled", value: 20, survives: true },
      { conclusion: "leader", convention: "plain", value: "QQQ", survives: false },
      { conclusion: "leader", convention: "doubled", value: "SPY", survives: false },
      { conclusion: "named", convention: "plain", value: true, survives: true },
      { conclusion: "named", convention: "doubled", value: true, survives: true },
    ]);
  });

  test("are analysed one after the other", async () => {
    const seen: string[] = [];
    await conventions({ a: 1, b: 2 }, async (_, name) => {
      seen.push(`${name} begins`);
      await Promise.resolve();
      seen.push(`${name} ends`);
      return {};
    });
    expect(seen).toEqual(["a begins", "a ends", "b begins", "b ends"]);
  });

  test("let a number survive with its sign, or within a tolerance", async () => {
    expect(await survives([1, 100])).toBe(true);
    expect(await survives([1, -100])).toBe(false);
    expect(await survives([1, 0])).toBe(false);
    expect(await survives([0, -0])).toBe(true);
    expect(await survives([90, 100], 0.1)).toBe(true);
    expect(await survives([89, 100], 0.1)).toBe(false);
    expect(await survives([-1, 1], 2)).toBe(true);
    expect(await survives([0, 0], 0)).toBe(true);
    expect(await survives([5, 5, 5], 0)).toBe(true);
    expect(await survives([5, 5, 6], 0)).toBe(false);
  });

  test("let nothing unknown survive, and no number beside a word", async () => {
    expect(await survives([NaN, NaN])).toBe(false);
    expect(await survives([NaN], 1)).toBe(false);
    expect(await survives([1, "1"])).toBe(false);
    expect(await survives([true, true])).toBe(true);
    expect(await survives(["up", "down", "up"])).toBe(false);
  });

  test("agree whatever their order", async () => {
    const lists = fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(lists, fc.option(fc.constantFrom(0, 0.5, 1), { nil: undefined }), async (values, tolerance) => {
        const most = Math.max(...values.map(Math.abs));
        const pairs = values.flatMap((a) => values.map((b) => [a, b]));
        const agree = pairs.every(([a, b]) =>
          tolerance === undefined ? Math.sign(a) === Math.sign(b) : Math.abs(a - b) <= tolerance * most,
        );
        expect(await survives(values, tolerance)).toBe(agree);
        expect(await survives([...values].reverse(), tolerance)).toBe(agree);
      }),
    );
  });

  test("must be some, with the same conclusions, and a tolerance that is one", async () => {
    await expect(conventions({}, () => ({}))).rejects.toThrow("needs at least one convention");
    await expect(conventions({ a: "x", b: "y" }, (key) => ({ [key]: 1 }))).rejects.toThrow(
      'the analysis concludes "x" under "a" and not under "b": it must give the same conclusions under all',
    );
    await expect(
      conventions({ a: 1, b: 2 }, (n): Record<string, number> => (n === 1 ? { x: 1 } : { x: 1, y: 2 })),
    ).rejects.toThrow('the analysis concludes "y" under "b" and not under "a"');
    await expect(conventions({ a: 1 }, () => ({}), { tolerance: -1 })).rejects.toThrow(RangeError);
    await expect(conventions({ a: 1 }, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  });
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { StrikeGrid } from "../../src/grid/strike-grid.js";
import { arbitraryRows } from "./arbitrary.js";
import { gridOf, heatmap, rowsOf, strikeFlow } from "./sample.js";

const gex = StrikeGrid.from(heatmap("gex", "raw"));
const delta = StrikeGrid.from(strikeFlow());

describe("rolling", () => {
  test("sums, averages and bounds each bar and those before it, as far as they are known", () => {
    // [100, 50, -400, 20], [-200, NaN, 60, -40], [0, -30, 10, 5]
    expect(rowsOf(delta.rolling(2, "sum"))).toEqual([
      [100, 150, -350, -380],
      [-200, -200, 60, 20],
      [0, -30, -20, 15],
    ]);
    expect(rowsOf(delta.rolling(3, "mean"))).toEqual([
      [100, 75, -250 / 3, -110],
      [-200, -200, -70, 10],
      [0, -15, -20 / 3, -5],
    ]);
    // [10, 12, 9, -8], [-20, 25, NaN, 24], [30, 31, 33, 37]
    expect(rowsOf(gex.rolling(2, "max"))).toEqual([
      [10, 12, 12, 9],
      [-20, 25, 25, 24],
      [30, 31, 33, 37],
    ]);
    expect(rowsOf(gex.rolling(3, "min"))).toEqual([
      [10, 10, 9, -8],
      [-20, -20, -20, 24],
      [30, 30, 30, 31],
    ]);
  });

  test("marks the windows that reach before the first bar, or miss one", () => {
    expect([...delta.rolling(3, "sum").partial!]).toEqual([1, 1, 0, 0]);
    expect(delta.rolling(1, "sum").partial).toBeUndefined();
    const gap = gridOf("increment", [
      [1, NaN, 3, 4, NaN, NaN],
      [1, NaN, NaN, 4, NaN, NaN],
    ]);
    expect([...gap.rolling(2, "sum").partial!]).toEqual([1, 1, 1, 0, 1, 0]);
    expect(gap.rolling(2, "sum").at(0, 5)).toBeNaN();
    const late = StrikeGrid.from(strikeFlow({ as_of: "2026-06-05T18:33:30Z" }));
    expect([...late.rolling(2, "mean").partial!]).toEqual([1, 0, 0, 1]);
  });

  test("is NaN where less is known than asked for", () => {
    expect(rowsOf(delta.rolling(2, "sum", { minKnown: 2 }))).toEqual([
      [NaN, 150, -350, -380],
      [NaN, NaN, NaN, 20],
      [NaN, -30, -20, 15],
    ]);
    expect(rowsOf(gridOf("level", [[NaN, NaN, 1]]).rolling(2, "mean"))).toEqual([[NaN, NaN, 1]]);
  });

  test("is a level on the same axes, and says in its label how long its window is", () => {
    const sums = delta.rolling(15, "sum");
    expect([sums.kind, sums.label]).toEqual(["level", "signed_delta_dollars 15m sum"]);
    expect(gex.resample("2m").rolling(3, "mean").label).toBe("gex 6m mean");
    expect(sums.strikes).toBe(delta.strikes);
    expect(sums.times).toBe(delta.times);
    expect(sums.spot).toBe(delta.spot);
    expect([...delta.values]).toEqual([...StrikeGrid.from(strikeFlow()).values]);
  });

  test("of one bar is that bar, of no bars or no strikes nothing", () => {
    expect(rowsOf(delta.rolling(1, "sum"))).toEqual(rowsOf(delta));
    expect(rowsOf(delta.bar(0).rolling(5, "mean"))).toEqual(rowsOf(delta.bar(0)));
    expect(gridOf("level", []).rolling(5, "max").shape).toEqual([0, 0]);
    expect(gex.between("10:00", "11:00").rolling(5, "max").shape).toEqual([3, 0]);
    expect(gex.near({ dollars: 0.01 }).rolling(5, "max").shape).toEqual([0, 4]);
  });

  test("does not sum a level, which does not compile either", () => {
    // @ts-expect-error a level has no sum over time
    expect(() => gex.rolling(5, "sum")).toThrow(
      new TypeError(
        'SPY gex is a level, whose sum over time means nothing: take rolling(5, "mean"), or its diff() first',
      ),
    );
    // @ts-expect-error it may be a level
    expect((delta as StrikeGrid).rolling(5, "sum").shape).toEqual([3, 4]);
  });

  test("refuses what is no window, no fold and no number of bars to know", () => {
    for (const bars of [0, -1, 1.5, NaN, Infinity, "5m" as unknown as number])
      expect(() => gex.rolling(bars, "mean")).toThrow(
        new RangeError(`rolling takes a whole number of bars, 1 or more, not ${bars}`),
      );
    expect(() => gex.rolling(5, "median" as "mean")).toThrow('rolling makes sum, mean, min, max, not "median"');
    for (const minKnown of [0, 6, 1.5, NaN])
      expect(() => gex.rolling(5, "mean", { minKnown })).toThrow(
        `minKnown is how many of the 5 bars must be known, 1 to 5, not ${minKnown}`,
      );
  });

  test("leaves no dust of a large number behind when it has left the window", () => {
    expect(rowsOf(gridOf("increment", [[1e16, 0.1, 0.2, 0, 0]]).rolling(2, "sum"))[0].slice(2)).toEqual([
      0.1 + 0.2,
      0.2,
      0,
    ]);
  });
});

const FOLDS = {
  sum: (known: number[]) => known.reduce((sum, value) => sum + value, 0),
  mean: (known: number[]) => known.reduce((sum, value) => sum + value, 0) / known.length,
  min: (known: number[]) => Math.min(...known),
  max: (known: number[]) => Math.max(...known),
};

describe("every window", () => {
  const window = fc.integer({ min: 1, max: 35 });
  const fold = fc.constantFrom("sum", "mean", "min", "max");

  test("holds what a slow count of its bars holds", () => {
    fc.assert(
      fc.property(arbitraryRows(), window, fold, fc.integer({ min: 1, max: 35 }), (rows, bars, how, least) => {
        const minKnown = Math.min(least, bars);
        const expected = rows.map((row) =>
          row.map((_, bar) => {
            const known = row.slice(Math.max(0, bar - bars + 1), bar + 1).filter((value) => !Number.isNaN(value));
            return known.length < minKnown ? NaN : FOLDS[how](known);
          }),
        );
        expect(rowsOf(gridOf("increment", rows).rolling(bars, how, { minKnown }))).toEqual(expected);
      }),
    );
  });

  test("does not know the future", () => {
    fc.assert(
      fc.property(arbitraryRows(), window, fold, fc.nat(29), (rows, bars, how, cut) => {
        const early = gridOf(
          "increment",
          rows.map((row) => row.slice(0, cut + 1)),
        ).rolling(bars, how);
        const all = gridOf("increment", rows).rolling(bars, how);
        expect(rowsOf(early)).toEqual(rowsOf(all).map((row) => row.slice(0, cut + 1)));
        const marks = Array.from(all.times, (_, bar) => all.partial?.[bar] ?? 0).slice(0, cut + 1);
        expect(Array.from(early.times, (_, bar) => early.partial?.[bar] ?? 0)).toEqual(marks);
      }),
    );
  });
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { StrikeGrid } from "../../src/grid/strike-grid.js";
import { MINUTE } from "../../src/session.js";
import { arbitraryRows } from "./arbitrary.js";
import { START, gridOf, heatmap, strikeFlow } from "./sample.js";

const marks = (grid: StrikeGrid): number[] => Array.from(grid.times, (_, bar) => grid.partial?.[bar] ?? 0);
const delta = StrikeGrid.from(strikeFlow());
const NOTHING = [NaN, NaN];

describe("a bar of an answer is partial", () => {
  const asOf = (as_of: string): StrikeGrid => StrikeGrid.from({ ...heatmap("gex", "raw"), as_of });

  test("while it is in progress", () => {
    expect(marks(asOf("2026-06-05T18:33:30Z"))).toEqual([0, 0, 0, 1]);
    expect(marks(StrikeGrid.from(strikeFlow({ as_of: "2026-06-05T18:33:59.9Z" })))).toEqual([0, 0, 0, 1]);
  });

  test("not once it is over, and not where the answer does not say when it was made", () => {
    for (const as_of of ["2026-06-05T18:34:00Z", "2026-06-05T20:10:00Z", "", undefined as unknown as string])
      expect(asOf(as_of).partial).toBeUndefined();
    expect(StrikeGrid.from(heatmap("gex", "raw", { bars: [] })).partial).toBeUndefined();
  });
});

describe("a longer bar is partial", () => {
  test("where the window cuts it off, at either end", () => {
    // 14:30 to 14:33 in bars of five minutes from the open on: 14:34 is wanting.
    expect(marks(delta.resample("5m"))).toEqual([1]);
    expect(marks(delta.resample("2m"))).toEqual([0, 0]);
    expect(delta.resample("2m").partial).toBeUndefined();
    expect(marks(delta.resample("3m"))).toEqual([0, 1]);
    expect(marks(delta.between("14:31", "14:34").resample("2m"))).toEqual([1, 0]);
    expect(marks(delta.between("14:31", "14:33").resample("2m"))).toEqual([1, 1]);
    expect(marks(delta.bar(0).resample("2m"))).toEqual([1]);
  });

  test("where a bar is missing in it, which is one of which no strike is known", () => {
    const grid = gridOf("increment", [
      [1, 2, NaN, 4, ...NOTHING],
      [1, NaN, NaN, 4, ...NOTHING],
    ]);
    expect(marks(grid.resample("2m"))).toEqual([0, 1, 0]);
    expect(grid.resample("2m").at(0, 2)).toBeNaN();
  });

  test("where one of its bars is", () => {
    const grid = StrikeGrid.from(strikeFlow({ as_of: "2026-06-05T18:33:30Z" }));
    expect(marks(grid.resample("2m"))).toEqual([0, 1]);
    expect(marks(delta.between("14:31", "14:34").resample("2m").resample("4m"))).toEqual([1]);
  });

  test("of changes, where the first one is unknown", () => {
    expect(marks(delta.cumulate().diff().resample("2m"))).toEqual([1, 0]);
  });

  test("but not the last of a session, which is as long as the session is", () => {
    const open = Date.parse("2015-12-24T14:30:00Z");
    const day = (bars: number): StrikeGrid<"increment"> =>
      new StrikeGrid({
        ...gridOf("increment", [Array<number>(bars).fill(1)]),
        expiration: "2015-12-24",
        times: Float64Array.from({ length: bars }, (_, bar) => open + bar * MINUTE),
      });
    expect(marks(day(210).resample("1h"))).toEqual([0, 0, 0, 0]);
    expect(marks(day(209).resample("1h"))).toEqual([0, 0, 0, 1]);
  });

  test("on a day without a session as far as the bars say", () => {
    const weekend = new StrikeGrid({ ...delta, expiration: "2026-06-06" });
    expect(marks(weekend.resample("3m"))).toEqual([0, 1]);
  });

  test("by the minute that it starts in, also where bars come a few seconds late", () => {
    const late = new StrikeGrid({ ...delta, times: delta.times.map((time) => time + 2000) });
    expect(late.resample("1m").times).toEqual(delta.times);
    expect(late.resample("1m").values).toEqual(delta.values);
    expect(late.resample("1m").partial).toBeUndefined();
    expect(marks(late.resample("3m"))).toEqual([0, 1]);
  });

  test("never of a grid without bars, or without strikes", () => {
    expect(gridOf("level", []).resample("5m").partial).toBeUndefined();
    expect(delta.near({ dollars: 0.01 }).resample("2m").partial).toBeUndefined();
  });

  test("if and only if something and not everything of it is known", () => {
    fc.assert(
      fc.property(arbitraryRows(), fc.integer({ min: 1, max: 7 }), (rows, factor) => {
        // 14:30 is 300 minutes after the open.
        const first = 300;
        const known = (minute: number): boolean => rows.some((row) => !Number.isNaN(row[minute - first] ?? NaN));
        const grid = gridOf("increment", rows).resample(`${factor}m`);
        const expected = Array.from(grid.times, (t) => {
          const start = first + (t - START) / MINUTE;
          const seen = Array.from({ length: factor }, (_, i) => known(start + i)).filter((is) => is).length;
          return factor > 1 && seen > 0 && seen < factor ? 1 : 0;
        });
        expect(marks(grid)).toEqual(expected);
      }),
    );
  });
});

describe("marks", () => {
  const grid = StrikeGrid.from(strikeFlow({ as_of: "2026-06-05T18:33:30Z" }));

  test("go with their bars through every verb, and are shared where all bars stay", () => {
    expect(marks(grid.bar(-1))).toEqual([1]);
    expect(marks(grid.bar(0))).toEqual([0]);
    expect(marks(grid.between("14:32", "15:00"))).toEqual([0, 1]);
    expect(grid.between("14:32", "15:00").partial!.buffer).toBe(grid.partial!.buffer);
    for (const same of [grid.near(0.001), grid.cumulate(), grid.cumulate().diff()])
      expect(same.partial).toBe(grid.partial);
  });

  test("are counted in the grid's text and told in its totals", () => {
    expect(String(grid)).toBe(
      "StrikeGrid SPY signed_delta_dollars [USD]: 3 strikes x 4 bars (1 partial), 14:30-14:33 ET",
    );
    expect(grid.totals().map((row) => row.partial)).toEqual([false, false, false, true]);
  });

  test("are one for each bar", () => {
    expect(() => new StrikeGrid({ ...delta, partial: new Uint8Array(3) })).toThrow(
      "partial has 3 marks; 4 bars need as many",
    );
  });
});

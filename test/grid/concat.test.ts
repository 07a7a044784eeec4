import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { StrikeGrid } from "../../src/grid/strike-grid.js";
import { MINUTE } from "../../src/session.js";
import { arbitraryRows } from "./arbitrary.js";
import { START, gridOf, heatmap, rowsOf, strikeFlow } from "./sample.js";

const concat = <K extends "level" | "increment">(grids: StrikeGrid<K>[]): StrikeGrid<K> => StrikeGrid.concat(grids);
const gex = StrikeGrid.from(heatmap("gex", "raw"));
const from = <K extends "level" | "increment">(grid: StrikeGrid<K>, minutes: number): StrikeGrid<K> =>
  new StrikeGrid({ ...grid, times: grid.times.map((time) => time + minutes * MINUTE) });

describe("concat", () => {
  test("joins stretches that touch, in any order, on the first one's strikes", () => {
    const [early, late] = [gex.between("14:30", "14:32"), gex.between("14:32", "14:34")];
    for (const grids of [
      [early, late],
      [late, early],
    ]) {
      const joined = concat(grids);
      expect(joined).toEqual(gex);
      expect(joined.strikes).toBe(gex.strikes);
    }
  });

  test("leaves NaN between stretches that do not touch", () => {
    const joined = concat([gex.bar(0), gex.bar(3)]);
    expect(rowsOf(joined)).toEqual([
      [10, NaN, NaN, -8],
      [-20, NaN, NaN, 24],
      [30, NaN, NaN, 37],
    ]);
    expect([...joined.spot]).toEqual([501.5, NaN, NaN, 502.1]);
    expect([...joined.times]).toEqual([...gex.times]);
  });

  test("has the strikes of all, NaN where a stretch has not", () => {
    const joined = concat([
      gridOf("level", [[1], [2]], { strikes: [500, 505] }),
      from(gridOf("level", [[3], [4]], { strikes: [495, 505] }), 1),
    ]);
    expect([...joined.strikes]).toEqual([495, 500, 505]);
    expect(rowsOf(joined)).toEqual([
      [NaN, 3],
      [1, NaN],
      [2, 4],
    ]);
  });

  test("takes a bar of several whole from the last that knows it", () => {
    const first = gridOf("level", [
      [1, 2],
      [3, 4],
    ]);
    const second = from(
      gridOf(
        "level",
        [
          [20, NaN],
          [NaN, 50],
        ],
        { spot: [503, NaN] },
      ),
      1,
    );
    expect(rowsOf(concat([first, second]))).toEqual([
      [1, 20, NaN],
      [3, NaN, 50],
    ]);
    expect([...concat([first, second]).spot]).toEqual([502, 503, NaN]);
    expect(rowsOf(concat([second, first]))).toEqual([
      [1, 2, NaN],
      [3, 4, 50],
    ]);
    const nothing = gridOf("level", [
      [NaN, NaN],
      [NaN, NaN],
    ]);
    expect(rowsOf(concat([first, nothing]))).toEqual(rowsOf(first));
  });

  test("leaves nothing of a bar that a later grid replaces but its spot, where the later one has none", () => {
    const wide = gridOf("level", [[1], [2], [3]], { strikes: [500, 505, 510], spot: [502] });
    const narrow = gridOf("level", [[7]], { strikes: [505], spot: [NaN] });
    expect(rowsOf(concat([wide, narrow]))).toEqual([[NaN], [7], [NaN]]);
    expect([...concat([wide, narrow]).spot]).toEqual([502]);
  });

  test("takes the complete bar of a later answer for one that was in progress", () => {
    const early = StrikeGrid.from(strikeFlow({ as_of: "2026-06-05T18:33:30Z" }));
    const late = StrikeGrid.from(strikeFlow());
    expect(concat([early, late]).partial).toBeUndefined();
    expect([...concat([late, early]).partial!]).toEqual([0, 0, 0, 1]);
  });

  test("of one grid is that grid, and of those without bars has none", () => {
    expect(concat([gex])).toBe(gex);
    const none = gex.between("10:00", "11:00");
    expect(concat([none, none]).shape).toEqual([3, 0]);
    expect(concat([none, gex])).toEqual(gex);
    const empty = StrikeGrid.from(heatmap("gex", "raw", { bars: [], strikes_grid: [] }));
    expect(concat([empty, gex])).toEqual(gex);
    expect(concat([empty, empty]).shape).toEqual([0, 0]);
  });

  test("refuses none, and what is not of one session and field, by name", () => {
    expect(() => concat([])).toThrow(new RangeError("concat takes one grid or more, not none"));
    const message = "concat joins stretches of one field in one session: ";
    const other = (parts: object): (() => StrikeGrid) => {
      return () => concat([gex, new StrikeGrid({ ...gex, ...parts })]);
    };
    expect(other({ symbol: "QQQ" })).toThrow(`${message}symbol of grids[1] is QQQ, of grids[0] SPY`);
    expect(other({ expiration: "2026-06-04" })).toThrow(
      `${message}expiration of grids[1] is 2026-06-04, of grids[0] 2026-06-05; ` +
        "several sessions are put beside each other by relative() and average()",
    );
    expect(other({ field: "dex" })).toThrow(`${message}field of grids[1] is dex`);
    expect(other({ label: "gex squared" })).toThrow(`${message}label of grids[1] is gex squared, of grids[0] gex`);
    expect(other({ origin: "simulated market, seed 7" })).toThrow(
      `${message}origin of grids[1] is simulated market, seed 7, of grids[0] undefined`,
    );
    expect(() => concat([gex, gex.resample("2m")])).toThrow(`${message}barMs of grids[1] is 120000, of grids[0] 60000`);
  });

  test("undoes any cut, however the parts overlap", () => {
    const cuts = fc.tuple(fc.nat(30), fc.nat(30));
    fc.assert(
      fc.property(arbitraryRows(), cuts, fc.boolean(), (rows, [a, b], swapped) => {
        const grid = gridOf("increment", rows);
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        const [head, tail] = [
          grid.between("14:30", START + high * MINUTE),
          grid.between(START + low * MINUTE, "16:00"),
        ];
        expect(concat(swapped ? [tail, head] : [head, tail])).toEqual(grid);
      }),
    );
  });
});

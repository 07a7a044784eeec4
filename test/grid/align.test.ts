import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { StrikeGrid } from "../../src/grid/strike-grid.js";
import { MINUTE } from "../../src/session.js";
import { arbitraryRows } from "./arbitrary.js";
import { START, gridOf, heatmap, rowsOf, strikeFlow } from "./sample.js";

const gex = StrikeGrid.from(heatmap("gex", "raw"));
const later = (grid: StrikeGrid<"level">, minutes: number): StrikeGrid<"level"> =>
  new StrikeGrid({ ...grid, times: grid.times.map((time) => time + minutes * MINUTE) });

describe("alignTo", () => {
  test("puts a grid on the strikes and bars of another, NaN where it has none", () => {
    // 14:31 to 14:35, strikes 495, 502.5, 505, 507.5
    const other = later(gridOf("level", Array(4).fill([1, 2, 3, 4, 5]), { strikes: [495, 502.5, 505, 507.5] }), 1);
    const aligned = gex.alignTo(other);
    expect(rowsOf(aligned)).toEqual([
      [NaN, NaN, NaN, NaN, NaN],
      [25, NaN, 24, NaN, NaN],
      [31, 33, 37, NaN, NaN],
      [NaN, NaN, NaN, NaN, NaN],
    ]);
    expect([...aligned.spot]).toEqual([501.75, 502, 502.1, NaN, NaN]);
    expect(aligned.strikes).toBe(other.strikes);
    expect(aligned.times).toBe(other.times);
    expect([aligned.symbol, aligned.label, aligned.kind]).toEqual(["SPY", "gex", "level"]);
  });

  test("takes bars from before the other's first, and carries marks", () => {
    const flow = StrikeGrid.from(strikeFlow({ as_of: "2026-06-05T18:33:30Z" }));
    const other = later(gridOf("level", [[1, 1, 1]], { strikes: [500] }), 2);
    expect(rowsOf(flow.alignTo(other))).toEqual([[-400, 20, NaN]]);
    expect([...flow.alignTo(other).partial!]).toEqual([0, 1, 0]);
    const before = later(other, -3); // 14:29
    expect(rowsOf(flow.alignTo(before))).toEqual([[NaN, 100, 50]]);
    expect([...flow.alignTo(before).partial!]).toEqual([0, 0, 0]);
  });

  test("is the grid itself on its own axes, and shares values where they hold the same", () => {
    expect(gex.alignTo(gex)).toBe(gex);
    const delta = StrikeGrid.from(strikeFlow());
    const aligned = delta.alignTo(gex);
    expect(aligned.values).toBe(delta.values);
    expect(aligned.spot).toBe(delta.spot);
    expect(aligned.times).toBe(gex.times);
    expect(aligned.strikes).toBe(gex.strikes);
    expect(StrikeGrid.all(strikeFlow()).contracts.alignTo(delta).times).toBe(delta.times);
  });

  test("to fewer or more bars of the same strikes", () => {
    const some = gex.between("14:30", "14:32");
    expect(rowsOf(gex.alignTo(some))).toEqual(rowsOf(some));
    expect(rowsOf(some.alignTo(gex))[0]).toEqual([10, 12, NaN, NaN]);
  });

  test("takes bars for the same whose starts are a few seconds apart", () => {
    const delayed = new StrikeGrid({ ...gex, times: gex.times.map((time) => time + 2000) });
    expect(rowsOf(gex.alignTo(delayed))).toEqual(rowsOf(gex));
    expect(rowsOf(delayed.alignTo(gex.between("14:31", "14:33")))).toEqual([
      [12, 9],
      [25, NaN],
      [31, 33],
    ]);
  });

  test("of nothing, or to nothing, knows nothing", () => {
    const none = StrikeGrid.from(heatmap("gex", "raw", { bars: [], strikes_grid: [] }));
    expect(rowsOf(none.alignTo(gex))).toEqual(Array(3).fill([NaN, NaN, NaN, NaN]));
    expect([...none.alignTo(gex).spot]).toEqual([NaN, NaN, NaN, NaN]);
    expect(gex.alignTo(none).shape).toEqual([0, 0]);
    expect(rowsOf(gex.bar(1).alignTo(gex.bar(1).near({ dollars: 1 })))).toEqual([[25]]);
    expect(rowsOf(gex.alignTo(later(gex, 60)))).toEqual(Array(3).fill([NaN, NaN, NaN, NaN]));
    expect(rowsOf(gex.alignTo(later(gex, -60)))).toEqual(Array(3).fill([NaN, NaN, NaN, NaN]));
  });

  test("refuses bars of another length, and another session", () => {
    expect(() => gex.alignTo(gex.resample("5m"))).toThrow(
      new RangeError("cannot align bars of 1m to bars of 5m: resample the shorter ones first"),
    );
    expect(() => gex.alignTo(new StrikeGrid({ ...gex, expiration: "2026-06-04" }))).toThrow(
      "cannot align the session of 2026-06-05 to that of 2026-06-04: they share no bar; compare their relative() grids",
    );
  });

  test("keeps every cell that both have, and knows no other", () => {
    const axes = fc.tuple(fc.nat(4), fc.integer({ min: -10, max: 10 }));
    fc.assert(
      fc.property(arbitraryRows(), arbitraryRows(), axes, (rows, others, [strike, minutes]) => {
        const grid = gridOf("level", rows);
        const strikes = others.map((_, i) => 500 + 5 * (i + strike));
        const other = later(gridOf("level", others, { strikes }), minutes);
        const expected = others.map((row, i) => row.map((_, bar) => rows[i + strike]?.[bar + minutes] ?? NaN));
        expect(rowsOf(grid.alignTo(other))).toEqual(expected);
        const spots = others[0].map((_, bar) => (rows[0][bar + minutes] === undefined ? NaN : 502));
        expect([...grid.alignTo(other).spot]).toEqual(spots);
        expect(other.times[0]).toBe(START + minutes * MINUTE);
      }),
    );
  });
});

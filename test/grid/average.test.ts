import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { average } from "../../src/grid/average.js";
import type { RelativeGrid } from "../../src/grid/relative.js";
import { StrikeGrid } from "../../src/grid/strike-grid.js";
import { MINUTE } from "../../src/session.js";
import { arbitraryRows } from "./arbitrary.js";
import { gridOf } from "./sample.js";

const AXIS = { step: 1, to: 1 };
const STRIKES = { strikes: [99, 100, 101], spot: [100, 100, 100, 100] };
const friday = gridOf(
  "level",
  [
    [1, 2, 3, 4],
    [10, NaN, 30, 40],
    [100, 200, 300, 400],
  ],
  STRIKES,
);
/** Thursday, from two minutes later on, one strike less, and another symbol. */
const thursday = new StrikeGrid({
  ...gridOf(
    "level",
    [
      [5, NaN, 7, 8],
      [50, 60, 70, 80],
    ],
    { strikes: [99, 100], spot: [100, 100, 100, NaN] },
  ),
  symbol: "QQQ",
  expiration: "2026-06-04",
  times: friday.times.map((time) => time + (2 - 24 * 60) * MINUTE),
});

describe("average", () => {
  test("is the mean of the grids that know a cell, minute by minute since the open", () => {
    const mean = average([friday.relative("percent", AXIS), thursday.relative("percent", AXIS)]);
    expect(mean).toEqual({
      of: ["SPY 2026-06-05", "QQQ 2026-06-04"],
      field: "gex",
      kind: "level",
      label: "gex",
      unit: "USD per 1 % move",
      axis: "percent",
      step: 1,
      centres: Float64Array.of(-1, 0, 1),
      barMs: MINUTE,
      minutes: Float64Array.of(300, 301, 302, 303, 304, 305),
      values: Float64Array.from([
        ...[1, 2, 4, 4, 7, NaN],
        ...[10, NaN, 40, 50, 70, NaN],
        ...[100, 200, 300, 400, NaN, NaN],
      ]),
      counts: Uint32Array.from([...[1, 1, 2, 1, 1, 0], ...[1, 0, 2, 2, 1, 0], ...[1, 1, 1, 1, 0, 0]]),
      outside: Float64Array.of(0, 0, 0, 0, 0, 88),
    });
  });

  test("of one grid is that grid", () => {
    const relative = friday.relative("percent", AXIS);
    const { values, outside, minutes, counts } = average([relative]);
    expect([values, outside, minutes]).toEqual([relative.values, relative.outside, relative.minutes]);
    expect([...counts]).toEqual(Array.from(relative.values, (value) => (Number.isNaN(value) ? 0 : 1)));
  });

  test("takes bars for the same that start a few seconds apart", () => {
    const early = new StrikeGrid({ ...friday, times: friday.times.map((time) => time - 2000) });
    const mean = average([friday, early].map((grid) => grid.relative("percent", AXIS)));
    expect([...mean.minutes]).toEqual([300, 301, 302, 303]);
    expect(mean.values).toEqual(friday.relative("percent", AXIS).values);
  });

  test("takes grids without bars, alone too", () => {
    const none = friday.between("10:00", "11:00").relative("percent", AXIS);
    expect([...average([none, none]).minutes]).toEqual([]);
    const { values, minutes, of } = average([none, friday.relative("percent", AXIS)]);
    expect([values.length, minutes.length, of.length]).toEqual([12, 4, 2]);
  });

  test("of longer bars goes by those", () => {
    const mean = average([friday, thursday].map((grid) => grid.resample("2m").relative("percent", AXIS)));
    expect([...mean.minutes]).toEqual([300, 302, 304]);
    expect([...mean.values.subarray(0, 3)]).toEqual([2, 4.5, 8]);
  });

  test("refuses none, and grids that do not match, by name", () => {
    const one = friday.relative("percent", AXIS);
    expect(() => average([])).toThrow(new RangeError("average takes one relative grid or more, not none"));
    expect(() => average<"level" | "increment">([one, friday.diff().relative("percent", AXIS)])).toThrow(
      "average takes grids of one kind: kind of grids[1] is increment, of grids[0] level",
    );
    expect(() => average([one, friday.resample("2m").relative("percent", AXIS)])).toThrow(
      "barMs of grids[1] is 120000",
    );
    expect(() => average([one, friday.relative("sigma", { ...AXIS, sigma: 1 })])).toThrow("axis of grids[1] is sigma");
    expect(() => average([one, friday.relative("percent", { ...AXIS, share: true })])).toThrow(
      "label of grids[1] is gex share, of grids[0] gex",
    );
    expect(() => average([one, friday.relative("percent", { step: 1, from: 0, to: 2 })])).toThrow(
      "grids[1] runs from 0 to 2, grids[0] from -1 to 1",
    );
    expect(() => average([one, friday.relative("percent", { step: 1, to: 2 })])).toThrow(
      "average takes grids on one axis: grids[1] runs from -2 to 2, grids[0] from -1 to 1",
    );
  });

  test("is the same in whatever order the grids come, and of twice the same grids", () => {
    const relatives = fc.array(
      arbitraryRows().map((rows) => gridOf("increment", rows).relative("percent", { step: 0.5, to: 2 })),
      { minLength: 1, maxLength: 5 },
    );
    const numbers = (grids: RelativeGrid<"increment">[]): Float64Array[] => {
      const { values, outside, minutes } = average(grids);
      return [values, outside, minutes];
    };
    fc.assert(
      fc.property(relatives, (grids) => {
        expect(numbers([...grids].reverse())).toEqual(numbers(grids));
        expect(numbers([...grids, ...grids])).toEqual(numbers(grids));
      }),
    );
  });
});

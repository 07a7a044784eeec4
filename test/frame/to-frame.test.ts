import { DataFrame } from "danfojs-node";
import { describe, expect, test } from "vitest";
import { rank } from "../../src/analytics/rank.js";
import { toFrame, type ToFrameOptions } from "../../src/frame/to-frame.js";
import { average } from "../../src/grid/average.js";
import { StrikeGrid } from "../../src/grid/strike-grid.js";
import { gridOf, heatmap, START } from "../grid/sample.js";

const gex = StrikeGrid.from(heatmap("gex", "raw"));
const contents = (frame: DataFrame): unknown => ({
  columns: frame.columns,
  dtypes: frame.dtypes,
  values: frame.values,
});

/** Whether danfojs can print the frame, look at its head, and hand out each column. */
function works(frame: DataFrame): boolean {
  const printed = String(frame) + String(frame.head(2));
  return frame.columns.every(
    (name) => (frame.column(name).values as unknown[]).length === frame.shape[0] && printed !== "",
  );
}

describe("a frame of rows", () => {
  test("is a DataFrame of danfojs with the rows' keys as columns", () => {
    const frame = toFrame(rank(gex.bar(0), { n: 2 }));
    expect(frame).toBeInstanceOf(DataFrame);
    expect(contents(frame)).toEqual({
      columns: ["rank", "strike", "value", "share", "coverage", "distance_pct"],
      dtypes: ["int32", "float32", "int32", "float32", "float32", "float32"],
      values: [
        [1, 505, 30, 0.5, 0.5, (505 / 501.5 - 1) * 100],
        [2, 502.5, -20, 20 / 60, 50 / 60, (502.5 / 501.5 - 1) * 100],
      ].map((row) => row.map((value) => expect.closeTo(value, 12) as number)),
    });
  });

  test("keeps text, booleans and numbers", () => {
    const rows = [
      { symbol: "SPY", across_gap: false, held: 3 },
      { symbol: "QQQ", across_gap: true, held: 1 },
    ];
    expect(contents(toFrame(rows))).toEqual({
      columns: ["symbol", "across_gap", "held"],
      dtypes: ["string", "boolean", "int32"],
      values: [
        ["SPY", false, 3],
        ["QQQ", true, 1],
      ],
    });
  });

  test("marks the missing with NaN among numbers and with null among words", () => {
    const rows = [
      { a: null, b: "x", c: true, d: null },
      { a: 1.5, b: null, c: null },
      { a: NaN, e: 1 },
    ];
    expect(contents(toFrame(rows))).toEqual({
      columns: ["a", "b", "c", "d", "e"],
      dtypes: ["float32", "string", "boolean", "float32", "float32"],
      values: [
        [NaN, "x", true, NaN, NaN],
        [1.5, null, null, NaN, NaN],
        [NaN, null, null, NaN, 1],
      ],
    });
  });

  test("looks at every row for a column's type", () => {
    const ints = Array.from({ length: 30 }, (_, i) => ({ value: i, word: i }));
    expect(toFrame([...ints, { value: 0.5, word: "x" }]).dtypes).toEqual(["float32", "string"]);
    expect(toFrame([{ word: true }, { word: 1 }]).dtypes).toEqual(["string"]);
    expect(toFrame(ints).dtypes).toEqual(["int32", "int32"]);
  });

  test("keeps dollars, epoch milliseconds and large integers exactly", () => {
    const rows = [
      { t: 1780684200000, dollars: 123456789.25, size_: 16777217 },
      { t: 1780684200001, dollars: -123456789.26, size_: 2 ** 31 },
    ];
    const frame = toFrame(rows);
    expect(frame.values).toEqual(rows.map((row) => Object.values(row)));
    expect(frame.dtypes).toEqual(["float32", "float32", "float32"]);
    expect(frame.column("dollars").values).toEqual([123456789.25, -123456789.26]);
    expect(frame.column("t").max()).toBe(1780684200001);
    expect(frame.column("size_").sum()).toBe(16777217 + 2 ** 31);
  });

  test("of no rows has no columns and still prints", () => {
    const frame = toFrame([]);
    expect(frame.shape).toEqual([0, 0]);
    expect(works(frame)).toBe(true);
    expect(toFrame([{}, {}]).columns).toEqual([]);
  });

  test("puts an underscore behind the name of a member of DataFrame", () => {
    const rows = [{ values: 1, index: 2, count: 3, size: 4, toString: 5, $data: 6, value: 7 }];
    const frame = toFrame(rows);
    expect(frame.columns).toEqual(["values_", "index_", "count_", "size_", "toString_", "$data_", "value"]);
    expect(frame.values).toEqual([[1, 2, 3, 4, 5, 6, 7]]);
    expect(works(frame)).toBe(true);
  });

  test("keeps renamed columns apart from those that have that name", () => {
    const frame = toFrame([{ values: 1, values_: 2, index_: 3, index: 4 }]);
    expect(frame.columns).toEqual(["values__", "values_", "index_", "index__"]);
    expect(frame.values).toEqual([[1, 2, 3, 4]]);
  });

  test("is not transposed where it is square", () => {
    expect(
      contents(
        toFrame([
          { a: 1, b: 2 },
          { a: 3, b: 4 },
        ]),
      ),
    ).toEqual({
      columns: ["a", "b"],
      dtypes: ["int32", "int32"],
      values: [
        [1, 2],
        [3, 4],
      ],
    });
  });

  test("shares no memory with the rows", () => {
    const rows = [{ a: 1 }];
    const frame = toFrame(rows);
    rows[0].a = 2;
    expect(frame.values).toEqual([[1]]);
  });

  test("has the times that are asked for, and without that those of the rows", () => {
    const rows = [{ strike: 500, t: START, time: "14:30", value: 1 }];
    expect(toFrame(rows).columns).toEqual(["strike", "t", "time", "value"]);
    expect(contents(toFrame(rows, { times: "ET" }))).toMatchObject({
      columns: ["strike", "time", "value"],
      values: [[500, "14:30", 1]],
    });
    expect(contents(toFrame(rows, { times: "epoch" }))).toMatchObject({
      columns: ["strike", "t", "value"],
      values: [[500, START, 1]],
    });
  });

  test("reads the instants of an answer's bars", () => {
    const bars = [{ t: "2026-06-05T18:30:00Z", net_gex: 1 }, { t: null }];
    expect(toFrame(bars).values).toEqual([
      ["2026-06-05T18:30:00Z", 1],
      [null, NaN],
    ]);
    expect(toFrame(bars, { times: "ET" }).values).toEqual([
      ["14:30", 1],
      [null, NaN],
    ]);
    expect(toFrame(bars, { times: "epoch" }).values).toEqual([
      [START, 1],
      [NaN, NaN],
    ]);
    expect(toFrame([{ t: "2026-06-05T18:30:30Z" }], { times: "ET" }).values).toEqual([["14:30:30"]]);
    expect(toFrame([{ rank: 1 }], { times: "epoch" }).values).toEqual([[1]]);
  });

  test("cannot tell the instant of a time of day, and knows two forms of times", () => {
    expect(() => toFrame([{ time: "14:30" }], { times: "epoch" })).toThrow(
      'these rows have a time of day and no t, and of which day is not known: take times "ET"',
    );
    expect(() => toFrame([], { times: "UTC" } as unknown as ToFrameOptions)).toThrow(
      'times are "ET" or "epoch", not "UTC"',
    );
  });

  test.each([
    ["a heatmap", heatmap("gex", "raw"), "; of this answer make a grid first: StrikeGrid.from(answer)"],
    ["a board", { entries: [], market_open: true }, "; of this object give entries"],
    ["two legs", { calls: gex, puts: gex }, "; of this object give calls or puts"],
    ["a row", { bars: 3, scale: 1 }, "; this is one object: give [it] for a table of one row"],
    ["a question", Promise.resolve([]), "; this is a Promise: await it first"],
    ["numbers", [1, 2], "; row 0 is a number"],
    ["null among rows", [{}, null], "; row 1 is null"],
    ["rows of rows", [[{}]], "; row 0 is an array"],
    ["grids", [gex, gex], "; this is an array of grids: give one of them"],
    ["text", "rows", ""],
    ["nothing", undefined, ""],
    ["null", null, ""],
  ])("refuses %s, and says what to give instead", (_, value, instead) => {
    expect(() => toFrame(value as never)).toThrow(
      new TypeError(`toFrame takes an array of rows (plain objects), such as board.entries, or a grid${instead}`),
    );
  });

  test("refuses arrays and objects in a row", () => {
    expect(() => toFrame(heatmap("gex", "raw").bars)).toThrow(
      "a cell is a number, text or a boolean, and values holds arrays: give rows without it, or what it holds; " +
        "of a heatmap's or strike-flow's bars make a grid first, StrikeGrid.from(answer)",
    );
    expect(() => toFrame([{ board: {} }])).toThrow("board holds objects");
    expect(() => toFrame([{ board: () => 1 }])).toThrow("board holds functions");
  });

  test("writes dates as instants in UTC, and large integers as text", () => {
    expect(contents(toFrame([{ since: new Date(START), n: 2n ** 70n }]))).toEqual({
      columns: ["since", "n"],
      dtypes: ["string", "string"],
      values: [["2026-06-05T18:30:00Z", "1180591620717411303424"]],
    });
  });
});

describe("a wide frame of a grid", () => {
  test("has a row a bar and a column a strike, half strikes in their place", () => {
    expect(contents(toFrame(gex))).toEqual({
      columns: ["time", "spot", "500", "502.5", "505"],
      dtypes: ["string", "float32", "int32", "float32", "int32"],
      values: [
        ["14:30", 501.5, 10, -20, 30],
        ["14:31", 501.75, 12, 25, 31],
        ["14:32", 502, 9, NaN, 33],
        ["14:33", 502.1, -8, 24, 37],
      ],
    });
    expect(toFrame(gex).column("502.5").values).toEqual([-20, 25, NaN, 24]);
    expect(works(toFrame(gex))).toBe(true);
  });

  test("has epoch milliseconds where they are asked for", () => {
    const frame = toFrame(gex, { times: "epoch" });
    expect(frame.columns).toEqual(["t", "spot", "500", "502.5", "505"]);
    expect(frame.column("t").values).toEqual([0, 1, 2, 3].map((minute) => START + minute * 60_000));
    expect(toFrame(gex, { times: "epoch", shape: "long" }).column("t").values).toEqual(
      [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3].map((minute) => START + minute * 60_000),
    );
  });

  test("is not transposed where bars are as many as columns", () => {
    const square = toFrame(gridOf("level", [[1, 2, 3]], { spot: [7, 8, 9] }));
    expect(square.shape).toEqual([3, 3]);
    expect(square.values).toEqual([
      ["14:30", 7, 1],
      ["14:31", 8, 2],
      ["14:32", 9, 3],
    ]);
  });

  test("of no bars keeps its columns and prints", () => {
    const frame = toFrame(gex.between("09:30", "10:00"));
    expect(frame.columns).toEqual(["time", "spot", "500", "502.5", "505"]);
    expect(frame.shape).toEqual([0, 5]);
    expect(works(frame)).toBe(true);
    expect(toFrame(gex.near(0.0001)).columns).toEqual(["time", "spot"]);
  });
});

describe("a long frame of a grid", () => {
  test("has a row a cell, bar by bar", () => {
    expect(contents(toFrame(gex.between("14:32", "14:34"), { shape: "long" }))).toEqual({
      columns: ["time", "strike", "value", "spot"],
      dtypes: ["string", "float32", "float32", "float32"],
      values: [
        ["14:32", 500, 9, 502],
        ["14:32", 502.5, NaN, 502],
        ["14:32", 505, 33, 502],
        ["14:33", 500, -8, 502.1],
        ["14:33", 502.5, 24, 502.1],
        ["14:33", 505, 37, 502.1],
      ],
    });
  });

  test("of nothing keeps its columns", () => {
    for (const grid of [gex.between("09:30", "10:00"), gex.near(0.0001)]) {
      const frame = toFrame(grid, { shape: "long" });
      expect(frame.columns).toEqual(["time", "strike", "value", "spot"]);
      expect(frame.shape).toEqual([0, 4]);
      expect(works(frame)).toBe(true);
    }
  });

  test("has no more rows than allowed", () => {
    expect(toFrame(gex, { shape: "long", maxRows: 12 }).shape).toEqual([12, 4]);
    expect(() => toFrame(gex, { shape: "long", maxRows: 11 })).toThrow(
      "a long frame of SPY would have 12 rows, more than maxRows 11: " +
        "take fewer strikes with near(), longer bars with resample(), or a wide frame",
    );
    const day = gridOf(
      "level",
      Array.from({ length: 100 }, () => Array<number>(251).fill(1)),
    );
    expect(() => toFrame(day, { shape: "long" })).toThrow("would have 25100 rows, more than maxRows 25000");
    expect(toFrame(day).shape).toEqual([251, 102]);
  });

  test("is one of two shapes", () => {
    expect(() => toFrame(gex, { shape: "tall" } as unknown as ToFrameOptions)).toThrow(
      'a grid\'s shape is "wide" or "long", not "tall"',
    );
  });
});

describe("a frame of a grid on moneyness", () => {
  const flat = gridOf(
    "level",
    [
      [1, 2],
      [3, NaN],
      [5, 6],
    ],
    { strikes: [495, 500, 520], spot: [500, 500] },
  );
  const relative = flat.relative("percent", { step: 1, to: 1 });

  test("has a column a bin, with the minutes since the open and what is outside", () => {
    expect(contents(toFrame(relative))).toEqual({
      columns: ["time", "minutes", "outside", "-1", "0", "1"],
      dtypes: ["string", "int32", "int32", "int32", "float32", "float32"],
      values: [
        ["14:30", 300, 5, 1, 3, NaN],
        ["14:31", 301, 6, 2, NaN, NaN],
      ],
    });
    expect(works(toFrame(relative))).toBe(true);
    expect(toFrame(relative, { times: "epoch" }).column("t").values).toEqual([START, START + 60_000]);
  });

  test("is long by bar and bin, which is called percent or sigma", () => {
    expect(contents(toFrame(relative, { shape: "long" }))).toEqual({
      columns: ["time", "minutes", "percent", "value", "outside"],
      dtypes: ["string", "int32", "int32", "float32", "int32"],
      values: [
        ["14:30", 300, -1, 1, 5],
        ["14:30", 300, 0, 3, 5],
        ["14:30", 300, 1, NaN, 5],
        ["14:31", 301, -1, 2, 6],
        ["14:31", 301, 0, NaN, 6],
        ["14:31", 301, 1, NaN, 6],
      ],
    });
    expect(toFrame(flat.relative("sigma", { sigma: 5 }), { shape: "long" }).columns[2]).toBe("sigma");
    expect(() => toFrame(relative, { shape: "long", maxRows: 5 })).toThrow(
      "a long frame of gex would have 6 rows, more than maxRows 5: take fewer bins with step, longer bars with resample()",
    );
  });

  test("of an average says how many grids know a cell, and has no instants", () => {
    const typical = average([relative, relative]);
    expect(toFrame(typical).values).toEqual(toFrame(relative).values);
    const long = toFrame(typical, { shape: "long" });
    expect(long.columns).toEqual(["time", "minutes", "percent", "value", "grids", "outside"]);
    expect(long.column("grids").values).toEqual([2, 2, 0, 2, 0, 0]);
    expect(() => toFrame(typical, { times: "epoch" })).toThrow("an average of several sessions has no instants");
  });
});

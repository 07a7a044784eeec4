import { tableFromIPC, type Table } from "@uwdata/flechette";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { arrowMatrix, arrowTable } from "../../src/export/arrow-table.js";
import { toArrow } from "../../src/export/to-arrow.js";
import { tableOf } from "../../src/table/table-of.js";
import { average } from "../../src/grid/average.js";
import { GRID, exportFolder, filesIn } from "./files.js";
import { describeInterop } from "../interop.js";

const folder = exportFolder();
const column = (table: Table, name: string): unknown[] => Array.from(table.getChild(name));

describe("an Arrow file", () => {
  test("of a grid has a column a strike, instants as timestamps and labels as text", () => {
    for (const format of ["file", "stream"] as const) {
      const table = tableFromIPC(toArrow(GRID, { format }), { useDate: true });
      expect(table.names).toEqual(["t", "time", "spot", "500", "502.5", "505"]);
      expect(column(table, "t")).toEqual(Array.from(GRID.times, (t) => new Date(t)));
      expect(column(table, "time")).toEqual(["14:30", "14:31", "14:32", "14:33"]);
      expect(column(table, "502.5")).toEqual([...GRID.history(502.5)]);
      expect(column(table, "spot")).toEqual([501.5, NaN, 502, 502.1]);
    }
  });

  test("says what is in it", () => {
    expect(Object.fromEntries(tableFromIPC(toArrow(GRID)).schema.metadata!)).toEqual({
      symbol: "SPY",
      expiration: "2026-06-05",
      field: "gex",
      kind: "level",
      label: "gex",
      unit: "USD per 1 % move",
      origin: "a test, 'quoted'",
      bar_ms: "60000",
    });
  });

  test("is long over the grid's own memory, and read in the bytes' own memory", () => {
    const layout = { shape: "long", times: "epoch", gridTimes: "both", order: "memory" } as const;
    const made = arrowTable(tableOf("a test", GRID, layout));
    expect(made.getChild("value").toArray()).toBe(made.getChild("value").data[0].values);
    expect((made.getChild("value").toArray() as Float64Array).buffer).toBe(GRID.values.buffer);

    const bytes = toArrow(GRID, { shape: "long" });
    const table = tableFromIPC(bytes);
    const values = table.getChild("value").toArray() as Float64Array;
    expect(values).toEqual(GRID.values);
    expect(values.buffer).toBe(bytes.buffer);
    expect(table.names).toEqual(["t", "time", "strike", "value", "spot"]);
    expect(column(table, "strike")).toEqual([500, 500, 500, 500, 502.5, 502.5, 502.5, 502.5, 505, 505, 505, 505]);
  });

  test("is a matrix over the grid's own memory, with its axes beside it", () => {
    const made = arrowMatrix(GRID);
    expect((made.getChild("values").data[0].children[0].values as Float64Array).buffer).toBe(GRID.values.buffer);
    expect((made.getChild("strike").toArray() as Float64Array).buffer).toBe(GRID.strikes.buffer);

    const bytes = toArrow(GRID, { shape: "matrix" });
    const table = tableFromIPC(bytes);
    const lists = table.getChild("values");
    const values = lists.data[0].children[0].values as Float64Array;
    expect([values.buffer, values.subarray(0, 12)]).toEqual([bytes.buffer, GRID.values]);
    expect(values.buffer).toBe(bytes.buffer);
    expect(Array.from(lists.at(1) as Float64Array)).toEqual([...GRID.history(502.5)]);
    expect(JSON.parse(table.schema.metadata!.get("t")!)).toEqual([...GRID.times]);
    expect(JSON.parse(table.schema.metadata!.get("spot")!)).toEqual([501.5, null, 502, 502.1]);
  });

  test("wide is a view a strike on the grid, and on the bytes", () => {
    const layout = { shape: "wide", times: undefined, gridTimes: "both", order: "memory" } as const;
    const made = arrowTable(tableOf("a test", GRID, layout));
    const view = made.getChild("502.5").toArray() as Float64Array;
    expect([view.buffer === GRID.values.buffer, view.byteOffset]).toEqual([true, 4 * 8]);
    const bytes = toArrow(GRID);
    expect((tableFromIPC(bytes).getChild("502.5").toArray() as Float64Array).buffer).toBe(bytes.buffer);
  });

  test("of rows has text and booleans with null, and numbers with NaN", () => {
    const rows = [
      { t: GRID.times[0], symbol: "SPY", held: true, n: 1 },
      { t: GRID.times[1], symbol: null, held: null, n: null },
    ];
    const table = tableFromIPC(toArrow(rows), { useDate: true });
    expect(table.toArray()).toEqual([
      { t: new Date(GRID.times[0]), symbol: "SPY", held: true, n: 1 },
      { t: new Date(GRID.times[1]), symbol: null, held: null, n: NaN },
    ]);
    expect(table.schema.metadata?.size ?? 0).toBe(0);
  });

  test("of a missing instant has null", () => {
    const rows = [{ t: "2026-06-05T18:30:00Z" }, { t: null }];
    expect(column(tableFromIPC(toArrow(rows, { times: "epoch" })), "t")).toEqual([GRID.times[0], null]);
  });

  test("of nothing can be read", () => {
    expect(tableFromIPC(toArrow([])).names).toEqual([]);
    const none = tableFromIPC(toArrow(GRID.between("09:30", "10:00")));
    expect([none.numRows, none.names.length]).toEqual([0, 6]);
    for (const grid of [GRID.between("09:30", "10:00"), GRID.near(0.0001)])
      expect(tableFromIPC(toArrow(grid, { shape: "matrix" })).numRows).toBe(grid.strikes.length);
  });

  test("of a grid on moneyness and of an average has their axis", () => {
    const relative = GRID.relative("percent", { step: 1, to: 1 });
    const table = tableFromIPC(toArrow(relative, { shape: "matrix" }));
    expect(column(table, "percent")).toEqual([-1, 0, 1]);
    expect(table.schema.metadata!.get("outside")).toBe(JSON.stringify([...relative.outside]));
    const typical = tableFromIPC(toArrow(average([relative]), { shape: "matrix" })).schema.metadata!;
    expect([typical.get("of"), typical.get("time")]).toEqual(["SPY 2026-06-05", '["14:30","14:31","14:32","14:33"]']);
    expect(tableFromIPC(toArrow(average([relative]))).names[0]).toBe("time");
  });

  test("is written whole, and given back", () => {
    const file = join(folder, "new", "gex.arrow");
    expect(Buffer.compare(toArrow(GRID, { file }), readFileSync(file))).toBe(0);
    expect(filesIn(join(folder, "new"))).toEqual(["gex.arrow"]);
  });

  test("is of rows and grids, and a matrix of grids", () => {
    expect(() => toArrow({ bars: [{}] } as never)).toThrow("toArrow takes an array of rows");
    expect(() => toArrow([], { shape: "matrix" })).toThrow('toArrow makes a matrix of a grid only: take shape "wide"');
    expect(() => toArrow(GRID, { shape: "tall" as never })).toThrow('a grid\'s shape is "wide" or "long", not "tall"');
    expect(() => toArrow(GRID, { format: "feather" as never })).toThrow("feather");
  });
});

interface Polars {
  readIPC(bytes: Buffer): PolarsFrame;
  readIPCStream(bytes: Buffer): PolarsFrame;
}
interface PolarsFrame {
  columns: string[];
  dtypes: unknown[];
  shape: object;
  getColumn(name: string): { toArray(): unknown[]; sum(): number };
}

describeInterop("an Arrow file in polars", ["polars"], () => {
  const polars = (): Polars => createRequire(import.meta.url)("nodejs-polars") as Polars;

  test("is a frame with the same columns and numbers, from a file and from a stream", () => {
    const frames = [
      polars().readIPC(Buffer.from(toArrow(GRID))),
      polars().readIPCStream(Buffer.from(toArrow(GRID, { format: "stream" }))),
    ];
    for (const frame of frames) {
      expect(frame.columns).toEqual(["t", "time", "spot", "500", "502.5", "505"]);
      expect(frame.getColumn("502.5").toArray()).toEqual([...GRID.history(502.5)]);
      expect(frame.getColumn("time").toArray()).toEqual(["14:30", "14:31", "14:32", "14:33"]);
      expect(frame.getColumn("t").toArray().map(Number)).toEqual([...GRID.times]);
    }
  });

  test("is long, and a matrix of lists", () => {
    const long = polars().readIPC(Buffer.from(toArrow(GRID, { shape: "long" })));
    expect(long.getColumn("value").toArray()).toEqual([...GRID.values]);
    const matrix = polars().readIPC(Buffer.from(toArrow(GRID, { shape: "matrix" })));
    expect(matrix.getColumn("strike").toArray()).toEqual([500, 502.5, 505]);
    expect(matrix.columns).toEqual(["strike", "values"]);
  });
});

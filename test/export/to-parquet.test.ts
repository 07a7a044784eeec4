import type { DuckDBConnection } from "@duckdb/node-api";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadDuckDB } from "../../src/duckdb.js";
import { toParquet } from "../../src/export/to-parquet.js";
import { MINUTE } from "../../src/session.js";
import { gridOf } from "../grid/sample.js";
import { describeInterop } from "../interop.js";
import { GRID, exportFolder, filesIn } from "./files.js";

const folder = exportFolder();
let connection: DuckDBConnection;
beforeAll(async () => {
  connection = await (await loadDuckDB().DuckDBInstance.create()).connect();
});
afterAll(() => connection.closeSync());

const query = async (sql: string): Promise<unknown[][]> => (await connection.runAndReadAll(sql)).getRowsJS();

describe("a Parquet file, read by DuckDB", () => {
  test("of a grid has a column a strike, missing is null, instants are timestamps", async () => {
    const file = join(folder, "new", "gex.parquet");
    await toParquet(GRID, file);
    expect(await query(`SELECT column_name, column_type FROM (DESCRIBE FROM '${file}')`)).toEqual([
      ["t", "TIMESTAMP WITH TIME ZONE"],
      ["time", "VARCHAR"],
      ...["spot", "500", "502.5", "505"].map((name) => [name, "DOUBLE"]),
    ]);
    const rows = await query(`SELECT epoch_ms(t), "time", spot, "500", "502.5", "505" FROM '${file}'`);
    expect(rows.map(([t, ...rest]) => [Number(t), ...rest])).toEqual(
      Array.from(GRID.times, (t, bar) => [
        t,
        GRID.timeOf(bar),
        ...[GRID.spot[bar], GRID.at(0, bar), GRID.at(1, bar), GRID.at(2, bar)].map((x) => (Number.isNaN(x) ? null : x)),
      ]),
    );
    expect(filesIn(join(folder, "new"))).toEqual(["gex.parquet"]);
  });

  test("says what is in it", async () => {
    const file = join(folder, "facts.parquet");
    await toParquet(GRID, file, { times: "ET" });
    const facts = await query(`SELECT decode(key), decode(value) FROM parquet_kv_metadata('${file}')`);
    expect(Object.fromEntries(facts)).toMatchObject({
      symbol: "SPY",
      expiration: "2026-06-05",
      unit: "USD per 1 % move",
      origin: "a test, 'quoted'",
    });
  });

  test("is long, and longer than one chunk", async () => {
    const day = gridOf(
      "level",
      Array.from({ length: 11 }, (_, i) => Array.from({ length: 390 }, (_, bar) => (i * 390 + bar) / 7)),
    );
    const file = join(folder, "long.parquet");
    await toParquet(day, file, { shape: "long", times: "epoch" });
    const rows = await query(`SELECT epoch_ms(t), strike, value, spot FROM '${file}'`);
    expect(rows).toHaveLength(11 * 390);
    expect(rows.map(([t, strike, value]) => [Number(t), strike, value])).toEqual(
      Array.from(day.values, (value, i) => [day.times[0] + (i % 390) * MINUTE, 500 + 5 * Math.floor(i / 390), value]),
    );
  });

  test("of rows keeps text, booleans and what is missing, whatever they are called", async () => {
    const file = join(folder, `it's a "file" [1]*.parquet`);
    const rows = [
      { symbol: "it's", 'say "x"': true, order: 1 },
      { symbol: null, 'say "x"': null, order: null },
    ];
    await toParquet(rows, file);
    const [name] = [`'${file.replace(/[*?[]/g, "[$&]").replaceAll("'", "''")}'`];
    expect(await query(`FROM ${name}`)).toEqual(rows.map((row) => Object.values(row)));
  });

  test("of no bars has its columns, and of no columns there is none", async () => {
    const file = join(folder, "none.parquet");
    await toParquet(GRID.between("09:30", "10:00"), file);
    expect(await query(`SELECT count(*)::INTEGER FROM '${file}'`)).toEqual([[0]]);
    await expect(toParquet([], join(folder, "no.parquet"))).rejects.toThrow("a Parquet file has one column or more");
    await expect(toParquet({ bars: [{}] } as never, join(folder, "no.parquet"))).rejects.toThrow("toParquet takes");
    expect(filesIn(folder)).not.toContain("no.parquet");
  });

  test("that cannot be written leaves what was there, and nothing else", async () => {
    const taken = join(folder, "taken");
    mkdirSync(join(taken, "gex.parquet", "full"), { recursive: true });
    await expect(toParquet(GRID, join(taken, "gex.parquet"))).rejects.toThrow(/EISDIR|ENOTEMPTY|EEXIST/);
    expect(filesIn(taken)).toEqual(["gex.parquet"]);
    writeFileSync(join(taken, "old.parquet"), "before");
    await expect(toParquet([{ a: 1, A: 2 }], join(taken, "old.parquet"))).rejects.toThrow(/column/i);
    expect(readFileSync(join(taken, "old.parquet"), "utf8")).toBe("before");
    expect(filesIn(taken)).toEqual(["gex.parquet", "old.parquet"]);
  });

  test("may be written several times at once", async () => {
    const file = join(folder, "many", "gex.parquet");
    await Promise.all([1, 2, 3].map((value) => toParquet([{ value }], file)));
    expect(filesIn(join(folder, "many"))).toEqual(["gex.parquet"]);
    expect([1, 2, 3]).toContain((await query(`FROM '${file}'`))[0][0]);
  });
});

interface Polars {
  readParquet(path: string): { columns: string[]; getColumn(name: string): { toArray(): unknown[] } };
}

describeInterop("a Parquet file in polars", ["polars"], () => {
  const polars = (): Polars => createRequire(import.meta.url)("nodejs-polars") as Polars;

  test("is a frame with the same columns and numbers", async () => {
    const file = join(folder, "polars.parquet");
    await toParquet(GRID, file);
    const frame = polars().readParquet(file);
    expect(frame.columns).toEqual(["t", "time", "spot", "500", "502.5", "505"]);
    expect(frame.getColumn("502.5").toArray()).toEqual([-20, 25, null, 24]);
    expect(frame.getColumn("t").toArray().map(Number)).toEqual([...GRID.times]);
  });
});

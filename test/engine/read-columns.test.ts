import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { readByDuckDB } from "../../src/engine/read-by-duckdb.js";
import { readColumns } from "../../src/engine/read-columns.js";
import { tapeFolder } from "./tape-folder.js";

vi.mock(import("../../src/engine/read-by-duckdb.js"), async (original) => {
  const { readByDuckDB } = await original();
  return { readByDuckDB: vi.fn(readByDuckDB) as unknown as typeof readByDuckDB };
});
beforeEach(() => {
  vi.mocked(readByDuckDB).mockClear();
});

const ROWS = 60_000;
const LONG =
  "bid,right,strike,time,price,more\n" +
  Array.from(
    { length: ROWS },
    (_, i) => `,${i % 2 ? "C" : "put"},7${i % 90}.5,${1450969200000 + i},${i / 100},x\n`,
  ).join("");

async function read(file: string, content: string | Uint8Array): ReturnType<typeof readColumns> {
  const folder = await tapeFolder({ "trades.csv": null, [file]: content });
  return readColumns(folder, "trades", ["time", "strike", "right", "price"], ["bid", "ask"]);
}

describe("a plain table is scanned and DuckDB is left alone", () => {
  test.each([
    ["trades.csv", LONG],
    ["trades.csv.gz", gzipSync(LONG)],
    ["trades.csv.gz", Buffer.concat([gzipSync(LONG.slice(0, 999)), gzipSync(LONG.slice(999))])],
  ])("%s", async (file, content) => {
    const { path, columns } = await read(file, content);
    expect(readByDuckDB).not.toHaveBeenCalled();
    expect(path.endsWith(file)).toBe(true);
    expect(columns).toEqual(await readByDuckDB(path, ["time", "strike", "right", "price"], ["bid", "ask"]));
    // A row with two faults is counted by the first of these.
    expect(Object.keys(columns)).toEqual(["time", "strike", "right", "price", "bid"]);
    expect(columns.time).toHaveLength(ROWS);
  });
});

test("conditions mean the same to both: words however written, letters, and what is neither", async () => {
  const letters = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i)).filter(
    (letter) => !`,"'#\\`.includes(letter),
  );
  const words = [
    "",
    "regular",
    "LATE",
    " late ",
    "Multi-Leg",
    "multi leg",
    "multi - leg",
    "multi_leg",
    "canceled",
    "auctions",
    "a b",
  ];
  const lines = [...letters, ...words].map((word) => `${word},1\n`);
  const folder = await tapeFolder({ "trades.csv": "condition,price\n" + lines.join("") });
  const { path, columns } = await readColumns(folder, "trades", ["price"], ["condition"]);
  expect(readByDuckDB).not.toHaveBeenCalled();
  expect(columns).toEqual(await readByDuckDB(path, ["price"], ["condition"]));
  expect(new Set(columns.condition).size).toBeGreaterThan(5);
});

describe("DuckDB reads", () => {
  test("what is not plain, though it is so at its end alone", async () => {
    const { columns } = await read("trades.csv", LONG + '"1",P,700,1450969200000,1,\n');
    expect(readByDuckDB).toHaveBeenCalledOnce();
    expect(columns.time).toHaveLength(ROWS + 1);
    expect(columns.bid.at(-1)).toBe(1);
  });

  test.each<[string, string, string | Uint8Array, string]>([
    ["a gzip that was cut short", "trades.csv.gz", gzipSync(LONG).subarray(0, -9), "is not a whole gzip file"],
    ["a table that lacks a column", "trades.csv", LONG.replace("price", "px"), "has no column price"],
    ["a time without a zone", "trades.csv", LONG + ",P,700,2015-12-24T10:00:00,1,\n", "has no zone"],
  ])("%s, and says what is wrong", async (_, file, content, message) => {
    await expect(read(file, content)).rejects.toThrow(message);
    expect(readByDuckDB).toHaveBeenCalledOnce();
  });

  test("what is no file, and says so", async () => {
    const folder = await tapeFolder({ "trades.csv": null });
    await mkdir(join(folder, "trades.csv"));
    await expect(readColumns(folder, "trades", ["time"])).rejects.toThrow("trades.csv cannot be read");
  });
});

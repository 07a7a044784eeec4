import type { DuckDBDataChunk, DuckDBType, DuckDBValue } from "@duckdb/node-api";
import { duckDB, loadDuckDB, type DuckDB } from "../duckdb.js";
import type { Tabular } from "../table/table-of.js";
import type { Table, TableColumn } from "../table/table.js";
import { writeAtomicallyBy } from "../write-atomically.js";
import { exportTable, type ExportOptions } from "./export-options.js";

/** Rows of a chunk: as many as DuckDB takes at once. */
const CHUNK = 2048;

/**
 * Writes rows or a grid as a Parquet file, by DuckDB: whole or not at all. Missing is null. Instants in `t` are timestamps,
 * UTC. The file's key-value metadata says what is in it: symbol, expiration, field, kind, label, unit, origin.
 *
 * @throws TypeError for what is neither rows nor a grid, and for rows without any column, which Parquet cannot hold.
 * @throws Error when the file cannot be written; one that was there before is as it was.
 * @example
 * await toParquet(gex, "out/gex.parquet", { shape: "long" });
 */
export async function toParquet(value: Tabular, file: string, options: ExportOptions = {}): Promise<void> {
  const table = exportTable("toParquet", value, options);
  if (table.columns.length === 0)
    throw new TypeError("a Parquet file has one column or more, and these rows have none");
  await writeAtomicallyBy(file, (neighbour) => writeParquet(table, neighbour));
}

async function writeParquet({ rows, columns, about }: Table, path: string): Promise<void> {
  const connection = await (await duckDB()).connect();
  try {
    const types = columns.map((column) => `${name(column.name)} ${TYPES[column.type]}`);
    await connection.run(`CREATE TEMP TABLE exported (${types.join(", ")})`);
    const appender = await connection.createAppender("exported");
    for (let start = 0; start < rows; start += CHUNK)
      appender.appendDataChunk(chunkOf(columns, start, Math.min(start + CHUNK, rows)));
    appender.closeSync();
    const facts = Object.entries(about).map(([key, fact]) => `${name(key)}: ${text(fact)}`);
    const metadata = facts.length > 0 ? `, KV_METADATA {${facts.join(", ")}}` : "";
    await connection.run(`COPY exported TO ${text(path)} (FORMAT parquet${metadata})`);
  } finally {
    connection.closeSync();
  }
}

const TYPES = { number: "DOUBLE", instant: "TIMESTAMPTZ", text: "VARCHAR", boolean: "BOOLEAN" };

function chunkOf(columns: readonly TableColumn[], start: number, end: number): DuckDBDataChunk {
  const library = loadDuckDB();
  const chunk = library.DuckDBDataChunk.create(
    columns.map(({ type }) => duckType(type, library)),
    end - start,
  );
  columns.forEach((column, i) => chunk.setColumnValues(i, valuesOf(column, start, end, library)));
  return chunk;
}

function duckType(type: TableColumn["type"], { DOUBLE, TIMESTAMPTZ, VARCHAR, BOOLEAN }: DuckDB): DuckDBType {
  return { number: DOUBLE, instant: TIMESTAMPTZ, text: VARCHAR, boolean: BOOLEAN }[type];
}

function valuesOf(column: TableColumn, start: number, end: number, { DuckDBTimestampTZValue }: DuckDB): DuckDBValue[] {
  const { type, values } = column;
  if (type === "text" || type === "boolean") return values.slice(start, end);
  const known =
    type === "number"
      ? (value: number) => value
      : (t: number) => new DuckDBTimestampTZValue(BigInt(Math.round(t * 1000)));
  return Array.from(values.subarray(start, end), (value) => (Number.isNaN(value) ? null : known(value)));
}

function name(word: string): string {
  return `"${word.replaceAll('"', '""')}"`;
}

function text(words: string): string {
  return `'${words.replaceAll("'", "''")}'`;
}

import { createReadStream, statSync } from "node:fs";
import { Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import type { DuckDBConnection, DuckDBDataChunk } from "@duckdb/node-api";
import { TapeError } from "../api/errors.js";
import { duckDB } from "../duckdb.js";
import { CONDITION_WORDS } from "./conditions.js";
import type { Columns } from "./read-columns.js";

/**
 * Reads columns of a table by DuckDB, which knows every kind of CSV and Parquet.
 *
 * @throws TapeError when the file is damaged, lacks a required column, or has times without a zone.
 */
export async function readByDuckDB<R extends string, O extends string = never>(
  path: string,
  required: readonly R[],
  optional: readonly O[] = [],
): Promise<Columns<R, O>> {
  if (path.endsWith(".gz")) await mustBeWhole(path);
  const connection = await (await duckDB()).connect();
  try {
    const from = path.endsWith(".parquet")
      ? `read_parquet(${literal(path)})`
      : `read_csv(${literal(path)}, header = true, all_varchar = true, delim = ',', quote = '"')`;
    const types = await columnTypes(connection, from);
    const missing = required.filter((name) => !types.has(name));
    if (missing.length > 0)
      throw new TapeError(
        `${path} has no column ${missing.join(", ")}; it needs ${required.join(", ")} and has ${[...types.keys()].join(", ")}`,
      );
    const names = [...required, ...optional.filter((name) => types.has(name))];
    if (types.has("time")) await mustHaveZone(connection, from, types.get("time")!, path);
    const select = names.map((name) => asNumber(name, types.get(name)!));
    return await collect(connection, `SELECT ${select.join(", ")} FROM ${from}`, names);
  } catch (error) {
    if (error instanceof TapeError) throw error;
    throw new TapeError(`${path} cannot be read: ${reasonOf(error as Error)}`, { cause: error });
  } finally {
    connection.closeSync();
  }
}

// DuckDB reads a gzip file that was cut short up to the cut and says nothing.
async function mustBeWhole(path: string): Promise<void> {
  if (statSync(path).size === 0) throw new TapeError(`${path} is not a whole gzip file (it is empty); fetch it again`);
  const sink = new Writable({ write: (_chunk, _encoding, done) => done() });
  try {
    await pipeline(createReadStream(path), createGunzip(), sink);
  } catch (cause) {
    throw new TapeError(`${path} is not a whole gzip file (${(cause as Error).message}); fetch it again`, { cause });
  }
}

async function columnTypes(connection: DuckDBConnection, from: string): Promise<Map<string, string>> {
  const rows = (await connection.runAndReadAll(`DESCRIBE SELECT * FROM ${from}`)).getRowObjects();
  return new Map(rows.map((row) => [String(row.column_name), String(row.column_type)]));
}

/** A date and a time of day with their zone behind them: the only text that is read as a time. */
const ZONED = "\\d{4}[-/]\\d{1,2}[-/]\\d{1,2}[T ]\\d{1,2}:\\d{2}(:\\d{2}([.]\\d+)?)? ?(Z|UTC|[+-]\\d{2}(:?\\d{2})?)";

/** What people write for a date or a time of day, in whatever order and with whatever between the numbers. */
const TIME_LIKE = "\\d[-/\\\\:. ]\\d{1,2}([-/\\\\:. ]\\d|\\D*$)|^\\d{8}T\\d";

/** The SQL condition that a text is a {@link ZONED} time. */
function isZoned(text: string): string {
  return `regexp_full_match(${text}, '${ZONED}', 'i')`;
}

/**
 * Refuses a column with a time that does not say its zone. DuckDB reads many such forms, and takes the machine's zone
 * for them: the same file would give other minutes on another machine.
 */
async function mustHaveZone(connection: DuckDBConnection, from: string, type: string, path: string): Promise<void> {
  const refuse = (time: string, fault: string): never => {
    throw new TapeError(
      `${path}: time ${time} ${fault}; write it with Z or an offset (2015-12-24T09:30:00-05:00) or as epoch milliseconds`,
    );
  };
  if (/^(TIMESTAMP(_\w+)?|DATE|TIME)$/.test(type)) refuse(`of type ${type}`, "has no zone");
  if (type !== "VARCHAR") return;
  const text = `trim("time")`;
  const naked = `TRY_CAST(${text} AS DOUBLE) IS NULL AND NOT ${isZoned(text)} AND regexp_matches(${text}, '${TIME_LIKE}')`;
  const [row] = (await connection.runAndReadAll(`SELECT "time" FROM ${from} WHERE ${naked} LIMIT 1`)).getRows();
  if (row === undefined) return;
  const named = /[a-z]+\/[a-z_]+\]?\s*$|\b[a-z]{2,3}t\s*$/i.test(String(row[0]));
  refuse(`"${String(row[0])}"`, named ? "names its zone, and names are not read" : "has no zone");
}

/** The SQL that reads a column as doubles: NaN where it is empty, {@link UNREADABLE} where it cannot be read. */
function asNumber(name: string, type: string): string {
  const column = `"${name}"`;
  const text = `trim(CAST(${column} AS VARCHAR))`;
  const read =
    name === "right"
      ? `CASE upper(${text}) WHEN 'C' THEN 1.0 WHEN 'CALL' THEN 1.0 WHEN 'P' THEN -1.0 WHEN 'PUT' THEN -1.0 END`
      : name === "condition"
        ? conditionOf(text)
        : name === "time" && type.startsWith("TIMESTAMP")
          ? `epoch_us(${column}) / 1000.0`
          : name === "time" && type === "VARCHAR"
            ? `CASE WHEN ${isZoned(text)} THEN epoch_us(TRY_CAST(upper(${text}) AS TIMESTAMPTZ)) / 1000.0
               ELSE TRY_CAST(${text} AS DOUBLE) END`
            : `TRY_CAST(${type === "VARCHAR" ? text : column} AS DOUBLE)`;
  const empty = type === "VARCHAR" ? `coalesce(${text}, '') = ''` : `${column} IS NULL`;
  return `CASE WHEN ${empty} THEN 'nan'::DOUBLE ELSE coalesce(${read}, '-inf'::DOUBLE) END`;
}

/** The SQL of `conditionCode`. */
function conditionOf(text: string): string {
  const word = `CASE WHEN length(${text}) = 1 THEN ${text} ELSE regexp_replace(lower(${text}), '[\\s-]+', '_', 'g') END`;
  const codes = Array.from(CONDITION_WORDS, ([known, code]) => `WHEN '${known}' THEN ${code}.0`);
  return `CASE ${word} ${codes.join(" ")} END`;
}

async function collect<N extends string>(
  connection: DuckDBConnection,
  sql: string,
  names: readonly N[],
): Promise<Record<N, Float64Array>> {
  const result = await connection.run(sql);
  const columns = names.map(() => new Float64Array(result.rowCount));
  for (let i = 0, start = 0; i < result.chunkCount; i++) {
    // The rows are there by now: to wait for each chunk would take longer than the query.
    const chunk = result.getChunk(i);
    columns.forEach((column, k) => column.set(doublesOf(chunk, k), start));
    start += chunk.rowCount;
  }
  return Object.fromEntries(names.map((name, i) => [name, columns[i]])) as Record<N, Float64Array>;
}

/** A column of a chunk without a number object for every cell, where the library lets us at them. */
function doublesOf(chunk: DuckDBDataChunk, column: number): ArrayLike<number> {
  const { items } = chunk.getColumnVector(column) as unknown as { items?: unknown };
  return items instanceof Float64Array ? items : (chunk.getColumnValues(column) as number[]);
}

/** DuckDB's message without its list of everything it tried. */
function reasonOf({ message }: Error): string {
  const lines = message.split("\n").map((line) => line.trim());
  return lines.slice(0, lines[0].includes("sniffing") ? 2 : 1).join(" ");
}

/** A path as an SQL text that means this one file, whatever characters it holds: DuckDB would take `*`, `?` and `[` for patterns. */
function literal(path: string): string {
  return `'${path.replace(/[*?[]/g, "[$&]").replaceAll("'", "''")}'`;
}

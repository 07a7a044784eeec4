import { existsSync } from "node:fs";
import { join } from "node:path";
import { TapeError } from "../api/errors.js";
import { UNREADABLE } from "./cell-text.js";
import { conditionCode } from "./conditions.js";
import { readByDuckDB } from "./read-by-duckdb.js";
import { readWords } from "./read-words.js";
import { scanFile } from "./scan-file.js";
import type { CellReader } from "./scan-rows.js";

const ENDINGS = [".csv", ".csv.gz", ".parquet"] as const;

/**
 * Columns as numbers, with `UNREADABLE` where a cell cannot be read. `right` is +1 for a call, -1 for a put; `time` is
 * epoch milliseconds; `condition` is a code of `CONDITIONS`.
 */
export type Columns<R extends string, O extends string = never> = Record<R, Float64Array> &
  Partial<Record<O, Float64Array>>;

/** A table and the file it was read from. */
export interface Table<C extends object> {
  readonly path: string;
  readonly columns: C;
}

/**
 * Reads a table of a tape folder, whichever of `.csv`, `.csv.gz` and `.parquet` is there: plain CSV by a scanner, which is
 * much faster, and everything else by DuckDB. Both give the same.
 *
 * @throws TapeError when there is no such file or more than one, when it is damaged, lacks a required column, or has
 *   times without a zone.
 */
export async function readColumns<R extends string, O extends string = never>(
  folder: string,
  table: string,
  required: readonly R[],
  optional: readonly O[] = [],
): Promise<Table<Columns<R, O>>> {
  const path = tablePath(folder, table);
  const scanned = path.endsWith(".parquet")
    ? null
    : await scanFile(path, readersOf([...required, ...optional]), required);
  const columns = scanned
    ? (Object.fromEntries(scanned) as Columns<R, O>)
    : await readByDuckDB(path, required, optional);
  return { path, columns };
}

function readersOf(names: readonly string[]): Record<string, CellReader> {
  return Object.fromEntries(names.map((name) => [name, READERS[name] ?? "number"]));
}

const readCondition = readWords((word) => {
  if (word.trim() === "") return NaN;
  const code = conditionCode(word);
  return code < 0 ? UNREADABLE : code;
});

/** Columns that are no numbers. */
const READERS: Partial<Record<string, CellReader>> = { time: "time", right: "right", condition: readCondition };

function tablePath(folder: string, table: string): string {
  const paths = ENDINGS.map((ending) => join(folder, table + ending)).filter((path) => existsSync(path));
  if (paths.length === 0)
    throw new TapeError(`${folder} has no ${table}: one of ${ENDINGS.map((end) => table + end).join(", ")}`);
  if (paths.length > 1) throw new TapeError(`${folder} has more than one ${table}: ${paths.join(", ")}; keep one`);
  return paths[0];
}

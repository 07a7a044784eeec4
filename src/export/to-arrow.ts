import { isGrid, type AnyGrid } from "../table/grid-matrix.js";
import type { Tabular } from "../table/table-of.js";
import { writeAtomically } from "../write-atomically.js";
import { arrowMatrix, arrowTable, loadFlechette } from "./arrow-table.js";
import { exportTable, type ExportOptions } from "./export-options.js";

/** Options of {@link toArrow}. */
export interface ArrowOptions extends Omit<ExportOptions, "shape"> {
  /**
   * As in a file of any kind, or of a grid `matrix`: a row a strike with `strike` and `values`, a list of its bars, whose
   * times and spot stand in the metadata; an `uncertainty` is left out, and `long` has it.
   */
  shape?: "wide" | "long" | "matrix" | undefined;
  /** `file` (default), which is also Feather, version 2; or `stream`. */
  format?: "file" | "stream" | undefined;
  /** A file to write it to as well: whole or not at all. */
  file?: string | undefined;
}

/**
 * Rows or a grid as Arrow IPC, which pandas (`pd.read_feather`), polars (`pl.read_ipc`) and DuckDB read without looking at
 * a single number. The numbers of a grid are copied once, from its memory into the bytes; who reads them in place has them
 * there. NaN is missing, as in the grid; missing text and booleans are null. Instants in `t` are timestamps in
 * milliseconds, UTC. The schema's metadata says what is in it: symbol, expiration, field, kind, label, unit, origin.
 *
 * @returns The bytes.
 * @throws TypeError for what is neither rows nor a grid, and for rows as a matrix. RangeError for another format or shape.
 * @example
 * toArrow(gex, { file: "out/gex.arrow" });
 * toArrow(gex, { shape: "matrix" });
 */
export function toArrow(
  value: Tabular,
  { shape = "wide", format = "file", file, ...options }: ArrowOptions = {},
): Uint8Array {
  if (format !== "file" && format !== "stream")
    throw new RangeError(`an Arrow format is "file" or "stream", not "${String(format)}"`);
  const table =
    shape === "matrix"
      ? arrowMatrix(mustBeGrid(value))
      : arrowTable(exportTable("toArrow", value, { shape, ...options }));
  const bytes = loadFlechette().tableToIPC(table, { format })!;
  if (file !== undefined) writeAtomically(file, bytes);
  return bytes;
}

function mustBeGrid(value: unknown): AnyGrid {
  if (isGrid(value)) return value;
  throw new TypeError(`toArrow makes a matrix of a grid only: take shape "wide" for rows`);
}

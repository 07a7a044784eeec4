import type { Tabular } from "../table/table-of.js";
import type { TableColumn } from "../table/table.js";
import { writeAtomically } from "../write-atomically.js";
import { exportTable, type ExportOptions } from "./export-options.js";

/** Options of {@link toCsv}. */
export interface CsvOptions extends ExportOptions {
  /** A file to write it to as well: whole or not at all. */
  file?: string | undefined;
}

/**
 * Rows or a grid as CSV: a line of names, then a line a row, UTF-8, lines end with LF, quoted as RFC 4180 says where there
 * is a comma, a quote or a line break. No other lines and no units, so that every reader takes it as it is: units stand in
 * the docstring of the rows or in `grid.unit`.
 *
 * Numbers have all the digits that make them the same number when read; missing is empty, text without a letter is `""`.
 * Instants in `t` are epoch milliseconds. pandas reads numbers to the last bit with `float_precision="round_trip"`.
 *
 * @returns The text.
 * @throws TypeError for what is neither rows nor a grid.
 * @example
 * toCsv(rank(gex.bar(-1), { n: 3 }), { file: "out/strikes.csv" });
 */
export function toCsv(value: Tabular, { file, ...options }: CsvOptions = {}): string {
  const { rows, columns } = exportTable("toCsv", value, options);
  const cells = columns.map(cellWriter);
  const lines = [columns.map(({ name }) => quoted(name)).join(",")];
  for (let row = 0; row < rows; row++) {
    let line = "";
    for (let column = 0; column < cells.length; column++) line += (column > 0 ? "," : "") + cells[column](row);
    // Readers skip empty lines.
    lines.push(line === "" ? '""' : line);
  }
  const text = columns.length === 0 ? "" : `${lines.join("\n")}\n`;
  if (file !== undefined) writeAtomically(file, text);
  return text;
}

function cellWriter(column: TableColumn): (row: number) => string {
  const { type, values } = column;
  if (type === "text") return (row) => (values[row] === null ? "" : quoted(values[row]));
  if (type === "boolean") return (row) => (values[row] === null ? "" : String(values[row]));
  return (row) => (Number.isNaN(values[row]) ? "" : Object.is(values[row], -0) ? "-0" : String(values[row]));
}

function quoted(text: string): string {
  return text === "" || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

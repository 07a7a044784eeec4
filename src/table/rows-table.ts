import { MINUTE, newYorkTime, toInstant, toIso } from "../session.js";
import type { Table, TableColumn, Times } from "./table.js";

type Row = Readonly<Record<string, unknown>>;

/**
 * Rows as columns, in the order in which their keys first appear. Missing (NaN, null, undefined, a key that a row lacks)
 * is NaN among numbers and null among text and booleans. A column of several types is text.
 *
 * Rows tell the time in `t`, `time` or both; `times` leaves one of them, made of the other where need be.
 *
 * @throws TypeError for a cell that is an array or an object, and for times of day where instants are asked for.
 */
export function rowsTable(rows: readonly object[], times: Times | undefined): Table {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const columns = names.map((name) =>
    columnOf(
      name,
      rows.map((row) => cellOf((row as Row)[name], name)),
    ),
  );
  return { rows: rows.length, columns: times === undefined ? columns : withTimes(columns, times), about: {} };
}

type Cell = number | string | boolean | null;

function cellOf(cell: unknown, name: string): Cell {
  if (cell === undefined || cell === null) return null;
  if (typeof cell === "number" || typeof cell === "string" || typeof cell === "boolean") return cell;
  if (typeof cell === "bigint") return String(cell);
  if (cell instanceof Date) return toIso(cell.getTime());
  const what = Array.isArray(cell) || ArrayBuffer.isView(cell) ? "arrays" : `${typeof cell}s`;
  throw new TypeError(
    `a cell is a number, text or a boolean, and ${name} holds ${what}: give rows without it, or what it holds; ` +
      `of a heatmap's or strike-flow's bars make a grid first, StrikeGrid.from(answer)`,
  );
}

function columnOf(name: string, cells: readonly Cell[]): TableColumn {
  const types = new Set(cells.filter((cell) => cell !== null).map((cell) => typeof cell));
  if (types.size > 1) return { name, type: "text", values: cells.map((cell) => (cell === null ? null : String(cell))) };
  if (types.has("string")) return { name, type: "text", values: cells as (string | null)[] };
  if (types.has("boolean")) return { name, type: "boolean", values: cells as (boolean | null)[] };
  const values = Float64Array.from(cells, (cell) => (cell as number | null) ?? NaN);
  return { name, type: isInstants(name, values) ? "instant" : "number", values };
}

/** Epoch milliseconds in `t` have thirteen digits; whatever else somebody calls `t` has less. */
function isInstants(name: string, values: Float64Array): boolean {
  return name === "t" && values.length > 0 && values.every((t) => t >= 1e11 && t < 1e13);
}

function withTimes(columns: readonly TableColumn[], times: Times): TableColumn[] {
  const [kept, dropped] = times === "ET" ? ["time", "t"] : ["t", "time"];
  const names = columns.map(({ name }) => name);
  if (names.includes(kept)) {
    const rest = columns.filter(({ name }) => name !== dropped);
    return times === "ET" ? rest : rest.map((column) => (column.name === "t" ? instants(column) : column));
  }
  if (!names.includes(dropped)) return [...columns];
  if (times === "epoch")
    throw new TypeError(`these rows have a time of day and no t, and of which day is not known: take times "ET"`);
  return columns.map((column) => (column.name === "t" ? labels(instants(column)) : column));
}

function instants(column: TableColumn): TableColumn & { values: Float64Array } {
  if (column.type === "instant") return column;
  const cells = Array.from<Cell>(column.values);
  const values = Float64Array.from(cells, (t) => (t === null || Number.isNaN(t) ? NaN : toInstant(t as string)));
  return { name: "t", type: "instant", values };
}

function labels({ values }: { values: Float64Array }): TableColumn {
  const seconds = values.some((t) => t % MINUTE > 0);
  const label = (t: number): string | null => (Number.isNaN(t) ? null : newYorkTime(t, seconds));
  return { name: "time", type: "text", values: Array.from(values, label) };
}

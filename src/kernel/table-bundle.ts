import { escapeHtml, NOT_MATHS } from "../figures/plotly-html.js";
import { formatColumn } from "./format-column.js";

/** Rows and columns a table shows at most; beyond, it says how many there are. */
const MOST_ROWS = 24;
const MOST_COLUMNS = 16;
/** Text up to this length is one line, characters. */
const LONGEST_LINE = 40;

/** A table to be shown: columns by name, each a function of the row's number so that only what is shown is read. */
export interface TableSource {
  columns: readonly string[];
  rows: number;
  cell(row: number, column: number): unknown;
  /** Row labels, as a DataFrame has them; without it the rows stand alone. */
  label?(row: number): unknown;
}

/**
 * A table as a MIME bundle: `text/html` (escaped, numbers on the right) and `text/plain` (aligned). It shows the first 24
 * rows, and of more than 16 columns the first and the last eight, and then states the whole size.
 */
export function tableBundle(table: TableSource): Record<string, string> {
  const rows = Array.from({ length: Math.min(table.rows, MOST_ROWS) }, (_, row) => row);
  const half = MOST_COLUMNS / 2;
  const all = table.columns.map((name, column) => ({ name, ...formatColumn(rows.map((r) => table.cell(r, column))) }));
  const gap = { name: "…", numeric: false, cells: rows.map(() => "…") };
  const shown = all.length > MOST_COLUMNS ? [...all.slice(0, half), gap, ...all.slice(-half)] : all;
  const columns = table.label ? [{ name: "", ...formatColumn(rows.map((r) => table.label?.(r))) }, ...shown] : shown;

  const cut = table.rows > MOST_ROWS || all.length > MOST_COLUMNS;
  const size = `${count(table.rows, "row")} × ${count(all.length, "column")}`;
  const part = table.rows > MOST_ROWS ? `the first ${MOST_ROWS} rows` : "not all columns";
  const note = table.rows === 0 ? "no rows" : cut ? `${size}, ${part} shown` : "";
  return { "text/html": html(columns, rows, note), "text/plain": text(columns, rows, note) };
}

interface ShownColumn {
  name: string;
  numeric: boolean;
  cells: string[];
}

/*
 * Notebook front ends push every cell to the right and code-hosting pages drop `style`: so numbers carry the old `align`
 * attribute, which both obey, and text a `style`, which matters only where the front end would push it away, or break a
 * time at its hyphens.
 */
function html(columns: ShownColumn[], rows: number[], note: string): string {
  const side = ({ numeric, cells }: ShownColumn): string => {
    if (numeric) return ' align="right"';
    const short = cells.every((cell) => cell.length <= LONGEST_LINE);
    return ` style="text-align:left${short ? ";white-space:nowrap" : ""}"`;
  };
  const head = columns.map((c) => `<th${side(c)}>${escapeHtml(c.name)}</th>`).join("");
  const line = (row: number): string =>
    columns.map((c) => `<td${side(c)}>${escapeHtml(c.cells[row] ?? "")}</td>`).join("");
  const body = rows.map((row) => `<tr>${line(row)}</tr>`).join("\n");
  const foot = note && `\n<p>${escapeHtml(note)}</p>`;
  return `<table class="dataframe ${NOT_MATHS}">\n<thead><tr>${head}</tr></thead>\n<tbody>\n${body}\n</tbody>\n</table>${foot}`;
}

function text(columns: ShownColumn[], rows: number[], note: string): string {
  const short = (cell: string): string => (cell.length > LONGEST_LINE ? `${cell.slice(0, LONGEST_LINE - 1)}…` : cell);
  const padded = columns.map(({ name, numeric, cells }) => {
    const column = [name, ...rows.map((row) => cells[row] ?? "")].map(short);
    const width = Math.max(...column.map((cell) => cell.length));
    return column.map((cell) => (numeric ? cell.padStart(width) : cell.padEnd(width)));
  });
  const lines = [0, ...rows.map((row) => row + 1)].map((i) =>
    padded
      .map((column) => column[i])
      .join("  ")
      .trimEnd(),
  );
  return [...lines, ...(note ? [note] : [])].join("\n");
}

function count(n: number, noun: string): string {
  return `${n.toLocaleString("en-US")} ${noun}${n === 1 ? "" : "s"}`;
}

import { inspect, types } from "node:util";
import { figure, type Figure, type PlotlyObject } from "../figures/figure.js";
import { errorText } from "./error-text.js";
import { tableBundle } from "./table-bundle.js";

/** One output in several forms, of which the front end shows the richest it knows: MIME type -> text or JSON. */
export type MimeBundle = Record<string, unknown>;

const DISPLAY = Symbol.for("Jupyter.display");

/**
 * What a value looks like in a notebook, or `null` if it has no other look than its printed text.
 *
 * | value | bundle |
 * |---|---|
 * | has a method `Symbol.for("Jupyter.display")` (Deno's protocol; our figures) | what that returns; `{}`: nothing to show |
 * | a plain Plotly figure `{data, layout}` | Plotly JSON, HTML that draws itself, text |
 * | a danfojs DataFrame or Series, of any copy of danfojs | HTML table, aligned text |
 * | a non-empty array of plain objects whose values are scalars | HTML table, aligned text |
 * | an array of numbers with a type, such as a Float64Array | its first numbers, its range, how many are NaN |
 * | an error | what it says, without a stack |
 * | has its own inspection text | that text |
 * | anything else | `null` |
 *
 * Nothing of the value is changed, danfojs is never loaded for it, and a value that throws when it is looked at is
 * `null`, not an error. All text is escaped in the HTML.
 *
 * @example
 * mimeBundle([{ strike: 500, share: 0.25 }])?.["text/plain"] // "strike  share\n   500   0.25"
 */
export function mimeBundle(value: unknown): MimeBundle | null {
  if (typeof value !== "object" || value === null || types.isProxy(value)) return null;
  try {
    return (
      ownBundle(value) ??
      figureBundle(value) ??
      frameBundle(value) ??
      rowsBundle(value) ??
      textBundle(value) ??
      numbersBundle(value) ??
      errorBundle(value)
    );
  } catch {
    return null;
  }
}

/** A value as it is printed: its bundle's text, else as `console.log` would. */
export function printedText(value: unknown, bundle: MimeBundle | null): string {
  const text = bundle?.["text/plain"] ?? value;
  return typeof text === "string" ? text : inspect(text);
}

function ownBundle(value: object): MimeBundle | null {
  const display = (value as Record<symbol, unknown>)[DISPLAY];
  if (typeof display !== "function") return null;
  const bundle: unknown = display.call(value);
  if (!isPlainObject(bundle)) return null;
  const kinds = Object.keys(bundle);
  return kinds.length === 0 || kinds.some((type) => type.includes("/")) ? bundle : null;
}

/** A figure that lost its hidden methods on the way, as `{...figure, layout}` does, or that somebody else made. */
function figureBundle(value: object): MimeBundle | null {
  const { data, layout, config, frames } = value as Partial<Figure>;
  if (!isPlainObject(value) || !Array.isArray(data) || !data.every(isPlainObject) || !isPlainObject(layout))
    return null;
  const kinds = [...new Set(data.map((trace: PlotlyObject) => String(trace.type ?? "scatter")))];
  const whole = figure(data, layout, `Plotly figure: ${kinds.join(", ") || "empty"}`, framesOf(frames));
  return ownBundle(Object.assign(whole, isPlainObject(config) ? { config } : {}));
}

function framesOf(frames: unknown): PlotlyObject[] | undefined {
  return Array.isArray(frames) && frames.every(isPlainObject) ? frames : undefined;
}

interface DanfoLike {
  $columns: unknown[];
  $index: unknown[];
  $isSeries: boolean;
  values: unknown[];
}

function frameBundle(value: object): MimeBundle | null {
  if (!("$isSeries" in value) || !("$columns" in value) || !("$index" in value)) return null;
  const { $columns, $index, $isSeries, values } = value as DanfoLike;
  if (!Array.isArray($columns) || !Array.isArray($index) || !Array.isArray(values)) return null;
  return tableBundle({
    columns: $columns.map(String),
    rows: $columns.length === 0 ? 0 : values.length,
    cell: $isSeries ? (row) => values[row] : (row, column) => (values[row] as unknown[])[column],
    label: (row) => $index[row],
  });
}

function rowsBundle(value: object): MimeBundle | null {
  if (!Array.isArray(value) || value.length === 0) return null;
  const names = new Set<string>();
  for (const row of value as unknown[]) {
    if (!isPlainObject(row)) return null;
    for (const [name, cell] of Object.entries(row)) {
      if (!isScalar(cell)) return null;
      names.add(name);
    }
  }
  if (names.size === 0) return null;
  const rows = value as Record<string, unknown>[];
  const columns = [...names];
  return tableBundle({ columns, rows: rows.length, cell: (row, column) => rows[row]?.[columns[column] ?? ""] });
}

function textBundle(value: object): MimeBundle | null {
  const own = (value as Record<symbol, unknown>)[inspect.custom];
  return typeof own === "function" ? { "text/plain": inspect(value) } : null;
}

/** Numbers of a typed array that are shown. */
const MOST_NUMBERS = 12;

function numbersBundle(value: object): MimeBundle | null {
  if (!types.isTypedArray(value) || Buffer.isBuffer(value) || value.length === 0) return null;
  let [low, high, missing]: [number | bigint, number | bigint, number] = [Infinity, -Infinity, 0];
  for (const number of value) {
    if (number < low) low = number;
    if (number > high) high = number;
    if (Number.isNaN(number)) missing++;
  }
  const range = missing === value.length ? "" : `from ${low} to ${high}`;
  const summary = [range, missing > 0 ? `${missing} NaN` : ""].filter((part) => part !== "").join(", ");
  return {
    "text/plain": `${inspect(value, { maxArrayLength: MOST_NUMBERS, compact: true, breakLength: Infinity })}\n${summary}`,
  };
}

function errorBundle(value: object): MimeBundle | null {
  return value instanceof Error ? { "text/plain": errorText(value) } : null;
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

function isScalar(value: unknown): boolean {
  return value === null || value instanceof Date || (typeof value !== "object" && typeof value !== "function");
}

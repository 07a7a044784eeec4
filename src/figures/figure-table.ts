import { extent } from "d3-array";
import type { Figure, PlotlyObject } from "./figure.js";
import { decodeMatrix } from "./encoding.js";

/** Rows of a trace in a figure's table at most; of a longer one evenly spaced points are taken. */
const MOST_ROWS = 40;

/** The numbers of a figure as text, for whoever cannot see the drawing or wants to copy them. */
export interface FigureTable {
  readonly columns: readonly string[];
  /** Cell by cell, as many in each row as there are columns. */
  readonly rows: readonly (readonly string[])[];
  /** What was left out, a sentence; empty where nothing was. */
  readonly note: string;
}

/**
 * The table of what a figure draws, read from its traces, so that it agrees with the drawing also after the user has
 * edited it: a row a point with its trace, its place on both axes as they are labelled there, and its own label; of a
 * heatmap a row a line, with its last known, lowest and highest value, and nothing else that is drawn over it. Numbers have
 * six digits: all of them are in the grid or the rows. Traces with neither hover nor label are decoration and
 * left out. At most 40 rows a trace, evenly spaced where there are more.
 *
 * @returns null where nothing is drawn.
 */
export function figureTable({ data, layout }: Pick<Figure, "data" | "layout">): FigureTable | null {
  const traces = data.filter((trace) => !isDecoration(trace) && trace.visible !== false);
  const matrix = traces.find((trace) => trace.type === "heatmap");
  return matrix === undefined ? pointTable(traces, layout) : matrixTable(matrix, layout);
}

function isDecoration({ hoverinfo, text }: PlotlyObject): boolean {
  return hoverinfo === "skip" && text === undefined;
}

function pointTable(traces: readonly PlotlyObject[], layout: PlotlyObject): FigureTable | null {
  const parts = traces.map((trace) =>
    spaced(pointsOf(trace, layout), `points of ${plain(String(trace.name ?? "a trace"))}`),
  );
  const points = parts.flatMap(({ rows }) => rows);
  if (points.length === 0) return null;
  const value = plain(String(traces[0].name ?? ""));
  const names = ["", titleOf(layout, "x") ?? value, titleOf(layout, "y") ?? "", "label"];
  const several = new Set(points.map(([name]) => name)).size > 1;
  // Of lying bars the place is read on y, and the value on x.
  const order = traces.some(({ orientation }) => orientation === "h") ? [0, 2, 1, 3] : [0, 1, 2, 3];
  const columns = order.filter((column) => points.some((point) => point[column] !== "") && (column > 0 || several));
  return {
    columns: columns.map((column) => names[column]),
    rows: points.map((point) => columns.map((column) => point[column])),
    note: sentence(parts.map(({ note }) => note)),
  };
}

/** Name, x, y and label of each point of a trace that has both places. */
function pointsOf(trace: PlotlyObject, layout: PlotlyObject): string[][] {
  const length = Math.max(lengthOf(trace.x), lengthOf(trace.y));
  const labels = [trace.text, trace.customdata].map((texts: unknown): unknown[] => (Array.isArray(texts) ? texts : []));
  return Array.from({ length }, (_, i) => {
    const places = (["x", "y"] as const).map((axis) => placeOf(trace, axis, i, layout));
    const label = labels.map((texts) => String((texts[i] ?? "") as string)).find((text) => text !== "") ?? "";
    return places.includes("") ? [] : [plain(String(trace.name ?? "")), ...places, plain(label)];
  }).filter((point) => point.length > 0);
}

function matrixTable(trace: PlotlyObject, layout: PlotlyObject): FigureTable | null {
  const z = decodeMatrix(trace.z);
  const { rows, note } = spaced(
    z.flatMap((row, i) => {
      const known = row.filter((value) => Number.isFinite(value));
      const y = placeOf(trace, "y", i, layout);
      if (known.length === 0 || y === "") return [];
      return [[y, ...[known[known.length - 1], ...extent(known)].map((value) => numberText(value!))]];
    }),
    "strikes",
  );
  if (rows.length === 0) return null;
  return {
    columns: [titleOf(layout, "y") ?? "", "last", "lowest", "highest"],
    rows,
    note: sentence([trace.name, note]),
  };
}

/** What of an axis its labels are made of. */
interface AxisWords {
  readonly tickvals?: readonly unknown[];
  readonly ticktext?: readonly string[];
  readonly type?: string;
  readonly separatethousands?: boolean;
}

/** What an axis says at the i-th point of a trace; empty where the point has no place on it. */
function placeOf(trace: PlotlyObject, axis: "x" | "y", i: number, layout: PlotlyObject): string {
  const own = trace[axis] as ArrayLike<unknown> | undefined;
  const { tickvals = [], ticktext = [], type, separatethousands } = axisOf(layout, trace, axis) as AxisWords;
  const value = own === undefined ? stepped(trace[`${axis}0`], trace[`d${axis}`], i) : own[i];
  if (Number.isNaN(value)) return "";
  // Things in a row are named by their ticks; ticks of amounts are but round numbers near them.
  if (tickvals.length > 0 && tickvals.every((tick, k) => tick === k + 1))
    return plain(ticktext[tickvals.indexOf(value)] ?? "");
  if (typeof value === "number") return numberText(value, separatethousands !== false);
  if (typeof value !== "string") return "";
  return type === "date" ? `${value.slice(11, 16)} ET` : plain(value);
}

/** The i-th place of a regular axis, in Plotly's words: a number, or New York wall-clock text and milliseconds. */
function stepped(first: unknown, step: unknown, i: number): unknown {
  if (typeof first !== "string") return Number(first ?? 0) + i * Number(step ?? 1);
  const start = Date.parse(`${first.replace(" ", "T")}Z`);
  return Number.isNaN(start) ? "" : new Date(start + i * Number(step ?? 1)).toISOString().replace("T", " ");
}

function axisOf(layout: PlotlyObject, trace: PlotlyObject, axis: "x" | "y"): PlotlyObject {
  const name = String(trace[`${axis}axis`] ?? axis).replace(axis, `${axis}axis`);
  return (layout[name] ?? {}) as PlotlyObject;
}

function titleOf(layout: PlotlyObject, axis: "x" | "y"): string | undefined {
  const { title } = axisOf(layout, {}, axis) as { title?: { text?: string } | string };
  return plain((typeof title === "string" ? title : title?.text) ?? "") || undefined;
}

/** Text without the markup that Plotly reads, and with its line breaks as commas. */
function plain(text: string): string {
  const bare = text.replace(/<br ?\/?>/g, ", ").replace(/<[^>]*>/g, "");
  return bare.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&").replace(/\s+/g, " ").trim();
}

function numberText(value: number, useGrouping: boolean = true): string {
  return (value + 0).toLocaleString("en-US", { maximumSignificantDigits: 6, useGrouping }).replace("-", "\u2212");
}

function spaced(rows: readonly string[][], noun: string): { rows: string[][]; note: string } {
  if (rows.length <= MOST_ROWS) return { rows: [...rows], note: "" };
  const at = (i: number): number => Math.round((i * (rows.length - 1)) / (MOST_ROWS - 1));
  const note = `${MOST_ROWS} of ${rows.length.toLocaleString("en-US")} ${noun}, evenly spaced`;
  return { rows: Array.from({ length: MOST_ROWS }, (_, i) => rows[at(i)]), note };
}

function sentence(parts: readonly unknown[]): string {
  return parts.filter((part) => part !== undefined && part !== "").join("; ");
}

function lengthOf(values: unknown): number {
  return Array.isArray(values) || ArrayBuffer.isView(values) ? (values as unknown as ArrayLike<unknown>).length : 0;
}

import type { DataFrame } from "danfojs-node";
import { loadDanfo } from "./load-danfo.js";
import { StrikeGrid } from "../grid/strike-grid.js";

/** How {@link toFrame} lays out a {@link StrikeGrid}. */
export interface ToFrameOptions {
  /**
   * `wide` (default): a row a bar with `time`, `spot` and a column a strike. `long`: a row a cell with `time`, `strike`,
   * `value`, `spot`, bar by bar.
   */
  shape?: "wide" | "long" | undefined;
  /** The most rows of a long frame, default 25,000: beyond that danfojs sorts and groups for minutes. */
  maxRows?: number | undefined;
}

/**
 * A danfojs DataFrame of rows (a ranking, a board's entries, flips, …) or of a grid. Nothing is computed in danfojs,
 * whose frame arithmetic rounds to 32-bit floats: numbers go in as they are, at full precision.
 *
 * Missing (NaN, null, undefined, a key that a row lacks) is NaN in a column of numbers and null in one of text or of
 * booleans; a column without any value holds NaN. Times are New York time. A column named like a member of DataFrame
 * (`values`, `index`, `count`, …) would break the frame and gets an underscore behind its name. No rows give a frame
 * without columns, a grid without bars one without rows.
 *
 * @throws TypeError for what is neither rows nor a grid, such as a whole answer.
 * @throws RangeError when a long frame would be longer than `maxRows`.
 * @throws Error with what to install where danfojs-node is missing.
 * @example
 * toFrame(board.entries);
 * toFrame(delta.bar(-1), { shape: "long" });
 */
export function toFrame(
  value: readonly object[] | StrikeGrid,
  { shape = "wide", maxRows = 25_000 }: ToFrameOptions = {},
): DataFrame {
  if (!(value instanceof StrikeGrid)) return frameOfRows(value);
  if (shape === "wide") return wideFrame(value);
  if (shape === "long") return longFrame(value, maxRows);
  throw new RangeError(`a frame's shape is "wide" or "long", not "${String(shape)}"`);
}

function frameOfRows(rows: readonly object[]): DataFrame {
  if (!isRows(rows))
    throw new TypeError("toFrame takes an array of rows (plain objects), such as board.entries, or a StrikeGrid");
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return frameOf(
    names,
    rows.map((row) => names.map((name) => (row as Record<string, unknown>)[name])),
  );
}

// The types say so already; this is for plain JavaScript and for `any`, where a whole answer is easily given.
function isRows(rows: unknown): rows is readonly object[] {
  return Array.isArray(rows) && rows.every((row) => typeof row === "object" && row !== null);
}

function wideFrame(grid: StrikeGrid): DataFrame {
  const bars = grid.times.length;
  const histories = Array.from(grid.strikes, (strike) => grid.history(strike));
  const rows = Array.from({ length: bars }, (_, bar) => [
    grid.timeOf(bar),
    grid.spot[bar],
    ...histories.map((history) => history[bar]),
  ]);
  return frameOf(["time", "spot", ...Array.from(grid.strikes, String)], rows);
}

function longFrame(grid: StrikeGrid, maxRows: number): DataFrame {
  const [strikes, bars] = grid.shape;
  const cells = strikes * bars;
  if (cells > maxRows)
    throw new RangeError(
      `a long frame of ${grid.symbol} would have ${cells} rows, more than maxRows ${maxRows}: ` +
        `take fewer strikes with near(), longer bars with resample(), or a wide frame`,
    );
  const rows = Array.from({ length: bars }, (_, bar) => {
    const time = grid.timeOf(bar);
    return Array.from(grid.strikes, (price, strike) => [time, price, grid.at(strike, bar), grid.spot[bar]]);
  }).flat();
  return frameOf(["time", "strike", "value", "spot"], rows);
}

// Rows with named columns is the one constructor of danfojs that neither reorders nor transposes; the types are given,
// as it would guess them from the first twenty rows.
function frameOf(names: readonly string[], rows: readonly unknown[][]): DataFrame {
  const { DataFrame } = loadDanfo();
  const columns = safeNames(names, new DataFrame([]));
  const dtypes = names.map((_, column) => typeOf(rows, column));
  const isNumber = dtypes.map((dtype) => dtype === "float32" || dtype === "int32");
  const cells = rows.map((row) => row.map((cell, column) => cell ?? (isNumber[column] ? NaN : null)));
  return columns.length === 0 ? new DataFrame([]) : new DataFrame(cells, { columns, dtypes });
}

/** The names, each with as many underscores behind it as keep it apart from the frame's members and from the others. */
function safeNames(names: readonly string[], frame: object): string[] {
  const taken = new Set(names);
  return names.map((name) => {
    let safe = name;
    while (safe in frame || (safe !== name && taken.has(safe))) safe += "_";
    taken.add(safe);
    return safe;
  });
}

/** danfojs' word for a column. It stores JavaScript numbers: `float32` is but a label for those that are not int32. */
function typeOf(rows: readonly unknown[][], column: number): "float32" | "int32" | "boolean" | "string" {
  const types = new Set<string>();
  let isInt32 = true;
  for (const row of rows) {
    const cell = row[column];
    if (cell !== undefined && cell !== null) types.add(typeof cell);
    isInt32 &&= typeof cell === "number" && cell === (cell | 0);
  }
  if (types.size > 1) return "string";
  if (types.has("boolean")) return "boolean";
  if (types.size === 0 || types.has("number")) return isInt32 ? "int32" : "float32";
  return "string";
}

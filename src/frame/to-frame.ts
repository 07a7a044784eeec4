import type { DataFrame } from "danfojs-node";
import type { Table, TableColumn, TableShape, Times } from "../table/table.js";
import { tableOf, type Tabular } from "../table/table-of.js";
import { loadDanfo } from "./load-danfo.js";

/** How {@link toFrame} lays out a grid, and in which form times are. */
export interface ToFrameOptions {
  /**
   * `wide` (default): a row a bar with `time`, `spot` and a column a strike. `long`: a row a cell with `time`, `strike`,
   * `value`, `spot`, bar by bar; of a grid with an `uncertainty` also its `expected` and `variance`, which a wide one has no
   * room for.
   */
  shape?: TableShape | undefined;
  /**
   * `ET`: New York's time of day in `time`, such as 14:30, the default of grids. `epoch`: epoch milliseconds in `t`. Left
   * out, rows keep the times that they have; with either, they have that one only.
   */
  times?: Times | undefined;
  /** The most rows of a long frame, default 25,000: beyond that danfojs sorts and groups for minutes. */
  maxRows?: number | undefined;
}

/**
 * A danfojs DataFrame of rows (a ranking, a board's entries, flips, …) or of a grid. Nothing is computed in danfojs,
 * whose frame arithmetic rounds to 32-bit floats: numbers go in as they are, at full precision.
 *
 * Missing (NaN, null, undefined, a key that a row lacks) is NaN in a column of numbers and null in one of text or of
 * booleans; a column without any value holds NaN, and one of several types is text. A column named like a member of
 * DataFrame (`values`, `index`, `count`, …) would break the frame and gets an underscore behind its name. No rows give a
 * frame without columns, a grid without bars one without rows.
 *
 * A grid of `relative()` or `average()` has a column a bin, or in a long frame `percent` or `sigma` for the strike, and
 * `minutes` since the open and `outside` for the spot; a long one of an average also `grids`, how many know the cell.
 *
 * @throws TypeError for what is neither rows nor a grid, such as a whole answer: it says what to give instead.
 * @throws RangeError when a long frame would be longer than `maxRows`.
 * @throws Error with what to install where danfojs-node is missing.
 * @example
 * toFrame(board.entries);
 * toFrame(delta.bar(-1), { shape: "long" });
 * toFrame(gex, { times: "epoch" });
 */
export function toFrame(value: Tabular, { shape = "wide", times, maxRows = 25_000 }: ToFrameOptions = {}): DataFrame {
  return frameOf(tableOf("toFrame", value, { shape, times, gridTimes: "ET", order: "bar", maxRows }));
}

// Rows with named columns is the one constructor of danfojs that neither reorders nor transposes; the types are given,
// as it would guess them from the first twenty rows.
function frameOf({ rows, columns: cells }: Table): DataFrame {
  const { DataFrame } = loadDanfo();
  if (cells.length === 0) return new DataFrame([]);
  const names = cells.map(({ name }) => name);
  const columns = safeNames(names, new DataFrame([]));
  const data = Array.from({ length: rows }, (_, row) => cells.map(({ values }) => values[row]));
  return new DataFrame(data, { columns, dtypes: cells.map(dtypeOf) });
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
function dtypeOf({ type, values }: TableColumn): "float32" | "int32" | "boolean" | "string" {
  if (type === "text") return "string";
  if (type === "boolean") return "boolean";
  return values.every((value) => value === (value | 0)) ? "int32" : "float32";
}

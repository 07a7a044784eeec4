import { gridMatrix, isGrid, type AnyGrid } from "./grid-matrix.js";
import { matrixColumns, type LongOrder } from "./matrix-table.js";
import { rowsTable } from "./rows-table.js";
import type { Table, TableShape, Times } from "./table.js";
import { checkTimes, type TimeColumns } from "./time-columns.js";

/** What can be laid out as a table: an array of plain objects, or a grid. */
export type Tabular = readonly object[] | AnyGrid;

/** How {@link tableOf} lays it out. */
export interface TableLayout {
  readonly shape: TableShape;
  /** Without it, rows have the times that they have, and grids those of `gridTimes`. */
  readonly times: Times | undefined;
  readonly gridTimes: TimeColumns;
  readonly order: LongOrder;
  /** The most rows of a long table; without it as many as there are cells. */
  readonly maxRows?: number;
}

/**
 * Rows or a grid as columns. Numbers are not touched, and those of a wide grid are views on the grid.
 *
 * @param asker the function that was called, for its errors
 * @throws TypeError for what is neither, which says what to give instead.
 * @throws RangeError for a long table of more than `maxRows`, and for a layout that there is not.
 */
export function tableOf(
  asker: string,
  value: Tabular,
  { shape, times, gridTimes, order, maxRows }: TableLayout,
): Table {
  checkTimes(times);
  if (isGrid(value)) {
    if (shape === "long") mustBeShort(value, maxRows);
    const { matrix, about } = gridMatrix(value, times ?? gridTimes);
    const columns = matrixColumns(matrix, shape, order);
    return { rows: shape === "wide" ? matrix.bars : matrix.values.length, columns, about };
  }
  mustBeRows(asker, value);
  return rowsTable(value, times);
}

function mustBeShort(grid: AnyGrid, maxRows: number = Infinity): void {
  const cells = grid.values.length;
  if (cells <= maxRows) return;
  const [what, fewer] = "strikes" in grid ? [grid.symbol, "strikes with near()"] : [grid.label, "bins with step"];
  throw new RangeError(
    `a long frame of ${what} would have ${cells} rows, more than maxRows ${maxRows}: ` +
      `take fewer ${fewer}, longer bars with resample(), or a wide frame`,
  );
}

// The types say so already; this is for plain JavaScript and for `any`, where a whole answer is easily given.
function mustBeRows(asker: string, value: unknown): asserts value is readonly object[] {
  const wrong = Array.isArray(value) ? value.findIndex((row) => !isRow(row)) : -1;
  if (Array.isArray(value) && wrong < 0) return;
  throw new TypeError(
    `${asker} takes an array of rows (plain objects), such as board.entries, or a grid${instead(value, wrong)}`,
  );
}

function isRow(row: unknown): boolean {
  return typeof row === "object" && row !== null && !Array.isArray(row) && !ArrayBuffer.isView(row) && !isGrid(row);
}

/** What to give instead of what was given, as far as that can be told. */
function instead(value: unknown, wrong: number): string {
  if (Array.isArray(value)) {
    if (value.every(isGrid)) return `; this is an array of grids: give one of them`;
    const row: unknown = value[wrong];
    return `; row ${wrong} is ${Array.isArray(row) ? "an array" : row === null ? "null" : `a ${typeof row}`}`;
  }
  if (typeof value !== "object" || value === null) return "";
  if (typeof (value as Promise<unknown>).then === "function") return `; this is a Promise: await it first`;
  if ("strikes_grid" in value) return `; of this answer make a grid first: StrikeGrid.from(answer)`;
  const holds = Object.keys(value).filter((key) => isTabular((value as Record<string, unknown>)[key]));
  if (holds.length > 0) return `; of this object give ${holds.join(" or ")}`;
  return `; this is one object: give [it] for a table of one row`;
}

function isTabular(value: unknown): boolean {
  return isGrid(value) || (Array.isArray(value) && value.every(isRow));
}

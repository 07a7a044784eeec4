import { repeatAll, repeatEach } from "./repeat.js";
import type { TableColumn, TableShape } from "./table.js";

/** A matrix with what goes along its bars: of strikes by bars, or of bins by bars. */
export interface Matrix {
  /** Strikes, or middles of bins. */
  readonly axis: Float64Array;
  /** What the axis is called in a long table. */
  readonly axisName: string;
  /** `values[row * bars + bar]` */
  readonly values: Float64Array;
  readonly bars: number;
  /** Columns of a cell a bar that stand before the values: the time, the start of a wide row. */
  readonly before: readonly TableColumn[];
  /** Columns of a cell a bar that stand behind the values in a long table, and before them in a wide one. */
  readonly behind: readonly TableColumn[];
  /** Columns of a cell a value, in the order of `values`, for long tables only. */
  readonly beside?: readonly TableColumn[];
}

/** Bar by bar, as people read, or row by row of the matrix, as its memory lies: then `value` is that very memory. */
export type LongOrder = "bar" | "memory";

/**
 * The columns of a matrix. Wide: a row a bar, a column a strike, each a view on the matrix. Long: a row a cell.
 *
 * @throws RangeError for another shape.
 */
export function matrixColumns(matrix: Matrix, shape: TableShape, order: LongOrder): TableColumn[] {
  if (shape === "wide") return wideColumns(matrix);
  if (shape === "long") return order === "bar" ? longByBar(matrix) : longByRow(matrix);
  throw new RangeError(`a grid's shape is "wide" or "long", not "${String(shape)}"`);
}

function wideColumns({ axis, values, bars, before, behind }: Matrix): TableColumn[] {
  const column = (at: number, row: number): TableColumn => ({
    name: String(at),
    type: "number",
    values: values.subarray(row * bars, (row + 1) * bars),
  });
  return [...before, ...behind, ...Array.from(axis, column)];
}

function longByRow({ axis, axisName, values, bars, before, behind, beside = [] }: Matrix): TableColumn[] {
  const axisColumn: TableColumn = { name: axisName, type: "number", values: axis };
  return [
    ...before.map((column) => repeatAll(column, axis.length)),
    repeatEach(axisColumn, bars),
    { name: "value", type: "number", values },
    ...beside,
    ...behind.map((column) => repeatAll(column, axis.length)),
  ];
}

function longByBar({ axis, axisName, values, bars, before, behind, beside = [] }: Matrix): TableColumn[] {
  const axisColumn: TableColumn = { name: axisName, type: "number", values: axis };
  const cells = [{ name: "value", type: "number" as const, values }, ...beside] as TableColumn[];
  return [
    ...before.map((column) => repeatEach(column, axis.length)),
    repeatAll(axisColumn, bars),
    ...cells.map((column) => ({ ...column, values: turned(column.values as Float64Array, axis.length, bars) })),
    ...behind.map((column) => repeatEach(column, axis.length)),
  ] as TableColumn[];
}

function turned(values: Float64Array, rows: number, bars: number): Float64Array {
  const turnedValues = new Float64Array(values.length);
  for (let row = 0, i = 0; row < rows; row++)
    for (let bar = 0; bar < bars; bar++, i++) turnedValues[bar * rows + row] = values[i];
  return turnedValues;
}

import { createRequire } from "node:module";
import type { Column, DataType, Table as ArrowTable } from "@uwdata/flechette";
import { gridMatrix, type AnyGrid } from "../table/grid-matrix.js";
import { about, type Table, type TableColumn } from "../table/table.js";

type Flechette = typeof import("@uwdata/flechette");

let flechette: Flechette | undefined;

/** Loads flechette when the first Arrow table is asked for and not before. */
export function loadFlechette(): Flechette {
  return (flechette ??= createRequire(__filename)("@uwdata/flechette") as Flechette);
}

/** Columns as an Arrow table. Numbers stay where they are: its float64 columns are the very arrays. */
export function arrowTable({ columns, about: facts }: Table): ArrowTable {
  return withMetadata(
    columns.map((column) => [column.name, arrowColumn(column)]),
    facts,
  );
}

/**
 * A grid as an Arrow table of a row a strike: `strike` and `values`, a list of as many numbers as there are bars, all over
 * the grid's own memory. The bars' `times` and `spot` stand in the metadata, as JSON.
 */
export function arrowMatrix(grid: AnyGrid): ArrowTable {
  const { matrix, about: facts } = gridMatrix(grid, "of" in grid ? "ET" : "epoch");
  const { fixedSizeList, float64 } = loadFlechette();
  const { axis, axisName, values, bars, before, behind } = matrix;
  const [time, along] = [before[0], behind[0]];
  const cells = directColumn(values, float64()).data;
  const type = fixedSizeList(float64(), bars);
  const lists = columnOf({ length: axis.length, nullCount: 0, type, validity: new Uint8Array(), children: [...cells] });
  const axes = { [time.name]: jsonOf(time), [along.name]: jsonOf(along) };
  const rows: [string, Column<unknown>][] = [
    [axisName, directColumn(axis, float64())],
    ["values", lists],
  ];
  return withMetadata(rows, { ...facts, ...about(axes) });
}

/** NaN is null in JSON. */
function jsonOf({ values }: TableColumn): string {
  return JSON.stringify(Array.from<unknown>(values));
}

function withMetadata(columns: [string, Column<unknown>][], facts: Readonly<Record<string, string>>): ArrowTable {
  const table = loadFlechette().tableFromColumns(columns);
  const { Table } = loadFlechette();
  return new Table({ ...table.schema, metadata: new Map(Object.entries(facts)) }, [...table.children]);
}

function arrowColumn(column: TableColumn): Column<unknown> {
  const { columnFromArray, utf8, bool, float64 } = loadFlechette();
  if (column.type === "number") return directColumn(column.values, float64());
  if (column.type === "instant") return instantColumn(column.values);
  const type = column.type === "text" ? utf8() : bool();
  return column.values.length === 0 ? emptyColumn(type) : columnFromArray<unknown>([...column.values], type);
}

/** Milliseconds as 64-bit integers, written in two halves: a BigInt for each would take most of the time of a long table. */
function instantColumn(instants: Float64Array): Column<unknown> {
  const { columnFromArray, timestamp, TimeUnit } = loadFlechette();
  const type = timestamp(TimeUnit.MILLISECOND, "UTC");
  if (instants.some(Number.isNaN))
    return columnFromArray<unknown>(
      Array.from(instants, (t) => (Number.isNaN(t) ? null : Math.floor(t))),
      type,
    );
  const values = new BigInt64Array(instants.length);
  const halves = new Uint32Array(values.buffer);
  for (let i = 0; i < instants.length; i++) {
    halves[2 * i] = instants[i] % 2 ** 32;
    halves[2 * i + 1] = instants[i] / 2 ** 32;
  }
  return columnOf({ length: values.length, nullCount: 0, type, validity: new Uint8Array(), values });
}

/** A column over an array as it lies in memory. */
function directColumn(values: Float64Array, type: DataType): Column<unknown> {
  return columnOf({ length: values.length, nullCount: 0, type, validity: new Uint8Array(), values });
}

/** Of no cells flechette makes a column without a batch, which it does not write beside one that has an empty one. */
function emptyColumn(type: DataType): Column<unknown> {
  const [validity, values, offsets] = [new Uint8Array(), new Uint8Array(), new Int32Array(1)];
  return columnOf({ length: 0, nullCount: 0, type, validity, values, offsets });
}

interface BatchParts {
  length: number;
  nullCount: number;
  type: DataType;
  validity: Uint8Array;
  values?: Float64Array | BigInt64Array | Uint8Array;
  offsets?: Int32Array;
  children?: Column<unknown>["data"][number][];
}

function columnOf(parts: BatchParts): Column<unknown> {
  const { Column, batchType } = loadFlechette();
  const OwnBatch = batchType(parts.type) as new (parts: BatchParts) => Column<unknown>["data"][number];
  return new Column([new OwnBatch(parts)], parts.type);
}

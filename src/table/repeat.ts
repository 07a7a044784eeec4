import type { TableColumn } from "./table.js";

/** A column with each cell `times` times in a row: a, a, b, b. */
export function repeatEach(column: TableColumn, times: number): TableColumn {
  return withCells(column, column.values.length * times, (i) => Math.floor(i / times));
}

/** A column `times` times one after the other: a, b, a, b. */
export function repeatAll(column: TableColumn, times: number): TableColumn {
  const { length } = column.values;
  return withCells(column, length * times, (i) => i % length);
}

function withCells(column: TableColumn, length: number, from: (i: number) => number): TableColumn {
  if (column.type === "number" || column.type === "instant") {
    const values = new Float64Array(length);
    for (let i = 0; i < length; i++) values[i] = column.values[from(i)];
    return { ...column, values };
  }
  const values = Array.from({ length }, (_, i) => column.values[from(i)]);
  return { ...column, values } as TableColumn;
}

import { isGrid } from "../table/grid-matrix.js";
import { tableOf, type Tabular } from "../table/table-of.js";
import type { Table, TableShape, Times } from "../table/table.js";

/** How rows or a grid are laid out in a file. */
export interface ExportOptions {
  /**
   * Of a grid `wide` (default): a row a bar with `t`, `time`, `spot` and a column a strike. `long`: a row a cell with `t`,
   * `time`, `strike`, `value`, `spot`, strike by strike, as the grid's memory lies; of a grid with an `uncertainty` also its
   * `expected` and `variance`, which a wide one has no room for.
   */
  shape?: TableShape | undefined;
  /** `epoch`: instants in `t` only; `ET`: New York's time of day in `time` only. Default: both, and rows as they are. */
  times?: Times | undefined;
}

/** The columns of a file. An average of sessions has no instants. */
export function exportTable(asker: string, value: Tabular, { shape = "wide", times }: ExportOptions): Table {
  const gridTimes = isGrid(value) && "of" in value ? "ET" : "both";
  return tableOf(asker, value, { shape, times, gridTimes, order: "memory" });
}

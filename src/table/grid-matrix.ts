import type { AverageGrid } from "../grid/average.js";
import type { RelativeGrid } from "../grid/relative.js";
import { StrikeGrid } from "../grid/strike-grid.js";
import type { Uncertainty } from "../grid/uncertainty.js";
import { MINUTE, atNewYork, newYorkTime, sessionOn } from "../session.js";
import type { Matrix } from "./matrix-table.js";
import { about, type TableColumn } from "./table.js";
import { timeColumns, type TimeColumns } from "./time-columns.js";

/** The grids that can be laid out as tables. */
export type AnyGrid = StrikeGrid | RelativeGrid | AverageGrid;

/** Whether a value is a grid: a {@link StrikeGrid}, or what `relative()` or `average()` gave. */
export function isGrid(value: unknown): value is AnyGrid {
  if (value instanceof StrikeGrid) return true;
  const { centres, minutes, values } = (value ?? {}) as Partial<RelativeGrid>;
  return [centres, minutes, values].every((array) => array instanceof Float64Array);
}

/** A grid as a matrix with the columns that go along its bars, and what is known of it in words. */
export function gridMatrix(grid: AnyGrid, times: TimeColumns): { matrix: Matrix; about: Record<string, string> } {
  return grid instanceof StrikeGrid ? strikeMatrix(grid, times) : relativeMatrix(grid, times);
}

function strikeMatrix(grid: StrikeGrid, times: TimeColumns): ReturnType<typeof gridMatrix> {
  const matrix = {
    axis: grid.strikes,
    axisName: "strike",
    values: grid.values,
    bars: grid.times.length,
    before: timeColumns(grid.times, grid.barMs, times),
    behind: [{ name: "spot", type: "number" as const, values: grid.spot }],
    beside: estimateColumns(grid.uncertainty),
  };
  const { symbol, expiration, field, kind, label, unit, origin, barMs: bar_ms } = grid;
  return { matrix, about: about({ symbol, expiration, field, kind, label, unit, origin, bar_ms }) };
}

/** Of a grid that has none there are no columns. */
function estimateColumns(uncertainty: Uncertainty | undefined): TableColumn[] {
  if (uncertainty === undefined) return [];
  return (["expected", "variance"] as const).map((name) => ({ name, type: "number", values: uncertainty[name] }));
}

function relativeMatrix(grid: RelativeGrid | AverageGrid, times: TimeColumns): ReturnType<typeof gridMatrix> {
  const matrix = {
    axis: grid.centres,
    axisName: grid.axis,
    values: grid.values,
    bars: grid.minutes.length,
    before: [
      ...("of" in grid ? averageTimes(grid, times) : relativeTimes(grid, times)),
      { name: "minutes", type: "number" as const, values: grid.minutes },
    ],
    behind: [{ name: "outside", type: "number" as const, values: grid.outside }],
    beside: "of" in grid ? [{ name: "grids", type: "number" as const, values: Float64Array.from(grid.counts) }] : [],
  };
  const { field, kind, label, unit, axis, step, barMs: bar_ms } = grid;
  const whose =
    "of" in grid
      ? { of: grid.of.join(", ") }
      : { symbol: grid.symbol, expiration: grid.expiration, origin: grid.origin };
  return { matrix, about: about({ ...whose, field, kind, label, unit, axis, step, bar_ms }) };
}

function relativeTimes({ expiration, minutes, barMs }: RelativeGrid, times: TimeColumns): TableColumn[] {
  const open = sessionOn(expiration)?.open ?? atNewYork(expiration, "09:30");
  return timeColumns(
    minutes.map((minute) => open + minute * MINUTE),
    barMs,
    times,
  );
}

/** All sessions open at 09:30: of the mean of several the time of day is known, and the instant is not. */
function averageTimes({ minutes, barMs }: AverageGrid, times: TimeColumns): TableColumn[] {
  if (times === "epoch")
    throw new RangeError(
      `an average of several sessions has no instants: take times "ET", or its minutes since the open`,
    );
  const open = atNewYork("2026-01-02", "09:30");
  const label = (minute: number): string => newYorkTime(open + minute * MINUTE, barMs % MINUTE !== 0);
  return [{ name: "time", type: "text", values: Array.from(minutes, label) }];
}

import type { StrikeGrid } from "../grid/strike-grid.js";
import { exactSum } from "./exact-sum.js";
import { strikeValues } from "./strike-values.js";

/** What a column is expected to be truly, and the variance of the truth about it. */
export interface Estimates {
  readonly expected: Float64Array;
  readonly variance: Float64Array;
}

/** Of each strike over the stretch, as `strikeValues` makes one number of it; undefined where the grid does not say. */
export function strikeEstimates(grid: StrikeGrid): Estimates | undefined {
  return eachLayer(grid, (layer) => strikeValues(layer).values);
}

/** Of each bar over all strikes. */
export function barEstimates(grid: StrikeGrid<"increment">): Estimates | undefined {
  const [strikes, bars] = grid.shape;
  return eachLayer(grid, ({ values }) =>
    Float64Array.from({ length: bars }, (_, bar) => exactSum(values, bar, bars, strikes)),
  );
}

/** Of each strike at one bar. */
export function columnEstimates(grid: StrikeGrid, bar: number): Estimates | undefined {
  const [strikes, bars] = grid.shape;
  return eachLayer(grid, ({ values }) => Float64Array.from({ length: strikes }, (_, k) => values[k * bars + bar]));
}

function eachLayer(
  grid: StrikeGrid,
  column: (layer: Pick<StrikeGrid, "values" | "shape" | "kind" | "strikes" | "lastSpot">) => Float64Array,
): Estimates | undefined {
  if (grid.uncertainty === undefined) return undefined;
  const layerOf = (values: Float64Array): Float64Array =>
    column({ values, shape: grid.shape, kind: grid.kind, strikes: grid.strikes, lastSpot: grid.lastSpot });
  return { expected: layerOf(grid.uncertainty.expected), variance: layerOf(grid.uncertainty.variance) };
}

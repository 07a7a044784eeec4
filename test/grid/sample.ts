import type { Heatmap, HeatmapMetric, HeatmapMode, StrikeFlow, StrikeFlowBar } from "../../src/api/types.js";
import type { GridKind } from "../../src/grid/fields.js";
import { StrikeGrid } from "../../src/grid/strike-grid.js";
import { MINUTE } from "../../src/session.js";

/** 14:30 in New York on Friday 2026-06-05, the first bar of the samples. */
export const START: number = Date.parse("2026-06-05T18:30:00Z");

const NO_BARS = {
  symbol: "SPY",
  underlying_price: 502.1,
  expiration: "2026-06-05",
  bar_size: "1m",
  as_of: "2026-06-05T18:34:02Z",
  tier_used: "raw",
  strikes_grid: [500, 502.5, 505],
  gap_intervals: [],
};

type HeatmapParts = Partial<Pick<Heatmap, "bars" | "bar_size" | "strikes_grid">> & { gap_intervals?: unknown[] };

/** A heatmap of 3 strikes x 4 bars with one null. */
export function heatmap<M extends HeatmapMetric, D extends HeatmapMode>(
  metric: M,
  mode: D,
  parts: HeatmapParts = {},
): Heatmap<M, D> {
  const bars = [
    { t: "2026-06-05T18:30:00Z", spot: 501.5, values: [10, -20, 30] },
    { t: "2026-06-05T18:31:00Z", spot: 501.75, values: [12, 25, 31] },
    { t: "2026-06-05T18:32:00Z", spot: 502, values: [9, null, 33] },
    { t: "2026-06-05T18:33:00Z", spot: 502.1, values: [-8, 24, 37] },
  ];
  return { ...NO_BARS, metric, mode, bars, ...parts } as Heatmap<M, D>;
}

/** A strike-flow answer of 3 strikes x 4 bars with one null in each array. */
export function strikeFlow(parts: Partial<StrikeFlow> = {}): StrikeFlow {
  const bar = (t: string, spot: number, delta: StrikeFlowBar["contracts"], tenth: number): StrikeFlowBar => ({
    t,
    spot,
    signed_delta_dollars: delta,
    signed_gamma_dollars: delta.map((value) => value && value / tenth),
    contracts: delta.map((value) => value && Math.sign(value)),
  });
  const bars = [
    bar("2026-06-05T18:30:00Z", 501.5, [100, -200, 0], 10),
    bar("2026-06-05T18:31:00Z", 501.75, [50, null, -30], 10),
    bar("2026-06-05T18:32:00Z", 502, [-400, 60, 10], 10),
    bar("2026-06-05T18:33:00Z", 502.1, [20, -40, 5], 10),
  ];
  return { ...NO_BARS, bars, ...parts };
}

/** A grid of one row of values a strike, from 14:30 on. */
export function gridOf<K extends GridKind>(
  kind: K,
  rows: readonly (readonly number[])[],
  { strikes = rows.map((_, i) => 500 + 5 * i), spot }: { strikes?: number[]; spot?: number[] } = {},
): StrikeGrid<K> {
  const bars = rows[0]?.length ?? 0;
  return new StrikeGrid({
    symbol: "SPY",
    expiration: "2026-06-05",
    field: kind === "level" ? "gex" : "signed_delta_dollars",
    kind,
    barMs: MINUTE,
    strikes: Float64Array.from(strikes),
    times: Float64Array.from({ length: bars }, (_, bar) => START + bar * MINUTE),
    spot: Float64Array.from(spot ?? Array<number>(bars).fill(502)),
    values: Float64Array.from(rows.flat()),
  });
}

/** The values of a grid, a row a strike. */
export function rowsOf(grid: StrikeGrid): number[][] {
  return Array.from(grid.strikes, (strike) => [...grid.history(strike)]);
}

import type { FlowSource } from "../api/source.js";
import type { HeatmapMetric, HeatmapMode } from "../api/types.js";
import { StrikeGrid } from "../grid/strike-grid.js";
import { compareGrids, type ComparisonRow } from "./compare-grids.js";

/** What {@link compareSources} asks both sources. */
export interface CompareSourcesOptions {
  /** Default `gex`. */
  metric?: HeatmapMetric | undefined;
  /** Default `raw`. */
  mode?: HeatmapMode | undefined;
  /** How many minutes back from where each source stands, 1 to 390; default 390. */
  minutes?: number | undefined;
}

/**
 * What two sources say of one name: the heatmap of each, compared as {@link compareGrids} does. Such as the live API
 * beside an engine on one's own tape, or an engine beside one of other conventions. Both are asked at once.
 *
 * @throws FlowError what a source throws.
 * @example
 * const settled = FlowEngine.simulate({ seed: 7, positions: "settled" });
 * await compareSources(FlowEngine.simulate({ seed: 7 }), settled, "SPY", { metric: "gex" });
 */
export async function compareSources(
  a: FlowSource,
  b: FlowSource,
  symbol: string,
  { metric = "gex", mode = "raw", minutes = 390 }: CompareSourcesOptions = {},
): Promise<ComparisonRow> {
  const answers = await Promise.all([a, b].map((source) => source.heatmap(symbol, { metric, mode, minutes })));
  const [ours, theirs] = answers.map((answer) => StrikeGrid.from(answer));
  return compareGrids(ours, theirs);
}

import { rankCorrelation } from "./rank-correlation.js";
import type { ReportRow } from "./report.js";

/**
 * How well a board ranks its names: {@link rankCorrelation} of its values with the true ones, name by name, NaN where a
 * name has no value. Its coverage is the share of names that have both.
 */
export function boardRow(metric: string, estimated: ArrayLike<number>, actual: ArrayLike<number>): ReportRow {
  const estimate = rankCorrelation(estimated, actual);
  const both = Array.from(estimated).filter((value, i) => !Number.isNaN(value) && !Number.isNaN(actual[i])).length;
  const coverage = both / estimated.length;
  return {
    symbol: "",
    measure: "rank_correlation",
    part: metric,
    estimate,
    truth: 1,
    error: estimate - 1,
    coverage,
    trades: NaN,
  };
}

import type { AggressorLayer } from "./aggressor-rules.js";
import { SAMPLES_PER_MINUTE } from "./sample-clock.js";
import { barsAt, isSampled, type SessionView } from "./session-view.js";

/** How much of a name's trading has a side, and by which rule it was found. */
export interface CoverageRow {
  symbol: string;
  /**
   * The rule that found the side, see {@link AggressorRule}: by default `quote`, against the quote before the trade, then
   * `tick`, against the contract's last different price, a weaker estimate. `unknown`: none told, and the trade is in no
   * flow. `left_out`: the trade's condition takes it out of everything, see {@link EngineOptions.leaveOut}.
   */
  rule: AggressorLayer | "unknown" | "left_out";
  /** Number of trades. */
  trades: number;
  /** Contracts traded. */
  contracts: number;
  /** Part of the name's contracts, 0 to 1; NaN when none were traded. */
  share: number;
}

/**
 * Coverage of one name at an instant, a row each rule, one for what is unknown, and one for what was left out if anything
 * was: the trades of the complete minutes that were recorded, which are those that the answers count.
 */
export function coverageOf({ history }: SessionView, instant: number): CoverageRow[] {
  const names = history.ruleNames;
  const trades = new Float64Array(names.length);
  const contracts = new Float64Array(names.length);
  const end = Math.min(history.samples, barsAt(history, instant) * SAMPLES_PER_MINUTE);
  for (let sample = 0; sample < end; sample++) {
    if (!isSampled(history, sample)) continue;
    for (let rule = 0; rule < names.length; rule++) {
      trades[rule] += history.ruleTrades[sample * names.length + rule];
      contracts[rule] += history.ruleContracts[sample * names.length + rule];
    }
  }
  const all = contracts.reduce((sum, count) => sum + count, 0);
  return names
    .map((rule, i) => ({
      symbol: history.symbol,
      rule: rule as CoverageRow["rule"],
      trades: trades[i],
      contracts: contracts[i],
      share: contracts[i] / all,
    }))
    .filter(({ rule, trades: count }) => rule !== "left_out" || count > 0);
}

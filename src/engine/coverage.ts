import { MINUTE } from "../session.js";
import { RULE } from "./classify.js";
import { barsAt, isRecorded, type SessionGrids } from "./session-grids.js";

/** How much of a name's trading has a side, and by which rule it was found. */
export interface CoverageRow {
  symbol: string;
  /**
   * `quote`: against the quote before the trade. `tick`: against the contract's last different price, where there was no
   * quote or the trade was at its middle; a weaker estimate. `unknown`: neither told, and the trade is in no flow.
   */
  rule: "quote" | "tick" | "unknown";
  /** Number of trades. */
  trades: number;
  /** Contracts traded. */
  contracts: number;
  /** Part of the name's contracts, 0 to 1; NaN when none were traded. */
  share: number;
}

const RULES = ["quote", "tick", "unknown"] as const;

/**
 * Coverage of one name at an instant, a row each rule: the trades of the complete minutes that were recorded, which are
 * those that the answers count.
 */
export function coverageOf(grids: SessionGrids, instant: number): CoverageRow[] {
  const { tape, aggressors } = grids;
  const { time, size } = tape.trades;
  const last = barsAt(grids, instant) - 1;
  const trades = new Float64Array(RULES.length);
  const contracts = new Float64Array(RULES.length);
  for (let trade = 0; trade < time.length; trade++) {
    // A trade at the very close belongs to the last bar.
    const bar = Math.min(grids.bars - 1, Math.floor((time[trade] - tape.session.open) / MINUTE));
    if (bar > last) break;
    if (!isRecorded(grids, bar)) continue;
    trades[aggressors.rule[trade]]++;
    contracts[aggressors.rule[trade]] += size[trade];
  }
  const all = contracts.reduce((sum, count) => sum + count, 0);
  return RULES.map((rule) => ({
    symbol: tape.symbol,
    rule,
    trades: trades[RULE[rule]],
    contracts: contracts[RULE[rule]],
    share: contracts[RULE[rule]] / all,
  }));
}

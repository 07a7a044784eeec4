import type { StrikeGrid } from "../grid/strike-grid.js";
import type { SignFlip } from "./flips.js";
import { wilson } from "./wilson.js";

/** How many flips hold longer than a number of bars; the rows of {@link flipSurvival}. */
export interface SurvivalRow {
  /** The number of bars, from 1 on. */
  bars: number;
  /** Flips that held so many bars and of which the next bar was seen. */
  at_risk: number;
  /** Those of them that had flipped back in that next bar: they held just so many bars. */
  ended: number;
  /** Estimated share of flips that hold longer, 0 to 1: Kaplan and Meier (1958). It never rises. */
  share: number;
  /** Its interval at 95 %, {@link SurvivalRow.high} the upper end. */
  low: number;
  high: number;
}

/**
 * How long flips live: for each number of bars the estimated share of them that hold longer, down to the longest that was
 * seen to. A flip that still holds at the end of the grid is not taken for ended: it counts for as long as it was seen.
 *
 * The interval is Wilson's, for as many flips as would give Greenwood's variance (Rothman 1978); without any that still
 * holds these are all flips. It takes flips as independent, which neighbouring strikes are not: it is rather too narrow.
 *
 * @param flips of any choice, such as those near the spot or the certified ones; none give no rows
 * @param grid that they were found in: its end is where the last ones were lost sight of
 * @throws RangeError for a flip that the grid does not reach.
 * @example
 * flipSurvival(signFlips(gex, { deadBand: 5e6 }), gex);
 */
export function flipSurvival(flips: readonly SignFlip[], grid: StrikeGrid): SurvivalRow[] {
  const bars = grid.times.length;
  const ended = new Float64Array(bars + 2);
  const lost = new Float64Array(bars + 2); // by the bars they held, when the grid ended
  for (const { t, held, time, strike } of flips) {
    const end = Math.round((t - grid.times[0]) / grid.barMs) + held;
    if (!(end - held >= 0 && end <= bars))
      throw new RangeError(
        `the flip of ${strike} at ${time} is not of ${String(grid)}: give flips together with the grid they were found in`,
      );
    (end === bars ? lost : ended)[held]++;
  }
  const rows: SurvivalRow[] = [];
  let share = 1;
  let greenwood = 0;
  let effective = 0;
  let left = flips.length;
  for (let held = 1; ; held++) {
    const atRisk = left - lost[held];
    if (!(atRisk > 0)) return rows;
    share *= 1 - ended[held] / atRisk;
    greenwood += ended[held] / (atRisk * (atRisk - ended[held]));
    // Before the first end there is no variance, and behind the last no share: there it is those last at risk.
    if (share === 1) effective = atRisk;
    else if (share > 0) effective = (1 - share) / (share * greenwood);
    const [low, high] = wilson(share, effective || atRisk);
    rows.push({ bars: held, at_risk: atRisk, ended: ended[held], share, low, high });
    left = atRisk - ended[held];
  }
}

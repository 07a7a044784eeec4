import type { Series } from "../api/types.js";
import { hoursToClose, sessionOn } from "../session.js";
import { barLength } from "./bar-length.js";
import type { StrikeGridData } from "./grid-data.js";

/** A year of the session clock, on which `atm_iv` is: 252 sessions of 6.5 hours. */
const SESSION_HOURS_PER_YEAR = 252 * 6.5;

/**
 * One standard deviation of the move that was still expected at the end of each bar of a grid, USD: what
 * {@link StrikeGrid.relative} takes as `sigma`. It is spot x atm_iv x sqrt(hours to the close / 1638), of the last bar of
 * the series that had ended by then, so nothing peeks ahead; 0 at the close. NaN where the series does not say, or its last
 * bar is older than a bar of the longer kind.
 *
 * @throws RangeError for a series of another symbol or session.
 * @example
 * const sigma = remainingMoves(await flow.series("SPY", { bar: "1m", minutes: 390 }), gex);
 * gex.relative("sigma", { sigma });
 */
export function remainingMoves(series: Series, grid: StrikeGridData): Float64Array {
  const { symbol, expiration, bars } = series;
  if (symbol !== grid.symbol || expiration !== grid.expiration)
    throw new RangeError(
      `the series is of ${symbol} ${expiration}, the grid of ${grid.symbol} ${grid.expiration}: ask for the same`,
    );
  const session = sessionOn(expiration);
  const length = barLength(series.bar_size);
  const ends = bars.map(({ t }) => Date.parse(t) + length);
  const longer = Math.max(length, grid.barMs);
  let next = 0;
  return grid.times.map((time) => {
    const end = time + grid.barMs;
    while (next < ends.length && ends[next] <= end) next++;
    if (session === null || next === 0 || ends[next - 1] <= end - longer) return NaN;
    const { spot, atm_iv } = bars[next - 1];
    return (spot ?? NaN) * (atm_iv ?? NaN) * Math.sqrt(hoursToClose(session, ends[next - 1]) / SESSION_HOURS_PER_YEAR);
  });
}

import type { BoardMetric } from "../api/types.js";
import { hoursToClose } from "../session.js";
import { markInstant } from "./marks.js";
import { pinScore } from "./pin-score.js";
import { SESSION_HOURS_PER_YEAR } from "./session-clock.js";
import { barsAt, isRecorded, strikesAt, type SessionGrids } from "./session-grids.js";

/**
 * The least that heat divides by, as a part of the largest gross GEX of the session so far: where calls and puts nearly
 * cancel, or gamma vanishes between strikes near the close, the ratio would otherwise say nothing but that.
 */
export const HEAT_FLOOR = 0.05;

/**
 * The value of a board's metric for one name at an instant, from the last complete bar; NaN before the first, when that
 * bar was not recorded (what stood before it is stale beside the other names), or where the quotes gave no greeks.
 *
 * Sums over strikes and minutes are of what is known. Flow that was traded while its greek was unknown is not in them,
 * and a sum of flow of which nothing else was traded is unknown, not 0. Without any trade it is 0.
 *
 *   heat             |hedge flow since the open| / max(|net GEX|, {@link HEAT_FLOOR} x largest gross GEX so far)
 *   pin_risk         {@link pinScore}
 *   abs_flow         |call leg| + |put leg| of the last bar's hedge flow, USD: opposing legs do not cancel
 *   charm_intensity  |net CHEX|, USD per hour
 */
export function boardValue(grids: SessionGrids, instant: number, metric: BoardMetric): number {
  const bar = barsAt(grids, instant) - 1;
  if (bar < 0 || !isRecorded(grids, bar)) return NaN;
  const { tape, bars, exposures } = grids;
  const strikes = strikesAt(grids, instant);
  const column = (cells: Float64Array): Float64Array => Float64Array.from(strikes, (k) => cells[k * bars + bar]);

  switch (metric) {
    case "heat": {
      const flows: number[] = [];
      let largestGross = 0;
      for (let i = 0; i <= bar; i++) {
        if (!isRecorded(grids, i)) continue;
        let gross = 0;
        for (const k of strikes) {
          flows.push(exposures.signed_delta_dollars[k * bars + i]);
          gross += Math.abs(exposures.gex[k * bars + i]) || 0;
        }
        largestGross = Math.max(largestGross, gross);
      }
      return (
        Math.abs(sumOfFlow(flows)) / Math.max(Math.abs(sumOfKnown(column(exposures.gex))), HEAT_FLOOR * largestGross)
      );
    }
    case "abs_flow":
      return Math.abs(sumOfFlow(column(exposures.call_flow))) + Math.abs(sumOfFlow(column(exposures.put_flow)));
    case "charm_intensity":
      return Math.abs(sumOfKnown(column(exposures.chex)));
    case "pin_risk": {
      const hours = hoursToClose(tape.session, markInstant(tape.session, bar));
      const all = hoursToClose(tape.session, tape.session.open);
      return pinScore({
        openInterest: column(exposures.oi),
        gex: column(exposures.gex),
        strikes: Float64Array.from(strikes, (k) => tape.strikes[k]),
        spot: grids.marks.spot[bar],
        expectedMove: expectedMove(grids, strikes, bar, hours),
        elapsed: 1 - hours / all,
      });
    }
  }
}

/** One standard deviation of the move that is left, USD, from the volatility of the strike nearest the spot. */
function expectedMove(
  { tape, bars, marks }: SessionGrids,
  strikes: readonly number[],
  bar: number,
  hours: number,
): number {
  const spot = marks.spot[bar];
  let nearest = -1;
  for (const k of strikes)
    if (nearest < 0 || Math.abs(tape.strikes[k] - spot) < Math.abs(tape.strikes[nearest] - spot)) nearest = k;
  if (nearest < 0) return NaN;
  return spot * marks.volatility[nearest * bars + bar] * Math.sqrt(hours / SESSION_HOURS_PER_YEAR);
}

/** NaN when all that was traded is unknown: a cell in which nothing was traded is 0, and tells nothing about others. */
function sumOfFlow(cells: ArrayLike<number>): number {
  let sum = 0;
  let [known, unknown] = [false, false];
  for (let i = 0; i < cells.length; i++)
    if (Number.isNaN(cells[i])) unknown = true;
    else if (cells[i] !== 0) {
      sum += cells[i];
      known = true;
    }
  return unknown && !known ? NaN : sum;
}

/** NaN when nothing is known. */
function sumOfKnown(values: Float64Array): number {
  const known = values.filter((value) => !Number.isNaN(value));
  return known.length === 0 ? NaN : known.reduce((sum, value) => sum + value, 0);
}

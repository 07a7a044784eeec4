import type { BoardMetric } from "../api/types.js";
import { SAMPLES_PER_MINUTE } from "./sample-clock.js";
import { levelsAt } from "./sample-levels.js";
import { sumOfKnown, totalsOf } from "./session-totals.js";
import { barsAt, isRecorded, isSampled, type SessionView } from "./session-view.js";

/**
 * The least that heat divides by, as a part of the largest gross GEX of the session so far: where calls and puts nearly
 * cancel, or gamma vanishes between strikes near the close, the ratio would otherwise say nothing but that.
 */
export const HEAT_FLOOR = 0.05;

/**
 * The value of a board's metric for one name at an instant, from the last complete minute; NaN before the first, when
 * that minute was not recorded (what stood before it is stale beside the other names), or where the quotes gave no greeks.
 *
 * Sums over strikes and minutes are of what is known. Flow that was traded while its greek was unknown is not in them,
 * and a sum of flow of which nothing else was traded is unknown, not 0. Without any trade it is 0.
 *
 *   heat             |hedge flow since the open| / max(|net GEX|, {@link HEAT_FLOOR} x largest gross GEX so far)
 *   pin_risk         {@link pinScore}
 *   abs_flow         |call leg| + |put leg| of the last minute's hedge flow, USD: opposing legs do not cancel
 *   charm_intensity  |net CHEX|, USD per hour
 */
export function boardValue(view: SessionView, instant: number, metric: BoardMetric): number {
  const { history } = view;
  const bar = barsAt(history, instant) - 1;
  if (bar < 0 || !isRecorded(history, bar)) return NaN;
  const totals = totalsOf(view);
  const end = (bar + 1) * SAMPLES_PER_MINUTE;
  const sample = end - 1;

  switch (metric) {
    case "heat": {
      const flows: number[] = [];
      let largestGross = 0;
      for (let i = 0; i < end; i++) {
        if (!isSampled(history, i)) continue;
        flows.push(totals.call_flow[i], totals.put_flow[i]);
        if ((i + 1) % SAMPLES_PER_MINUTE === 0) largestGross = Math.max(largestGross, totals.gross_gex[i] || 0);
      }
      return (
        Math.abs(sumOfKnown(Float64Array.from(flows))) /
        Math.max(Math.abs(totals.gex[sample]), HEAT_FLOOR * largestGross)
      );
    }
    case "abs_flow": {
      const minute = end - SAMPLES_PER_MINUTE;
      return (
        Math.abs(sumOfKnown(totals.call_flow.subarray(minute, end))) +
        Math.abs(sumOfKnown(totals.put_flow.subarray(minute, end)))
      );
    }
    case "charm_intensity":
      return Math.abs(totals.chex[sample]);
    case "pin_risk":
      return levelsAt(view, sample).pin.score;
  }
}

import type { GridField, GridKind } from "../grid/fields.js";
import { FIELDS } from "../grid/fields.js";
import type { StrikeGridData } from "../grid/strike-grid.js";
import { barCount, MINUTE } from "../session.js";
import { classify, type Aggressors } from "./classify.js";
import { exposuresOf, type Exposures } from "./exposures.js";
import { netContracts } from "./flow.js";
import { marksOf, type Marks } from "./marks.js";
import { effectiveOpenInterest, EFFECTIVE_OI_WEIGHT } from "./positions.js";
import type { Tape } from "./tape.js";

/** Everything computed from one tape: each bar from what was known at its end, so any prefix of bars is an answer. */
export interface SessionGrids {
  readonly tape: Tape;
  readonly bars: number;
  /** Starts of the bars. */
  readonly times: Float64Array;
  readonly marks: Marks;
  readonly aggressors: Aggressors;
  /** Effective open interest, `[contract * bars + bar]`. */
  readonly openInterest: Float64Array;
  readonly exposures: Exposures;
  /** When each strike was first seen: at the open when it has settled open interest, else with its first event. */
  readonly firstSeen: Float64Array;
}

/** How the engine computes; each choice is a stated estimate. */
export interface EngineOptions {
  /** Weight of classified flow in effective open interest, default 0.43; 0 is settled open interest only. */
  effectiveOiWeight?: number | undefined;
}

/** The same with its defaults filled in, and checked. */
interface CompleteEngineOptions {
  readonly effectiveOiWeight: number;
}

/**
 * Fills in and checks how to compute.
 *
 * @throws RangeError for a weight that is not a number of 0 or more.
 */
export function engineOptions({ effectiveOiWeight = EFFECTIVE_OI_WEIGHT }: EngineOptions): CompleteEngineOptions {
  if (!(effectiveOiWeight >= 0 && effectiveOiWeight < Infinity))
    throw new RangeError(`effectiveOiWeight must be a number of 0 or more, not ${effectiveOiWeight}`);
  return { effectiveOiWeight };
}

/** All layers of a tape, from trades to exposures. */
export function sessionGrids(tape: Tape, { effectiveOiWeight }: CompleteEngineOptions): SessionGrids {
  const bars = barCount(tape.session);
  const marks = marksOf(tape);
  const aggressors = classify(tape);
  const net = netContracts(tape, aggressors);
  const openInterest = effectiveOpenInterest(tape.openInterest, net, effectiveOiWeight);
  return {
    tape,
    bars,
    times: Float64Array.from({ length: bars }, (_, bar) => tape.session.open + bar * MINUTE),
    marks,
    aggressors,
    openInterest,
    exposures: exposuresOf(marks, openInterest, net, tape.multiplier),
    firstSeen: firstSeenOf(tape),
  };
}

/** How many bars are complete at an instant. */
export function barsAt(grids: SessionGrids, instant: number): number {
  const complete = Math.floor((instant - grids.tape.session.open) / MINUTE);
  return Math.max(0, Math.min(grids.bars, complete));
}

/** Whether a bar is over before the recording ends, and lies outside every gap of it. */
export function isRecorded({ tape, times }: SessionGrids, bar: number): boolean {
  return (
    times[bar] + MINUTE <= tape.recordedTo &&
    !tape.gaps.some(({ from, to }) => times[bar] < to && times[bar] + MINUTE > from)
  );
}

/** The strikes that had been seen at an instant, by position. */
export function strikesAt(grids: SessionGrids, instant: number): number[] {
  return [...grids.firstSeen.keys()].filter((strike) => grids.firstSeen[strike] <= instant);
}

/** One field over bars [first, last) at the given strikes, with its axes. */
export function windowOf<K extends GridKind>(
  grids: SessionGrids,
  field: GridField,
  strikes: readonly number[],
  first: number,
  last: number,
): StrikeGridData<K> {
  const { tape, bars, exposures } = grids;
  const values = new Float64Array(strikes.length * (last - first));
  strikes.forEach((strike, row) =>
    values.set(exposures[field].subarray(strike * bars + first, strike * bars + last), row * (last - first)),
  );
  return {
    symbol: tape.symbol,
    expiration: tape.session.date,
    field,
    kind: FIELDS[field].kind as K,
    barMs: MINUTE,
    strikes: Float64Array.from(strikes, (strike) => tape.strikes[strike]),
    times: grids.times.subarray(first, last),
    spot: grids.marks.spot.subarray(first, last),
    values,
  };
}

function firstSeenOf(tape: Tape): Float64Array {
  const firstSeen = new Float64Array(tape.strikes.length).fill(Infinity);
  for (let contract = 0; contract < tape.openInterest.length; contract++)
    if (tape.openInterest[contract] > 0) firstSeen[contract >> 1] = -Infinity;
  for (const { time, contract } of [tape.trades, tape.quotes])
    for (let row = 0; row < time.length; row++) {
      const strike = contract[row] >> 1;
      if (time[row] < firstSeen[strike]) firstSeen[strike] = time[row];
    }
  return firstSeen;
}

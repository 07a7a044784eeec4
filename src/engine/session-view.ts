import type { GridField, GridKind } from "../grid/fields.js";
import { FIELDS } from "../grid/fields.js";
import type { StrikeGridData } from "../grid/strike-grid.js";
import { barCount, MINUTE } from "../session.js";
import type { Conventions } from "./engine-options.js";
import { chainExposures, exposuresAt, type ChainExposures } from "./exposures.js";
import { minuteReader } from "./minute-rows.js";
import type { SampleLevels } from "./sample-levels.js";
import { sampleEnd, samplesAt, SAMPLES_PER_MINUTE } from "./sample-clock.js";
import type { SessionHistory } from "./session-history.js";
import { emptyTotals, type SessionTotals } from "./session-totals.js";

/** A history seen under conventions: what every answer is derived from. */
export interface SessionView {
  readonly history: SessionHistory;
  readonly conventions: Conventions;
  /** Sums over strikes by sample, kept because boards and series ask for them again and again. */
  readonly totals: SessionTotals;
  /** Levels by sample, as far as they were asked for. */
  readonly levels: Map<number, SampleLevels>;
}

/** A history under conventions. */
export function sessionView(history: SessionHistory, conventions: Conventions): SessionView {
  return { history, conventions, totals: emptyTotals(), levels: new Map() };
}

/** How many minutes are complete at an instant. */
export function barsAt({ session }: SessionHistory, instant: number): number {
  const complete = Math.floor((instant - session.open) / MINUTE);
  return Math.max(0, Math.min(barCount(session), complete));
}

/** Whether a minute is over before the recording ends, and lies outside every gap of it. */
export function isRecorded(history: SessionHistory, bar: number): boolean {
  return isSampled(history, (bar + 1) * SAMPLES_PER_MINUTE - 1);
}

/**
 * Whether a sample is over before the recording ends, and its minute lies outside every gap: a minute of which a part is
 * missing is missing in all answers alike.
 */
export function isSampled({ session, recordedTo, gaps }: SessionHistory, sample: number): boolean {
  const from = session.open + Math.floor(sample / SAMPLES_PER_MINUTE) * MINUTE;
  return sampleEnd(session, sample) <= recordedTo && !gaps.some((gap) => from < gap.to && from + MINUTE > gap.from);
}

/** The last sample that was over and recorded at an instant; -1 when there is none. */
export function lastSampled(history: SessionHistory, instant: number): number {
  let sample = Math.min(history.samples, samplesAt(history.session, instant)) - 1;
  while (sample >= 0 && !isSampled(history, sample)) sample--;
  return sample;
}

/** The strikes that had been seen at an instant, by position. */
export function strikesAt({ firstSeen }: SessionHistory, instant: number): number[] {
  const seen: number[] = [];
  for (let k = 0; k < firstSeen.length; k++) if (firstSeen[k] <= instant) seen.push(k);
  return seen;
}

/** A chain at one sample, in room of its own. */
export function chainAt({ history, conventions }: SessionView, sample: number): ChainExposures {
  const chain = chainExposures(history.strikes.length);
  exposuresAt(chain, history, sample, conventions);
  return chain;
}

/**
 * Fields over the minutes [first, last) at the given strikes, each with its axes: levels at a minute's end, flow summed
 * over its samples as far as it is known, as in the totals. Minutes that were not recorded are NaN. With `estimates` the
 * first grid also has its uncertainty.
 */
export function windowsOf<K extends GridKind>(
  { history, conventions }: SessionView,
  fields: readonly GridField[],
  strikes: readonly number[],
  first: number,
  last: number,
  estimates: boolean = false,
): StrikeGridData<K>[] {
  const bars = last - first;
  const columns = fields.length + (estimates ? 2 : 0);
  const values = Array.from({ length: columns }, () => new Float64Array(strikes.length * bars).fill(NaN));
  const spot = new Float64Array(bars).fill(NaN);
  const read = minuteReader({ history, conventions }, fields, strikes, estimates);
  for (let bar = 0; bar < bars; bar++) {
    const end = (first + bar + 1) * SAMPLES_PER_MINUTE;
    if (end > history.samples) break;
    spot[bar] = history.spot[end - 1];
    const rows = read(first + bar);
    for (let i = 0; i < columns; i++)
      for (let row = 0; row < strikes.length; row++) values[i][row * bars + bar] = rows[i][row];
  }
  const times = Float64Array.from({ length: bars }, (_, bar) => history.session.open + (first + bar) * MINUTE);
  return fields.map((field, i) => ({
    symbol: history.symbol,
    expiration: history.session.date,
    field,
    kind: FIELDS[field].kind as K,
    barMs: MINUTE,
    strikes: Float64Array.from(strikes, (strike) => history.strikes[strike]),
    times,
    spot,
    values: values[i],
    ...(estimates && i === 0
      ? { uncertainty: { expected: values[columns - 2], variance: values[columns - 1].map((sd) => sd * sd) } }
      : {}),
  }));
}

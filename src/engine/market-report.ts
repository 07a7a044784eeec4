import { BOARD_METRICS } from "../api/words.js";
import { boardValue } from "./board-values.js";
import { boardRow } from "./board-report.js";
import { bookRows } from "./book-report.js";
import { engineSides } from "./engine-sides.js";
import type { ReportRow } from "./report.js";
import { sideRows } from "./side-report.js";
import { sameTrades } from "./same-trades.js";
import { sampleChain } from "./sample-chain.js";
import { sampleEnd, SAMPLES_PER_MINUTE } from "./sample-clock.js";
import { barsAt, type SessionView } from "./session-view.js";
import type { SimulatedSession } from "./simulate.js";
import type { Tape } from "./tape.js";
import { trueView } from "./true-view.js";

/** A name as an engine sees it, and the session it was made from, truth included. */
export interface ReportedSession extends Readonly<SimulatedSession> {
  readonly view: SessionView;
}

/**
 * Estimates beside the truth at an instant, under the conventions of the views: {@link sideRows} and {@link bookRows} of
 * every name, and a {@link boardRow} for each metric of the leaderboard when there are two names or more. Like every
 * answer it is about the complete minutes before the instant, and there are no rows before the first.
 *
 * Volatilities, forward and spot are the tape's in both, so that what is told is the error of sides and positions.
 *
 * @throws RangeError when a truth does not belong to its tape, or a tape to its view.
 */
export function marketReport(sessions: readonly ReportedSession[], instant: number): ReportRow[] {
  const rows: ReportRow[] = [];
  const estimated: SessionView[] = [];
  const actual: SessionView[] = [];
  for (const { view, tape, truth } of sessions) {
    const { history, conventions } = view;
    const sample = barsAt(history, instant) * SAMPLES_PER_MINUTE - 1;
    if (sample < 0 || sample >= history.samples) continue;
    const actually = trueView(view, tape, truth, sample);
    estimated.push(view);
    actual.push(actually.view);

    const end = sampleEnd(history.session, sample);
    const before = end === history.session.close ? Infinity : end;
    const { side } = engineSides(tape, conventions);
    mustHaveTraded(view, tape, side, sample, before);
    rows.push(...sideRows(tape, truth, side, { before, ignored: conventions.ignored }));
    const { positions, state, gex } = sampleChain(view, sample);
    const settled = ([0, 1] as const).map((put) => Float64Array.from(positions, (k) => history.settled[2 * k + put]));
    rows.push(...bookRows(history.symbol, { state, gex }, actually.chain, [settled[0], settled[1]]));
  }
  if (actual.length < 2) return rows;
  const values = (views: readonly SessionView[], metric: (typeof BOARD_METRICS)[number]): number[] =>
    views.map((view) => boardValue(view, instant, metric));
  return [
    ...rows,
    ...BOARD_METRICS.map((metric) => boardRow(metric, values(estimated, metric), values(actual, metric))),
  ];
}

/** Sees that the engine read the very trades that the truth is about: markets of one seed and other knobs differ in nothing else. */
function mustHaveTraded({ history }: SessionView, tape: Tape, side: Int8Array, sample: number, before: number): void {
  if (!sameTrades(history, tape, side, sample, before))
    throw new RangeError(
      `the ${tape.symbol} trades that came with the truth are not those of the engine; a truth goes with an engine on ` +
        `the tape it was made with`,
    );
}

import { MINUTE } from "../session.js";
import { chainMoment, readMoment, type ChainMoment } from "./chain-moment.js";
import type { ExplainedStep } from "./explain-step.js";
import { SAMPLES_PER_MINUTE } from "./sample-clock.js";
import type { SessionHistory } from "./session-history.js";
import { isRecorded } from "./session-view.js";

/** Reads the moment at the end of a minute; two of them can be held at a time. */
export function momentReader(history: SessionHistory, strikes: Float64Array): (bar: number) => ChainMoment {
  const place = new Map(Array.from(history.strikes, (strike, k) => [strike, k]));
  const positions = Int32Array.from(strikes, (strike) => place.get(strike) ?? -1);
  const rooms = [chainMoment(strikes.length), chainMoment(strikes.length)];
  let room = 0;
  return (bar) => readMoment(rooms[(room = 1 - room)], history, sampleOf(bar), positions);
}

/** The steps from minute to recorded minute, each with its start; the first changes from one history to the other. */
export function* minuteSteps(
  explainStep: (from: ChainMoment, to: ChainMoment) => ExplainedStep,
  readThere: (bar: number) => ChainMoment,
  readHere: (bar: number) => ChainMoment,
  here: SessionHistory,
  first: number,
  last: number,
): Generator<{ t: number; step: ExplainedStep }> {
  let t = barEnd(here, first);
  let from = readThere(first);
  for (let bar = readThere === readHere ? first + 1 : first; bar <= last; bar++) {
    if (!isRecorded(here, bar)) continue;
    const to = readHere(bar);
    yield { t, step: explainStep(from, to) };
    from = to;
    t = barEnd(here, bar);
  }
}

/** When a minute ends, epoch milliseconds. */
export function barEnd({ session }: SessionHistory, bar: number): number {
  return session.open + (bar + 1) * MINUTE;
}

/** The sample at whose mark the levels of a minute are. */
export function sampleOf(bar: number): number {
  return (bar + 1) * SAMPLES_PER_MINUTE - 1;
}

import { once } from "../once.js";
import { MINUTE } from "../session.js";
import { appendEvents } from "./append-events.js";
import type { Conventions } from "./engine-options.js";
import { liveState, type LiveState } from "./live-state.js";
import { SAMPLES_PER_MINUTE } from "./sample-clock.js";
import { unknownGaps } from "./session-history.js";
import { sessionView, type SessionView } from "./session-view.js";
import { checkTape } from "./check-tape.js";
import type { TapeEvents } from "./event-columns.js";
import type { ReplayedTape } from "./replay-tape.js";
import type { Tape } from "./tape.js";

/** One name of an engine: its session as it is recorded, and what its answers are derived from. */
export interface EngineName {
  readonly live: LiveState;
  readonly view: SessionView;
}

/** A name as an engine gets it: its head, and the rest when that is first asked for. */
export interface NamedTape extends Pick<Tape, "symbol" | "session" | "origin" | "recordedTo" | "rejected"> {
  readonly name: () => EngineName;
}

/**
 * A tape in memory, replayed when its name is first asked for, and then let go of.
 *
 * @throws TapeError as `checkTape` does.
 */
export function namedTape(tape: Tape, conventions: Conventions): NamedTape {
  checkTape(tape);
  const { symbol, session, origin, recordedTo, rejected } = tape;
  return { symbol, session, origin, recordedTo, rejected, name: once(() => engineName(tape, conventions)) };
}

/** A tape that a thread has replayed. */
export function namedReplay({ live, totals, ...head }: ReplayedTape, conventions: Conventions): NamedTape {
  const view = { ...sessionView(live.history, conventions), totals };
  return { ...head, name: () => ({ live, view }) };
}

/** A tape's whole session as an engine keeps it; the tape itself is not kept. */
export function engineName(tape: Tape, conventions: Conventions): EngineName {
  const live = liveState(
    tape,
    conventions.layers.names,
    tape.recordedTo === tape.session.close,
    conventions.weights !== undefined,
  );
  appendEvents(live, conventions, tape);
  return { live, view: sessionView(live.history, conventions) };
}

/**
 * Takes events into a name's session.
 *
 * @returns how many samples were closed
 */
export function appendToName({ live, view }: EngineName, conventions: Conventions, events: TapeEvents): number {
  const { history, totals } = view;
  // A gap takes its whole first minute away, of which a sample may be over and summed up already.
  for (const { from } of unknownGaps(history, events.gaps ?? [])) {
    const minute = Math.floor((from - history.session.open) / MINUTE);
    totals.samples = Math.max(0, Math.min(totals.samples, minute * SAMPLES_PER_MINUTE));
  }
  return appendEvents(live, conventions, events);
}

import { appendEvents } from "./append-events.js";
import type { Conventions } from "./engine-options.js";
import { liveState, type LiveState } from "./live-state.js";
import { sessionView, type SessionView } from "./session-view.js";
import { checkTape } from "./check-tape.js";
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
  const live = liveState(tape, conventions.layers.names, tape.recordedTo === tape.session.close);
  appendEvents(live, conventions, tape);
  return { live, view: sessionView(live.history, conventions) };
}

/** A value made when it is first asked for; what it was made from is then let go of. */
export function once<T>(make: () => T): () => T {
  let maker: (() => T) | undefined = make;
  let made: T;
  return () => {
    if (maker !== undefined) {
      made = maker();
      maker = undefined;
    }
    return made;
  };
}

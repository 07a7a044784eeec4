import { appendEvents } from "./append-events.js";
import type { Conventions } from "./engine-options.js";
import { liveState, type LiveState } from "./live-state.js";
import { sessionView, type SessionView } from "./session-view.js";
import type { Tape } from "./tape.js";

/** One name of an engine: its session as it is recorded, and what its answers are derived from. */
export interface EngineName {
  readonly live: LiveState;
  readonly view: SessionView;
}

/** A tape's whole session as an engine keeps it; the tape itself is not kept. */
export function engineName(tape: Tape, conventions: Conventions): EngineName {
  const live = liveState(tape, conventions.layers.names, tape.recordedTo === tape.session.close);
  appendEvents(live, conventions, tape);
  return { live, view: sessionView(live.history, conventions) };
}

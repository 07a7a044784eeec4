import { conventionsOf, type EngineOptions } from "../../src/engine/engine-options.js";
import { engineName } from "../../src/engine/engine-name.js";
import type { SessionHistory } from "../../src/engine/session-history.js";
import { sessionView, type SessionView } from "../../src/engine/session-view.js";
import type { Tape } from "../../src/engine/tape.js";
import { tinyTape, type TinyTape } from "./tiny-tape.js";

/** What an engine keeps of a tape. */
export function historyOf(tape: Tape, options: EngineOptions = {}): SessionHistory {
  return engineName(tape, conventionsOf(options)).live.history;
}

/** The same of a tape typed by hand. */
export function tinyHistory(typed: TinyTape, options: EngineOptions = {}): SessionHistory {
  return historyOf(tinyTape(typed), options);
}

/** What an engine answers from. */
export function tinyView(typed: TinyTape, options: EngineOptions = {}): SessionView {
  return sessionView(tinyHistory(typed, options), conventionsOf(options));
}

import { conventionsOf, type EngineOptions } from "./engine-options.js";
import { engineName } from "./engine-name.js";
import { readTape, type ReadTapeOptions } from "./read-tape.js";
import type { LiveState } from "./live-state.js";
import { totalsOf, type SessionTotals } from "./session-totals.js";
import type { Tape } from "./tape.js";

/** A tape folder that was read and replayed: what an engine keeps of it, as plain data. */
export interface ReplayedTape extends Pick<Tape, "symbol" | "session" | "origin" | "recordedTo" | "rejected"> {
  readonly live: LiveState;
  readonly totals: SessionTotals;
}

/**
 * Reads a tape folder and replays it under conventions, up to the totals that boards are made of.
 *
 * @throws TapeError as `readTape` does.
 */
export async function replayTape(folder: string, options: ReadTapeOptions & EngineOptions): Promise<ReplayedTape> {
  const tape = await readTape(folder, options);
  const { live, view } = engineName(tape, conventionsOf(options));
  const { symbol, session, origin, recordedTo, rejected } = tape;
  return { symbol, session, origin, recordedTo, rejected, live, totals: totalsOf(view) };
}

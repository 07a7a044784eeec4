import { instantOn, MINUTE, newYorkTime, type Session } from "../session.js";
import { FlowEngine, viewOf } from "./engine.js";
import { barsAt, isRecorded, type SessionView } from "./session-view.js";

/**
 * The view that an engine has of a name.
 *
 * @param what names the engine in a message
 */
export function viewIn(engine: FlowEngine, symbol: string, what: string): SessionView {
  if (!(engine instanceof FlowEngine))
    throw new TypeError(
      `${what} needs a FlowEngine, which keeps what its answers were made of; a client or a recording has the answers ` +
        `alone. FlowEngine.open("tape") or FlowEngine.simulate() gives one`,
    );
  const view = viewOf(engine, symbol);
  if (view === undefined)
    throw new RangeError(`${symbol} is not in the engine, which has ${engine.symbols.join(", ")}`);
  return view;
}

/** Refuses an earlier view from which nothing leads to a later one. */
export function mustFit(before: SessionView, { history, conventions }: SessionView): void {
  if (before.history.session.date !== history.session.date)
    throw new RangeError(
      `before is of ${before.history.session.date} and the engine of ${history.session.date}: an option of one session is ` +
        `not open in the next, so that nothing of it is explained there`,
    );
  if (before.conventions.text !== conventions.text || before.history.multiplier !== history.multiplier)
    throw new RangeError(
      `before computes otherwise than the engine: "${before.conventions.text}", multiplier ${before.history.multiplier}, ` +
        `and "${conventions.text}", multiplier ${history.multiplier}; give both the same options`,
    );
}

/** The last minute that was complete at a time, which must have been recorded. */
export function barAt(engine: FlowEngine, { history }: SessionView, what: string, time: string | number): number {
  const { session, recordedTo } = history;
  const instant = instantOn(session.date, time, "the only day of this engine's tapes");
  if (instant < session.open || instant > session.close)
    throw new RangeError(`${what} ${time} is outside the session, which runs ${spanOf(session)} in New York`);
  if (instant > engine.instant)
    throw new RangeError(
      `${what} ${time} is behind ${clockOf(engine.instant)}, the engine's instant, at which nothing later is known; ` +
        `engine.at(${JSON.stringify(time)}) would know it, if it was recorded`,
    );
  const bar = barsAt(history, instant) - 1;
  if (bar < 0)
    throw new RangeError(
      `${what} ${time}: no minute is complete then; the first is at ${clockOf(session.open + MINUTE)}`,
    );
  if (!isRecorded(history, bar))
    throw new RangeError(
      `${what} ${time}: the minute before it was not recorded, ` +
        (instant > recordedTo ? `the recording ends at ${clockOf(recordedTo)}` : "there is a gap"),
    );
  return bar;
}

function spanOf({ open, close }: Session): string {
  return `from ${clockOf(open)} to ${clockOf(close)}`;
}

function clockOf(instant: number): string {
  return newYorkTime(instant, instant % MINUTE !== 0);
}

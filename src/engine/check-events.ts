import { TapeError } from "../api/errors.js";
import { toIso } from "../session.js";
import type { TapeEvents } from "./event-columns.js";
import { type SessionHistory, unknownGaps } from "./session-history.js";
import { checkColumns } from "./check-tape.js";

/**
 * Checks events before they are appended, so that nothing half-right is taken: the columns as {@link Tape} says, and all
 * of them behind what is recorded already.
 *
 * @throws TapeError naming the symbol, the column and the entry.
 */
export function checkEvents(events: TapeEvents, history: SessionHistory): void {
  const { symbol, strikes, trades, quotes, underlying, recordedTo } = events;
  checkColumns({ symbol, session: history.session, strikes, trades, quotes, underlying });
  let last = -Infinity;
  for (const [name, columns] of Object.entries({ trades, quotes, underlying })) {
    if (columns === undefined || columns.time.length === 0) continue;
    const [first, end] = [columns.time[0], columns.time.at(-1)!];
    // What stood before the open may come late; a session's own past may not change.
    const atOpen = history.recordedTo <= history.session.open && first <= history.session.open;
    if (first <= history.recordedTo && !atOpen)
      throw new TapeError(
        `tape of ${symbol}: ${name} go back to ${toIso(first)}, but all up to ${toIso(history.recordedTo)} is recorded ` +
          `already; append events in the order of time`,
      );
    last = Math.max(last, end);
  }
  for (const { from, to } of unknownGaps(history, events.gaps ?? []))
    if (!(from >= history.recordedTo && to > from && to <= history.session.close))
      throw new TapeError(
        `tape of ${symbol}: a gap must begin at or after what is recorded already (${toIso(history.recordedTo)}), and end ` +
          `after that and not after the close, not go from ${from} to ${to}`,
      );
  if (recordedTo === undefined) return;
  if (!(recordedTo >= last && recordedTo >= history.recordedTo && recordedTo <= history.session.close))
    throw new TapeError(
      `tape of ${symbol}: recordedTo must be at or after the last event and what is recorded already ` +
        `(${toIso(history.recordedTo)}), and not after the close, not ${recordedTo}`,
    );
}

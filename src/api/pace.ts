import { setTimeout as sleepFor } from "node:timers/promises";
import { LONGEST_TIMER } from "./deadline.js";
import type { PollClock } from "./poll.js";
import { unlessAborted } from "./unless-aborted.js";

/** How many questions a client sends at most. */
export interface PaceOptions {
  /** Questions a second in the long run, above 0; 0.5 is one in two seconds. */
  perSecond: number;
  /** How many may be sent at once after a pause; a whole number from 1, default 1. */
  burst?: number | undefined;
}

/** Waits for one's turn; rejects with the signal's reason when it aborts before. */
export type Pace = (signal: AbortSignal) => Promise<void>;

type PaceClock = Pick<PollClock, "now" | "sleep">;

const MACHINE: PaceClock = {
  now: () => performance.now(),
  sleep: (milliseconds, signal) => sleepFor(milliseconds, undefined, { signal }),
};

/**
 * A pace that lets `perSecond` questions pass, in the order in which they come, and `burst` at once after a pause (a token
 * bucket). Without options nobody waits.
 *
 * @param clock one that never goes back
 * @throws RangeError for a number that cannot be one of these.
 * @example await paceOf({ perSecond: 5, burst: 10 })(signal);
 */
export function paceOf(options: PaceOptions | undefined, { now, sleep }: PaceClock = MACHINE): Pace {
  if (options === undefined) return () => Promise.resolve();
  const { perSecond, burst = 1 } = options;
  const interval = 1000 / perSecond;
  if (!(perSecond > 0 && perSecond < Infinity && interval <= LONGEST_TIMER))
    throw new RangeError(
      `pace.perSecond must be a number above 0, at least one in ${LONGEST_TIMER} ms, not ${perSecond}`,
    );
  if (!(Number.isSafeInteger(burst) && burst >= 1))
    throw new RangeError(`pace.burst must be a whole number from 1, not ${burst}`);
  /** When the bucket is full again. */
  let full = -Infinity;
  /** Settled when the last who came has passed or gone. */
  let last: Promise<void> = Promise.resolve();

  const take = async (before: Promise<void>, signal: AbortSignal): Promise<void> => {
    await before;
    const wait = full - (burst - 1) * interval - now();
    if (wait > 0 && !signal.aborted) await sleep(wait, signal).catch(() => undefined);
    // Who went while he waited takes nothing, and those behind him move up.
    if (!signal.aborted) full = Math.max(full, now()) + interval;
  };
  return (signal) => {
    last = take(last, signal);
    return unlessAborted(last, signal);
  };
}

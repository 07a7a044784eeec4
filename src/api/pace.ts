import { setTimeout as sleepFor } from "node:timers/promises";
import type { PollClock } from "./poll.js";

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
  if (!(perSecond > 0 && perSecond < Infinity))
    throw new RangeError(`pace.perSecond must be a number above 0, not ${perSecond}`);
  if (!(Number.isSafeInteger(burst) && burst >= 1))
    throw new RangeError(`pace.burst must be a whole number from 1, not ${burst}`);
  const interval = 1000 / perSecond;
  /** When the bucket is full again. */
  let full = -Infinity;
  return async (signal) => {
    const came = now();
    const turn = full - (burst - 1) * interval;
    full = Math.max(full, came) + interval;
    if (turn <= came) return;
    // A turn that nobody waits for any more is lost: giving it back would let those behind pass each other.
    await sleep(turn - came, signal).catch(() => {
      throw signal.reason;
    });
  };
}

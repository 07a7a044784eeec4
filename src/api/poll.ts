import { setTimeout as sleepFor } from "node:timers/promises";
import { MINUTE, sessionAt } from "../session.js";
import { LONGEST_TIMER } from "./deadline.js";
import type { FlowError } from "./errors.js";
import { mayPass } from "./retry.js";
import { unlessAborted } from "./unless-aborted.js";

/** The time by which is polled: the machine's, or a test's. */
export interface PollClock {
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Waits so many milliseconds; ends sooner when the signal aborts, in whichever way. */
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  /** From 0 to 1. */
  readonly random: () => number;
}

/** How {@link watch} and {@link watchBoard} poll. */
export interface PollOptions {
  /** Ends the watch, without an error. An interrupt (SIGINT, as of a cell) does too. */
  signal?: AbortSignal | undefined;
  /**
   * The most by which a question comes after a bar's close, milliseconds: a random part of it, so that many watchers do not
   * ask at once. Default 2,000.
   */
  jitter?: number | undefined;
  /** Told of each failure that is waited out, and when the question is asked again, epoch milliseconds. */
  onTrouble?: ((error: FlowError, retryAt: number) => void) | undefined;
  /** Default: the machine's. */
  clock?: PollClock | undefined;
}

/** The first wait after a failure, and the longest, milliseconds. */
const [FIRST_WAIT, LONGEST_WAIT] = [1_000, MINUTE];

/** The machine's time. */
export const MACHINE: PollClock = {
  now: Date.now,
  sleep: (milliseconds, signal) => sleepFor(milliseconds, undefined, { signal }),
  random: Math.random,
};

/**
 * Asks at once, and then after each close of a bar of `length`, until the session's end, counted from the open: the first
 * question after the close is the last. On a day without a session there is one question. Questions never overlap: one
 * that takes longer than a bar is followed by the next close.
 *
 * After a failure that may pass (no connection, time over, 5xx, 429) it asks again after a wait that doubles up to a
 * minute, or when the server says; any other is thrown, and so is one that says to come back after the session.
 *
 * @param length of a bar by the last answer, undefined before the first; milliseconds
 */
export async function* poll<A>(
  ask: (signal: AbortSignal) => Promise<A>,
  length: () => number,
  { signal: outer, jitter = 2_000, onTrouble, clock = MACHINE }: PollOptions,
): AsyncGenerator<A, void> {
  // Not in the part of a notebook's cell before its first await: Node's vm handles SIGINT there and puts the default, the
  // end of the process, back behind it, under a listener that was added meanwhile.
  await Promise.resolve();
  const { signal, release } = stopSignal(outer);
  const wait = async (until: number): Promise<void> => {
    // At least once, so that others have their turn, and again where it is longer than a timer can wait.
    do {
      const left = Math.min(LONGEST_TIMER, Math.max(0, until - clock.now()));
      await clock.sleep(left, signal).catch((error: unknown) => {
        if (!signal.aborted) throw error;
      });
    } while (!signal.aborted && clock.now() < until);
  };
  try {
    for (let failures = 0; !signal.aborted;) {
      const asked = clock.now();
      let answer: A;
      try {
        answer = await unlessAborted(ask(signal), signal);
        failures = 0;
      } catch (error) {
        if (signal.aborted) return;
        if (!mayPass(error) || isForToday(error, asked)) throw error;
        const retryAt = nextTry(error, failures++, clock);
        onTrouble?.(error, retryAt);
        await wait(retryAt);
        continue;
      }
      yield answer;
      const session = sessionAt(asked);
      if (session === null || asked >= session.close) return;
      const bars = Math.floor((clock.now() - session.open) / length()) + 1;
      await wait(session.open + Math.max(1, bars) * length() + jitter * clock.random());
    }
  } finally {
    release();
  }
}

/** Whether the server says to come back when the session is over. */
function isForToday(error: FlowError, now: number): boolean {
  const session = sessionAt(now);
  return session !== null && (error.retryAt ?? 0) > session.close;
}

/** A wait that doubles, of which a random half is left out; what the server says goes before. */
function nextTry(error: FlowError, failures: number, { now, random }: PollClock): number {
  const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** failures) * (0.5 + 0.5 * random());
  return Math.max(now() + wait, error.retryAt ?? 0);
}

/** A signal that aborts with the caller's, or with an interrupt of the process. */
function stopSignal(outer: AbortSignal | undefined): { signal: AbortSignal; release: () => void } {
  const controller = new AbortController();
  const stop = (): void => controller.abort();
  if (outer?.aborted === true) stop();
  outer?.addEventListener("abort", stop);
  process.on("SIGINT", stop);
  return {
    signal: controller.signal,
    release: () => {
      outer?.removeEventListener("abort", stop);
      process.off("SIGINT", stop);
    },
  };
}

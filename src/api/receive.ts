import { setTimeout as sleep } from "node:timers/promises";
import { debuglog } from "node:util";
import { attempt, type Received, type Transport } from "./attempt.js";
import { deadline, LONGEST_TIMER } from "./deadline.js";
import { type FlowError, TimeoutError } from "./errors.js";
import type { InFlight } from "./in-flight.js";
import type { Pace } from "./pace.js";
import { mayPass, type Retry, retryDelay } from "./retry.js";

/** How a client's questions are asked. */
export interface Asking extends Transport {
  /** Milliseconds for a whole answer. */
  readonly timeout: number;
  readonly retry: Retry;
  readonly pace: Pace;
  /** The attempts that are under way. */
  readonly inFlight: InFlight<Received>;
  /** The waits that are under way, by the failure before: who shared it wakes together, and shares the next attempt too. */
  readonly pauses: InFlight<void>;
}

const log = debuglog("zerodte");

/** How long is waited after a failure that several shared: all the same time. */
const delays = new WeakMap<FlowError, number>();

/**
 * A 200, asked for again after a failure that may pass. Each attempt is shared by all who ask the same at that time; time
 * limits, signals and numbers of retries are each caller's own.
 *
 * @param sent counts the questions that were sent
 * @throws FlowError the error that there is instead.
 */
export async function receive(
  url: string,
  asking: Asking,
  options: { signal?: AbortSignal | undefined; timeout?: number | undefined },
  sent: { attempts: number },
): Promise<Received> {
  const timeout = readTimeout(options.timeout ?? asking.timeout);
  const end = performance.now() + timeout;
  const { signal, release } = deadline(timeout, options.signal);
  const ask = async (stop: AbortSignal, counted: { attempts: number }): Promise<Received> => {
    await asking.pace(stop);
    return attempt(url, asking, stop, counted);
  };
  try {
    // undici's own RetryAgent has no jitter, and cuts what the server asks for to a maximum.
    for (let failures = 1; ; failures++) {
      try {
        return await asking.inFlight(url, signal, sent, ask);
      } catch (error) {
        if (signal.aborted) throw sent.attempts === 0 ? notSent(signal.reason, timeout) : signal.reason;
        if (failures > asking.retry.retries || !mayPass(error)) throw error;
        const delay = delays.get(error) ?? retryDelay(error, failures, asking.retry);
        delays.set(error, delay);
        if (delay > LONGEST_TIMER || performance.now() + delay >= end) throw error;
        await asking.pauses(error, signal, { attempts: 0 }, (stop) => {
          const { pathname } = new URL(url);
          log("%s: %s, asked again in %d ms", asking.hide(pathname), asking.hide(error.code), Math.round(delay));
          return sleep(delay, undefined, { signal: stop });
        });
      }
    }
  } finally {
    release();
  }
}

/** The reason why a question was given up before it was sent, which only a pace keeps from being sent. */
function notSent(reason: unknown, timeout: number): unknown {
  if (!(reason instanceof TimeoutError)) return reason;
  return new TimeoutError(`Not asked within ${timeout} ms, as { pace } had no turn for it; raise that or { timeout }.`);
}

/**
 * Reads a time limit.
 *
 * @throws RangeError for what is no time.
 */
export function readTimeout(timeout: number): number {
  if (timeout > 0) return timeout;
  throw new RangeError(`timeout ${timeout} is no time; give milliseconds, such as 30_000, or Infinity for no limit`);
}

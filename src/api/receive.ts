import { setTimeout as sleep } from "node:timers/promises";
import { debuglog } from "node:util";
import { attempt, type Received, type Transport } from "./attempt.js";
import { deadline, LONGEST_TIMER } from "./deadline.js";
import type { FlowError } from "./errors.js";
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
}

const log = debuglog("zerodte");

/** The wait after a failure that several shared: they wait as long, and so share the next attempt too. */
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
        if (signal.aborted) throw signal.reason;
        if (failures > asking.retry.retries || !mayPass(error)) throw error;
        const delay = delays.get(error) ?? retryDelay(error, failures, asking.retry);
        delays.set(error, delay);
        if (delay > LONGEST_TIMER || performance.now() + delay >= end) throw error;
        log("%s: %s, asked again in %d ms", asking.hide(new URL(url).pathname), error.code, Math.round(delay));
        await sleep(delay, undefined, { signal }).catch(() => {
          throw signal.reason;
        });
      }
    }
  } finally {
    release();
  }
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

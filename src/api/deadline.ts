import { setMaxListeners } from "node:events";
import { AbortedError, TimeoutError } from "./errors.js";

/** A time limit and a caller's signal, as one signal. */
export interface Deadline {
  /** Aborts with an AbortedError or a TimeoutError as its reason, whichever comes first. */
  readonly signal: AbortSignal;
  /** Lets go of the timer and of the caller's signal; call it when all is done, in any case. */
  readonly release: () => void;
}

/** The longest time a timer can be set to, milliseconds; beyond it Node fires at once. */
export const LONGEST_TIMER: number = 2 ** 31 - 1;

/**
 * One signal for a request: it aborts when the caller's signal does, or when the time is up. Unlike
 * `AbortSignal.any([signal, AbortSignal.timeout(ms)])` it leaves no timer and no listener behind, which counts where one
 * signal serves thousands of polls, and its reason is our own error.
 *
 * @param timeout milliseconds; Infinity is no limit
 * @param option that sets it, for the message
 * @example const { signal, release } = deadline(30_000, userSignal); try { … } finally { release(); }
 */
export function deadline(timeout: number, outer?: AbortSignal, option: string = "timeout"): Deadline {
  const controller = new AbortController();
  const abort = (): void => controller.abort(new AbortedError(undefined, { cause: outer?.reason }));
  const expire = (): void =>
    controller.abort(new TimeoutError(`No complete answer within ${timeout} ms; raise { ${option} }.`));

  if (outer?.aborted === true) abort();
  // One signal may stop a whole scan, and Node would warn of a leak from the eleventh question on.
  if (outer !== undefined) setMaxListeners(0, outer);
  outer?.addEventListener("abort", abort);
  const timer = timeout > LONGEST_TIMER ? undefined : setTimeout(expire, timeout);
  return {
    signal: controller.signal,
    release: () => {
      clearTimeout(timer);
      outer?.removeEventListener("abort", abort);
    },
  };
}

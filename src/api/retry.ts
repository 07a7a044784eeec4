import { ConnectionError, FlowError, RateLimitError, TimeoutError } from "./errors.js";

/** How often a client asks again after a failure that may pass, and how long it waits before. */
export interface RetryOptions {
  /** Questions after the first; default 3, 0 is none. */
  retries?: number | undefined;
  /** The longest wait before the first of them, milliseconds, which doubles for each further one; default 250. */
  firstDelay?: number | undefined;
  /** The longest wait at all, milliseconds, unless the server asks for more; default 8,000. */
  longestDelay?: number | undefined;
  /** From 0 to 1: the part of the longest wait that is waited. Default `Math.random`. */
  random?: (() => number) | undefined;
}

/** The same with its defaults filled in, and checked. */
export type Retry = Required<{ [K in keyof RetryOptions]: Exclude<RetryOptions[K], undefined> }>;

/**
 * Fills in and checks how to retry.
 *
 * @throws RangeError for a number of retries that is none, or a delay below 0; TypeError for a `random` that is no function.
 */
export function retryOf({ retries = 3, firstDelay = 250, longestDelay = 8_000, random }: RetryOptions = {}): Retry {
  if (!(Number.isInteger(retries) && retries >= 0))
    throw new RangeError(`retry.retries must be a whole number of 0 or more, not ${retries}`);
  for (const [name, delay] of Object.entries({ firstDelay, longestDelay }))
    if (!(delay >= 0 && delay < Infinity))
      throw new RangeError(`retry.${name} must be milliseconds of 0 or more, not ${delay}`);
  if (random !== undefined && typeof random !== "function")
    throw new TypeError(
      `retry.random must be a function that gives 0 to 1, such as Math.random, not ${String(random)}`,
    );
  return { retries, firstDelay, longestDelay, random: random ?? Math.random };
}

/** Statuses that say "not now". */
const PASSING: ReadonlySet<number | undefined> = new Set([408, 425, 429]);

/** What the system says of networks and servers that may be back in a moment; a certificate that is refused is not among it. */
const LOST: ReadonlySet<string> = new Set([
  ...["ECONNREFUSED", "ECONNRESET", "ECONNABORTED", "EPIPE", "ETIMEDOUT", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH"],
  ...["EHOSTDOWN", "ENETUNREACH", "ENETDOWN", "ENETRESET", "UND_ERR_SOCKET", "UND_ERR_CONNECT_TIMEOUT"],
  ...["UND_ERR_RES_CONTENT_LENGTH_MISMATCH", "HPE_INVALID_EOF_STATE", "Z_BUF_ERROR", "connection_failed"],
]);

/**
 * Whether the same question may be answered a moment later: after 408, 425, 429 and 5xx, and where the connection failed
 * or took too long. A quota that is used up for the day, a redirect, a certificate that is refused and an answer that
 * breaks the contract stay what they are.
 */
export function mayPass(error: unknown): error is FlowError {
  if (!(error instanceof FlowError)) return false;
  if (error instanceof ConnectionError) return LOST.has(error.code);
  if (error instanceof TimeoutError) return true;
  if (error instanceof RateLimitError && isDaily(error)) return false;
  return PASSING.has(error.status) || (error.status ?? 0) >= 500;
}

/** The vendor's daily quota by its name, one of which nothing is left, or one that tells when it starts anew and nothing sooner. */
function isDaily({ code, remaining, retryAfter, resetAt }: RateLimitError): boolean {
  return code === "Quota exceeded" || remaining === 0 || (retryAfter === undefined && resetAt !== undefined);
}

/**
 * How long to wait before the next question, milliseconds: what the server said, or else a random part of a time that
 * doubles ("full jitter": many clients that failed together do not come back together).
 *
 * @param failures so far, from 1
 */
export function retryDelay(error: FlowError, failures: number, { firstDelay, longestDelay, random }: Retry): number {
  if (error.retryAfter !== undefined) return 1000 * error.retryAfter;
  return random() * Math.min(longestDelay, firstDelay * 2 ** (failures - 1));
}

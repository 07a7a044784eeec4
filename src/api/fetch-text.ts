import { createRequire } from "node:module";
import { setTimeout as sleep } from "node:timers/promises";
import { debuglog } from "node:util";
import type { Dispatcher } from "undici";
import { fetch, type Response } from "undici";
import { deadline, LONGEST_TIMER } from "./deadline.js";
import { ConnectionError, FlowError, ResponseError, TimeoutError } from "./errors.js";
import type { Hide } from "./redact.js";
import { mayPass, type Retry, retryDelay } from "./retry.js";
import { errorFromWire } from "./wire-errors.js";

/** How a client's questions travel. */
export interface Transport {
  readonly key: string | undefined;
  readonly hide: Hide;
  readonly dispatcher: Dispatcher | undefined;
  /** Milliseconds for a whole answer, and for each attempt. */
  readonly timeout: number;
  readonly attemptTimeout: number;
  readonly retry: Retry;
}

/** Silent unless NODE_DEBUG=zerodte; nothing of a key or an answer. */
const log = debuglog("zerodte");

const { version } = createRequire(__filename)("../../package.json") as { version: string };
const USER_AGENT = `zerodte/${version} node/${process.versions.node}`;

/**
 * The body of a 200, asked for again after a failure that may pass.
 *
 * @param sent counts the questions that were sent
 * @throws FlowError the error that there is instead.
 */
export async function fetchText(
  url: string,
  transport: Transport,
  options: { signal?: AbortSignal | undefined; timeout?: number | undefined },
  sent: { attempts: number },
): Promise<string> {
  const timeout = readTimeout(options.timeout ?? transport.timeout);
  const end = performance.now() + timeout;
  const { signal, release } = deadline(timeout, options.signal);
  try {
    // undici's own RetryAgent has no jitter, and cuts what the server asks for to a maximum.
    for (let failures = 1; ; failures++) {
      try {
        return await attempt(url, transport, signal, sent);
      } catch (error) {
        if (signal.aborted) throw signal.reason;
        if (failures > transport.retry.retries || !mayPass(error)) throw error;
        const delay = retryDelay(error, failures, transport.retry);
        if (delay > LONGEST_TIMER || performance.now() + delay >= end) throw error;
        log("%s: %s, asked again in %d ms", transport.hide(new URL(url).pathname), error.code, Math.round(delay));
        await sleep(delay, undefined, { signal }).catch(() => {
          throw signal.reason;
        });
      }
    }
  } finally {
    release();
  }
}

/** One attempt; a connection kept from the last answer that turns out to be closed is none. */
async function attempt(
  url: string,
  { key, hide, dispatcher, attemptTimeout }: Transport,
  outer: AbortSignal,
  sent: { attempts: number },
): Promise<string> {
  const { signal, release } = deadline(attemptTimeout, outer, "attemptTimeout");
  try {
    const send = (): Promise<Response> => {
      sent.attempts++;
      return fetch(url, {
        signal,
        redirect: "manual",
        headers: {
          Accept: "application/json",
          "User-Agent": USER_AGENT,
          ...(key === undefined ? {} : { "X-Api-Key": key }),
        },
        ...(dispatcher === undefined ? {} : { dispatcher }),
      });
    };
    // A connection kept from the last answer may have been closed while a cell was compiled: it shows only now, before
    // any of an answer has come, and a GET can simply be sent again on a new one.
    const response = await send().catch((error: unknown) => {
      if (signal.aborted || !wasClosed(error)) throw error;
      return send();
    });
    const text = await response.text();
    const { status, headers } = response;
    if (status === 200) return text;
    if (status < 300) throw new ResponseError("", `expected status 200, got ${status}`, { status });
    const location = headers.get("location");
    if (status < 400 && location !== null) throw redirected(url, location, status);
    throw errorFromWire(status, headers, hide(text), Date.now());
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    throw error instanceof FlowError ? error : unconnected(url, error);
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

function redirected(url: string, location: string, status: number): ConnectionError {
  const target = URL.canParse(location, url) ? new URL(location, url).origin : "an unreadable address";
  return new ConnectionError(
    `${new URL(url).host} redirects to ${target}, which is not followed, so that the key stays with the host you named; ` +
      "set baseUrl to where the API is.",
    { status, code: "redirected" },
  );
}

/** Whether the other side closed the connection before it answered. */
function wasClosed(error: unknown): boolean {
  const { code } = (error instanceof Error ? error.cause : undefined) as { code?: unknown };
  return code === "UND_ERR_SOCKET" || code === "ECONNRESET" || code === "EPIPE";
}

/** What fetch throws when no whole answer came; the reason is in its cause. */
function unconnected(url: string, cause: unknown): FlowError {
  const reason = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
  const { code, message } = reason as { code?: unknown; message?: unknown };
  if (code === "UND_ERR_HEADERS_TIMEOUT" || code === "UND_ERR_BODY_TIMEOUT") {
    return new TimeoutError("The dispatcher's own time limit was over before the answer was complete.", { cause });
  }
  const why = typeof message === "string" && message !== "" ? message : String(code);
  return new ConnectionError(
    `No whole answer from ${new URL(url).host}: ${why}. Is the server running and the network up?`,
    {
      cause,
      ...(typeof code === "string" ? { code } : {}),
    },
  );
}

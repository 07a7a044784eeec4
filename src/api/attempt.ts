import { createRequire } from "node:module";
import { debuglog } from "node:util";
import { type Dispatcher, request } from "undici";
import { deadline } from "./deadline.js";
import { ConnectionError, FlowError, ResponseError, TimeoutError } from "./errors.js";
import { ENCODINGS, readBody } from "./read-body.js";
import type { Hide } from "./redact.js";
import { errorFromWire } from "./wire-errors.js";

/** How a question travels. */
export interface Transport {
  readonly key: string | undefined;
  readonly hide: Hide;
  readonly dispatcher: Dispatcher | undefined;
  /** Whether answers may come packed: it pays on a network, and costs on one machine. */
  readonly packed: boolean;
  /** Milliseconds for an attempt. */
  readonly attemptTimeout: number;
  /** Bytes of a body, once unpacked. */
  readonly maxBytes: number;
}

/** A 200 as it came. */
export interface Received {
  readonly text: string;
  readonly status: number;
  /** By their names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  /** When it had come whole, epoch milliseconds. */
  readonly receivedAt: number;
}

/** Silent unless NODE_DEBUG=zerodte; nothing of a key or an answer. */
const log = debuglog("zerodte");

const { version } = createRequire(__filename)("../../package.json") as { version: string };
const USER_AGENT = `zerodte/${version} node/${process.versions.node}`;

/**
 * Asks once; a connection kept from the last answer that turns out to be closed is not counted as an attempt that failed.
 *
 * @param sent counts the questions that were sent
 * @throws FlowError the error that there is instead of a 200; the signal's reason when it aborts.
 */
export async function attempt(
  url: string,
  transport: Transport,
  outer: AbortSignal,
  sent: { attempts: number },
): Promise<Received> {
  const { key, hide, dispatcher, packed, attemptTimeout } = transport;
  const { signal, release } = deadline(attemptTimeout, outer, "attemptTimeout");
  const send = (): Promise<Dispatcher.ResponseData> => {
    sent.attempts++;
    return request(url, {
      signal,
      headers: {
        accept: "application/json",
        "user-agent": USER_AGENT,
        ...(packed ? { "accept-encoding": ENCODINGS } : {}),
        ...(key === undefined ? {} : { "x-api-key": key }),
      },
      ...(dispatcher === undefined ? {} : { dispatcher }),
    });
  };
  const start = performance.now();
  const tell = (ending: string | number): void =>
    log("GET %s: %s in %d ms", hide(new URL(url).pathname), ending, Math.round(performance.now() - start));
  try {
    // A connection kept from the last answer may have been closed while a cell was compiled: it shows only now, before
    // any of an answer has come, and a GET can simply be sent again on a new one.
    const response = await send().catch((error: unknown) => {
      if (signal.aborted || !wasClosed(error)) throw error;
      return send();
    });
    const received = await accept(url, response, transport);
    tell(received.status);
    return received;
  } catch (error) {
    const known = signal.aborted ? (signal.reason as FlowError) : unconnected(url, error);
    tell(known.status ?? known.code);
    throw known;
  } finally {
    release();
  }
}

async function accept(url: string, response: Dispatcher.ResponseData, transport: Transport): Promise<Received> {
  const { maxBytes, hide } = transport;
  const { statusCode: status, body } = response;
  const headers = headersOf(response);
  const { text, whole } = await readBody(body, headers.get("content-encoding") ?? "", maxBytes);
  if (status === 200) {
    if (whole) return { text, status, headers, receivedAt: Date.now() };
    const problem = `the answer has more than ${maxBytes} bytes and was not read to its end; raise { maxBytes } if that is right`;
    throw new ResponseError("", problem, { status });
  }
  if (status < 300) throw new ResponseError("", `expected status 200, got ${status}`, { status });
  const location = headers.get("location");
  // undici's request follows no redirect unless it is told to.
  if (status < 400 && location !== undefined) throw redirected(url, location, status);
  throw errorFromWire(status, { get: (name) => headers.get(name) ?? null }, hide(text), Date.now());
}

function headersOf({ headers }: Dispatcher.ResponseData): ReadonlyMap<string, string> {
  return new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), [value].flat().join(", ")]));
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
  const { code } = error as { code?: unknown };
  return code === "UND_ERR_SOCKET" || code === "ECONNRESET" || code === "EPIPE";
}

/** What is thrown when no whole answer came, as an error of ours. */
function unconnected(url: string, cause: unknown): FlowError {
  if (cause instanceof FlowError) return cause;
  const { code, message } = cause as { code?: unknown; message?: unknown };
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

import { createRequire } from "node:module";
import { debuglog } from "node:util";
import type { Dispatcher } from "undici";
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

/** Bytes that are read of the body of an error, of which a few hundred say all there is. */
const MOST_OF_AN_ERROR = 2 ** 18;

/** Silent unless NODE_DEBUG=zerodte; nothing of a key or an answer. */
const log = debuglog("zerodte");

const requireHere = createRequire(__filename);
const { version } = requireHere("../../package.json") as { version: string };
const USER_AGENT = `zerodte/${version} node/${process.versions.node}`;

/** Loads undici, which takes a tenth of a second: with the first question and not before. */
function loadUndici(): typeof import("undici") {
  return requireHere("undici") as typeof import("undici");
}

/**
 * Asks once.
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
  const { request } = loadUndici();
  const { signal, release } = deadline(attemptTimeout, outer, "attemptTimeout");
  const start = performance.now();
  const tell = (ending: string | number): void =>
    log("GET %s: %s in %d ms", hide(new URL(url).pathname), ending, Math.round(performance.now() - start));
  try {
    sent.attempts++;
    const response = await request(url, {
      signal,
      headers: {
        accept: "application/json",
        "user-agent": USER_AGENT,
        ...(packed ? { "accept-encoding": ENCODINGS } : {}),
        ...(key === undefined ? {} : { "x-api-key": key }),
      },
      ...(dispatcher === undefined ? {} : { dispatcher }),
    });
    const received = await accept(url, response, transport, signal);
    tell(received.status);
    return received;
  } catch (error) {
    const known = signal.aborted ? (signal.reason as FlowError) : unconnected(url, error);
    tell(known.status ?? hide(known.code));
    throw known;
  } finally {
    release();
  }
}

async function accept(
  url: string,
  response: Dispatcher.ResponseData,
  { maxBytes, hide }: Transport,
  signal: AbortSignal,
): Promise<Received> {
  const { statusCode: status, body } = response;
  const headers = headersOf(response);
  const encoding = headers.get("content-encoding") ?? "";
  if (status === 200) {
    const { text, whole } = await readBody(body, encoding, maxBytes);
    if (whole) return { text, status, headers, receivedAt: Date.now() };
    const problem = `the answer has more than ${maxBytes} bytes and was not read to its end; raise { maxBytes } if that is right`;
    throw new ResponseError("", problem, { status });
  }
  const location = headers.get("location");
  if (status < 300 || (status < 400 && location !== undefined)) {
    body.on("error", () => undefined).destroy();
    if (location === undefined || status < 300)
      throw new ResponseError("", `expected status 200, got ${status}`, { status });
    // undici's request follows no redirect unless it is told to.
    throw redirected(url, location, status);
  }
  // What the status and the headers say holds, whether the body can be read or not.
  const { text } = await readBody(body, encoding, MOST_OF_AN_ERROR).catch((error: unknown) => {
    if (signal.aborted) throw error;
    return { text: "" };
  });
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

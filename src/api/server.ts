import { createServer } from "node:http";
import { debuglog } from "node:util";
import { getRequestListener, type HttpBindings, RequestError } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { type Context, Hono } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { toInstant } from "../session.js";
import { type AnswerBody, bodyOf, bodyOfParts } from "./answer-body.js";
import { answerCache } from "./answer-cache.js";
import { partsOf } from "./answer-parts.js";
import { OPEN_HEADERS, preflight } from "./cross-origin.js";
import { type Endpoint, type EndpointName, ENDPOINTS } from "./endpoints.js";
import { AuthenticationError, FlowError, InvalidRequestError, NotFoundError, TierRestrictedError } from "./errors.js";
import { closeIdle, idleLimits } from "./idle-limits.js";
import { jsonText } from "./json-text.js";
import { type KeyHolder, keyHolders, type PlannedKey } from "./keys.js";
import { listen, stopper } from "./listen.js";
import { readParams, readSymbol } from "./params.js";
import { PLANS } from "./plans.js";
import { dailyQuota } from "./quota.js";
import type { FlowSource } from "./source.js";
import { errorToWire } from "./wire-errors.js";
import { writeAnswer } from "./write-answer.js";

/** Unexpected failures, which the answer keeps to itself: NODE_DEBUG=zerodte shows them. */
const log = debuglog("zerodte");

/** Characters of a URL; no question of the contract needs a tenth of it. */
const LONGEST_URL = 2_048;

/** A source whose clock can be set, as an engine's can: the answers it gave, or would have given, at an instant. */
export interface Rewindable {
  at(instant: number | string): FlowSource;
}

/** Options of {@link serve}. */
export interface ServeOptions {
  /** Default 0: any free port. */
  port?: number | undefined;
  /**
   * Default 127.0.0.1: this machine only. Any other address opens the source to the network, `0.0.0.0`, `::` and an empty
   * text to every one: give `keys` before you do, for without them everybody there may read it, and nothing warns of it.
   */
  host?: string | undefined;
  /**
   * Keys to accept. Without it no key is asked for, and any that is sent is let through. A text may ask everything, without
   * a quota; a {@link PlannedKey} what its plan may, so often a day: `{ key: "k", plan: "Growth", daily: 100 }`.
   */
  keys?: readonly (string | PlannedKey)[] | undefined;
  /** Connections at the same time, a whole number from 1; one more is closed unanswered. Default 1,000. */
  maxConnections?: number | undefined;
  /**
   * Milliseconds that a connection may be idle: before its question has arrived whole (its headers within a minute at most),
   * while it does not read its answer, and until it asks again. Then it is closed. An answer that takes long to make is
   * waited for. A whole number from 1; default 75,000, longer than a cell takes to think.
   */
  idleTimeout?: number | undefined;
  /** The clock of the cache and of the quotas, epoch milliseconds. Default: the machine's. */
  now?: (() => number) | undefined;
}

/** A running server. */
export interface FlowServer {
  /** Its address, for `baseUrl`: `http://127.0.0.1:8080`. */
  readonly url: string;
  readonly port: number;
  /** Stops listening, lets answers under way end (for five seconds at most), and leaves nothing open. */
  close(): Promise<void>;
}

/**
 * Serves a source over HTTP: the same paths, parameters, errors and headers as FlashAlpha's API, from the same table as
 * the client. `new FlowClient({ baseUrl: server.url })` then answers as the source itself does. As at the vendor's, any web
 * page may ask (CORS `*`): give `keys` when a private tape is served and a browser is open.
 *
 * `?at=` (ISO 8601 with a zone, or epoch milliseconds) asks a {@link Rewindable} source for its answer at an instant; of
 * any other source it is a 400 `invalid_at`. The leaderboard is kept for 30 s for each of its parameters, as the vendor
 * does. A body has an `ETag`, which a request may name in `If-None-Match` to be told with a 304 that it still stands, and is
 * gzip where `Accept-Encoding` asks for it. A number that is not finite is written as null. The key is checked first, then
 * its plan, its quota (a request refused for a parameter and a 304 count), and the parameters.
 *
 * @throws TypeError (a rejection) when `keys` holds an empty key, an unknown plan or a `daily` that is no whole number, or
 * `maxConnections` or `idleTimeout` is none.
 * @throws FlowError (a rejection) with code `EADDRINUSE` or `EACCES` when the port cannot be had.
 * @example
 * const server = await serve(FlowEngine.simulate({ seed: 7 }), { port: 8080 });
 * const flow = new FlowClient({ baseUrl: server.url });
 * await server.close();
 */
export async function serve(source: FlowSource, options: ServeOptions = {}): Promise<FlowServer> {
  const { port = 0, host = "127.0.0.1", keys, maxConnections = 1_000, idleTimeout = 75_000, now = Date.now } = options;
  if (!(Number.isSafeInteger(maxConnections) && maxConnections >= 1))
    throw new TypeError(`maxConnections must be a whole number from 1, not ${String(maxConnections)}`);
  const app = routes(source, keys, now);
  // The adaptor would otherwise put classes of its own in place of the process's Request and Response.
  const listener = getRequestListener(app.fetch, { overrideGlobalObjects: false, errorHandler: unreadable });
  const server = createServer(idleLimits(idleTimeout), (incoming, outgoing) => void listener(incoming, outgoing));
  closeIdle(server, idleTimeout);
  server.maxConnections = maxConnections;
  const close = stopper(server);
  return { ...(await listen(server, port, host)), close };
}

interface Env {
  Bindings: HttpBindings;
  Variables: { holder: KeyHolder | undefined };
}
type Routes = Hono<Env>;

function routes(source: FlowSource, keys: ServeOptions["keys"], now: () => number): Routes {
  const anyone = { plan: undefined, quota: dailyQuota(Infinity, undefined, now) };
  const holderOf = keys === undefined ? () => anyone : keyHolders(keys, now);
  const cached = answerCache<AnswerBody>(now);
  const app: Routes = new Hono();

  const admit = (c: Context<Env>): KeyHolder => {
    if (c.req.url.length > LONGEST_URL)
      throw new FlowError(`The URL is longer than ${LONGEST_URL} characters.`, { code: "uri_too_long", status: 414 });
    const key = c.req.header("x-api-key") ?? c.req.query("apiKey");
    const holder = holderOf(key);
    if (holder === undefined) throw new AuthenticationError(key === undefined ? "No API key was sent." : undefined);
    c.set("holder", holder);
    return holder;
  };

  app.options("*", preflight());
  for (const endpoint of Object.values<Endpoint>(ENDPOINTS)) {
    // One handler for each path: a chain of them would take longer than a kept answer does.
    app.all(endpoint.path.replace("{symbol}", ":symbol"), async (c) => {
      const holder = admit(c);
      mustBeGet(c);
      checkPlan(holder, endpoint);
      holder.quota.spend();
      const symbol = endpoint.takesSymbol ? readSymbol(c.req.param("symbol")) : undefined;
      const query = c.req.query();
      const params = readParams(endpoint, query);
      const instant = readAt(query.at);
      const key = JSON.stringify([endpoint.name, symbol, params, instant]);
      const made = cached(key, endpoint.cacheMs, async () =>
        ask(instant === undefined ? source : rewind(source, instant), endpoint, symbol, params),
      );
      const body = await made.catch((thrown: unknown) => {
        // A source may throw anything; what is no Error would pass by onError, and be answered with nothing at all.
        throw thrown instanceof Error ? thrown : new Error("What was thrown is no error.", { cause: thrown });
      });
      // Not through a Response of the web, whose streams take several times as long as the whole answer.
      writeAnswer(c.env.outgoing, body, headersOf(c));
      return RESPONSE_ALREADY_SENT;
    });
  }
  app.notFound((c) => {
    admit(c);
    return answer(c, new NotFoundError(`There is nothing at ${c.req.path}.`));
  });
  app.onError((error, c) => answer(c, error));
  return app;
}

function mustBeGet(c: Context): void {
  if (c.req.method === "GET" || c.req.method === "HEAD") return;
  c.header("Allow", "GET, HEAD, OPTIONS");
  throw new FlowError(`${c.req.method} is not allowed here, only GET.`, { code: "method_not_allowed", status: 405 });
}

type Ask = (...args: unknown[]) => Promise<unknown>;

async function ask(
  source: FlowSource,
  { name, takesSymbol }: Endpoint,
  symbol: string | undefined,
  params: object,
): Promise<AnswerBody> {
  const parts = partsOf(source, name, symbol, params);
  if (parts !== undefined) return bodyOfParts(parts);
  const methods = source as unknown as Record<EndpointName, Ask>;
  return bodyOf(jsonText(await (takesSymbol ? methods[name](symbol, params) : methods[name](params))));
}

function readAt(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  try {
    // A "+" in a query means a space, so an offset typed by hand arrives without its sign.
    return toInstant(/^\d+$/.test(text) ? Number(text) : text.replace(/(T.*) (\d\d:?\d\d)$/, "$1+$2"));
  } catch (cause) {
    throw invalidAt((cause as Error).message, cause);
  }
}

function rewind(source: FlowSource & Partial<Rewindable>, instant: number): FlowSource {
  if (typeof source.at !== "function") throw invalidAt("this source has no clock that could be set; leave at out");
  try {
    return source.at(instant);
  } catch (cause) {
    if (cause instanceof RangeError) throw invalidAt(cause.message, cause);
    throw cause;
  }
}

function invalidAt(problem: string, cause?: unknown): InvalidRequestError {
  return new InvalidRequestError(`at: ${problem}`, { code: "invalid_at", cause });
}

function answer(c: Context<Env>, error: unknown): Response {
  const { status, headers, body } = errorToWire(error);
  if (status >= 500) log("%s %s: %O", c.req.method, c.req.path, error);
  const always = headersOf(c);
  for (let i = 0; i < always.length; i += 2) c.header(always[i], always[i + 1]);
  return c.json(body, status as ContentfulStatusCode, { ...headers });
}

/** The answer to a question whose URL or Host cannot be read, so that no route ever saw it. */
function unreadable(error: unknown): Response {
  const cannot = error instanceof RequestError;
  if (!cannot) log("%O", error);
  const { status, body } = errorToWire(
    cannot ? new InvalidRequestError("The URL or the Host header cannot be read.", { code: "invalid_url" }) : error,
  );
  return Response.json(body, { status, headers: { "Access-Control-Allow-Origin": "*", Vary: "Accept-Encoding" } });
}

function checkPlan({ plan }: KeyHolder, endpoint: Endpoint): void {
  if (plan === undefined || PLANS.indexOf(plan) >= PLANS.indexOf(endpoint.plan)) return;
  throw new TierRestrictedError(`This endpoint requires the ${endpoint.plan} plan or higher.`, {
    currentPlan: plan,
    requiredPlan: endpoint.plan,
  });
}

/** Headers of every answer, errors included: name and value in turn, as spreading objects takes longer than all the rest. */
function headersOf(c: Context<Env>): string[] {
  const headers = [...OPEN_HEADERS];
  const quota = c.get("holder")?.quota.headers() ?? {};
  for (const name in quota) headers.push(name, quota[name]);
  return headers;
}

import type { RequestListener } from "node:http";
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
import { jsonText } from "./json-text.js";
import { type KeyHolder, keyHolders } from "./keys.js";
import { readParams, readSymbol } from "./params.js";
import { PLANS } from "./plans.js";
import { dailyQuota } from "./quota.js";
import type { Rewindable, ServeOptions } from "./server.js";
import type { FlowSource } from "./source.js";
import { errorToWire } from "./wire-errors.js";
import { writeAnswer } from "./write-answer.js";

/** Unexpected failures, which the answer keeps to itself: NODE_DEBUG=zerodte shows them. */
const log = debuglog("zerodte");

/** Characters of a URL; no question of the contract needs a tenth of it. */
const LONGEST_URL = 2_048;

/**
 * Answers the questions of HTTP out of a source: keys, plans, quotas, parameters, answers and errors. It and what it needs
 * are loaded by the first `serve`.
 *
 * @param now the clock of the cache and of the quotas, epoch milliseconds
 * @throws TypeError when `keys` holds an empty key, an unknown plan or a `daily` that is no whole number.
 * @example createServer(flowListener(engine, undefined, Date.now))
 */
export function flowListener(source: FlowSource, keys: ServeOptions["keys"], now: () => number): RequestListener {
  const app = routes(source, keys, now);
  // The adaptor would otherwise put classes of its own in place of the process's Request and Response.
  const listener = getRequestListener(app.fetch, { overrideGlobalObjects: false, errorHandler: unreadable });
  return (incoming, outgoing) => void listener(incoming, outgoing);
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

import { brief } from "./brief.js";
import {
  AuthenticationError,
  ConnectionError,
  FlowError,
  type FlowErrorOptions,
  InvalidRequestError,
  NoStrikeDataError,
  NotFoundError,
  RateLimitError,
  type RateLimitOptions,
  ResponseError,
  ServerError,
  TierRestrictedError,
  TimeoutError,
} from "./errors.js";

/*
 * Errors on the wire, out and in. There is no single envelope there: `status` is absent (400, 404), the text "ERROR"
 * (403, 429) or a number (401, where the text is under `detail`). The two functions below are each other's inverse.
 */

/** An error as an HTTP answer. */
export interface WireError {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>>;
}

/**
 * The HTTP answer that means an error, each status in the wire's own shape. What is not an error of the contract
 * becomes a 500 that tells nothing of it, and failures to reach or to read a further server behind this one become a 502.
 *
 * @example errorToWire(new AuthenticationError()).body // { title: "Unauthorized", status: 401, detail: "Invalid API key. …" }
 */
export function errorToWire(error: unknown): WireError {
  if (error instanceof ConnectionError || error instanceof TimeoutError) {
    return wire(502, { error: "upstream_unavailable", message: "The server behind this one does not answer." });
  }
  if (error instanceof ResponseError) {
    return wire(502, {
      error: "upstream_invalid",
      message: "The server behind this one gave an answer that breaks the contract.",
    });
  }
  if (!(error instanceof FlowError) || !isErrorStatus(error.status)) {
    return wire(500, { error: "internal_error", message: "The server failed to make this answer." });
  }
  const { status, code, message, retryAfter } = error;
  const headers = retryAfter === undefined ? {} : { "Retry-After": String(Math.ceil(retryAfter)) };
  if (error instanceof AuthenticationError) return wire(status, { title: "Unauthorized", status, detail: message });
  if (error instanceof TierRestrictedError) {
    const { currentPlan, requiredPlan } = error;
    return wire(status, {
      status: "ERROR",
      error: code,
      message,
      current_plan: currentPlan,
      required_plan: requiredPlan,
    });
  }
  if (error instanceof RateLimitError) {
    const { limit, remaining, resetAt, currentPlan, upgradeTo } = error;
    return wire(
      status,
      {
        status: "ERROR",
        error: code,
        message,
        current_plan: currentPlan,
        limit,
        upgrade_to: upgradeTo,
        reset_at: resetAt === undefined ? undefined : new Date(resetAt).toISOString(),
      },
      remaining === undefined ? headers : { ...headers, "X-RateLimit-Remaining": String(remaining) },
    );
  }
  return wire(status, { error: code, message }, headers);
}

/**
 * The error that an HTTP answer other than a 200 means. Reads all of the wire's shapes, codes that are not published,
 * and bodies that are no JSON at all (a proxy's page).
 *
 * @param headers read by name, as `Headers` does
 * @param text the body
 * @param now when the answer came, epoch milliseconds: `Retry-After` counts from here
 * @example errorFromWire(404, new Headers(), '{"error":"symbol_not_found","message":"No data for XYZ."}', Date.now()).code // "symbol_not_found"
 */
export function errorFromWire(
  status: number,
  headers: { get(name: string): string | null },
  text: string,
  now: number,
): FlowError {
  const body = objectOf(text);
  const code = textOf(body.error);
  const told = textOf(body.message) ?? textOf(body.detail) ?? problems(body.errors) ?? textOf(body.title);
  const message = told === undefined ? unreadable(status, text) : brief(told, 1_000);
  const options = { status, ...(code === undefined ? {} : { code }), ...retryTimes(headers, now) };
  const currentPlan = textOf(body.current_plan);
  const requiredPlan = textOf(body.required_plan);
  const plan = currentPlan === undefined ? {} : { currentPlan };

  switch (status) {
    case 400:
      return code === "no_strike_data_for_window"
        ? new NoStrikeDataError(message, options)
        : new InvalidRequestError(message, options);
    case 401:
      return new AuthenticationError(message, options);
    case 403:
      // A 403 without a word on plans is someone else's, such as a firewall's.
      if (code !== "tier_restricted" && requiredPlan === undefined) break;
      return new TierRestrictedError(message, {
        ...options,
        ...plan,
        ...(requiredPlan === undefined ? {} : { requiredPlan }),
      });
    case 404:
      return new NotFoundError(message, options);
    case 429:
      return new RateLimitError(message, { ...options, ...plan, ...quotaOf(options.retryAt, headers, body) });
  }
  return status >= 500
    ? new ServerError(message, options)
    : new FlowError(message, { code: `http_${status}`, ...options });
}

/** Whether HTTP knows the status as one of an error: a source that is not ours may give an error any. */
function isErrorStatus(status: unknown): status is number {
  return Number.isInteger(status) && (status as number) >= 400 && (status as number) <= 599;
}

function wire(status: number, body: Record<string, unknown>, headers: Record<string, string> = {}): WireError {
  // Without the keys that are undefined, as JSON would leave them out.
  return { status, headers, body: Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined)) };
}

/** `Retry-After`: seconds, or an HTTP date (RFC 9110, 10.2.3), of which one that has passed means at once. */
function retryTimes(
  headers: { get(name: string): string | null },
  now: number,
): Pick<FlowErrorOptions, "retryAfter" | "retryAt"> {
  const after = headers.get("retry-after") ?? "";
  // Date.parse alone would take "-1".
  const date = after.endsWith("GMT") ? Date.parse(after) : NaN;
  const seconds = /^\d+$/.test(after) ? Number(after) : Math.max(0, Math.ceil((date - now) / 1000));
  return Number.isNaN(seconds) ? {} : { retryAfter: seconds, retryAt: now + seconds * 1000 };
}

/** What a 429 tells of a quota; when it starts anew is when to ask again, where nothing sooner is said. */
function quotaOf(
  retryAt: number | undefined,
  headers: { get(name: string): string | null },
  body: Record<string, unknown>,
): Pick<RateLimitOptions, "retryAt" | "limit" | "remaining" | "resetAt" | "upgradeTo"> {
  const count = (name: string): number => Number.parseInt(headers.get(`x-ratelimit-${name}`) ?? "", 10);
  const limit = typeof body.limit === "number" ? body.limit : count("limit");
  const remaining = count("remaining");
  const resetAt = new Date(textOf(body.reset_at) ?? count("reset") * 1000).getTime();
  const upgradeTo = textOf(body.upgrade_to);
  return {
    ...(retryAt === undefined && !Number.isNaN(resetAt) ? { retryAt: resetAt } : {}),
    ...(Number.isNaN(limit) ? {} : { limit }),
    ...(Number.isNaN(remaining) ? {} : { remaining }),
    ...(Number.isNaN(resetAt) ? {} : { resetAt }),
    ...(upgradeTo === undefined ? {} : { upgradeTo }),
  };
}

function objectOf(text: string): Record<string, unknown> {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === "object" && body !== null ? (body as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** The `errors` of a problem-details body: `{ "minutes": ["The value 'x' is not valid."] }`. */
function problems(errors: unknown): string | undefined {
  if (typeof errors !== "object" || errors === null) return undefined;
  return textOf(
    Object.values(errors)
      .flat()
      .filter((each) => typeof each === "string")
      .join(" "),
  );
}

function unreadable(status: number, text: string): string {
  // Of the beginning only: a body may be long, and made to be slow to search.
  const words = text
    .slice(0, 2_000)
    .replace(/<[^>]*>/g, " ")
    .replace(/\s+/g, " ")
    .trim();
  const said = words === "" ? "an empty body" : JSON.stringify(brief(words, 120));
  return `The server answered ${status} with ${said}. Is the base URL right, and the service up?`;
}

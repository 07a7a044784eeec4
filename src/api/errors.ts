/** What every error of the project may carry besides its message. */
export interface FlowErrorOptions {
  /** The wire's own code where there is one. */
  code?: string;
  /** HTTP status, of errors that have one. */
  status?: number;
  /** What was asked, without query keys that could hold a secret. Set by the client only. */
  url?: string;
  /** How often it was asked. Set by the client only. */
  attempts?: number;
  /** Seconds to wait before asking again, where the server said so. */
  retryAfter?: number;
  /** When to ask again, epoch milliseconds, where the server said so. */
  retryAt?: number;
  /** The error behind this one. */
  cause?: unknown;
}

const BRAND = Symbol.for("zerodte.error");

/** Names a class and brands its instances, so that `instanceof` holds between two loaded copies of the package. */
function brand(type: { prototype: object }, name: string): void {
  Object.defineProperties(type.prototype, { name: { value: name, configurable: true }, [BRAND]: { value: name } });
}

/** The message with what to do about it, once: a message that crossed the wire has it already. */
function withAdvice(message: string, advice: string): string {
  return message.includes(advice) ? message : `${message} ${advice}`;
}

/**
 * Any error of this package: catch it to catch all of them. Its subclasses are one for each different reaction of the
 * caller, and `code` tells further. An engine and a client of a served engine throw equal errors: same class, `code`,
 * `status` and message.
 *
 * `instanceof` works between two loaded copies of the package. An API key is never part of an error.
 *
 * @example
 * try { await flow.heatmap("SPY"); }
 * catch (e) { if (e instanceof TierRestrictedError) console.log(`needs ${e.requiredPlan}`); else throw e; }
 */
export class FlowError extends Error {
  /** The wire's code (`invalid_metric`), the system's (`ECONNREFUSED`), or one of ours (`timeout`). */
  readonly code: string;
  /** HTTP status; absent when no answer came. */
  declare readonly status?: number;
  /** What was asked, where a client asked. Never holds the key. */
  declare readonly url?: string;
  /** How often it was asked, where a client asked. */
  declare readonly attempts?: number;
  /** Seconds to wait before asking again, from the moment the answer came; absent when the server does not say (`Retry-After`). */
  declare readonly retryAfter?: number;
  /** When to ask again, epoch milliseconds: `retryAfter` from then; of a {@link RateLimitError} without it, `resetAt`. */
  declare readonly retryAt?: number;

  constructor(message: string, options: FlowErrorOptions = {}) {
    const { cause, code = "flow_error", ...rest } = options;
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    Object.assign(this, rest);
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    const type = this as unknown as { prototype: object };
    const name = Object.getOwnPropertyDescriptor(type.prototype, BRAND)?.value as string | undefined;
    // A class that someone derives from ours has no brand of its own: the ordinary rule.
    if (name === undefined) return Function.prototype[Symbol.hasInstance].call(this, value);
    for (let at: unknown = value; typeof at === "object" && at !== null; at = Object.getPrototypeOf(at)) {
      if (Object.getOwnPropertyDescriptor(at, BRAND)?.value === name) return true;
    }
    return false;
  }

  static {
    brand(this, "FlowError");
  }
}

/** 401: there is no key, or the server does not know it. */
export class AuthenticationError extends FlowError {
  constructor(message: string = "Invalid API key.", options: FlowErrorOptions = {}) {
    super(withAdvice(message, "Pass { apiKey }; FLASHALPHA_API_KEY is for FlashAlpha's own host."), {
      code: "unauthorized",
      status: 401,
      ...options,
    });
  }
  static {
    brand(this, "AuthenticationError");
  }
}

/** 403: the key is good, its plan is too small. */
export class TierRestrictedError extends FlowError {
  /** The key's plan, such as `Growth`; absent when the server does not say. */
  declare readonly currentPlan?: string;
  /** The lowest plan that may ask, such as `Alpha`; absent when the server does not say. */
  declare readonly requiredPlan?: string;

  constructor(message: string, options: FlowErrorOptions & { currentPlan?: string; requiredPlan?: string } = {}) {
    const { requiredPlan, currentPlan } = options;
    const yours = currentPlan === undefined ? "" : ` (yours: ${currentPlan})`;
    const advice = requiredPlan === undefined ? "Your plan is too small." : `It needs plan ${requiredPlan}${yours}.`;
    super(withAdvice(message, advice), { code: "tier_restricted", status: 403, ...options });
  }
  static {
    brand(this, "TierRestrictedError");
  }
}

/** 400: a parameter has a value that is not allowed; the message names both, and what is allowed. */
export class InvalidRequestError extends FlowError {
  constructor(message: string, options: FlowErrorOptions = {}) {
    super(message, { code: "invalid_request", status: 400, ...options });
  }
  static {
    brand(this, "InvalidRequestError");
  }
}

/** 400 `no_strike_data_for_window`: there are bars in the window, but none with values by strike. Ask for another window. */
export class NoStrikeDataError extends FlowError {
  constructor(message: string = "No bar of this window has values by strike.", options: FlowErrorOptions = {}) {
    super(withAdvice(message, "Ask for another window."), {
      code: "no_strike_data_for_window",
      status: 400,
      ...options,
    });
  }
  static {
    brand(this, "NoStrikeDataError");
  }
}

/** 404: no such symbol, where the endpoint says so, or no such path at this host. */
export class NotFoundError extends FlowError {
  constructor(message: string, options: FlowErrorOptions = {}) {
    super(message, { code: "not_found", status: 404, ...options });
  }
  static {
    brand(this, "NotFoundError");
  }
}

/** What a 429 tells, as far as the server tells it. */
export interface RateLimitOptions extends FlowErrorOptions {
  limit?: number;
  remaining?: number;
  resetAt?: number;
  currentPlan?: string;
  upgradeTo?: string;
}

/** 429: too many requests. Wait until `retryAt`. */
export class RateLimitError extends FlowError {
  /** Requests a day that the plan allows; absent when unlimited or not told. */
  declare readonly limit?: number;
  /** Requests that are left of them; absent when unlimited or not told. */
  declare readonly remaining?: number;
  /** When the daily quota starts anew, epoch milliseconds. */
  declare readonly resetAt?: number;
  /** The key's plan. */
  declare readonly currentPlan?: string;
  /** The next plan with a higher quota. */
  declare readonly upgradeTo?: string;

  constructor(message: string, options: RateLimitOptions = {}) {
    const { retryAfter, resetAt } = options;
    const reset = resetAt === undefined ? "" : new Date(resetAt).toISOString().slice(0, 19);
    const when = retryAfter === undefined ? (reset === "" ? "later" : `after ${reset}Z`) : `in ${retryAfter} s`;
    super(withAdvice(message, `Try again ${when}.`), { code: "rate_limited", status: 429, ...options });
  }
  static {
    brand(this, "RateLimitError");
  }
}

/** 5xx: the server failed. Try again later, at `retryAt` where it says so. */
export class ServerError extends FlowError {
  constructor(message: string, options: FlowErrorOptions = {}) {
    super(message, { code: "server_error", status: 500, ...options });
  }
  static {
    brand(this, "ServerError");
  }
}

/**
 * No whole answer came: the host is unknown, refuses, or broke off. `code` is the system's (`ECONNREFUSED`,
 * `ENOTFOUND`, `UND_ERR_SOCKET`), or `redirected` when the host sends elsewhere.
 */
export class ConnectionError extends FlowError {
  constructor(message: string, options: FlowErrorOptions = {}) {
    super(message, { code: "connection_failed", ...options });
  }
  static {
    brand(this, "ConnectionError");
  }
}

/** The whole answer had not come within the time allowed. */
export class TimeoutError extends FlowError {
  constructor(message: string, options: FlowErrorOptions = {}) {
    super(message, { code: "timeout", ...options });
  }
  static {
    brand(this, "TimeoutError");
  }
}

/** The caller's `signal` stopped it; `cause` is the signal's reason. */
export class AbortedError extends FlowError {
  constructor(message: string = "The request was aborted by its signal.", options: FlowErrorOptions = {}) {
    super(message, { code: "aborted", ...options });
  }
  static {
    brand(this, "AbortedError");
  }
}

/** An answer came, and is not what the contract says. `path` is the place: `bars[3].values[7]`; empty for the whole. */
export class ResponseError extends FlowError {
  /** Where in the answer: `bars[3].values[7]`; empty for the whole. */
  readonly path: string;
  /** What is wrong there: `expected number or null, got "12"`. */
  readonly problem: string;

  constructor(path: string, problem: string, options: FlowErrorOptions = {}) {
    super(path === "" ? problem : `${path}: ${problem}`, { code: "invalid_response", ...options });
    this.path = path;
    this.problem = problem;
  }
  static {
    brand(this, "ResponseError");
  }
}

/** A tape cannot be used. `rejected` counts the rows that were refused, by reason; the message ends with the counts. */
export class TapeError extends FlowError {
  /** Rows refused, by reason: `{ "crossed quote": 12 }`; empty when the fault is not in single rows. */
  readonly rejected: Record<string, number>;

  constructor(message: string, options: FlowErrorOptions & { rejected?: Readonly<Record<string, number>> } = {}) {
    const { rejected = {}, ...rest } = options;
    const counts = Object.entries(rejected).map(([reason, rows]) => `${reason} ${rows}`);
    super(counts.length === 0 ? message : `${message} (${counts.join(", ")})`, { code: "invalid_tape", ...rest });
    this.rejected = { ...rejected };
  }
  static {
    brand(this, "TapeError");
  }
}

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as errors from "../../src/api/errors.js";
import { errorFromWire, errorToWire } from "../../src/api/wire-errors.js";

const NOW = Date.UTC(2026, 5, 12, 18);
const read = (status: number, body: unknown, headers: Record<string, string> = {}): errors.FlowError =>
  errorFromWire(status, new Headers(headers), typeof body === "string" ? body : JSON.stringify(body), NOW);

describe("the wire's own errors are read, each in its own shape", () => {
  test("400 has error and message", () => {
    const error = read(400, { error: "bar_unavailable", message: "bar must be 1m" });
    expect(error).toBeInstanceOf(errors.InvalidRequestError);
    expect(error).toMatchObject({ code: "bar_unavailable", status: 400, message: "bar must be 1m" });
  });

  test("400 no_strike_data_for_window is a class of its own", () => {
    const error = read(400, { error: "no_strike_data_for_window", message: "No strikes." });
    expect(error).toBeInstanceOf(errors.NoStrikeDataError);
    expect(error).not.toBeInstanceOf(errors.InvalidRequestError);
    expect(error).toMatchObject({ code: "no_strike_data_for_window", message: "No strikes. Ask for another window." });
  });

  test("401 has title, a numeric status and detail", () => {
    const error = read(401, { title: "Unauthorized", status: 401, detail: "Invalid API key." });
    expect(error).toBeInstanceOf(errors.AuthenticationError);
    expect(error).toMatchObject({
      code: "unauthorized",
      status: 401,
      message: "Invalid API key. Pass { apiKey }; FLASHALPHA_API_KEY is for FlashAlpha's own host.",
    });
  });

  test("403 has both plans", () => {
    const error = read(403, {
      status: "ERROR",
      error: "tier_restricted",
      message: "This endpoint requires the Alpha plan or higher.",
      current_plan: "Growth",
      required_plan: "Alpha",
    });
    expect(error).toBeInstanceOf(errors.TierRestrictedError);
    expect(error).toMatchObject({
      currentPlan: "Growth",
      requiredPlan: "Alpha",
      message: "This endpoint requires the Alpha plan or higher. It needs plan Alpha (yours: Growth).",
    });
  });

  test("404 has error and message", () => {
    const error = read(404, { error: "symbol_not_found", message: "No data for XYZ." });
    expect(error).toBeInstanceOf(errors.NotFoundError);
    expect(error).toMatchObject({ code: "symbol_not_found", message: "No data for XYZ." });
  });

  test("429 has the quota, and when it ends", () => {
    const body = {
      status: "ERROR",
      error: "Quota exceeded",
      message: "You have used your 5 requests.",
      current_plan: "Free",
      limit: 5,
      upgrade_to: "Basic",
      reset_at: "2026-06-13T00:00:00Z",
    };
    const resetAt = Date.UTC(2026, 5, 13);
    const error = read(429, body);
    expect(error).toBeInstanceOf(errors.RateLimitError);
    expect({ ...error }).toEqual({
      code: "Quota exceeded",
      status: 429,
      limit: 5,
      resetAt,
      retryAt: resetAt,
      currentPlan: "Free",
      upgradeTo: "Basic",
    });
    expect({ ...read(429, body, { "Retry-After": "30" }) }).toMatchObject({
      retryAfter: 30,
      retryAt: NOW + 30_000,
      resetAt,
    });
  });

  test.each([
    ["30", { retryAfter: 30, retryAt: NOW + 30_000 }],
    ["Fri, 12 Jun 2026 18:00:05 GMT", { retryAfter: 5, retryAt: NOW + 5000 }],
    ["Fri, 12 Jun 2026 17:00:00 GMT", { retryAfter: 0, retryAt: NOW }],
    ["soon", {}],
    ["-1", {}],
  ])("Retry-After %j", (header, expected) => {
    const { retryAfter, retryAt } = read(429, "", { "Retry-After": header }) as errors.RateLimitError;
    expect(JSON.parse(JSON.stringify({ retryAfter, retryAt }))).toEqual(expected);
  });

  test("429 without a body is read from its headers", () => {
    const headers = { "X-RateLimit-Limit": "2500", "X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1781308800" };
    expect({ ...read(429, "", headers) }).toEqual({
      code: "rate_limited",
      status: 429,
      limit: 2500,
      remaining: 0,
      resetAt: Date.UTC(2026, 5, 13),
      retryAt: Date.UTC(2026, 5, 13),
    });
  });

  test.each([["unlimited"], ["99999999999999999999"]])("429 survives X-RateLimit headers of %j", (value) => {
    const error = read(429, { reset_at: "whenever" }, { "X-RateLimit-Limit": "unlimited", "X-RateLimit-Reset": value });
    expect({ ...error }).toEqual({ code: "rate_limited", status: 429 });
  });

  test.each([
    [500, {}, "server_error"],
    [502, { error: "upstream_unavailable", message: "Ingest is down." }, "upstream_unavailable"],
    [503, "<html><head><title>Busy</title></head></html>", "server_error"],
  ])("%i is a ServerError", (status, body, code) => {
    const error = read(status, body);
    expect(error).toBeInstanceOf(errors.ServerError);
    expect(error).toMatchObject({ status, code });
  });
});

describe("Retry-After", () => {
  test.each([408, 425, 429, 500, 503])("of a %i is seconds from now, whichever they are", (status) => {
    fc.assert(
      fc.property(fc.nat(10 ** 9), (seconds) => {
        expect(read(status, "", { "Retry-After": String(seconds) })).toMatchObject({
          retryAfter: seconds,
          retryAt: NOW + seconds * 1000,
        });
      }),
    );
  });

  test("is a date, to which the seconds are never too few and never below 0", () => {
    fc.assert(
      fc.property(fc.integer({ min: -(10 ** 6), max: 10 ** 9 }), (seconds) => {
        const date = new Date(Math.floor(NOW / 1000 + seconds) * 1000);
        const error = read(503, "", { "Retry-After": date.toUTCString() });
        expect(error.retryAfter).toBe(Math.max(0, Math.ceil((date.getTime() - NOW) / 1000)));
        expect(error.retryAt).toBe(NOW + error.retryAfter! * 1000);
      }),
    );
  });

  test("that is neither is not there", () => {
    const garbage = fc.oneof(
      fc.string({ unit: "grapheme-ascii" }).filter((text) => !/^\s*\d+\s*$/.test(text) && !text.trim().endsWith("GMT")),
      fc.constantFrom("-1", "1.5", "1e3", "0x10", "Infinity", "soon GMT", "Thu, 99 Foo 2026 00:00:00 GMT", "1 2"),
    );
    fc.assert(
      fc.property(garbage, (text) => {
        expect({ ...read(503, "", { "Retry-After": text }) }).toEqual({ code: "server_error", status: 503 });
      }),
    );
  });
});

describe("what is not in any documentation is read as far as it goes", () => {
  test.each([
    ["tags that never end", "<".repeat(3_000_000)],
    ["spaces", " ".repeat(3_000_000)],
    ["a message", JSON.stringify({ message: "m".repeat(3_000_000) })],
    ["a list of errors", JSON.stringify({ errors: { a: Array(300_000).fill("no.") } })],
  ])("a body of megabytes of %s is told of in a few words, and soon", (_, text) => {
    expect(errorFromWire(404, new Headers(), text, NOW).message.length).toBeLessThan(1_100);
  });

  test("a body that is no JSON is quoted without its tags, on one line, in part", () => {
    expect(read(502, `<html>\n<h1>Bad\tGateway</h1>${"x".repeat(500)}`).message).toBe(
      `The server answered 502 with "Bad Gateway ${"x".repeat(108)}…". Is the base URL right, and the service up?`,
    );
    expect(read(500, "").message).toContain("500 with an empty body");
  });

  test.each([["null"], ["[]"], ["7"], ['"text"'], ['{"error":{"code":1},"message":null}'], ["{"]])(
    "a body %s",
    (text) => {
      expect(read(400, text)).toBeInstanceOf(errors.InvalidRequestError);
      expect(read(400, text).code).toBe("invalid_request");
    },
  );

  test("problem details with a list of errors", () => {
    const body = { title: "One or more validation errors occurred.", status: 400, errors: { minutes: ["Not valid."] } };
    expect(read(400, body)).toMatchObject({ message: "Not valid.", code: "invalid_request" });
  });

  test("a code that is not published is kept", () => {
    expect(read(400, { error: "brand_new", message: "New." })).toMatchObject({ code: "brand_new", message: "New." });
  });

  test("a 403 without a word on plans is not about the plan", () => {
    const error = read(403, "<html>Blocked</html>");
    expect(error).not.toBeInstanceOf(errors.TierRestrictedError);
    expect(error).toMatchObject({ name: "FlowError", status: 403, code: "http_403" });
  });

  test("other statuses are plain FlowErrors", () => {
    expect(read(418, { error: "teapot", message: "Short." })).toMatchObject({
      name: "FlowError",
      code: "teapot",
      status: 418,
    });
  });
});

describe("errors are written as the wire writes them", () => {
  test.each([
    [
      new errors.InvalidRequestError("n must be whole.", { code: "invalid_n" }),
      { status: 400, headers: {}, body: { error: "invalid_n", message: "n must be whole." } },
    ],
    [
      new errors.AuthenticationError("Bad key."),
      {
        status: 401,
        headers: {},
        body: {
          title: "Unauthorized",
          status: 401,
          detail: "Bad key. Pass { apiKey }; FLASHALPHA_API_KEY is for FlashAlpha's own host.",
        },
      },
    ],
    [
      new errors.TierRestrictedError("No.", { requiredPlan: "Alpha" }),
      {
        status: 403,
        headers: {},
        body: {
          status: "ERROR",
          error: "tier_restricted",
          message: "No. It needs plan Alpha.",
          required_plan: "Alpha",
        },
      },
    ],
    [
      new errors.RateLimitError("Slow.", { retryAfter: 7, limit: 5, resetAt: Date.UTC(2026, 2, 1) }),
      {
        status: 429,
        headers: { "Retry-After": "7" },
        body: {
          status: "ERROR",
          error: "rate_limited",
          message: "Slow. Try again in 7 s.",
          limit: 5,
          reset_at: "2026-03-01T00:00:00.000Z",
        },
      },
    ],
  ])("%s", (error, answer) => {
    expect(errorToWire(error)).toEqual(answer);
  });

  test.each([
    [new Error("a path /home/me/tape and a stack")],
    ["a thrown text"],
    [undefined],
    [new errors.TapeError("tape /home/me", { rejected: { x: 1 } })],
    [new errors.AbortedError()],
  ])("what is not of the contract tells nothing: %s", (error) => {
    expect(errorToWire(error)).toEqual({
      status: 500,
      headers: {},
      body: { error: "internal_error", message: "The server failed to make this answer." },
    });
  });

  test.each([399, 404.5, 600, 1000, NaN, "404"])("an error whose status is none tells nothing: %j", (status) => {
    const { body, ...rest } = errorToWire(new errors.FlowError("a secret", { status: status as number }));
    expect([rest, body.error]).toEqual([{ status: 500, headers: {} }, "internal_error"]);
  });

  test.each([
    [new errors.ConnectionError("10.0.0.1 refused"), "upstream_unavailable"],
    [new errors.TimeoutError("10.0.0.1 slow"), "upstream_unavailable"],
    [new errors.ResponseError("bars", "odd"), "upstream_invalid"],
  ])("a server behind this one that fails is a 502: %s", (error, code) => {
    const { status, body } = errorToWire(error);
    expect([status, body.error]).toEqual([502, code]);
    expect(JSON.stringify(body)).not.toMatch(/10\.0\.0\.1|bars/);
  });
});

test.each([
  [new errors.InvalidRequestError("m", { code: "invalid_metric" })],
  [new errors.NoStrikeDataError()],
  [new errors.AuthenticationError("Nope.")],
  [new errors.TierRestrictedError("m", { currentPlan: "Free", requiredPlan: "Growth" })],
  [new errors.TierRestrictedError("m")],
  [new errors.NotFoundError("m", { code: "symbol_not_found" })],
  [
    new errors.RateLimitError("m", {
      code: "Quota exceeded",
      retryAfter: 9,
      retryAt: NOW + 9000,
      limit: 3,
      upgradeTo: "X",
    }),
  ],
  [new errors.RateLimitError("m", { resetAt: NOW + 60_000, retryAt: NOW + 60_000, currentPlan: "Free" })],
  [new errors.ServerError("m", { code: "upstream_invalid", status: 502 })],
  [new errors.RateLimitError("m", { retryAfter: 1, retryAt: NOW + 1000, remaining: 0 })],
  [new errors.ServerError("m", { status: 503, retryAfter: 4, retryAt: NOW + 4000 })],
  [new errors.FlowError("m", { code: "method_not_allowed", status: 405 })],
])("written and read again it is the same error: %s", (error) => {
  const { status, headers, body } = errorToWire(error);
  const again = errorFromWire(status, new Headers(headers), JSON.stringify(body), NOW);
  expect(again.constructor).toBe(error.constructor);
  expect(again.message).toBe(error.message);
  expect({ ...again }).toEqual({ ...error });
});

import { inspect } from "node:util";
import { describe, expect, test, vi } from "vitest";
import * as errors from "../../src/api/errors.js";

const {
  FlowError,
  AuthenticationError,
  InvalidRequestError,
  RateLimitError,
  ResponseError,
  TapeError,
  TierRestrictedError,
} = errors;

describe("FlowError", () => {
  test("carries code, status and cause, and nothing that was not given", () => {
    const cause = new Error("deeper");
    const error = new FlowError("what to do", { code: "some_code", status: 418, cause });
    expect(Object.keys(error)).toEqual(["code", "status"]);
    expect(error).toMatchObject({ name: "FlowError", message: "what to do", code: "some_code", status: 418 });
    expect(error.cause).toBe(cause);
    expect("cause" in new FlowError("x")).toBe(false);
  });

  test("is itself in instanceof, with its ancestors and without its siblings", () => {
    const error = new AuthenticationError();
    expect([error instanceof AuthenticationError, error instanceof FlowError, error instanceof Error]).toEqual([
      true,
      true,
      true,
    ]);
    expect(error instanceof InvalidRequestError).toBe(false);
    expect(new FlowError("x") instanceof AuthenticationError).toBe(false);
    for (const other of [new Error("x"), null, undefined, "FlowError", { name: "FlowError" }]) {
      expect(other instanceof FlowError).toBe(false);
    }
  });

  test("is recognised between two loaded copies of the package", async () => {
    vi.resetModules();
    const copy = await import("../../src/api/errors.js");
    expect(copy.RateLimitError).not.toBe(RateLimitError);
    const theirs = new copy.RateLimitError("slow down");
    expect(theirs instanceof RateLimitError).toBe(true);
    expect(theirs instanceof FlowError).toBe(true);
    expect(theirs instanceof AuthenticationError).toBe(false);
  });

  test("a class that someone derives from one of ours follows the ordinary rule", () => {
    class Mine extends RateLimitError {}
    expect(new Mine("x") instanceof Mine).toBe(true);
    expect(new Mine("x") instanceof RateLimitError).toBe(true);
    expect(new RateLimitError("x") instanceof Mine).toBe(false);
  });

  test("prints under the name of its class", () => {
    expect(inspect(new TierRestrictedError("No."))).toMatch(/^TierRestrictedError: No\. /);
    expect(String(new TapeError("Empty."))).toBe("TapeError: Empty.");
  });
});

describe("the messages say what to do", () => {
  test.each([
    [new AuthenticationError(), "Invalid API key. Pass { apiKey }; FLASHALPHA_API_KEY is for FlashAlpha's own host."],
    [
      new TierRestrictedError("Too small.", { currentPlan: "Growth", requiredPlan: "Alpha" }),
      "Too small. It needs plan Alpha (yours: Growth).",
    ],
    [new TierRestrictedError("Too small.", { requiredPlan: "Alpha" }), "Too small. It needs plan Alpha."],
    [new errors.NoStrikeDataError(), "No bar of this window has values by strike. Ask for another window."],
    [new RateLimitError("Too many."), "Too many. Try again later."],
    [new RateLimitError("Too many.", { retryAfter: 7 }), "Too many. Try again in 7 s."],
    [
      new RateLimitError("Too many.", { resetAt: Date.UTC(2026, 2, 1) }),
      "Too many. Try again after 2026-03-01T00:00:00Z.",
    ],
    [new ResponseError("bars[0].t", "expected text, got 1"), "bars[0].t: expected text, got 1"],
    [new ResponseError("", "expected JSON"), "expected JSON"],
    [
      new TapeError("Too many rows refused.", { rejected: { "crossed quote": 12, "negative size": 3 } }),
      "Too many rows refused. (crossed quote 12, negative size 3)",
    ],
  ])("%s", (error, message) => {
    expect(error.message).toBe(message);
  });

  test("advice is given once, also to a message that has it", () => {
    for (const Type of [AuthenticationError, TierRestrictedError, errors.NoStrikeDataError, RateLimitError]) {
      const once = new Type("Sorry.").message;
      expect(new Type(once).message).toBe(once);
    }
  });

  test("a TapeError keeps its counts", () => {
    expect(new TapeError("x", { rejected: { a: 1 } }).rejected).toEqual({ a: 1 });
    expect(new TapeError("x").rejected).toEqual({});
  });
});

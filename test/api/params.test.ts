import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ENDPOINTS } from "../../src/api/endpoints.js";
import { InvalidRequestError } from "../../src/api/errors.js";
import { readParams, readSymbol } from "../../src/api/params.js";

const { leaderboard, strikeFlow, heatmap } = ENDPOINTS;

describe("readParams", () => {
  test("fills in every default", () => {
    expect(readParams(leaderboard)).toEqual({ metric: "heat", n: 20 });
    expect(readParams(strikeFlow, {})).toEqual({ bar: "1m", minutes: 60 });
    expect(readParams(heatmap, { metric: undefined, mode: null })).toEqual({
      metric: "gex",
      mode: "raw",
      bar: "1m",
      minutes: 60,
    });
  });

  test("takes what is allowed and ignores keys it does not know", () => {
    expect(readParams(heatmap, { metric: "oi", mode: "delta", minutes: 390, expiry: "x", n: "y" })).toEqual({
      metric: "oi",
      mode: "delta",
      bar: "1m",
      minutes: 390,
    });
  });

  test.each([
    [0, 1],
    [-5, 1],
    [101, 100],
    ["7", 7],
    ["60.0", 60],
    ["+3", 3],
    [1e21, 100],
    [-0, 1],
  ])("n %j is read as %j", (n, expected) => {
    expect(readParams(leaderboard, { n }).n).toBe(expected);
  });

  test.each([
    [0, 1],
    [10_000, 390],
    ["10000", 390],
  ])("minutes %j is clamped to %j", (minutes, expected) => {
    expect(readParams(strikeFlow, { minutes }).minutes).toBe(expected);
  });

  test.each([
    [
      leaderboard,
      { metric: "haet" },
      "invalid_metric",
      'metric must be one of heat, pin_risk, abs_flow, charm_intensity, not "haet"',
    ],
    [
      leaderboard,
      { metric: "Heat" },
      "invalid_metric",
      'metric must be one of heat, pin_risk, abs_flow, charm_intensity, not "Heat"',
    ],
    [leaderboard, { n: 2.5 }, "invalid_n", 'n must be a whole number from 1 to 100, not "2.5"; without it 20'],
    [leaderboard, { n: "ten" }, "invalid_n", 'n must be a whole number from 1 to 100, not "ten"; without it 20'],
    [leaderboard, { n: "" }, "invalid_n", 'n must be a whole number from 1 to 100, not ""; without it 20'],
    [leaderboard, { n: "0x10" }, "invalid_n", 'n must be a whole number from 1 to 100, not "0x10"; without it 20'],
    [leaderboard, { n: " 7" }, "invalid_n", 'n must be a whole number from 1 to 100, not " 7"; without it 20'],
    [
      strikeFlow,
      { minutes: NaN },
      "invalid_minutes",
      'minutes must be a whole number from 1 to 390, not "NaN"; without it 60',
    ],
    [
      strikeFlow,
      { minutes: Infinity },
      "invalid_minutes",
      'minutes must be a whole number from 1 to 390, not "Infinity"; without it 60',
    ],
    [
      strikeFlow,
      { bar: "5m" },
      "bar_unavailable",
      'bar must be 1m, not "5m"; ask for 1m and resample the grid for longer bars',
    ],
    [heatmap, { mode: "rate" }, "invalid_mode", 'mode must be one of raw, delta, not "rate"'],
    [
      heatmap,
      { metric: "vega" },
      "invalid_metric",
      'metric must be one of gex, dex, vex, chex, oi, signed_flow, not "vega"',
    ],
    [
      heatmap,
      { metric: "toString" },
      "invalid_metric",
      'metric must be one of gex, dex, vex, chex, oi, signed_flow, not "toString"',
    ],
  ] as const)(
    "refuses %# with its code, naming parameter, value and what is allowed",
    (endpoint, given, code, message) => {
      const read = (): unknown => readParams<never>(endpoint as never, given);
      expect(read).toThrow(InvalidRequestError);
      expect(read).toThrow(expect.objectContaining({ code, status: 400, message }));
    },
  );

  test("shows a long value only in part", () => {
    expect(() => readParams(heatmap, { metric: "x".repeat(1000) })).toThrow(`not "${"x".repeat(40)}…"`);
  });

  test("reads a value and its text alike, or refuses both alike", () => {
    const outcome = (given: object): unknown => {
      try {
        return readParams(heatmap, given);
      } catch (error) {
        return [(error as InvalidRequestError).code, (error as InvalidRequestError).message];
      }
    };
    const value = fc.oneof(
      fc.double(),
      fc.integer(),
      fc.maxSafeInteger(),
      fc.string(),
      fc.constantFrom("gex", "1m", "raw"),
    );
    fc.assert(
      fc.property(fc.constantFrom("metric", "mode", "bar", "minutes"), value, (name, given) => {
        expect(outcome({ [name]: String(given) })).toEqual(outcome({ [name]: given }));
      }),
    );
  });
});

describe("readSymbol", () => {
  test.each([
    [" spy\n", "SPY"],
    ["brk.b", "BRK.B"],
    ["ES=F", "ES=F"],
    ["^spx", "^SPX"],
    ["a".repeat(32), "A".repeat(32)],
  ])("%j is %j", (raw, symbol) => {
    expect(readSymbol(raw)).toBe(symbol);
  });

  test.each([[""], ["  "], [undefined], [null], [7]])("%j is missing", (raw) => {
    expect(() => readSymbol(raw)).toThrow(
      expect.objectContaining({
        name: "InvalidRequestError",
        code: "invalid_symbol",
        message: 'symbol is missing; give a name such as "SPY"',
      }),
    );
  });

  test.each([["A/B"], ["A\\B"], ["A B"], ["A\0"], ["A\u200b"], ["\ud800"], ["."], [".."], ["a".repeat(33)]])(
    "%j cannot be one",
    (raw) => {
      expect(() => readSymbol(raw)).toThrow(
        expect.objectContaining({ name: "InvalidRequestError", code: "invalid_symbol" }),
      );
    },
  );
});

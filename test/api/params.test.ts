import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ENDPOINTS } from "../../src/api/endpoints.js";
import { InvalidRequestError } from "../../src/api/errors.js";
import { readParams, readSymbol } from "../../src/api/params.js";

const { leaderboard, snapshot, series, hedgeFlow, strikeFlow, heatmap } = ENDPOINTS;

describe("readParams", () => {
  test("fills in every default", () => {
    expect(readParams(leaderboard)).toEqual({ metric: "heat", n: 20 });
    expect(readParams(series)).toEqual({ bar: "30s", minutes: 60 });
    expect(readParams(hedgeFlow)).toEqual({ side: "all", bar: "30s", minutes: 60 });
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

  test("leaves a date that was not given open", () => {
    expect(readParams(snapshot)).toStrictEqual({ expiry: null });
    expect(readParams(snapshot, { expiry: undefined })).toStrictEqual({ expiry: null });
    expect(readParams(snapshot, { expiry: null })).toStrictEqual({ expiry: null });
  });

  test.each([["2026-06-12"], ["2024-02-29"], ["1999-12-31"]])("takes the date %s", (expiry) => {
    expect(readParams(snapshot, { expiry })).toEqual({ expiry });
  });

  test.each([
    [""],
    ["today"],
    ["2026-6-12"],
    ["2026-06-12T00:00:00Z"],
    [" 2026-06-12"],
    ["2026-06-12\n"],
    ["20260612"],
    ["2026-13-01"],
    ["2026-00-10"],
    ["2026-06-31"],
    ["2023-02-29"],
    [20260612],
    [true],
  ])("refuses %j, which is no date", (expiry) => {
    expect(() => readParams(snapshot, { expiry })).toThrow(
      expect.objectContaining({
        name: "InvalidRequestError",
        code: "invalid_expiry",
        status: 400,
        message: `expiry must be a date yyyy-MM-dd, not ${JSON.stringify(String(expiry))}; without it today's`,
      }),
    );
  });

  test("reads as a date exactly what the calendar has", () => {
    const part = (most: number): fc.Arbitrary<string> =>
      fc.integer({ min: 0, max: most }).map((n) => `${n}`.padStart(2, "0"));
    fc.assert(
      fc.property(fc.integer({ min: 1900, max: 2100 }), part(14), part(33), (year, month, day) => {
        const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
        const days = [0, 31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][Number(month)] ?? 0;
        const isDate = Number(day) >= 1 && Number(day) <= days;
        const read = (): unknown => readParams(snapshot, { expiry: `${year}-${month}-${day}` });
        if (isDate) expect(read()).toEqual({ expiry: `${year}-${month}-${day}` });
        else expect(read).toThrow(InvalidRequestError);
      }),
    );
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
    [series, { bar: "60s" }, "invalid_bar", 'bar must be one of 30s, 1m, 5m, 15m, not "60s"'],
    [hedgeFlow, { bar: "1M" }, "invalid_bar", 'bar must be one of 30s, 1m, 5m, 15m, not "1M"'],
    [hedgeFlow, { side: "call" }, "invalid_side", 'side must be one of all, calls, puts, not "call"'],
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

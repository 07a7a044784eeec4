import { describe, expect, test } from "vitest";
import { ResponseError } from "../../src/api/errors.js";
import { checkSnapshot } from "../../src/api/snapshot-schema.js";
import { isNoZeroDte, isSessionClosed, isSnapshot } from "../../src/api/snapshot-types.js";
import { noZeroDte, sessionClosed, snapshot } from "./samples.js";

type Json = Record<string, unknown>;
const BLOCKS = [
  ...["regime", "exposures", "expected_move", "pin_risk", "hedging", "decay", "vol_context", "flow", "levels"],
  ...["liquidity", "metadata", "strikes", "flow_direction"],
];

/** What makes a block or a row what it is: null is no answer. */
const REQUIRED = ["strike", "label"];

/** The published sample with the value at a path replaced. */
function broken(path: (string | number)[], value: unknown): unknown {
  const copy = structuredClone(snapshot()) as unknown as Json;
  const last = path.at(-1)!;
  const parent = path.slice(0, -1).reduce((at, key) => at[key] as Json, copy);
  parent[last] = value;
  return copy;
}

/** Every path of a JSON value at which a leaf stands. */
function leaves(value: unknown, path: (string | number)[] = []): (string | number)[][] {
  if (typeof value !== "object" || value === null) return [path];
  if (Array.isArray(value)) return value.flatMap((each, i) => leaves(each, [...path, i]));
  return Object.entries(value).flatMap(([key, each]) => leaves(each, [...path, key]));
}

const pathText = (path: (string | number)[]): string =>
  path.reduce<string>(
    (text, key) => (typeof key === "number" ? `${text}[${key}]` : text === "" ? key : `${text}.${key}`),
    "",
  );

function faultOf(body: unknown): string {
  try {
    checkSnapshot(body);
  } catch (error) {
    expect(error).toBeInstanceOf(ResponseError);
    return (error as ResponseError).message;
  }
  return "no fault";
}

describe("a good snapshot", () => {
  test("is returned as it came, and is a snapshot", () => {
    const answer = checkSnapshot(snapshot());
    expect(answer).toStrictEqual(snapshot());
    expect([isSnapshot(answer), isNoZeroDte(answer), isSessionClosed(answer)]).toEqual([true, false, false]);
  });

  test("may have null for every number that is not an identity", () => {
    const bare = JSON.parse(JSON.stringify(snapshot()), (key, value: unknown) =>
      typeof value === "number" && key !== "strike" ? null : value,
    ) as unknown;
    expect(checkSnapshot(bare)).toStrictEqual(bare);
  });

  test.each(BLOCKS)("may leave %s out, or have null for it", (name) => {
    const without = Object.fromEntries(Object.entries(snapshot()).filter(([key]) => key !== name));
    expect(checkSnapshot(without)).toStrictEqual(without);
    expect(checkSnapshot({ ...without, [name]: null })).toStrictEqual({ ...without, [name]: null });
  });

  test("reads a field that a block leaves out as null, so that it has the type that it says", () => {
    const paths = leaves(snapshot()).filter((path) => path.length > 1 && !REQUIRED.includes(path.at(-1) as string));
    for (const path of paths) {
      const whole = broken(path, null);
      const parted = JSON.parse(JSON.stringify(broken(path, undefined))) as unknown;
      // Without sight of the deltas there is no skew, and the reference alone has the field.
      expect(checkSnapshot(parted)).toStrictEqual(path.at(-1) === "skew_25d" ? parted : whole);
    }
    expect(paths.length).toBeGreaterThan(100);
  });

  test("reads a hedge that is left out or null as one of nulls, and components as null", () => {
    const nothing = { dealer_shares_to_trade: null, direction: null, notional_usd: null };
    const expected = broken(["hedging", "spot_up_1pct"], nothing);
    for (const hedge of [null, undefined, {}])
      expect(checkSnapshot(broken(["hedging", "spot_up_1pct"], hedge))).toStrictEqual(expected);
    const unscored = JSON.parse(JSON.stringify(broken(["pin_risk", "components"], undefined))) as unknown;
    expect(checkSnapshot(unscored)).toStrictEqual(broken(["pin_risk", "components"], null));
  });

  test("may have words that nobody knows yet", () => {
    for (const path of [
      ["regime", "label"],
      ["regime", "spot_vs_flip"],
      ["regime", "gamma_flip_status"],
      ["hedging", "spot_up_1pct", "direction"],
      ["decay", "charm_regime"],
      ["vol_context", "vanna_interpretation"],
      ["flow_direction", "label"],
    ])
      expect(checkSnapshot(broken(path, "SOMETHING_NEW"))).toStrictEqual(broken(path, "SOMETHING_NEW"));
  });

  test("keeps fields that nobody knows yet, at every depth, and the articles' blocks", () => {
    const extra = {
      ...snapshot(),
      endpoint_version: "2026.08.25",
      data_as_of: { flow_feed: "2026-08-25T18:45:00Z", macro_feed: null },
      regime: { ...snapshot().regime, gamma_flip_status: "available", dwell_minutes: 12 },
      setup: {
        primary: {
          name: "iron_fly",
          display_name: "Iron Fly",
          confidence: "high",
          conditions_met: ["pin_score > 65 (71)"],
          conditions_failed: [],
          strikes_hint: { short_call_strike: 601, short_put_strike: 600, long_call_strike: 603 },
        },
      },
      probabilities: {
        pin: { value: 0.83, calibration_method: "heuristic_v1", inputs_summary: "distance, time, regime" },
        range_1sigma: { value: 0.6827, low: 598.38, high: 602.46, calibration_method: "normal_cdf_v1" },
        range_2sigma: { value: 0.9545, low: 596.34, high: 604.5, calibration_method: "normal_cdf_v1" },
      },
      warnings: ["Less than five minutes are left."],
      strikes: [{ ...snapshot().strikes![0], call_vega: 0.1 }],
    };
    expect(checkSnapshot(extra)).toStrictEqual(extra);
  });
});

describe("an answer without a chain", () => {
  test("is a body of its own on a day without an expiry", () => {
    const answer = checkSnapshot(noZeroDte());
    expect(answer).toStrictEqual(noZeroDte());
    expect([isSnapshot(answer), isNoZeroDte(answer), isSessionClosed(answer)]).toEqual([false, true, false]);
  });

  test("is another outside the session", () => {
    const answer = checkSnapshot(sessionClosed());
    expect(answer).toStrictEqual(sessionClosed());
    expect([isSnapshot(answer), isNoZeroDte(answer), isSessionClosed(answer)]).toEqual([false, false, true]);
  });

  test("keeps what the settled twin adds, and blocks that are null", () => {
    const wide = {
      ...noZeroDte(),
      underlying_price: 590.42,
      expiration: null,
      as_of: "2026-03-17T15:30:00Z",
      market_open: true,
      regime: null,
    };
    expect(checkSnapshot(wide)).toStrictEqual(wide);
  });

  test("is told by true alone: a flag that is false or null is a snapshot's", () => {
    const flagged = { ...snapshot(), no_zero_dte: false, session_closed: null };
    const answer = checkSnapshot(flagged);
    expect(answer).toStrictEqual(flagged);
    expect([isSnapshot(answer), isNoZeroDte(answer), isSessionClosed(answer)]).toEqual([true, false, false]);
  });

  test("is no snapshot with both flags", () => {
    const answer = checkSnapshot({ ...noZeroDte(), ...sessionClosed() });
    expect([isSnapshot(answer), isNoZeroDte(answer), isSessionClosed(answer)]).toEqual([false, true, true]);
  });

  test("may not know the next expiry or the last session", () => {
    const lost = [
      { ...noZeroDte(), next_zero_dte_expiry: null },
      { ...sessionClosed(), last_session: null },
    ];
    for (const body of lost) expect(checkSnapshot(body)).toStrictEqual(body);
  });
});

describe("a bad snapshot is refused with the path of its first fault", () => {
  // What only our engine, the newer SDKs or the articles have.
  const extras: [(string | number)[], unknown, unknown][] = [
    [["regime", "gamma_flip_status"], "no_boundary", 7],
    [["regime", "gamma_flip_by_strike"], 588.5, "588.5"],
    [["metadata", "forward"], 590.5, "590.5"],
    [["metadata", "forward_pairs"], 12, "12"],
    [["metadata", "forward_error"], 0.01, "0.01"],
    [["strikes", 0, "iv_source"], "quote", 1],
    [["probabilities"], { pin: { value: 0.83 } }, 0.83],
    [["probabilities"], { range_1sigma: { value: 0.6827, low: 1, high: 2 } }, [1, 2]],
    [["warnings"], ["late"], "late"],
  ];
  test.each(extras)("%j may be %j, null or absent, and not %j", (path, good, bad) => {
    for (const given of [good, null]) expect(checkSnapshot(broken(path, given))).toStrictEqual(broken(path, given));
    expect(faultOf(broken(path, bad))).toMatch(`${pathText(path)}: expected `);
  });

  const numbers = leaves(snapshot()).filter((path) => {
    const value = path.reduce<unknown>((at, key) => (at as Json)[key], snapshot());
    return typeof value === "number";
  });

  test("there are as many numbers as the vendor's sample has", () => {
    // Head 3; regime 4, exposures 6, move 8, pin 6 + 4, hedging 8 x 2 + 1, decay 3, vol 6, flow 12, levels 14,
    // liquidity 3, metadata 4; one strike 29; flow direction 6.
    expect(numbers).toHaveLength(3 + 4 + 6 + 8 + 10 + 17 + 3 + 6 + 12 + 14 + 3 + 4 + 29 + 6);
  });

  test.each(numbers.map((path) => [pathText(path), path] as const))("text where %s is a number", (text, path) => {
    expect(faultOf(broken([...path], "12"))).toMatch(`${text}: expected `);
    expect(faultOf(broken([...path], "12"))).toMatch(/ got "12"$/);
  });

  const texts = leaves(snapshot()).filter((path) => {
    const value = path.reduce<unknown>((at, key) => (at as Json)[key], snapshot());
    return typeof value === "string";
  });
  test.each(texts.map((path) => [pathText(path), path] as const))("a number where %s is text", (text, path) => {
    expect(faultOf(broken([...path], 12))).toMatch(`${text}: expected `);
  });

  test.each(BLOCKS.filter((name) => name !== "strikes"))("a list where %s is a block", (name) => {
    expect(faultOf(broken([name], [1]))).toBe(`${name}: expected an object, got an array of 1`);
  });

  test.each([
    [["strikes"], {}, "strikes: expected an array, got an object"],
    [["strikes", 0, "strike"], null, "strikes[0].strike: expected a number, got null"],
    [["strikes", 0], "590", 'strikes[0]: expected an object, got "590"'],
    [["pin_risk", "components"], 82, "pin_risk.components: expected an object, got 82"],
    [["hedging", "spot_up_10bp"], -31200, "hedging.spot_up_10bp: expected an object, got -31200"],
    [["expiration"], null, "expiration: expected a date yyyy-MM-dd, got null"],
    [["symbol"], undefined, "symbol: expected text, got nothing"],
    [["market_open"], "yes", 'market_open: expected true or false, got "yes"'],
    [["warnings"], "late", 'warnings: expected an array, got "late"'],
    [["exposures", "net_gex"], Infinity, "exposures.net_gex: expected number or null, got Infinity"],
  ])("%j = %j", (path, value, message) => {
    expect(faultOf(broken(path, value))).toBe(message);
  });

  test.each([
    [590, 590],
    [591, 590],
  ])("strikes %d, %d do not ascend", (first, second) => {
    const [row] = snapshot().strikes!;
    const strikes = [
      { ...row, strike: first },
      { ...row, strike: second },
    ];
    expect(faultOf({ ...snapshot(), strikes })).toBe(
      `strikes[1].strike: expected a strike above ${first}, got ${second}`,
    );
  });

  test.each([
    [
      { ...noZeroDte(), next_zero_dte_expiry: "Friday" },
      'next_zero_dte_expiry: expected a date yyyy-MM-dd, got "Friday"',
    ],
    [{ ...noZeroDte(), message: 7 }, "message: expected text, got 7"],
    [{ ...sessionClosed(), last_session: 20260523 }, "last_session: expected a date yyyy-MM-dd, got 20260523"],
    [{ ...sessionClosed(), symbol: null }, "symbol: expected text, got null"],
  ])("without a chain: %#", (body, message) => {
    expect(faultOf(body)).toBe(message);
  });

  test.each([[null], [[]], ["<html>"], [undefined], [7]])("%j is no answer at all", (body) => {
    expect(faultOf(body)).toMatch(/^expected an object, got /);
  });
});

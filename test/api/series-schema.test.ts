import { describe, expect, test } from "vitest";
import { ResponseError } from "../../src/api/errors.js";
import { checkHedgeFlow, checkSeries } from "../../src/api/schema.js";
import { hedgeFlow, series } from "./samples.js";

function faultOf(check: (body: unknown) => unknown, body: unknown): string {
  try {
    check(body);
  } catch (error) {
    expect(error).toBeInstanceOf(ResponseError);
    return (error as ResponseError).message;
  }
  return "no fault";
}

/** A sample whose bar at a position has other values. */
const withBar = (sample: { bars: readonly object[] }, at: number, change: object): object => ({
  ...sample,
  bars: sample.bars.map((bar, i) => (i === at ? { ...bar, ...change } : bar)),
});

describe("a good answer over time", () => {
  test("is returned as it came, nulls included, in the wire's order of keys", () => {
    expect(JSON.stringify(checkSeries(series()))).toBe(JSON.stringify(series()));
    expect(JSON.stringify(checkHedgeFlow(hedgeFlow()))).toBe(JSON.stringify(hedgeFlow()));
  });

  test("may be empty", () => {
    expect(checkSeries({ ...series(), bars: [] }).bars).toEqual([]);
    expect(checkHedgeFlow({ ...hedgeFlow(), bars: [] }).bars).toEqual([]);
  });

  test("may have a regime that nobody knows yet, and a status of the flip", () => {
    const odd = withBar(series(), 1, { regime: "unknown", gamma_flip_status: "uncertain_root_path" });
    expect(checkSeries(odd)).toStrictEqual(odd);
  });

  test("keeps fields that nobody knows yet", () => {
    const extra = { ...withBar(hedgeFlow(), 0, { trades: 12 }), endpoint_version: "2026.08.25" };
    expect(checkHedgeFlow(extra)).toStrictEqual(extra);
  });
});

describe("a bad answer over time is refused with the path of its first fault", () => {
  const numbers = Object.entries(series().bars[1]).flatMap(([name, value]) =>
    typeof value === "number" ? [name] : [],
  );

  test("there are as many numbers in a bar as the vendor documents", () => {
    expect(numbers).toHaveLength(14);
  });

  test.each(numbers)("text where %s is a number", (name) => {
    const body = withBar(series(), 1, { [name]: "12" });
    expect(faultOf(checkSeries, body)).toBe(`bars[1].${name}: expected number or null, got "12"`);
  });

  test.each([
    [{ regime: 1 }, "bars[1].regime: expected text, got 1"],
    [{ t: "noon" }, 'bars[1].t: expected an ISO 8601 time with Z or a UTC offset, got "noon"'],
    [
      { t: "2026-06-05T18:43:30Z" },
      'bars[1].t: expected a time after 2026-06-05T18:43:30Z, got "2026-06-05T18:43:30Z"',
    ],
    [{ spot: undefined }, "bars[1].spot: expected number or null, got nothing"],
  ])("series %j", (change, message) => {
    expect(faultOf(checkSeries, withBar(series(), 1, change))).toBe(message);
  });

  test.each([
    [{ bar: "1240000" }, 'bars[0].bar: expected number or null, got "1240000"'],
    [{ cumulative: NaN }, "bars[0].cumulative: expected number or null, got NaN"],
    [{ t: null }, "bars[0].t: expected text, got null"],
  ])("hedge-flow %j", (change, message) => {
    expect(faultOf(checkHedgeFlow, withBar(hedgeFlow(), 0, change))).toBe(message);
  });

  test.each([
    [{ side: "both" }, 'side: expected one of all, calls, puts, got "both"'],
    [{ side: undefined }, "side: expected one of all, calls, puts, got nothing"],
    [{ bar_size: "2m" }, 'bar_size: expected one of 30s, 1m, 5m, 15m, got "2m"'],
    [{ bars: null }, "bars: expected an array, got null"],
    [
      { bars: hedgeFlow().bars.reverse() },
      'bars[1].t: expected a time after 2026-06-05T18:40:30Z, got "2026-06-05T18:40:00Z"',
    ],
    [{ as_of: "today" }, 'as_of: expected an ISO 8601 time with Z or a UTC offset, got "today"'],
  ])("hedge-flow as a whole %#", (change, message) => {
    expect(faultOf(checkHedgeFlow, { ...hedgeFlow(), ...change })).toBe(message);
  });

  test.each([[null], [[]], ["<html>"], [undefined], [7]])("%j is no answer at all", (body) => {
    for (const check of [checkSeries, checkHedgeFlow])
      expect(faultOf(check, body)).toMatch(/^expected an object, got /);
  });
});

import { describe, expect, test } from "vitest";
import { ResponseError } from "../../src/api/errors.js";
import { checkHeatmap, checkLeaderboard, checkStrikeFlow } from "../../src/api/schema.js";
import { board, flow, map } from "./samples.js";

describe("a good answer", () => {
  test("is returned as it came, null cells, null prices and seven digits of a second included", () => {
    expect(checkLeaderboard(board())).toStrictEqual(board());
    expect(checkStrikeFlow(flow())).toStrictEqual(flow());
    expect(checkHeatmap(map())).toStrictEqual(map());
  });

  test("keeps the wire's order of keys", () => {
    expect(Object.keys(checkHeatmap(map()))).toEqual(Object.keys(map()));
    expect(Object.keys(checkStrikeFlow(flow()))).toEqual(Object.keys(flow()));
  });

  test("may be empty", () => {
    const none = { ...map(), strikes_grid: [], bars: [] };
    expect(checkHeatmap(none)).toStrictEqual(none);
    expect(checkLeaderboard({ ...board(), entries: [] }).entries).toEqual([]);
  });

  test("keeps fields that nobody knows yet, at every depth", () => {
    const extra = {
      ...map(),
      market_open: true,
      endpoint_version: "2026.08.25",
      data_as_of: { flow_feed: "2026-08-25T18:45:00Z", macro_feed: null },
      bars: [{ ...map().bars[0], note: [1, { a: null }] }],
    };
    expect(checkHeatmap(extra)).toStrictEqual(extra);
    const entries = [{ ...board().entries[0], sector: "tech" }];
    expect(checkLeaderboard({ ...board(), entries }).entries).toStrictEqual(entries);
  });

  test("may have gap intervals of any shape, or none", () => {
    const odd = [["2026-06-12T18:41:00Z", 2], null, { start: 1 }];
    expect(checkStrikeFlow({ ...flow(), gap_intervals: odd }).gap_intervals).toStrictEqual(odd);
    expect(checkStrikeFlow({ ...flow(), gap_intervals: undefined }).gap_intervals).toEqual([]);
    expect(checkStrikeFlow({ ...flow(), gap_intervals: null }).gap_intervals).toEqual([]);
  });
});

/** The sample with the value at a path replaced. */
function broken(sample: object, path: (string | number)[], value: unknown): unknown {
  const copy: unknown = structuredClone(sample);
  const last = path.pop()!;
  const parent = path.reduce<Record<string, unknown>>(
    (at, key) => at[key] as Record<string, unknown>,
    copy as Record<string, unknown>,
  );
  parent[last] = value;
  return copy;
}

function faultOf(check: (body: unknown) => unknown, body: unknown): string {
  try {
    check(body);
  } catch (error) {
    expect(error).toBeInstanceOf(ResponseError);
    return (error as ResponseError).message;
  }
  return "no fault";
}

describe("a bad answer is refused with the path of its first fault", () => {
  test.each([
    [
      ["bars", 1, "signed_delta_dollars", 2],
      "12",
      'bars[1].signed_delta_dollars[2]: expected number or null, got "12"',
    ],
    [["bars", 1, "contracts", 0], true, "bars[1].contracts[0]: expected number or null, got true"],
    [["bars", 1, "contracts", 0], undefined, "bars[1].contracts[0]: expected number or null, got nothing"],
    [["bars", 0, "contracts", 1], Infinity, "bars[0].contracts[1]: expected number or null, got Infinity"],
    [["bars", 0, "contracts", 1], NaN, "bars[0].contracts[1]: expected number or null, got NaN"],
    [["bars", 0, "contracts"], [1, 2], "bars[0].contracts: expected 3 cells, one a strike, got an array of 2"],
    [["bars", 0, "signed_gamma_dollars"], null, "bars[0].signed_gamma_dollars: expected an array, got null"],
    [["bars", 0, "signed_gamma_dollars"], undefined, "bars[0].signed_gamma_dollars: expected an array, got nothing"],
    [["bars", 0, "spot"], "590", 'bars[0].spot: expected number or null, got "590"'],
    [["bars", 0, "t"], "12:00", 'bars[0].t: expected an ISO 8601 time with Z or a UTC offset, got "12:00"'],
    [["bars", 0, "t"], 1780000000000, "bars[0].t: expected text, got 1780000000000"],
    [
      ["bars", 1, "t"],
      "2026-06-12T18:43:00Z",
      'bars[1].t: expected a time after 2026-06-12T18:43:00Z, got "2026-06-12T18:43:00Z"',
    ],
    [
      ["bars", 1, "t"],
      "2026-06-12T20:42:00+02:00",
      'bars[1].t: expected a time after 2026-06-12T18:43:00Z, got "2026-06-12T20:42:00+02:00"',
    ],
    [["bars", 0], null, "bars[0]: expected an object, got null"],
    [["bars"], {}, "bars: expected an array, got an object"],
    [["strikes_grid"], [589, 589, 591], "strikes_grid[1]: expected a strike above 589, got 589"],
    [["strikes_grid"], [589, 591, 590], "strikes_grid[2]: expected a strike above 591, got 590"],
    [["strikes_grid", 0], null, "strikes_grid[0]: expected a number, got null"],
    [["strikes_grid"], [589, 590], "bars[0].signed_delta_dollars: expected 2 cells, one a strike, got an array of 3"],
    [["underlying_price"], "590", 'underlying_price: expected number or null, got "590"'],
    [["symbol"], null, "symbol: expected text, got null"],
    [["expiration"], "12 June", 'expiration: expected a date yyyy-MM-dd, got "12 June"'],
    [
      ["as_of"],
      "2026-06-12T18:45:12",
      'as_of: expected an ISO 8601 time with Z or a UTC offset, got "2026-06-12T18:45:12"',
    ],
    [["gap_intervals"], "none", 'gap_intervals: expected an array, got "none"'],
  ])("strike-flow %j = %j", (path, value, message) => {
    expect(faultOf(checkStrikeFlow, broken(flow(), [...path], value))).toBe(message);
  });

  test.each([
    [["metric"], "vega", 'metric: expected one of gex, dex, vex, chex, oi, signed_flow, got "vega"'],
    [["mode"], undefined, "mode: expected one of raw, delta, got nothing"],
    [["bars", 1, "values"], [1, 2, 3, 4], "bars[1].values: expected 3 cells, one a strike, got an array of 4"],
    [["bars", 1, "values", 1], {}, "bars[1].values[1]: expected number or null, got an object"],
  ])("heatmap %j = %j", (path, value, message) => {
    expect(faultOf(checkHeatmap, broken(map(), [...path], value))).toBe(message);
  });

  test.each([
    [["entries", 1, "rank"], 3, "entries[1].rank: expected 2, got 3"],
    [["entries", 0, "rank"], 0, "entries[0].rank: expected 1, got 0"],
    [["entries", 0, "rank"], 1.5, "entries[0].rank: expected a whole number, got 1.5"],
    [["entries", 2, "value"], 1.89, "entries[2].value: expected at most 1.88, the value above it, got 1.89"],
    [["entries", 2, "value"], null, "entries[2].value: expected a number, got null"],
    [["metric"], "gex", 'metric: expected one of heat, pin_risk, abs_flow, charm_intensity, got "gex"'],
    [["n"], "20", 'n: expected a whole number, got "20"'],
    [["market_open"], 1, "market_open: expected true or false, got 1"],
  ])("leaderboard %j = %j", (path, value, message) => {
    expect(faultOf(checkLeaderboard, broken(board(), [...path], value))).toBe(message);
  });

  test.each([[null], [[]], ["<html>"], [undefined], [7]])("%j is no answer at all", (body) => {
    for (const check of [checkLeaderboard, checkStrikeFlow, checkHeatmap]) {
      expect(faultOf(check, body)).toMatch(/^expected an object, got /);
    }
  });

  test("the path and the problem are also apart", () => {
    const body = broken(map(), ["bars", 0, "values", 2], "x".repeat(100));
    expect(() => checkHeatmap(body)).toThrow(
      expect.objectContaining({
        code: "invalid_response",
        path: "bars[0].values[2]",
        problem: `expected number or null, got "${"x".repeat(59)}…`,
      }),
    );
  });
});

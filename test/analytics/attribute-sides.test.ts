import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { attributeSides } from "../../src/analytics/attribute-sides.js";
import type { HedgeSide } from "../../src/api/snapshot-types.js";
import type { BarSize, HedgeFlow } from "../../src/api/types.js";
import { toIso } from "../../src/session.js";
import { START } from "../grid/sample.js";
import { AT, illConditioned, slowExactSum } from "./exactly.js";

/** An answer of bars from 14:30 on; undefined is a bar that is missing from it. */
function hedgeFlow<S extends HedgeSide>(
  side: S,
  bars: (number | null | undefined)[],
  bar_size: BarSize = "1m",
): HedgeFlow<S, BarSize> {
  const length = bar_size === "30s" ? 30_000 : 60_000;
  return {
    symbol: "SPY",
    expiration: "2026-06-05",
    as_of: "2026-06-05T18:34:02Z",
    side,
    bar_size,
    bars: bars.flatMap((bar, i) =>
      bar === undefined ? [] : [{ t: toIso(START + i * length), bar, cumulative: null }],
    ),
  };
}

const calls = hedgeFlow("calls", [30, -5, null, 10]);
const puts = hedgeFlow("puts", [-10, 25, -20, undefined]);

describe("an attribution by side", () => {
  test("tells what calls and what puts gave, the larger first", () => {
    expect(attributeSides(calls, puts)).toEqual([
      { side: "calls", value: 35, share: 35 / 40, coverage: 35 / 40, net_share: 35 / 30 },
      { side: "puts", value: -5, share: 0.125, coverage: 1, net_share: -5 / 30 },
    ]);
  });

  test("by bar has the sides of each, largest bars first, with the bar's value and shares of the bar", () => {
    expect(attributeSides(calls, puts, { by: "bar" })).toEqual([
      { ...AT[0], side: "calls", value: 30, share: 0.75, coverage: 0.75, net_share: 1.5, parent_value: 20 },
      { ...AT[0], side: "puts", value: -10, share: 0.25, coverage: 1, net_share: -0.5, parent_value: 20 },
      { ...AT[1], side: "puts", value: 25, share: 25 / 30, coverage: 25 / 30, net_share: 1.25, parent_value: 20 },
      { ...AT[1], side: "calls", value: -5, share: 5 / 30, coverage: 1, net_share: -0.25, parent_value: 20 },
      { ...AT[2], side: "puts", value: -20, share: 1, coverage: 1, net_share: 1, parent_value: -20 },
      { ...AT[3], side: "calls", value: 10, share: 1, coverage: 1, net_share: 1, parent_value: 10 },
    ]);
  });

  test("writes seconds where bars are not whole minutes", () => {
    const rows = attributeSides(hedgeFlow("calls", [1, 2], "30s"), hedgeFlow("puts", [], "30s"), { by: "bar" });
    expect(rows.map(({ time, value }) => [time, value])).toEqual([
      ["14:30:30", 2],
      ["14:30:00", 1],
    ]);
  });

  test("leaves out a side of which nothing is known, and of nothing is nothing", () => {
    const none = hedgeFlow("puts", [null, null]);
    expect(attributeSides(calls, none)).toEqual([{ side: "calls", value: 35, share: 1, coverage: 1, net_share: 1 }]);
    expect(attributeSides(hedgeFlow("calls", []), none)).toEqual([]);
    expect(attributeSides(hedgeFlow("calls", []), none, { by: "bar" })).toEqual([]);
    expect(attributeSides(hedgeFlow("calls", [5]), hedgeFlow("puts", [-5]))).toMatchObject([
      { side: "calls", share: 0.5, net_share: NaN },
      { side: "puts", share: 0.5, net_share: NaN },
    ]);
  });

  test("refuses what are not the two sides of one thing", () => {
    expect(() => attributeSides(puts as never, calls as never)).toThrow('not of "puts" and "calls"');
    expect(() => attributeSides(calls, { ...puts, symbol: "QQQ" })).toThrow("must be of one symbol, not SPY and QQQ");
    expect(() => attributeSides(calls, { ...puts, bar_size: "5m" })).toThrow("must be of one bar_size, not 1m and 5m");
    expect(() => attributeSides(calls, { ...puts, expiration: "2026-06-08" })).toThrow("of one expiration");
    expect(() => attributeSides(calls, puts, { by: "strike" as "bar" })).toThrow(
      'attributeSides by "side" or "bar", not "strike"',
    );
  });

  test("adds up exactly: sides to their bar, and each side to its sum", () => {
    fc.assert(
      fc.property(illConditioned, illConditioned, (first, second) => {
        const answers = [hedgeFlow("calls", first), hedgeFlow("puts", second)] as const;
        for (const { side, value } of attributeSides(...answers))
          expect(value).toBe(slowExactSum(side === "calls" ? first : second));
        const rows = attributeSides(...answers, { by: "bar" });
        for (const { t, parent_value } of rows)
          expect(slowExactSum(rows.filter((row) => row.t === t).map(({ value }) => value))).toBe(parent_value);
        expect(rows.length).toBe([...first, ...second].filter((value) => !Number.isNaN(value)).length);
      }),
    );
  });
});

import { describe, expect, test } from "vitest";
import { atmVolatility, type ChainState } from "../../src/engine/chain-state.js";
import { concentration } from "../../src/engine/concentration.js";
import { chainLevels, type ChainGex, levelRows, type LevelRow } from "../../src/engine/levels.js";
import { regimeOf } from "../../src/engine/regime.js";
import { definedGex, typedChain } from "./chain-states.js";

/** GEX by strike and side, by the definition. */
function gexOf(chain: ChainState): ChainGex {
  const of = (side: Partial<ChainState>) =>
    Float64Array.from(chain.strikes, (_, k) => {
      const one = (column: Float64Array) => column.subarray(k, k + 1);
      const { strikes, callPosition, putPosition, volatility } = { ...chain, ...side };
      const [calls, puts] = [one(callPosition), one(putPosition)];
      const sum = {
        ...chain,
        strikes: one(strikes),
        callPosition: calls,
        putPosition: puts,
        volatility: one(volatility),
      };
      return definedGex([sum], chain.spot);
    });
  const none = new Float64Array(chain.strikes.length);
  return { call: of({ putPosition: none }), put: of({ callPosition: none }), net: of({}) };
}

const CHAIN = typedChain({
  rows: [
    [98, 10, 300],
    [99, 50, 400],
    [100, 200, 350],
    [101, 400, 50],
    [102, 300, 10],
  ],
});

/** Where the definition of re-priced net GEX of the chain changes from - to +, by halving. */
function zeroBetween(low: number, high: number): number {
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (definedGex([CHAIN], middle) < 0) low = middle;
    else high = middle;
  }
  return low;
}

function rowsOf(chain: ChainState, gex: ChainGex): LevelRow[] {
  const { callOpenInterest, putOpenInterest } = chain;
  return levelRows(
    chainLevels(chain, gex),
    concentration(callOpenInterest.map((calls, k) => calls + putOpenInterest[k])),
  );
}

describe("the levels of a chain", () => {
  test("are rows, one a level, with its value and its unit", () => {
    const gex = gexOf(CHAIN);
    const rows = rowsOf(CHAIN, gex);
    expect(rows.map(({ level, price, unit, status }) => [level, price, unit, status])).toEqual([
      ["gamma_flip_repriced", expect.closeTo(zeroBetween(100, 101), 7), null, "available"],
      ["gamma_flip_by_strike", expect.closeTo(100 + gex.net[2] / (gex.net[2] - gex.net[3]), 12), null, "available"],
      ["call_wall", 100, "USD per 1 %", "available"],
      ["put_wall", 100, "USD per 1 %", "available"],
      ["magnet", 100, "USD per 1 %", "available"],
      ["max_pain", 100, "USD", "available"],
      ["highest_oi_strike", 100, "contracts", "available"],
      ["max_positive_gamma", 101, "USD per 1 %", "available"],
      ["max_negative_gamma", 100, "USD per 1 %", "available"],
      ["concentration", null, "of open interest in three strikes", "available"],
    ]);
    const values = Object.fromEntries(rows.map(({ level, value }) => [level, value]));
    expect(values).toEqual({
      gamma_flip_repriced: null,
      gamma_flip_by_strike: null,
      call_wall: gex.call[2],
      put_wall: gex.put[2],
      magnet: gex.net[2],
      // Calls of 98 and 99 pay 2 and 1, puts of 101 and 102 pay 1 and 2: (20 + 50 + 50 + 20) x 100.
      max_pain: 14_000,
      highest_oi_strike: 550,
      max_positive_gamma: gex.net[3],
      max_negative_gamma: gex.net[2],
      concentration: concentration(CHAIN.callOpenInterest.map((calls, k) => calls + CHAIN.putOpenInterest[k])).top3,
    });
  });

  const rest = (status: string) => ({
    call_wall: status,
    put_wall: status,
    magnet: status,
    max_positive_gamma: status,
    max_negative_gamma: status,
  });
  const unknown = new Float64Array(5).fill(NaN);
  const zero = new Float64Array(5);
  const flips = (repriced: string, byStrike: string) => ({
    gamma_flip_repriced: repriced,
    gamma_flip_by_strike: byStrike,
  });

  test.each<[string, ChainState, ChainGex, Record<string, string>]>([
    [
      "without strikes",
      typedChain({ rows: [] }),
      { call: new Float64Array(0), put: new Float64Array(0), net: new Float64Array(0) },
      {
        ...rest("no_strikes"),
        ...flips("no_strikes", "no_strikes"),
        max_pain: "no_strikes",
        highest_oi_strike: "no_strikes",
      },
    ],
    [
      "without volatilities",
      { ...CHAIN, volatility: unknown },
      { call: unknown, put: unknown, net: unknown },
      {
        ...rest("insufficient_quote_quality"),
        ...flips("insufficient_quote_quality", "insufficient_quote_quality"),
        max_pain: "available",
        highest_oi_strike: "available",
      },
    ],
    [
      "without a spot",
      { ...CHAIN, spot: NaN, forward: NaN, volatility: unknown },
      { call: unknown, put: unknown, net: unknown },
      {
        ...rest("no_spot"),
        ...flips("no_spot", "no_spot"),
        max_pain: "available",
        highest_oi_strike: "available",
      },
    ],
    [
      "with nothing open",
      { ...CHAIN, callOpenInterest: zero, putOpenInterest: zero, callPosition: zero, putPosition: zero },
      { call: zero, put: zero, net: zero },
      {
        ...rest("no_exposure"),
        ...flips("no_open_interest", "no_boundary"),
        max_pain: "no_open_interest",
        highest_oi_strike: "no_open_interest",
      },
    ],
  ])("%s are null, and say why", (_, chain, gex, statuses) => {
    const rows = rowsOf(chain, gex).filter(({ level }) => level !== "concentration");
    expect(Object.fromEntries(rows.map(({ level, status }) => [level, status]))).toEqual(statuses);
    for (const { price, value, status } of rows) {
      if (status === "available") expect(price).not.toBeNull();
      else expect([price, value]).toEqual([null, null]);
    }
  });

  test("are the same by name", () => {
    const levels = chainLevels(CHAIN, gexOf(CHAIN));
    expect(Object.keys(levels)).toEqual(
      rowsOf(CHAIN, gexOf(CHAIN))
        .map(({ level }) => level)
        .filter((level) => level !== "concentration"),
    );
    expect(levels.max_pain.price).toBe(100);
  });
});

describe("the regime", () => {
  test("is the sign of net GEX, and undetermined without one", () => {
    expect([5, -1e-9, 0, -0, NaN].map(regimeOf)).toEqual([
      "positive_gamma",
      "negative_gamma",
      "undetermined",
      "undetermined",
      "undetermined",
    ]);
  });
});

describe("volatility at the money", () => {
  test("is that of the nearest strike that has one, the lower of two", () => {
    const of = (spot: number) =>
      atmVolatility(
        typedChain({
          spot,
          rows: [
            [99, 0, 0, 0.1],
            [100, 0, 0, NaN],
            [101, 0, 0, 0.3],
          ],
        }),
      );
    expect([90, 99.9, 100, 100.1, 200, NaN].map(of)).toEqual([0.1, 0.1, 0.1, 0.3, 0.3, NaN]);
  });
});

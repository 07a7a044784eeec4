import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { classify } from "../../src/engine/classify.js";
import { conditionMask } from "../../src/engine/conditions.js";
import type { ChainGex } from "../../src/engine/levels.js";
import { rankCorrelation } from "../../src/engine/rank-correlation.js";
import { boardRow } from "../../src/engine/board-report.js";
import { bookRows } from "../../src/engine/book-report.js";
import type { ReportRow } from "../../src/engine/report.js";
import { sideRows } from "../../src/engine/side-report.js";
import { NO_PRICE, type Tape } from "../../src/engine/tape.js";
import { TRADE_PARTS, tradeParts } from "../../src/engine/trade-parts.js";
import { typedChain, type TypedChain } from "./chain-states.js";

describe("rank correlation", () => {
  test.each<[string, number[], number[], number]>([
    ["the same order is 1", [1, 2, 3], [10, 100, 1000], 1],
    ["the opposite order is -1", [1, 2, 3, 4], [4, 3, 2, 1], -1],
    ["two of three swapped: 1 - 6 x 2 / (3 x 8)", [10, 20, 30], [1, 3, 2], 0.5],
    // Ranks 1 2.5 2.5 4 against 1 2 3 4: 4.5 / sqrt(4.5 x 5).
    ["equal values share the mean of their ranks", [1, 5, 5, 9], [1, 2, 3, 4], 4.5 / Math.sqrt(22.5)],
    ["a pair with an unknown value is left out", [1, NaN, 2, 3], [1, 9, NaN, 2], 1],
    ["one pair ranks nothing", [1], [2], NaN],
    ["no pair ranks nothing", [], [], NaN],
    ["equal values rank nothing", [3, 3, 3], [1, 2, 3], NaN],
    ["infinite values have a rank", [-Infinity, 0, Infinity, Infinity], [1, 2, 3, 3], 1],
  ])("%s", (_, a, b, expected) => {
    for (const measured of [rankCorrelation(a, b), rankCorrelation(b, a)])
      expect(measured).toEqual(Number.isNaN(expected) ? NaN : expect.closeTo(expected, 14));
  });

  test("agrees with 1 - 6 sum d^2 / (n^3 - n) where no values are equal, and sees ranks only", () => {
    const lists = fc
      .integer({ min: 2, max: 30 })
      .chain((n) => fc.tuple(...[0, 1].map(() => fc.shuffledSubarray([...Array(n).keys()], { minLength: n }))));
    fc.assert(
      fc.property(lists, ([a, b]) => {
        const n = a.length;
        const squares = a.reduce((sum, rank, i) => sum + (rank - b[i]) ** 2, 0);
        expect(rankCorrelation(a, b)).toBeCloseTo(1 - (6 * squares) / (n ** 3 - n), 12);
        expect(rankCorrelation(a.map(Math.exp), b)).toBe(rankCorrelation(a, b));
      }),
    );
  });

  test("refuses lists of different lengths", () => {
    expect(() => rankCorrelation([1], [1, 2])).toThrow("lists to correlate must be of one length, not 1 and 2");
  });
});

/*
 * One contract quoted 100 / 200 from time 1 on, and trades at times 1, 2, ...: price, size, customer, aggressor, side,
 * condition.
 */
const TRADES = [
  [150, 1, 1, 1, 1, 0], // unquoted: the quote is of the same time
  [200, 2, 1, 1, 1, 0],
  [100, 3, 1, -1, -1, 0],
  [180, 4, 1, 1, 1, 3],
  [130, 5, -1, -1, 0, 0],
  [150, 6, -1, -1, 1, 0],
  [210, 7, -1, 1, 1, 1],
  [100, 8, -1, -1, -1, 0],
];
const column = (at: number): number[] => TRADES.map((trade) => trade[at]);
const TYPED = {
  symbol: "XYZ",
  strikes: Float64Array.of(100),
  trades: {
    time: Float64Array.from(TRADES, (_, i) => i + 1),
    contract: new Int32Array(TRADES.length),
    price: Int32Array.from(column(0)),
    size: Int32Array.from(column(1)),
    bid: new Int32Array(TRADES.length),
    ask: new Int32Array(TRADES.length).fill(NO_PRICE),
    condition: Uint8Array.from(column(5)),
  },
  quotes: {
    time: Float64Array.of(1),
    contract: Int32Array.of(0),
    bid: Int32Array.of(100),
    ask: Int32Array.of(200),
  },
};
const TRUTH = { customer: Int8Array.from(column(2)), aggressor: Int8Array.from(column(3)) };
const SIDE = Int8Array.from(column(4));

const shown = (rows: ReportRow[], measure: string): unknown[] =>
  rows
    .filter((row) => row.measure === measure)
    .map(({ part, estimate, coverage, trades }) => [part, estimate, coverage, trades]);

describe("where a trade lies", () => {
  test("is told by the quote before it", () => {
    const parts = Array.from(tradeParts(TYPED), (part) => TRADE_PARTS[part]);
    expect(parts).toEqual(["unquoted", "at_quotes", "at_quotes", "inside", "inside", "mid", "outside", "at_quotes"]);
  });

  test("or by the quote that came with it; a crossed or locked one tells nothing, and a missing bid is 0", () => {
    const at = (price: number, bid: number, ask: number): string => {
      const one = (value: number): Int32Array => Int32Array.of(value);
      const trades = { ...TYPED.trades, time: Float64Array.of(5), contract: one(0), price: one(price), bid: one(bid), ask: one(ask) }; // prettier-ignore
      return TRADE_PARTS[tradeParts({ ...TYPED, trades: { ...trades, size: one(1), condition: undefined } })[0]];
    };
    expect(at(150, 150, 300)).toBe("at_quotes");
    expect(at(150, 300, 150)).toBe("unquoted");
    expect(at(150, 150, 150)).toBe("unquoted");
    expect(at(150, NO_PRICE, 300)).toBe("mid");
    expect(at(149, 0, 300)).toBe("inside");
    expect(at(301, 0, 300)).toBe("outside");
  });
});

describe("a report on sides", () => {
  test("counts what is right among what is classified, by part", () => {
    const rows = sideRows(TYPED, TRUTH, SIDE);
    expect(shown(rows, "customer_side")).toEqual([
      ["all", 4 / 7, 7 / 8, 8],
      ["unquoted", 1, 1, 1],
      ["at_quotes", 2 / 3, 1, 3],
      ["inside", 1, 0.5, 2],
      ["mid", 0, 1, 1],
      ["outside", 0, 1, 1],
    ]);
    expect(shown(rows, "customer_side_contracts")).toEqual([
      ["all", 15 / 31, 31 / 36, 8],
      ["unquoted", 1, 1, 1],
      ["at_quotes", 10 / 13, 1, 3],
      ["inside", 1, 4 / 9, 2],
      ["mid", 0, 1, 1],
      ["outside", 0, 1, 1],
    ]);
    expect(shown(rows, "aggressor_side").map((row) => (row as unknown[]).slice(0, 2))).toEqual([
      ["all", 6 / 7],
      ["unquoted", 1],
      ["at_quotes", 1],
      ["inside", 1],
      ["mid", 0],
      ["outside", 1],
    ]);
    expect(rows[0]).toEqual({
      symbol: "XYZ",
      measure: "customer_side",
      part: "all",
      estimate: 4 / 7,
      truth: 1,
      error: 4 / 7 - 1,
      coverage: 7 / 8,
      trades: 8, // prettier-ignore
    });
    expect(rows).toHaveLength(24);
  });

  test("leaves conditions out, and what comes at or after an instant", () => {
    const ignored = conditionMask(["cancelled", "multi_leg"]);
    expect(shown(sideRows(TYPED, TRUTH, SIDE, { ignored }), "customer_side")[0]).toEqual(["all", 3 / 5, 5 / 6, 6]);
    expect(shown(sideRows(TYPED, TRUTH, SIDE, { before: 3 }), "customer_side")[0]).toEqual(["all", 1, 1, 2]);
    expect(shown(sideRows(TYPED, TRUTH, SIDE, { before: 1 }), "customer_side")[0]).toEqual(["all", NaN, NaN, 0]);
  });

  test("has parts that add up to all", () => {
    const rows = sideRows(TYPED, TRUTH, classify(TYPED, "lee_ready").side).filter(
      ({ measure }) => measure === "aggressor_side",
    );
    const parts = rows.slice(1);
    expect(parts.reduce((sum, { trades }) => sum + trades, 0)).toBe(rows[0].trades);
    const told = parts.map(({ coverage, trades }) => (trades === 0 ? 0 : coverage * trades));
    expect(told.reduce((sum, count) => sum + count, 0)).toBeCloseTo(rows[0].coverage * rows[0].trades, 12);
  });

  test("refuses the truth of another tape", () => {
    const other = { customer: new Int8Array(3), aggressor: new Int8Array(3) };
    expect(() => sideRows(TYPED, other, SIDE)).toThrow(
      "XYZ has 8 trades, but 8 sides and the truth of 3; a truth goes with the tape it was made with",
    );
    expect(() => sideRows(TYPED as unknown as Tape, TRUTH, new Int8Array(2))).toThrow(RangeError);
  });
});

describe("a report on the book", () => {
  const chain = (rows: TypedChain["rows"]): { state: ReturnType<typeof typedChain>; gex: ChainGex } => {
    const state = typedChain({ rows });
    // A gamma of 10 USD per contract at every strike.
    const [call, put] = [state.callPosition, state.putPosition].map((held) => held.map((contracts) => 10 * contracts));
    return { state, gex: { call, put, net: call.map((value, k) => value + put[k]) } };
  };
  const estimated = chain([[99, 10, 40], [100, 20, 20], [101, 50, 0]]); // prettier-ignore
  const actual = chain([[99, 12, 30], [100, 20, 60], [101, 30, 8]]); // prettier-ignore
  const settled = [Float64Array.of(10, 20, 30), Float64Array.of(30, 20, 0)] as const;

  test("compares open interest, net GEX and levels, number by number", () => {
    const rows = bookRows("XYZ", estimated, actual, settled);
    const table = rows.map(({ measure, part, estimate, truth, error }) => [measure, part, estimate, truth, error]);
    expect(table.slice(0, 8)).toEqual([
      ["open_interest", "total", 140, 160, -20],
      ["open_interest", "mean_absolute", NaN, NaN, (2 + 0 + 20 + 10 + 40 + 8) / 6],
      ["open_interest", "relative", NaN, NaN, 80 / 160],
      ["settled_open_interest", "total", 110, 160, -50],
      ["settled_open_interest", "mean_absolute", NaN, NaN, (2 + 0 + 0 + 0 + 40 + 8) / 6],
      ["settled_open_interest", "relative", NaN, NaN, 50 / 160],
      ["dealer_sign", "all", 1, 1, 0],
      ["net_gex", "all", 10 * (80 - 60), 10 * (62 - 98), 200 + 360],
    ]);
    expect(rows.find(({ measure }) => measure === "dealer_sign")!.coverage).toBe(5 / 6);
    const level = (name: string): unknown => table.find(([measure]) => measure === name)!.slice(2);
    expect(level("call_wall")).toEqual([101, 101, 0]);
    expect(level("put_wall")).toEqual([99, 100, -1]);
    expect(level("magnet")).toEqual([101, 100, 1]);
    // Net -300, 0, 500 and -180, -400, 220 by strike.
    expect(level("gamma_flip_by_strike")).toEqual([100, 100 + 400 / 620, expect.closeTo(-400 / 620, 12)]);
  });

  test("asks for the dealers' sign only where they truly hold something", () => {
    // Four are truly held, two of them with an estimate.
    const sparse = chain([[99, 10, 40], [100, 0, 20], [101, 0, 0]]); // prettier-ignore
    const held = chain([[99, 12, 30], [100, 20, 0], [101, 30, 0]]); // prettier-ignore
    const turned = { ...held, state: { ...held.state, putPosition: Float64Array.of(30, 0, 0) } };
    const row = bookRows("XYZ", sparse, turned, settled).find(({ measure }) => measure === "dealer_sign")!;
    expect([row.estimate, row.error, row.coverage]).toEqual([1 / 2, -1 / 2, 2 / 4]);
  });

  test("has no error where a level is missing on one side", () => {
    const calls = chain([[99, 10, 0], [100, 20, 0], [101, 50, 0]]); // prettier-ignore
    const row = bookRows("XYZ", calls, actual, settled).find(({ measure }) => measure === "gamma_flip_by_strike")!;
    expect([row.estimate, row.truth > 100, row.error]).toEqual([NaN, true, NaN]);
  });

  test("of the truth itself has no errors", () => {
    const rows = bookRows("XYZ", actual, actual, settled).filter(({ measure }) => measure !== "settled_open_interest");
    expect(rows.filter(({ error }) => error !== 0 && !Number.isNaN(error))).toEqual([]);
    expect(rows.length).toBeGreaterThan(10);
  });
});

describe("a report on a board", () => {
  test("is its rank correlation, and how many names have both values", () => {
    expect(boardRow("heat", [3, 1, 2, NaN], [30, 20, 10, 5])).toEqual({
      symbol: "",
      measure: "rank_correlation",
      part: "heat",
      estimate: 0.5,
      truth: 1,
      error: -0.5,
      coverage: 0.75,
      trades: NaN, // prettier-ignore
    });
  });
});

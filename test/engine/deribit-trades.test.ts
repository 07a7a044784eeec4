import { join } from "node:path";
import { expect, test } from "vitest";
import type { AggressorRule } from "../../src/engine/aggressor-rules.js";
import { classify } from "../../src/engine/classify.js";
import { csvRows, describeShared } from "../shared-data.js";

/**
 * Prices as whole ticks of which there are so many to one. Deribit writes marks of options with up to eight decimals of a
 * bitcoin, those of the perpetual in cents: with ticks that fine nothing is rounded, and the highest price, 0.047 BTC or
 * 65,000 USD, is below seven million of them.
 */
function ticksOf(rows: Record<string, string>[], column: string, ticksPerUnit: number): Int32Array {
  return Int32Array.from(rows, (row) => {
    const ticks = Number(row[column]) * ticksPerUnit;
    expect(Math.abs(ticks - Math.round(ticks))).toBeLessThan(1e-6);
    return Math.round(ticks);
  });
}

/** Trades as a tape whose quote is the exchange's mark, locked: bid = ask = mark. */
function marked(rows: Record<string, string>[], ticksPerUnit: number): Parameters<typeof classify>[0] {
  const names = [...new Set(rows.map(({ instrument }) => instrument))];
  const mark = ticksOf(rows, "mark_price", ticksPerUnit);
  return {
    strikes: new Float64Array(names.length),
    trades: {
      time: Float64Array.from(rows, ({ ts }) => Number(ts)),
      contract: Int32Array.from(rows, ({ instrument }) => names.indexOf(instrument)),
      price: ticksOf(rows, "price", ticksPerUnit),
      size: new Int32Array(rows.length).fill(1),
      bid: mark,
      ask: mark,
    },
    quotes: { time: new Float64Array(0), contract: new Int32Array(0), bid: new Int32Array(0), ask: new Int32Array(0) },
  };
}

describeShared("Deribit's trades, whose true aggressor is known", "deribit-btc-17aug26", (folder) => {
  const options = csvRows(join(folder, "option_trades_17AUG26.csv"));
  const perpetual = csvRows(join(folder, "btc_perpetual_trades.csv.gz"));

  /** How often a rule was right, of how many it decided, and how many of these were sold: what "always sell" would score. */
  function score(rows: Record<string, string>[], ticksPerUnit: number, rules: AggressorRule | AggressorRule[]): Score {
    const { side } = classify(marked(rows, ticksPerUnit), rules);
    const truth = rows.map(({ direction }) => (direction === "buy" ? 1 : -1));
    const decided = truth.filter((_, i) => side[i] !== 0);
    return {
      right: truth.filter((sign, i) => side[i] === sign).length,
      decided: decided.length,
      sold: decided.filter((sign) => sign === -1).length,
    };
  }
  interface Score {
    right: number;
    decided: number;
    sold: number;
  }

  // Baselines of the data's README: 203 of 277 by the mark, 176 of 254 by the tick test.
  test.each<[AggressorRule | AggressorRule[], Score]>([
    ["quote", { right: 203, decided: 277, sold: 175 }],
    ["lee_ready", { right: 203, decided: 277, sold: 175 }],
    ["tick", { right: 176, decided: 254, sold: 162 }],
    ["reverse_tick", { right: 109, decided: 235, sold: 161 }],
    ["emo", { right: 176, decided: 254, sold: 162 }],
    ["clnv", { right: 176, decided: 254, sold: 162 }],
    [["tick", "reverse_tick"], { right: 180, decided: 264, sold: 171 }],
    [["tick", "quote"], { right: 192, decided: 277, sold: 175 }],
  ])("of 277 trades in options on their last day, %s", (rules, expected) => {
    expect(score(options, 1e8, rules)).toEqual(expected);
  });

  test("quote and tick beat always selling there, the reverse tick test does not beat a coin", () => {
    const share = (rule: AggressorRule, of: "right" | "sold"): string => {
      const counts = score(options, 1e8, rule);
      return ((100 * counts[of]) / counts.decided).toFixed(1);
    };
    const pairs = (["quote", "tick", "reverse_tick"] as const).map((rule) => [
      share(rule, "right"),
      share(rule, "sold"),
    ]);
    expect(pairs).toEqual([
      ["73.3", "63.2"],
      ["69.3", "63.8"],
      ["46.4", "68.5"],
    ]);
  });

  test("a share that is right says little of a net: the true one is +52.6 BTC, by the mark it is -26.4", () => {
    const amount = options.map((row) => Number(row.amount));
    const net = (sides: ArrayLike<number>): string =>
      amount.reduce((sum, traded, i) => sum + traded * sides[i], 0).toFixed(1);
    expect(net(options.map(({ direction }) => (direction === "buy" ? 1 : -1)))).toBe("52.6");
    const tape = marked(options, 1e8);
    expect(["quote", "tick", "reverse_tick"].map((rule) => net(classify(tape, rule as AggressorRule).side))).toEqual([
      "-26.4",
      "2.9",
      "52.1",
    ]);
  });

  // Baselines of the README: 75.6 % of 9,145 by the tick test, 54.8 % by the mark.
  test.each<[AggressorRule, Score]>([
    ["tick", { right: 6918, decided: 9145, sold: 4618 }],
    ["quote", { right: 5014, decided: 9141, sold: 4615 }],
    ["lee_ready", { right: 5017, decided: 9147, sold: 4618 }],
    ["reverse_tick", { right: 1490, decided: 9146, sold: 4617 }],
  ])("of 9,147 trades in the perpetual, %s", (rule, expected) => {
    expect(score(perpetual, 100, rule)).toEqual(expected);
  });
});

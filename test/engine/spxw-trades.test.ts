import { expect, test } from "vitest";
import type { AggressorRule } from "../../src/engine/aggressor-rules.js";
import { checkTape } from "../../src/engine/check-tape.js";
import { classify } from "../../src/engine/classify.js";
import { NO_PRICE } from "../../src/engine/tape.js";
import { describeShared } from "../shared-data.js";
import { SPXW_DAYS, spxwTape } from "../spxw-tape.js";
import { slowSides } from "./slow-aggressors.js";

/*
 * Real trades and quotes of an index option on its expiry day, without a true side: here the rules are counted, not
 * judged. The counts were also made by another program in exact fractions, from the files and not from a tape.
 */
describeShared("SPXW on three expiry days of January 2021", "lean-us-0dte", (folder) => {
  const tapes = SPXW_DAYS.map((day) => spxwTape(folder, day));
  const sum = (counts: number[]): number => counts.reduce((total, count) => total + count, 0);

  test("has the trades that are known of it", () => {
    tapes.forEach(checkTape);
    expect(tapes.map(({ trades }) => trades.size.length)).toEqual([836, 759, 873]);
    expect(sum(tapes.flatMap(({ trades }) => [...trades.size]))).toBe(109_464);
  });

  test("trades at the ask, at the bid and inside as published: 25, 35 and 45 % of the trades with a quote", () => {
    // The README of the data counts a price at or beyond a side also where the quote is locked or crossed.
    const places = { quoted: 0, atAsk: 0, atBid: 0, inside: 0, mid: 0, locked: 0, crossed: 0 };
    for (const { trades, quotes } of tapes)
      trades.time.forEach((time, i) => {
        const before = (q: number): boolean => quotes.time[q] < time && quotes.contract[q] === trades.contract[i];
        const q = [...quotes.time.keys()].filter(before).at(-1);
        if (q === undefined) return;
        const [price, bid, ask] = [trades.price[i], quotes.bid[q], quotes.ask[q]];
        expect(ask).not.toBe(NO_PRICE);
        places.quoted++;
        places.atAsk += Number(price >= ask);
        places.atBid += Number(price <= bid);
        places.inside += Number(bid < price && price < ask);
        places.mid += Number(2 * price === bid + ask);
        places.locked += Number(bid === ask);
        places.crossed += Number(bid > ask);
      });
    expect(places).toEqual({
      quoted: 2458,
      atAsk: 608,
      atBid: 860,
      inside: 1096,
      mid: 306,
      locked: 182,
      crossed: 27,
    });
  });

  /** Trades and contracts of the three days by side. */
  const counted = (
    rules: AggressorRule | AggressorRule[],
  ): Record<string, [buy: number, sell: number, unknown: number]> => {
    const sides = [1, -1, 0];
    const found = tapes.map((tape) => ({ side: classify(tape, rules).side, size: tape.trades.size }));
    const count = (weight: (size: number) => number): [number, number, number] =>
      sides.map((sign) =>
        sum(found.map(({ side, size }) => sum(Array.from(side, (s, i) => (s === sign ? weight(size[i]) : 0))))),
      ) as [number, number, number];
    return { trades: count(() => 1), contracts: count((size) => size) };
  };

  test.each<[AggressorRule, trades: number[], contracts: number[]]>([
    ["quote", [903, 1222, 343], [44_019, 50_473, 14_972]],
    ["at_quotes", [144, 244, 2080], [9_028, 10_233, 90_203]],
    ["outer_quotes", [335, 448, 1685], [20_788, 20_937, 67_739]],
    ["depth", [189, 116, 2163], [6_191, 5_452, 97_821]],
    ["tick", [1161, 1295, 12], [59_685, 48_136, 1_643]],
    ["reverse_tick", [1225, 1160, 83], [49_751, 57_722, 1_991]],
    ["lee_ready", [1040, 1419, 9], [50_055, 57_773, 1_636]],
    ["emo", [1120, 1336, 12], [57_703, 50_118, 1_643]],
    ["clnv", [1111, 1345, 12], [56_089, 51_732, 1_643]],
  ])("%s says buy, sell and unknown of so many", (rule, trades, contracts) => {
    expect(counted(rule)).toEqual({ trades, contracts });
  });

  test("the default decides 86.1 % by the quote, 13.5 % by the tick test and leaves 0.4 % unknown", () => {
    const counts = [0, 0, 0];
    for (const tape of tapes) classify(tape).rule.forEach((rule) => counts[rule]++);
    expect(counts).toEqual([9, 2125, 334]);
    expect(counts.map((count) => (100 * count) / 2468).map((share) => share.toFixed(1))).toEqual([
      "0.4",
      "86.1",
      "13.5",
    ]);
  });

  test("all rules are trade by trade what their definitions say", () => {
    const rules = ["quote", "outer_quotes", "depth", "trade_size", "lee_ready", "emo", "clnv", "stacked"] as const;
    for (const rule of rules) expect([...classify(tapes[0], rule).side]).toEqual(slowSides(tapes[0], [rule]));
  });
});

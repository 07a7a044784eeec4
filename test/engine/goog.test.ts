import { rm } from "node:fs/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { classify } from "../../src/engine/classify.js";
import { FlowEngine } from "../../src/engine/engine.js";
import { readTape } from "../../src/engine/read-tape.js";
import { NO_PRICE, type Tape, TICKS_PER_DOLLAR } from "../../src/engine/tape.js";
import { StrikeGrid } from "../../src/grid/strike-grid.js";
import { atNewYork, barCount, newYorkTime } from "../../src/session.js";
import { leanTape } from "../lean-tape.js";
import { describeShared } from "../shared-data.js";

describeShared("GOOG's half day of 2015-12-24, as a tape", "lean-us-0dte", (source) => {
  let folder: string;
  let tape: Tape;
  let flow: FlowEngine;
  beforeAll(async () => {
    folder = await leanTape(source);
    tape = await readTape(folder);
    flow = await FlowEngine.open(folder);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const sum = (values: Iterable<number>): number => [...values].reduce((total, value) => total + value, 0);

  test("has the known totals, and no row of it is refused", () => {
    expect(tape.origin).toBe("GOOG 2015-12-24, one-minute bars (AlgoSeek via QuantConnect LEAN)");
    expect(sum(tape.trades.size)).toBe(3345);
    expect(sum(tape.openInterest)).toBe(20_864);
    expect(sum(tape.openInterest.filter((_, contract) => contract % 2 === 0))).toBe(8_628);
    expect(sum(tape.openInterest.filter((_, contract) => contract % 2 === 1))).toBe(12_236);
    expect(tape.strikes).toHaveLength(88);
    expect([tape.trades, tape.quotes, tape.underlying].map(({ time }) => time.length)).toEqual([375, 21_894, 235]);
    expect(new Set(tape.trades.contract).size).toBe(41);
    expect(tape.rejected).toEqual({});
  });

  test("ends at 13:00 with the underlying at 748.40", () => {
    expect(tape.session.early).toBe(true);
    expect(barCount(tape.session)).toBe(210);
    expect(
      newYorkTime(Math.max(tape.trades.time.at(-1)!, tape.quotes.time.at(-1)!, tape.underlying.time.at(-1)!)),
    ).toBe("13:00");
    expect(tape.underlying.price.at(-1)).toBe(748.4);
    expect(flow.instant).toBe(atNewYork("2015-12-24", "13:00"));
  });

  // Counted by another program, in another language, from the same files: 375 trade bars' open prices against the quote of
  // the minute before. 18 % at or above the offer, 17 % at or below the bid, 65 % between them or without one.
  test("has the known base rates of prices against quotes", () => {
    const count = { atAsk: 0, atBid: 0, both: 0, between: 0, middle: 0, noQuote: 0 };
    const state = new Map<number, [bid: number, ask: number]>();
    for (let trade = 0, quote = 0; trade < tape.trades.time.length; trade++) {
      for (; tape.quotes.time[quote] < tape.trades.time[trade]; quote++)
        state.set(tape.quotes.contract[quote], [tape.quotes.bid[quote], tape.quotes.ask[quote]]);
      const [bid, ask] = state.get(tape.trades.contract[trade]) ?? [0, NO_PRICE];
      const price = tape.trades.price[trade];
      const [atAsk, atBid] = [ask !== NO_PRICE && price >= ask, bid > 0 && price <= bid];
      if (atAsk) count.atAsk++;
      if (atBid) count.atBid++;
      if (atAsk && atBid) count.both++;
      if (ask !== NO_PRICE && bid > 0 && bid < price && price < ask) count.between++;
      if (ask !== NO_PRICE && bid > 0 && bid < ask && 2 * price === bid + ask) count.middle++;
      if (ask === NO_PRICE && bid === 0) count.noQuote++;
    }
    expect(count).toEqual({ atAsk: 67, atBid: 63, both: 2, between: 214, middle: 30, noQuote: 4 });
  });

  test("is classified by the quote rule mostly, by the tick test at the middle, and rarely not at all", () => {
    const { side, rule, layers } = classify(tape);
    expect(layers.names).toEqual(["quote", "tick"]);
    const contracts = (sign: number, by: number): [trades: number, contracts: number] => {
      const trades = [...side.keys()].filter((i) => side[i] === sign && rule[i] === by);
      return [trades.length, sum(trades.map((i) => tape.trades.size[i]))];
    };
    expect({
      bought: contracts(1, 1),
      sold: contracts(-1, 1),
      boughtByTick: contracts(1, 2),
      soldByTick: contracts(-1, 2),
      unknown: contracts(0, 0),
    }).toEqual({
      bought: [147, 1553],
      sold: [178, 1502],
      boughtByTick: [18, 104],
      soldByTick: [26, 64],
      unknown: [6, 122],
    });
    const [quote, tick, unknown] = flow.coverage("GOOG").map(({ trades, contracts }) => [trades, contracts]);
    expect({ quote, tick, unknown }).toEqual({
      quote: [147 + 178, 1553 + 1502],
      tick: [18 + 26, 104 + 64],
      unknown: [6, 122],
    });
    // Net over the day, as every answer counts it.
    expect(1553 - 1502 + 104 - 64).toBe(91);
  });

  test("answers for 210 minutes and 88 strikes, and its flow adds up to the classified contracts", async () => {
    const answer = await flow.strikeFlow("GOOG", { minutes: 390 });
    expect(answer).toMatchObject({
      symbol: "GOOG",
      expiration: "2015-12-24",
      underlying_price: 748.4,
      gap_intervals: [],
    });
    expect(answer.strikes_grid).toHaveLength(88);
    expect([answer.bars.length, answer.bars[0].t, answer.bars[209].t]).toEqual([
      210,
      "2015-12-24T14:30:00Z",
      "2015-12-24T17:59:00Z",
    ]);
    expect(sum(answer.bars.flatMap(({ contracts }) => contracts as number[]))).toBe(91);
  });

  test("has volatilities, gammas and deltas of a quiet stock near the money all day", async () => {
    const gex = StrikeGrid.from(await flow.heatmap("GOOG", { metric: "gex", minutes: 390 }));
    expect(gex.shape).toEqual([88, 210]);
    // No greeks before both sides of a quote have come; from the second minute on none is missing.
    const missing = gex.values.filter(Number.isNaN).length;
    expect(missing).toBe(0);
    // The largest exposure at every bar is within 1 % of the spot.
    for (let bar = 0; bar < 210; bar++) {
      const column = Array.from(gex.strikes, (_, k) => Math.abs(gex.at(k, bar)));
      const magnet = gex.strikes[column.indexOf(Math.max(...column))];
      expect(Math.abs(magnet / gex.spot[bar] - 1)).toBeLessThan(0.01);
    }
    const oi = StrikeGrid.from(await flow.heatmap("GOOG", { metric: "oi", minutes: 390 }));
    const change = sum(oi.bar(-1).values) - sum(tape.openInterest);
    // 0.43 of the net, and what the floor at 0 of contracts without open interest keeps back.
    expect(change).toBeGreaterThan(0.43 * 91);
    expect(change).toBeLessThan(0.43 * 3345);
  });

  test("has one row on every board, with a value of the right size", async () => {
    const values: Record<string, number> = {};
    for (const metric of ["heat", "pin_risk", "abs_flow", "charm_intensity"] as const) {
      const { entries, data_origin } = await flow.leaderboard({ metric });
      expect(data_origin).toBe(tape.origin);
      expect(entries.map(({ rank, symbol }) => [rank, symbol])).toEqual([[1, "GOOG"]]);
      values[metric] = entries[0].value;
    }
    expect(values.pin_risk).toBeGreaterThan(50); // closed 1.60 from a strike of 750 with much gamma
    expect(values.heat).toBeGreaterThan(0);
    expect(values.charm_intensity).toBeGreaterThan(1e5);
    // The last minute's trades: their delta-dollars are below their notional.
    const last = tape.trades.time.findIndex((time) => time >= tape.session.close - 60_000);
    const notional = sum(tape.trades.size.subarray(last)) * 100 * 748.4;
    expect(values.abs_flow).toBeLessThan(notional);
    expect(notional / TICKS_PER_DOLLAR).toBeGreaterThan(0);
  });
});

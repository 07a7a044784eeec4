import fc from "fast-check";
import { rm } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { FlowClient } from "../../src/api/client.js";
import { InvalidRequestError } from "../../src/api/errors.js";
import { chainMoment, readMoment } from "../../src/engine/chain-moment.js";
import { FlowEngine, viewOf } from "../../src/engine/engine.js";
import type { EngineOptions } from "../../src/engine/engine-options.js";
import { EXPLAIN_FACTORS, type ExplainMetric, stepExplainer } from "../../src/engine/explain-step.js";
import { EXPLAIN_METRICS, explain } from "../../src/engine/explain.js";
import type { ExplainColumns, ExplainRow, Explanation } from "../../src/engine/explanation.js";
import { simulatedMarket, simulateTape } from "../../src/engine/simulate.js";
import { cutTape, sliceTape, type Tape } from "../../src/engine/tape.js";
import { StrikeGrid } from "../../src/grid/strike-grid.js";
import { MINUTE, newYorkTime, sessionOn } from "../../src/session.js";
import { docstringExample, runExample } from "../example.js";
import { leanTape } from "../lean-tape.js";
import { describeShared } from "../shared-data.js";
import { tinySession, tinyTape, type TinyTape } from "./tiny-tape.js";

const EXPOSURES = ["gex", "dex", "vex", "chex"] as const;

function sumOfParts(row: ExplainColumns): number {
  return row.spot + row.volatility + row.time + row.trades + row.open_interest + row.residual;
}

function sizeOf(row: ExplainColumns): number {
  return EXPLAIN_FACTORS.reduce((sum, name) => sum + Math.abs(row[name]), Math.abs(row.total));
}

/** That parts and residual are the total, of strikes, of bars and of all. */
function mustAddUp(why: Explanation): void {
  const { total, factors, strikes, bars, residual } = why;
  for (const row of [...strikes, ...bars])
    expect(Math.abs(sumOfParts(row) - row.total)).toBeLessThanOrEqual(1e-9 * Math.abs(row.total) + 1e-13 * sizeOf(row));
  const over = (rows: readonly { [name: string]: number }[], name: string): number =>
    rows.reduce((sum, row) => sum + row[name], 0);
  const scale = 1e-10 * strikes.reduce((sum, row) => sum + sizeOf(row), 1e-6);
  expect(Math.abs(factors.reduce((sum, { value }) => sum + value, 0) - total)).toBeLessThanOrEqual(scale);
  for (const { factor, value } of factors) {
    expect(Math.abs(over(strikes as never, factor) - value)).toBeLessThanOrEqual(scale);
    expect(Math.abs(over(bars as never, factor) - value)).toBeLessThanOrEqual(10 * scale);
  }
  expect(Math.abs(over(strikes as never, "total") - total)).toBeLessThanOrEqual(scale);
  expect(factors.at(-1)).toMatchObject({ factor: "residual", value: residual });
}

/** What the engine's heatmap says: the last bar at `to` minus the last bar at `from`, by strike. */
async function heatmapChange(
  engine: FlowEngine,
  symbol: string,
  metric: (typeof EXPOSURES)[number],
  from: string,
  to: string,
): Promise<Map<number, number>> {
  const [before, after] = await Promise.all(
    [from, to].map(async (at) => StrikeGrid.from(await engine.at(at).heatmap(symbol, { metric, minutes: 1 }))),
  );
  const old = new Map(Array.from(before.strikes, (strike, k) => [strike, before.values[k]]));
  return new Map(Array.from(after.strikes, (strike, k) => [strike, after.values[k] - (old.get(strike) ?? 0)]));
}

describe("the change of an exposure on a simulated market", () => {
  const made = FlowEngine.simulate({ seed: 7 });
  const flow = made.at(made.session.close);
  const market = simulatedMarket({ seed: 7 });
  const tapes = new Map<string, Tape>();
  const tapeOf = (symbol: string): Tape => {
    const tape =
      tapes.get(symbol) ??
      simulateTape(
        market.names.find((name) => name.symbol === symbol)!,
        market,
      );
    tapes.set(symbol, tape);
    return tape;
  };

  test.each(EXPOSURES)("in %s is what the heatmaps say, strike by strike to the last digit", async (metric) => {
    for (const [from, to] of [
      ["09:31", "16:00"],
      ["14:00", "15:00"],
      ["11:59", "12:00"],
    ]) {
      const expected = await heatmapChange(flow, "QQQ", metric, from, to);
      for (const path of ["bars", "ends"] as const) {
        const { strikes } = explain(flow, "QQQ", from, to, { metric, path });
        expect(new Map([...strikes].sort((a, b) => a.strike - b.strike).map((row) => [row.strike, row.total]))).toEqual(
          expected,
        );
      }
    }
  });

  test.each<EngineOptions>([
    { positions: "settled" },
    { positions: "inventory", dealers: "against_customers" },
    { effectiveOiWeight: 1, dealers: "against_customers" },
  ])("is so under other conventions: %o", async (options) => {
    const tape = tapeOf("IWM");
    const engine = FlowEngine.of([tape], options);
    for (const metric of EXPOSURES) {
      const why = explain(engine, "IWM", "10:00", "13:00", { metric });
      const expected = await heatmapChange(engine, "IWM", metric, "10:00", "13:00");
      expect(new Map(why.strikes.map((row) => [row.strike, row.total]))).toEqual(expected);
      mustAddUp(why);
      const trades = why.factors.find(({ factor }) => factor === "trades")!;
      if (options.positions === "settled") expect(trades.gross).toBe(0);
      else expect(trades.gross).toBeGreaterThan(0);
    }
  });

  test("in the worth of the flow is that of a book held against the customers, seen from their side", async () => {
    const tape = tapeOf("IWM");
    const book = FlowEngine.of([tape], { positions: "inventory", dealers: "against_customers" });
    const expected = await heatmapChange(book, "IWM", "dex", "10:00", "13:00");
    const why = explain(flow, "IWM", "10:00", "13:00", { metric: "hedge_flow" });
    expect(why.unit).toBe("USD");
    for (const { strike, total } of why.strikes) expect(total).toBe(0 - expected.get(strike)!);
    mustAddUp(why);
  });

  test("in the worth of the flow has as new trades nearly the hedge flow of the bars", async () => {
    const { bars } = await flow.hedgeFlow("SPY", { bar: "1m", minutes: 390 });
    const traded = bars.at(-1)!.cumulative! - bars[0].cumulative!;
    const trades = explain(flow, "SPY", "09:31", "16:00", { metric: "hedge_flow" }).factors[3];
    expect(trades.factor).toBe("trades");
    // A minute's trades at its mean delta here, at the delta of their half minute's end there.
    expect(Math.abs(trades.value / traded - 1)).toBeLessThan(0.02);
  });

  test("is explained by the five factors on every bar but for rounding, where a fiftieth is allowed", async () => {
    // The index, whose chain is the longest, and two shares: other names differ from these in numbers alone.
    for (const symbol of ["SPX", "AAPL", "AVGO"]) {
      const grid = StrikeGrid.from(await flow.heatmap(symbol, { metric: "gex", minutes: 390 }));
      const { bars, residual_share } = explain(flow, symbol, "09:31", "16:00");
      expect(residual_share).toBe(0);
      expect(bars).toHaveLength(389);
      bars.forEach((bar, i) => {
        let [change, gross] = [0, 0];
        for (const strike of grid.strikes.keys()) {
          const moved = grid.at(strike, i + 1) - grid.at(strike, i);
          change += moved;
          gross += Math.abs(moved);
        }
        const five = EXPLAIN_FACTORS.reduce((sum, name) => sum + bar[name], 0);
        // The last sample of a session has the mark of the one before, so that its gross change is that of trades.
        expect(Math.abs(five - change)).toBeLessThanOrEqual(1e-9 * gross + 1e-3);
      });
    }
  });

  test("adds up for every metric and stretch, and minutes add up to it", () => {
    const minute = fc.integer({ min: 1, max: 390 });
    const stretch = fc.tuple(minute, minute).map(([a, b]) => [Math.min(a, b), Math.max(a, b)]);
    fc.assert(
      fc.property(
        fc.constantFrom(...EXPLAIN_METRICS),
        fc.constantFrom("bars" as const, "ends" as const),
        stretch,
        (metric, path, [from, to]) => {
          const at = (minutes: number): number => flow.session.open + minutes * MINUTE;
          const why = explain(flow, "AAPL", at(from), at(to), { metric, path });
          mustAddUp(why);
          expect(why.bars.length).toBe(path === "ends" ? 1 : to - from);
          expect([why.from, why.to, why.from_time]).toEqual([at(from), at(to), newYorkTime(at(from))]);
          // Where gammas are below the smallest normal double, parts of them are rounded to whole multiples of 5e-324.
          expect(Math.abs(why.residual)).toBeLessThan(2 ** -1022);
        },
      ),
      { numRuns: 25 },
    );
  });

  test("over bars is that of its halves together, which a step from end to end is not", () => {
    const of = (path: "bars" | "ends", from: string, to: string): number[] =>
      explain(flow, "SPY", from, to, { path }).factors.map(({ value }) => value);
    const off = (path: "bars" | "ends"): number => {
      const whole = of(path, "10:00", "14:00");
      const [first, second] = [of(path, "10:00", "12:00"), of(path, "12:00", "14:00")];
      const size = whole.reduce((sum, value) => sum + Math.abs(value), 0);
      return Math.max(...whole.map((value, i) => Math.abs(value - first[i] - second[i]))) / size;
    };
    expect(off("bars")).toBeLessThan(1e-12);
    expect(off("ends")).toBeGreaterThan(0.01);
    // Within a minute they are the same thing.
    const [{ bars, ...one }, { bars: step, ...other }] = (["bars", "ends"] as const).map((path) =>
      explain(flow, "SPY", "10:00", "10:01", { path }),
    );
    expect(one).toEqual(other);
    expect(bars).toEqual(step);
  });

  test("by minutes is near the one by half minutes, the finest that is known: both follow the way that was taken", () => {
    const { history, conventions } = viewOf(flow, "SPY")!;
    const all = history.strikes.map((_, k) => k);
    for (const metric of EXPLAIN_METRICS) {
      const explainStep = stepExplainer({ ...history, metric, conventions });
      const finer = EXPLAIN_FACTORS.map(() => 0);
      // From the mark of 12:00, two samples a minute, to that of 13:00.
      for (let sample = 2 * 150; sample < 2 * 210; sample++) {
        const [from, to] = [sample - 1, sample].map((at) => readMoment(chainMoment(all.length), history, at, all));
        const step = explainStep(from, to);
        EXPLAIN_FACTORS.forEach((name, i) => step[name].forEach((part) => (finer[i] += part)));
      }
      const { factors } = explain(flow, "SPY", "12:00", "13:00", { metric });
      const size = factors.reduce((sum, { gross }) => sum + gross, 0);
      finer.forEach((value, i) => expect(Math.abs(factors[i].value - value)).toBeLessThan(0.02 * size));
    }
  });

  test("has rows of numbers, the largest change first, whose shares are of the gross change", () => {
    const { strikes, gross, factors, ...why } = explain(flow, "SPY", "10:00", "10:30");
    const sizes = strikes.map(({ total }) => Math.abs(total));
    expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
    expect(sizes.reduce((a, b) => a + b, 0)).toBe(gross);
    const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
    expect(sum(strikes.map(({ share }) => share))).toBeCloseTo(1, 12);
    expect(sum(factors.map(({ share }) => share))).toBeCloseTo(1, 12);
    expect(sum(factors.map(({ net_share }) => net_share))).toBeCloseTo(1, 12);
    const sizeOver = (of: (row: ExplainRow) => number): number => sum(strikes.map((row) => Math.abs(of(row))));
    const [basis, spot] = [sizeOver((row) => row.basis), sizeOver((row) => row.spot - row.basis)];
    expect(basis).toBeGreaterThan(0);
    expect(why.basis_share).toBeCloseTo(basis / (basis + spot), 12);
    expect(why.filled_share).toBeCloseTo(sizeOver((row) => row.filled) / factors[1].gross, 12);
    expect(Object.keys(strikes[0])).toEqual(
      "strike distance_pct total spot volatility time trades open_interest residual share basis filled".split(" "),
    );
    for (const row of strikes)
      expect(Object.values(row).every((value) => Number.isFinite(value) && !Object.is(value, -0))).toBe(true);
  });

  test("of a stretch without a minute is nothing", () => {
    const why = explain(flow, "SPY", "10:00:10", "10:00:50");
    expect(why).toMatchObject({ from_time: "10:00", to_time: "10:00", total: 0, gross: 0, residual: 0, bars: [] });
    expect(why.residual_share).toBeNaN();
    for (const row of why.strikes) expect(EXPLAIN_FACTORS.map((name) => row[name])).toEqual([0, 0, 0, 0, 0]);
  });

  test("knows nothing behind the engine's instant, and before it all that was known then", () => {
    const early = flow.at("11:00");
    expect(explain(early, "SPY", "10:00", "11:00")).toEqual(explain(flow, "SPY", "10:00", "11:00"));
    expect(() => explain(early, "SPY", "10:00", "11:01")).toThrow(/to 11:01 is behind 11:00, the engine's instant/);
    expect(() => explain(made, "SPY", "10:00", "16:00")).toThrow(/behind 15:30/);
  });

  test("is the same on a tape cut at the end, and on one that is fed", () => {
    const tape = tapeOf("AAPL");
    const end = tape.session.open + 45 * MINUTE;
    const expected = explain(flow, "AAPL", "09:40", "10:15");
    const cut = FlowEngine.of([cutTape(tape, end)]);
    expect(explain(cut, "AAPL", "09:40", "10:15")).toEqual(expected);
    const fed = FlowEngine.of([cutTape(tape, tape.session.open)]);
    for (let at = tape.session.open; at < end; at += 5 * MINUTE) fed.append(sliceTape(tape, at, at + 5 * MINUTE));
    expect(explain(fed, "AAPL", "09:40", "10:15")).toEqual(expected);
  });

  test("is that of the docstring", () => {
    const code = docstringExample("engine/explain.ts", "explain").split("*/")[0];
    expect(code).toContain("explain(flow");
    expect(runExample(code, { FlowEngine, explain })).toEqual([]);
    const why = explain(made, "SPY", "14:00", "15:00", { metric: "gex" });
    expect(why.factors.map(({ factor }) => factor)).toEqual([...EXPLAIN_FACTORS, "residual"]);
  });

  const spy = tinyTape({ symbol: "SPY", underlying: [], recordedTo: 0 });
  const session = sessionOn("2026-06-04")!;
  const dayBefore = FlowEngine.of([{ ...spy, session, recordedTo: session.open }]);
  test.each<[string, () => unknown, RegExp]>([
    [
      "an unknown name",
      () => explain(flow, "NONE", "10:00", "11:00"),
      /^NONE is not in the engine, which has SPX, SPY/,
    ],
    [
      "an unknown metric",
      () => explain(flow, "SPY", "10:00", "11:00", { metric: "oi" as ExplainMetric }),
      /metric must be one of gex, .*, hedge_flow, not "oi"/,
    ],
    [
      "an unknown path",
      () => explain(flow, "SPY", "10:00", "11:00", { path: "days" as "bars" }),
      /path must be one of bars, ends, not "days"/,
    ],
    [
      "an end before the start",
      () => explain(flow, "SPY", "11:00", "10:00"),
      /explain from 11:00 to 10:00: the stretch ends before it starts/,
    ],
    [
      "a time before the session",
      () => explain(flow, "SPY", "09:00", "10:00"),
      /from 09:00 is outside the session, which runs from 09:30 to 16:00/,
    ],
    ["a time behind the session", () => explain(flow, "SPY", "10:00", "16:30"), /to 16:30 is outside the session/],
    [
      "another day",
      () => explain(flow, "SPY", "2026-06-01T15:00:00Z", "10:00"),
      /is not on 2026-06-05 in New York, the only day/,
    ],
    ["what is no time", () => explain(flow, "SPY", "noon", "13:00"), /"noon" is not an instant/],
    [
      "the open, when no minute is complete",
      () => explain(flow, "SPY", "09:30", "10:00"),
      /from 09:30: no minute is complete then; the first is at 09:31/,
    ],
    [
      "another session as before",
      () =>
        explain(flow, "SPY", "10:00", "10:30", {
          before: dayBefore,
        }),
      /before is of 2026-06-04 and the engine of 2026-06-05/,
    ],
    [
      "other conventions of before",
      () => explain(flow, "SPY", "10:00", "10:30", { before: FlowEngine.of([spy], { positions: "settled" }) }),
      /before computes otherwise than the engine: "settled/,
    ],
  ])("refuses %s", (_, ask, message) => {
    expect(ask).toThrow(RangeError);
    expect(ask).toThrow(message);
  });

  test("refuses what can be no symbol, and a source that is no engine", () => {
    expect(() => explain(flow, "", "10:00", "11:00")).toThrow(InvalidRequestError);
    const client = new FlowClient({ baseUrl: "http://127.0.0.1:1" }) as unknown as FlowEngine;
    expect(() => explain(client, "SPY", "10:00", "11:00")).toThrow(TypeError);
    expect(() => explain(client, "SPY", "10:00", "11:00")).toThrow(/needs a FlowEngine, .* FlowEngine.open\("tape"\)/);
    expect(() => explain(flow, "SPY", "10:00", "11:00", { before: client })).toThrow(/before needs a FlowEngine/);
  });
});

describe("the change of an exposure on a tape", () => {
  const QUOTES: NonNullable<TinyTape["quotes"]> = [
    [0, "100C", 0.2, 0.22],
    [0, "100P", 0.2, 0.22],
    [100, "100C", 0.25, 0.27],
    [100, "100P", 0.15, 0.17],
  ];
  const TYPED: TinyTape = {
    minutes: 60,
    openInterest: { "100C": 300, "101C": 100 },
    quotes: QUOTES,
    underlying: [
      [0, 100],
      [95, 100.1],
    ],
    trades: [
      [70, "100C", 0.22, 50, 0.2, 0.22],
      [130, "99P", 0.03, 20, 0.02, 0.03],
    ],
  };
  const of = (typed: TinyTape, options: EngineOptions = {}): FlowEngine =>
    FlowEngine.of([tinyTape({ ...TYPED, ...typed })], options);
  const trades = (why: Explanation): number => why.factors[3].value;

  test("has the trades where they were, and takes nothing else for them", () => {
    const why = explain(of({}), "TINY", "09:32", "09:33");
    // Bought at the offer before: 50 of 100C by 09:32. In the minute behind: 20 of 99P, a new position of dealers' puts.
    const [put, call] = [99, 100].map((strike) => why.strikes.find((row) => row.strike === strike)!);
    expect(put.total).toBeLessThan(0);
    // Only the minute itself passed beside it, of which half is of the new position.
    expect(put.trades / put.total).toBeGreaterThan(0.97);
    expect(put.trades + put.time).toBeCloseTo(put.total, 6);
    // Its quotes stand while time passes, which is a higher volatility.
    expect([call.spot, call.trades, call.time > 0, call.volatility < 0]).toEqual([0, 0, true, true]);
    expect(trades(why)).toBe(put.trades);
    mustAddUp(why);
  });

  test("is nothing of open interest, unless an engine brings another one", () => {
    const settled = { "100C": 300, "101C": 100 };
    const [first, corrected] = [of({ openInterest: settled }), of({ openInterest: { ...settled, "101C": 900 } })];
    const alone = explain(corrected, "TINY", "09:31", "09:33");
    expect(alone.factors[4]).toMatchObject({ factor: "open_interest", value: 0, gross: 0 });
    const same = explain(corrected, "TINY", "09:31", "09:31", { before: first });
    expect(same.factors.filter(({ value }) => value !== 0).map(({ factor }) => factor)).toEqual(["open_interest"]);
    expect(same.strikes[0]).toMatchObject({ strike: 101, share: 1 });
    // Over bars the correction comes first, and the rest is that of the corrected engine.
    const why = explain(corrected, "TINY", "09:31", "09:33", { before: first });
    mustAddUp(why);
    expect(why.bars.map(({ time_of_day }) => time_of_day)).toEqual(["09:31", "09:31", "09:32"]);
    expect(why.factors[4].value).toBe(same.total);
    expect(why.total).toBeCloseTo(same.total + alone.total, 4);
    const ends = explain(corrected, "TINY", "09:31", "09:33", { before: first, path: "ends" });
    mustAddUp(ends);
    expect([ends.total, ends.bars.length]).toEqual([why.total, 1]);
  });

  test("knows the strikes of both engines", () => {
    const [one, other] = [
      of({ strikes: [99, 100, 101], openInterest: { "100C": 300, "101C": 100 } }),
      of({ strikes: [98, 99, 100], openInterest: { "100C": 300, "98P": 50 } }),
    ];
    const { strikes } = explain(other, "TINY", "09:31", "09:31", { before: one });
    expect(strikes.map(({ strike }) => strike).sort()).toEqual([100, 101, 98]);
    const at = (strike: number): number => strikes.find((row) => row.strike === strike)!.open_interest;
    expect([at(101) < 0, at(98) < 0, at(100)]).toEqual([true, true, 0]);
  });

  test("calls a strike that appears new trades, whether it was fed or loaded whole", () => {
    const typed = { ...TYPED, strikes: [99, 100, 101, 102], recordedTo: 300 };
    const tape = tinyTape({ ...typed, trades: [[200, "102C", 0.02, 40, 0.01, 0.02]] });
    const whole = FlowEngine.of([tape]);
    const late = tinyTape({ ...typed, trades: [[200, "102C", 0.02, 40, 0.01, 0.02]] });
    const start = tinyTape({ ...TYPED, recordedTo: 180, trades: [] });
    const fed = FlowEngine.of([start]);
    fed.append(sliceTape(late, start.recordedTo, late.recordedTo));
    for (const path of ["bars", "ends"] as const) {
      const why = explain(whole, "TINY", "09:32", "09:34", { path });
      const row = why.strikes.find(({ strike }) => strike === 102)!;
      expect(row.total).toBeGreaterThan(0);
      expect([row.residual, row.volatility]).toEqual([0, 0]);
      expect(row.trades / row.total).toBeGreaterThan(0.9);
      expect(explain(fed, "TINY", "09:32", "09:34", { path })).toEqual(why);
      expect(
        explain(whole, "TINY", "09:32", "09:33", { path })
          .strikes.map(({ strike }) => strike)
          .sort(),
      ).toEqual([100, 101]);
    }
  });

  test("leaves out strikes whose level is unknown at an end, and says how many", () => {
    const quotes = QUOTES.map(([second, contract, bid, ask]): (typeof QUOTES)[number] => [
      second + 70,
      contract,
      bid,
      ask,
    ]);
    const why = explain(of({ quotes, trades: [] }), "TINY", "09:31", "09:33");
    // Nothing was quoted by 09:31, and two strikes have open interest; the third is not seen, as nothing happened there.
    expect(why).toMatchObject({ unknown_strikes: 2, total: 0, strikes: [], gross: 0 });
    expect(why.residual_share).toBeNaN();
    expect(why.bars.map(({ total }) => total)).toEqual([0, 0]);
  });

  test("is all residual where there was no price at one end and nothing was open", () => {
    const why = explain(
      of({ underlying: [[65, 100]], openInterest: {}, trades: [[70, "100C", 0.22, 50, 0.2, 0.22]] }),
      "TINY",
      "09:31",
      "09:32",
    );
    expect(why.total).toBeGreaterThan(0);
    expect([why.residual, why.residual_share, why.bars[0].residual]).toEqual([why.total, 1, why.total]);
    expect(why.factors.slice(0, 5).map(({ value }) => value)).toEqual([0, 0, 0, 0, 0]);
  });

  test("takes a gap in one step, and refuses to start or to end in it", () => {
    const engine = of({ gaps: [[120, 240]] });
    const why = explain(engine, "TINY", "09:32", "09:36");
    mustAddUp(why);
    expect(why.bars.map(({ time_of_day }) => time_of_day)).toEqual(["09:32", "09:35"]);
    expect(() => explain(engine, "TINY", "09:33", "09:36")).toThrow(
      /from 09:33: the minute before it was not recorded, there is a gap/,
    );
    expect(() => explain(engine, "TINY", "09:31", "09:34")).toThrow(/to 09:34: the minute before it was not recorded/);
  });

  test("is refused behind the end of the recording", () => {
    const engine = of({ recordedTo: 600 }).at(tinySession(60).close);
    expect(explain(engine, "TINY", "09:31", "09:40").bars).toHaveLength(9);
    expect(() => explain(engine, "TINY", "09:31", "09:41")).toThrow(/to 09:41: .* the recording ends at 09:40/);
  });

  test("turns its part of trades round when every aggressor is the other one, and nothing else", () => {
    const tape = tinyTape(TYPED);
    const sold: Tape = { ...tape, trades: { ...tape.trades, price: tape.trades.bid } };
    const [bought, mirrored] = [tape, sold].map((one) => explain(FlowEngine.of([one]), "TINY", "09:31", "09:32"));
    // Effective open interest of 100C is 300 + 0.43 x 50 here, and 300 - 0.43 x 50 there.
    expect(trades(bought)).toBeGreaterThan(0);
    expect(trades(mirrored)).toBeCloseTo(-trades(bought), 6);
    const flows = [tape, sold].map((one) =>
      explain(FlowEngine.of([one]), "TINY", "09:31", "09:33", { metric: "hedge_flow" }),
    );
    for (const i of [0, 1, 2, 3, 4]) expect(flows[1].factors[i].value).toBeCloseTo(-flows[0].factors[i].value, 6);
  });
});

describeShared("the change of exposures on GOOG's half day of 2015-12-24", "lean-us-0dte", (source) => {
  let folder: string;
  let flow: FlowEngine;
  beforeAll(async () => {
    folder = await leanTape(source);
    flow = await FlowEngine.open(folder);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test.each(EXPOSURES)(
    "in %s is explained on every bar but for rounding, where a fiftieth is allowed",
    async (metric) => {
      const grid = StrikeGrid.from(await flow.heatmap("GOOG", { metric, minutes: 390 }));
      const why = explain(flow, "GOOG", "09:32", "13:00", { metric });
      mustAddUp(why);
      expect(why.bars).toHaveLength(208);
      why.bars.forEach((bar, i) => {
        let [change, gross] = [0, 0];
        for (const strike of grid.strikes.keys()) {
          const moved = grid.at(strike, i + 2) - grid.at(strike, i + 1);
          change += moved;
          gross += Math.abs(moved);
        }
        const five = EXPLAIN_FACTORS.reduce((sum, name) => sum + bar[name], 0);
        expect(Math.abs(five - change)).toBeLessThanOrEqual(1e-9 * gross + 1e-3);
      });
    },
  );
});

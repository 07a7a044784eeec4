import { describe, expect, test } from "vitest";
import { FlowEngine } from "../../src/engine/engine.js";
import { LITERATURE_2021 } from "../../src/engine/literature-markets.js";
import type { ReportRow } from "../../src/engine/report.js";
import { simulatedMarket, simulateSession, type SimulateOptions } from "../../src/engine/simulate.js";
import { MINUTE } from "../../src/session.js";

const OPTIONS = { seed: 3, date: "2026-11-27", symbols: ["META", "AVGO"], ...LITERATURE_2021 };
const engine = FlowEngine.simulate(OPTIONS);
const truth = engine.truth();

const all = (rows: ReportRow[], measure: string): ReportRow[] =>
  rows.filter((row) => row.measure === measure && row.part === "all");

describe("an engine's truth", () => {
  test("is that of the simulator, name by name, each time anew", () => {
    const market = simulatedMarket(OPTIONS);
    expect(truth).toEqual(market.names.map((name) => simulateSession(name, market)));
    expect(truth.map(({ tape }) => tape.symbol)).toEqual(engine.symbols);
    expect(engine.truth()[0]).not.toBe(truth[0]);
  });

  test("is unknown where tapes were given", () => {
    expect(FlowEngine.of(truth.map(({ tape }) => tape)).truth()).toEqual([]);
  });
});

describe("an engine's report", () => {
  test("is about the trades before its instant, and knows nothing later", () => {
    const instant = engine.session.open + 90 * MINUTE;
    const rows = engine.at(instant).report(truth);
    expect(all(rows, "customer_side").map(({ symbol, trades }) => [symbol, trades])).toEqual(
      truth.map(({ tape }) => [tape.symbol, tape.trades.time.filter((time) => time < instant).length]),
    );
    expect(all(engine.at(instant + MINUTE).report(truth), "customer_side")).not.toEqual(all(rows, "customer_side"));
    expect(engine.at(engine.session.open).report(truth)).toEqual([]);
  });

  test("takes a single session, and then compares no board", () => {
    const rows = engine.report(truth[0]);
    expect(rows).toEqual(engine.report([truth[0]]));
    expect(rows).toEqual(engine.report(truth).filter(({ symbol }) => symbol === "META"));
    expect(engine.report(truth).at(-1)!.measure).toBe("rank_correlation");
    expect(engine.report([])).toEqual([]);
  });

  test("is the same of the same tapes given in memory", () => {
    const given = FlowEngine.of(truth.map(({ tape }) => tape));
    expect(given.at(engine.instant).report(truth)).toEqual(engine.report(truth));
  });

  test("tells the engine's own sides: trade sizes find more of the customers' than quotes do, here", () => {
    const share = (options: Parameters<typeof FlowEngine.simulate>[0]): number =>
      all(FlowEngine.simulate({ ...OPTIONS, ...options }).report(truth[0]), "customer_side")[0].estimate;
    expect(share({ rules: ["trade_size", "lee_ready"] }) - share({})).toBeGreaterThan(0.05);
  });

  test("compares open interest by the engine's own positions", () => {
    const settled = FlowEngine.simulate({ ...OPTIONS, positions: "settled" }).report(truth[0]);
    const errors = (measure: string): number[] =>
      settled.filter((row) => row.measure === measure).map(({ error }) => error);
    expect(errors("open_interest")).toEqual(errors("settled_open_interest"));
    const effective = engine.report(truth[0]).filter(({ measure }) => measure === "open_interest");
    expect(effective.map(({ error }) => error)).not.toEqual(errors("open_interest"));
  });

  test.each<[string, SimulateOptions, RegExp]>([
    ["name", { symbols: ["MSFT"] }, /^MSFT is not in the engine, which has META, AVGO$/],
    [
      "seed",
      { seed: 4 },
      /^the truth of META with \d+ trades is not that of the META tape .*; a truth goes with the tape/,
    ],
    ["day", { date: "2026-06-05" }, /^the truth of META with \d+ trades is not that of the META tape .*; a truth goes/],
    ["knob", { customerLimitOrders: 0.3 }, /^the META trades that came with the truth are not those of the engine; a/],
    ["knob of quotes alone", { quoteLag: 60_000 }, /^the META trades that came with the truth are not those of the/],
  ])("refuses the truth of another %s", (_, options, message) => {
    const other = FlowEngine.simulate({ ...OPTIONS, ...options }).truth();
    expect(() => engine.report(other)).toThrow(RangeError);
    expect(() => engine.report(other)).toThrow(message);
  });
});

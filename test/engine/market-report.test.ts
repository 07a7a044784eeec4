import { describe, expect, test } from "vitest";
import { BOARD_METRICS } from "../../src/api/words.js";
import { boardValue } from "../../src/engine/board-values.js";
import { classify } from "../../src/engine/classify.js";
import { CONDITIONS } from "../../src/engine/conditions.js";
import { conventionsOf, type EngineOptions } from "../../src/engine/engine-options.js";
import { engineSides } from "../../src/engine/engine-sides.js";
import { LITERATURE_2021 } from "../../src/engine/literature-markets.js";
import { engineName } from "../../src/engine/engine-name.js";
import { marketReport, type ReportedSession } from "../../src/engine/market-report.js";
import { sampleEnd } from "../../src/engine/sample-clock.js";
import { totalsOf } from "../../src/engine/session-totals.js";
import { chainAt } from "../../src/engine/session-view.js";
import {
  simulatedMarket,
  simulateSession,
  type SimulatedSession,
  type SimulateOptions,
} from "../../src/engine/simulate.js";
import { trueView } from "../../src/engine/true-view.js";
import { bookAt } from "../../src/engine/truth.js";
import { MINUTE } from "../../src/session.js";

function sessions(options: SimulateOptions & EngineOptions): ReportedSession[] {
  const market = simulatedMarket({ date: "2026-11-27", ...options });
  return market.names.map((name) => reported(simulateSession(name, market), options));
}

function reported({ tape, truth }: SimulatedSession, options: EngineOptions = {}): ReportedSession {
  return { tape, truth, view: engineName(tape, conventionsOf(options)).view };
}

const NAMES = ["META", "AVGO", "MSFT", "GOOGL"];

describe("the true view", () => {
  const [{ tape, truth, view }] = sessions({ seed: 3, symbols: ["META"] });
  const { history } = view;
  const { session, strikes } = history;

  test.each([0, 1, 7, 200, 419])("has the net GEX of the true book at sample %i, summed by hand", (sample) => {
    const actual = trueView(view, tape, truth, sample);
    const end = sampleEnd(session, sample);
    const { dealers, openInterest } = bookAt(tape, truth, end === session.close ? Infinity : end);
    const { gamma, positions } = chainAt(view, sample);
    const spot = history.spot[sample];
    let net = 0;
    for (let k = 0; k < strikes.length; k++)
      if (dealers[2 * k] + dealers[2 * k + 1] !== 0 && !Number.isNaN(gamma[k]))
        net += (dealers[2 * k] + dealers[2 * k + 1]) * gamma[k] * 100 * spot * spot * 0.01;
    const gex = totalsOf(actual.view).gex[sample];
    // Both are sums of some 60 terms of either sign.
    expect(Math.abs(gex - net)).toBeLessThan(1e-12 * totalsOf(actual.view).gross_gex[sample]);
    expect([...actual.chain.state.callOpenInterest]).toEqual([...openInterest.filter((_, c) => c % 2 === 0)]);
    expect([...actual.chain.state.putPosition]).toEqual([...dealers.filter((_, c) => c % 2 === 1)]);
    expect(positions.open).not.toEqual(openInterest);
  });

  test("is the engine's own where the engine is told the truth: flow from true sides", () => {
    const sides = classify(tape).side;
    const told = trueView(view, tape, { ...truth, customer: sides }, 200).view;
    const [own, other] = [totalsOf(view), totalsOf(told)];
    for (const leg of ["call_flow", "put_flow", "calls_since_open", "puts_since_open"] as const)
      expect(other[leg].subarray(0, history.samples)).toEqual(own[leg].subarray(0, history.samples));
    const instant = sampleEnd(session, 201);
    expect(boardValue(told, instant, "abs_flow")).toBe(boardValue(view, instant, "abs_flow"));
  });

  test("takes a trade at a sample's end for the next one's, and one at the close for the last one's", () => {
    const end = sampleEnd(session, 100);
    const last = tape.trades.time.length - 1;
    // The last trade before the end moves to it, the last of all to the close; both are large, and open a position.
    const moved = [tape.trades.time.findIndex((time) => time >= end) - 1, last];
    const columns = { time: tape.trades.time.slice(), size: tape.trades.size.slice() };
    const [opens, customer] = [truth.opens.slice(), truth.customer.slice()];
    moved.forEach((trade, i) => {
      columns.time[trade] = [end, session.close][i];
      columns.size[trade] = 1_000_000;
      [opens[trade], customer[trade]] = [1, 1];
    });
    const edge = reported({
      tape: { ...tape, trades: { ...tape.trades, ...columns } },
      truth: { ...truth, opens, customer },
    });
    for (const [sample, before] of [
      [100, end],
      [101, sampleEnd(session, 101)],
      [history.samples - 1, Infinity],
    ]) {
      const { chain } = trueView(edge.view, edge.tape, edge.truth, sample);
      const { dealers, openInterest } = bookAt(edge.tape, edge.truth, before);
      for (const [side, position, open] of [
        [0, chain.state.callPosition, chain.state.callOpenInterest],
        [1, chain.state.putPosition, chain.state.putOpenInterest],
      ] as const) {
        expect([...position]).toEqual([...dealers.filter((_, c) => c % 2 === side)]);
        expect([...open]).toEqual([...openInterest.filter((_, c) => c % 2 === side)]);
      }
    }
    const held = (instant: number, trade: number): number =>
      bookAt(edge.tape, edge.truth, instant).dealers[tape.trades.contract[trade]];
    expect(held(end, moved[0]) - held(end + 1, moved[0])).toBeGreaterThanOrEqual(1_000_000);
    expect(held(session.close, last) - held(Infinity, last)).toBeGreaterThanOrEqual(1_000_000);
  });

  test("turns with the dealers' book", () => {
    // Customers who trade the other way, and dealers who began with the opposite book.
    const mirrored = {
      ...truth,
      customer: truth.customer.map((side) => -side),
      dealers: truth.dealers.map((held) => -held),
    };
    const [plain, turned] = [truth, mirrored].map((one) => totalsOf(trueView(view, tape, one, 100).view));
    for (const sum of ["gex", "vex", "chex", "call_flow", "put_flow"] as const)
      for (let s = 0; s < history.samples; s += 50) expect(turned[sum][s] + plain[sum][s]).toBe(0);
  });

  test("refuses the truth of another name or tape", () => {
    expect(() => trueView(view, tape, { ...truth, symbol: "SPY" }, 5)).toThrow(
      /^the truth of SPY with \d+ trades is not that of the META tape with \d+ in an engine of META; a truth goes/,
    );
    expect(() => trueView(view, tape, { ...truth, customer: new Int8Array(3) }, 5)).toThrow(RangeError);
    const otherDay = { ...tape, session: { ...session, date: "2026-11-25" } };
    expect(() => trueView(view, otherDay, truth, 5)).toThrow(RangeError);
    const settled = tape.openInterest.map((open, c) => (c === 7 ? open + 1 : open));
    expect(() => trueView(view, { ...tape, openInterest: settled }, truth, 5)).toThrow(RangeError);
  });
});

describe("a market's report", () => {
  const market = sessions({ seed: 3, symbols: NAMES, ...LITERATURE_2021 });
  const { session } = market[0].tape;
  const instant = session.open + 120 * MINUTE;
  const rows = marketReport(market, instant);

  test("has every measure of every name, and a row each board", () => {
    expect([...new Set(rows.map(({ symbol }) => symbol))]).toEqual([...NAMES, ""]);
    const counts = NAMES.map((name) => rows.filter(({ symbol }) => symbol === name).length);
    expect(new Set(counts)).toEqual(new Set([24 + 8 + 9]));
    expect(rows.slice(-4).map(({ measure, part }) => [measure, part])).toEqual(
      BOARD_METRICS.map((metric) => ["rank_correlation", metric]),
    );
    for (const { estimate, coverage } of rows.slice(-4)) {
      expect(Math.abs(estimate)).toBeLessThanOrEqual(1);
      expect(coverage).toBe(1);
    }
  });

  test("counts the trades of the complete minutes, and nothing later", () => {
    const all = rows.filter(({ measure, part }) => measure === "customer_side" && part === "all");
    expect(all.map(({ trades }) => trades)).toEqual(
      market.map(({ tape }) => tape.trades.time.filter((t) => t < instant).length),
    );
    expect(marketReport(market, instant + MINUTE - 1)).toEqual(rows);
    const silent = market.map(({ tape, truth, view }) => ({
      tape,
      view,
      // What comes later is told otherwise.
      truth: { ...truth, customer: truth.customer.map((side, i) => (tape.trades.time[i] < instant ? side : -side)) },
    }));
    expect(marketReport(silent, instant)).toEqual(rows);
  });

  test("has no rows before the first minute, and no board of one name", () => {
    expect(marketReport(market, session.open + MINUTE - 1)).toEqual([]);
    expect(marketReport([], instant)).toEqual([]);
    expect(marketReport(market.slice(0, 1), instant).at(-1)!.symbol).toBe("META");
  });

  test("leaves out the conditions that the engine leaves out", () => {
    const [one] = sessions({ seed: 3, symbols: ["META"], multiLeg: 0.3, leaveOut: ["multi_leg"] });
    const { condition } = one.tape.trades;
    const [row] = marketReport([one], session.close);
    const kept = [...condition!.keys()].filter((i) => condition![i] !== CONDITIONS.indexOf("multi_leg"));
    expect([row.measure, row.part, row.trades]).toEqual(["customer_side", "all", kept.length]);
    expect(kept.length).toBeLessThan(0.8 * condition!.length);

    // What is left out tells no price before the next trade: sides differ from those of a tape that is read whole.
    const { side } = engineSides(one.tape, conventionsOf({ leaveOut: ["multi_leg"] }));
    expect(side.filter((found, i) => found !== 0 && !kept.includes(i))).toEqual(new Int8Array(0));
    const whole = classify(one.tape).side;
    expect(kept.filter((i) => side[i] !== whole[i]).length).toBeGreaterThan(0);
    expect(engineSides(one.tape, conventionsOf()).side).toEqual(whole);
  });

  test("at the close holds all trades", () => {
    const last = marketReport(market, session.close).find(({ part }) => part === "all")!;
    expect(last.trades).toBe(market[0].tape.trades.time.length);
  });
});

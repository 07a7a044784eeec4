import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ChainMoment } from "../../src/engine/chain-moment.js";
import { conventionsOf, type EngineOptions } from "../../src/engine/engine-options.js";
import {
  EXPLAIN_FACTORS,
  type ExplainFactor,
  type ExplainMetric,
  stepExplainer,
} from "../../src/engine/explain-step.js";
import { chainExposures, exposuresAt } from "../../src/engine/exposures.js";
import { emptyHistory } from "../../src/engine/session-history.js";
import { SAMPLE_MS } from "../../src/engine/sample-clock.js";
import { tinySession } from "./tiny-tape.js";

type Marks = { spot: number; forward: number; volatility: number; hours: number; net: number[]; settled: number[] };

/** A strike at a moment, typed by hand. */
const START: Marks = { spot: 100, forward: 100, volatility: 0.2, hours: 2, net: [0, 0], settled: [300, 100] };

function momentOf({ spot, forward, hours, volatility, net, settled }: Marks): ChainMoment {
  return {
    spot,
    forward,
    hours,
    volatility: Float64Array.of(volatility),
    filled: new Uint8Array(1),
    settled: Float64Array.from(settled),
    net: Int32Array.from(net),
  };
}

type Parts = Record<ExplainFactor | "before" | "after" | "basis" | "filled" | "untold", number>;

function explained(
  from: Marks,
  to: Marks,
  metric: ExplainMetric = "gex",
  options: EngineOptions = {},
  strike: number = 101,
): Parts {
  const step = stepExplainer({
    strikes: Float64Array.of(strike),
    logStrikes: Float64Array.of(Math.log(strike)),
    multiplier: 100,
    metric,
    conventions: conventionsOf(options),
  })(momentOf(from), momentOf(to));
  return Object.fromEntries(
    Object.entries<ArrayLike<number>>({ ...step }).map(([name, column]) => [name, column[0]]),
  ) as Parts;
}

/** What the engine's own answers say of a strike: one sample of a session that ends when the marks say. */
function cellOf(marks: Marks, metric: ExplainMetric, options: EngineOptions, strike: number = 101): number {
  const { open } = tinySession();
  const session = { ...tinySession(), close: open + SAMPLE_MS + marks.hours * 3_600_000 };
  const head = { symbol: "TINY", session, origin: "typed", multiplier: 100, gaps: [] };
  const history = emptyHistory(head, Float64Array.of(strike), Float64Array.from(marks.settled), ["quote"], 1);
  history.samples = 1;
  history.spot[0] = marks.spot;
  history.forward[0] = marks.forward;
  history.volatility[0] = marks.volatility;
  // A part of a contract has a meaning on the way between two moments only.
  history.net = Float64Array.from(marks.net) as unknown as Int32Array;
  const chain = chainExposures(1);
  // The worth of the flow is what dealers hold against it, seen from the other side.
  const flow = metric === "hedge_flow";
  const conventions = conventionsOf(flow ? { positions: "inventory", dealers: "against_customers" } : options);
  exposuresAt(chain, history, 0, conventions);
  return flow ? 0 - chain.dex[0] : chain[metric][0];
}

/** The marks at which the factors in a set have moved, by bit, and the others have not. */
function mixed(from: Marks, to: Marks, set: number, basis: boolean = (set & 1) === 1): Marks {
  const of = (i: number): Marks => ((set >> i) & 1 ? to : from);
  const [{ spot }, { forward, spot: its }] = [of(0), basis ? to : from];
  return {
    spot,
    forward: spot === its ? forward : spot * (forward / its),
    volatility: of(1).volatility,
    hours: of(2).hours,
    net: of(3).net,
    settled: of(4).settled,
  };
}

const METRICS = ["gex", "dex", "vex", "chex", "hedge_flow"] as const;
const anyMetric = fc.constantFrom(...METRICS);
const anyOptions = fc.constantFrom<EngineOptions>(
  {},
  { effectiveOiWeight: 1 },
  { positions: "settled" },
  { positions: "inventory", dealers: "against_customers" },
);
/**
 * Of what two ways to the same forward may differ by, as a share. Its last bit, 1.1e-16 of it, over the least deviation of
 * {@link anyMarks}, 0.05 sqrt(0.125 / 1638) = 4.4e-4, moves d by 2.5e-13, and a greek by some |d| times that.
 */
const ROUNDING = 1e-11;

const anyMarks: fc.Arbitrary<Marks> = fc
  .record({
    spot: fc.double({ min: 98, max: 104, noNaN: true }),
    carry: fc.double({ min: 0.999, max: 1.001, noNaN: true }),
    volatility: fc.double({ min: 0.05, max: 0.8, noNaN: true }),
    // Eighths of an hour, which come through the clock exactly.
    hours: fc.integer({ min: 1, max: 48 }).map((eighths) => eighths / 8),
    net: fc.tuple(fc.integer({ min: -900, max: 900 }), fc.integer({ min: -900, max: 900 })),
    settled: fc.tuple(fc.nat(2000), fc.nat(2000)),
  })
  .map(({ carry, ...marks }) => ({ ...marks, forward: marks.spot * carry }));

function sizeOf(parts: Parts): number {
  return EXPLAIN_FACTORS.reduce((sum, name) => sum + Math.abs(parts[name]), 0);
}

/** All orders of what stands in a list. */
function ordersOf<T>(list: readonly T[]): T[][] {
  return list.length < 2
    ? [[...list]]
    : list.flatMap((one) => ordersOf(list.filter((other) => other !== one)).map((rest) => [one, ...rest]));
}

describe("a step of one strike", () => {
  const moves: [ExplainFactor, Partial<Marks>][] = [
    ["spot", { spot: 100.5, forward: 100.5 }],
    ["volatility", { volatility: 0.25 }],
    ["time", { hours: 1.5 }],
    ["trades", { net: [100, -50] }],
    ["open_interest", { settled: [400, 150] }],
  ];
  test.each(moves)("in which only one thing moves is all %s, whatever is explained", (factor, move) => {
    for (const metric of METRICS) {
      const from = { ...START, net: [40, 10] };
      const to = { ...from, ...move };
      const parts = explained(from, to, metric);
      const change = cellOf(to, metric, {}) - cellOf(from, metric, {});
      // Nothing is open in a book of the flow by open interest; everywhere else something moved.
      if (metric === "hedge_flow" && factor === "open_interest") expect(change).toBe(0);
      else expect(change).not.toBe(0);
      for (const name of EXPLAIN_FACTORS)
        if (name === factor) expect(Math.abs(parts[name] - change)).toBeLessThan(1e-12 * Math.abs(parts.after));
        else expect([metric, name, parts[name]]).toEqual([metric, name, 0]);
      expect(parts.untold).toBe(0);
    }
  });

  test("has the gamma that one computes by hand", () => {
    // s = 0.2 sqrt(2 / 1638), d1 = ln(100 / 101) / s + s / 2; GEX = 200 x phi(d1) / (S s) x 100 x S^2 / 100
    const s = 0.2 * Math.sqrt(2 / 1638);
    const gex = (spot: number): number => {
      const d1 = Math.log(spot / 101) / s + s / 2;
      return ((200 * Math.exp(-0.5 * d1 * d1)) / Math.sqrt(2 * Math.PI) / s) * spot;
    };
    const parts = explained(START, { ...START, spot: 100.5, forward: 100.5 });
    expect(parts.spot / (gex(100.5) - gex(100))).toBeCloseTo(1, 9);
  });

  test("in which two things move shares what they do together between them", () => {
    // A call that is the underlying itself, delta 1: from 2 contracts at 100 to 3 at 110, 100 shares each.
    const [from, to] = [
      { ...START, net: [2, 0] },
      { ...START, net: [3, 0], spot: 110, forward: 110 },
    ];
    const parts = explained(from, to, "hedge_flow", {}, 1);
    expect([parts.before, parts.after]).toEqual([20_000, 33_000]);
    // 10 USD more on 2.5 contracts in the mean, and one contract at 105 in the mean.
    expect(parts.spot).toBeCloseTo(2_500, 6);
    expect(parts.trades).toBeCloseTo(10_500, 6);
    expect([parts.volatility, parts.time]).toEqual([0, 0]);
  });

  test("takes open interest and trades through the floor of effective open interest together", () => {
    // 100 settled and 43 % of -300: nothing is open, as long as no more is settled. Half of each order tells it so.
    const to = { ...START, net: [-300, 0], settled: [200, 100] };
    const parts = explained({ ...START, settled: [100, 100] }, to);
    const gamma = explained(START, START).before / (300 - 100);
    // none: 100 - 100, trades: 0 - 100, open interest: 200 - 100, both: 71 - 100
    expect(parts.trades / gamma).toBeCloseTo((-100 + (71 - 200)) / 2, 9);
    expect(parts.open_interest / gamma).toBeCloseTo((100 + 71) / 2, 9);
  });

  test("is worth at both ends what the engine answers, and its parts are the averages over all 120 orders", () => {
    fc.assert(
      fc.property(anyMarks, anyMarks, anyMetric, anyOptions, (from, to, metric, options) => {
        const parts = explained(from, to, metric, options);
        expect([parts.before, parts.after]).toEqual([cellOf(from, metric, options), cellOf(to, metric, options)]);
        const values = Array.from({ length: 32 }, (_, set) => cellOf(mixed(from, to, set), metric, options));
        const orders = ordersOf([0, 1, 2, 3, 4]);
        const expected = [0, 0, 0, 0, 0];
        for (const order of orders) {
          let set = 0;
          for (const factor of order) {
            expected[factor] += (values[set | (1 << factor)] - values[set]) / orders.length;
            set |= 1 << factor;
          }
        }
        const size = Math.max(...values.map(Math.abs));
        EXPLAIN_FACTORS.forEach((name, i) =>
          expect(Math.abs(parts[name] - expected[i])).toBeLessThanOrEqual(1e-12 * size),
        );
      }),
      { numRuns: 60 },
    );
  });

  test("tells what the forward did against the spot: the average over all orders in which the two move as neighbours", () => {
    fc.assert(
      fc.property(anyMarks, anyMarks, anyMetric, (from, to, metric) => {
        const all = ordersOf(["spot", "basis", 1, 2, 3, 4]);
        const orders = all.filter((order) => Math.abs(order.indexOf("spot") - order.indexOf("basis")) === 1);
        expect(orders).toHaveLength(240);
        let [sum, size] = [0, 0];
        for (const order of orders) {
          const before = order.slice(0, order.indexOf("basis"));
          const set = before.reduce<number>((bits, one) => bits | (1 << (one === "spot" ? 0 : (one as number))), 0);
          const added = [true, false].map((basis) => cellOf(mixed(from, to, set, basis), metric, {}));
          sum += (added[0] - added[1]) / orders.length;
          size = Math.max(size, Math.abs(added[0]));
        }
        expect(Math.abs(explained(from, to, metric).basis - sum)).toBeLessThanOrEqual(ROUNDING * size);
      }),
      { numRuns: 20 },
    );
  });

  test("adds up, and its way back is the same with the other sign", () => {
    fc.assert(
      fc.property(anyMarks, anyMarks, anyMetric, anyOptions, (from, to, metric, options) => {
        const [there, back] = [explained(from, to, metric, options), explained(to, from, metric, options)];
        const size = sizeOf(there) + Math.abs(there.before) + Math.abs(there.after);
        const sum = EXPLAIN_FACTORS.reduce((all, name) => all + there[name], 0);
        expect(Math.abs(sum - (there.after - there.before))).toBeLessThanOrEqual(1e-12 * size);
        for (const name of [...EXPLAIN_FACTORS, "basis"] as const)
          expect(Math.abs(there[name] + back[name])).toBeLessThanOrEqual(ROUNDING * size);
      }),
    );
  });

  test("of minutes is near the integral of the slopes along the way between its ends", () => {
    const from = { ...START, net: [40, 10], forward: 100.02 };
    const to = { spot: 100.06, forward: 100.07, volatility: 0.203, hours: 1.875, net: [55, -20], settled: [310, 100] };
    const along = (part: number): Marks => {
      const at = (a: number, b: number): number => a + part * (b - a);
      return {
        spot: at(from.spot, to.spot),
        forward: at(from.forward, to.forward),
        volatility: at(from.volatility, to.volatility),
        hours: at(from.hours, to.hours),
        net: from.net.map((net, i) => at(net, to.net[i])),
        settled: from.settled.map((settled, i) => at(settled, to.settled[i])),
      };
    };
    const STEPS = 400;
    for (const metric of METRICS) {
      // Aumann and Shapley: each factor moved alone over a small stretch of the way, around its middle.
      const integral = EXPLAIN_FACTORS.map((_, i) => {
        let sum = 0;
        for (let step = 0; step < STEPS; step++) {
          const [start, middle, end] = [0, 0.5, 1].map((part) => along((step + part) / STEPS));
          const moved = (other: Marks): number => cellOf(mixed(middle, other, 1 << i), metric, {});
          sum += moved(end) - moved(start);
        }
        return sum;
      });
      const parts = explained(from, to, metric);
      EXPLAIN_FACTORS.forEach((name, i) =>
        expect(Math.abs(parts[name] - integral[i]) / sizeOf(parts)).toBeLessThan(0.003),
      );
    }
  });

  test("flips the part of trades with the aggressors, as far as positions are a sum; of the flow it flips all", () => {
    fc.assert(
      fc.property(anyMarks, anyMarks, anyMetric, (from, to, metric) => {
        // So much is settled that the floor at 0 is out of reach.
        const marks = [from, to].map((end) => ({ ...end, settled: [5_000, 5_000] }));
        const mirrored = marks.map((end) => ({ ...end, net: end.net.map((net) => -net) }));
        const [here, there] = [explained(marks[0], marks[1], metric), explained(mirrored[0], mirrored[1], metric)];
        const scale = 1e-11 * (sizeOf(here) + sizeOf(there) + Math.abs(here.before) + Math.abs(there.before));
        expect(Math.abs(here.trades + there.trades)).toBeLessThanOrEqual(scale);
        if (metric === "hedge_flow")
          for (const name of EXPLAIN_FACTORS) expect(here[name] + there[name]).toBeCloseTo(0, 3);
        const settled = explained(marks[0], marks[1], metric, { positions: "settled" });
        if (metric !== "hedge_flow") expect(settled.trades).toBe(0);
      }),
    );
  });

  test("scales with the contracts, where all of them do", () => {
    fc.assert(
      fc.property(anyMarks, anyMarks, anyMetric, (from, to, metric) => {
        const tenfold = (end: Marks): Marks => ({
          ...end,
          net: end.net.map((net) => 10 * net),
          settled: end.settled.map((settled) => 10 * settled),
        });
        const [one, ten] = [explained(from, to, metric), explained(tenfold(from), tenfold(to), metric)];
        for (const name of EXPLAIN_FACTORS)
          expect(Math.abs(10 * one[name] - ten[name])).toBeLessThanOrEqual(
            1e-11 * (sizeOf(ten) + Math.abs(ten.before)),
          );
      }),
    );
  });
});

describe("a mark that is missing", () => {
  test("leaves the level unknown where something is open", () => {
    const parts = explained({ ...START, volatility: NaN }, START);
    expect([parts.before, parts.after > 0, parts.untold]).toEqual([NaN, true, 1]);
  });

  test("does not matter where nothing is open: what came then is new trades, at the volatility it was first seen with", () => {
    const nothing = { ...START, volatility: NaN, settled: [0, 0] };
    const parts = explained(nothing, { ...START, settled: [0, 0], net: [100, 0] });
    expect(parts.before).toBe(0);
    expect(parts.after).toBeGreaterThan(0);
    expect(parts.trades).toBeCloseTo(parts.after, 6);
    expect([parts.spot, parts.volatility, parts.time, parts.untold]).toEqual([0, 0, 0, 0]);
    const gone = explained({ ...START, settled: [0, 0], net: [100, 0] }, nothing);
    expect(gone.trades).toBeCloseTo(-parts.after, 6);
  });

  test("of the price leaves all untold, though the change is known when nothing was open", () => {
    const parts = explained({ ...START, spot: NaN, forward: NaN, settled: [0, 0] }, { ...START, net: [100, 0] });
    expect([parts.before, parts.after > 0, parts.untold]).toEqual([0, true, 1]);
    expect(EXPLAIN_FACTORS.map((name) => parts[name])).toEqual([0, 0, 0, 0, 0]);
  });

  test("that was filled in from other strikes is named beside the part of volatility, and counted in it", () => {
    const [from, to] = [momentOf(START), momentOf({ ...START, volatility: 0.25 })];
    const explain = stepExplainer({
      strikes: Float64Array.of(101),
      logStrikes: Float64Array.of(Math.log(101)),
      multiplier: 100,
      metric: "gex",
      conventions: conventionsOf(),
    });
    expect(explain(from, to).filled[0]).toBe(0);
    to.filled[0] = 3;
    const { filled, volatility } = explain(from, to);
    expect(volatility[0]).not.toBe(0);
    expect(filled[0]).toBe(volatility[0]);
  });
});

import { describe, expect, test } from "vitest";
import { blackPrice } from "../../src/engine/black.js";
import { LAST_MARK_MS, markInstant, marksOf } from "../../src/engine/marks.js";
import { SESSION_HOURS_PER_YEAR } from "../../src/engine/session-clock.js";
import { normalDensity } from "../../src/engine/normal.js";
import { type TinyTape, tinySession, tinyTape } from "./tiny-tape.js";

const VOLATILITY = 0.2;

/** Hours to the close of a tape of four minutes at each of its marks. */
const HOURS = [3, 2, 1, 0.5].map((minutes) => minutes / 60);

/** A quote of a hundredth of a cent around Black's price at 20 %, `minutes` before the close. */
function quoteAt(second: number, strike: number, minutes: number): NonNullable<TinyTape["quotes"]> {
  const deviation = VOLATILITY * Math.sqrt(minutes / 60 / SESSION_HOURS_PER_YEAR);
  return ([1, -1] as const).map((right) => {
    const middle = Math.round(blackPrice(100, strike, deviation, right) * 1e4) / 1e4;
    return [second, `${strike}${right === 1 ? "C" : "P"}`, middle - 1e-4, middle + 1e-4];
  });
}

const row = (values: Float64Array, strike: number, bars = 4): number[] => [
  ...values.subarray(strike * bars, (strike + 1) * bars),
];

describe("the mark of a bar", () => {
  test("is its end, and thirty seconds before the close for the last one", () => {
    const session = tinySession(4);
    expect([0, 1, 2, 3].map((bar) => (markInstant(session, bar) - session.open) / 1000)).toEqual([60, 120, 180, 210]);
    expect(LAST_MARK_MS).toBe(30_000);
  });

  test("knows what happened at it or before, and nothing later", () => {
    const tape = tinyTape({
      strikes: [100],
      underlying: [
        [-3600, 99],
        [60, 100],
        [60.001, 101],
        [209, 102],
        [211, 103],
      ],
    });
    expect([...marksOf(tape).spot]).toEqual([100, 101, 101, 102]);
  });

  test("knows no spot before the first price", () => {
    const tape = tinyTape({ strikes: [100], underlying: [[90, 100]], quotes: quoteAt(0, 100, 4) });
    const { spot, forward, volatility, gamma } = marksOf(tape);
    expect([...spot]).toEqual([NaN, 100, 100, 100]);
    expect(forward[0]).toBeNaN();
    expect(volatility[0]).toBeNaN();
    expect(gamma[0]).toBeNaN();
    expect(gamma[1]).toBeGreaterThan(0);
  });
});

describe("volatility and greeks", () => {
  const strikes = [99.9, 100, 100.1];
  // Each bar's quotes at its mark.
  const quotes = [60, 120, 180, 210].flatMap((second, bar) =>
    strikes.flatMap((strike) => quoteAt(second, strike, HOURS[bar] * 60)),
  );
  const marks = marksOf(tinyTape({ strikes, quotes }));

  test("are those that made the quotes", () => {
    for (let strike = 0; strike < 3; strike++)
      for (let bar = 0; bar < 4; bar++) {
        // Rounding moves a price by half a tick of 0.0001, and the forward of two of them by a tick: over the vega.
        const root = Math.sqrt(HOURS[bar] / SESSION_HOURS_PER_YEAR);
        const vega = 100 * root * normalDensity((strikes[strike] / 100 - 1) / (VOLATILITY * root));
        expect(Math.abs(row(marks.volatility, strike)[bar] - VOLATILITY)).toBeLessThan(1.5e-4 / vega);
      }
    for (const forward of marks.forward) expect(Math.abs(forward - 100)).toBeLessThan(2e-4);
  });

  test("follow the definitions at the money: delta half, gamma phi(0) / (S s), no vanna and charm", () => {
    for (let bar = 0; bar < 4; bar++) {
      const deviation = VOLATILITY * Math.sqrt(HOURS[bar] / SESSION_HOURS_PER_YEAR);
      expect(row(marks.callDelta, 1)[bar]).toBeCloseTo(0.5, 2);
      expect(row(marks.gamma, 1)[bar] / (0.3989423 / (100 * deviation))).toBeCloseTo(1, 2);
    }
    // A call above the spot loses delta as time passes and wins it with volatility; below it is the other way round.
    for (const [strike, sign] of [
      [0, -1],
      [2, 1],
    ]) {
      expect(row(marks.vanna, strike).map(Math.sign)).toEqual([sign, sign, sign, sign]);
      expect(row(marks.charm, strike).map(Math.sign)).toEqual([-sign, -sign, -sign, -sign]);
    }
  });

  test("stay as they were while no quote says otherwise, on a clock that runs", () => {
    const still = marksOf(
      tinyTape({
        strikes: [100],
        quotes: quoteAt(60, 100, 3).concat([
          [90, "100C", null, null],
          [90, "100P", null, null],
        ]),
      }),
    );
    const [first, ...later] = row(still.volatility, 0);
    expect(Math.abs(first - VOLATILITY)).toBeLessThan(1e-3);
    for (const volatility of later) expect(volatility).toBeCloseTo(first, 12);
    // Gamma grows as one over the root of the time left.
    const gamma = row(still.gamma, 0);
    expect(gamma[2] / gamma[0]).toBeCloseTo(Math.sqrt(3), 6);
  });

  test("without any quote are unknown, never zero", () => {
    const none = marksOf(tinyTape({ trades: [[1, "100C", 1, 5]] }));
    expect([...none.spot]).toEqual([100, 100, 100, 100]);
    for (const name of ["volatility", "callDelta", "gamma", "vanna", "charm"] as const)
      expect([...none[name]]).toEqual(new Array(12).fill(NaN));
  });

  test("of a strike without a bid come from its neighbours', between them by distance and beyond them flat", () => {
    const wide = [98, 99, 100, 101, 102];
    const sparse = marksOf(
      tinyTape({
        strikes: wide,
        quotes: [
          [0, "99P", 0.02, 0.04],
          [0, "100C", null, 0.05],
          [0, "100P", null, 0.05],
          [0, "101C", 0.05, 0.09],
          [0, "102C", null, 0.01],
        ],
      }),
    );
    const [v98, v99, v100, v101, v102] = wide.map((_, strike) => row(sparse.volatility, strike)[0]);
    expect(v98).toBe(v99);
    expect(v100).toBeCloseTo((v99 + v101) / 2, 12);
    expect(v102).toBe(v101);
    expect(v101).toBeGreaterThan(v99);
  });

  test("of a tape without strikes are none", () => {
    const { spot, gamma } = marksOf(tinyTape({ strikes: [] }));
    expect([...spot]).toEqual([100, 100, 100, 100]);
    expect(gamma).toHaveLength(0);
  });
});

describe("the forward", () => {
  test("is the median of strike + call - put over the strikes around the spot with four sides", () => {
    const { forward } = marksOf(
      tinyTape({
        quotes: [
          [0, "99C", 1.3, 1.5],
          [0, "99P", 0.3, 0.5], // 99 + 1.4 - 0.4 = 100
          [0, "100C", 0.8, 1.0],
          [0, "100P", 0.6, 0.8], // 100 + 0.9 - 0.7 = 100.2
          [0, "101C", 0.3, 0.5],
          [0, "101P", 1.2, 1.4], // 101 + 0.4 - 1.3 = 100.1
          [100, "101P", null, 1.4], // two are left: their middle
          [150, "99C", null, 1.5], // one
          [200, "100P", null, 0.8], // none: the spot
        ],
      }),
    );
    expect([...forward]).toEqual([100.1, 100.1, 100.2, 100]);
  });

  test("asks no strike more than 2 % away", () => {
    const far = tinyTape({
      strikes: [95],
      quotes: [
        [0, "95C", 5.5, 5.7],
        [0, "95P", 0.1, 0.2],
      ],
    });
    expect([...marksOf(far).forward]).toEqual([100, 100, 100, 100]);
  });
});

import { describe, expect, test } from "vitest";
import { blackPrice } from "../../src/engine/black.js";
import { chainExposures, exposuresAt, type ChainExposures } from "../../src/engine/exposures.js";
import { conventionsOf } from "../../src/engine/engine-options.js";
import { VOLATILITY_SOURCES } from "../../src/engine/mark-chain.js";
import { normalDensity } from "../../src/engine/normal.js";
import { LAST_MARK_MS, markInstant } from "../../src/engine/sample-clock.js";
import { SESSION_HOURS_PER_YEAR } from "../../src/engine/session-clock.js";
import type { SessionHistory } from "../../src/engine/session-history.js";
import { tinyHistory } from "./tiny-history.js";
import { tinySession, type TinyTape } from "./tiny-tape.js";

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

/** At the ends of the four minutes, the last one thirty seconds before the close. */
const ENDS = [1, 3, 5, 7];
const atEnds = (bySample: ArrayLike<number>): number[] => ENDS.map((sample) => bySample[sample]);
const volatilityOf = ({ strikes, volatility }: SessionHistory, k: number): number[] =>
  ENDS.map((sample) => volatility[sample * strikes.length + k]);
const sourceOf = ({ strikes, source }: SessionHistory, k: number): string[] =>
  ENDS.map((sample) => VOLATILITY_SOURCES[source[sample * strikes.length + k]]);
const greekOf = (history: SessionHistory, name: "callDelta" | "gamma" | "vanna" | "charm", k: number): number[] =>
  ENDS.map((sample) => {
    const chain: ChainExposures = chainExposures(history.strikes.length);
    exposuresAt(chain, history, sample, conventionsOf());
    return chain[name][k];
  });

describe("the mark of a sample", () => {
  test("is its end, and thirty seconds before the close for the last one", () => {
    const session = tinySession(2);
    expect([0, 1, 2, 3].map((bar) => (markInstant(session, bar) - session.open) / 1000)).toEqual([30, 60, 90, 90]);
    expect(LAST_MARK_MS).toBe(30_000);
  });

  test("knows what happened at it or before, and nothing later", () => {
    const history = tinyHistory({
      strikes: [100],
      underlying: [
        [-3600, 99],
        [60, 100],
        [60.001, 101],
        [209, 102],
        [211, 103],
      ],
    });
    expect([...history.spot.subarray(0, 8)]).toEqual([99, 100, 101, 101, 101, 101, 102, 102]);
    // The price at a sample's end differs from that at its mark at the close alone.
    expect([...history.price.subarray(0, 8)]).toEqual([99, 100, 101, 101, 101, 101, 102, 103]);
    expect(history.openPrice).toBe(99);
  });

  test("knows no spot before the first price", () => {
    const history = tinyHistory({ strikes: [100], underlying: [[90, 100]], quotes: quoteAt(0, 100, 4) });
    expect(atEnds(history.spot)).toEqual([NaN, 100, 100, 100]);
    expect(history.openPrice).toBeNaN();
    expect(history.forward[1]).toBeNaN();
    expect(volatilityOf(history, 0)[0]).toBeNaN();
    expect(greekOf(history, "gamma", 0)[0]).toBeNaN();
    expect(greekOf(history, "gamma", 0)[1]).toBeGreaterThan(0);
  });
});

describe("volatility and greeks", () => {
  const strikes = [99.9, 100, 100.1];
  // Each bar's quotes at its mark.
  const quotes = [60, 120, 180, 210].flatMap((second, bar) =>
    strikes.flatMap((strike) => quoteAt(second, strike, HOURS[bar] * 60)),
  );
  const history = tinyHistory({ strikes, quotes });

  test("are those that made the quotes", () => {
    for (let strike = 0; strike < 3; strike++)
      for (let bar = 0; bar < 4; bar++) {
        // Rounding moves a price by half a tick of 0.0001, and the forward of two of them by a tick: over the vega.
        const root = Math.sqrt(HOURS[bar] / SESSION_HOURS_PER_YEAR);
        const vega = 100 * root * normalDensity((strikes[strike] / 100 - 1) / (VOLATILITY * root));
        expect(Math.abs(volatilityOf(history, strike)[bar] - VOLATILITY)).toBeLessThan(1.5e-4 / vega);
      }
    for (const forward of atEnds(history.forward)) expect(Math.abs(forward - 100)).toBeLessThan(2e-4);
  });

  test("follow the definitions at the money: delta half, gamma phi(0) / (S s), no vanna and charm", () => {
    for (let bar = 0; bar < 4; bar++) {
      const deviation = VOLATILITY * Math.sqrt(HOURS[bar] / SESSION_HOURS_PER_YEAR);
      expect(greekOf(history, "callDelta", 1)[bar]).toBeCloseTo(0.5, 2);
      expect(greekOf(history, "gamma", 1)[bar] / (0.3989423 / (100 * deviation))).toBeCloseTo(1, 2);
    }
    // A call above the spot loses delta as time passes and wins it with volatility; below it is the other way round.
    for (const [strike, sign] of [
      [0, -1],
      [2, 1],
    ]) {
      expect(greekOf(history, "vanna", strike).map(Math.sign)).toEqual([sign, sign, sign, sign]);
      expect(greekOf(history, "charm", strike).map(Math.sign)).toEqual([-sign, -sign, -sign, -sign]);
    }
  });

  test("stay as they were while no quote says otherwise, on a clock that runs", () => {
    const still = tinyHistory({
      strikes: [100],
      quotes: quoteAt(60, 100, 3).concat([
        [90, "100C", null, null],
        [90, "100P", null, null],
      ]),
    });
    const [first, ...later] = volatilityOf(still, 0);
    expect(Math.abs(first - VOLATILITY)).toBeLessThan(1e-3);
    for (const volatility of later) expect(volatility).toBeCloseTo(first, 12);
    // Gamma grows as one over the root of the time left.
    const gamma = greekOf(still, "gamma", 0);
    expect(gamma[2] / gamma[0]).toBeCloseTo(Math.sqrt(3), 6);
  });

  test("without any quote are unknown, never zero", () => {
    const none = tinyHistory({ trades: [[1, "100C", 1, 5]] });
    expect(atEnds(none.spot)).toEqual([100, 100, 100, 100]);
    for (const k of [0, 1, 2]) {
      expect(volatilityOf(none, k)).toEqual([NaN, NaN, NaN, NaN]);
      for (const name of ["callDelta", "gamma", "vanna", "charm"] as const)
        expect(greekOf(none, name, k)).toEqual([NaN, NaN, NaN, NaN]);
    }
  });

  test("of a strike without a bid come from its neighbours', between them by distance and beyond them flat", () => {
    const wide = [98, 99, 100, 101, 102];
    const sparse = tinyHistory({
      strikes: wide,
      quotes: [
        [0, "99P", 0.02, 0.04],
        [0, "100C", null, 0.05],
        [0, "100P", null, 0.05],
        [0, "101C", 0.05, 0.09],
        [0, "102C", null, 0.01],
      ],
    });
    const [v98, v99, v100, v101, v102] = wide.map((_, strike) => volatilityOf(sparse, strike)[0]);
    expect(v98).toBe(v99);
    expect(v100).toBeCloseTo((v99 + v101) / 2, 12);
    expect(v102).toBe(v101);
    expect(v101).toBeGreaterThan(v99);
    const sources = wide.map((_, strike) => sourceOf(sparse, strike)[0]);
    expect(sources).toEqual(["missing_side", "quote", "missing_side", "quote", "missing_side"]);
  });

  test("of a tape without strikes are none", () => {
    const { spot, volatility } = tinyHistory({ strikes: [] });
    expect(atEnds(spot)).toEqual([100, 100, 100, 100]);
    expect(volatility).toHaveLength(0);
  });
});

describe("a quote that cannot give a volatility is told by its reason, and its strike filled in", () => {
  const strikes = [99, 100, 100.5];
  const minutes = 20;
  /** A good quote of each strike at the open, then the call at 100.5 as given; the sample that ends then is looked at. */
  function markOf(
    second: number,
    bid: number | null,
    ask: number | null,
    spot = 100,
  ): { source: string; filled: boolean } {
    const history = tinyHistory({
      minutes,
      strikes,
      underlying: [
        [0, 100],
        [second, spot],
      ],
      quotes: [
        ...strikes.flatMap((strike) => goodQuote(0, strike, 100)),
        ...[99, 100].flatMap((strike) => goodQuote(second, strike, spot)),
        [second, "100.5C", bid, ask],
      ],
    });
    const sample = Math.ceil(second / 30) - 1;
    const [, v100, above] = history.volatility.subarray(sample * 3, sample * 3 + 3);
    return { source: VOLATILITY_SOURCES[history.source[sample * 3 + 2]], filled: above === v100 };
  }
  const goodQuote = (second: number, strike: number, spot: number): NonNullable<TinyTape["quotes"]> =>
    ([1, -1] as const).map((right) => {
      const deviation = 0.4 * Math.sqrt((minutes - second / 60) / 60 / SESSION_HOURS_PER_YEAR);
      const middle = Math.round(blackPrice(spot, strike, deviation, right) * 1e4) / 1e4;
      return [second, `${strike}${right === 1 ? "C" : "P"}`, middle - 1e-4, middle + 1e-4];
    });

  test("its own quote, when that can", () => {
    const [call] = goodQuote(60, 100.5, 100);
    expect(markOf(60, call[2], call[3])).toEqual({ source: "quote", filled: false });
  });

  test.each([
    ["missing_side", null, 0.01],
    ["missing_side", 0.01, null],
    ["missing_side", null, null],
    ["crossed", 0.03, 0.02],
    // From 0.002 to 0.05: the middle could be half as much or nothing.
    ["one_tick", 0.001, 0.05],
  ] as const)("%s: %s to %s", (source, bid, ask) => {
    expect(markOf(60, bid, ask)).toEqual({ source, filled: true });
  });

  test("no_time_value: what the middle asks is more than the option can be worth", () => {
    expect(markOf(60, 100.4, 100.8)).toEqual({ source: "no_time_value", filled: true });
  });

  test("stale: five minutes old and contradicted by both neighbours, which a quote of four minutes is not", () => {
    const old = (minutesOld: number): string => {
      const second = 600;
      const history = tinyHistory({
        minutes,
        strikes: [100, 100.5, 101, 101.5, 102],
        underlying: [[0, 101]],
        quotes: [
          [second - minutesOld * 60, "101.5C", 0.9, 0.902],
          ...[100, 100.5, 101, 102].flatMap((strike) => goodQuote(second, strike, 101)),
        ],
      });
      return VOLATILITY_SOURCES[history.source[(second / 30 - 1) * 5 + 3]];
    };
    expect([4, 5].map(old)).toEqual(["quote", "stale"]);
  });
});

describe("the forward", () => {
  test("is the median of strike + call - put over the strikes around the spot with four sides", () => {
    const { forward, forwardError, forwardPairs } = tinyHistory({
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
    });
    expect(atEnds(forward)).toEqual([100.1, 100.1, 100.2, 100]);
    expect(atEnds(forwardPairs)).toEqual([3, 2, 1, 0]);
    // How far they disagree: the median distance from it. One alone cannot disagree, which is no proof that it is right.
    const errors = atEnds(forwardError);
    [0.1, 0.1].forEach((error, i) => expect(errors[i]).toBeCloseTo(error, 9));
    expect(errors.slice(2)).toEqual([NaN, NaN]);
  });

  test("asks no strike more than 2 % away", () => {
    const far = tinyHistory({
      strikes: [95],
      quotes: [
        [0, "95C", 5.5, 5.7],
        [0, "95P", 0.1, 0.2],
      ],
    });
    expect(atEnds(far.forward)).toEqual([100, 100, 100, 100]);
  });
});

import { describe, expect, test } from "vitest";
import type { ConfidenceRow } from "../../src/engine/confidence.js";
import { confidenceInWords, sideWeights } from "../../src/engine/side-weights.js";
import { TRADE_PLACES, tradePlace } from "../../src/engine/trade-place.js";
import { NO_PRICE } from "../../src/engine/tape.js";

const rules = ["quote", "tick"] as const;
const row = (
  rule: ConfidenceRow["rule"],
  place: ConfidenceRow["place"],
  trades: number,
  right: number,
  dispersion = 1,
) => ({
  ...{ rule, place, trades, right, dispersion },
});
const at = (rule: number, place: ConfidenceRow["place"]): number =>
  rule * TRADE_PLACES.length + TRADE_PLACES.indexOf(place);

describe("what a trade counts for", () => {
  test("is its share of one, over what such a weighing keeps of true flow", () => {
    // (right + 1) / (trades + 2): 0.75 and 1, m = 0.5 and 1 (nearly). Kept: (0.25 + 1) / 2.
    const { weight, variance } = sideWeights(
      [row("quote", "at_quotes", 1e9, 0.75e9), row("quote", "inside", 1e9, 1e9)],
      rules,
    );
    const gain = 1 / 0.625;
    expect(weight[at(1, "at_quotes")]).toBeCloseTo(gain * 0.5, 6);
    expect(weight[at(1, "inside")]).toBeCloseTo(gain, 6);
    expect(variance[at(1, "at_quotes")]).toBeCloseTo(1 - 2 * gain * 0.25 + gain * gain * 0.25, 6);
    expect(variance[at(1, "inside")]).toBeCloseTo((gain - 1) ** 2, 6);
    // Of half the trades each, given the truth: right in the mean, with the variance gain - 1.
    const mean = 0.5 * (0.75 - 0.25) * weight[at(1, "at_quotes")] + 0.5 * weight[at(1, "inside")];
    expect(mean).toBeCloseTo(1, 6);
    expect((variance[at(1, "at_quotes")] + variance[at(1, "inside")]) / 2).toBeCloseTo(gain - 1, 6);
  });

  test("is nothing where no rule tells a side, and then the variance is the dispersion", () => {
    const { weight, variance } = sideWeights(
      [row("unknown", "mid", 9, 0, 1.2), row("tick", "mid", 1000, 480, 1.7), row("quote", "inside", 1e9, 1e9)],
      rules,
    );
    expect([weight[at(0, "mid")], variance[at(0, "mid")]]).toEqual([0, 1.2]);
    expect([weight[at(2, "mid")], variance[at(2, "mid")]]).toEqual([0, 1.7]);
    // What no trade was counted of is not believed either.
    expect([weight[at(2, "inside")], variance[at(2, "inside")]]).toEqual([0, 1]);
    // A side that is told is not divided by what those do not tell.
    expect(weight[at(1, "inside")]).toBeCloseTo(1, 6);
  });

  test("proves little by few trades: two of two are three of four", () => {
    const { weight } = sideWeights([row("quote", "inside", 2, 2)], rules);
    expect(weight[at(1, "inside")]).toBeCloseTo(1 / (2 * 0.75 - 1), 12);
    expect(sideWeights([row("quote", "inside", 0, 0)], rules).weight[at(1, "inside")]).toBe(0);
  });

  test("follows from a probability for each rule, at whatever place", () => {
    const { weight, variance } = sideWeights({ quote: 1, tick: 0.75 }, rules);
    for (const place of TRADE_PLACES) {
      expect([weight[at(1, place)], variance[at(1, place)]]).toEqual([1, 0]);
      expect([weight[at(2, place)], variance[at(2, place)]]).toEqual([2, 3]);
      expect([weight[at(0, place)], variance[at(0, place)]]).toEqual([0, 1]);
    }
    expect(sideWeights({ quote: 0.5 }, rules).weight.every((one) => one === 0)).toBe(true);
  });

  test("is refused with what is wrong and what to do", () => {
    expect(() => sideWeights({ quote: 0.4 }, rules)).toThrow(
      "confidence in quote must be a probability from 0.5 to 1, not 0.4",
    );
    expect(() => sideWeights({ depth: 0.9 }, rules)).toThrow(
      'confidence has a row for the rule "depth", and the engine asks quote, tick; calibrate with its rules',
    );
    expect(() => sideWeights({ depth: 0.5 }, rules)).toThrow('a row for the rule "depth"');
    for (const nothing of [[], {}])
      expect(() => sideWeights(nothing, rules)).toThrow(
        "confidence says nothing of any rule; calibrate on one session",
      );
    const two = [row("quote", "mid", 9, 8), row("tick", "mid", 9, 8), row("quote", "mid", 5, 5)];
    expect(() => sideWeights(two, rules)).toThrow(
      'confidence has two rows for the rule "quote" at mid; calibrate all sessions in one call',
    );
    expect(() => sideWeights([row("quote", "mid", 1, 2)], rules)).toThrow("not 2 of 1, 1");
    expect(() => sideWeights([row("quote", "mid", 1, 1, NaN)], rules)).toThrow("not 1 of 1, NaN");
    expect(() => sideWeights([row("quote", "top" as "mid", 1, 1)], rules)).toThrow('not "top"');
  });

  test("stands in words, by rule", () => {
    expect(confidenceInWords({ tick: 0.6 }, rules)).toBe("tick 0.6");
    expect(
      confidenceInWords(
        [row("quote", "mid", 10, 5), row("quote", "inside", 30, 27), row("unknown", "mid", 3, 0)],
        rules,
      ),
    ).toBe("quote 0.8");
  });
});

test.each([
  [1.0, 1.1, 0, "no_bid"],
  [1.0, 1.1, NO_PRICE, "no_bid"],
  [1.0, 1.0, 0.9, "at_quotes"],
  [0.9, 1.0, 0.9, "at_quotes"],
  [0.92, 1.0, 0.9, "inside"],
  [0.95, 1.0, 0.9, "mid"],
  [1.2, 1.0, 0.9, "outside"],
  [0.8, 1.0, 0.9, "outside"],
  [1.0, NO_PRICE, 0.9, "unquoted"],
  [1.0, 0, 0, "unquoted"],
  [1.0, 0.9, 0.9, "unquoted"],
])("a trade at %d against an ask of %d and a bid of %d is %s", (price, ask, bid, place) => {
  const ticks = (dollars: number): number => (dollars === NO_PRICE ? NO_PRICE : Math.round(dollars * 100));
  expect(TRADE_PLACES[tradePlace(ticks(price), ticks(bid), ticks(ask))]).toBe(place);
});

import { describe, expect, test } from "vitest";
import { PIN_WEIGHTS, type PinInputs, pinScore } from "../../src/engine/pin-score.js";

const inputs: PinInputs = {
  openInterest: Float64Array.of(10, 10, 20, 10, 50),
  gex: Float64Array.of(1, -1, 6, 1, -1),
  strikes: Float64Array.of(98, 99, 100, 101, 102),
  spot: 100,
  expectedMove: 2,
  elapsed: 0.5,
};

describe("the pin score", () => {
  test("is 30 parts open interest, 25 nearness, 25 time and 20 gamma", () => {
    // The three largest strikes have 80 of 100, more than half. At the magnet. Half the day. The magnet has 6 of 10 of the
    // gross, more than half.
    expect(pinScore(inputs)).toEqual({
      score: Math.round(30 + 25 + 12.5 + 20),
      components: { oi_score: 100, proximity_score: 100, time_score: 50, gamma_score: 100 },
    });
    expect(PIN_WEIGHTS).toEqual({ oi_score: 0.3, proximity_score: 0.25, time_score: 0.25, gamma_score: 0.2 });
  });

  test("falls with the distance from the magnet in remaining moves", () => {
    // One move away: 100 exp(-1/2) = 60.65, a quarter of it 15.16.
    const away = pinScore({ ...inputs, spot: 102 });
    expect(away.components.proximity_score).toBeCloseTo(60.65, 2);
    expect(away.score).toBe(Math.round(30 + 15.16 + 12.5 + 20));
    expect(pinScore({ ...inputs, spot: 98 })).toEqual(away);
    expect(pinScore({ ...inputs, spot: 140 }).score).toBe(Math.round(30 + 0 + 12.5 + 20));
  });

  test("gives part of its parts below one half, and does not round them", () => {
    // A quarter of the open interest in three of twelve strikes, half of full; the magnet has a fifth of the gross.
    const strikes = Float64Array.from({ length: 12 }, (_, k) => 90 + k);
    const gex = new Float64Array(12);
    gex.set([2, 1, 1, 1, 1, 1, 1, 1, 1]);
    const flat = { ...inputs, openInterest: new Float64Array(12).fill(5), gex, strikes, spot: 90, elapsed: 0 };
    expect(pinScore(flat)).toEqual({
      score: 15 + 25 + 0 + 8,
      components: { oi_score: 50, proximity_score: 100, time_score: 0, gamma_score: 40 },
    });
    expect(pinScore({ ...flat, elapsed: 1 / 3 }).components.time_score).toBeCloseTo(100 / 3, 12);
  });

  test("takes the lower of two equal magnets, whatever their sign", () => {
    const twins = { ...inputs, gex: Float64Array.of(0, -5, 0, 5, 0), expectedMove: 0.1 };
    expect(pinScore({ ...twins, spot: 99 }).score).toBe(pinScore({ ...twins, spot: 101 }).score + 25);
  });

  test("ignores strikes whose gamma is unknown", () => {
    const { score } = pinScore({ ...inputs, gex: Float64Array.of(NaN, NaN, 6, NaN, NaN) });
    expect(score).toBe(Math.round(30 + 25 + 12.5 + 20));
  });

  test.each<[string, Partial<PinInputs>]>([
    ["without gamma", { gex: new Float64Array(5) }],
    ["with unknown gamma", { gex: new Float64Array(5).fill(NaN) }],
    ["without a spot", { spot: NaN }],
    ["without an expected move", { expectedMove: NaN }],
    ["with a move of nothing", { expectedMove: 0 }],
    ["without strikes", { openInterest: new Float64Array(0), gex: new Float64Array(0), strikes: new Float64Array(0) }],
  ])("%s is unknown, and so are its parts", (_, change) => {
    expect(pinScore({ ...inputs, ...change })).toEqual({
      score: NaN,
      components: { oi_score: NaN, proximity_score: NaN, time_score: NaN, gamma_score: NaN },
    });
  });

  test("of one strike with everything at the close is 100, and without open interest 70", () => {
    const one = { gex: Float64Array.of(1), strikes: Float64Array.of(100), spot: 100, expectedMove: 1, elapsed: 1 };
    expect(pinScore({ ...one, openInterest: Float64Array.of(9) }).score).toBe(100);
    expect(pinScore({ ...one, openInterest: Float64Array.of(0) }).score).toBe(70);
  });
});

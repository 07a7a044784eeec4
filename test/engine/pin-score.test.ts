import { describe, expect, test } from "vitest";
import { type PinInputs, pinScore } from "../../src/engine/pin-score.js";

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
    // The three largest strikes have 80 of 100, more than half: 30. At the magnet: 25. Half the day: 12.5. The magnet has
    // 6 of 10 of the gross, more than half: 20.
    expect(pinScore(inputs)).toBe(Math.round(30 + 25 + 12.5 + 20));
  });

  test("falls with the distance from the magnet in remaining moves", () => {
    // One move away: 25 exp(-1/2) = 15.16.
    expect(pinScore({ ...inputs, spot: 102 })).toBe(Math.round(30 + 15.16 + 12.5 + 20));
    expect(pinScore({ ...inputs, spot: 98 })).toBe(pinScore({ ...inputs, spot: 102 }));
    expect(pinScore({ ...inputs, spot: 140 })).toBe(Math.round(30 + 0 + 12.5 + 20));
  });

  test("gives part of its parts below one half", () => {
    // A quarter of the open interest in three of twelve strikes: 15. The magnet has a fifth of the gross: 8.
    const strikes = Float64Array.from({ length: 12 }, (_, k) => 90 + k);
    const gex = new Float64Array(12);
    gex.set([2, 1, 1, 1, 1, 1, 1, 1, 1]);
    const flat = { ...inputs, openInterest: new Float64Array(12).fill(5), gex, strikes, spot: 90, elapsed: 0 };
    expect(pinScore(flat)).toBe(15 + 25 + 0 + 8);
  });

  test("takes the lower of two equal magnets, whatever their sign", () => {
    const twins = { ...inputs, gex: Float64Array.of(0, -5, 0, 5, 0), expectedMove: 0.1 };
    expect(pinScore({ ...twins, spot: 99 })).toBe(pinScore({ ...twins, spot: 101 }) + 25);
  });

  test("ignores strikes whose gamma is unknown", () => {
    expect(pinScore({ ...inputs, gex: Float64Array.of(NaN, NaN, 6, NaN, NaN) })).toBe(Math.round(30 + 25 + 12.5 + 20));
  });

  test.each<[string, Partial<PinInputs>]>([
    ["without gamma", { gex: new Float64Array(5) }],
    ["with unknown gamma", { gex: new Float64Array(5).fill(NaN) }],
    ["without a spot", { spot: NaN }],
    ["without an expected move", { expectedMove: NaN }],
    ["with a move of nothing", { expectedMove: 0 }],
    ["without strikes", { openInterest: new Float64Array(0), gex: new Float64Array(0), strikes: new Float64Array(0) }],
  ])("%s is unknown", (_, change) => {
    expect(pinScore({ ...inputs, ...change })).toBeNaN();
  });

  test("of one strike with everything at the close is 100, and without open interest 70", () => {
    const one = { gex: Float64Array.of(1), strikes: Float64Array.of(100), spot: 100, expectedMove: 1, elapsed: 1 };
    expect(pinScore({ ...one, openInterest: Float64Array.of(9) })).toBe(100);
    expect(pinScore({ ...one, openInterest: Float64Array.of(0) })).toBe(70);
  });
});

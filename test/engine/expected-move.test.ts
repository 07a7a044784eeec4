import { describe, expect, test } from "vitest";
import { expectedMove } from "../../src/engine/expected-move.js";

describe("the expected move", () => {
  test("is one deviation of a full session, and of the rest of it", () => {
    // 590.42 x 0.123 x sqrt(1/252); at 15:30 half an hour is left: sqrt(0.5 / 6.5) = 27.7 % of it.
    const { fullDay, remaining, upper, lower } = expectedMove(590.42, 0.123, 0.5);
    expect(fullDay).toBeCloseTo(4.5747, 4);
    expect(remaining / fullDay).toBeCloseTo(0.27735, 5);
    expect([upper, lower]).toEqual([590.42 + remaining, 590.42 - remaining]);
  });

  test("at the open is the full day's, and at the close nothing", () => {
    const open = expectedMove(100, 0.2, 6.5);
    expect(open.remaining).toBeCloseTo(open.fullDay, 14);
    const close = expectedMove(100, 0.2, 0);
    expect([close.remaining, close.upper, close.lower, close.fullDay]).toEqual([0, 100, 100, open.fullDay]);
  });

  test.each([
    [NaN, 0.2, 1],
    [100, NaN, 1],
    [100, 0.2, NaN],
  ])("of a spot of %f, a volatility of %f and %f hours is unknown", (spot, volatility, hours) => {
    expect(Object.values(expectedMove(spot, volatility, hours))).toEqual([NaN, NaN, NaN, NaN]);
  });
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { blackPrice, impliedDeviation, type RightSign } from "../../src/engine/black.js";

describe("the price", () => {
  test("of Haug's option on futures is the published one", () => {
    // Haug, The Complete Guide to Option Pricing Formulas, Black-76: F = X = 19, T = 0.75, r = 0.10, sigma = 0.28; both
    // rights 1.7011, discounted.
    for (const right of [1, -1] as const)
      expect(Math.exp(-0.1 * 0.75) * blackPrice(19, 19, 0.28 * Math.sqrt(0.75), right)).toBeCloseTo(1.7011, 4);
  });

  test("of Hull's put on futures is the published one", () => {
    // Hull, Options, Futures, and Other Derivatives, Black's model: F = K = 20, T = 4/12, r = 0.09, sigma = 0.25: 1.12.
    expect(Math.exp(-0.09 / 3) * blackPrice(20, 20, 0.25 * Math.sqrt(1 / 3), -1)).toBeCloseTo(1.12, 2);
  });

  test("at the money is s x F / sqrt(2 pi) for small s", () => {
    expect(blackPrice(100, 100, 0.01, 1)).toBeCloseTo(0.3989406, 7);
    expect(blackPrice(6000, 6000, 1e-6, -1) / (6000e-6 / Math.sqrt(2 * Math.PI))).toBeCloseTo(1, 12);
  });

  test("without deviation is the intrinsic value, and without a number none", () => {
    expect(blackPrice(101, 100, 0, 1)).toBe(1);
    expect(blackPrice(101, 100, 0, -1)).toBe(0);
    expect(blackPrice(100, 100, 0, 1)).toBe(0);
    expect(blackPrice(100, 100, NaN, 1)).toBeNaN();
    expect(blackPrice(100, 100, -0.1, 1)).toBeNaN();
    expect(blackPrice(NaN, 100, 0.1, 1)).toBeNaN();
  });

  test("with a deviation without end is the forward or the strike", () => {
    for (const deviation of [31, 33, 1000, Infinity]) {
      expect(blackPrice(101, 100, deviation, 1)).toBeCloseTo(101, 10);
      expect(blackPrice(101, 100, deviation, -1)).toBeCloseTo(100, 10);
    }
  });

  const market = fc.record({
    forward: fc.double({ min: 50, max: 7000, noNaN: true }),
    moneyness: fc.double({ min: -0.2, max: 0.2, noNaN: true }),
    deviation: fc.double({ min: 1e-4, max: 3, noNaN: true }),
  });

  test("keeps put-call parity", () => {
    fc.assert(
      fc.property(market, ({ forward, moneyness, deviation }) => {
        const strike = forward * (1 + moneyness);
        const parity = blackPrice(forward, strike, deviation, 1) - blackPrice(forward, strike, deviation, -1);
        // Two prices of up to the forward, each right to a few units in its last place.
        expect(Math.abs(parity - (forward - strike))).toBeLessThan(1e-15 * 4 * forward);
      }),
    );
  });

  test("rises with deviation, and a call's with the forward", () => {
    fc.assert(
      fc.property(market, ({ forward, moneyness, deviation }) => {
        const strike = forward * (1 + moneyness);
        const price = blackPrice(forward, strike, deviation, 1);
        expect(blackPrice(forward, strike, deviation * 1.01, 1)).toBeGreaterThanOrEqual(price);
        expect(blackPrice(forward * 1.001, strike, deviation, 1)).toBeGreaterThanOrEqual(price);
        expect(price).toBeGreaterThanOrEqual(Math.max(0, forward - strike));
        expect(price).toBeLessThanOrEqual(forward);
      }),
    );
  });

  test("of a call falls with the strike, and of a put rises", () => {
    fc.assert(
      fc.property(market, ({ forward, moneyness, deviation }) => {
        const strike = forward * (1 + moneyness);
        const change = (right: RightSign): number =>
          blackPrice(forward, strike * 1.001, deviation, right) - blackPrice(forward, strike, deviation, right);
        // The change is a probability times a thousandth of the strike, or less than prices in the money can hold.
        expect(change(1)).toBeLessThanOrEqual(1e-15 * forward);
        expect(change(-1)).toBeGreaterThanOrEqual(-1e-15 * forward);
      }),
    );
  });

  test("is smooth where its two formulas meet, at a deviation of 0.1", () => {
    for (const strike of [60, 95, 100, 101, 140]) {
      const [below, above] = [0.1 - 1e-13, 0.1 + 1e-13].map((deviation) => blackPrice(100, strike, deviation, 1));
      expect(Math.abs(above / below - 1)).toBeLessThan(1e-10);
      expect(above).toBeGreaterThanOrEqual(below * (1 - 1e-14));
    }
  });
});

describe("the implied deviation", () => {
  test("gives back the deviation of a price, from one minute to a session and 20 deviations out", () => {
    let worst = 0;
    let count = 0;
    for (const minutes of [1, 5, 30, 120, 390])
      for (const sigma of [0.03, 0.1, 0.25, 0.8, 3, 8])
        for (const out of [-20, -8, -3, -1, -0.1, 0, 0.1, 1, 3, 8, 20]) {
          const deviation = sigma * Math.sqrt(minutes / (390 * 252));
          const forward = 6000;
          const strike = forward * Math.exp(out * deviation);
          const right: RightSign = out >= 0 ? 1 : -1;
          const found = impliedDeviation(blackPrice(forward, strike, deviation, right), forward, strike, right);
          worst = Math.max(worst, Math.abs(found / deviation - 1));
          count++;
        }
    expect(count).toBe(330);
    expect(worst).toBeLessThan(1e-12);
  });

  test("holds beyond every market, too", () => {
    for (const deviation of [0.5, 1.5, 1.99, 2.01, 3, 6])
      for (const strike of [50, 100, 170]) {
        const right: RightSign = strike >= 100 ? 1 : -1;
        const found = impliedDeviation(blackPrice(100, strike, deviation, right), 100, strike, right);
        // At a deviation of 6 the price is within 0.3 % of the most it can be: its own rounding decides.
        expect(Math.abs(found / deviation - 1)).toBeLessThan(deviation < 2 ? 1e-12 : 1e-11);
      }
  });

  test("is found again from any price out of the money that a market could quote, and rises with the price", () => {
    const quotes = fc.record({
      distance: fc.double({ min: -8, max: 8, noNaN: true }),
      deviation: fc.double({ min: 1e-4, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(quotes, ({ distance, deviation }) => {
        const strike = 6000 * Math.exp(distance * deviation);
        const right: RightSign = strike >= 6000 ? 1 : -1;
        const price = blackPrice(6000, strike, deviation, right);
        const found = impliedDeviation(price, 6000, strike, right);
        // The roundings of the price, as golden.test.ts counts them; a deviation's error is no more than its price's.
        const z = Math.abs(distance);
        const roundings = 30 + 6.5 * z * z + (deviation > 0.1 ? (7 * (1.25 + z)) / (deviation / 2) : 0);
        expect(Math.abs(found / deviation - 1)).toBeLessThan(1e-13 + roundings * 2 ** -53);
        expect(impliedDeviation(price * 1.0001, 6000, strike, right)).toBeGreaterThan(found);
      }),
    );
  });

  test("of the side in the money is that of the other side, as far as the time value's digits go", () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 3, noNaN: true }), (distance) => {
        const [forward, deviation] = [6000, 0.01];
        const strike = forward * Math.exp(-distance * deviation);
        const found = impliedDeviation(blackPrice(forward, strike, deviation, 1), forward, strike, 1);
        // A time value of v in a price of p keeps v / p of its digits.
        const time = blackPrice(forward, strike, deviation, -1);
        expect(Math.abs(found / deviation - 1)).toBeLessThan((2 ** -51 * forward) / time);
      }),
    );
  });

  test.each([
    ["at the intrinsic value", 1, 101, 100],
    ["below the intrinsic value", 0.5, 101, 100],
    ["of no price", 0, 100, 101],
    ["of a negative price", -1, 100, 101],
    ["of the forward", 100, 100, 101],
    ["above the forward", 200, 100, 101],
    ["of NaN", NaN, 100, 101],
    ["of a price without end", Infinity, 100, 101],
    ["of a forward of 0", 1, 0, 101],
    ["of a strike of 0", 1, 100, 0],
    ["of an unknown forward", 1, NaN, 100],
  ])("%s is NaN", (_, price, forward, strike) => {
    expect(impliedDeviation(price, forward, strike, 1)).toBeNaN();
  });
});

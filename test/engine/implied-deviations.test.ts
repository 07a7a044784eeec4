import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { blackPrice, impliedDeviation } from "../../src/engine/black.js";
import { impliedDeviations } from "../../src/engine/implied-deviations.js";

const FORWARD = 6000;
const isCall = (strike: number): 1 | -1 => (strike >= FORWARD ? 1 : -1);

describe("implied deviations of a chain", () => {
  // What the loops are made for, what they are not, and both sides of the seam at 0.09.
  const quote = fc.record({
    deviation: fc.oneof(
      fc.double({ min: 1e-4, max: 0.12, noNaN: true }),
      fc.double({ min: 0.085, max: 0.095, noNaN: true }),
      fc.double({ min: 0.1, max: 5, noNaN: true }),
    ),
    distance: fc.oneof(fc.double({ min: -8, max: 8, noNaN: true }), fc.double({ min: -38, max: 38, noNaN: true })),
    spoilt: fc.constantFrom(...new Array<number | undefined>(12).fill(undefined), NaN, 0, -1, 1e-300, 1e9, Infinity),
  });
  const count = fc.oneof(fc.nat(12), fc.constantFrom(255, 256, 257, 513));
  const quotes = count.chain((length) => fc.array(quote, { minLength: length, maxLength: length }));

  test("are those of each option by itself, to the last bit", () => {
    fc.assert(
      fc.property(quotes, fc.constantFrom<1 | 2>(1, 2), (list, steps) => {
        const strikes = Float64Array.from(list, ({ distance, deviation }) => FORWARD * Math.exp(distance * deviation));
        const price = Float64Array.from(
          list,
          ({ deviation, spoilt }, k) => spoilt ?? blackPrice(FORWARD, strikes[k], deviation, isCall(strikes[k])),
        );
        const out = new Float64Array(strikes.length);
        impliedDeviations(out, price, strikes, FORWARD, steps);
        const alone = strikes.map((strike, k) => impliedDeviation(price[k], FORWARD, strike, isCall(strike), steps));
        expect(out).toEqual(alone);
      }),
    );
  });

  test("give back the deviations that prices were made with", () => {
    const deviation = 0.013;
    const strikes = Float64Array.from({ length: 401 }, (_, i) => FORWARD * Math.exp(deviation * ((i - 200) / 40)));
    const price = strikes.map((strike) => blackPrice(FORWARD, strike, deviation, isCall(strike)));
    const out = new Float64Array(strikes.length);
    impliedDeviations(out, price, strikes, FORWARD);
    for (const found of out) expect(Math.abs(found / deviation - 1)).toBeLessThan(1e-12);
  });

  test("without a forward are unknown, and of no strikes none", () => {
    const out = Float64Array.of(1, 1);
    impliedDeviations(out, Float64Array.of(1, 1), Float64Array.of(99, 101), NaN);
    expect([...out]).toEqual([NaN, NaN]);
    expect(() => impliedDeviations(out, new Float64Array(0), new Float64Array(0), 100)).not.toThrow();
  });
});

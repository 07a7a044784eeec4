import { describe, expect, test } from "vitest";
import { pinProbability, type PinProbabilityInputs, rangeProbability } from "../../src/engine/pin-probability.js";

/** The vendor's published example: 0.07 % from the magnet, a remaining deviation of 0.34 %, 1.1 hours, 44 % on top. */
const EXAMPLE: PinProbabilityInputs = {
  spot: 600,
  magnet: 600 * 1.0007,
  expectedMove: 600 * 0.0034,
  hours: 1.1,
  regime: "positive_gamma",
  top3: 0.44,
};

describe("the pin probability", () => {
  test("gives the vendor's example, 0.83", () => {
    // exp(-0.0007 / (0.0034 x sqrt(1.1 / 6.5))) = exp(-0.50047) = 0.60625; x 1.20 x 1.14
    expect(pinProbability(EXAMPLE)).toBeCloseTo(0.60625 * 1.2 * 1.14, 4);
    expect(pinProbability(EXAMPLE).toFixed(2)).toBe("0.83");
  });

  test("is boosted by the regime and by what stands on the top three strikes, within bounds", () => {
    const far = { ...EXAMPLE, magnet: 604 };
    const of = (change: Partial<PinProbabilityInputs>) => pinProbability({ ...far, ...change });
    const plain = of({ regime: "undetermined", top3: 0.3 });
    expect(plain).toBeCloseTo(Math.exp(-4 / (2.04 * Math.sqrt(1.1 / 6.5))), 14);
    expect(of({ regime: "positive_gamma", top3: 0.3 }) / plain).toBeCloseTo(1.2, 14);
    expect(of({ regime: "negative_gamma", top3: 0.3 }) / plain).toBeCloseTo(0.7, 14);
    const boost = [0, 0.3, 0.4, 0.6, 1, NaN].map((top3) => of({ regime: "undetermined", top3 }) / plain);
    [1, 1, 1.1, 1.3, 1.3, 1].forEach((expected, i) => expect(boost[i]).toBeCloseTo(expected, 14));
  });

  test("is 0.95 at most, and the same on both sides of the magnet", () => {
    expect(pinProbability({ ...EXAMPLE, magnet: 600 })).toBe(0.95);
    expect(pinProbability({ ...EXAMPLE, magnet: 600 * 0.9993 })).toBeCloseTo(pinProbability(EXAMPLE), 12);
  });

  test("at the close is one or nothing: the spot is at the magnet, or it is not", () => {
    const close = { ...EXAMPLE, hours: 0, expectedMove: 0 };
    expect(pinProbability(close)).toBe(0);
    expect(pinProbability({ ...close, magnet: 600 })).toBe(0.95);
    expect(pinProbability({ ...close, magnet: 600, regime: "negative_gamma", top3: 0 })).toBe(0.7);
  });

  test("takes no more than a whole session for time", () => {
    expect(pinProbability({ ...EXAMPLE, hours: 8 })).toBe(pinProbability({ ...EXAMPLE, hours: 6.5 }));
  });

  test.each(["spot", "magnet", "expectedMove", "hours"] as const)("is unknown without %s", (name) => {
    expect(pinProbability({ ...EXAMPLE, [name]: NaN })).toBeNaN();
  });
});

describe("the probability of a range", () => {
  test("is the normal one, the same on every day, around the vendor's example of 600.42", () => {
    const one = rangeProbability(600.42, 2.04, 1);
    expect(one.value).toBeCloseTo(0.6826894921370859, 14);
    expect([one.low.toFixed(2), one.high.toFixed(2)]).toEqual(["598.38", "602.46"]);
    const two = rangeProbability(600.42, 2.04, 2);
    expect(two.value).toBeCloseTo(0.9544997361036416, 14);
    expect([two.low.toFixed(2), two.high.toFixed(2)]).toEqual(["596.34", "604.50"]);
  });
});

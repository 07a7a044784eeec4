import fc from "fast-check";
import { expect, test } from "vitest";
import { wilson } from "../../src/analytics/wilson.js";

test("Wilson's interval is that of the tables", () => {
  // Newcombe (1998), table I, method 3: 81 of 263, 15 of 148, 0 of 20, 1 of 29.
  const rounded = (hits: number, trials: number) => wilson(hits / trials, trials).map((end) => Number(end.toFixed(4)));
  expect(rounded(81, 263)).toEqual([0.2553, 0.3662]);
  expect(rounded(15, 148)).toEqual([0.0624, 0.1605]);
  expect(rounded(0, 20)).toEqual([0, 0.1611]);
  expect(rounded(1, 29)).toEqual([0.0061, 0.1718]);
  expect(wilson(0.5, 0)).toEqual([NaN, NaN]);
});

test("its ends are the shares from which the count lies as far as the quantile, and mirror", () => {
  const trials = fc.integer({ min: 1, max: 1000 });
  fc.assert(
    fc.property(trials, fc.nat(1000), (n, of) => {
      const share = Math.min(1, of / n);
      const [low, high] = wilson(share, n);
      expect(low).toBeGreaterThanOrEqual(0);
      expect(high).toBeLessThanOrEqual(1);
      for (const end of [low, high])
        expect((share - end) ** 2 * n).toBeCloseTo(1.959963984540054 ** 2 * end * (1 - end), 9);
      const [mirrored, other] = wilson(1 - share, n);
      expect(mirrored).toBeCloseTo(1 - high, 12);
      expect(other).toBeCloseTo(1 - low, 12);
    }),
  );
});

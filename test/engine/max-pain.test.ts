import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { maxPain } from "../../src/engine/max-pain.js";
import { typedChain } from "./chain-states.js";

const pain = (rows: [number, number, number][], multiplier = 100) => maxPain(typedChain({ rows, multiplier }));
const at = (price: number, value: number) => ({ price, value, status: "available" });

/** What all options pay at a settlement price: the definition. */
function payout(rows: readonly [number, number, number][], settlement: number): number {
  const each = rows.map(
    ([strike, calls, puts]) => calls * Math.max(0, settlement - strike) + puts * Math.max(0, strike - settlement),
  );
  return 100 * each.reduce((sum, paid) => sum + paid, 0);
}

describe("max pain", () => {
  test("is the strike at which all options together pay the least", () => {
    // At 100 the call of 95 pays 5 and the put of 105 pays 5; at 95 puts pay 4 x 5 + 10, at 105 calls 10 + 4 x 5.
    expect(
      pain([
        [95, 1, 0],
        [100, 4, 4],
        [105, 0, 1],
      ]),
    ).toEqual(at(100, 1000));
    expect(
      pain(
        [
          [95, 1, 0],
          [100, 4, 4],
          [105, 0, 1],
        ],
        10,
      ),
    ).toEqual(at(100, 100));
  });

  test("is the lowest of strikes that pay the same", () => {
    expect(
      pain([
        [90, 0, 0],
        [95, 0, 2],
        [100, 0, 0],
        [105, 2, 0],
        [110, 0, 0],
      ]),
    ).toEqual(at(95, 0));
    expect(
      pain([
        [95, 3, 0],
        [100, 0, 3],
      ]),
    ).toEqual(at(95, 1500));
    expect(
      pain([
        [95, 0, 0],
        [100, 1, 0],
      ]),
    ).toEqual(at(95, 0));
    expect(
      pain([
        [95, 0, 1],
        [100, 0, 0],
      ]),
    ).toEqual(at(95, 0));
  });

  test("of one strike is that strike, and without open interest there is none", () => {
    expect(pain([[100, 0, 7]])).toEqual(at(100, 0));
    expect(
      pain([
        [99, 0, 0],
        [100, 0, 0],
      ]),
    ).toEqual({ price: null, value: null, status: "no_open_interest" });
    expect(pain([])).toEqual({ price: null, value: null, status: "no_strikes" });
  });

  const chains = (contracts: fc.Arbitrary<number>) =>
    fc
      .array(fc.tuple(fc.constantFrom(0.5, 1, 5), contracts, contracts), { minLength: 1, maxLength: 40 })
      .map((steps) => {
        let strike = 50;
        return steps.map(([step, calls, puts]): [number, number, number] => [(strike += step), calls, puts]);
      })
      .filter((rows) => rows.some(([, calls, puts]) => calls + puts > 0));

  test("is what trying every strike finds", () => {
    fc.assert(
      fc.property(chains(fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 100_000 }))), (rows) => {
        const payouts = rows.map(([strike]) => payout(rows, strike));
        const least = Math.min(...payouts);
        // Half dollars times whole contracts are exact.
        expect(pain(rows)).toEqual(at(rows[payouts.indexOf(least)][0], least));
      }),
      { numRuns: 500 },
    );
  });

  test("of parts of contracts, as effective open interest has them, pays no more than any other strike", () => {
    fc.assert(
      fc.property(chains(fc.integer({ min: 0, max: 1000 }).map((net) => 0.43 * net)), (rows) => {
        const least = Math.min(...rows.map(([strike]) => payout(rows, strike)));
        const { price, value } = pain(rows);
        expect(payout(rows, price!)).toBeCloseTo(least, 3);
        expect(value).toBeCloseTo(least, 3);
      }),
    );
  });

  test("does not move with the number of contracts, and mirrors with calls for puts", () => {
    fc.assert(
      fc.property(chains(fc.integer({ min: 0, max: 1000 })), (rows) => {
        const { price, value } = pain(rows);
        const tripled = rows.map(([strike, calls, puts]): [number, number, number] => [strike, 3 * calls, 3 * puts]);
        expect(pain(tripled)).toEqual(at(price!, 3 * value!));
        const mirrored = rows
          .map(([strike, calls, puts]): [number, number, number] => [500 - strike, puts, calls])
          .reverse();
        expect(pain(mirrored).value).toBe(value);
        expect(payout(rows, 500 - pain(mirrored).price!)).toBe(value);
      }),
    );
  });
});

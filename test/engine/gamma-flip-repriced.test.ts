import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ChainState } from "../../src/engine/chain-state.js";
import { gammaFlipRepriced } from "../../src/engine/gamma-flip-repriced.js";
import { repricedGex } from "../../src/engine/repriced-gex.js";
import { SESSION_HOURS_PER_YEAR } from "../../src/engine/session-clock.js";
import { anyChain, definedGex, typedChain } from "./chain-states.js";

const none = (status: string) => ({ price: null, value: null, status });

/** Negative below 100, positive above. */
const CHAIN = typedChain({
  rows: [
    [97, 10, 100],
    [98, 10, 300],
    [99, 50, 400],
    [100, 200, 200],
    [101, 400, 50],
    [102, 300, 10],
    [103, 100, 10],
  ],
});

/** Of every size that enters the sum, the largest possible one: what roundings are measured against. */
function gross({ callPosition, putPosition, ...chain }: ChainState, spot: number): number {
  return definedGex([{ ...chain, callPosition, putPosition: putPosition.map((position) => -position) }], spot);
}

/** Calls for puts, and each strike where its bell is reflected at the spot: a bell stands where d1 = 0, K = F exp(s^2 / 2). */
function mirrorOf(chain: ChainState): ChainState {
  const { spot, forward, strikes, volatility, hours, callOpenInterest, putOpenInterest } = chain;
  const rows = [...strikes.keys()].map((k): [number, number, number, number] => {
    const variance = (volatility[k] ** 2 * hours) / SESSION_HOURS_PER_YEAR;
    return [(forward ** 2 / strikes[k]) * Math.exp(variance), putOpenInterest[k], callOpenInterest[k], volatility[k]];
  });
  return typedChain({ rows: rows.sort((a, b) => a[0] - b[0]), spot, forward, hours });
}

describe("net GEX at a hypothetical spot", () => {
  test("is the sum of the textbook's formula over strikes and expirations", () => {
    fc.assert(
      fc.property(
        fc.array(anyChain, { minLength: 1, maxLength: 3 }),
        fc.double({ min: 0.97, max: 1.03, noNaN: true }),
        (all, move) => {
          const chains = all.map((chain) => ({ ...chain, spot: all[0].spot }));
          const spot = all[0].spot * move;
          const size = chains.reduce((sum, chain) => sum + gross(chain, spot), 0);
          // d1 comes from logarithms of about 5, whose last bit 2^-51 a deviation of at least 0.08 sqrt(0.05 / 1638), 4.4e-4,
          // makes 1e-12; times d1, at most 38 where the exponential is not 0, that is the relative error of one term.
          expect(Math.abs(repricedGex(chains, spot) - definedGex(chains, spot))).toBeLessThanOrEqual(1e-10 * size);
        },
      ),
    );
  });

  test("holds each strike's volatility and moves the forward with the spot", () => {
    const one = typedChain({ rows: [[100, 1, 0, 0.2]], forward: 100.5, multiplier: 1, hours: 6.5 });
    // At spot 101 the forward is 101.505; s = 0.2 / sqrt(252) = 0.0125988, d1 = ln(1.01505) / s + s / 2 = 1.191937,
    // phi(d1) = 0.196051, GEX = phi / s x S x 0.01
    expect(repricedGex([one], 101)).toBeCloseTo((0.19605 / 0.0125988) * 101 * 0.01, 2);
  });

  test("leaves out what has no volatility, no position or no time left, and is 0 without any", () => {
    const rows: [number, number, number, number?][] = [
      [99, 5, 0, NaN],
      [100, 7, 7],
      [101, 0, 0],
    ];
    expect(repricedGex([typedChain({ rows })], 100)).toBe(0);
    expect(repricedGex([typedChain({ rows: [[100, 1, 0]], hours: 0 })], 100)).toBe(0);
    expect(repricedGex([], 100)).toBe(0);
  });
});

describe("the re-priced gamma flip", () => {
  test("is the spot at which re-priced net GEX is 0", () => {
    fc.assert(
      fc.property(anyChain, (chain) => {
        const { price } = gammaFlipRepriced([chain]);
        fc.pre(price !== null);
        const { strikes } = chain;
        expect(price).toBeGreaterThanOrEqual(strikes[0]);
        expect(price).toBeLessThanOrEqual(strikes.at(-1)!);
        // The sign changes within the tolerance, 1e-10 of the price, and the rounding of exp and log.
        const width = 1.01e-10 * price;
        const [below, above] = [definedGex([chain], price - width), definedGex([chain], price + width)];
        expect(below * above).toBeLessThanOrEqual(0);
      }),
      { numRuns: 500 },
    );
  });

  test("is the nearest of all, within six deviations and half a deviation's resolution", () => {
    fc.assert(
      fc.property(anyChain, (chain) => {
        const { strikes, spot, volatility, hours } = chain;
        const nearest = [...strikes.keys()].reduce((a, b) =>
          Math.abs(strikes[b] - spot) < Math.abs(strikes[a] - spot) ? b : a,
        );
        const deviation = volatility[nearest] * Math.sqrt(hours / SESSION_HOURS_PER_YEAR);
        const low = Math.max(Math.log(strikes[0] / spot), -6 * deviation);
        const high = Math.min(Math.log(strikes.at(-1)! / spot), 6 * deviation);
        const { price, status } = gammaFlipRepriced([chain]);
        fc.pre(status === "available" || status === "no_boundary");
        // A search at a fiftieth of a deviation: between the spot and the flip found there may be pairs of crossings
        // nearer together than a step, and nothing else.
        const crossings: number[] = [];
        const steps = Math.ceil(((high - low) / deviation) * 50);
        let before = 0;
        for (let i = 0; i <= steps; i++) {
          const x = low + ((high - low) * i) / steps;
          const sign = Math.sign(definedGex([chain], spot * Math.exp(x)));
          if (sign !== 0 && before !== 0 && sign !== before) crossings.push(x);
          if (sign !== 0) before = sign;
        }
        const reach = price === null ? Infinity : Math.abs(Math.log(price / spot));
        const fine = deviation / 50 + 1e-9;
        // A crossing nearer than the flip found has another one within a step of half a deviation: the two of a pair that
        // is not seen, or of three in one step of which another was found.
        for (const [i, x] of crossings.entries()) {
          if (Math.abs(x) >= reach - 2 * fine) continue;
          const partner = [crossings[i - 1], crossings[i + 1]].some(
            (other) => other !== undefined && Math.abs(other - x) <= deviation / 2 + fine,
          );
          expect(partner, `a lone crossing at ${x} is nearer than ${reach}`).toBe(true);
        }
        if (price !== null)
          expect(
            crossings.some((x) => Math.abs(x - Math.log(price / spot)) <= 2 * fine) || crossings.length === 0,
          ).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  test("is near the crossing by strike in a chain that is short below and long above", () => {
    const flip = gammaFlipRepriced([CHAIN]);
    expect(flip.status).toBe("available");
    expect(flip.value).toBeNull();
    expect(Math.abs(flip.price! - 100)).toBeLessThan(0.05);
  });

  test("does not move with the number of contracts, and net GEX is in proportion to it", () => {
    fc.assert(
      fc.property(anyChain, fc.constantFrom(0.125, 4, 1024), (chain, times) => {
        const scaled = {
          ...chain,
          callOpenInterest: chain.callOpenInterest.map((open) => times * open),
          putOpenInterest: chain.putOpenInterest.map((open) => times * open),
          callPosition: chain.callPosition.map((position) => times * position),
          putPosition: chain.putPosition.map((position) => times * position),
        };
        // Powers of two round nothing.
        expect(gammaFlipRepriced([scaled])).toEqual(gammaFlipRepriced([chain]));
        expect(repricedGex([scaled], chain.spot)).toBe(times * repricedGex([chain], chain.spot));
      }),
    );
  });

  test("mirrors with the chain in the logarithm: calls for puts, each bell's centre reflected at the spot", () => {
    fc.assert(
      fc.property(anyChain, fc.double({ min: -0.05, max: 0.05, noNaN: true }), (chain, x) => {
        const { spot } = chain;
        const mirrored = mirrorOf(chain);
        const there = spot * Math.exp(x);
        const back = spot * Math.exp(-x);
        // As above, for two sums: a relative 1e-10 of each term.
        expect(
          Math.abs(repricedGex([chain], there) / there + repricedGex([mirrored], back) / back),
        ).toBeLessThanOrEqual((2e-10 * gross(chain, there)) / there);
      }),
    );
    const off = { ...CHAIN, spot: 99.4, forward: 99.4 };
    const [one, other] = [off, mirrorOf(off)].map((chain) => Math.log(gammaFlipRepriced([chain]).price! / 99.4));
    expect(one).toBeGreaterThan(0.005);
    expect(Math.abs(one + other)).toBeLessThanOrEqual(2.1e-10);
  });

  test("adds chains of several expirations up", () => {
    const later = { ...CHAIN, hours: 9.5, putPosition: CHAIN.putPosition.map((position) => position * 1.4) };
    const both = gammaFlipRepriced([CHAIN, later]).price!;
    expect(definedGex([CHAIN, later], both * (1 - 1e-10))).toBeLessThan(0);
    expect(definedGex([CHAIN, later], both * (1 + 1e-10))).toBeGreaterThan(0);
    expect(both).toBeGreaterThan(gammaFlipRepriced([CHAIN]).price!);
    expect(both).toBeLessThan(gammaFlipRepriced([later]).price!);
    // Two chains that are the same have the flip of one, and a chain without strikes adds nothing.
    expect(gammaFlipRepriced([CHAIN, CHAIN, typedChain({ rows: [] })]).price).toBeCloseTo(
      gammaFlipRepriced([CHAIN]).price!,
      8,
    );
  });

  test("does not search without end where one expiration is a moment from its close", () => {
    // Half deviations of the first over six of the second would be 10 million steps.
    const moment = { ...CHAIN, hours: 1e-10 };
    const flip = gammaFlipRepriced([moment, { ...CHAIN, hours: 6.5 }]);
    expect(flip.price).toBeCloseTo(gammaFlipRepriced([{ ...CHAIN, hours: 6.5 }]).price!, 7);
  });

  test("finds the nearest of several, and one at the spot itself", () => {
    // One deviation at 16 % and 3 h is 0.68: signs - + - over strikes 2 apart cross near 99 and 101.
    const three = (spot: number) =>
      gammaFlipRepriced([
        typedChain({
          spot,
          rows: [
            [96, 0, 1],
            [98, 0, 100],
            [100, 100, 0],
            [102, 0, 100],
            [104, 0, 1],
          ],
        }),
      ]).price!;
    expect(Math.abs(three(99.8) - 99)).toBeLessThan(0.05);
    expect(Math.abs(three(100.2) - 101)).toBeLessThan(0.05);
    const s = 0.16 * Math.sqrt(3 / SESSION_HOURS_PER_YEAR);
    const centred = (offset: number) => 100 * Math.exp(offset + (s * s) / 2);
    const symmetric = typedChain({
      rows: [
        [centred(-0.01), 0, 50],
        [centred(0.01), 50, 0],
      ],
    });
    expect(Math.abs(gammaFlipRepriced([symmetric]).price! - 100)).toBeLessThan(1e-8);
  });

  const rows = (...open: [number, number][]): [number, number, number][] =>
    open.map(([calls, puts], k) => [98 + k, calls, puts]);
  const book: [number, number][] = [
    [0, 50],
    [0, 50],
    [9, 9],
    [50, 0],
    [50, 0],
  ];

  test.each<[string, readonly ChainState[], string]>([
    ["without chains", [], "no_strikes"],
    ["without strikes", [typedChain({ rows: [] })], "no_strikes"],
    ["of one strike", [typedChain({ rows: [[100, 50, 10]] })], "no_boundary"],
    ["of calls alone", [typedChain({ rows: rows([1, 0], [5, 0], [3, 0]) })], "no_boundary"],
    ["without a spot", [typedChain({ rows: rows(...book), spot: NaN })], "no_spot"],
    ["at the close", [typedChain({ rows: rows(...book), hours: 0 })], "no_time_left"],
    ["of a spot below the strikes", [typedChain({ rows: rows(...book), spot: 97 })], "insufficient_local_coverage"],
    ["of a spot above the strikes", [typedChain({ rows: rows(...book), spot: 103 })], "insufficient_local_coverage"],
    ["with nothing open", [typedChain({ rows: rows([0, 0], [0, 0], [0, 0]) })], "no_open_interest"],
    [
      "with nothing open near the spot",
      [
        typedChain({
          rows: [
            [90, 0, 9],
            [100, 0, 0],
            [110, 9, 0],
          ],
        }),
      ],
      "insufficient_local_coverage",
    ],
    ["of calls and puts that cancel", [typedChain({ rows: rows([5, 5], [7, 7], [9, 9], [1, 1]) })], "no_exposure"],
    [
      "without volatilities",
      [
        typedChain({
          rows: [
            [99, 0, 5, NaN],
            [100, 1, 1, NaN],
            [101, 5, 0, NaN],
          ],
        }),
      ],
      "insufficient_quote_quality",
    ],
    [
      "of volatilities that were filled in for more than half of the open interest near the spot",
      [typedChain({ rows: rows(...book), filled: Uint8Array.of(0, 1, 1, 1, 0) })],
      "insufficient_quote_quality",
    ],
  ])("%s is not there, and says why", (_, chains, status) => {
    expect(gammaFlipRepriced(chains)).toEqual(none(status));
  });

  test("is there when exactly half of the open interest near the spot has quotes of its own", () => {
    // Three deviations are 3.02: all five strikes are near the spot, and 100 of their 200 contracts are on the first two.
    const filled = Uint8Array.of(0, 0, 1, 1, 1);
    const half = rows([0, 50], [0, 50], [0, 0], [50, 0], [50, 0]);
    const less = rows([0, 50], [0, 50], [0, 0], [50, 0], [51, 0]);
    expect(gammaFlipRepriced([typedChain({ rows: half, filled, hours: 6.5 })]).status).toBe("available");
    expect(gammaFlipRepriced([typedChain({ rows: less, filled, hours: 6.5 })]).status).toBe(
      "insufficient_quote_quality",
    );
  });
});

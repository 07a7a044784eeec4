import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { blackPrice } from "../../src/engine/black.js";
import { chainDecays, type ChainGreeks, chainGreeks, chainValues } from "../../src/engine/chain-greeks.js";
import { SESSION_HOURS_PER_YEAR } from "../../src/engine/session-clock.js";
import { optionOnForward, type OptionPair, pricedChain } from "./one-option.js";

const NONE = { gamma: 0, vanna: 0, charm: 0, theta: 0, vega: 0 };

/** -0 is 0 here: a column of greeks is multiplied and summed, not divided by. */
function plain(pair: OptionPair): OptionPair {
  return Object.fromEntries(Object.entries(pair).map(([name, value]) => [name, value + 0])) as OptionPair;
}
const pairOf = (forward: number, strike: number, hours: number, volatility: number): OptionPair =>
  plain(optionOnForward(forward, forward, strike, hours, volatility));

describe("the limits of a chain's greeks", () => {
  test.each([
    ["without volatility", 2, 0],
    ["at the close", 0, 0.3],
    ["with next to no volatility", 2, 1e-300],
    ["with a volatility that only a computer could tell from none", 2, 1e-100],
    ["with the smallest double for a volatility", 2, Number.MIN_VALUE],
    ["with next to no time", 1e-300, 1e-150],
  ])("%s are a step, its intrinsic value and nothing else", (_, hours, volatility) => {
    expect(pairOf(101, 100, hours, volatility)).toEqual({ ...NONE, callDelta: 1, callPrice: 1, putPrice: 0 });
    expect(pairOf(99, 100, hours, volatility)).toEqual({ ...NONE, callDelta: 0, callPrice: 0, putPrice: 1 });
    expect(pairOf(100, 100, hours, volatility)).toEqual({ ...NONE, callDelta: 0.5, callPrice: 0, putPrice: 0 });
  });

  test("far from the money are those without volatility", () => {
    // 0.01 deviations of the underlying a strike, 200 deviations away: the density there is 0 in doubles.
    const hours = SESSION_HOURS_PER_YEAR;
    expect(pairOf(100, 100 * Math.exp(2), hours, 0.01)).toEqual({
      ...NONE,
      callDelta: 0,
      callPrice: 0,
      putPrice: 100 * Math.exp(2) - 100,
    });
    expect(pairOf(100, 100 * Math.exp(-2), hours, 0.01)).toMatchObject({ callDelta: 1, putPrice: 0, gamma: 0 });
  });

  test("are reached without a jump as far as doubles go", () => {
    // phi(38.5) is 1e-322: the last strikes that are computed are next to those that are not.
    const [hours, volatility] = [SESSION_HOURS_PER_YEAR, 0.01];
    for (const distance of [37, 38, 38.9, 39.1, 40]) {
      const { callDelta, gamma, callPrice } = pairOf(100, 100 * Math.exp(distance * volatility), hours, volatility);
      expect(callDelta).toBeGreaterThanOrEqual(0);
      expect(callDelta).toBeLessThan(1e-298);
      expect(gamma).toBeLessThan(1e-295);
      expect(callPrice).toBeLessThan(1e-295);
    }
  });

  test("beyond every market are the forward and the strike", () => {
    for (const volatility of [33, 1e6, Infinity])
      expect(pairOf(101, 100, SESSION_HOURS_PER_YEAR, volatility)).toMatchObject({
        callDelta: 1,
        gamma: 0,
        vanna: 0,
        charm: 0,
        callPrice: 101,
        putPrice: 100,
      });
    const { callDelta, callPrice, putPrice } = pairOf(101, 100, SESSION_HOURS_PER_YEAR, 31.9);
    expect(callDelta).toBe(1);
    expect([callPrice, putPrice]).toEqual([101, 100]);
  });

  test.each<[string, [number, number, number, number]]>([
    ["no volatility is known", [100, 101, 2, NaN]],
    ["volatility is negative", [100, 101, 2, -0.1]],
    ["no forward is known", [NaN, 101, 2, 0.2]],
    ["no forward is known and there is no volatility", [NaN, 101, 2, 0]],
    ["the forward is negative", [-5, 101, 2, 0.2]],
    ["the forward is negative and there is no volatility", [-5, 101, 2, 0]],
    ["no time is known", [100, 101, NaN, 0.2]],
    ["the close is past", [100, 101, -1, 0.2]],
  ])("are unknown where %s", (_, [forward, strike, hours, volatility]) => {
    for (const value of Object.values(pairOf(forward, strike, hours, volatility))) expect(value).toBeNaN();
  });

  test("of no strikes are none", () => {
    const { chain, out } = pricedChain([], { forward: 100, hours: 1 });
    chainValues(out, chain, new Float64Array(0));
    expect(out.callDelta).toHaveLength(0);
  });
});

describe("a chain", () => {
  const volatility = fc.oneof(
    fc.double({ min: 0.03, max: 8, noNaN: true }),
    fc.constantFrom(0, NaN, 1e-320, 1e-300, 1e-100, 1e4, -1, Infinity),
  );
  // To both sides of a block and of two.
  const count = fc.oneof(fc.nat(12), fc.constantFrom(255, 256, 257, 511, 512, 513, 700));
  const chains = count.chain((length) =>
    fc.record({
      distances: fc.array(fc.double({ min: -60, max: 60, noNaN: true }), { minLength: length, maxLength: length }),
      volatility: fc.array(volatility, { minLength: length, maxLength: length }),
      hours: fc.constantFrom(0, 1 / 60, 0.5, 3, 6.5),
      at: fc.nat(5),
    }),
  );

  test("gives each strike what it would get alone, whatever its neighbours, its place and the place of its volatility", () => {
    fc.assert(
      fc.property(chains, ({ distances, volatility, hours, at }) => {
        const strikes = distances.map((distance) => 6000 * Math.exp(distance * 0.002));
        const { chain, out } = pricedChain(strikes, { forward: 6000, spot: 5990, hours });
        const volatilities = Float64Array.from([...new Array<number>(at).fill(0.77), ...volatility, 0.77]);
        chainValues(out, chain, volatilities, at);
        chainDecays(out, out.gamma, chain, volatilities, at);
        const greeks = pricedChain(strikes, { forward: 6000, spot: 5990, hours }).out;
        chainGreeks(greeks, chain, volatilities, at);
        const wrong: string[] = [];
        for (let k = 0; k < strikes.length; k++) {
          const alone = plain(optionOnForward(6000, 5990, strikes[k], hours, volatility[k]));
          for (const name of Object.keys(alone) as (keyof OptionPair)[])
            if (!Object.is(out[name][k] + 0, alone[name])) wrong.push(`${name} ${k}`);
          for (const name of ["callDelta", "gamma", "vanna", "charm"] as const satisfies (keyof ChainGreeks)[])
            if (!Object.is(greeks[name][k] + 0, alone[name])) wrong.push(`${name} ${k} of chainGreeks`);
        }
        expect(wrong).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  test("writes nothing but its columns", () => {
    const { chain, out } = pricedChain([99, 100, 101], { forward: 100, hours: 1 });
    const volatilities = Float64Array.of(0.2, 0.2, 0.2);
    const before = [chain.strikes, chain.logStrikes, volatilities].map((column) => [...column]);
    chainValues(out, chain, volatilities);
    expect([chain.strikes, chain.logStrikes, volatilities].map((column) => [...column])).toEqual(before);
  });
});

describe("greeks and prices", () => {
  const U = 2 ** -53;
  const cases = fc.record({
    distance: fc.double({ min: -6, max: 6, noNaN: true }),
    deviation: fc.double({ min: 1e-3, max: 0.2, noNaN: true }),
    hours: fc.double({ min: 0.02, max: 6.5, noNaN: true }),
  });
  const market = ({ distance, deviation, hours }: { distance: number; deviation: number; hours: number }) => ({
    forward: 100,
    strike: 100 * Math.exp(distance * deviation),
    hours,
    volatility: deviation / Math.sqrt(hours / SESSION_HOURS_PER_YEAR),
  });

  /*
   * Central differences with bumps of u, in deviations of the forward or in parts of volatility and time: u^2 / 6 times the
   * third derivative, and the rounding of two values over 2 u. A delta is as right as d1, which has two logarithms below 6
   * over s; a price out of the money, which is at most s F, to fewer than 16 roundings.
   */
  const u = 1e-4;
  const roundingOfDelta = (deviation: number): number => (16 * U + (2 * U * 12) / deviation) / u;

  test("delta is the slope of the price in the forward", () => {
    fc.assert(
      fc.property(cases, (one) => {
        const { forward, strike, hours, volatility } = market(one);
        const bump = forward * one.deviation * u;
        const at = (f: number): number => blackPrice(f, strike, one.deviation, 1);
        const slope = (at(forward + bump) - at(forward - bump)) / (2 * bump);
        // (F s)^2 times the slope of gamma is -phi(d1) (d1 + s), at most 0.4; a price is as right as the forward's size allows.
        const rounding = (8 * U * forward) / bump;
        const { callDelta } = pairOf(forward, strike, hours, volatility);
        expect(Math.abs(callDelta - slope)).toBeLessThan(
          (u * u * 0.4) / 6 + rounding + roundingOfDelta(one.deviation) * u,
        );
      }),
    );
  });

  test("gamma is the slope of delta in the spot, vanna in volatility, charm in time that passes", () => {
    fc.assert(
      fc.property(cases, (one) => {
        const { forward, strike, hours, volatility } = market(one);
        const delta = (f: number, h: number, vol: number): number => pairOf(f, strike, h, vol).callDelta;
        const { gamma, vanna, charm } = pairOf(forward, strike, hours, volatility);
        const rounding = roundingOfDelta(one.deviation);

        // Phi''' = (d1^2 - 1) phi(d1), at most 0.4; that ln F is curved adds 3 s Phi'' and 2 s^2 Phi', together below 0.2.
        const bump = forward * one.deviation * u;
        const inSpot = (delta(forward + bump, hours, volatility) - delta(forward - bump, hours, volatility)) / (2 * u);
        expect(Math.abs(gamma * forward * one.deviation - inSpot)).toBeLessThan((u * u * 0.6) / 6 + rounding);

        // s^3 times the third derivative of Phi(x / s) is phi(z) (7 z^3 - 6 z - z^5), below 1 for every z; that d1 has s / 2 more
        // adds less than that again. In time it is less: s is its root.
        const v = u * volatility;
        const inVolatility = (delta(forward, hours, volatility + v) - delta(forward, hours, volatility - v)) / (2 * u);
        expect(Math.abs(vanna * volatility - inVolatility)).toBeLessThan((u * u * 2) / 6 + rounding);

        const h = u * hours;
        const inTime = (delta(forward, hours - h, volatility) - delta(forward, hours + h, volatility)) / (2 * u);
        expect(Math.abs(charm * hours - inTime)).toBeLessThan((u * u * 2) / 6 + rounding);
      }),
    );
  });

  test("vega is the slope of the price in volatility, theta in time that passes; call and put alike", () => {
    fc.assert(
      fc.property(cases, (one) => {
        const { forward, strike, hours, volatility } = market(one);
        const right = strike >= forward ? 1 : -1;
        const price = (h: number, vol: number): number =>
          blackPrice(forward, strike, vol * Math.sqrt(h / SESSION_HOURS_PER_YEAR), right);
        const { theta, vega } = pairOf(forward, strike, hours, volatility);
        // dp/ds = F phi(d1): s^3 times the third derivative is F s phi(z) (z^4 - 3 z^2), at most 0.5 F s, and in time less.
        const unit = forward * one.deviation;
        const allowed = (u * u * 0.8) / 6 + (16 * U) / u;

        const v = u * volatility;
        const inVolatility = (price(hours, volatility + v) - price(hours, volatility - v)) / (2 * u);
        expect(Math.abs(vega * volatility - inVolatility) / unit).toBeLessThan(allowed);
        expect(vega).toBeGreaterThan(0);

        const h = u * hours;
        const inTime = (price(hours - h, volatility) - price(hours + h, volatility)) / (2 * u);
        expect(Math.abs(theta * hours - inTime) / unit).toBeLessThan(allowed);
        expect(theta).toBeLessThan(0);
      }),
    );
  });

  test("keep put-call parity, and are Black's prices", () => {
    fc.assert(
      fc.property(cases, (one) => {
        const { forward, strike, hours, volatility } = market(one);
        const { callPrice, putPrice } = pairOf(forward, strike, hours, volatility);
        expect(Math.abs(callPrice - putPrice - (forward - strike))).toBeLessThanOrEqual(4 * U * (forward + strike));
        for (const [price, right] of [
          [callPrice, 1],
          [putPrice, -1],
        ] as const) {
          expect(price).toBeGreaterThanOrEqual(0);
          // Two tails of up to the forward's size, and what the error of d1 is worth in each: F phi(d1) x 2 U 12 / s.
          const error = forward * (32 * U + (0.4 * 2 * U * 12) / one.deviation);
          expect(Math.abs(price - blackPrice(forward, strike, one.deviation, right))).toBeLessThan(error);
        }
      }),
    );
  });

  test("move one way in every input", () => {
    fc.assert(
      fc.property(cases, (one) => {
        const { forward, strike, hours, volatility } = market(one);
        const here = pairOf(forward, strike, hours, volatility);
        // Steps of a thousandth are far above the rounding of a price, unless it moves by none.
        const none = 1e-11;
        const later = pairOf(forward, strike, hours * 0.999, volatility);
        const wilder = pairOf(forward, strike, hours, volatility * 1.001);
        const higher = pairOf(forward * 1.001, strike, hours, volatility);
        const above = pairOf(forward, strike * 1.001, hours, volatility);
        for (const name of ["callPrice", "putPrice"] as const) {
          expect(later[name]).toBeLessThanOrEqual(here[name] + none);
          expect(wilder[name]).toBeGreaterThanOrEqual(here[name] - none);
        }
        expect(higher.callPrice).toBeGreaterThanOrEqual(here.callPrice - none);
        expect(higher.putPrice).toBeLessThanOrEqual(here.putPrice + none);
        expect(above.callPrice).toBeLessThanOrEqual(here.callPrice + none);
        expect(above.putPrice).toBeGreaterThanOrEqual(here.putPrice - none);
        expect(higher.callDelta).toBeGreaterThanOrEqual(here.callDelta);
        expect(above.callDelta).toBeLessThanOrEqual(here.callDelta);
        expect(here.callDelta).toBeLessThanOrEqual(1);
        expect(here.callDelta).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  test("have the signs a trader expects of a call above the spot: vanna up, charm down", () => {
    const above = pairOf(100, 101, 2, 0.3);
    expect(above.callDelta).toBeLessThan(0.5);
    expect(above.vanna).toBeGreaterThan(0);
    expect(above.charm).toBeLessThan(0);
    const below = pairOf(100, 99, 2, 0.3);
    expect(below.vanna).toBeLessThan(0);
    expect(below.charm).toBeGreaterThan(0);
  });

  test("an hour before the close, theta takes an hour's worth of an option at the money", () => {
    // p = s F / sqrt(2 pi), s as the root of time: it falls by half of itself an hour, at an hour's distance.
    const { callPrice, theta, vega } = pairOf(6000, 6000, 1, 0.2);
    expect(-theta / callPrice).toBeCloseTo(0.5, 5);
    expect((vega * 0.2) / callPrice).toBeCloseTo(1, 5);
  });
});

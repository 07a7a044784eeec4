import { expect, test } from "vitest";
import { gammaFlipByStrike } from "../../src/engine/gamma-flip-by-strike.js";
import { gammaFlipRepriced } from "../../src/engine/gamma-flip-repriced.js";
import { maxPain } from "../../src/engine/max-pain.js";
import { RepricedGex, repricedGex } from "../../src/engine/repriced-gex.js";
import { SESSION_HOURS_PER_YEAR } from "../../src/engine/session-clock.js";
import { callWall, magnet, putWall } from "../../src/engine/walls.js";
import { describeShared } from "../shared-data.js";
import { cboeChain, type CboeOption, cboeStates } from "./cboe-chain.js";

/** Net GEX at a spot, option by option, with phi written out: the definition the figures of the file were made by. */
function definedTotal(options: readonly CboeOption[], spot: number): number {
  let sum = 0;
  for (const { right, strike, days, volatility, openInterest } of options) {
    if (volatility === 0) continue;
    const deviation = volatility * Math.sqrt(days / 262);
    const d1 = (Math.log(spot / strike) + deviation ** 2 / 2) / deviation;
    const gamma = Math.exp(-(d1 ** 2) / 2) / Math.sqrt(2 * Math.PI) / (spot * deviation);
    sum += right * openInterest * gamma * 100 * spot ** 2 * 0.01;
  }
  return sum;
}

/** The crossings of a function between so many even levels from 0.8 to 1.2 spot, on straight lines between them. */
function flipsBetween(f: (spot: number) => number, spot: number, count: number): number[] {
  const levels = Array.from({ length: count }, (_, i) => spot * (0.8 + (0.4 * i) / (count - 1)));
  const values = levels.map(f);
  return levels.slice(1).flatMap((level, i) => {
    if (values[i] > 0 === values[i + 1] > 0) return [];
    return [levels[i] + (level - levels[i]) * (values[i] / (values[i] - values[i + 1]))];
  });
}

describeShared("the levels of SPY's chain of 25 September 2025 at CBOE", "cboe-chains", (folder) => {
  const { spot, options } = cboeChain(folder);
  const states = cboeStates(spot, options);
  const gex = new RepricedGex(states);

  test("are of 1,858 rows, 3,716 options", () => {
    expect([spot, options.length, states.length]).toEqual([658.05, 3716, 22]);
  });

  test("have a total gamma of -3.9178 bn USD per 1 % by CBOE's own gammas", () => {
    const total = options.reduce((sum, o) => sum + o.right * o.gamma * o.openInterest * 100 * spot ** 2 * 0.01, 0);
    expect(total / 1e9).toBeCloseTo(-3.9178, 4);
    // Ours from the volatilities, at whole days of 262: larger without carry, smaller with 5 % a year in the forwards, and
    // CBOE's own stands between, as interest less dividends does.
    const carried = states.map((state) => {
      const years = state.hours / SESSION_HOURS_PER_YEAR;
      return { ...state, forward: spot * Math.exp(0.05 * years) };
    });
    expect(gex.at(spot) / 1e9).toBeCloseTo(-4.256, 3);
    expect(repricedGex(carried, spot) / 1e9).toBeCloseTo(-3.676, 3);
  });

  test("have net GEX at any spot as the definition has it", () => {
    for (const part of [0.8, 0.9, 0.97, 1, 1.0159, 1.03, 1.1, 1.2]) {
      const defined = definedTotal(options, part * spot);
      expect(Math.abs(gex.at(part * spot) - defined)).toBeLessThanOrEqual(
        1e-10 * Math.abs(definedTotal(options, spot)),
      );
    }
  });

  test("have a flip of 668.50 on straight lines between 60 levels, and of 668.43 where re-priced net GEX is 0", () => {
    const [coarse, ...more] = flipsBetween((level) => definedTotal(options, level), spot, 60);
    expect(more).toEqual([]);
    expect(coarse).toBeCloseTo(668.5, 2);
    // The same by our function, asked at the same levels.
    expect(flipsBetween((level) => gex.at(level), spot, 60)[0]).toBeCloseTo(coarse, 8);

    // The root is 0.073 lower: the levels lie 4.46 apart, and net GEX is no straight line between them: finer ones lead to the root, with an error
    // that falls with the square of their distance.
    const flip = gammaFlipRepriced(states);
    expect(flip).toEqual({ price: expect.closeTo(668.429, 3) as number, value: null, status: "available" });
    expect(definedTotal(options, flip.price! * (1 - 1e-10))).toBeLessThan(0);
    expect(definedTotal(options, flip.price! * (1 + 1e-10))).toBeGreaterThan(0);
    const fine = flipsBetween((level) => definedTotal(options, level), spot, 5901)[0];
    expect(Math.abs(fine - flip.price!)).toBeLessThan(1e-4);
  });

  test("are where sums over expirations say, by strike", () => {
    const strikes = [...new Set(options.map(({ strike }) => strike))].sort((a, b) => a - b);
    const sums = (right: 1 | -1, cell: (option: CboeOption) => number): Float64Array => {
      const at = new Map(strikes.map((strike, k) => [strike, k]));
      const column = new Float64Array(strikes.length);
      for (const option of options) if (option.right === right) column[at.get(option.strike)!] += cell(option);
      return column;
    };
    const dollars = (o: CboeOption): number => o.right * o.gamma * o.openInterest * 100 * spot ** 2 * 0.01;
    const [calls, puts] = [sums(1, dollars), sums(-1, dollars)];
    const net = calls.map((gex, k) => gex + puts[k]);
    const axis = Float64Array.from(strikes);
    expect(callWall(axis, calls).price).toBe(670);
    expect(putWall(axis, puts).price).toBe(655);
    expect(magnet(axis, net).price).toBe(670);
    // Today's exposures by strike cross zero 5 USD below the spot at which re-priced ones do: two questions, two answers.
    expect(gammaFlipByStrike(axis, net, spot).price).toBeCloseTo(663.441, 3);

    const open = [sums(1, (o) => o.openInterest), sums(-1, (o) => o.openInterest)];
    const payouts = strikes.map((settlement) =>
      strikes.reduce(
        (sum, strike, k) =>
          sum + 100 * (open[0][k] * Math.max(0, settlement - strike) + open[1][k] * Math.max(0, strike - settlement)),
        0,
      ),
    );
    const least = Math.min(...payouts);
    expect(maxPain({ strikes: axis, callOpenInterest: open[0], putOpenInterest: open[1], multiplier: 100 })).toEqual({
      price: strikes[payouts.indexOf(least)],
      value: least,
      status: "available",
    });
  });
});

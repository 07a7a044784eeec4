import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { blackPrice } from "../../src/engine/black.js";
import { impliedVolatilities } from "../../src/engine/implied-volatilities.js";
import { normalDensity } from "../../src/engine/normal.js";
import { optionGreeks } from "../../src/engine/option-greeks.js";
import { SESSION_HOURS_PER_YEAR } from "../../src/engine/session-clock.js";
import { docstringExample, runExample } from "../example.js";

const U = 2 ** -53;

const option = fc
  .record({
    forward: fc.double({ min: 5, max: 8000, noNaN: true }),
    distance: fc.double({ min: -6, max: 6, noNaN: true }),
    right: fc.constantFrom<1 | -1>(1, -1),
    hours: fc.double({ min: 1 / 60, max: 6.5, noNaN: true }),
    volatility: fc.double({ min: 0.03, max: 8, noNaN: true }),
  })
  .map(({ distance, ...rest }) => {
    const deviation = rest.volatility * Math.sqrt(rest.hours / SESSION_HOURS_PER_YEAR);
    return { ...rest, deviation, strike: rest.forward * Math.exp(distance * deviation) };
  });

describe("implied volatilities of single options", () => {
  test("are those with which prices were made, to what a rounded price can tell", () => {
    fc.assert(
      fc.property(fc.array(option, { maxLength: 40 }), (options) => {
        const column = (name: keyof (typeof options)[0]): Float64Array =>
          Float64Array.from(options, (row) => row[name]);
        const columns = {
          forward: column("forward"),
          strike: column("strike"),
          right: column("right"),
          hours: column("hours"),
        };
        // Prices of the other formula, whose digits are its own.
        const price = Float64Array.from(options, (row) =>
          blackPrice(row.forward, row.strike, row.deviation, row.right),
        );
        const found = impliedVolatilities({ ...columns, price });
        options.forEach(({ forward, strike, right, deviation, volatility }, i) => {
          const d1 = Math.log(forward / strike) / deviation + deviation / 2;
          const vega = forward * normalDensity(d1);
          const intrinsic = Math.max(0, right * (forward - strike));
          // The price is rounded, and where it is in the money its intrinsic value twice; each part of a price costs price /
          // (vega s) of the volatility.
          const time = price[i] - intrinsic;
          const allowed = 3e-13 + (64 * U * time + 4 * U * intrinsic) / (vega * deviation);
          if (time > 0) expect(Math.abs(found[i] / volatility - 1), JSON.stringify(options[i])).toBeLessThan(allowed);
          else expect(found[i]).toBeNaN();
        });
      }),
    );
  });

  test("undo optionGreeks", () => {
    // Strikes from five deviations below to five above, both rights: all have a time value above 1e-6.
    const rows = Array.from({ length: 400 }, (_, i) => ({ z: ((i >> 1) - 100) / 20, right: i % 2 === 0 ? 1 : -1 }));
    const [hours, sigma] = [2.5, 0.18];
    const s = sigma * Math.sqrt(hours / SESSION_HOURS_PER_YEAR);
    const options = {
      forward: rows.map(() => 6000),
      strike: rows.map(({ z }) => 6000 * Math.exp(z * s)),
      right: rows.map(({ right }) => right),
      hours: rows.map(() => hours),
    };
    const { price, vega } = optionGreeks({ ...options, volatility: rows.map(() => sigma) });
    const found = impliedVolatilities({ ...options, price });
    rows.forEach(({ z, right }, i) => {
      // A price is good to a few units of the forward's last place, out of the money of the tails'.
      const size = right * z > 0 ? 0.5 * price[i] + 6000 * s : 12_000;
      expect(Math.abs(found[i] - sigma)).toBeLessThan(1e-12 + (16 * U * size) / vega[i]);
    });
    expect(found.filter((_, i) => Math.abs(rows[i].z) < 3).every((value) => Math.abs(value - sigma) < 1e-8)).toBe(true);
  });

  test("of Strata's published calls are its volatilities", () => {
    // OpenGamma Strata, BlackFormulaRepositoryTest at commit 08b2ba79 (Apache-2.0): undiscounted calls, F = 104, T = 4.5.
    const price = [20.816241352493662, 66.87809290575849, 3.523029591534474, 20.641589813250427, 59.81944968154744];
    const found = impliedVolatilities({
      price,
      forward: price.map(() => 104),
      strike: [85, 85, 120, 120, 120],
      right: price.map(() => 1),
      hours: price.map(() => 4.5 * SESSION_HOURS_PER_YEAR),
    });
    [0.1, 0.8, 0.1, 0.3, 0.8].forEach((volatility, i) => expect(found[i]).toBeCloseTo(volatility, 12));
  });

  const one = (price: number, forward: number, strike: number, right: number, hours: number): number =>
    impliedVolatilities({ price: [price], forward: [forward], strike: [strike], right: [right], hours: [hours] })[0];

  test.each<[string, [number, number, number, number, number]]>([
    ["at the intrinsic value", [5, 105, 100, 1, 2]],
    ["below it", [4, 105, 100, 1, 2]],
    ["of nothing, out of the money", [0, 95, 100, 1, 2]],
    ["of a call at its forward", [105, 105, 100, 1, 2]],
    ["of a put at its strike", [100, 105, 100, -1, 2]],
    ["with no time left", [6, 105, 100, 1, 0]],
    ["after the close", [6, 105, 100, 1, -1]],
    ["with no price", [NaN, 105, 100, 1, 2]],
    ["with no forward", [6, NaN, 100, 1, 2]],
    ["with no strike", [6, 105, NaN, 1, 2]],
    ["with no time known", [6, 105, 100, 1, NaN]],
    ["with negative forward and strike", [6, -105, -100, 1, 2]],
  ])("are unknown %s", (_, [price, forward, strike, right, hours]) => {
    expect(one(6, 105, 100, 1, 2)).toBeGreaterThan(0);
    expect(one(price, forward, strike, right, hours)).toBeNaN();
  });

  test("take columns as optionGreeks does: any arrays, NaN for what is no number, a place to write, no rows", () => {
    const options = { price: [1, 2], forward: [100, 100], strike: [101, 99], right: [1, -1], hours: [2, 3] };
    const expected = impliedVolatilities(options);
    expect(expected.every((volatility) => volatility > 0)).toBe(true);
    const typed = {
      ...options,
      price: Float64Array.of(1, 2),
      strike: Int32Array.of(101, 99),
      right: Int8Array.of(1, -1),
    };
    expect(impliedVolatilities(typed)).toEqual(expected);
    const out = new Float64Array(2);
    expect(impliedVolatilities(options, out)).toBe(out);
    expect(out).toEqual(expected);
    expect(impliedVolatilities({ ...options, price: [1, null] as number[] })[1]).toBeNaN();
    const none = { price: [], forward: [], strike: [], right: [], hours: [] };
    expect(impliedVolatilities(none)).toEqual(new Float64Array(0));
  });

  test("refuse columns of another length, and rights that are none", () => {
    const options = { price: [1, 2], forward: [100, 100], strike: [101, 99], right: [1, -1], hours: [2, 3] };
    for (const name of ["price", "strike", "right", "hours"] as const)
      expect(() => impliedVolatilities({ ...options, [name]: [1, 1, 1] })).toThrow(
        new RangeError(`${name} has 3 entries, but forward has 2; columns are of one length`),
      );
    expect(() => impliedVolatilities(options, new Float64Array(1))).toThrow(
      new RangeError("out has 1 entries, but forward has 2; columns are of one length"),
    );
    expect(() => impliedVolatilities({ ...options, right: [1, 0] })).toThrow(
      new RangeError("right[1] is 0; a call is +1 and a put -1"),
    );
  });

  test("are what the docstring's example prints", () => {
    const seen = runExample(docstringExample("engine/implied-volatilities.ts", "impliedVolatilities"), {
      impliedVolatilities,
    });
    expect(seen).toEqual([{ ours: "0.15, NaN", printed: "0.15, NaN" }]);
  });
});

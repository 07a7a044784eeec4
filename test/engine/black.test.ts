import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { blackPrice, GREEK, impliedDeviation, type RightSign, strikeGreeks } from "../../src/engine/black.js";
import { csvRows, describeShared } from "../shared-data.js";

/** Greeks of a strike by name; hours and volatility as given. */
function greeks(forward: number, spot: number, strike: number, deviation: number, hours: number, volatility: number) {
  const out = new Float64Array(4);
  strikeGreeks(out, forward, spot, strike, deviation, hours, volatility);
  return {
    delta: out[GREEK.callDelta],
    gamma: out[GREEK.gamma],
    vanna: out[GREEK.vanna],
    charm: out[GREEK.charm],
  };
}

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

  test("is smooth where its two formulas meet, at a deviation of 0.1", () => {
    for (const strike of [60, 95, 100, 101, 140]) {
      const [below, above] = [0.1 - 1e-13, 0.1 + 1e-13].map((deviation) => blackPrice(100, strike, deviation, 1));
      expect(Math.abs(above / below - 1)).toBeLessThan(1e-10);
      expect(above).toBeGreaterThanOrEqual(below * (1 - 1e-14));
    }
  });
});

describe("the greeks", () => {
  const cases = fc.record({
    distance: fc.double({ min: -6, max: 6, noNaN: true }),
    deviation: fc.double({ min: 1e-3, max: 0.2, noNaN: true }),
  });
  // Central differences with a bump of u standard deviations: u^2 / 6 times the largest third derivative, which is below
  // 4 for all of them in units of a deviation, and a rounding of a few 2^-53 over u.
  const u = 1e-4;
  const truncation = (u * u * 4) / 6;

  test("delta is the slope of the price in the forward", () => {
    fc.assert(
      fc.property(cases, ({ distance, deviation }) => {
        const [forward, strike] = [100, 100 * Math.exp(distance * deviation)];
        const bump = forward * deviation * u;
        const slope =
          (blackPrice(forward + bump, strike, deviation, 1) - blackPrice(forward - bump, strike, deviation, 1)) /
          (2 * bump);
        // A price of up to the forward's size is right to 2^-52 of it.
        const rounding = (2 ** -51 * forward * (1 + 6 * deviation)) / bump;
        const { delta } = greeks(forward, forward, strike, deviation, 1, deviation);
        expect(Math.abs(delta - slope)).toBeLessThan(truncation + rounding);
      }),
    );
  });

  test("gamma, vanna and charm are the slopes of delta in spot, volatility and passing time", () => {
    const rounding = 2 ** -50 / u;
    fc.assert(
      fc.property(cases, ({ distance, deviation }) => {
        const [forward, strike, hours] = [100, 100 * Math.exp(distance * deviation), 3];
        const volatility = deviation / Math.sqrt(hours);
        const at = (f: number, vol: number, h: number): number =>
          greeks(f, f, strike, vol * Math.sqrt(h), h, vol).delta;
        const { gamma, vanna, charm } = greeks(forward, forward, strike, deviation, hours, volatility);

        const bump = forward * deviation * u;
        const inSpot = (at(forward + bump, volatility, hours) - at(forward - bump, volatility, hours)) / (2 * u);
        expect(Math.abs(gamma * forward * deviation - inSpot)).toBeLessThan(truncation + rounding);

        // In relative bumps of volatility and time the derivatives grow with the distance squared, at most 40 here.
        const vol = u * volatility;
        const inVol = (at(forward, volatility + vol, hours) - at(forward, volatility - vol, hours)) / (2 * u);
        expect(Math.abs(vanna * volatility - inVol)).toBeLessThan(10 * truncation + rounding);

        const time = u * hours;
        const inTime = (at(forward, volatility, hours - time) - at(forward, volatility, hours + time)) / (2 * u);
        expect(Math.abs(charm * hours - inTime)).toBeLessThan(10 * truncation + rounding);
      }),
    );
  });

  test("without deviation are a step and nothing else", () => {
    const nothing = { gamma: 0, vanna: 0, charm: 0 };
    expect(greeks(101, 101, 100, 0, 1, 0)).toEqual({ delta: 1, ...nothing });
    expect(greeks(99, 99, 100, 0, 1, 0)).toEqual({ delta: 0, ...nothing });
    expect(greeks(100, 100, 100, 0, 1, 0)).toEqual({ delta: 0.5, ...nothing });
  });

  test("of an unknown deviation are unknown", () => {
    expect(greeks(100, 100, 100, NaN, 1, NaN)).toEqual({ delta: NaN, gamma: NaN, vanna: NaN, charm: NaN });
  });

  test("have the signs a trader expects of a call above the spot: vanna up, charm down", () => {
    const above = greeks(100, 100, 101, 0.01, 2, 0.3);
    expect(above.delta).toBeLessThan(0.5);
    expect(above.vanna).toBeGreaterThan(0);
    expect(above.charm).toBeLessThan(0);
    const below = greeks(100, 100, 99, 0.01, 2, 0.3);
    expect(below.vanna).toBeLessThan(0);
    expect(below.charm).toBeGreaterThan(0);
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

describeShared("against published tables", "greeks-reference", (folder) => {
  const rows = (name: string) => csvRows(join(folder, name));

  test("prices and their inversion are those of Strata", () => {
    const table = rows("black76_prices_strata.csv");
    expect(table).toHaveLength(63);
    for (const row of table) {
      const [forward, strike, vol] = [row.forward, row.strike, row.vol].map(Number);
      const deviation = vol * Math.sqrt(Number(row.t_years));
      const published = Number(row.undiscounted_price);
      expect(Math.abs(blackPrice(forward, strike, deviation, 1) / published - 1)).toBeLessThan(1e-12);
      // Only as good as the price's time value, which is what the table's 16 digits leave of it.
      const time = published - Math.max(0, forward - strike);
      const tolerance = Math.max(1e-12, (1e-13 * published) / time);
      expect(Math.abs(impliedDeviation(published, forward, strike, 1) / deviation - 1)).toBeLessThan(tolerance);
    }
  });

  test("prices, deltas and gammas are Haug's to the four digits he prints", () => {
    const checked = { price: 0, delta: 0, gamma: 0 };
    for (const row of rows("haug_via_quantlib.csv")) {
      if (!(row.quantity in checked)) continue;
      const [strike, spot, yields, rate, years, vol] = [
        row.strike,
        row.spot,
        row.dividend_yield,
        row.rate,
        row.t_years,
        row.vol,
      ].map(Number);
      const right: RightSign = row.right === "C" ? 1 : -1;
      const forward = spot * Math.exp((rate - yields) * years);
      const deviation = vol * Math.sqrt(years);
      const { delta, gamma } = greeks(forward, spot, strike, deviation, years, vol);
      const carried = Math.exp(-yields * years);
      const ours = {
        price: Math.exp(-rate * years) * blackPrice(forward, strike, deviation, right),
        delta: carried * (right === 1 ? delta : delta - 1),
        gamma: carried * gamma,
      };
      const quantity = row.quantity as keyof typeof checked;
      // As printed; QuantLib's own day count moves the last digit.
      expect(Math.abs(ours[quantity] - Number(row.expected))).toBeLessThan(1e-4);
      checked[quantity]++;
    }
    expect(checked).toEqual({ price: 43, delta: 2, gamma: 2 });
  });

  test("delta, gamma, vanna and charm are those of the blackscholes package", () => {
    const { inputs, cases } = JSON.parse(
      readFileSync(join(folder, "blackscholes_package_expected.json"), "utf8"),
    ) as Record<string, Record<string, never>> & {
      inputs: { r: number; sigma: number; S_or_F: number; K: number; T: number };
    };
    const { S_or_F: price, K, T, r, sigma } = inputs;
    const expected = cases as Record<string, Record<string, number>>;
    const discount = Math.exp(-r * T);

    const onFuture = greeks(price, price, K, sigma * Math.sqrt(T), T, sigma);
    expect(discount * onFuture.delta).toBeCloseTo(expected.Black76Call.delta, 12);
    expect(discount * (onFuture.delta - 1)).toBeCloseTo(expected.Black76Put.delta, 12);
    expect(discount * onFuture.gamma).toBeCloseTo(expected.Black76Call.gamma, 12);
    expect(discount * onFuture.vanna).toBeCloseTo(expected.Black76Call.vanna, 12);

    const onSpot = greeks(price * Math.exp(r * T), price, K, sigma * Math.sqrt(T), T, sigma);
    expect(onSpot.delta).toBeCloseTo(expected.BlackScholesCall.delta, 12);
    expect(onSpot.gamma).toBeCloseTo(expected.BlackScholesCall.gamma, 12);
    expect(onSpot.vanna).toBeCloseTo(expected.BlackScholesCall.vanna, 12);
    // With a rate charm has a second term, -phi(d1) r / (sigma sqrt(T)); ours holds the forward still.
    const rateTerm = onSpot.gamma * price * r;
    expect(onSpot.charm - rateTerm).toBeCloseTo(expected.BlackScholesCall.charm, 12);
  });

  test("prices, deltas, gammas and vegas are those of py_vollib to the digits its table has", () => {
    const { columns, data } = JSON.parse(readFileSync(join(folder, "py_vollib_test_data.json"), "utf8")) as {
      columns: string[];
      data: number[][];
    };
    expect(data).toHaveLength(101);
    for (const cells of data) {
      const row = Object.fromEntries(columns.map((name, i) => [name, cells[i]]));
      const { S, K, R, t, v } = row;
      const [forward, deviation, discount] = [S * Math.exp(R * t), v * Math.sqrt(t), Math.exp(-R * t)];
      const { delta, gamma } = greeks(forward, S, K, deviation, t, v);
      const call = discount * blackPrice(forward, K, deviation, 1);
      const ours = {
        bs_call: call,
        call_vals: call,
        bs_put: discount * blackPrice(forward, K, deviation, -1),
        CD: delta,
        PD: delta - 1,
        CG: gamma,
        PG: gamma,
        CV: gamma * S * S * v * t,
        PV: gamma * S * S * v * t,
      };
      for (const [name, value] of Object.entries(ours)) {
        // Nine or ten significant digits and nine decimals, whichever is less, so half a unit of the last of either.
        const printed = Math.max(5e-10, 5e-9 * Math.abs(row[name]));
        expect(Math.abs(value - row[name]), `${name} of ${JSON.stringify(row)}`).toBeLessThanOrEqual(printed);
      }

      // And back: half a unit of the tenth decimal of the call, over its vega, in units of volatility.
      const vega = ours.CV;
      if (vega < 1e-3) continue;
      const found = impliedDeviation(row.call_vals / discount, forward, K, 1) / Math.sqrt(t);
      expect(Math.abs(found - v), `call of ${JSON.stringify(row)}`).toBeLessThan(1.1e-10 / vega + 1e-12);
    }
  });

  test("deltas, gammas and vegas of SPX are those of Interactive Brokers, given one carry an expiration", () => {
    // Its model has rates and dividends of its own, which the file leaves out: one yearly carry per expiration, fitted here
    // to 5 basis points, has to explain all contracts. SPY's contracts are American and pay out, so they prove nothing.
    const carry: Record<string, number> = { 20230811: 0.022, 20230901: 0.0315 };
    const days = 86_400_000;
    const spx = rows("ib_model_greeks_spx_spy.csv").filter(({ symbol }) => symbol === "SPX");
    expect(spx).toHaveLength(219);
    for (const row of spx) {
      const [date, clock] = row.time.split(" ");
      const day = (digits: string): string => digits.replace(/(....)(..)(..)/, "$1-$2-$3");
      const now = Date.parse(`${day(date)}T${clock.slice(0, 8)}Z`);
      const years = (Date.parse(`${day(row.expiry)}T20:00:00Z`) - now) / days / 365;
      const [spot, strike, vol] = [row.model_undPrice, row.strike, row.model_impliedVol].map(Number);
      const forward = spot * Math.exp(carry[row.expiry] * years);
      const { delta, gamma } = greeks(forward, spot, strike, vol * Math.sqrt(years), years, vol);
      const vegaPerPoint = (gamma * spot * spot * vol * years) / 100;
      // 5 basis points of carry move delta by up to 3e-4; discounting of gamma and vega is 0.4 % over a month.
      expect(Math.abs((row.right === "C" ? delta : delta - 1) - Number(row.model_delta))).toBeLessThan(3e-4);
      expect(Math.abs(gamma / Number(row.model_gamma) - 1)).toBeLessThan(5e-3);
      expect(Math.abs(vegaPerPoint / Number(row.model_vega) - 1)).toBeLessThan(5e-3);
    }
  });
});

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { blackPrice, impliedDeviation } from "../../src/engine/black.js";
import { SESSION_HOURS_PER_YEAR } from "../../src/engine/session-clock.js";
import { csvRows, describeShared } from "../shared-data.js";
import { carriedOption, optionOnForward } from "./one-option.js";

/* Whole tables, from data beside the repository; some of their rows are in published-greeks.test.ts. */

describeShared("published tables", "greeks-reference", (folder) => {
  const rows = (name: string) => csvRows(join(folder, name));

  test("prices and their inversion are those of Strata", () => {
    const table = rows("black76_prices_strata.csv");
    expect(table).toHaveLength(63);
    for (const row of table) {
      const [forward, strike, volatility, years] = [row.forward, row.strike, row.vol, row.t_years].map(Number);
      const deviation = volatility * Math.sqrt(years);
      const published = Number(row.undiscounted_price);
      const { callPrice } = optionOnForward(forward, forward, strike, years * SESSION_HOURS_PER_YEAR, volatility);
      expect(Math.abs(blackPrice(forward, strike, deviation, 1) / published - 1)).toBeLessThan(1e-12);
      expect(Math.abs(callPrice / published - 1)).toBeLessThan(1e-12);
      // Only as good as the price's time value, which is what the table's 16 digits leave of it.
      const time = published - Math.max(0, forward - strike);
      const tolerance = Math.max(1e-12, (1e-13 * published) / time);
      expect(Math.abs(impliedDeviation(published, forward, strike, 1) / deviation - 1)).toBeLessThan(tolerance);
    }
  });

  test("prices and greeks are Haug's to the four digits he prints", () => {
    const counts: Record<string, number> = {};
    for (const row of rows("haug_via_quantlib.csv")) {
      const [strike, spot, yields, rate, years, volatility, expected] = [
        row.strike,
        row.spot,
        row.dividend_yield,
        row.rate,
        row.t_years,
        row.vol,
        row.expected,
      ].map(Number);
      const right = row.right === "C" ? 1 : -1;
      const option = carriedOption({ right, spot, strike, years, rate, yield: yields, volatility });
      const ours: Record<string, number> = {
        ...option,
        theta_per_day: option.theta / 365,
        elasticity: (option.delta * spot) / option.price,
      };
      // Rho and dividend rho are not the engine's.
      if (!(row.quantity in ours)) continue;
      counts[row.quantity] = (counts[row.quantity] ?? 0) + 1;
      expect(Math.abs(ours[row.quantity] - expected), JSON.stringify(row)).toBeLessThan(1e-4);
    }
    expect(counts).toEqual({ price: 43, delta: 2, elasticity: 1, gamma: 2, vega: 2, theta: 1, theta_per_day: 1 });
  });

  test("prices, deltas, gammas, vegas and thetas are those of py_vollib to the digits its table has", () => {
    const { columns, data } = JSON.parse(readFileSync(join(folder, "py_vollib_test_data.json"), "utf8")) as {
      columns: string[];
      data: number[][];
    };
    expect(data).toHaveLength(101);
    for (const cells of data) {
      const row = Object.fromEntries(columns.map((name, i) => [name, cells[i]]));
      const { S: spot, K: strike, R: rate, t: years, v: volatility } = row;
      const option = { spot, strike, years, rate, yield: 0, volatility };
      const call = carriedOption({ ...option, right: 1 });
      const put = carriedOption({ ...option, right: -1 });
      const ours = {
        bs_call: call.price,
        call_vals: call.price,
        bs_put: put.price,
        CD: call.delta,
        PD: put.delta,
        CG: call.gamma,
        PG: put.gamma,
        CV: call.vega,
        PV: put.vega,
        CT: call.theta,
        PT: put.theta,
      };
      for (const [name, value] of Object.entries(ours)) {
        // Nine or ten significant digits and nine decimals, whichever is less, so half a unit of the last of either.
        const printed = Math.max(5e-10, 5e-9 * Math.abs(row[name]));
        expect(Math.abs(value - row[name]), `${name} of ${JSON.stringify(row)}`).toBeLessThanOrEqual(printed);
      }

      // And back: half a unit of the tenth decimal of the call, over its vega, in units of volatility.
      if (call.vega < 1e-3) continue;
      const forward = spot * Math.exp(rate * years);
      const price = row.call_vals * Math.exp(rate * years);
      const found = impliedDeviation(price, forward, strike, 1) / Math.sqrt(years);
      const tolerance = 1.1e-10 / call.vega + 1e-12;
      expect(Math.abs(found - volatility), `call of ${JSON.stringify(row)}`).toBeLessThan(tolerance);
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
      const [spot, strike, volatility] = [row.model_undPrice, row.strike, row.model_impliedVol].map(Number);
      const forward = spot * Math.exp(carry[row.expiry] * years);
      const pair = optionOnForward(forward, spot, strike, years * SESSION_HOURS_PER_YEAR, volatility);
      const delta = row.right === "C" ? pair.callDelta : pair.callDelta - 1;
      // 5 basis points of carry move delta by up to 3e-4; discounting of gamma and vega is 0.4 % over a month.
      expect(Math.abs(delta - Number(row.model_delta))).toBeLessThan(3e-4);
      expect(Math.abs(pair.gamma / Number(row.model_gamma) - 1)).toBeLessThan(5e-3);
      // Theirs has the spot where ours has the forward.
      const vega = (pair.vega * spot) / forward / 100;
      expect(Math.abs(vega / Number(row.model_vega) - 1)).toBeLessThan(5e-3);
    }
  });
});

describeShared("Deribit's own greeks of an expiration day", "deribit-btc-17aug26", (folder) => {
  const chain = csvRows(join(folder, "chain_17AUG26_snapshots.csv.gz")).filter(
    ({ snapshot }) => snapshot === "20260816T093618Z",
  );

  test("deltas are within 0.0012, vegas within 1 % and prices within 1e-5 of a coin, 22 hours before", () => {
    // No rate, the forward as given. Their greeks are a moment younger than it, and printed with five decimals.
    expect(chain).toHaveLength(42);
    for (const row of chain) {
      const [forward, strike, years, volatility] = [
        row.underlying,
        row.strike,
        row.time_to_maturity,
        row.implied_volatility,
      ].map(Number);
      const pair = optionOnForward(forward, forward, strike, years * SESSION_HOURS_PER_YEAR, volatility);
      const isCall = row.option_type === "call";
      const name = row.instrument_name;
      const delta = isCall ? pair.callDelta : pair.callDelta - 1;
      const coins = (isCall ? pair.callPrice : pair.putPrice) / forward;
      expect(Math.abs(delta - Number(row.delta)), name).toBeLessThan(0.0012);
      expect(Math.abs(coins - Number(row.mark_price)), name).toBeLessThan(1e-5);
      const vega = Number(row.vega);
      expect(Math.abs(pair.vega / 100 - vega), name).toBeLessThan(0.01 * vega + 5e-4);
    }
  });
});

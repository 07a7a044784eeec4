import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { classify } from "../../src/engine/classify.js";
import { randomStream } from "../../src/random.js";
import { simulatedMarket, simulateSession, simulateTape, type SimulateOptions } from "../../src/engine/simulate.js";
import { activity, activityBefore } from "../../src/engine/simulated-path.js";
import { NO_PRICE, TICKS_PER_DOLLAR, type Tape } from "../../src/engine/tape.js";
import { barCount, barOf } from "../../src/session.js";

const HALF_DAY = "2026-11-27";

function simulate(symbol: string, options: SimulateOptions = {}): Tape {
  const market = simulatedMarket({ ...options, symbols: [symbol] });
  return simulateTape(market.names[0], market);
}

/** SHA-256 over the bytes of every column but sizes and conditions, little-endian as on every machine that runs Node. */
function digest({ strikes, openInterest, trades, quotes, underlying }: Tape): string {
  const hash = createHash("sha256");
  for (const columns of [{ strikes, openInterest }, trades, quotes, underlying])
    for (const [name, column] of Object.entries(columns) as [string, Float64Array | Int32Array][])
      if (!["bidSize", "askSize", "condition"].includes(name))
        hash.update(name).update(new Uint8Array(column.buffer, column.byteOffset, column.byteLength));
  return hash.digest("hex");
}

/*
 * These digests pin the simulated market to the byte: notebooks, their committed outputs and numbers in the documentation
 * rest on it. A change of the simulator that is meant changes them, and then those outputs are to be made anew. A failure
 * on another machine alone means that the market is not the same everywhere, which is a defect.
 */
describe("the market of a seed is the same everywhere", () => {
  test.each([
    ["IWM on a full day", "IWM", "2026-06-05", "cd9f27398230be3058975ff8ec39519c23a85d00a0709a33c3315d02a0c0f032"],
    ["META on a half day", "META", HALF_DAY, "56d9b4c2d7a12c483b71d9e634647246ab47cf4844d02a36433276fb9658f382"],
  ])("%s", (_, symbol, date, golden) => {
    expect(digest(simulate(symbol, { seed: 7, date }))).toBe(golden);
  });

  test("quoted sizes and the truth too", () => {
    const market = simulatedMarket({ seed: 7, symbols: ["IWM"] });
    const { tape, truth } = simulateSession(market.names[0], market);
    const { bidSize, askSize } = tape.quotes;
    const { aggressor, customer, opens, dealers } = truth;
    const hash = createHash("sha256");
    for (const column of [bidSize!, askSize!, aggressor, customer, opens, dealers])
      hash.update(new Uint8Array(column.buffer, column.byteOffset, column.byteLength));
    expect(hash.digest("hex")).toBe("14c6032c84731484506f6e3f2e23df289118f5f9e0891a9dbe0137b0681161c8");
  });

  test("and each time", () => {
    expect(digest(simulate("META", { seed: 3 }))).toBe(digest(simulate("META", { seed: 3 })));
  });

  test("and whichever other names are asked for, in whichever order", () => {
    const market = simulatedMarket({ seed: 7, symbols: ["avgo", " META ", "IWM", "META"], date: HALF_DAY });
    expect(market.names.map(({ symbol }) => symbol)).toEqual(["AVGO", "META", "IWM"]);
    const [, meta] = market.names.map((name) => simulateTape(name, market));
    expect(digest(meta)).toBe(digest(simulate("META", { seed: 7, date: HALF_DAY })));
  });

  test("another seed, name or day is another market", () => {
    const digests = [
      simulate("META", { seed: 7, date: HALF_DAY }),
      simulate("META", { seed: 8, date: HALF_DAY }),
      simulate("META", { seed: -7, date: HALF_DAY }),
      simulate("AVGO", { seed: 7, date: HALF_DAY }),
      simulate("META", { seed: 7, date: "2026-06-05" }),
    ].map(digest);
    expect(new Set(digests).size).toBe(5);
  });
});

describe.each([
  ["SPX", "2026-06-05"],
  ["TSLA", "2026-06-05"],
  ["AAPL", HALF_DAY],
])("the simulated %s of %s", (symbol, date) => {
  const tape = simulate(symbol, { seed: 11, date });
  const { session, strikes, trades, quotes, underlying } = tape;
  const [name] = simulatedMarket({ symbols: [symbol] }).names;

  test("says that it is simulated", () => {
    expect(tape.origin).toBe("simulated market, seed 11");
  });

  test("lies in its session, in order, every trade behind a quote", () => {
    for (const { time } of [trades, quotes, underlying])
      for (let i = 0; i < time.length; i++)
        if (time[i] < (time[i - 1] ?? session.open) || time[i] > session.close) expect.fail(`time ${i}`);
    expect(session.close - session.open).toBe((date === HALF_DAY ? 3.5 : 6.5) * 3_600_000);
    expect(underlying.time[0]).toBe(session.open);
    expect(underlying.time.at(-1)).toBe(session.close);
    expect(quotes.time[0]).toBe(session.open);
    expect(trades.time[0]).toBeGreaterThan(session.open);
  });

  test("has evenly spaced strikes around the spot and whole open interest", () => {
    for (let k = 1; k < strikes.length; k++) expect(strikes[k] - strikes[k - 1]).toBe(name.spacing);
    expect(strikes[0] % name.spacing).toBe(0);
    for (const spot of underlying.price) if (spot < strikes[0] || spot > strikes.at(-1)!) expect.fail(`spot ${spot}`);
    expect(tape.openInterest).toHaveLength(2 * strikes.length);
    expect(tape.openInterest.every((contracts) => Number.isInteger(contracts) && contracts >= 0)).toBe(true);
  });

  test("quotes bids below asks, in whole ticks of its price", () => {
    const [small, large] = name.ticks.map((tick) => Math.round(tick * TICKS_PER_DOLLAR));
    let oneSided = 0;
    for (let i = 0; i < quotes.time.length; i++) {
      const [bid, ask] = [quotes.bid[i], quotes.ask[i]];
      if (!(ask > bid && bid >= 0)) expect.fail(`quote ${i}: ${bid} / ${ask}`);
      const tick = bid >= 3.5 * TICKS_PER_DOLLAR ? large : small;
      if (bid % tick !== 0 || ask % tick !== 0) expect.fail(`quote ${i}: ${bid} / ${ask} off ticks of ${tick}`);
      if (bid === 0) oneSided++;
    }
    // Far strikes near the close have no bid, as in the market; most others do.
    expect(oneSided).toBeGreaterThan(0);
    expect(oneSided / quotes.time.length).toBeLessThan(0.5);
  });

  test("offers no arbitrage between call, put and spot beyond the spreads", () => {
    const bid = new Int32Array(2 * strikes.length);
    const ask = new Int32Array(2 * strikes.length).fill(NO_PRICE);
    let spot = 0;
    for (let i = 0, tick = 0; i < quotes.time.length; i++) {
      for (; tick < underlying.time.length && underlying.time[tick] <= quotes.time[i]; tick++)
        spot = underlying.price[tick];
      bid[quotes.contract[i]] = quotes.bid[i];
      ask[quotes.contract[i]] = quotes.ask[i];
      // Once all quotes of a look are in.
      if (quotes.time[i + 1] === quotes.time[i]) continue;
      for (let k = 0; k < strikes.length; k++) {
        const parity = (spot - strikes[k]) * TICKS_PER_DOLLAR;
        const [call, put] = [2 * k, 2 * k + 1];
        // Half a tick of 0.0001 for the rounding of the spot.
        if (bid[call] - ask[put] > parity + 0.5 || ask[call] - bid[put] < parity - 0.5)
          expect.fail(`strike ${strikes[k]} at ${quotes.time[i]}`);
        if (k > 0 && (bid[call] > ask[call - 2] || bid[put - 2] > ask[put])) expect.fail(`strikes ${strikes[k]} cross`);
      }
    }
    expect(spot).toBeGreaterThan(0);
  });

  test("is busiest at both ends", () => {
    const minutes = new Float64Array(barCount(session));
    for (let i = 0; i < trades.time.length; i++) minutes[barOf(session, trades.time[i])]++;
    const third = Math.floor(minutes.length / 3);
    const [first, middle, last] = [0, 1, 2].map((part) =>
      minutes.subarray(part * third, (part + 1) * third).reduce((sum, count) => sum + count, 0),
    );
    expect(first).toBeGreaterThan(1.2 * middle);
    expect(last).toBeGreaterThan(1.1 * middle);
    const expected = name.trades * (minutes.length / 390);
    expect(trades.time.length).toBeGreaterThan(0.9 * expected);
    expect(trades.time.length).toBeLessThan(1.5 * expected);
  });

  test("has a side for nearly every trade by the quote rule, and both sides", () => {
    const { side, rule } = classify(tape);
    const share = (holds: (trade: number) => boolean): number =>
      Array.from(side.keys()).filter(holds).length / side.length;
    expect(share((trade) => rule[trade] === 1)).toBeGreaterThan(0.93);
    expect(share((trade) => side[trade] === 0)).toBeLessThan(0.01);
    expect(share((trade) => side[trade] === 1)).toBeGreaterThan(0.35);
    expect(share((trade) => side[trade] === -1)).toBeGreaterThan(0.35);
  });
});

describe("what cannot be simulated is refused", () => {
  test.each<[string, SimulateOptions, string]>([
    ["a broken seed", { seed: 1.5 }, "seed must be a whole number, not 1.5"],
    ["a seed of NaN", { seed: NaN }, "seed must be a whole number, not NaN"],
    ["a seed too large to be exact", { seed: 2 ** 53 }, "seed must be a whole number, not 9007199254740992"],
    ["an unknown name", { symbols: ["SPY", "GME"] }, "GME is not simulated; there are SPX, SPY, QQQ"],
    ["no name", { symbols: [] }, "symbols is empty; leave it out, or name some of SPX, SPY"],
    ["a Sunday", { date: "2026-06-07" }, "2026-06-07 is no trading day in New York; simulate another date"],
    ["a holiday", { date: "2026-07-03" }, "2026-07-03 is no trading day in New York; simulate another date"],
    ["a date that is none", { date: "5 June" }, "5 June"],
    ["a year without a calendar", { date: "2035-06-05" }, "2035-06-05 is outside"],
  ])("%s", (_, options, message) => {
    expect(() => simulatedMarket(options)).toThrow(RangeError);
    expect(() => simulatedMarket(options)).toThrow(message);
  });

  test("and without options it is seed 1, all twelve names and 5 June 2026", () => {
    const { seed, names, session } = simulatedMarket();
    expect([seed, session.date, names.length]).toEqual([1, "2026-06-05", 12]);
  });
});

describe("the clock of activity", () => {
  test("runs from 0 to 1, and its pace is the activity", () => {
    expect(activityBefore(0)).toBe(0);
    expect(activityBefore(1)).toBeCloseTo(1, 15);
    for (const moment of [0.1, 0.35, 0.5, 0.8, 0.99])
      expect((activityBefore(moment + 1e-5) - activityBefore(moment - 1e-5)) / 2e-5).toBeCloseTo(activity(moment), 8);
  });
});

describe("a random stream", () => {
  const sample = (make: () => number, count = 20_000): { mean: number; deviation: number } => {
    const values = Float64Array.from({ length: count }, make);
    const mean = values.reduce((sum, value) => sum + value, 0) / count;
    return { mean, deviation: Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / count) };
  };

  test("is fixed by its seed and name", () => {
    const first = (seed: number, name: string): number[] => {
      const random = randomStream(seed, name);
      return [random.uniform(), random.normal(), random.exponential(), random.poisson(3)];
    };
    expect(first(1, "a")).toEqual(first(1, "a"));
    expect(first(1, "a")).not.toEqual(first(2, "a"));
    expect(first(1, "a")).not.toEqual(first(1, "b"));
  });

  // The stream is fixed, so these cannot fail by chance; the bounds are five standard errors of 20,000 draws.
  test("has the moments of its distributions", () => {
    const random = randomStream(42, "moments");
    const error = 5 / Math.sqrt(20_000);
    const uniform = sample(() => random.uniform());
    expect(Math.abs(uniform.mean - 0.5)).toBeLessThan(error * 0.29);
    expect(Math.abs(uniform.deviation - Math.sqrt(1 / 12))).toBeLessThan(error * 0.29);
    const normal = sample(() => random.normal());
    expect(Math.abs(normal.mean)).toBeLessThan(error);
    expect(Math.abs(normal.deviation - 1)).toBeLessThan(error);
    const exponential = sample(() => random.exponential());
    expect(Math.abs(exponential.mean - 1)).toBeLessThan(error);
    expect(Math.abs(exponential.deviation - 1)).toBeLessThan(2 * error);
    const poisson = sample(() => random.poisson(3));
    expect(Math.abs(poisson.mean - 3)).toBeLessThan(error * Math.sqrt(3));
    expect(Math.abs(poisson.deviation - Math.sqrt(3))).toBeLessThan(error * Math.sqrt(3));
    expect(random.poisson(0)).toBe(0);
  });
});

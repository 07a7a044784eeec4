import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { millsRatio, normalDensity, normalDistribution } from "../../src/engine/normal.js";
import { type OptionGreeks, optionGreeks, type PricedOptions } from "../../src/engine/option-greeks.js";
import { SESSION_HOURS_PER_YEAR } from "../../src/engine/session-clock.js";
import { docstringExample, readmeExample, runExample } from "../example.js";
import { impliedVolatilities } from "../../src/engine/implied-volatilities.js";
import { csvRows } from "../shared-data.js";
import { optionOnForward } from "./one-option.js";

const U = 2 ** -53;
const NAMES = ["price", "delta", "gamma", "vanna", "charm", "theta", "vega"] as const satisfies (keyof OptionGreeks)[];

interface Option {
  forward: number;
  spot: number;
  strike: number;
  right: 1 | -1;
  hours: number;
  volatility: number;
}
type Greeks = Record<keyof OptionGreeks, number>;

function columnsOf(options: readonly Option[]): Record<keyof Option, Float64Array> {
  const column = (name: keyof Option): Float64Array => Float64Array.from(options, (option) => option[name]);
  return {
    forward: column("forward"),
    spot: column("spot"),
    strike: column("strike"),
    right: column("right"),
    hours: column("hours"),
    volatility: column("volatility"),
  };
}

/** -0 is 0 here. */
function rowOf(out: OptionGreeks, i: number): Greeks {
  return Object.fromEntries(NAMES.map((name) => [name, out[name][i] + 0])) as Greeks;
}
const greeksOf = (option: Option): Greeks => rowOf(optionGreeks(columnsOf([option])), 0);

/** What the engine says of the option as one of a chain. */
function inChain({ forward, spot, strike, right, hours, volatility }: Option): Greeks {
  const { callPrice, putPrice, callDelta, ...rest } = optionOnForward(forward, spot, strike, hours, volatility);
  const own = right === 1 ? { price: callPrice, delta: callDelta } : { price: putPrice, delta: callDelta - 1 };
  return { ...own, ...rest };
}

const deviationOf = ({ hours, volatility }: Option): number => volatility * Math.sqrt(hours / SESSION_HOURS_PER_YEAR);

const right = fc.constantFrom<1 | -1>(1, -1);
/** Options of a market, and strikes so far away that the density is 0. */
const marketOption: fc.Arbitrary<Option> = fc
  .record({
    forward: fc.double({ min: 5, max: 8000, noNaN: true }),
    basis: fc.double({ min: -0.01, max: 0.01, noNaN: true }),
    distance: fc.oneof(fc.double({ min: -6, max: 6, noNaN: true }), fc.double({ min: -60, max: 60, noNaN: true })),
    right,
    hours: fc.double({ min: 1 / 120, max: 6.5, noNaN: true }),
    volatility: fc.double({ min: 0.03, max: 8, noNaN: true }),
  })
  .map(({ basis, distance, ...option }) => {
    const strike = option.forward * Math.exp(distance * deviationOf({ ...option, spot: 1, strike: 1 }));
    return { ...option, spot: option.forward * (1 + basis), strike };
  });

describe("greeks and prices of single options", () => {
  test("are those that the engine finds for them as options of a chain", () => {
    fc.assert(
      fc.property(fc.array(marketOption, { maxLength: 40 }), (options) => {
        const out = optionGreeks(columnsOf(options));
        options.forEach((option, i) => {
          const ours = rowOf(out, i);
          const chain = inChain(option);
          const { forward, spot, strike, hours, volatility } = option;
          const s = deviationOf(option);
          // A chain's d1 has the error of two logarithms below 10, each half a unit of their last place, and their difference.
          const inD1 = (16 * U * 3) / s + 64 * U;
          // In units in which each greek is of size 1 at the money; phi, phi d2 and their slopes are below 1 + s.
          const units: Greeks = {
            price: forward,
            delta: 1,
            gamma: 1 / (spot * s),
            vanna: 1 / volatility,
            charm: 1 / hours,
            theta: (forward * s) / hours,
            vega: (forward * s) / volatility,
          };
          for (const name of NAMES) {
            // By parity a price has the digits of forward and strike only.
            const parity = name === "price" ? 8 * U * (forward + strike) : 0;
            const allowed = units[name] * (inD1 * (1 + s) + 16 * U) + parity;
            expect(Math.abs(ours[name] - chain[name]), `${name} of ${JSON.stringify(option)}`).toBeLessThanOrEqual(
              allowed,
            );
          }
        });
      }),
    );
  });

  const strange = fc.record({
    forward: fc.constantFrom(100, 0, -100, NaN, Infinity, 1e-300),
    spot: fc.constantFrom(99, NaN, 0, -1),
    strike: fc.constantFrom(100, 101, 0, -100, NaN, 1e300),
    right,
    hours: fc.constantFrom(2, 0, -1, NaN, 1e-300, 1e300),
    volatility: fc.constantFrom(0.2, 0, -0.1, NaN, Infinity, 1e4, 1e-100, 1e-320),
  });
  // To both sides of a block and of two.
  const lengths = fc.oneof(fc.nat(12), fc.constantFrom(255, 256, 257, 511, 512, 513, 700));

  test("are the same bits whatever stands beside an option, and wherever it stands", () => {
    const lists = lengths.chain((length) =>
      fc.array(fc.oneof({ weight: 9, arbitrary: marketOption }, strange), { minLength: length, maxLength: length }),
    );
    fc.assert(
      fc.property(lists, (options) => {
        const out = optionGreeks(columnsOf(options));
        const wrong = options.flatMap((option, i) => {
          const alone = greeksOf(option);
          return NAMES.filter((name) => !Object.is(out[name][i] + 0, alone[name])).map((name) => `${name} of ${i}`);
        });
        expect(wrong).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  test("keep put-call parity, and beside price and delta a call and its put are alike to the last bit", () => {
    fc.assert(
      fc.property(marketOption, (option) => {
        const call = greeksOf({ ...option, right: 1 });
        const put = greeksOf({ ...option, right: -1 });
        const { forward, strike } = option;
        expect(Math.abs(call.price - put.price - (forward - strike))).toBeLessThanOrEqual(4 * U * (forward + strike));
        expect(Math.abs(call.delta - put.delta - 1)).toBeLessThanOrEqual(2 * U);
        expect({ ...call, price: 0, delta: 0 }).toEqual({ ...put, price: 0, delta: 0 });
      }),
    );
  });

  test("have no price below 0, nor one below the intrinsic value by more than its rounding", () => {
    // Deviations so small that nothing is left of the difference of two tails but their rounding.
    // From 0.1 down, so that three of them below the forward there still are strikes.
    const power = fc.integer({ min: 1, max: 24 });
    const tiny = fc.record({ z: fc.double({ min: -3, max: 3, noNaN: true }), power, right });
    fc.assert(
      fc.property(tiny, marketOption, ({ z, power, right }, market) => {
        const s = 10 ** -power;
        const option: Option = { ...market, hours: SESSION_HOURS_PER_YEAR, volatility: s, right };
        for (const one of [market, { ...option, strike: option.forward * (1 + z * s) }]) {
          const { price } = greeksOf(one);
          const rounding = 4 * U * (one.forward + one.strike);
          expect(price).toBeGreaterThanOrEqual(0);
          expect(price).toBeGreaterThanOrEqual(one.right * (one.forward - one.strike) - rounding);
        }
      }),
    );
  });

  test("of a put far below the forward are small and have all their digits", () => {
    const option: Option = { forward: 6000, spot: 6000, strike: 5700, right: -1, hours: 1.5, volatility: 0.15 };
    const s = deviationOf(option);
    const d1 = Math.log(6000 / 5700) / s + s / 2;
    const { delta, price } = greeksOf(option);
    expect(delta).toBeLessThan(-1e-40);
    expect(delta).toBeGreaterThan(-1e-25);
    // The logarithm here is of a rounded ratio, which costs d1 U / s, and a tail d1 times that; d1 is 11, its square 130.
    const allowed = (d1 * 2 * U) / s + 4 * 130 * U;
    expect(Math.abs(delta / -normalDistribution(-d1) - 1)).toBeLessThan(allowed);
    // The difference of two tails, of which s d1 is left.
    const tails = 5700 * normalDistribution(s - d1) - 6000 * normalDistribution(-d1);
    expect(Math.abs(price / tails - 1)).toBeLessThan((2 * allowed) / (s * d1));
  });
});

describe("greeks of single options beside derivatives of the price by mpmath", () => {
  // golden/make-golden.py made the table; tolerances are counted as in golden.test.ts.
  const FORWARD = 6000;
  const rows = csvRows(fileURLToPath(new URL("golden/greeks.csv", import.meta.url))).map((row) =>
    Object.fromEntries(Object.entries(row).map(([name, cell]) => [name, Number(cell)])),
  );
  const options = rows.map(({ minutes, volatility, strike }): Option => {
    return { forward: FORWARD, spot: FORWARD, strike, right: 1, hours: minutes / 60, volatility };
  });
  const calls = optionGreeks(columnsOf(options));
  const puts = optionGreeks(columnsOf(options.map((option): Option => ({ ...option, right: -1 }))));

  test("are right to the rounding of d1, whose one logarithm is of a ratio and loses nothing near the money", () => {
    expect(rows).toHaveLength(565);
    const worst: Record<string, number> = {};
    rows.forEach((row, i) => {
      const { hours, volatility } = options[i];
      const s = deviationOf(options[i]);
      const x = Math.log(FORWARD / row.strike) / s;
      const d1 = x + s / 2;
      const d2 = d1 - s;
      // Fewer than eight roundings of the ratio's logarithm, four of s, and those that put them together.
      const inD1 = U * (13 * Math.abs(x) + 6 * s);
      const inDensity = Math.abs(d1) * inD1 + U * (16 + (d1 * d1) / 2);
      const density = normalDensity(d1);
      const inCurve = density * (Math.abs(d2) * inDensity + inD1 + 4 * U * s);
      const tails = density * (millsRatio(Math.abs(d1)) + millsRatio(Math.abs(d2)));
      const otm = Math.min(row.call, row.put);
      const inPrice = FORWARD * (16 * U * tails + density * (inD1 + 4 * U * s)) + otm * (inDensity + 4 * U);
      const byParity = row.call + row.put + Math.abs(FORWARD - row.strike);
      const slope = (row.slope * s) / volatility;
      const lift = (row.lift * s) / volatility;
      const relative = (ours: number, truth: number): number => (ours === truth ? 0 : Math.abs(ours / truth - 1));
      const errors: Record<string, number> = {
        callDelta: relative(calls.delta[i], row.delta) / (inDensity + inD1 + 9 * U),
        gamma: relative(calls.gamma[i], row.gamma) / (inDensity + 6 * U),
        vega: relative(calls.vega[i], lift) / (inDensity + 6 * U),
        theta: relative(calls.theta[i], (-lift * volatility) / (2 * hours)) / (inDensity + 8 * U),
        vanna: (Math.abs(calls.vanna[i] - slope) * volatility) / inCurve,
        charm: (Math.abs(calls.charm[i] + (slope * volatility) / (2 * hours)) * 2 * hours) / inCurve,
        call: Math.abs(calls.price[i] - row.call) / (inPrice + 2 * U * (row.call + (d2 > 0 ? byParity : 0))),
        put: Math.abs(puts.price[i] - row.put) / (inPrice + 2 * U * (row.put + (d2 > 0 ? 0 : byParity))),
      };
      for (const [name, error] of Object.entries(errors))
        worst[name] = Math.max(worst[name] ?? 0, Number.isNaN(error) ? Infinity : error);
    });
    for (const [name, error] of Object.entries(worst)) expect(error, name).toBeLessThanOrEqual(1);
  });
});

describe("greeks of single options are those that are published:", () => {
  // OpenGamma Strata, BlackFormulaRepositoryTest at commit 08b2ba79 (Apache-2.0): undiscounted calls, F = 104, T = 4.5.
  test("Strata's calls", () => {
    const strike = [85, 85, 120, 120, 120];
    const { price } = optionGreeks({
      forward: strike.map(() => 104),
      strike,
      right: strike.map(() => 1),
      hours: strike.map(() => 4.5 * SESSION_HOURS_PER_YEAR),
      volatility: [0.1, 0.8, 0.1, 0.3, 0.8],
    });
    const published = [20.816241352493662, 66.87809290575849, 3.523029591534474, 20.641589813250427, 59.81944968154744];
    published.forEach((value, i) => expect(Math.abs(price[i] / value - 1)).toBeLessThan(1e-12));
  });

  // github.com/CarloLepelaars/blackscholes, tests at commit 2bda7df5 (MIT): a call and a put on a future at 55, strike 50, a
  // year, 15 %, discounted at 0.25 %; theta per year, which has the discount's own r times the price beside ours.
  test("those of the blackscholes package, on a future", () => {
    const discount = Math.exp(-0.0025);
    const out = optionGreeks({
      forward: [55, 55],
      strike: [50, 50],
      right: [1, -1],
      hours: [SESSION_HOURS_PER_YEAR, SESSION_HOURS_PER_YEAR],
      volatility: [0.15, 0.15],
    });
    const both = { gamma: 0.03747854417414418, vega: 17.00588941901792, vanna: -1.1551661594303946 };
    const published = [
      { ...both, price: 6.234516612704489, delta: 0.7593715061928189, theta: -1.2598554148945826 },
      { ...both, price: 1.2470010007171901, delta: -0.23813161620464113, theta: -1.272324203924551 },
    ];
    published.forEach((option, i) => {
      const ours = rowOf(out, i);
      const theta = discount * (ours.theta * SESSION_HOURS_PER_YEAR + 0.0025 * ours.price);
      for (const [name, value] of Object.entries(option)) {
        const own = name === "theta" ? theta : discount * ours[name as keyof Greeks];
        expect(Math.abs(own - value), name).toBeLessThan(1e-12 * Math.max(1, Math.abs(value)));
      }
    });
  });
});

describe("the limits of single options", () => {
  const NONE = { gamma: 0, vanna: 0, charm: 0, theta: 0, vega: 0 };
  const at = (forward: number, right: 1 | -1, hours: number, volatility: number): Greeks =>
    greeksOf({ forward, spot: forward, strike: 100, right, hours, volatility });

  test.each([
    ["without volatility", 2, 0],
    ["at the close", 0, 0.3],
    ["with next to no volatility", 2, 1e-300],
    ["with a volatility that only a computer could tell from none", 2, 1e-100],
    ["with the smallest double for a volatility", 2, Number.MIN_VALUE],
    ["with next to no time", 1e-300, 1e-150],
  ])("%s are a step, its intrinsic value and nothing else", (_, hours, volatility) => {
    expect(at(101, 1, hours, volatility)).toEqual({ ...NONE, delta: 1, price: 1 });
    expect(at(101, -1, hours, volatility)).toEqual({ ...NONE, delta: 0, price: 0 });
    expect(at(99, 1, hours, volatility)).toEqual({ ...NONE, delta: 0, price: 0 });
    expect(at(99, -1, hours, volatility)).toEqual({ ...NONE, delta: -1, price: 1 });
    expect(at(100, 1, hours, volatility)).toEqual({ ...NONE, delta: 0.5, price: 0 });
    expect(at(100, -1, hours, volatility)).toEqual({ ...NONE, delta: -0.5, price: 0 });
  });

  test("far from the money are those without volatility", () => {
    // A hundredth a year, 200 deviations away: the density there is 0 in doubles.
    const [low, high] = [100 * Math.exp(-2), 100 * Math.exp(2)];
    expect(at(low, 1, SESSION_HOURS_PER_YEAR, 0.01)).toEqual({ ...NONE, delta: 0, price: 0 });
    expect(at(low, -1, SESSION_HOURS_PER_YEAR, 0.01)).toEqual({ ...NONE, delta: -1, price: 100 - low });
    expect(at(high, 1, SESSION_HOURS_PER_YEAR, 0.01)).toEqual({ ...NONE, delta: 1, price: high - 100 });
    expect(at(high, -1, SESSION_HOURS_PER_YEAR, 0.01)).toEqual({ ...NONE, delta: 0, price: 0 });
  });

  test("beyond every market are the forward and the strike", () => {
    for (const volatility of [31.9, 33, 1e6, Infinity]) {
      const call = at(101, 1, SESSION_HOURS_PER_YEAR, volatility);
      const put = at(101, -1, SESSION_HOURS_PER_YEAR, volatility);
      expect(call.price).toBe(101);
      expect(put.price).toBe(100);
      expect(call.delta).toBe(1);
      expect(Math.abs(put.delta)).toBeLessThan(1e-56);
    }
    expect(at(101, -1, SESSION_HOURS_PER_YEAR, Infinity)).toEqual({ ...NONE, delta: 0, price: 100 });
  });

  test("of a forward or a strike of 0 are certain", () => {
    const option: Option = { forward: 100, spot: 100, strike: 0, right: 1, hours: 2, volatility: 0.2 };
    expect(greeksOf(option)).toEqual({ ...NONE, delta: 1, price: 100 });
    expect(greeksOf({ ...option, right: -1 })).toEqual({ ...NONE, delta: 0, price: 0 });
    expect(greeksOf({ ...option, forward: 0, strike: 100 })).toEqual({ ...NONE, delta: 0, price: 0 });
    expect(greeksOf({ ...option, forward: 0, strike: 100, right: -1 })).toEqual({ ...NONE, delta: -1, price: 100 });
  });

  test.each<[string, Partial<Option>]>([
    ["no volatility is known", { volatility: NaN }],
    ["volatility is negative", { volatility: -0.1 }],
    ["no forward is known", { forward: NaN }],
    ["no forward is known and there is no volatility", { forward: NaN, volatility: 0 }],
    ["the forward is negative", { forward: -5 }],
    ["no strike is known", { strike: NaN }],
    ["no strike is known and there is no time", { strike: NaN, hours: 0 }],
    ["the strike is negative", { strike: -5 }],
    ["forward and strike are negative, so that their ratio is not", { forward: -100, strike: -101 }],
    ["no time is known", { hours: NaN }],
    ["the close is past", { hours: -1 }],
  ])("are unknown where %s", (_, wrong) => {
    for (const right of [1, -1] as const) {
      const option: Option = { forward: 100, spot: 100, strike: 101, right, hours: 2, volatility: 0.2 };
      for (const [name, value] of Object.entries(greeksOf({ ...option, ...wrong }))) expect(value, name).toBeNaN();
    }
  });

  test("leave gamma alone unknown where the spot is no number or not above 0", () => {
    const option: Option = { forward: 100, spot: 100, strike: 101, right: 1, hours: 2, volatility: 0.2 };
    for (const volatility of [0.2, 0]) {
      const known = greeksOf({ ...option, volatility });
      for (const spot of [NaN, 0, -100])
        expect(greeksOf({ ...option, volatility, spot })).toEqual({ ...known, gamma: NaN });
    }
  });
});

describe("columns of options", () => {
  const options: Option[] = [
    { forward: 100, spot: 99, strike: 101, right: 1, hours: 2, volatility: 0.25 },
    { forward: 6000, spot: 6001, strike: 5990, right: -1, hours: 0.5, volatility: 0.125 },
    { forward: 50, spot: 50, strike: 50, right: 1, hours: 6.5, volatility: 0.75 },
  ];
  const columns = columnsOf(options);

  test("may be plain arrays or any typed ones, and are left as they were", () => {
    const expected = optionGreeks(columns);
    const before = structuredClone(columns);
    expect(optionGreeks({ ...columns })).toEqual(expected);
    const lists = Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, [...column]]));
    expect(optionGreeks(lists as unknown as PricedOptions)).toEqual(expected);
    // All of these numbers are whole or binary fractions, so that smaller types hold them.
    const typed = { ...columns, strike: Int32Array.from(columns.strike), right: Int8Array.from(columns.right) };
    expect(optionGreeks({ ...typed, volatility: Float32Array.from(columns.volatility) })).toEqual(expected);
    expect(columns).toEqual(before);
  });

  test("have the forward for a spot unless there is one", () => {
    const { spot, ...rest } = columns;
    expect(optionGreeks(rest)).toEqual(optionGreeks({ ...rest, spot: rest.forward }));
    expect(optionGreeks(rest).gamma).not.toEqual(optionGreeks({ ...rest, spot }).gamma);
  });

  test("with something that is no number have NaN there, and not what it would be as a number", () => {
    for (const hole of [null, undefined, "100", true]) {
      const { price, gamma } = optionGreeks({ ...columns, strike: [101, hole, 50] as number[] });
      expect([...price].map(Number.isNaN)).toEqual([false, true, false]);
      expect([...gamma].map(Number.isNaN)).toEqual([false, true, false]);
    }
  });

  test("are written where they are wanted, and nothing else is allocated for results", () => {
    const room = (): Float64Array => new Float64Array(3).fill(7);
    const out = {
      price: room(),
      delta: room(),
      gamma: room(),
      vanna: room(),
      charm: room(),
      theta: room(),
      vega: room(),
    };
    const own = { ...out };
    expect(optionGreeks(columns, out)).toBe(out);
    for (const name of NAMES) expect(out[name]).toBe(own[name]);
    expect(out).toEqual(optionGreeks(columns));
  });

  test("without rows have none", () => {
    const out = optionGreeks({ forward: [], strike: [], right: [], hours: [], volatility: [] });
    for (const name of NAMES) expect(out[name]).toEqual(new Float64Array(0));
  });

  test.each(["spot", "strike", "right", "hours", "volatility"] as const)(
    "of another length than the forward's are refused by name: %s",
    (name) => {
      for (const length of [2, 4]) {
        const wrong = { ...columns, [name]: new Float64Array(length).fill(1) };
        expect(() => optionGreeks(wrong)).toThrow(
          new RangeError(`${name} has ${length} entries, but forward has 3; columns are of one length`),
        );
      }
    },
  );

  test("to write into are refused by name, too, and before anything is written", () => {
    for (const name of NAMES) {
      const out = { ...optionGreeks(columns), [name]: new Float64Array(2) };
      out.price.fill(7);
      expect(() => optionGreeks(columns, out)).toThrow(
        new RangeError(`out.${name} has 2 entries, but forward has 3; columns are of one length`),
      );
      expect(out.price.every((value) => value === 7 || name === "price")).toBe(true);
    }
  });

  test.each([
    [0, "0"],
    [2, "2"],
    [NaN, "NaN"],
    [null, "null"],
    ["C", "C"],
  ])("with a right of %s are refused with its place", (wrong, shown) => {
    const right = [1, -1, wrong] as number[];
    expect(() => optionGreeks({ ...columns, right })).toThrow(
      new RangeError(`right[2] is ${shown}; a call is +1 and a put -1`),
    );
  });
});

describe("the examples give what is printed beside them:", () => {
  test("the docstring's", () => {
    const seen = runExample(docstringExample("engine/option-greeks.ts", "optionGreeks"), { optionGreeks });
    expect(seen).toHaveLength(2);
    for (const { ours, printed } of seen) expect(ours).toBe(printed);
  });

  test("the README's", () => {
    const seen = runExample(readmeExample("optionGreeks"), { optionGreeks, impliedVolatilities });
    expect(seen).toHaveLength(3);
    for (const { ours, printed } of seen) expect(ours).toBe(printed);
  });
});

import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { blackPrice, impliedDeviation, type RightSign } from "../../src/engine/black.js";
import { impliedDeviations } from "../../src/engine/implied-deviations.js";
import { millsRatio, millsRemainder, normalDensity, normalDistribution } from "../../src/engine/normal.js";
import { csvRows } from "../shared-data.js";
import { optionOnForward } from "./one-option.js";

/*
 * The engine's numbers beside 60 digits of mpmath. golden/make-golden.py made the tables and says what is in them.
 *
 * Tolerances are in units of U = 2^-53, the most that one rounding can cost, and come from counting roundings; where a
 * bound grows with the distance from the money z, it is because exp turns the relative error of its argument z^2 / 2 into
 * that many times more of its value. No such bound is looser than what another program with doubles in and out must pay.
 */

const U = 2 ** -53;
const FORWARD = 6000;

type Row = Record<string, number>;

function golden(name: string): Row[] {
  return csvRows(fileURLToPath(new URL(`golden/${name}.csv`, import.meta.url))).map((row) =>
    Object.fromEntries(Object.entries(row).map(([key, cell]) => [key, Number(cell)])),
  );
}

/** Relative error; one that is no number counts as without end. */
function error(value: number, truth: number): number {
  if (value === truth) return 0;
  const relative = Math.abs((value - truth) / truth);
  return Number.isNaN(relative) ? Infinity : relative;
}

/** The row on which `measure` is largest, and its value: a failure then names the case. */
function worst(rows: Row[], measure: (row: Row) => number): { value: number; row: Row } {
  let most = { value: -1, row: {} as Row };
  for (const row of rows) {
    const value = measure(row);
    if (!(value <= most.value)) most = { value, row };
  }
  return most;
}

function expectAtMost(rows: Row[], bound: number, measure: (row: Row) => number): void {
  const { value, row } = worst(rows, measure);
  expect(value, `at ${JSON.stringify(row)}`).toBeLessThanOrEqual(bound);
}

/** Total deviation of a row, operation by operation as the script has it, so that both hold the same double. */
const deviationOf = ({ minutes, volatility }: Row): number => volatility * Math.sqrt(minutes / (390 * 252));

describe("the normal distribution beside mpmath", () => {
  const rows = golden("normal");

  test("has a table that is dense, and next to 0 and to the seams of other ways", () => {
    expect(rows).toHaveLength(658);
    expect(rows[0].x).toBeLessThanOrEqual(-37);
    expect(rows[rows.length - 1].x).toBe(9);
    let gap = 0;
    for (let i = 1; i < rows.length; i++) gap = Math.max(gap, rows[i].x - rows[i - 1].x);
    expect(gap).toBeLessThan(0.14);
  });

  test("is within 5e-15 of itself from -8 to 9", () => {
    const inside = rows.filter(({ x }) => x >= -8);
    expect(inside.length).toBeGreaterThan(400);
    expectAtMost(inside, 5e-15, ({ x, distribution }) => error(normalDistribution(x), distribution));
  });

  test("is within 1e-13 of itself down to -37", () => {
    expectAtMost(rows, 1e-13, ({ x, distribution }) => error(normalDistribution(x), distribution));
  });

  test("has a density that is right to the rounding of x^2", () => {
    // One rounding of x^2, worth x^2 / 2, and less than four more in exp, factor and product.
    expectAtMost(rows, U, ({ x, density }) => error(normalDensity(x), density) / (4 + (x * x) / 2));
  });

  test("has a Mills ratio and a remainder within 1e-15, as far as 37", () => {
    expectAtMost(rows, 1e-15, ({ x, mills }) => error(millsRatio(Math.abs(x)), mills));
    expectAtMost(rows, 1e-15, ({ x, remainder }) => error(millsRemainder(Math.abs(x)), remainder));
  });
});

describe("the price beside mpmath", () => {
  const rows = golden("black");

  /**
   * Roundings of a price out of the money: six in z (five of them in the logarithm), which z^2 / 2 doubles, and one in the
   * square, make 6.5 z^2; the other factors have fewer than 30. Beyond a deviation of 0.1 two Mills ratios of seven are
   * subtracted, whose sum is (1.25 + z) / t times their difference. Last the underflow of the density and of the price.
   */
  function bound(row: Row): number {
    const s = deviationOf(row);
    const z = Math.abs(Math.log(row.strike / FORWARD)) / s;
    const subtraction = s > 0.1 ? (7 * (1.25 + z)) / (s / 2) : 0;
    const underflow = 2 ** -1074 * (1 / (normalDensity(z) * Math.exp((-s * s) / 8)) + 1 / row.price);
    return U * (30 + 6.5 * z * z + subtraction) + underflow;
  }
  const ours = (row: Row): number => blackPrice(FORWARD, row.strike, deviationOf(row), row.right as RightSign);

  test("is within 1e-13 wherever an option is worth more than 1e-50 of its forward", () => {
    const valued = rows.filter(({ price }) => price > 1e-50 * FORWARD);
    expect(valued.length).toBeGreaterThan(1200);
    expectAtMost(valued, 1e-13, (row) => error(ours(row), row.price));
  });

  test("is as good as its roundings allow, down to where doubles end", () => {
    expect(Math.min(...rows.map(({ price }) => price))).toBeLessThan(1e-320);
    expectAtMost(rows, 1, (row) => error(ours(row), row.price) / bound(row));
  });
});

describe("the implied deviation beside mpmath", () => {
  const rows = golden("black");
  const found = (row: Row, steps?: 1 | 2): number =>
    impliedDeviation(row.price, FORWARD, row.strike, row.right as RightSign, steps);

  /*
   * `implied` is the deviation of the rounded price and not the one it was made from, so nothing is allowed for the price's
   * rounding: these are errors of the method alone, even where a price has a single digit left.
   */
  test("has a table of 1,875 options from 1 to 390 minutes, 3 to 800 %, at the money to where doubles end", () => {
    expect(rows).toHaveLength(1875);
    const range = (key: string): number[] => {
      const values = rows.map((row) => row[key]);
      return [Math.min(...values), Math.max(...values)];
    };
    expect(range("minutes")).toEqual([1, 390]);
    expect(range("volatility")).toEqual([0.03, 8]);
    expect(range("right")).toEqual([-1, 1]);
    expect(range("price")[0]).toBeLessThan(1e-320);
    const far = rows.filter((row) => Math.abs(Math.log(row.strike / FORWARD)) > 24.9 * deviationOf(row));
    expect(far.length).toBeGreaterThan(64);
  });

  test("never fails", () => {
    for (const steps of [1, 2] as const) expect(rows.filter((row) => !(found(row, steps) > 0))).toEqual([]);
  });

  test("is within 1e-13 of the truth, and takes two steps unless told otherwise", () => {
    expectAtMost(rows, 1e-13, (row) => error(found(row), row.implied));
    for (const row of rows) expect(found(row)).toBe(found(row, 2));
  });

  test("is within 1e-13 after a single step, too", () => {
    expectAtMost(rows, 1e-13, (row) => error(found(row, 1), row.implied));
    expect(rows.some((row) => found(row, 1) !== found(row, 2))).toBe(true);
  });

  test("of a price in the money keeps the digits which the intrinsic value leaves", () => {
    const inside = golden("itm");
    expect(inside).toHaveLength(84);
    for (const row of inside) {
      // One rounding of the strike's distance. (Taking it from the price is exact or rounds the time value once.) The time
      // value's relative error times its elasticity, time / (vega s), is the deviation's.
      const s = row.implied;
      const x = Math.log(FORWARD / row.strike);
      const vega = Math.sqrt(FORWARD * row.strike) * normalDensity(x / s) * Math.exp((-s * s) / 8);
      const allowed = 1e-13 + (U * Math.abs(FORWARD - row.strike)) / (vega * s);
      expect(error(found(row), s), JSON.stringify(row)).toBeLessThanOrEqual(allowed);
    }
  });

  test("of prices at the money stays a number as long as it is one", () => {
    // s = price / forward x sqrt(2 pi), far below where s^2 / 24 counts.
    for (const price of [1e-10, 1e-100, 1e-300])
      expect(
        error(impliedDeviation(price, FORWARD, FORWARD, 1), (price / FORWARD) * Math.sqrt(2 * Math.PI)),
      ).toBeLessThan(1e-15);
    expect(impliedDeviation(Number.MIN_VALUE, FORWARD, FORWARD, 1)).toBeNaN();
  });
});

describe("a chain's implied deviations beside mpmath", () => {
  // Both sides of the money may not share a strike's slot, so calls and puts have a chain each, unsorted and long.
  test.each([
    ["calls", 1],
    ["puts", -1],
  ])("are within 1e-13, with one step and with two: %s", (_, right) => {
    const rows = golden("black").filter((row) => row.right === right);
    expect(rows.length).toBeGreaterThan(900);
    const column = (key: string): Float64Array => Float64Array.from(rows, (row) => row[key]);
    for (const steps of [1, 2] as const) {
      const found = new Float64Array(rows.length);
      impliedDeviations(found, column("price"), column("strike"), FORWARD, steps);
      const table = rows.map((row, i) => ({ ...row, found: found[i] }));
      expectAtMost(table, 1e-13, (row) => error(row.found, row.implied));
    }
  });
});

describe("a chain's greeks and prices beside derivatives of the price by mpmath", () => {
  const rows = golden("greeks").map((row): Row => {
    const s = deviationOf(row);
    const hours = row.minutes / 60;
    const ours = optionOnForward(FORWARD, FORWARD, row.strike, hours, row.volatility);
    const x = Math.log(FORWARD / row.strike) / s;
    const d1 = x + s / 2;
    // Two logarithms, each to a unit in its last place; six roundings of x, and as many of s, whose hours are divided.
    const inD1 = (2 * U * (Math.log(FORWARD) + Math.abs(Math.log(row.strike)))) / s + 6 * U * (Math.abs(x) + s);
    // The square's rounding is worth d1^2 / 2; beside it are fewer than 16.
    const inDensity = Math.abs(d1) * inD1 + U * (16 + (d1 * d1) / 2);
    const density = normalDensity(d1);
    const tails = density * (millsRatio(Math.abs(d1)) + millsRatio(Math.abs(d1 - s)));
    const otm = Math.min(row.call, row.put);
    return {
      ...Object.fromEntries(Object.entries(ours).map(([name, value]) => [`our_${name}`, value])),
      ...row,
      // The chain rule: s is proportional to volatility and to the square root of the time that is left.
      vanna: (row.slope * s) / row.volatility,
      charm: (-row.slope * s) / (2 * hours),
      vega: (row.lift * s) / row.volatility,
      theta: (-row.lift * s) / (2 * hours),
      d2: d1 - s,
      inDensity,
      // The logarithm of a tail falls by 1 / Mills, at most |d1| + 1; Mills itself is nine roundings off.
      inDelta: inDensity + inD1 + 9 * U,
      // Of d2 beside its size: vanna and charm pass through 0 there.
      inCurve: density * (Math.abs(d1 - s) * inDensity + inD1 + 4 * U * s),
      // Two tails that share a density: their difference has its error, and the tails each have one of their own.
      inPrice: FORWARD * (16 * U * tails + density * (inD1 + 4 * U * s)) + otm * (inDensity + 4 * U),
      hours,
    };
  });

  test("has a table of 565 strikes, 25 deviations to either side, and deviations of up to 31", () => {
    expect(rows).toHaveLength(565);
    expect(Math.min(...rows.map(({ delta }) => delta))).toBeLessThan(1e-80);
    expect(Math.max(...rows.map(deviationOf))).toBe(31);
  });

  test("delta, gamma, vega and theta are right to the rounding of d1", () => {
    expectAtMost(rows, 1, (row) => error(row.our_callDelta, row.delta) / row.inDelta);
    for (const name of ["gamma", "vega", "theta"])
      expectAtMost(rows, 1, (row) => error(row[`our_${name}`], row[name]) / (row.inDensity + 6 * U));
  });

  test("vanna and charm are, too", () => {
    expectAtMost(rows, 1, (row) => (Math.abs(row.our_vanna - row.vanna) * row.volatility) / row.inCurve);
    expectAtMost(rows, 1, (row) => (Math.abs(row.our_charm - row.charm) * 2 * row.hours) / row.inCurve);
  });

  test("a price is as good as its tails, and the one by parity as good as what it comes from", () => {
    for (const name of ["call", "put"] as const)
      expectAtMost(rows, 1, (row) => {
        // One of the two comes from the other, and so with the digits of the largest of the three.
        const byParity = (name === "call") === row.d2 > 0 ? row.call + row.put + Math.abs(FORWARD - row.strike) : 0;
        return Math.abs(row[`our_${name}Price`] - row[name]) / (row.inPrice + 2 * U * (row[name] + byParity));
      });
    // Which at any deviation of a market is this in USD: a millionth of a tick.
    const market = rows.filter((row) => deviationOf(row) < 1);
    expectAtMost(market, 1e-10, (row) => Math.abs(row.our_callPrice - row.call));
    expectAtMost(market, 1e-10, (row) => Math.abs(row.our_putPrice - row.put));
  });

  test("all are within 1e-12 beyond a quarter of an hour, wherever delta is more than 1e-9 from 0 and from 1", () => {
    const near = rows.filter(({ delta, minutes, volatility }) => {
      return delta > 1e-9 && delta < 1 - 1e-9 && minutes >= 15 && volatility >= 0.2;
    });
    expect(near.length).toBeGreaterThan(150);
    const pairs = { our_callDelta: "delta", our_gamma: "gamma", our_vega: "vega", our_theta: "theta" };
    for (const [mine, theirs] of Object.entries(pairs))
      expectAtMost(near, 1e-12, (row) => error(row[mine], row[theirs]));
  });
});

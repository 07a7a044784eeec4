import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { shapley } from "../../src/engine/shapley.js";
import { docstringExample, runExample } from "../example.js";

/** All orders of so many factors. */
function ordersOf(factors: number): number[][] {
  if (factors === 0) return [[]];
  return ordersOf(factors - 1).flatMap((order) =>
    Array.from({ length: factors }, (_, at) => [...order.slice(0, at), factors - 1, ...order.slice(at)]),
  );
}

/** By definition: what each factor adds when it moves, averaged over all orders. */
function byOrders(factors: number, values: readonly number[]): number[] {
  const orders = ordersOf(factors);
  const parts = new Array<number>(factors).fill(0);
  for (const order of orders) {
    let set = 0;
    for (const factor of order) {
      parts[factor] += (values[set | (1 << factor)] - values[set]) / orders.length;
      set |= 1 << factor;
    }
  }
  return parts;
}

function parts(factors: number, values: readonly number[]): number[] {
  const columns = Array.from({ length: factors }, () => new Float64Array(1));
  shapley(columns, Float64Array.from(values));
  return columns.map(([part]) => part);
}

const number = fc.double({ min: -1e9, max: 1e9, noNaN: true });
const five = fc.array(number, { minLength: 32, maxLength: 32 });
const SIZE = 1e9;

describe("Shapley values", () => {
  test("of five factors are the averages over all 120 orders", () => {
    expect(ordersOf(5)).toHaveLength(120);
    fc.assert(
      fc.property(five, (values) => {
        const expected = byOrders(5, values);
        parts(5, values).forEach((part, i) => expect(Math.abs(part - expected[i])).toBeLessThan(1e-12 * SIZE));
      }),
    );
  });

  test("add up to the change", () => {
    fc.assert(
      fc.property(five, (values) => {
        const sum = parts(5, values).reduce((a, b) => a + b, 0);
        expect(Math.abs(sum - (values[31] - values[0]))).toBeLessThan(1e-12 * SIZE);
      }),
    );
  });

  test("give a factor that changes nothing exactly 0", () => {
    fc.assert(
      fc.property(five, fc.nat(4), (values, idle) => {
        const same = values.map((_, set) => values[set & ~(1 << idle)]);
        expect(parts(5, same)[idle]).toBe(0);
      }),
    );
  });

  test("give two factors that do the same the same", () => {
    fc.assert(
      fc.property(five, (values) => {
        // What matters of the first two is how many of them have moved.
        const alike = values.map((_, set) => values[(set & 3) === 2 ? set - 1 : set]);
        const [first, second] = parts(5, alike);
        expect(Math.abs(first - second)).toBeLessThan(1e-12 * SIZE);
      }),
    );
  });

  test("of a way back are those of the way there, with the other sign", () => {
    fc.assert(
      fc.property(five, (values) => {
        const there = parts(5, values);
        parts(5, [...values].reverse()).forEach((part, i) =>
          expect(Math.abs(part + there[i])).toBeLessThan(1e-12 * SIZE),
        );
      }),
    );
  });

  test("are found for many things at a time, each by itself", () => {
    const columns = [new Float64Array(2), new Float64Array(2)];
    // Sets: none, first, second, both; two things side by side.
    shapley(columns, Float64Array.of(0, 6, 1, 12, 2, 10, 4, 20));
    expect(columns.map((column) => [...column])).toEqual([
      [1.5, 8],
      [2.5, 6],
    ]);
  });

  test("of a price and an amount are those of the docstring", () => {
    const seen = runExample(docstringExample("engine/shapley.ts", "shapley"), { shapley });
    expect(seen.map(({ printed }) => printed)).toEqual(["8", "6"]);
    for (const { ours, printed } of seen) expect(ours).toBe(printed);
  });
});

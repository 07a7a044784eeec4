import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findRoot } from "../../src/engine/find-root.js";

/** The root, and how often the function was asked. */
function solve(f: (x: number) => number, a: number, b: number, tolerance: number): { root: number; calls: number } {
  let calls = 0;
  const counted = (x: number): number => {
    calls++;
    return f(x);
  };
  return { root: findRoot(counted, a, b, f(a), f(b), tolerance), calls };
}

describe("a root", () => {
  test.each<[string, (x: number) => number, number, number, number]>([
    ["of a line", (x) => 3 * x - 1, 0, 1, 1 / 3],
    ["of a cubic", (x) => x ** 3 - 2, 0, 4, Math.cbrt(2)],
    ["of a falling function", (x) => Math.exp(-x) - 0.5, -1, 5, Math.LN2],
    ["of a step", (x) => (x < 0.7 ? -1e-9 : 1e9), 0, 1, 0.7],
    ["of a function that is flat at it", (x) => (x - 0.25) ** 9, -1, 2, 0.25],
  ])("%s is found", (_, f, a, b, root) => {
    expect(Math.abs(solve(f, a, b, 1e-10).root - root)).toBeLessThanOrEqual(1e-10);
  });

  test("needs no more than one step beyond bisection, and far fewer when the function is smooth", () => {
    const bisection = Math.ceil(Math.log2(1 / 2e-10));
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 0.99, noNaN: true }), fc.integer({ min: 1, max: 15 }), (root, power) => {
        const { root: found, calls } = solve((x) => Math.sign(x - root) * Math.abs(x - root) ** power, 0, 1, 1e-10);
        expect(Math.abs(found - root)).toBeLessThanOrEqual(1e-10);
        // Another one where rounding leaves the last bracket a bit wider than the tolerance.
        expect(calls).toBeLessThanOrEqual(bisection + 2);
      }),
    );
    expect(solve((x) => Math.exp(x) - 2, 0, 1, 1e-10).calls).toBeLessThanOrEqual(9);
  });
});

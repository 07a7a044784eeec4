import fc from "fast-check";
import { expect, test } from "vitest";
import { leading } from "../../src/analytics/leading.js";
import { illConditioned, slowExactSum } from "./exactly.js";

test("the few first are the first of all, with the same shares to the last bit", () => {
  fc.assert(
    fc.property(illConditioned, fc.nat(12), fc.boolean(), (list, n, signed) => {
      const values = Float64Array.from(list);
      const all = leading(values, Infinity, signed);
      const few = leading(values, n, signed);
      expect(few.positions).toEqual(all.positions.slice(0, n));
      expect(few.share).toEqual(all.share.slice(0, n));
      expect(few.coverage).toEqual(all.coverage.slice(0, n));
    }),
    { numRuns: 500 },
  );
});

test("the order is that of a sort of pairs, equal ones by position, and the whole is the exact sum", () => {
  fc.assert(
    fc.property(illConditioned, fc.boolean(), (list, signed) => {
      const key = (value: number): number => (signed ? value : Math.abs(value));
      const pairs = list.map((value, i) => ({ value, i })).filter(({ value }) => !Number.isNaN(value));
      pairs.sort((a, b) => key(b.value) - key(a.value) || a.i - b.i);
      const { positions, share } = leading(Float64Array.from(list), Infinity, signed);
      expect(positions).toEqual(pairs.map(({ i }) => i));
      const gross = slowExactSum(list.map(Math.abs));
      expect([...share]).toEqual(pairs.map(({ value }) => Math.abs(value) / gross));
    }),
  );
});

test("of very many, what is counted by digits stands as what is compared, and all cover exactly everything", () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(-0.1, 0.1, 3, -7e9, 0, -0, 1e-300, 5, NaN), { minLength: 1500, maxLength: 3000 }),
      (list) => {
        const values = Float64Array.from(list, (value, i) => (i % 7 === 0 ? value * (1 + i / 5000) : value));
        const { positions, coverage } = leading(values, Infinity, true);
        const order = [...values.keys()].filter((i) => !Number.isNaN(values[i]));
        expect(positions).toEqual(order.sort((a, b) => values[b] - values[a] || a - b));
        expect(coverage.at(-1)).toBe(1);
      },
    ),
    { numRuns: 20 },
  );
});

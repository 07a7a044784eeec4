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
      expect(share).toEqual(pairs.map(({ value }) => Math.abs(value) / gross));
    }),
  );
});

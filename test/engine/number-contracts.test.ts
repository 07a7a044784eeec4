import fc from "fast-check";
import { expect, test } from "vitest";
import { numberContracts } from "../../src/engine/number-contracts.js";

test("contracts are numbered by the place of their strike among those of all tables: 2k the call, 2k + 1 the put", () => {
  const { strikes, contracts } = numberContracts([
    { strike: Float64Array.of(750, 747.5, 750), right: Float64Array.of(1, 1, -1) },
    { strike: new Float64Array(0), right: new Float64Array(0) },
    { strike: Float64Array.of(0.0001, 747.5), right: Float64Array.of(-1, -1) },
  ]);
  expect([...strikes]).toEqual([1, 7_475_000, 7_500_000]);
  expect(contracts.map((column) => [...column])).toEqual([[4, 2, 5], [], [1, 3]]);
});

test("a strike that a table keeps as a 32-bit float is the same strike", () => {
  expect(Math.fround(61.35)).not.toBe(61.35);
  const { strikes, contracts } = numberContracts([
    { strike: Float64Array.of(61.35, Math.fround(61.35)), right: Float64Array.of(1, 1) },
  ]);
  expect([...strikes]).toEqual([613_500]);
  expect([...contracts[0]]).toEqual([0, 0]);
});

test("no tables have no strikes", () => {
  expect(numberContracts([])).toEqual({ strikes: new Int32Array(0), contracts: [] });
});

test("few strikes or thousands, next to each other or far apart: as sorting says", () => {
  const ticks = fc.oneof(
    fc.integer({ min: 1, max: 40 }),
    fc.integer({ min: 1, max: 0x7fffffff }),
    // 2^12 apart and more: these start in the same slots.
    fc.integer({ min: 1, max: 0x7ffff }).map((n) => n << 12),
  );
  fc.assert(
    fc.property(fc.array(fc.array(ticks, { maxLength: 3000, size: "max" }), { maxLength: 3 }), (tables) => {
      const { strikes, contracts } = numberContracts(
        tables.map((column) => ({
          strike: Float64Array.from(column, (tick) => tick / 10_000),
          right: Float64Array.from(column, (tick) => (tick % 3 === 0 ? 1 : -1)),
        })),
      );
      const sorted = [...new Set(tables.flat())].sort((a, b) => a - b);
      expect([...strikes]).toEqual(sorted);
      const position = new Map(sorted.map((tick, k) => [tick, k]));
      for (const [i, column] of tables.entries())
        expect([...contracts[i]]).toEqual(column.map((tick) => 2 * position.get(tick)! + (tick % 3 === 0 ? 0 : 1)));
    }),
    { numRuns: 50 },
  );
});

import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { callWall, magnet, maxNegativeGamma, maxPositiveGamma, putWall, wallStrength } from "../../src/engine/walls.js";
import { describeShared } from "../shared-data.js";

const STRIKES = Float64Array.of(98, 99, 100, 101, 102);
const CALLS = Float64Array.of(1, 2, 5, 9, 3);
const PUTS = Float64Array.of(-4, -8, -8, -1, 0);
const NET = CALLS.map((gex, k) => gex + PUTS[k]);

const at = (price: number, value: number) => ({ price, value, status: "available" });
const none = (status: string) => ({ price: null, value: null, status });

describe("walls and magnet", () => {
  test("are the strikes of the largest GEX of their side, and of the net", () => {
    expect(callWall(STRIKES, CALLS)).toEqual(at(101, 9));
    expect(putWall(STRIKES, PUTS)).toEqual(at(99, -8));
    expect(magnet(STRIKES, NET)).toEqual(at(101, 8));
    expect(maxPositiveGamma(STRIKES, NET)).toEqual(at(101, 8));
    expect(maxNegativeGamma(STRIKES, NET)).toEqual(at(99, -6));
  });

  test("are the lower of two equal strikes, whatever their sign", () => {
    expect(magnet(STRIKES, Float64Array.of(0, -5, 0, 5, 0))).toEqual(at(99, -5));
    expect(magnet(STRIKES, Float64Array.of(0, 5, 0, -5, 0))).toEqual(at(99, 5));
    expect(callWall(STRIKES, Float64Array.of(0, 0, 7, 7, 0))).toEqual(at(100, 7));
  });

  test("of inferred signs are the largest by magnitude, and keep their sign", () => {
    expect(callWall(STRIKES, Float64Array.of(1, 2, -6, 3, 0))).toEqual(at(100, -6));
    expect(putWall(STRIKES, Float64Array.of(1, 7, -6, 3, 0))).toEqual(at(99, 7));
  });

  test("have the strength of their part in the side's gross", () => {
    expect(wallStrength(CALLS)).toBe(9 / 20);
    expect(wallStrength(PUTS)).toBe(8 / 21);
    expect(wallStrength(Float64Array.of(NaN, 3, NaN, -1))).toBe(0.75);
    expect(wallStrength(Float64Array.of(4))).toBe(1);
    for (const nothing of [[], [NaN, NaN], [0, 0]]) expect(wallStrength(Float64Array.from(nothing))).toBeNaN();
  });

  test("ignore strikes whose GEX is unknown", () => {
    expect(magnet(STRIKES, Float64Array.of(NaN, 1, NaN, -2, NaN))).toEqual(at(101, -2));
  });

  const levels = { callWall, putWall, magnet, maxPositiveGamma, maxNegativeGamma };
  test.each(Object.entries(levels))(
    "%s is not there without strikes, knowledge or exposure, and says why",
    (_, level) => {
      expect(level(new Float64Array(0), new Float64Array(0))).toEqual(none("no_strikes"));
      expect(level(STRIKES, new Float64Array(5).fill(NaN))).toEqual(none("insufficient_quote_quality"));
      expect(level(STRIKES, Float64Array.of(0, -0, 0, 0, 0))).toEqual(none("no_exposure"));
      // Where nothing is open exposure is 0 whatever the quotes: that says nothing of the strike that is unknown.
      expect(level(STRIKES, Float64Array.of(0, -0, NaN, 0, 0))).toEqual(none("insufficient_quote_quality"));
    },
  );

  test("of one sign have no extreme of the other", () => {
    expect(maxPositiveGamma(STRIKES, PUTS)).toEqual(none("no_exposure"));
    expect(maxNegativeGamma(STRIKES, CALLS)).toEqual(none("no_exposure"));
    expect(maxNegativeGamma(Float64Array.of(100), Float64Array.of(-1))).toEqual(at(100, -1));
  });

  test("are those of a sorted list, do not move when all is multiplied, and mirror with the chain", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 30 }), (values) => {
        const strikes = Float64Array.from(values, (_, k) => 100 + k);
        const gex = Float64Array.from(values);
        const sorted = [...values.keys()].sort((a, b) => Math.abs(values[b]) - Math.abs(values[a]) || a - b);
        const found = magnet(strikes, gex);
        expect(found.price).toBe(values[sorted[0]] === 0 ? null : 100 + sorted[0]);
        expect(
          magnet(
            strikes,
            gex.map((value) => 3 * value),
          ).price,
        ).toBe(found.price);
        // Mirrored, calls are puts, and the other of two equal strikes is the lower one.
        const mirrored = putWall(strikes.map((strike) => 300 - strike).reverse(), gex.map((value) => -value).reverse());
        const last = Math.max(...[...values.keys()].filter((k) => Math.abs(values[k]) === Math.abs(values[sorted[0]])));
        expect(mirrored.price).toBe(found.price === null ? null : 200 - last);
      }),
    );
  });
});

describeShared("walls and magnet of a recorded chain", "flashalpha-spy-gex-20260527", (folder) => {
  interface Row {
    strike: number;
    call_gex: number;
    put_gex: number;
    net_gex: number;
  }
  const { gex, levels: answer } = JSON.parse(readFileSync(join(folder, "cassette_excerpt.json"), "utf8")) as {
    gex: { strikes_excerpt: Row[] };
    levels: { levels: Record<string, number> };
  };
  const column = (name: keyof Row) => Float64Array.from(gex.strikes_excerpt, (row) => row[name]);
  const strikes = column("strike");
  const vendor = answer.levels;

  test("agree with the vendor's in the extremes of net GEX", () => {
    expect(maxPositiveGamma(strikes, column("net_gex")).price).toBe(vendor.max_positive_gamma);
    expect(maxNegativeGamma(strikes, column("net_gex")).price).toBe(vendor.max_negative_gamma);
  });

  test("differ from the vendor's where its answer does not follow from its own strikes", () => {
    // Its call wall is 751, though 750 has twice the call GEX and net GEX and lies above the spot; its put wall 749 is the
    // lowest net GEX, though 750 has the larger put GEX. Ours is the larger one on either side.
    expect([vendor.call_wall, vendor.put_wall]).toEqual([751, 749]);
    expect(callWall(strikes, column("call_gex"))).toEqual(at(750, 3_314_278_770.505287));
    expect(putWall(strikes, column("put_gex"))).toEqual(at(750, -1_616_566_018.6649144));
    // Its zero_dte_magnet is of one expiration; the strikes recorded are of all together, where net GEX is largest at 750.
    expect(vendor.zero_dte_magnet).toBe(749);
    expect(magnet(strikes, column("net_gex")).price).toBe(750);
  });
});

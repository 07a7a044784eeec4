import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { gammaFlipByStrike } from "../../src/engine/gamma-flip-by-strike.js";
import { describeShared } from "../shared-data.js";

const flip = (strikes: number[], gex: number[], spot: number) =>
  gammaFlipByStrike(Float64Array.from(strikes), Float64Array.from(gex), spot);
const at = (price: number) => ({ price, value: null, status: "available" });
const none = (status: string) => ({ price: null, value: null, status });

describe("the gamma flip by strike", () => {
  test("is the vendor's recorded one, to the last digit, from the two strikes around it", () => {
    // FlashAlpha, GET /v1/exposure/gex/SPY of 27 May 2026, 17:58 UTC: flashalpha-examples, cassette 01-gex-dashboard (MIT).
    const recorded = flip([749, 750], [-741_533_733.903938, 1_697_712_751.8403728], 749.8);
    expect(recorded).toEqual(at(Number("749.304001148812834")));
  });

  test("lies on the straight line between strikes of opposite sign", () => {
    expect(flip([90, 100, 110], [-3, 1, 5], 100)).toEqual(at(97.5));
    expect(flip([90, 100], [1, -3], 0)).toEqual(at(92.5));
  });

  test("is the crossing nearest the spot, and the lower of two that are equally near", () => {
    const [strikes, gex] = [
      [90, 92, 94, 96, 98],
      [-1, 1, 1, -1, 1],
    ];
    expect([90, 93.1, 94.9, 96.1].map((spot) => flip(strikes, gex, spot).price)).toEqual([91, 95, 95, 97]);
    expect(flip(strikes, gex, 93)).toEqual(at(91));
  });

  test("is the strike itself where net GEX is exactly 0 between opposite signs", () => {
    expect(flip([99, 100, 101], [-7, 0, 2], 103)).toEqual(at(100));
  });

  test("of strikes at 0 between opposite signs is the price among them nearest the spot", () => {
    const plateau = (spot: number) => flip([97, 98, 99, 101, 102], [-2, 0, 0, 0, 5], spot).price;
    expect([90, 98, 99.7, 101, 110].map(plateau)).toEqual([98, 98, 99.7, 101, 101]);
  });

  test("is not where a 0 separates nothing: at the ends, or between equal signs", () => {
    expect(flip([97, 98, 99, 100], [0, 0, 3, 5], 98)).toEqual(none("no_boundary"));
    expect(flip([97, 98, 99, 100], [3, 5, 0, 0], 98)).toEqual(none("no_boundary"));
    expect(flip([97, 98, 99], [3, 0, 5], 98)).toEqual(none("no_boundary"));
    expect(flip([97, 98, 99], [-0, 0, 0], 98)).toEqual(none("no_boundary"));
  });

  test("leaves strikes out whose GEX is unknown", () => {
    expect(flip([97, 98, 99, 101], [NaN, -1, NaN, 2], 98)).toEqual(at(99));
    // An unknown strike among zeros: the plateau goes from its first to its last zero.
    expect(flip([97, 98, 99, 100, 101], [-1, 0, 0, NaN, 1], 105)).toEqual(at(99));
  });

  test("does not need the spot to lie between the strikes", () => {
    expect(flip([90, 100, 110], [-1, 1, -1], 500)).toEqual(at(105));
  });

  test.each([
    ["without strikes", [], [], 100, "no_strikes"],
    ["of one strike", [100], [5], 100, "no_boundary"],
    ["of exposures that are all unknown", [99, 100], [NaN, NaN], 100, "insufficient_quote_quality"],
    ["of nothing open beside what is unknown", [99, 100], [0, NaN], 100, "insufficient_quote_quality"],
    ["of nothing open", [99, 100], [0, 0], 100, "no_boundary"],
    ["of exposures that are all 0", [99, 100], [0, 0], 100, "no_boundary"],
    ["of one sign", [99, 100], [1, 2], 100, "no_boundary"],
    ["without a spot", [99, 100], [-1, 2], NaN, "no_spot"],
  ])("%s is not there, and says why", (_, strikes, gex, spot, status) => {
    expect(flip(strikes, gex, spot)).toEqual(none(status));
  });

  const someChain = fc.record({
    gex: fc.array(fc.oneof(fc.integer({ min: -1000, max: 1000 }), fc.constant(0), fc.constant(NaN)), {
      minLength: 2,
      maxLength: 30,
    }),
    spot: fc.integer({ min: 190, max: 270 }).map((half) => half / 2),
  });

  test("of many chains is the nearest of all zeros of the line through the known strikes", () => {
    fc.assert(
      fc.property(someChain, ({ gex, spot }) => {
        const strikes = gex.map((_, k) => 100 + k);
        const found = flip(strikes, gex, spot);
        // Every pair of known strikes of opposite sign with nothing but zeros between them has one crossing.
        const known = strikes.filter((_, k) => !Number.isNaN(gex[k]));
        const values = gex.filter((value) => !Number.isNaN(value));
        let nearest = Infinity;
        for (let i = 0; i < known.length; i++)
          for (let j = i + 1; j < known.length; j++) {
            if (values[i] * values[j] >= 0 || values.slice(i + 1, j).some((value) => value !== 0)) continue;
            const low =
              j === i + 1 ? known[i] + (known[j] - known[i]) * (values[i] / (values[i] - values[j])) : known[i + 1];
            const high = j === i + 1 ? low : known[j - 1];
            nearest = Math.min(nearest, spot < low ? low - spot : spot > high ? spot - high : 0);
          }
        expect(found.status === "available").toBe(nearest < Infinity);
        // One rounding of a product and one of a quotient, on prices below 256.
        if (found.price !== null)
          expect(Math.abs(Math.abs(found.price - spot) - nearest)).toBeLessThanOrEqual(2 ** -43);
      }),
    );
  });

  test("does not move when all exposures are multiplied, and mirrors with the chain", () => {
    fc.assert(
      fc.property(someChain, ({ gex, spot }) => {
        const strikes = gex.map((_, k) => 100 + k);
        const { price } = flip(strikes, gex, spot);
        expect(
          flip(
            strikes,
            gex.map((value) => 64 * value),
            spot,
          ).price,
        ).toBe(price);
        const mirrored = flip(
          strikes.map((strike) => 300 - strike).reverse(),
          gex.map((value) => -value).reverse(),
          300 - spot,
        );
        // Of two equally near crossings the lower one wins on both sides: the distance is what mirrors.
        if (price === null) expect(mirrored.price).toBeNull();
        else expect(Math.abs(mirrored.price! - (300 - spot))).toBeCloseTo(Math.abs(price - spot), 10);
      }),
    );
  });
});

describeShared("the gamma flip by strike of a recorded chain", "flashalpha-spy-gex-20260527", (folder) => {
  test("is the recorded one, whatever the other strikes", () => {
    const { gex, levels } = JSON.parse(readFileSync(join(folder, "cassette_excerpt.json"), "utf8")) as {
      gex: { gamma_flip: number; underlying_price: number; strikes_excerpt: { strike: number; net_gex: number }[] };
      levels: { underlying_price: number; levels: { gamma_flip: number } };
    };
    const strikes = gex.strikes_excerpt.map(({ strike }) => strike);
    const net = gex.strikes_excerpt.map(({ net_gex }) => net_gex);
    expect(flip(strikes, net, gex.underlying_price).price).toBe(gex.gamma_flip);
    expect(flip(strikes, net, levels.underlying_price).price).toBe(levels.levels.gamma_flip);
  });
});

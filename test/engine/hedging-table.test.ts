import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ChainState } from "../../src/engine/chain-state.js";
import { HEDGED_MOVES, type HedgedMove, hedgeTrade, hedgingTable } from "../../src/engine/hedging-table.js";
import { repricedGex } from "../../src/engine/repriced-gex.js";
import { anyChain, typedChain } from "./chain-states.js";

const SHORT = typedChain({
  rows: [
    [99, 0, 500],
    [100, 0, 900],
    [101, 0, 500],
  ],
});
const LONG = typedChain({
  rows: [
    [99, 500, 0],
    [100, 900, 0],
    [101, 500, 0],
  ],
});
const MOVES = Object.entries(HEDGED_MOVES) as [HedgedMove, number][];

/** Net GEX at one spot, of parts of that spot moved: shares = -integral of GEX / (0.01 S^2) dS, by Simpson's rule. */
function integrated(chains: readonly ChainState[], move: number): number {
  const { spot } = chains[0];
  const count = 400;
  let sum = 0;
  for (let i = 0; i <= count; i++) {
    const at = spot * (1 + (move * i) / count);
    sum += (i === 0 || i === count ? 1 : i % 2 === 1 ? 4 : 2) * (repricedGex(chains, at) / (0.01 * at * at));
  }
  return (-sum * spot * move) / (3 * count);
}

describe("what dealers would trade", () => {
  test("short gamma is to buy into a rise and to sell into a fall, long gamma the opposite", () => {
    const [short, long] = [hedgingTable([SHORT]), hedgingTable([LONG])];
    for (const [name, move] of MOVES) {
      expect(short[name].direction).toBe(move > 0 ? "buy" : "sell");
      expect(Math.sign(short[name].shares)).toBe(Math.sign(move));
      expect(long[name].direction).toBe(move > 0 ? "sell" : "buy");
      expect(Math.sign(long[name].shares)).toBe(-Math.sign(move));
      expect(short[name].notional).toBeCloseTo(Math.abs(short[name].shares) * 100, 6);
    }
  });

  test("after a small move is net GEX times the move", () => {
    const gex = repricedGex([LONG], 100);
    const { shares, notional } = hedgeTrade([LONG], 1e-6);
    // The second term is a part of about move / deviation = 1e-6 / 0.007.
    expect((shares * 100) / (-gex * 1e-4)).toBeCloseTo(1, 3);
    expect(notional / (gex * 1e-4)).toBeCloseTo(1, 3);
  });

  test("after a large one is far less, since gamma is gone before the spot is there", () => {
    // A strike at the money, half an hour before the close: one deviation is 0.28 %. A rise of 1 % takes the call's delta
    // from one half to 1, and no further; gamma alone says 0.3989 x 0.01 / 0.0028 = 1.43.
    const late = typedChain({ rows: [[100, 900, 0]], hours: 0.5 });
    const { notional } = hedgingTable([late]).spot_up_1pct;
    expect(notional / (900 * 100 * 100)).toBeCloseTo(0.5, 2);
    expect(repricedGex([late], 100) / (900 * 100 * 100)).toBeCloseTo(1.427, 3);
  });

  test("is the integral of re-priced net GEX over the way", () => {
    fc.assert(
      fc.property(anyChain, fc.constantFrom(...MOVES), (chain, [, move]) => {
        const { shares } = hedgeTrade([chain], move);
        // Simpson's error is h^4 / 180 times the fourth derivative, at most 3 / s^4 of a bell: with a hundredth of half a
        // deviation a step, below 1e-8 of the largest change, one delta of each contract.
        fc.pre(Math.abs(move) / 400 < 0.01 * 0.08 * Math.sqrt(chain.hours / 1638));
        const all = [...chain.callOpenInterest, ...chain.putOpenInterest].reduce((sum, open) => sum + open, 0);
        expect(Math.abs(shares - integrated([chain], move))).toBeLessThanOrEqual(1e-8 * 100 * all);
      }),
    );
  });

  test("adds over expirations, and turns with the dealers' sign", () => {
    fc.assert(
      fc.property(anyChain, fc.constantFrom(...MOVES), (chain, [, move]) => {
        const { shares } = hedgeTrade([chain], move);
        expect(hedgeTrade([chain, chain], move).shares).toBeCloseTo(2 * shares, 5);
        const opposite = {
          ...chain,
          callPosition: chain.callPosition.map((position) => -position),
          putPosition: chain.putPosition.map((position) => -position),
        };
        expect(hedgeTrade([opposite], move).shares).toBe(-shares + 0);
      }),
    );
  });

  test("at the close is all of what a strike that is crossed moves", () => {
    const close = typedChain({
      rows: [
        [99, 3, 0],
        [100.5, 5, 0],
        [103, 7, 0],
      ],
      hours: 0,
    });
    expect(hedgingTable([close]).spot_up_1pct).toEqual({ shares: -500, direction: "sell", notional: 50_000 });
    expect(hedgingTable([close]).spot_up_25bp).toEqual({ shares: 0, direction: null, notional: 0 });
  });

  test("is nothing without positions, and unknown where nothing is known", () => {
    const nothing = typedChain({ rows: [[100, 0, 0, NaN]] });
    expect(hedgeTrade([nothing], 0.01)).toEqual({ shares: 0, direction: null, notional: 0 });
    const unknown = typedChain({
      rows: [
        [99, 1, 0, NaN],
        [100, 1, 1, NaN],
      ],
    });
    expect(hedgeTrade([unknown], 0.01)).toEqual({ shares: NaN, direction: null, notional: NaN });
    // A strike that is not known is left out of the others' sum.
    const some = typedChain({
      rows: [
        [99, 500, 0, NaN],
        [100, 900, 0],
      ],
    });
    const rest = typedChain({ rows: [[100, 900, 0]] });
    expect(hedgeTrade([some], 0.01)).toEqual(hedgeTrade([rest], 0.01));
    expect(hedgeTrade([], 0.01)).toEqual({ shares: 0, direction: null, notional: NaN });
  });
});

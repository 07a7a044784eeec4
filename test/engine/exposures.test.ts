import { describe, expect, test } from "vitest";
import { exposuresOf } from "../../src/engine/exposures.js";
import type { Marks } from "../../src/engine/marks.js";

/** One strike, three bars: known, flat, and without greeks. S = 100, so 100 x S = 10,000 and 100 x S^2 x 1 % = 10,000. */
const marks: Marks = {
  spot: Float64Array.of(100, 200, 100),
  forward: Float64Array.of(100, 200, 100),
  volatility: Float64Array.of(0.2, 0.2, NaN),
  callDelta: Float64Array.of(0.25, 0.5, NaN),
  gamma: Float64Array.of(0.02, 0.01, NaN),
  vanna: Float64Array.of(0.5, -0.5, NaN),
  charm: Float64Array.of(-0.03, 0.03, NaN),
};

describe("the exposures of a strike", () => {
  test("have the units and signs of the contract", () => {
    const openInterest = Float64Array.of(300, 300, 300, 100, 400, 100); // calls, then puts, each by bar
    const net = Float64Array.of(10, 0, 5, -4, 2, 0);
    const { signed_flow, ...layers } = exposuresOf(marks, openInterest, net, 100);
    expect(Object.fromEntries(Object.entries(layers).map(([name, cells]) => [name, [...cells]]))).toEqual({
      // calls + puts
      oi: [400, 700, 400],
      // (calls - puts) x gamma x 100 x S^2 x 0.01: 200 x 0.02 x 10,000; -100 x 0.01 x 40,000
      gex: [40_000, -40_000, NaN],
      // calls x delta - puts x (1 - delta), x 100 x S: (75 - 75) x 10,000; (150 - 200) x 20,000
      dex: [0, -1_000_000, NaN],
      // (calls - puts) x vanna x 100 x S x 0.01: 200 x 0.5 x 100; -100 x -0.5 x 200
      vex: [10_000, 10_000, NaN],
      // (calls - puts) x charm x 100 x S: 200 x -0.03 x 10,000; -100 x 0.03 x 20,000
      chex: [-60_000, -60_000, NaN],
      contracts: [6, 2, 5],
      // 10 calls bought: 10 x 0.25 x 10,000
      call_flow: [25_000, 0, NaN],
      // 4 puts sold: -4 x -0.75 x 10,000; 2 puts bought: 2 x -0.5 x 20,000; nothing traded is 0 though delta is unknown
      put_flow: [30_000, -20_000, 0],
      // calls bought and puts sold are both bullish
      signed_delta_dollars: [55_000, -20_000, NaN],
      // customers' gamma: (10 - 4) x 0.02 x 10,000; 2 x 0.01 x 40,000
      signed_gamma_dollars: [1_200, 800, NaN],
    });
    expect(signed_flow).toBe(layers.signed_delta_dollars);
  });

  test("scale with the multiplier, open interest and contracts excepted", () => {
    const openInterest = Float64Array.of(300, 300, 300, 100, 400, 100);
    const net = Float64Array.of(10, 0, 5, -4, 2, 0);
    const [one, hundred] = [1, 100].map((multiplier) => exposuresOf(marks, openInterest, net, multiplier));
    for (const name of ["gex", "dex", "vex", "chex", "signed_delta_dollars", "signed_gamma_dollars"] as const)
      expect([...hundred[name]]).toEqual([...one[name]].map((value) => value * 100));
    for (const name of ["oi", "contracts"] as const) expect(hundred[name]).toEqual(one[name]);
  });

  test("keep strikes apart", () => {
    const two: Marks = {
      ...marks,
      spot: Float64Array.of(100),
      callDelta: Float64Array.of(0.75, 0.25),
      gamma: Float64Array.of(0.01, 0.02),
      vanna: Float64Array.of(0, 0),
      charm: Float64Array.of(0, 0),
    };
    const { gex, contracts, oi } = exposuresOf(two, Float64Array.of(1, 2, 30, 40), Float64Array.of(5, 6, 7, 8), 100);
    expect([...oi]).toEqual([3, 70]);
    expect([...gex]).toEqual([-100, -2000]);
    expect([...contracts]).toEqual([11, 15]);
  });

  test("without a spot are unknown, though open interest is not and nothing traded is no flow", () => {
    const none = new Float64Array(1).fill(NaN);
    const unknown: Marks = {
      spot: none,
      forward: none,
      volatility: none,
      callDelta: none,
      gamma: none,
      vanna: none,
      charm: none,
    };
    const { gex, dex, oi, signed_flow, contracts } = exposuresOf(
      unknown,
      Float64Array.of(3, 3),
      new Float64Array(2),
      100,
    );
    expect([gex[0], dex[0], oi[0], signed_flow[0], contracts[0]]).toEqual([NaN, NaN, 6, 0, 0]);
  });
});

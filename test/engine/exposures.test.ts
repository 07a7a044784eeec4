import { describe, expect, test } from "vitest";
import { conventionsOf, type EngineOptions } from "../../src/engine/engine-options.js";
import { chainExposures, exposuresAt, type ChainExposures } from "../../src/engine/exposures.js";
import { emptyHistory, type SessionHistory } from "../../src/engine/session-history.js";
import { tinySession } from "./tiny-tape.js";

/** Two strikes and two samples typed by hand: S = 100, so 100 x S = 10,000 and 100 x S^2 x 1 % = 10,000. */
function typed({ volatility = 0.2, spot = 100, multiplier = 100 } = {}): SessionHistory {
  const head = { symbol: "TINY", session: tinySession(4), origin: "typed", multiplier, gaps: [] };
  const history = emptyHistory(
    head,
    Float64Array.of(99.9, 100.1),
    Float64Array.of(300, 100, 0, 0),
    ["quote", "unknown"],
    2,
  );
  history.samples = 2;
  history.spot.fill(spot);
  history.forward.fill(spot);
  history.volatility.fill(volatility);
  // Bought minus sold since the open, by contract, in two samples.
  history.net.set([10, -4, 0, 0, 10, -6, 3, 0]);
  return history;
}

function exposures(
  history: SessionHistory,
  sample: number,
  options: EngineOptions = { positions: "settled" },
): ChainExposures {
  const chain = chainExposures(history.strikes.length);
  exposuresAt(chain, history, sample, conventionsOf(options));
  return chain;
}

describe("the exposures of a strike", () => {
  test("have the units and signs of the contract", () => {
    const chain = exposures(typed(), 1);
    const [delta, gamma, vanna, charm] = [chain.callDelta[0], chain.gamma[0], chain.vanna[0], chain.charm[0]];
    expect(delta).toBeGreaterThan(0.5);
    const close = (ours: Float64Array, theirs: number): void => expect(ours[0] / theirs).toBeCloseTo(1, 12);
    expect(chain.oi[0]).toBe(400);
    close(chain.gex, (300 - 100) * gamma * 10_000);
    close(chain.call_gex, 300 * gamma * 10_000);
    close(chain.put_gex, -100 * gamma * 10_000);
    close(chain.dex, (300 * delta - 100 * (1 - delta)) * 10_000);
    close(chain.vex, (300 - 100) * vanna * 100);
    close(chain.chex, (300 - 100) * charm * 10_000);
    // The second sample: no call more, and two puts sold.
    expect(chain.contracts[0]).toBe(-2);
    expect(chain.call_flow[0]).toBe(0);
    close(chain.put_flow, 2 * (1 - delta) * 10_000);
    close(chain.signed_delta_dollars, 2 * (1 - delta) * 10_000);
    close(chain.signed_gamma_dollars, -2 * gamma * 10_000);
  });

  test("take the first sample's flow from the open", () => {
    const chain = exposures(typed(), 0);
    expect([...chain.contracts]).toEqual([6, 0]);
    // Calls bought and puts sold are both bullish.
    expect(chain.call_flow[0]).toBeGreaterThan(0);
    expect(chain.put_flow[0]).toBeGreaterThan(0);
  });

  test("of dealers against their customers have the sign of the flow, DEX too", () => {
    const chain = exposures(typed(), 1, { positions: "inventory", dealers: "against_customers" });
    // Customers bought 10 calls and sold 6 puts: dealers are short the calls and long the puts.
    const delta = chain.callDelta[0];
    expect(chain.gex[0] / ((-10 + 6) * chain.gamma[0] * 10_000)).toBeCloseTo(1, 12);
    expect(chain.dex[0] / ((-10 * delta + 6 * (delta - 1)) * 10_000)).toBeCloseTo(1, 12);
    expect(chain.oi[0]).toBe(16);
  });

  test("scale with the multiplier, open interest and contracts excepted", () => {
    const [one, hundred] = [1, 100].map((multiplier) => exposures(typed({ multiplier }), 1));
    for (const name of ["gex", "dex", "vex", "chex", "signed_delta_dollars", "signed_gamma_dollars"] as const)
      for (const k of [0, 1])
        expect(Math.abs(hundred[name][k] - 100 * one[name][k])).toBeLessThanOrEqual(1e-12 * Math.abs(hundred[name][k]));
    for (const name of ["oi", "contracts"] as const) expect(hundred[name]).toEqual(one[name]);
  });

  test.each([
    ["a volatility", { volatility: NaN }],
    ["a spot", { spot: NaN }],
  ])("without %s are unknown, and 0 where nothing is open or was traded", (_, unknown) => {
    const chain = exposures(typed(unknown), 1);
    for (const name of ["gex", "dex", "vex", "chex", "put_flow", "signed_delta_dollars"] as const)
      expect(chain[name][0]).toBeNaN();
    expect(chain.call_flow[0]).toBe(0);
    expect([...chain.oi]).toEqual([400, 0]);
    // The strike without open interest: no exposure, and only what was traded is unknown.
    expect([chain.gex[1], chain.dex[1], chain.put_flow[1]]).toEqual([0, 0, 0]);
    expect(chain.signed_delta_dollars[1]).toBeNaN();
    expect([...chain.contracts]).toEqual([-2, 3]);
  });
});

import { describe, expect, test } from "vitest";
import { isSnapshot, type Snapshot } from "../../src/api/snapshot-types.js";
import { blackPrice } from "../../src/engine/black.js";
import { FlowEngine } from "../../src/engine/engine.js";
import type { EngineOptions } from "../../src/engine/engine-options.js";
import { type TinyTape, tinyTape } from "./tiny-tape.js";

async function snapshotOf(typed: TinyTape, at: string = "09:33", options: EngineOptions = {}): Promise<Snapshot> {
  const answer = await FlowEngine.of([tinyTape(typed)], options)
    .at(at)
    .snapshot("TINY");
  if (!isSnapshot(answer)) throw new Error(answer.message);
  return answer;
}

/** Both options of a strike, around these prices. */
const both = (strike: number, call: number, put: number): NonNullable<TinyTape["quotes"]> => [
  [0, `${strike}C`, call - 0.01, call + 0.01],
  [0, `${strike}P`, put - 0.01, put + 0.01],
];

/** Ten calls and, in `puts`, some puts bought at 100. */
const bought = (calls: number, puts: number): NonNullable<TinyTape["trades"]> => [
  ...(calls > 0 ? ([[10, "100C", 0.2, calls, 0.1, 0.2]] as NonNullable<TinyTape["trades"]>) : []),
  ...(puts > 0 ? ([[20, "100P", 0.2, puts, 0.1, 0.2]] as NonNullable<TinyTape["trades"]>) : []),
];

describe("what a snapshot does not know it does not claim:", () => {
  test("without quotes there is no direction of flow, no charm and no vanna", async () => {
    const { flow_direction, decay, vol_context, regime } = await snapshotOf({ strikes: [100], trades: bought(10, 0) });
    expect(flow_direction).toMatchObject({ label: "undetermined", contracts_with_flow: 1, live_net_gex: null });
    expect([decay!.charm_regime, vol_context!.vanna_interpretation]).toEqual([null, null]);
    expect(regime).toMatchObject({ label: "undetermined", description: "Net GEX has no sign, or is unknown." });
  });

  test("without a spot no part of the volume is near it", async () => {
    const { flow } = await snapshotOf({ strikes: [100], trades: bought(10, 0), underlying: [] });
    expect(flow).toMatchObject({ total_volume: 10, atm_volume_share_pct: null });
    const known = await snapshotOf({ strikes: [100], trades: bought(10, 0) });
    expect(known.flow).toMatchObject({ total_volume: 10, atm_volume_share_pct: 100 });
  });

  test("before the first sample nothing is said of flow", async () => {
    const { flow_direction } = await snapshotOf({ strikes: [100], trades: bought(10, 0) }, "09:30:20");
    expect(flow_direction!.label).toBe("undetermined");
  });
});

describe("the close", () => {
  const typed: TinyTape = {
    strikes: [100],
    openInterest: { "100C": 10 },
    quotes: both(100, 0.15, 0.15),
    underlying: [
      [0, 100],
      [220, 103],
    ],
  };

  test("is marked half a minute before, and says so", async () => {
    const { underlying_price, strikes, time_to_close_hours, warnings } = await snapshotOf(typed, "09:34");
    expect([underlying_price, time_to_close_hours, strikes![0].distance_from_spot_pct]).toEqual([103, 0, 0]);
    expect(warnings).toContain(
      "Quotes, volatilities and distances are those of 30 seconds before the close, when the spot was 100.",
    );
    expect((await snapshotOf(typed, "09:33:59")).warnings).toHaveLength(1);
  });

  test("leaves no theta an hour", async () => {
    expect((await snapshotOf(typed, "09:33:30")).decay!.theta_per_hour_remaining).toBeLessThan(0);
    const { decay } = await snapshotOf(typed, "09:34");
    expect([decay!.theta_per_hour_remaining, Math.sign(decay!.net_theta_dollars!)]).toEqual([null, -1]);
  });
});

describe("the skew", () => {
  const strikes = [98, 99, 100, 101, 102];
  /** Quotes a tick wide at 20 % or 30 %, three minutes before the close, a tenth of a per cent being a deviation. */
  const quoted = (strike: number, volatility: number): NonNullable<TinyTape["quotes"]> => {
    const deviation = volatility * Math.sqrt(3 / 60 / (6.5 * 252));
    return ([1, -1] as const).map((right) => {
      const middle = Math.round(1e4 * blackPrice(100, strike, deviation, right)) / 1e4;
      return [0, `${strike}${right === 1 ? "C" : "P"}`, middle - 1e-4, middle + 1e-4];
    });
  };

  test("is the put's volatility less the call's, in vol points", async () => {
    const typed = {
      strikes: [99.85, 100, 100.15],
      quotes: [...quoted(99.85, 0.3), ...quoted(100, 0.25), ...quoted(100.15, 0.2)],
    };
    const { vol_context, strikes: rows } = await snapshotOf(typed, "09:31");
    expect(rows!.map(({ iv_source }) => iv_source)).toEqual(["quote", "quote", "quote"]);
    expect(rows![0].call_delta).toBeGreaterThan(0.75);
    expect(rows![2].call_delta).toBeLessThan(0.25);
    // By hand, on straight lines: Phi(0.905) = 0.817 at 30 %, one half at 25 %, Phi(-1.357) = 0.087 at 20 %.
    const put = 25 + (5 * (0.75 - 0.5)) / (0.817 - 0.5);
    const call = 25 - (5 * (0.5 - 0.25)) / (0.5 - 0.087);
    expect(Math.abs(vol_context!.skew_25d! - (put - call))).toBeLessThan(0.2);
  });

  test("is unknown, and not 0, where the smile is only carried on flat", async () => {
    const { vol_context } = await snapshotOf({
      strikes,
      openInterest: { "98P": 1, "102C": 1 },
      quotes: quoted(100, 0.2),
    });
    expect([vol_context!.zero_dte_atm_iv !== null, vol_context!.skew_25d]).toEqual([true, null]);
  });
});

describe("the direction of flow", () => {
  const quotes = both(100, 0.15, 0.15);
  /** Its label for settled calls and puts of one strike, whose gammas are equal, and what was bought of them. */
  const label = async (settled: [number, number], net: [number, number], weight: number = 1): Promise<string> => {
    const openInterest = { "100C": settled[0], "100P": settled[1] };
    const typed = { strikes: [100], openInterest, quotes, trades: bought(...net) };
    return (await snapshotOf(typed, "09:33", { effectiveOiWeight: weight })).flow_direction!.label;
  };

  test.each<[string, settled: [number, number], net: [number, number]]>([
    ["no_flow", [100, 20], [0, 0]],
    ["neutral", [100, 0], [4, 0]],
    ["neutral", [0, 0], [10, 10]],
    ["neutral", [50, 50], [10, 10]],
    ["amplifying", [100, 0], [10, 0]],
    ["dampening", [100, 0], [0, 10]],
    ["dampening", [100, 0], [0, 100]],
    ["regime_flip", [100, 0], [0, 101]],
    ["regime_flip", [0, 0], [10, 0]],
    ["regime_flip", [20, 20], [0, 1]],
  ])("is %s for settled calls and puts of %o when %o were bought", async (expected, settled, net) => {
    expect(await label(settled, net)).toBe(expected);
  });

  test("of an inventory is that of what was traded, and not of what was open before", async () => {
    const of = async (trades: NonNullable<TinyTape["trades"]>): Promise<Snapshot["flow_direction"]> => {
      const typed = { strikes: [100], openInterest: { "100C": 50 }, quotes, trades };
      return (await snapshotOf(typed, "09:33", { positions: "inventory" })).flow_direction;
    };
    expect(await of([])).toMatchObject({ label: "no_flow", contracts_with_flow: 0, total_abs_delta_contracts: 0 });
    expect(await of(bought(0, 7))).toMatchObject({ contracts_with_flow: 1, total_abs_delta_contracts: 7 });
  });
});

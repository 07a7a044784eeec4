import { describe, expect, test } from "vitest";
import { isSnapshot, type Snapshot } from "../../src/api/snapshot-types.js";
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
});

import { describe, expect, test } from "vitest";
import { isSnapshot, type Snapshot, type SnapshotStrike } from "../../src/api/snapshot-types.js";
import { FlowEngine } from "../../src/engine/engine.js";
import type { SplitField } from "../../src/grid/split.js";
import { StrikeGrid } from "../../src/grid/strike-grid.js";
import { rowsOf } from "./sample.js";

const legs = (strike: number, call: number | null, put: number | null): SnapshotStrike =>
  ({ strike, call_gex: call, put_gex: put, call_dex: 7, put_dex: -8, call_oi: 3, put_oi: 4 }) as SnapshotStrike;

const snapshot = (parts: Partial<Snapshot> = {}): Snapshot => ({
  symbol: "SPY",
  underlying_price: 502.1,
  expiration: "2026-06-05",
  as_of: "2026-06-05T18:34:00Z",
  market_open: true,
  time_to_close_hours: 1.43,
  time_to_close_pct: 78,
  strikes: [legs(500, 10, -20), legs(502.5, 30, null), legs(505, 0, -5)],
  ...parts,
});

describe("split", () => {
  test("gives the calls and the puts of a snapshot as two grids of one bar", () => {
    const { calls, puts } = StrikeGrid.split(snapshot(), "gex");
    expect(rowsOf(calls)).toEqual([[10], [30], [0]]);
    expect(rowsOf(puts)).toEqual([[-20], [NaN], [-5]]);
    expect(String(calls)).toBe("StrikeGrid SPY gex of calls [USD per 1 % move]: 3 strikes x 1 bar, 14:33 ET");
    expect([puts.label, puts.kind, puts.lastSpot]).toEqual(["gex of puts", "level", 502.1]);
    expect(puts.times).toBe(calls.times);
    expect(puts.strikes).toBe(calls.strikes);
    expect(StrikeGrid.split(snapshot()).calls).toEqual(calls);
  });

  test.each<[SplitField, number[], number[]]>([
    ["dex", [7, 7, 7], [-8, -8, -8]],
    ["oi", [3, 3, 3], [4, 4, 4]],
  ])("of %s", (field, calls, puts) => {
    const split = StrikeGrid.split(snapshot(), field);
    expect([[...split.calls.values], [...split.puts.values]]).toEqual([calls, puts]);
    expect(split.calls.field).toBe(field);
  });

  test("marks the bar as partial while it is in progress, and none lies behind the close", () => {
    const at = (as_of: string): [string, number | undefined] => {
      const { calls } = StrikeGrid.split(snapshot({ as_of }));
      return [calls.timeOf(0), calls.partial?.[0]];
    };
    expect(at("2026-06-05T18:34:02Z")).toEqual(["14:34", 1]);
    expect(at("2026-06-05T18:35:00Z")).toEqual(["14:34", undefined]);
    expect(at("2026-06-05T20:00:00Z")).toEqual(["15:59", undefined]);
    expect(at("2026-06-05T20:12:00Z")).toEqual(["15:59", undefined]);
  });

  test("of no strikes has none, and keeps the origin", () => {
    const { calls, puts } = StrikeGrid.split(snapshot({ strikes: [], underlying_price: null, data_origin: "a tape" }));
    expect([calls.shape, puts.shape, calls.lastSpot, puts.origin]).toEqual([[0, 1], [0, 1], NaN, "a tape"]);
  });

  test("can be joined to the legs over time", () => {
    const minutes = ["2026-06-05T18:34:00Z", "2026-06-05T18:35:00Z"].map((as_of) => snapshot({ as_of }));
    const calls = StrikeGrid.concat(minutes.map((minute) => StrikeGrid.split(minute).calls));
    expect(rowsOf(calls)).toEqual([
      [10, 10],
      [30, 30],
      [0, 0],
    ]);
  });

  test("refuses what a snapshot does not split, and what is no snapshot", () => {
    expect(() => StrikeGrid.split(snapshot(), "vex" as SplitField)).toThrow(
      new RangeError('a snapshot splits gex, dex, oi into calls and puts, not "vex"'),
    );
    const closed = { symbol: "SPY", session_closed: true, last_session: null, message: "closed" };
    for (const answer of [closed, snapshot({ strikes: null })])
      expect(() => StrikeGrid.split(answer as unknown as Snapshot)).toThrow(
        "this answer about SPY has no strikes to split: only a snapshot has calls and puts by strike",
      );
  });
});

test("calls and puts of an engine's snapshot add up to the bar of its heatmap that ends then", async () => {
  const engine = FlowEngine.simulate({ seed: 7, symbols: ["SPY"] }).at("10:30");
  const answer = await engine.snapshot("SPY");
  if (!isSnapshot(answer)) throw new Error(answer.message);
  for (const metric of ["gex", "dex", "oi"] as const) {
    const net = StrikeGrid.from(await engine.heatmap("SPY", { metric, minutes: 5 })).bar(-1);
    const { calls, puts } = StrikeGrid.split(answer, metric);
    expect([...calls.times]).toEqual([...net.times]);
    const [call, put, sum] = [calls, puts, net].map((grid) => grid.near(0.01));
    expect(call.strikes.length).toBeGreaterThan(5);
    expect([...call.strikes]).toEqual([...sum.strikes]);
    call.values.forEach((value, i) => expect(value + put.values[i]).toBeCloseTo(sum.values[i], 3));
    expect(sum.largest).toBeGreaterThan(0);
  }
});

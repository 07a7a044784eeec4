import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import type { Snapshot } from "../../src/api/snapshot-types.js";
import { plot } from "../../src/figures/index.js";
import { normalChance } from "../../src/figures/normal-chance.js";
import { around } from "./sample.js";

const components = { oi_score: 30, proximity_score: 90, time_score: 92.4, gamma_score: null };
const snapshot = {
  symbol: "SPX",
  underlying_price: 5998,
  expiration: "2026-06-05",
  as_of: "2026-06-05T19:30:00Z",
  market_open: true,
  time_to_close_hours: 0.5,
  time_to_close_pct: 92,
  pin_risk: { magnet_strike: 6000, pin_score: 63, components },
  probabilities: { pin: { value: 0.5 } },
  expected_move: { remaining_1sd_dollars: 10 },
  strikes: [5995, 6000, 6005].map((strike) => ({ strike })),
} as unknown as Snapshot;
const named = (figure: ReturnType<typeof plot.pin>, name: string) => figure.data.find((trace) => trace.name === name);

describe("plot.pin", () => {
  it("draws score, its parts, the probability and beside it the base rate of a normal move", () => {
    const figure = plot.pin(snapshot);
    const rate = 100 * normalChance(5998, 10, 5997.5, 6002.5);
    expect(named(figure, "value")!.x).toEqual([63, 30, 90, 92.4, null, 50, rate]);
    expect(named(figure, "values")!.text).toEqual(["63 of 100", "30", "90", "92", "n/a", "50 %", "19 %"]);
    expect(named(figure, "base rate beside the probability")!.x).toEqual([rate, rate]);
    expect(around(figure).y.ticktext[6]).toBe("<b>base rate</b>\u2002");
    expect(around(figure).subtitle).toBe(
      "magnet 6000, spot 5,998.00 · pinned: a close within 2.5 of 6000 · base rate: normal move, no magnet · " +
        "score and probability are heuristics",
    );
    expect(around(figure).labels).toEqual(["spot 5,998.00", "magnet 6000"]);
    expect(inspect(figure)).toBe(
      "SPX pin risk, 2026-06-05 15:30 ET: magnet 6000, spot 5,998.00, score 63 of 100; pin probability 50 % by a heuristic, " +
        "base rate 19 % (normal move, no magnet) of a close within 2.5 of 6000.",
    );
  });

  it("takes a base rate that was counted, with its interval, and another distance", () => {
    const base = { rate: 0.1, low: 0.05, high: 0.2, what: "20 sessions" };
    const figure = plot.pin(snapshot, { base, within: 1 });
    expect((named(figure, "value")!.x as number[])[6]).toBe(10);
    expect(named(figure, "interval of the base rate")!.x).toEqual([5, 20]);
    expect(inspect(figure)).toContain("base rate 10 % (20 sessions) of a close within 1 of 6000.");
    const pinned = named(figure, "pinned")!.x as number[];
    expect([pinned[0], pinned.at(-1)]).toEqual([5999, 6001]);
  });

  it("leaves the move out where it is not known, with the base rate as n/a", () => {
    const figure = plot.pin({ ...snapshot, expected_move: null });
    expect(named(figure, "normal move")).toBeUndefined();
    expect(named(figure, "base rate beside the probability")).toBeUndefined();
    expect((named(figure, "values")!.text as string[])[6]).toBe("n/a");
  });

  it("says why there is nothing to draw, and refuses what is no rate and no distance", () => {
    const closed = {
      symbol: "<SPX>",
      session_closed: true,
      last_session: null,
      message: "The session is over.",
    } as const;
    expect(inspect(plot.pin(closed))).toBe("<SPX> pin risk: The session is over.");
    expect(around(plot.pin(closed)).title).toBe("&lt;SPX&gt; pin risk");
    expect(inspect(plot.pin({ ...snapshot, pin_risk: null }))).toContain("No magnet: net gamma exposure is not known.");
    expect(() => plot.pin(snapshot, { base: { rate: 11 } })).toThrow("a part of all sessions, 0 to 1, not 11");
    expect(() => plot.pin(snapshot, { within: 0 })).toThrow(RangeError);
  });
});

describe("normalChance", () => {
  it("is that of the tables", () => {
    expect(normalChance(0, 1, -1, 1)).toBeCloseTo(0.6826894921370859, 10);
    expect(normalChance(100, 2, 104, 1e9)).toBeCloseTo(0.022750131948179, 10);
    expect(normalChance(0, 1, -Infinity, Infinity)).toBeCloseTo(1, 10);
    expect(normalChance(0, 1, 20, 30)).toBe(0);
  });

  it("is NaN for what is not known", () => {
    expect([normalChance(NaN, 1, 0, 1), normalChance(0, 0, 0, 1), normalChance(0, NaN, 0, 1)]).toEqual([NaN, NaN, NaN]);
  });
});

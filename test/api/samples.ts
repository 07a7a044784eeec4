import { ENDPOINTS } from "../../src/api/endpoints.js";
import { NoStrikeDataError, NotFoundError } from "../../src/api/errors.js";
import { readParams, readSymbol } from "../../src/api/params.js";
import type { FlowSource } from "../../src/api/source.js";
import type { Heatmap, Leaderboard, StrikeFlow } from "../../src/api/types.js";

/** Fresh answers, small and whole; numbers as in the vendor's documentation. */
export const board = (): Leaderboard => ({
  metric: "heat",
  n: 20,
  as_of: "2026-06-12T18:45:12Z",
  market_open: true,
  entries: [
    { rank: 1, symbol: "QQQ", value: 2.41 },
    { rank: 2, symbol: "SPY", value: 1.88 },
    { rank: 3, symbol: "IWM", value: 1.88 },
  ],
});

export const flow = (): StrikeFlow => ({
  symbol: "SPY",
  underlying_price: 590.42,
  expiration: "2026-06-12",
  bar_size: "1m",
  as_of: "2026-06-12T18:45:12.1234567Z",
  tier_used: "raw",
  strikes_grid: [589, 590, 591],
  bars: [
    {
      t: "2026-06-12T18:43:00Z",
      spot: 590.4,
      signed_delta_dollars: [45000, 880000, -210000],
      signed_gamma_dollars: [24000, 96000, 31000],
      contracts: [1850, 5400, -2100],
    },
    {
      t: "2026-06-12T18:44:00Z",
      spot: null,
      signed_delta_dollars: [null, 0, 1.5],
      signed_gamma_dollars: [null, null, null],
      contracts: [0, 1, -1],
    },
  ],
  gap_intervals: [],
});

export const map = (): Heatmap => ({
  symbol: "SPY",
  underlying_price: null,
  expiration: "2026-06-12",
  metric: "gex",
  mode: "raw",
  bar_size: "1m",
  as_of: "2026-06-12T18:45:12Z",
  tier_used: "raw",
  strikes_grid: [589, 590, 591],
  bars: [
    { t: "2026-06-12T18:43:00Z", spot: 590.4, values: [-4.1e7, 0, null] },
    { t: "2026-06-12T18:44:00Z", spot: 590.42, values: [3.3e7, 8.1e8, 2.2e8] },
  ],
  gap_intervals: [{ from: "2026-06-12T18:41:00Z", to: "2026-06-12T18:43:00Z" }],
});

/** A source made by hand: it echoes what it was asked, and fails on request. */
export class TinySource implements FlowSource {
  asked = 0;
  constructor(readonly asOf: string = "2026-06-12T18:45:12Z") {}

  at(instant: number | string): TinySource {
    if (Number(instant) > Date.parse("2026-06-13T00:00:00Z")) throw new RangeError("the tape ends before that");
    return new TinySource(new Date(instant).toISOString());
  }
  leaderboard: FlowSource["leaderboard"] = async (params) => {
    this.asked++;
    const { metric, n } = readParams(ENDPOINTS.leaderboard, params);
    return { ...board(), metric, n, as_of: this.asOf, entries: board().entries.slice(0, n) } as never;
  };
  strikeFlow: FlowSource["strikeFlow"] = async (raw, params) => {
    this.asked++;
    const symbol = readSymbol(raw);
    const { minutes } = readParams(ENDPOINTS.strikeFlow, params);
    if (symbol === "LOST") throw new NotFoundError("No data for LOST.", { code: "symbol_not_found" });
    if (symbol === "CRASH") throw new Error("secret detail of the inside");
    if (symbol === "NOBODY") return { ...flow(), symbol, underlying_price: null, strikes_grid: [], bars: [] };
    return { ...flow(), symbol, as_of: this.asOf, bars: flow().bars.slice(-minutes) };
  };
  heatmap: FlowSource["heatmap"] = async (raw, params) => {
    this.asked++;
    const symbol = readSymbol(raw);
    const { metric, mode, minutes } = readParams(ENDPOINTS.heatmap, params);
    if (symbol === "OLD") throw new NoStrikeDataError();
    return { ...map(), symbol, metric, mode, as_of: this.asOf, bars: map().bars.slice(-minutes) } as never;
  };
}

import { ENDPOINTS } from "../../src/api/endpoints.js";
import { NoStrikeDataError, NotFoundError } from "../../src/api/errors.js";
import { readParams, readSymbol } from "../../src/api/params.js";
import type { FlowSource } from "../../src/api/source.js";
import type { NoZeroDte, SessionClosed, Snapshot } from "../../src/api/snapshot-types.js";
import type { Heatmap, HedgeFlow, Leaderboard, Series, StrikeFlow } from "../../src/api/types.js";

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

export const series = (): Series => ({
  symbol: "SPY",
  expiration: "2026-06-05",
  as_of: "2026-06-05T18:45:12Z",
  bar_size: "30s",
  bars: [
    {
      t: "2026-06-05T18:43:30Z",
      spot: null,
      net_gex: null,
      net_dex: null,
      gamma_flip: null,
      call_wall: null,
      put_wall: null,
      magnet: null,
      pin_score: null,
      pin_probability_pct: null,
      regime: "undetermined",
      atm_iv: null,
      charm_dollars_per_hour: null,
      hedge_flow_call_cumulative: null,
      hedge_flow_put_cumulative: null,
      hedge_flow_cumulative_all: null,
    },
    {
      t: "2026-06-05T18:44:00Z",
      spot: 590.42,
      net_gex: 1842000000,
      net_dex: 48200000000,
      gamma_flip: 588.5,
      call_wall: 595,
      put_wall: 585,
      magnet: 590,
      pin_score: 82,
      pin_probability_pct: 64.1,
      regime: "positive_gamma",
      atm_iv: 0.123,
      charm_dollars_per_hour: -3856000,
      hedge_flow_call_cumulative: 18432000,
      hedge_flow_put_cumulative: -9210000,
      hedge_flow_cumulative_all: 9222000,
    },
  ],
});

export const hedgeFlow = (): HedgeFlow => ({
  symbol: "SPY",
  expiration: "2026-06-05",
  as_of: "2026-06-05T18:45:12Z",
  side: "all",
  bar_size: "30s",
  bars: [
    { t: "2026-06-05T18:40:00Z", bar: 1240000, cumulative: 18432000 },
    { t: "2026-06-05T18:40:30Z", bar: null, cumulative: null },
  ],
});

/** The sample of the settled twin, which a snapshot repeats block by block, with the flow direction of the snapshot's own. */
export const snapshot = (): Snapshot => ({
  symbol: "SPY",
  underlying_price: 590.42,
  expiration: "2026-03-19",
  as_of: "2026-03-19T14:45:12Z",
  market_open: true,
  time_to_close_hours: 1.25,
  time_to_close_pct: 80.8,
  regime: {
    label: "positive_gamma",
    description: "Net gamma above zero.",
    gamma_flip: 588.5,
    spot_vs_flip: "above",
    spot_to_flip_pct: 0.33,
    distance_to_flip_dollars: 1.92,
    distance_to_flip_sigmas: 1.83,
  },
  exposures: {
    net_gex: 1842000000,
    net_dex: 48200000000,
    net_vex: -320000000,
    net_chex: 95000000,
    pct_of_total_gex: 62.4,
    total_chain_net_gex: 2952000000,
  },
  expected_move: {
    implied_1sd_dollars: 2.18,
    implied_1sd_pct: 0.37,
    remaining_1sd_dollars: 1.05,
    remaining_1sd_pct: 0.18,
    upper_bound: 591.47,
    lower_bound: 589.37,
    straddle_price: 1.62,
    atm_iv: 0.123,
  },
  pin_risk: {
    magnet_strike: 590,
    magnet_gex: 580000000,
    distance_to_magnet_pct: 0.07,
    pin_score: 82,
    components: { oi_score: 78, proximity_score: 92, time_score: 81, gamma_score: 70 },
    max_pain: 590,
    oi_concentration_top3_pct: 41.2,
    description: "590 holds the session.",
  },
  hedging: {
    spot_up_10bp: { dealer_shares_to_trade: -31200, direction: "sell", notional_usd: -18432000 },
    spot_down_10bp: { dealer_shares_to_trade: 31200, direction: "buy", notional_usd: 18432000 },
    spot_up_25bp: { dealer_shares_to_trade: -78050, direction: "sell", notional_usd: -46079000 },
    spot_down_25bp: { dealer_shares_to_trade: 78050, direction: "buy", notional_usd: 46079000 },
    spot_up_half_pct: { dealer_shares_to_trade: -156100, direction: "sell", notional_usd: -92158000 },
    spot_down_half_pct: { dealer_shares_to_trade: 156100, direction: "buy", notional_usd: 92158000 },
    spot_up_1pct: { dealer_shares_to_trade: -312200, direction: "sell", notional_usd: -184316000 },
    spot_down_1pct: { dealer_shares_to_trade: 312200, direction: "buy", notional_usd: 184316000 },
    convexity_at_spot: -84210000.5,
  },
  decay: {
    net_theta_dollars: -4820000,
    theta_per_hour_remaining: -3856000,
    charm_regime: "time_decay_dealers_buy",
    charm_description: "Dealers buy as time goes by.",
    gamma_acceleration: 2.4,
    description: "Time value goes fast.",
  },
  vol_context: {
    zero_dte_atm_iv: 12.3,
    seven_dte_atm_iv: 14.8,
    iv_ratio_0dte_7dte: 0.83,
    vix: 16.2,
    skew_25d: 1.85,
    vanna_exposure: -320000000,
    vanna_interpretation: "vol_up_dealers_sell",
    description: "Today is cheaper than next week.",
  },
  flow: {
    total_volume: 842000,
    call_volume: 520000,
    put_volume: 322000,
    net_call_minus_put_volume: 198000,
    total_oi: 1240000,
    call_oi: 680000,
    put_oi: 560000,
    pc_ratio_volume: 0.619,
    pc_ratio_oi: 0.824,
    volume_to_oi_ratio: 0.679,
    atm_volume_share_pct: 18.4,
    top3_strike_volume_pct: 36.2,
  },
  levels: {
    call_wall: 595,
    call_wall_gex: 420000000,
    call_wall_strength: 0.612,
    distance_to_call_wall_pct: 0.78,
    put_wall: 585,
    put_wall_gex: -380000000,
    put_wall_strength: 0.547,
    distance_to_put_wall_pct: -0.92,
    distance_to_magnet_dollars: 0.42,
    highest_oi_strike: 590,
    highest_oi_total: 48200,
    max_positive_gamma: 592,
    max_negative_gamma: 586,
    level_cluster_score: 71,
  },
  liquidity: { atm_spread_pct: 0.45, weighted_spread_pct: 1.08, execution_score: 86 },
  metadata: {
    snapshot_age_seconds: 12.4,
    chain_contract_count: 412,
    data_quality_score: 96,
    greek_smoothness_score: 82,
  },
  strikes: [
    {
      strike: 590,
      distance_from_spot_pct: -0.07,
      call_symbol: "SPY-260319-C-590",
      put_symbol: "SPY-260319-P-590",
      call_gex: 450000000,
      put_gex: -380000000,
      net_gex: 70000000,
      call_dex: 12500000,
      put_dex: -15000000,
      net_dex: -2500000,
      net_vex: -2400000,
      net_chex: 1850000,
      call_oi: 25000,
      put_oi: 30000,
      call_volume: 15000,
      put_volume: 12000,
      gex_share_pct: 4.12,
      oi_share_pct: 4.43,
      volume_share_pct: 3.21,
      call_iv: 0.18,
      put_iv: 0.19,
      call_delta: 0.5,
      put_delta: -0.5,
      call_gamma: 0.025,
      put_gamma: 0.025,
      call_theta: -1,
      put_theta: -1,
      call_mid: 1.04,
      put_mid: 0.62,
      call_spread_pct: 1.92,
      put_spread_pct: 3.22,
    },
  ],
  flow_direction: {
    label: "amplifying",
    settled_net_gex: -1.2e9,
    live_net_gex: -1.45e9,
    flow_gex_adjustment: -2.5e8,
    flow_gex_pct_shift: 0.208,
    contracts_with_flow: 412,
    total_abs_delta_contracts: 18432,
    description: "Flow has added to it.",
  },
});

export const noZeroDte = (): NoZeroDte => ({
  symbol: "TSLA",
  no_zero_dte: true,
  next_zero_dte_expiry: "2026-05-29",
  message: "Nothing of TSLA expires today.",
});

export const sessionClosed = (): SessionClosed => ({
  symbol: "SPY",
  session_closed: true,
  last_session: "2026-05-23",
  message: "The market is closed.",
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
  snapshot: FlowSource["snapshot"] = async (raw, params) => {
    this.asked++;
    const symbol = readSymbol(raw);
    const { expiry } = readParams(ENDPOINTS.snapshot, params);
    if (symbol === "LOST") throw new NotFoundError("No data for LOST.", { code: "symbol_not_found" });
    if (symbol === "TSLA") return noZeroDte();
    if (symbol === "SHUT") return { ...sessionClosed(), symbol };
    return { ...snapshot(), symbol, as_of: this.asOf, expiration: expiry ?? snapshot().expiration };
  };
  series: FlowSource["series"] = async (raw, params) => {
    this.asked++;
    const symbol = readSymbol(raw);
    const { bar, minutes } = readParams(ENDPOINTS.series, params);
    return { ...series(), symbol, bar_size: bar, as_of: this.asOf, bars: series().bars.slice(-minutes) } as never;
  };
  hedgeFlow: FlowSource["hedgeFlow"] = async (raw, params) => {
    this.asked++;
    const symbol = readSymbol(raw);
    const { side, bar, minutes } = readParams(ENDPOINTS.hedgeFlow, params);
    const bars = hedgeFlow().bars.slice(-minutes);
    return { ...hedgeFlow(), symbol, side, bar_size: bar, as_of: this.asOf, bars } as never;
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

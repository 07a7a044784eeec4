import type { HedgeSide, RegimeLabel } from "./snapshot-types.js";
import type {
  BAR_SIZES,
  BOARD_METRICS,
  HEATMAP_METRICS,
  HEATMAP_MODES,
  STRIKE_BAR_SIZES,
  STRIKE_FLOW_FIELDS,
} from "./words.js";

/*
 * The responses of `/v1/flow/zero-dte/*`, field by field, exactly as on the wire.
 *
 * The conventions, written once and linked from everywhere:
 *
 * Sign. The aggressor is the side that crossed the spread: +1 buy, -1 sell, 0 unknown. Positive `signed_delta_dollars`
 * is bullish aggressor flow: calls bought or puts sold. The dealer holds the other side, so positive hedge flow means
 * that dealers buy the underlying.
 *
 * Units. Multiplier 100 unless the tape says otherwise. S is the spot.
 *   delta-dollars   side x size x 100 x delta x S                 USD
 *   gamma-dollars   side x size x 100 x gamma x S^2 x 0.01        USD of delta per 1 % move
 *   GEX             OI x 100 x gamma x S^2 x 0.01, puts negative  USD of delta per 1 % move
 *   DEX             OI x 100 x delta x S                          USD, a put's own delta is negative
 *   VEX             OI x 100 x vanna x S x 0.01, puts negative    USD of delta per vol point
 *   CHEX            OI x 100 x charm x S, puts negative           USD of delta per hour of the session clock
 *   contracts       buys minus sells                              contracts
 * Calls +, puts - is the usual assumption about dealers (long calls, short puts), not an observation.
 *
 * Missing is `null` on the wire and NaN in a grid, and is never zero.
 *
 * Levels and increments. `gex dex vex chex oi` are levels: they can be differenced, and summing them over time means
 * nothing. `signed_flow` and the three strike-flow arrays are increments of one bar: they can be cumulated.
 *
 * Time. Every time on the wire is UTC, ISO-8601 with `Z`. A bar's `t` is its start; a one-minute bar covers
 * [t, t + 60 s), its flow is everything traded inside, its levels are those at its end. Our engine takes those of a
 * session's last bar, its spot among them, half a minute before the close, where options still have time value.
 */

/** What a leaderboard ranks by. All four are magnitudes, so the first row is the most intense name, up or down. */
export type BoardMetric = (typeof BOARD_METRICS)[number];

/** A layer of the heatmap. All are levels except `signed_flow`, which is an increment. */
export type HeatmapMetric = (typeof HEATMAP_METRICS)[number];

/** `raw` is the value at the bar; `delta` is this bar minus the one before, with the window's first bar left raw. */
export type HeatmapMode = (typeof HEATMAP_MODES)[number];

/** The bar sizes of strike-flow and heatmap. The API offers one today. */
export type StrikeBarSize = (typeof STRIKE_BAR_SIZES)[number];

/** The bar sizes of series and hedge-flow. */
export type BarSize = (typeof BAR_SIZES)[number];

/** The three arrays of a strike-flow bar. */
export type StrikeFlowField = (typeof STRIKE_FLOW_FIELDS)[number];

/** What an answer may say about itself, whichever it is. None of it is checked: it explains numbers, and is none. */
export interface Envelope {
  /**
   * Where the numbers come from, in words, when they are not the live API's: `simulated market, seed 7`. Our engine says
   * so in every answer; the live API has no such field.
   */
  data_origin?: string;
  /**
   * Under which conventions the numbers were computed, in words, as our engine says in every answer: `effective open
   * interest, weight 0.43; dealers long calls, short puts; sides by quote, then tick; left out cancelled, late`.
   */
  data_convention?: string;
  /** The vendor's version of the endpoint, `2026.08.25`: since that month, and opaque. */
  endpoint_version?: string;
  /**
   * When the vendor's server last saw each of its feeds, UTC, null for one it never saw; since August 2026. `flow_feed`
   * says how fresh flow is; `oi_feed` is normally the close before. `as_of` tells neither.
   */
  data_as_of?: Record<string, string | null>;
}

/** Parameters of {@link FlowSource.leaderboard}. */
export interface LeaderboardParams<M extends BoardMetric = BoardMetric> {
  /** Default `heat`. */
  metric?: M | undefined;
  /** How many rows at most: 1 to 100, default 20; a number outside is clamped. */
  n?: number | undefined;
}

/** One row of a {@link Leaderboard}. */
export interface LeaderboardEntry {
  /** 1 is the first; ranks run 1..k without a gap. */
  rank: number;
  symbol: string;
  /**
   * `heat`: |cumulative hedge flow| / |net GEX|, a ratio; our engine divides by at least 5 % of the session's largest
   * gross GEX, so that nearly cancelling gamma does not pass for heat. `pin_risk`: the pin score, 0 to 100.
   * `abs_flow`: |call leg| + |put leg| of the latest bar, USD. `charm_intensity`: |charm dollars per hour|, USD per hour.
   */
  value: number;
}

/** Names ranked by one metric, highest first; equal values are ordered by symbol. */
export interface Leaderboard<M extends BoardMetric = BoardMetric> extends Envelope {
  metric: M;
  /** The size asked for, after clamping; `entries` may be shorter. */
  n: number;
  /** When this answer was made, UTC. */
  as_of: string;
  /** Whether the options session is open at `as_of`. */
  market_open: boolean;
  entries: LeaderboardEntry[];
}

/** Parameters of {@link FlowSource.strikeFlow}. */
export interface StrikeFlowParams {
  /** Default and only value: `1m`. */
  bar?: StrikeBarSize | undefined;
  /** How many minutes back: 1 to 390, default 60; a number outside is clamped. */
  minutes?: number | undefined;
}

/** One minute of {@link StrikeFlow}: three arrays, aligned with `strikes_grid`, of increments of this bar. */
export interface StrikeFlowBar {
  /** Start of the bar, UTC. */
  t: string;
  /** Price of the underlying at the end of the bar, USD. */
  spot: number | null;
  /** USD; + is bullish aggressor flow: calls bought or puts sold. */
  signed_delta_dollars: (number | null)[];
  /** USD of delta per 1 % move; + where customers bought options, - where they sold them. */
  signed_gamma_dollars: (number | null)[];
  /**
   * Contracts, buys minus sells. The vendor's guide says signed, its sample shows positive counts beside negative
   * dollars: an unsigned count from the wire is accepted as it is.
   */
  contracts: (number | null)[];
  /**
   * What `signed_delta_dollars` is expected to be truly, in whole USD, given how often each trade's side is right. Only from
   * our engine, and only when it weighs sides; see {@link EngineOptions.confidence}.
   */
  expected_delta_dollars?: (number | null)[] | undefined;
  /**
   * Standard deviation of the truth about `expected_delta_dollars`, in whole USD; there when that is. How often the truth was
   * found that near was measured on simulated markets alone, see {@link IntervalColumns}.
   */
  delta_dollars_deviation?: (number | null)[] | undefined;
}

/** Which strikes the flow went through, minute by minute. */
export interface StrikeFlow extends Envelope {
  symbol: string;
  /**
   * Last known price of the underlying, USD; null before the first, and from our engine when the last complete minute was
   * not recorded.
   */
  underlying_price: number | null;
  /** Today's date in New York, yyyy-MM-dd. */
  expiration: string;
  bar_size: string;
  /** When this answer was made, UTC. */
  as_of: string;
  /** The vendor's storage tier that was read. */
  tier_used: string;
  /** Strikes in USD, ascending, shared by all bars. */
  strikes_grid: number[];
  /** Ascending by `t`. Empty for an unknown symbol, a day without an expiry, or before the first bar. */
  bars: StrikeFlowBar[];
  /** Windows without samples, to be drawn blank. The vendor reserves the field; its element's shape is unpublished. */
  gap_intervals: GapInterval[];
}

/**
 * A window [from, to) in which nothing was sampled, UTC. Our engine writes this shape; other shapes from the wire are
 * kept as they are, and read as far as they can be understood.
 */
export interface GapInterval {
  from: string;
  to: string;
}

/** Parameters of {@link FlowSource.heatmap}. */
export interface HeatmapParams<M extends HeatmapMetric = HeatmapMetric, D extends HeatmapMode = HeatmapMode> {
  /** Default `gex`. */
  metric?: M | undefined;
  /** Default `raw`. */
  mode?: D | undefined;
  /** Default and only value: `1m`. */
  bar?: StrikeBarSize | undefined;
  /** How many minutes back: 1 to 390, default 60; a number outside is clamped. */
  minutes?: number | undefined;
}

/** One minute of a {@link Heatmap}. */
export interface HeatmapBar {
  /** Start of the bar, UTC. */
  t: string;
  /** Price of the underlying at the end of the bar, USD. */
  spot: number | null;
  /** Aligned with `strikes_grid`; unit and sign as the metric says, at the end of the bar. */
  values: (number | null)[];
}

/**
 * One exposure per strike and minute. A sample in one of the vendor's articles also has `market_open`, its reference and its
 * SDKs do not: ours leaves it out, and what the wire brings is kept.
 */
export interface Heatmap<
  M extends HeatmapMetric = HeatmapMetric,
  D extends HeatmapMode = HeatmapMode,
> extends Envelope {
  symbol: string;
  /**
   * Last known price of the underlying, USD; null before the first, and from our engine when the last complete minute was
   * not recorded.
   */
  underlying_price: number | null;
  /** Today's date in New York, yyyy-MM-dd. */
  expiration: string;
  metric: M;
  mode: D;
  bar_size: string;
  /** When this answer was made, UTC. */
  as_of: string;
  /** The vendor's storage tier that was read. */
  tier_used: string;
  /** Strikes in USD, ascending, shared by all bars. */
  strikes_grid: number[];
  /** Ascending by `t`. Empty for an unknown symbol, a day without an expiry, or before the first bar. */
  bars: HeatmapBar[];
  /** See {@link StrikeFlow.gap_intervals}. */
  gap_intervals: GapInterval[];
}

/** Parameters of {@link FlowSource.series}. */
export interface SeriesParams<B extends BarSize = BarSize> {
  /** Default `30s`, as often as the vendor samples. */
  bar?: B | undefined;
  /** How many minutes back: 1 to 390, default 60; a number outside is clamped. A bar counts that ended within them. */
  minutes?: number | undefined;
}

/**
 * One bar of a {@link Series}: the last sample of its stretch. Our engine shows a bar once it is complete, so that none is
 * ever revised; ask for shorter ones to see more of the present.
 */
export interface SeriesBar {
  /** Start of the bar, UTC. */
  t: string;
  /** Price of the underlying at the end of the bar, USD. */
  spot: number | null;
  /** USD of delta per 1 % move, on effective open interest. */
  net_gex: number | null;
  /** USD. */
  net_dex: number | null;
  /** USD; see {@link SnapshotRegime.gamma_flip}. */
  gamma_flip: number | null;
  /** See {@link SnapshotRegime.gamma_flip_status}. */
  gamma_flip_status?: string | null | undefined;
  /** See {@link SnapshotRegime.gamma_flip_by_strike}. */
  gamma_flip_by_strike?: number | null | undefined;
  /** Strikes; see {@link SnapshotLevels}. */
  call_wall: number | null;
  put_wall: number | null;
  magnet: number | null;
  /** 0 to 100. */
  pin_score: number | null;
  /** Percent, 0 to 95: a heuristic that was never compared with how often sessions pinned. */
  pin_probability_pct: number | null;
  regime: RegimeLabel | null;
  /** Annual volatility at the money as a decimal. */
  atm_iv: number | null;
  /** Net CHEX, USD of delta per hour of the session. The vendor publishes the name and the unit. */
  charm_dollars_per_hour: number | null;
  /** Since the open, USD; + is what dealers bought of the underlying. */
  hedge_flow_call_cumulative: number | null;
  hedge_flow_put_cumulative: number | null;
  /** Calls + puts. */
  hedge_flow_cumulative_all: number | null;
}

/** A name's exposure, levels and hedge flow over time. */
export interface Series<B extends BarSize = BarSize> extends Envelope {
  symbol: string;
  /** Today's date in New York, yyyy-MM-dd. */
  expiration: string;
  /** When this answer was made, UTC. */
  as_of: string;
  bar_size: B;
  /** Ascending by `t`. Empty for an unknown symbol, a day without an expiry, or before the first bar. */
  bars: SeriesBar[];
}

/** Parameters of {@link FlowSource.hedgeFlow}. */
export interface HedgeFlowParams<S extends HedgeSide = HedgeSide, B extends BarSize = BarSize> {
  /** Default `all`. */
  side?: S | undefined;
  /** Default `30s`. */
  bar?: B | undefined;
  /** As {@link SeriesParams.minutes}. */
  minutes?: number | undefined;
}

/** One bar of {@link HedgeFlow}. */
export interface HedgeFlowBar {
  /** Start of the bar, UTC. */
  t: string;
  /**
   * Signed delta-dollars of the bar, USD; + is bullish, and dealers buy. The difference of `cumulative` between the bar's
   * end and its start: the vendor speaks of the last sample of a bucket, by which the flow of the others would be lost.
   */
  bar: number | null;
  /** The running sum since the open of this side, wherever the window starts, USD. */
  cumulative: number | null;
}

/** What dealers are inferred to buy (+) or sell (-) of the underlying to stay hedged. */
export interface HedgeFlow<S extends HedgeSide = HedgeSide, B extends BarSize = BarSize> extends Envelope {
  symbol: string;
  /** Today's date in New York, yyyy-MM-dd. */
  expiration: string;
  /** When this answer was made, UTC. */
  as_of: string;
  side: S;
  bar_size: B;
  /** Ascending by `t`. Empty as in {@link Series}. */
  bars: HedgeFlowBar[];
}

import type { Envelope } from "./types.js";
import type { FLOW_DIRECTIONS, HEDGE_SIDES, REGIMES } from "./words.js";

/*
 * The body of a snapshot, block by block, as on the wire. Signs, units and the meaning of null stand in `types.ts`. Nearly
 * every number can be null: unknown is never zero. A block that the vendor leaves out is absent. Where the vendor's sources
 * contradict each other the field says which one our engine follows, and why; the client takes either.
 */

/** A word from a list that the vendor may extend. */
export type OpenWord<W extends string> = W | (string & Record<never, never>);

/** Sign of net GEX. One source says `unknown` for none, two say `undetermined`: ours says that. */
export type RegimeLabel = OpenWord<(typeof REGIMES)[number]>;

/** What the session's flow does to the settled exposure. */
export type FlowDirectionLabel = OpenWord<(typeof FLOW_DIRECTIONS)[number]>;

/** A side of the hedge flow: both legs, that of the calls, that of the puts. */
export type HedgeSide = (typeof HEDGE_SIDES)[number];

/** Parameters of {@link FlowSource.snapshot}. */
export interface SnapshotParams {
  /** yyyy-MM-dd, default today's in New York. In the vendor's SDKs since 1.2.0, and in none of its documents. */
  expiry?: string | null | undefined;
}

/** Where net GEX changes its sign, and where the spot is to it. */
export interface SnapshotRegime {
  /**
   * Sign of `net_gex`, so under the stated dealers' side. The vendor says both that dealers are long calls and that they hold
   * the opposite of net exposure; the first is what its labels and its signs of GEX follow, and so does ours.
   */
  label: RegimeLabel;
  description: string | null;
  /**
   * USD. The root of net GEX re-priced at other spots, which is the vendor's definition since mid 2026; its older one, the
   * crossing by strike, jumped by hundreds of dollars on moves of cents and stands beside it in our engine's answers.
   */
  gamma_flip: number | null;
  /** `available`, or why there is none. The vendor's list is open. */
  gamma_flip_status?: string | null | undefined;
  /** USD, of our engine only: where net GEX by strike crosses zero, on a straight line between two strikes. */
  gamma_flip_by_strike?: number | null;
  /** Where the spot is; `above` when it is on the flip. */
  spot_vs_flip: OpenWord<"above" | "below"> | null;
  /** 100 x (spot - flip) / spot, + when the spot is above. */
  spot_to_flip_pct: number | null;
  /** |spot - flip|, USD; `spot_to_flip_pct` has the sign. */
  distance_to_flip_dollars: number | null;
  /** The same in `remaining_1sd_dollars`. */
  distance_to_flip_sigmas: number | null;
}

/** Sums over the strikes of this expiration. */
export interface SnapshotExposures {
  /** USD of delta per 1 % move: with the factor 0.01, as the API's own reference and its recorded answers have it. */
  net_gex: number | null;
  /** USD: each option's own delta, as the reference's unit says. */
  net_dex: number | null;
  /** USD of delta per vol point. Vanna, as concept page and reference say; one SDK's comment takes it for vega. */
  net_vex: number | null;
  /** USD of delta per hour of the session clock: the unit of time is not published, an hour is that of the other fields. */
  net_chex: number | null;
  /** Of |GEX| over all expirations, percent. Null from our engine, whose tape holds one expiration. */
  pct_of_total_gex: number | null;
  /** USD per 1 % move, all expirations. Null from our engine. */
  total_chain_net_gex: number | null;
}

/** The move that the options at the money price in. */
export interface SnapshotExpectedMove {
  /** One standard deviation of a full session, USD: spot x atm_iv x sqrt(1 / 252). */
  implied_1sd_dollars: number | null;
  /** The same in percent of the spot. */
  implied_1sd_pct: number | null;
  /** Of what is left: the full session's x sqrt(hours / 6.5), USD. */
  remaining_1sd_dollars: number | null;
  /** The same in percent of the spot. */
  remaining_1sd_pct: number | null;
  /** Spot + remaining, USD: as the reference's sample; an SDK comment says the full session's. */
  upper_bound: number | null;
  /** Spot - remaining, USD. */
  lower_bound: number | null;
  /** Call + put nearest the money, in the middle of their quotes, USD. */
  straddle_price: number | null;
  /** Annual volatility as a decimal, 0.123, as the reference has it; one SDK's comment says percent. */
  atm_iv: number | null;
}

/** The parts of a pin score, each 0 to 100. The vendor publishes their names and weights; the formulas are our engine's. */
export interface SnapshotPinComponents {
  /** Share of the three largest strikes in open interest, full at one half. */
  oi_score: number | null;
  /** How near the spot is to the magnet, in remaining deviations. */
  proximity_score: number | null;
  /** Part of the session that is over. */
  time_score: number | null;
  /** Share of the magnet in all |net GEX|, full at one half. */
  gamma_score: number | null;
}

/** How strongly the session looks pinned. */
export interface SnapshotPinRisk {
  /** The strike of the largest |net GEX|, the lower of equals. */
  magnet_strike: number | null;
  /** Its net GEX with its sign, USD of delta per 1 % move. */
  magnet_gex: number | null;
  /** 100 x |spot - magnet| / spot, three decimals: without sign, as its document says. One SDK's comment says signed. */
  distance_to_magnet_pct: number | null;
  /** 0 to 100, a whole number: the weighted sum of the components. The vendor's two samples do not add up to theirs. */
  pin_score: number | null;
  /** Each 0 to 100 before its weight (30, 25, 25, 20 %), as the reference says; another page adds up weighted points. */
  components: SnapshotPinComponents | null;
  /** The strike at which all open options together would pay the least, the lowest of equals, USD. */
  max_pain: number | null;
  /** Of the three largest strikes in open interest, percent. */
  oi_concentration_top3_pct: number | null;
  description: string | null;
}

/** What dealers would trade after a move of the spot, to be as hedged as before. */
export interface SnapshotHedge {
  /**
   * Shares, + buys, - sells, not rounded. Re-priced at the moved spot, not the straight line that net GEX would draw. Dealers
   * long gamma sell after a rise.
   */
  dealer_shares_to_trade: number | null;
  /** Lower case, as the reference has it; older samples are in upper case. Null when there is nothing to trade. */
  direction: OpenWord<"buy" | "sell"> | null;
  /** USD, at the present spot, with the sign of the shares. */
  notional_usd: number | null;
}

/** {@link SnapshotHedge} by move, and the curvature of net GEX. */
export interface SnapshotHedging {
  spot_up_10bp: SnapshotHedge;
  spot_down_10bp: SnapshotHedge;
  spot_up_25bp: SnapshotHedge;
  spot_down_25bp: SnapshotHedge;
  spot_up_half_pct: SnapshotHedge;
  spot_down_half_pct: SnapshotHedge;
  spot_up_1pct: SnapshotHedge;
  spot_down_1pct: SnapshotHedge;
  /** Second difference of net GEX over the three strikes nearest the spot, per USD^2. */
  convexity_at_spot: number | null;
}

/** What time does to the open contracts. */
export interface SnapshotDecay {
  /**
   * Time value that the open contracts lose until the close at the present rate, USD, negative. The vendor publishes the
   * name and theta_per_hour_remaining = net theta / hours; ours are long contracts, calls and puts alike.
   */
  net_theta_dollars: number | null;
  /** USD per hour, negative; null when no time is left. */
  theta_per_hour_remaining: number | null;
  /**
   * `time_decay_dealers_buy` when charm leaves dealers with less delta, so that they buy; `time_decay_dealers_sell`, or
   * `neutral`. Our engine follows its stated dealers' side, as regime and hedging do; the vendor's one sample has the
   * words the other way round for a positive `net_chex`, as if dealers held the opposite.
   */
  charm_regime: string | null;
  charm_description: string | null;
  /** Gamma at the money over that of the expiration a week later. Null from our engine: a tape holds one expiration. */
  gamma_acceleration: number | null;
  description: string | null;
}

/** Volatility around it. */
export interface SnapshotVolContext {
  /** Annual volatility in percent here, 12.3, unlike `atm_iv`: the reference's sample has both. */
  zero_dte_atm_iv: number | null;
  /** Percent. Null from our engine: a tape of one expiration cannot know it. */
  seven_dte_atm_iv: number | null;
  /** Null from our engine. */
  iv_ratio_0dte_7dte: number | null;
  /** Null from our engine. */
  vix: number | null;
  /**
   * Vol points: volatility of the put of delta -0.25 minus that of the call of delta 0.25. Null from our engine where one
   * of them lies beyond the strikes whose quotes tell a volatility.
   */
  skew_25d?: number | null;
  /** USD of delta per vol point, as `net_vex`. */
  vanna_exposure: number | null;
  /**
   * `vol_up_dealers_sell` when a rise of volatility leaves dealers with more delta, so that they sell; `vol_up_dealers_buy`,
   * or `neutral`. The vendor's sample has it the other way round, see `charm_regime`.
   */
  vanna_interpretation: string | null;
  description: string | null;
}

/** What was traded and what is open. */
export interface SnapshotFlow {
  /** Contracts traded since the open, whatever their side. */
  total_volume: number | null;
  call_volume: number | null;
  put_volume: number | null;
  /** Calls less puts, contracts: which were traded more, not who bought. */
  net_call_minus_put_volume: number | null;
  /** Contracts that are taken to be open, as `data_convention` says: of our engine with fractions, 0.43 of each net one. */
  total_oi: number | null;
  call_oi: number | null;
  put_oi: number | null;
  /** Puts / calls; null without calls. */
  pc_ratio_volume: number | null;
  pc_ratio_oi: number | null;
  /** Null when nothing is open. */
  volume_to_oi_ratio: number | null;
  /** Part of the volume at strikes within 0.5 % of the spot, percent; null without volume or spot. */
  atm_volume_share_pct: number | null;
  /** Part of the volume at its three largest strikes, percent. */
  top3_strike_volume_pct: number | null;
}

/** Strikes that stand out. */
export interface SnapshotLevels {
  /**
   * The strike of the largest call GEX, the lower of equals. Another page takes the largest net gamma; the one recorded
   * answer fits neither.
   */
  call_wall: number | null;
  /** Its call GEX, USD of delta per 1 % move. */
  call_wall_gex: number | null;
  /** Its part of all call GEX, 0 to 1. */
  call_wall_strength: number | null;
  /** 100 x (wall - spot) / spot, + above the spot. */
  distance_to_call_wall_pct: number | null;
  /** The strike of the largest |put GEX|, the lower of equals. */
  put_wall: number | null;
  /** Its put GEX, USD of delta per 1 % move: negative while dealers are taken to be short puts. */
  put_wall_gex: number | null;
  /** Its part of all |put GEX|, 0 to 1. */
  put_wall_strength: number | null;
  /** As that of the call wall: negative below the spot. */
  distance_to_put_wall_pct: number | null;
  /** |magnet - spot|, USD. */
  distance_to_magnet_dollars: number | null;
  /** The strike with the most open contracts, calls and puts together, the lower of equals. */
  highest_oi_strike: number | null;
  /** Those contracts. */
  highest_oi_total: number | null;
  /** The strike of the largest net GEX above 0. */
  max_positive_gamma: number | null;
  /** The strike of the lowest net GEX below 0. */
  max_negative_gamma: number | null;
  /** 0 to 100: how close flip, magnet, max pain, walls and the largest open interest are, in remaining deviations. */
  level_cluster_score: number | null;
}

/** How well it can be traded. */
export interface SnapshotLiquidity {
  /** Spread over the middle, the mean of call and put of the quoted strike nearest the money, percent. */
  atm_spread_pct: number | null;
  /** The same of all quoted options, weighted with their open interest. */
  weighted_spread_pct: number | null;
  /**
   * 0 to 100. The vendor's is 70 % spread and 30 % open interest at the money, by functions it does not publish; ours is
   * 100 / (1 + weighted spread / 10 %).
   */
  execution_score: number | null;
}

/** How good the numbers can be. */
export interface SnapshotMetadata {
  /** Seconds from the last recorded sample to `as_of`: 0 to 30, and more in a gap. */
  snapshot_age_seconds: number | null;
  /** Calls and puts of the strikes that have been seen. */
  chain_contract_count: number | null;
  /** 0 to 100. Ours: the part of open contracts whose volatility comes from their own quote. */
  data_quality_score: number | null;
  /**
   * 0 to 100. The vendor's is the mean |difference| of volatility between neighbouring strikes on a scale that it does not
   * publish, so our engine has null.
   */
  greek_smoothness_score: number | null;
  /**
   * Of our engine only, USD: the forward that put-call parity implies, which volatilities and greeks are on; the spot where
   * no pair of quotes tells it.
   */
  forward?: number | null;
  /** Of our engine only: how many strikes told the forward, 0 to 5. */
  forward_pairs?: number | null;
  /** Of our engine only, USD: the median distance of their forwards from it; null without two that could disagree. */
  forward_error?: number | null;
}

/** One strike of the chain. GEX, DEX, VEX, CHEX in the units of {@link SnapshotExposures}. */
export interface SnapshotStrike {
  /** USD. */
  strike: number;
  /** 100 x (strike - spot) / spot, + above the spot. */
  distance_from_spot_pct: number | null;
  /** Null from our engine, whose tapes name contracts by strike and right. */
  call_symbol: string | null;
  put_symbol: string | null;
  call_gex: number | null;
  put_gex: number | null;
  net_gex: number | null;
  call_dex: number | null;
  put_dex: number | null;
  net_dex: number | null;
  net_vex: number | null;
  net_chex: number | null;
  /** Open contracts, as {@link SnapshotFlow.total_oi}. */
  call_oi: number | null;
  put_oi: number | null;
  /** Contracts traded since the open. */
  call_volume: number | null;
  put_volume: number | null;
  /** Part of |net GEX|, of open interest, of volume over all strikes, percent. */
  gex_share_pct: number | null;
  oi_share_pct: number | null;
  volume_share_pct: number | null;
  /**
   * Annual volatility as a decimal, on the session clock of 252 x 6.5 hours. Of our engine one for both: that of the option
   * out of the money.
   */
  call_iv: number | null;
  put_iv: number | null;
  /**
   * Of our engine only: `quote`, or why the volatility was filled in from other strikes, or an earlier sample where no strike
   * has one: `missing_side`, `crossed`, `one_tick`, `stale`, `no_time_value`; `unknown` when there is none.
   */
  iv_source?: string | null;
  /** Per USD of the underlying, 0 to 1; a put's -1 to 0. */
  call_delta: number | null;
  put_delta: number | null;
  /** Delta per USD. */
  call_gamma: number | null;
  put_gamma: number | null;
  /** USD per share and hour of the session, negative. */
  call_theta: number | null;
  put_theta: number | null;
  /** Middle of the quote, USD; null without both sides. */
  call_mid: number | null;
  put_mid: number | null;
  /** Spread over the middle, percent. */
  call_spread_pct: number | null;
  put_spread_pct: number | null;
}

/** What flow did to the settled exposure. */
export interface SnapshotFlowDirection {
  /**
   * `no_flow` when no series moved; `neutral` below a shift of 5 %; `amplifying` and `dampening` without another sign;
   * `regime_flip` when the sign changed, or there was none before. `undetermined`, from our engine only, when net GEX is
   * unknown.
   */
  label: FlowDirectionLabel;
  /** USD per 1 % move, on settled open interest. */
  settled_net_gex: number | null;
  /** USD per 1 % move, on effective open interest. */
  live_net_gex: number | null;
  /** live - settled. */
  flow_gex_adjustment: number | null;
  /** adjustment / settled, a fraction; null when settled is 0 and live is not, 0 when both are 0. */
  flow_gex_pct_shift: number | null;
  /** Series whose effective open interest differs from the settled one, or of an inventory those with net flow. */
  contracts_with_flow: number | null;
  /** Sum of |effective - settled| over series, contracts: of our engine with fractions. */
  total_abs_delta_contracts: number | null;
  description: string | null;
}

/** A heuristic on the scale of a probability, of the vendor's articles; its reference has no such block. */
export interface SnapshotProbabilities {
  pin?: SnapshotPinProbability | null;
  range_1sigma?: SnapshotRange | null;
  range_2sigma?: SnapshotRange | null;
}

/** How likely a close at the magnet is said to be. */
export interface SnapshotPinProbability {
  /** 0 to 0.95, by the vendor's closed form: nobody has compared it with how often sessions pinned. */
  value: number | null;
  calibration_method?: string | null;
  inputs_summary?: string | null;
}

/** A range around the spot and its normal probability, which is the same number every day. */
export interface SnapshotRange {
  value: number | null;
  low: number | null;
  high: number | null;
  calibration_method?: string | null;
}

/** A whole snapshot: the chain's exposures, levels and context on effective open interest. */
export interface Snapshot extends Envelope {
  symbol: string;
  /** Last known price of the underlying, USD, as in strike-flow; at the close see `warnings`. */
  underlying_price: number | null;
  /** Today's date in New York, yyyy-MM-dd. */
  expiration: string;
  /** When this answer was made, UTC. One SDK's comment says New York time. */
  as_of: string;
  /** Whether the options session is open at `as_of`: not at the close itself, of which our engine still has a snapshot. */
  market_open: boolean;
  /** 6.5 at the open, 3.5 on an early close; 0 at the close. */
  time_to_close_hours: number | null;
  /** Part of the session that is over, percent: as the reference's sample has it. One bridge has the part that is left. */
  time_to_close_pct: number | null;
  regime?: SnapshotRegime | null;
  exposures?: SnapshotExposures | null;
  expected_move?: SnapshotExpectedMove | null;
  pin_risk?: SnapshotPinRisk | null;
  hedging?: SnapshotHedging | null;
  decay?: SnapshotDecay | null;
  vol_context?: SnapshotVolContext | null;
  flow?: SnapshotFlow | null;
  levels?: SnapshotLevels | null;
  liquidity?: SnapshotLiquidity | null;
  metadata?: SnapshotMetadata | null;
  /** Ascending by strike. */
  strikes?: SnapshotStrike[] | null;
  flow_direction?: SnapshotFlowDirection | null;
  /** Of the vendor's articles only; our engine gives odds and no advice. */
  probabilities?: SnapshotProbabilities | null;
  /** Of the vendor's articles only, and only partly published: kept as it comes. Our engine has none: no trade ideas. */
  setup?: unknown;
  /**
   * What to mind, in sentences: greeks in the last five minutes. Of our engine also: that the last sample is old, and at
   * the close that it is marked half a minute before, where options still have time value.
   */
  warnings?: string[] | null;
}

/** The answer on a day on which nothing of the name expires. Status 200, as a snapshot. */
export interface NoZeroDte extends Envelope {
  symbol: string;
  no_zero_dte: true;
  /** yyyy-MM-dd; null when it is not known, as behind the one day of our engine's tapes. */
  next_zero_dte_expiry: string | null;
  message: string;
}

/** The answer outside the session. Status 200, as a snapshot. */
export interface SessionClosed extends Envelope {
  symbol: string;
  session_closed: true;
  /** The last session that was over, yyyy-MM-dd. */
  last_session: string | null;
  message: string;
}

/** What {@link FlowSource.snapshot} gives: ask {@link isSnapshot}, {@link isNoZeroDte}, {@link isSessionClosed} which. */
export type SnapshotAnswer = Snapshot | NoZeroDte | SessionClosed;

/**
 * Whether a snapshot is one, with a chain, and not a sentence that says why there is none.
 *
 * @example
 * const answer = await flow.snapshot("SPY");
 * if (isSnapshot(answer)) answer.exposures?.net_gex;
 */
export function isSnapshot(answer: SnapshotAnswer): answer is Snapshot {
  return !isNoZeroDte(answer) && !isSessionClosed(answer);
}

/**
 * Whether nothing of the name expires that day.
 *
 * @example
 * const answer = await flow.snapshot("SPY");
 * if (isNoZeroDte(answer)) answer.next_zero_dte_expiry;
 */
export function isNoZeroDte(answer: SnapshotAnswer): answer is NoZeroDte {
  return (answer as Partial<NoZeroDte>).no_zero_dte === true;
}

/**
 * Whether the session was not on.
 *
 * @example
 * const answer = await flow.snapshot("SPY");
 * if (isSessionClosed(answer)) answer.last_session;
 */
export function isSessionClosed(answer: SnapshotAnswer): answer is SessionClosed {
  return (answer as Partial<SessionClosed>).session_closed === true;
}

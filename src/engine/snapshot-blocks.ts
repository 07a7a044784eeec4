import type { Snapshot, SnapshotHedge, SnapshotHedging } from "../api/snapshot-types.js";
import { wireNumber } from "../grid/responses.js";
import { rootTime, type ChainState } from "./chain-state.js";
import { convexityAtSpot } from "./convexity.js";
import { hedgingTable, type HedgeTrade } from "./hedging-table.js";
import { levelClusterScore } from "./level-cluster.js";
import type { Level } from "./level.js";
import { VOLATILITY_SOURCES } from "./mark-chain.js";
import { normalDensity } from "./normal.js";
import { rangeProbability } from "./pin-probability.js";
import type { SampleChain } from "./sample-chain.js";
import { sampleEnd } from "./sample-clock.js";
import type { SampleLevels } from "./sample-levels.js";
import { totalsOf } from "./session-totals.js";
import type { SessionView } from "./session-view.js";
import { TICKS_PER_DOLLAR } from "./tape.js";
import { wallStrength } from "./walls.js";

type Blocks = Pick<
  Snapshot,
  | "regime"
  | "exposures"
  | "expected_move"
  | "pin_risk"
  | "hedging"
  | "decay"
  | "vol_context"
  | "flow"
  | "levels"
  | "liquidity"
  | "metadata"
  | "probabilities"
>;

/** The blocks of a snapshot that say something about the whole chain; each null where it is not known. */
export function snapshotBlocks(view: SessionView, chain: SampleChain, found: SampleLevels, age: number): Blocks {
  return {
    ...aroundTheSpot(view, chain, found),
    hedging: hedgingOf(chain),
    decay: decayOf(view, chain),
    vol_context: volContextOf(view, chain, found),
    flow: flowOf(view, chain),
    levels: levelsOf(chain, found),
    liquidity: liquidityOf(view, chain),
    metadata: metadataOf(view, chain, age),
  };
}

function aroundTheSpot(
  view: SessionView,
  { sample, state }: SampleChain,
  { levels, regime, move, pin, pinProbability, concentration, atmVolatility }: SampleLevels,
): Pick<Blocks, "regime" | "exposures" | "expected_move" | "pin_risk" | "probabilities"> {
  const totals = totalsOf(view);
  const { spot } = state;
  const flip = levels.gamma_flip_repriced;
  const toFlip = spot - (flip.price ?? NaN);
  const magnet = levels.magnet.price ?? NaN;
  const range = (deviations: number) => {
    const { value, low, high } = rangeProbability(spot, move.remaining, deviations);
    return {
      value: wireNumber(value),
      low: wireNumber(low),
      high: wireNumber(high),
      calibration_method: "normal_cdf_v1",
    };
  };
  return {
    regime: {
      label: regime,
      description: {
        positive_gamma: "Net GEX is positive: under the stated convention dealers sell rises and buy falls.",
        negative_gamma: "Net GEX is negative: under the stated convention dealers buy rises and sell falls.",
        undetermined: "Net GEX has no sign, or is unknown.",
      }[regime],
      gamma_flip: priceOf(flip),
      gamma_flip_status: flip.status,
      gamma_flip_by_strike: priceOf(levels.gamma_flip_by_strike),
      spot_vs_flip: Number.isNaN(toFlip) ? null : toFlip >= 0 ? "above" : "below",
      spot_to_flip_pct: wireNumber((100 * toFlip) / spot),
      distance_to_flip_dollars: wireNumber(Math.abs(toFlip)),
      distance_to_flip_sigmas: wireNumber(Math.abs(toFlip) / move.remaining),
    },
    exposures: {
      net_gex: wireNumber(totals.gex[sample]),
      net_dex: wireNumber(totals.dex[sample]),
      net_vex: wireNumber(totals.vex[sample]),
      net_chex: wireNumber(totals.chex[sample]),
      pct_of_total_gex: null,
      total_chain_net_gex: null,
    },
    expected_move: {
      implied_1sd_dollars: wireNumber(move.fullDay),
      implied_1sd_pct: wireNumber((100 * move.fullDay) / spot),
      remaining_1sd_dollars: wireNumber(move.remaining),
      remaining_1sd_pct: wireNumber((100 * move.remaining) / spot),
      upper_bound: wireNumber(move.upper),
      lower_bound: wireNumber(move.lower),
      straddle_price: wireNumber(straddleOf(view, sample, spot)),
      atm_iv: wireNumber(atmVolatility),
    },
    pin_risk: {
      magnet_strike: priceOf(levels.magnet),
      magnet_gex: levels.magnet.value,
      distance_to_magnet_pct: wireNumber(Math.round((1e5 * Math.abs(spot - magnet)) / spot) / 1e3),
      pin_score: wireNumber(pin.score),
      components: {
        oi_score: wireNumber(pin.components.oi_score),
        proximity_score: wireNumber(pin.components.proximity_score),
        time_score: wireNumber(pin.components.time_score),
        gamma_score: wireNumber(pin.components.gamma_score),
      },
      max_pain: priceOf(levels.max_pain),
      oi_concentration_top3_pct: wireNumber(100 * concentration.top3),
      description: "A score of open interest, nearness, time and gamma; it is no probability.",
    },
    probabilities: {
      pin: { value: wireNumber(pinProbability), calibration_method: "heuristic_v1", inputs_summary: null },
      range_1sigma: range(1),
      range_2sigma: range(2),
    },
  };
}

function priceOf({ price }: Level): number | null {
  return price;
}

function hedgingOf({ state, gex }: SampleChain): SnapshotHedging {
  const trade = ({ shares, direction, notional }: HedgeTrade): SnapshotHedge => ({
    dealer_shares_to_trade: wireNumber(shares),
    direction,
    notional_usd: wireNumber(Math.sign(shares) * notional),
  });
  const moves = Object.entries(hedgingTable([state])).map(([move, row]) => [move, trade(row)]);
  return {
    ...(Object.fromEntries(moves) as Omit<SnapshotHedging, "convexity_at_spot">),
    convexity_at_spot: wireNumber(convexityAtSpot(state.strikes, gex.net, state.spot)),
  };
}

function decayOf(view: SessionView, { sample, state }: SampleChain): NonNullable<Blocks["decay"]> {
  const { strikes, callOpenInterest, putOpenInterest, hours, multiplier } = state;
  const perHour = strikes.reduce((sum, _, k) => {
    const open = callOpenInterest[k] + putOpenInterest[k];
    return open === 0 ? sum : sum + open * multiplier * thetaPerHour(state, k);
  }, 0);
  const chex = totalsOf(view).chex[sample];
  const { session } = view.history;
  return {
    net_theta_dollars: wireNumber(perHour * hours),
    theta_per_hour_remaining: sampleEnd(session, sample) < session.close ? wireNumber(perHour) : null,
    charm_regime: bySign(chex, "time_decay_dealers_sell", "time_decay_dealers_buy"),
    charm_description: "Under the stated convention, what dealers trade as time alone passes.",
    gamma_acceleration: null,
    description: null,
  };
}

/** What the sign of an exposure says: `neutral` without one, null when it is unknown. */
function bySign(exposure: number, positive: string, negative: string): string | null {
  if (Number.isNaN(exposure)) return null;
  return exposure > 0 ? positive : exposure < 0 ? negative : "neutral";
}

/** What an option of a strike loses in an hour of the session, USD a share: call and put lose the same. */
export function thetaPerHour(state: ChainState, k: number): number {
  const { strikes, volatility, forward, hours } = state;
  const deviation = volatility[k] * rootTime(state);
  if (deviation === 0) return 0;
  const d1 = Math.log(forward / strikes[k]) / deviation + deviation / 2;
  return (-forward * normalDensity(d1) * deviation) / (2 * hours);
}

function volContextOf(
  view: SessionView,
  { sample, state, positions, exposures }: SampleChain,
  { atmVolatility }: SampleLevels,
): NonNullable<Blocks["vol_context"]> {
  const vex = totalsOf(view).vex[sample];
  const delta = Float64Array.from(positions, (k) => exposures.callDelta[k]);
  // A put of delta -0.25 has the strike of a call of delta 0.75.
  const skew = 100 * (volatilityAtDelta(state, delta, 0.75) - volatilityAtDelta(state, delta, 0.25));
  return {
    zero_dte_atm_iv: wireNumber(100 * atmVolatility),
    seven_dte_atm_iv: null,
    iv_ratio_0dte_7dte: null,
    vix: null,
    skew_25d: wireNumber(skew),
    vanna_exposure: wireNumber(vex),
    vanna_interpretation: bySign(vex, "vol_up_dealers_sell", "vol_up_dealers_buy"),
    description: null,
  };
}

/**
 * Volatility where the call's delta is as asked, on a straight line between the two strikes around it; NaN beyond the
 * strikes whose own quotes tell a volatility, where the smile is only carried on flat.
 */
function volatilityAtDelta({ volatility, filled }: ChainState, delta: Float64Array, asked: number): number {
  const isOwn = (k: number): boolean => (filled?.[k] ?? 0) === 0;
  let first = 0;
  while (first < delta.length && !isOwn(first)) first++;
  let last = delta.length - 1;
  while (last >= 0 && !isOwn(last)) last--;
  for (let k = first + 1; k <= last; k++)
    if (delta[k - 1] >= asked && delta[k] <= asked && delta[k - 1] > delta[k]) {
      const part = (delta[k - 1] - asked) / (delta[k - 1] - delta[k]);
      return volatility[k - 1] + part * (volatility[k] - volatility[k - 1]);
    }
  return NaN;
}

function flowOf({ history }: SessionView, { sample, state, positions }: SampleChain): NonNullable<Blocks["flow"]> {
  const at = sample * 2 * history.strikes.length;
  const calls = positions.map((k) => history.volume[at + 2 * k]);
  const puts = positions.map((k) => history.volume[at + 2 * k + 1]);
  const byStrike = calls.map((volume, i) => volume + puts[i]);
  const [callVolume, putVolume, volume] = [calls, puts, byStrike].map(sumOf);
  const [callOi, putOi] = [state.callOpenInterest, state.putOpenInterest].map(sumOf);
  const near = byStrike.filter((_, i) => Math.abs(state.strikes[i] / state.spot - 1) <= 0.005);
  const top3 = [...byStrike].sort((a, b) => b - a).slice(0, 3);
  return {
    total_volume: volume,
    call_volume: callVolume,
    put_volume: putVolume,
    net_call_minus_put_volume: callVolume - putVolume,
    total_oi: wireNumber(callOi + putOi),
    call_oi: wireNumber(callOi),
    put_oi: wireNumber(putOi),
    pc_ratio_volume: wireNumber(putVolume / callVolume),
    pc_ratio_oi: wireNumber(putOi / callOi),
    volume_to_oi_ratio: wireNumber(volume / (callOi + putOi)),
    atm_volume_share_pct: Number.isNaN(state.spot) ? null : wireNumber((100 * sumOf(near)) / volume),
    top3_strike_volume_pct: wireNumber((100 * sumOf(top3)) / volume),
  };
}

function levelsOf({ state, gex }: SampleChain, { levels, move }: SampleLevels): NonNullable<Blocks["levels"]> {
  const { spot } = state;
  const away = ({ price }: Level): number | null => (price === null ? null : wireNumber((100 * (price - spot)) / spot));
  const tight = [
    levels.gamma_flip_repriced,
    levels.magnet,
    levels.max_pain,
    levels.highest_oi_strike,
    levels.call_wall,
    levels.put_wall,
  ];
  return {
    call_wall: priceOf(levels.call_wall),
    call_wall_gex: levels.call_wall.value,
    call_wall_strength: wireNumber(wallStrength(gex.call)),
    distance_to_call_wall_pct: away(levels.call_wall),
    put_wall: priceOf(levels.put_wall),
    put_wall_gex: levels.put_wall.value,
    put_wall_strength: wireNumber(wallStrength(gex.put)),
    distance_to_put_wall_pct: away(levels.put_wall),
    distance_to_magnet_dollars: wireNumber(Math.abs((levels.magnet.price ?? NaN) - spot)),
    highest_oi_strike: priceOf(levels.highest_oi_strike),
    highest_oi_total: levels.highest_oi_strike.value,
    max_positive_gamma: priceOf(levels.max_positive_gamma),
    max_negative_gamma: priceOf(levels.max_negative_gamma),
    level_cluster_score: wireNumber(levelClusterScore(tight.map(priceOf), move.remaining)),
  };
}

function liquidityOf(
  { history }: SessionView,
  { sample, state, positions }: SampleChain,
): NonNullable<Blocks["liquidity"]> {
  const at = sample * 2 * history.strikes.length;
  let open = 0;
  let weighted = 0;
  let nearest = { distance: Infinity, spread: NaN };
  positions.forEach((k, i) => {
    const sides = [state.callOpenInterest[i], state.putOpenInterest[i]].map((contracts, side) => {
      const c = at + 2 * k + side;
      return { contracts, spread: quoteOf(history.bid[c], history.ask[c]).spread };
    });
    for (const { contracts, spread } of sides)
      if (!Number.isNaN(spread)) {
        open += contracts;
        weighted += contracts * spread;
      }
    const distance = Math.abs(history.strikes[k] - state.spot);
    const spread = (sides[0].spread + sides[1].spread) / 2;
    if (!Number.isNaN(spread) && distance < nearest.distance) nearest = { distance, spread };
  });
  return {
    atm_spread_pct: wireNumber(nearest.spread),
    weighted_spread_pct: wireNumber(weighted / open),
    execution_score: wireNumber(Math.round(100 / (1 + weighted / open / 10))),
  };
}

function metadataOf(
  { history }: SessionView,
  { sample, state, positions }: SampleChain,
  age: number,
): NonNullable<Blocks["metadata"]> {
  const { callOpenInterest, putOpenInterest, filled } = state;
  let open = 0;
  let own = 0;
  positions.forEach((_, i) => {
    const contracts = callOpenInterest[i] + putOpenInterest[i];
    open += contracts;
    if (VOLATILITY_SOURCES[filled?.[i] ?? 0] === "quote") own += contracts;
  });
  return {
    snapshot_age_seconds: wireNumber(age),
    chain_contract_count: 2 * positions.length,
    data_quality_score: wireNumber(Math.round((100 * own) / open)),
    greek_smoothness_score: null,
    forward: wireNumber(history.forward[sample]),
    forward_pairs: history.forwardPairs[sample],
    forward_error: wireNumber(history.forwardError[sample]),
  };
}

/** Call and put nearest the spot that are both quoted, in the middle of their quotes, USD; NaN when there is no such pair. */
function straddleOf({ history }: SessionView, sample: number, spot: number): number {
  const at = sample * 2 * history.strikes.length;
  let found = { distance: Infinity, price: NaN };
  history.strikes.forEach((strike, k) => {
    const distance = Math.abs(strike - spot);
    const [call, put] = [at + 2 * k, at + 2 * k + 1].map((c) => quoteOf(history.bid[c], history.ask[c]).middle);
    if (distance < found.distance && !Number.isNaN(call + put)) found = { distance, price: call + put };
  });
  return found.price;
}

/** Middle of a quote, USD, and its spread over it, percent; NaN without both sides, or when they cross. */
export function quoteOf(bid: number, ask: number): { middle: number; spread: number } {
  if (!(bid > 0 && ask >= bid)) return { middle: NaN, spread: NaN };
  return { middle: (bid + ask) / (2 * TICKS_PER_DOLLAR), spread: (200 * (ask - bid)) / (bid + ask) };
}

function sumOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum;
}

import { z } from "zod";
import { anArray, anObject, cell, check, date, fault, number, text, time, yesNo } from "./schema-leaves.js";
import {
  isNoZeroDte,
  isSessionClosed,
  type NoZeroDte,
  type SessionClosed,
  type Snapshot,
  type SnapshotAnswer,
} from "./snapshot-types.js";

/**
 * Reads an answer of `snapshot`, or one of the two that say why there is none. Blocks and numbers that are absent are let
 * through as absent, since the vendor's own documents disagree on which there are; what is there has its type, and strikes
 * ascend.
 *
 * @throws ResponseError with the path of the first fault: `strikes[3].call_gex: expected number or null, got "12"`.
 * @example checkSnapshot({ symbol: "SPY", session_closed: true, last_session: "2026-06-05", message: "" })
 */
export function checkSnapshot(body: unknown): SnapshotAnswer {
  if (typeof body === "object" && body !== null) {
    if (isNoZeroDte(body as SnapshotAnswer)) return check(noZeroDte, body);
    if (isSessionClosed(body as SnapshotAnswer)) return check(sessionClosed, body);
  }
  return check(snapshot, body);
}

const words = text.nullish();
const value = cell.optional();

/** A block of fields, each of which may be missing; the block may be too. */
function block<F extends Record<string, z.ZodType>>(fields: F): z.ZodType {
  return z.looseObject(fields, anObject).nullish();
}

/** A block of numbers by name. */
function numbers(...names: string[]): Record<string, z.ZodType> {
  return Object.fromEntries(names.map((name) => [name, value]));
}

const hedge = block({ dealer_shares_to_trade: value, direction: words, notional_usd: value });
const range = block({ ...numbers("value", "low", "high"), calibration_method: words });

const strike = z.looseObject(
  {
    strike: number,
    call_symbol: words,
    put_symbol: words,
    iv_source: words,
    ...numbers("distance_from_spot_pct", "net_gex", "net_dex", "net_vex", "net_chex"),
    ...numbers("gex_share_pct", "oi_share_pct", "volume_share_pct"),
    ...numbers(
      ...["call", "put"].flatMap((side) =>
        ["gex", "dex", "oi", "volume", "iv", "delta", "gamma", "theta", "mid", "spread_pct"].map(
          (name) => `${side}_${name}`,
        ),
      ),
    ),
  },
  anObject,
);

const snapshot = z
  .looseObject(
    {
      symbol: text,
      underlying_price: cell,
      expiration: date,
      as_of: time,
      market_open: yesNo,
      time_to_close_hours: value,
      time_to_close_pct: value,
      regime: block({
        label: text,
        description: words,
        gamma_flip_status: words,
        spot_vs_flip: words,
        ...numbers("gamma_flip", "gamma_flip_by_strike", "spot_to_flip_pct"),
        ...numbers("distance_to_flip_dollars", "distance_to_flip_sigmas"),
      }),
      exposures: block(
        numbers("net_gex", "net_dex", "net_vex", "net_chex", "pct_of_total_gex", "total_chain_net_gex"),
      ),
      expected_move: block(
        numbers(
          ...["implied_1sd_dollars", "implied_1sd_pct", "remaining_1sd_dollars", "remaining_1sd_pct"],
          ...["upper_bound", "lower_bound", "straddle_price", "atm_iv"],
        ),
      ),
      pin_risk: block({
        description: words,
        components: block(numbers("oi_score", "proximity_score", "time_score", "gamma_score")),
        ...numbers("magnet_strike", "magnet_gex", "distance_to_magnet_pct", "pin_score"),
        ...numbers("max_pain", "oi_concentration_top3_pct"),
      }),
      hedging: block({
        ...Object.fromEntries(
          ["10bp", "25bp", "half_pct", "1pct"].flatMap((size) => [
            [`spot_up_${size}`, hedge],
            [`spot_down_${size}`, hedge],
          ]),
        ),
        convexity_at_spot: value,
      }),
      decay: block({
        charm_regime: words,
        charm_description: words,
        description: words,
        ...numbers("net_theta_dollars", "theta_per_hour_remaining", "gamma_acceleration"),
      }),
      vol_context: block({
        vanna_interpretation: words,
        description: words,
        ...numbers("zero_dte_atm_iv", "seven_dte_atm_iv", "iv_ratio_0dte_7dte", "vix", "skew_25d", "vanna_exposure"),
      }),
      flow: block(
        numbers(
          ...["total_volume", "call_volume", "put_volume", "net_call_minus_put_volume", "total_oi", "call_oi"],
          ...["put_oi", "pc_ratio_volume", "pc_ratio_oi", "volume_to_oi_ratio", "atm_volume_share_pct"],
          "top3_strike_volume_pct",
        ),
      ),
      levels: block(
        numbers(
          ...["call", "put"].flatMap((side) => [`${side}_wall`, `${side}_wall_gex`, `${side}_wall_strength`]),
          ...["distance_to_call_wall_pct", "distance_to_put_wall_pct", "distance_to_magnet_dollars"],
          ...["highest_oi_strike", "highest_oi_total", "max_positive_gamma", "max_negative_gamma"],
          "level_cluster_score",
        ),
      ),
      liquidity: block(numbers("atm_spread_pct", "weighted_spread_pct", "execution_score")),
      metadata: block(
        numbers(
          ...["snapshot_age_seconds", "chain_contract_count", "data_quality_score", "greek_smoothness_score"],
          ...["forward", "forward_pairs", "forward_error"],
        ),
      ),
      strikes: z.array(strike, anArray).nullish(),
      flow_direction: block({
        label: text,
        description: words,
        ...numbers("settled_net_gex", "live_net_gex", "flow_gex_adjustment", "flow_gex_pct_shift"),
        ...numbers("contracts_with_flow", "total_abs_delta_contracts"),
      }),
      probabilities: block({
        pin: block({ value, calibration_method: words, inputs_summary: words }),
        range_1sigma: range,
        range_2sigma: range,
      }),
      warnings: z.array(text, anArray).nullish(),
    },
    anObject,
  )
  .check(({ value: { strikes }, issues }) => {
    (strikes ?? []).forEach(({ strike }, i, all) => {
      if (i > 0 && !(strike > all[i - 1].strike))
        issues.push(fault(["strikes", i, "strike"], `a strike above ${all[i - 1].strike}`));
    });
  }) as unknown as z.ZodType<Snapshot>;

const noZeroDte: z.ZodType<NoZeroDte> = z.looseObject(
  { symbol: text, no_zero_dte: z.literal(true), next_zero_dte_expiry: date.nullable(), message: text },
  anObject,
);

const sessionClosed: z.ZodType<SessionClosed> = z.looseObject(
  { symbol: text, session_closed: z.literal(true), last_session: date.nullable(), message: text },
  anObject,
);

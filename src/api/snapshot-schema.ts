import type { z } from "zod";
import { once } from "../once.js";
import { loadZod } from "./load-zod.js";
import { anArray, anObject, check, fault, leaves } from "./schema-leaves.js";
import {
  isNoZeroDte,
  isSessionClosed,
  type NoZeroDte,
  type SessionClosed,
  type Snapshot,
  type SnapshotAnswer,
  type SnapshotDecay,
  type SnapshotExpectedMove,
  type SnapshotExposures,
  type SnapshotFlow,
  type SnapshotFlowDirection,
  type SnapshotHedge,
  type SnapshotHedging,
  type SnapshotLevels,
  type SnapshotLiquidity,
  type SnapshotMetadata,
  type SnapshotPinComponents,
  type SnapshotPinRisk,
  type SnapshotPinProbability,
  type SnapshotProbabilities,
  type SnapshotRange,
  type SnapshotRegime,
  type SnapshotStrike,
  type SnapshotVolContext,
} from "./snapshot-types.js";
import type { Envelope } from "./types.js";

/**
 * Reads an answer of `snapshot`, or one of the two that say why there is none. A block may be absent or null, since the
 * vendor's own documents disagree on which there are, and stays so; a number or word absent from a block that is there
 * becomes null. What is there has its type, and strikes ascend.
 *
 * @throws ResponseError with the path of the first fault: `strikes[3].call_gex: expected number or null, got "12"`.
 * @example checkSnapshot({ symbol: "SPY", session_closed: true, last_session: "2026-06-05", message: "" })
 */
export function checkSnapshot(body: unknown): SnapshotAnswer {
  if (typeof body === "object" && body !== null) {
    if (isNoZeroDte(body as SnapshotAnswer)) return check(schemas().noZeroDte, body);
    if (isSessionClosed(body as SnapshotAnswer)) return check(schemas().sessionClosed, body);
  }
  return check(schemas().snapshot, body);
}

/** Made when the first snapshot is read. */
const schemas = once(() => {
  const { z } = loadZod();
  const { cell, date, number, text, time, yesNo } = leaves();

  // ------------------------------------------------------------------------------------------------- leaves and shapes

  const value: z.ZodType<number | null> = cell.optional().transform(orNull);
  const words: z.ZodType<string | null> = text.nullish().transform(orNull);
  const maybeWords = text.nullable().exactOptional();
  const maybeValue = cell.exactOptional();

  function orNull<T>(given: T | undefined): T | null {
    return given ?? null;
  }

  /** A schema for each field of an interface: one that is missing here, or reads another type, does not compile. */
  type Fields<T> = { readonly [K in keyof Required<T>]: z.ZodType<T[K]> };

  function object<T extends object>(fields: Fields<Omit<T, keyof Envelope>>): z.ZodType<T> {
    // Zod cannot know that the fields of a type not yet given are all of them; the parameter's type does.
    return z.looseObject(fields, anObject) as unknown as z.ZodType<T>;
  }

  function maybe<T>(schema: z.ZodType<T>): z.ZodExactOptional<z.ZodNullable<z.ZodType<T>>> {
    return schema.nullable().exactOptional();
  }

  /** Numbers by name. */
  function numbers<const N extends string>(...names: N[]): Record<N, z.ZodType<number | null>> {
    return Object.fromEntries(names.map((name) => [name, value])) as Record<N, typeof value>;
  }

  /** Numbers of calls and of puts. */
  function ofBoth<const N extends string>(...names: N[]): Record<`call_${N}` | `put_${N}`, z.ZodType<number | null>> {
    return numbers(...names.flatMap((name) => [`call_${name}`, `put_${name}`] as const));
  }

  // -------------------------------------------------------------------------------------------------------------- blocks

  const regime = object<SnapshotRegime>({
    label: text,
    description: words,
    gamma_flip_status: maybeWords,
    gamma_flip_by_strike: maybeValue,
    spot_vs_flip: words,
    ...numbers("gamma_flip", "spot_to_flip_pct", "distance_to_flip_dollars", "distance_to_flip_sigmas"),
  });

  const exposures = object<SnapshotExposures>(
    numbers("net_gex", "net_dex", "net_vex", "net_chex", "pct_of_total_gex", "total_chain_net_gex"),
  );

  const expectedMove = object<SnapshotExpectedMove>({
    ...numbers("implied_1sd_dollars", "implied_1sd_pct", "remaining_1sd_dollars", "remaining_1sd_pct"),
    ...numbers("upper_bound", "lower_bound", "straddle_price", "atm_iv"),
  });

  const components = object<SnapshotPinComponents>(numbers("oi_score", "proximity_score", "time_score", "gamma_score"));

  const pinRisk = object<SnapshotPinRisk>({
    components: components.nullish().transform(orNull),
    description: words,
    ...numbers("magnet_strike", "magnet_gex", "distance_to_magnet_pct", "pin_score"),
    ...numbers("max_pain", "oi_concentration_top3_pct"),
  });

  const hedgeRow = object<SnapshotHedge>({
    direction: words,
    ...numbers("dealer_shares_to_trade", "notional_usd"),
  });
  /** A row that is absent is one of nulls, so that every move can be read. */
  const hedge: z.ZodType<SnapshotHedge> = hedgeRow.nullish().transform((row) => row ?? hedgeRow.parse({}));

  const hedging = object<SnapshotHedging>({
    spot_up_10bp: hedge,
    spot_down_10bp: hedge,
    spot_up_25bp: hedge,
    spot_down_25bp: hedge,
    spot_up_half_pct: hedge,
    spot_down_half_pct: hedge,
    spot_up_1pct: hedge,
    spot_down_1pct: hedge,
    convexity_at_spot: value,
  });

  const decay = object<SnapshotDecay>({
    charm_regime: words,
    charm_description: words,
    description: words,
    ...numbers("net_theta_dollars", "theta_per_hour_remaining", "gamma_acceleration"),
  });

  const volContext = object<SnapshotVolContext>({
    vanna_interpretation: words,
    description: words,
    skew_25d: maybeValue,
    ...numbers("zero_dte_atm_iv", "seven_dte_atm_iv", "iv_ratio_0dte_7dte", "vix", "vanna_exposure"),
  });

  const flow = object<SnapshotFlow>({
    ...numbers(
      "total_volume",
      "call_volume",
      "put_volume",
      "net_call_minus_put_volume",
      "total_oi",
      "call_oi",
      "put_oi",
    ),
    ...numbers(
      "pc_ratio_volume",
      "pc_ratio_oi",
      "volume_to_oi_ratio",
      "atm_volume_share_pct",
      "top3_strike_volume_pct",
    ),
  });

  const levels = object<SnapshotLevels>({
    ...ofBoth("wall", "wall_gex", "wall_strength"),
    ...numbers("distance_to_call_wall_pct", "distance_to_put_wall_pct", "distance_to_magnet_dollars"),
    ...numbers("highest_oi_strike", "highest_oi_total", "max_positive_gamma", "max_negative_gamma"),
    ...numbers("level_cluster_score"),
  });

  const liquidity = object<SnapshotLiquidity>(numbers("atm_spread_pct", "weighted_spread_pct", "execution_score"));

  const metadata = object<SnapshotMetadata>({
    forward: maybeValue,
    forward_pairs: maybeValue,
    forward_error: maybeValue,
    ...numbers("snapshot_age_seconds", "chain_contract_count", "data_quality_score", "greek_smoothness_score"),
  });

  const strike = object<SnapshotStrike>({
    strike: number,
    call_symbol: words,
    put_symbol: words,
    iv_source: maybeWords,
    ...numbers("distance_from_spot_pct", "net_gex", "net_dex", "net_vex", "net_chex"),
    ...numbers("gex_share_pct", "oi_share_pct", "volume_share_pct"),
    ...ofBoth("gex", "dex", "oi", "volume", "iv", "delta", "gamma", "theta", "mid", "spread_pct"),
  });

  const flowDirection = object<SnapshotFlowDirection>({
    label: text,
    description: words,
    ...numbers("settled_net_gex", "live_net_gex", "flow_gex_adjustment", "flow_gex_pct_shift"),
    ...numbers("contracts_with_flow", "total_abs_delta_contracts"),
  });

  const pin = object<SnapshotPinProbability>({ value, calibration_method: maybeWords, inputs_summary: maybeWords });
  const range = object<SnapshotRange>({ ...numbers("value", "low", "high"), calibration_method: maybeWords });

  // ------------------------------------------------------------------------------------------------------------- answers

  const snapshot: z.ZodType<Snapshot> = object<Snapshot>({
    symbol: text,
    underlying_price: cell,
    expiration: date,
    as_of: time,
    market_open: yesNo,
    time_to_close_hours: value,
    time_to_close_pct: value,
    regime: maybe(regime),
    exposures: maybe(exposures),
    expected_move: maybe(expectedMove),
    pin_risk: maybe(pinRisk),
    hedging: maybe(hedging),
    decay: maybe(decay),
    vol_context: maybe(volContext),
    flow: maybe(flow),
    levels: maybe(levels),
    liquidity: maybe(liquidity),
    metadata: maybe(metadata),
    strikes: maybe(z.array(strike, anArray)),
    flow_direction: maybe(flowDirection),
    probabilities: maybe(
      object<SnapshotProbabilities>({ pin: maybe(pin), range_1sigma: maybe(range), range_2sigma: maybe(range) }),
    ),
    setup: z.unknown().exactOptional(),
    warnings: maybe(z.array(text, anArray)),
  }).check(({ value: { strikes }, issues }) => {
    (strikes ?? []).forEach(({ strike }, i, all) => {
      if (i > 0 && !(strike > all[i - 1].strike))
        issues.push(fault(["strikes", i, "strike"], `a strike above ${all[i - 1].strike}`));
    });
  });

  const noZeroDte = object<NoZeroDte>({
    symbol: text,
    no_zero_dte: z.literal(true),
    next_zero_dte_expiry: date.nullable(),
    message: text,
  });

  const sessionClosed = object<SessionClosed>({
    symbol: text,
    session_closed: z.literal(true),
    last_session: date.nullable(),
    message: text,
  });

  return { snapshot, noZeroDte, sessionClosed };
});

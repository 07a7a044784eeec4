import { checkHeatmap, checkHedgeFlow, checkLeaderboard, checkSeries, checkStrikeFlow } from "./schema.js";
import { checkSnapshot } from "./snapshot-schema.js";
import type { SnapshotAnswer, SnapshotParams } from "./snapshot-types.js";
import type {
  Heatmap,
  HeatmapParams,
  HedgeFlow,
  HedgeFlowParams,
  Leaderboard,
  LeaderboardParams,
  Series,
  SeriesParams,
  StrikeFlow,
  StrikeFlowParams,
} from "./types.js";
import { BAR_SIZES, BOARD_METRICS, HEATMAP_METRICS, HEATMAP_MODES, HEDGE_SIDES, STRIKE_BAR_SIZES } from "./words.js";

// The words stand in a file of their own because the schemas need them too, and this table needs the schemas.
export {
  BAR_SIZES,
  BOARD_METRICS,
  HEATMAP_METRICS,
  HEATMAP_MODES,
  HEDGE_SIDES,
  STRIKE_BAR_SIZES,
  STRIKE_FLOW_ESTIMATES,
  STRIKE_FLOW_FIELDS,
} from "./words.js";

/** A parameter that takes one of a few words. Another word is answered with 400 and `error`. */
export interface ChoiceParam<V extends string = string> {
  readonly kind: "choice";
  readonly values: readonly V[];
  readonly default: V;
  /** The wire's error code for any other value. */
  readonly error: string;
  /** What to do instead; ends the error message. */
  readonly hint?: string;
}

/** A parameter that takes a whole number. A number outside [min, max] is clamped; no whole number at all is a 400 with `error`. */
export interface IntegerParam {
  readonly kind: "integer";
  readonly min: number;
  readonly max: number;
  readonly default: number;
  readonly error: string;
}

/** A parameter that takes a date, yyyy-MM-dd, and may be left out. Anything else is a 400 with `error`. */
export interface DateParam {
  readonly kind: "date";
  /** Left out it is null: the day is the server's to choose. */
  readonly default: null;
  readonly error: string;
}

/** One query key of an endpoint, as its value's type asks: null among its values asks for a date. */
export type EndpointParam<V = string | number | null> = [V] extends [string]
  ? ChoiceParam<V>
  : [V] extends [number]
    ? IntegerParam
    : [V] extends [string | null]
      ? DateParam
      : ChoiceParam | IntegerParam | DateParam;

/** Parameters `P` with nothing left open: each one given, its default filled in, its bounds applied. */
export type Complete<P> = { readonly [K in keyof P]-?: Exclude<P[K], undefined> };

/**
 * One row of the table: all there is to know about an endpoint, for the client, the server and the contract test.
 * `P` is the type of its parameters, `A` that of its answer.
 */
export interface Endpoint<P = Record<string, string | number | null>, A = unknown> {
  /** Method of {@link FlowSource}. */
  readonly name: EndpointName;
  /** Path; `{symbol}` is the name asked for. */
  readonly path: string;
  /** Whether the path holds a symbol. */
  readonly takesSymbol: boolean;
  /** The query keys, in the order in which they are checked. */
  readonly params: { readonly [K in keyof P]-?: EndpointParam<Exclude<P[K], undefined>> };
  /** The lowest plan that may ask. */
  readonly plan: "Growth" | "Alpha";
  /** How long the vendor's server keeps an answer, milliseconds; 0 is not at all. */
  readonly cacheMs: number;
  /** Reads the body of a 200: the typed answer, or a ResponseError that names the path of what is wrong. */
  readonly check: (body: unknown) => A;
}

/** Methods of {@link FlowSource}. */
export type EndpointName = "leaderboard" | "snapshot" | "series" | "hedgeFlow" | "strikeFlow" | "heatmap";

/** The table's type: the rows by name, each with its parameters and its answer. */
export type Endpoints = {
  readonly leaderboard: Endpoint<LeaderboardParams, Leaderboard>;
  readonly snapshot: Endpoint<SnapshotParams, SnapshotAnswer>;
  readonly series: Endpoint<SeriesParams, Series>;
  readonly hedgeFlow: Endpoint<HedgeFlowParams, HedgeFlow>;
  readonly strikeFlow: Endpoint<StrikeFlowParams, StrikeFlow>;
  readonly heatmap: Endpoint<HeatmapParams, Heatmap>;
};

const choice = <V extends string>(values: readonly V[], error: string, hint?: string): ChoiceParam<V> => ({
  kind: "choice",
  values,
  default: values[0],
  error,
  ...(hint === undefined ? {} : { hint }),
});
const integer = (min: number, max: number, byDefault: number, error: string): IntegerParam => ({
  kind: "integer",
  min,
  max,
  default: byDefault,
  error,
});

const sampled = choice(BAR_SIZES, "invalid_bar");
const bar = choice(STRIKE_BAR_SIZES, "bar_unavailable", "ask for 1m and resample the grid for longer bars");
const minutes = integer(1, 390, 60, "invalid_minutes");

/**
 * The contract, one row an endpoint: client, server, engine and tests all read it, and nothing about an endpoint is
 * written twice. Adding an endpoint is one row here, one type, one schema and one answer of the engine.
 */
export const ENDPOINTS: Endpoints = {
  leaderboard: {
    name: "leaderboard",
    path: "/v1/flow/zero-dte/leaderboard",
    takesSymbol: false,
    params: { metric: choice(BOARD_METRICS, "invalid_metric"), n: integer(1, 100, 20, "invalid_n") },
    plan: "Alpha",
    cacheMs: 30_000,
    check: checkLeaderboard,
  },
  snapshot: {
    name: "snapshot",
    path: "/v1/flow/zero-dte/snapshot/{symbol}",
    takesSymbol: true,
    params: { expiry: { kind: "date", default: null, error: "invalid_expiry" } },
    plan: "Growth",
    cacheMs: 0,
    check: checkSnapshot,
  },
  series: {
    name: "series",
    path: "/v1/flow/zero-dte/series/{symbol}",
    takesSymbol: true,
    params: { bar: sampled, minutes },
    plan: "Growth",
    cacheMs: 0,
    check: checkSeries,
  },
  hedgeFlow: {
    name: "hedgeFlow",
    path: "/v1/flow/zero-dte/hedge-flow/{symbol}",
    takesSymbol: true,
    params: { side: choice(HEDGE_SIDES, "invalid_side"), bar: sampled, minutes },
    plan: "Growth",
    cacheMs: 0,
    check: checkHedgeFlow,
  },
  strikeFlow: {
    name: "strikeFlow",
    path: "/v1/flow/zero-dte/strike-flow/{symbol}",
    takesSymbol: true,
    params: { bar, minutes },
    plan: "Alpha",
    cacheMs: 0,
    check: checkStrikeFlow,
  },
  heatmap: {
    name: "heatmap",
    path: "/v1/flow/zero-dte/heatmap/{symbol}",
    takesSymbol: true,
    params: {
      metric: choice(HEATMAP_METRICS, "invalid_metric"),
      mode: choice(HEATMAP_MODES, "invalid_mode"),
      bar,
      minutes,
    },
    plan: "Alpha",
    cacheMs: 0,
    check: checkHeatmap,
  },
};

import { checkHeatmap, checkLeaderboard, checkStrikeFlow } from "./schema.js";

/** Metrics of the leaderboard. */
export const BOARD_METRICS = ["heat", "pin_risk", "abs_flow", "charm_intensity"] as const;
/** Metrics of the heatmap. */
export const HEATMAP_METRICS = ["gex", "dex", "vex", "chex", "oi", "signed_flow"] as const;
/** Modes of the heatmap. */
export const HEATMAP_MODES = ["raw", "delta"] as const;
/** Bar sizes of strike-flow and heatmap. */
export const STRIKE_BAR_SIZES = ["1m"] as const;
/** Arrays of a strike-flow bar. */
export const STRIKE_FLOW_FIELDS = ["signed_delta_dollars", "signed_gamma_dollars", "contracts"] as const;

/** A parameter that takes one of a few words. Another word is answered with 400 and `error`. */
export interface ChoiceParam {
  readonly kind: "choice";
  readonly values: readonly string[];
  readonly default: string;
  /** The wire's error code for any other value. */
  readonly error: string;
}

/** A parameter that takes a whole number. A number outside [min, max] is clamped; no whole number at all is a 400 with `error`. */
export interface IntegerParam {
  readonly kind: "integer";
  readonly min: number;
  readonly max: number;
  readonly default: number;
  readonly error: string;
}

/** One query key of an endpoint. */
export type EndpointParam = ChoiceParam | IntegerParam;

/** One row of the table: all there is to know about an endpoint, for the client, the server and the contract test. */
export interface Endpoint {
  /** Method of {@link FlowSource}. */
  readonly name: EndpointName;
  /** Path; `{symbol}` is the name asked for. */
  readonly path: string;
  /** Whether the path holds a symbol. */
  readonly takesSymbol: boolean;
  readonly params: Readonly<Record<string, EndpointParam>>;
  /** The lowest plan that may ask. */
  readonly plan: "Growth" | "Alpha";
  /** How long the vendor's server keeps an answer, milliseconds; 0 is not at all. */
  readonly cacheMs: number;
  /** Reads the body of a 200: the typed answer, or a ResponseError that names the path of what is wrong. */
  readonly check: (body: unknown) => unknown;
}

/** Methods of {@link FlowSource}. */
export type EndpointName = "leaderboard" | "strikeFlow" | "heatmap";

const choice = (values: readonly string[], error: string): ChoiceParam => ({
  kind: "choice",
  values,
  default: values[0]!,
  error,
});
const integer = (min: number, max: number, byDefault: number, error: string): IntegerParam => ({
  kind: "integer",
  min,
  max,
  default: byDefault,
  error,
});

const bar = choice(STRIKE_BAR_SIZES, "bar_unavailable");
const minutes = integer(1, 390, 60, "invalid_minutes");

/**
 * The contract, one row an endpoint: client, server, engine and tests all read it, and nothing about an endpoint is
 * written twice. Adding an endpoint is one row here, one type, one schema and one answer of the engine.
 */
export const ENDPOINTS: Readonly<Record<EndpointName, Endpoint>> = {
  leaderboard: {
    name: "leaderboard",
    path: "/v1/flow/zero-dte/leaderboard",
    takesSymbol: false,
    params: { metric: choice(BOARD_METRICS, "invalid_metric"), n: integer(1, 100, 20, "invalid_n") },
    plan: "Alpha",
    cacheMs: 30_000,
    check: checkLeaderboard,
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

import type { HedgeSide, SnapshotAnswer, SnapshotParams } from "./snapshot-types.js";
import type {
  BarSize,
  BoardMetric,
  Heatmap,
  HeatmapMetric,
  HeatmapMode,
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

/**
 * Whatever answers the questions of the 0DTE flow API: the live API through a {@link FlowClient}, or tapes through a
 * {@link FlowEngine}. The two answer alike, errors included, so code written against this interface runs on both.
 *
 * @example
 * const flow: FlowSource = FlowEngine.simulate({ seed: 7 });
 * const board = await flow.leaderboard({ metric: "heat", n: 5 });
 * const leader = await flow.strikeFlow(board.entries[0].symbol, { minutes: 60 });
 */
export interface FlowSource {
  /**
   * The names with a same-day expiry, ranked by one metric.
   *
   * @example (await flow.leaderboard({ metric: "abs_flow", n: 5 })).entries[0].symbol
   */
  leaderboard<M extends BoardMetric = "heat">(params?: LeaderboardParams<M>): Promise<Leaderboard<M>>;
  /**
   * One name's chain as it stands: exposures, levels, expected move, every strike. On a day without an expiry, or outside
   * the session, an answer that says so: ask {@link isSnapshot}. An unknown symbol is a NotFoundError.
   *
   * @example
   * const answer = await flow.snapshot("SPY");
   * if (isSnapshot(answer)) answer.regime?.label;
   */
  snapshot(symbol: string, params?: SnapshotParams): Promise<SnapshotAnswer>;
  /**
   * Exposure, levels and hedge flow of one name over time. An unknown symbol gives an answer without bars.
   *
   * @example (await flow.series("SPY", { bar: "5m", minutes: 390 })).bars.at(-1)?.net_gex
   */
  series<B extends BarSize = "30s">(symbol: string, params?: SeriesParams<B>): Promise<Series<B>>;
  /**
   * Hedge flow of one name by bar and since the open. An unknown symbol gives an answer without bars.
   *
   * @example (await flow.hedgeFlow("SPY", { side: "calls", bar: "1m" })).bars.at(-1)?.cumulative
   */
  hedgeFlow<S extends HedgeSide = "all", B extends BarSize = "30s">(
    symbol: string,
    params?: HedgeFlowParams<S, B>,
  ): Promise<HedgeFlow<S, B>>;
  /**
   * Signed flow of one name per strike and minute: increments. An unknown symbol gives an answer without bars.
   *
   * @example (await flow.strikeFlow("SPY", { minutes: 60 })).bars.length // 60
   */
  strikeFlow(symbol: string, params?: StrikeFlowParams): Promise<StrikeFlow>;
  /**
   * One exposure of one name per strike and minute. An unknown symbol gives an answer without bars.
   *
   * @example (await flow.heatmap("SPY", { metric: "gex", minutes: 120 })).bars[0].values
   */
  heatmap<M extends HeatmapMetric = "gex", D extends HeatmapMode = "raw">(
    symbol: string,
    params?: HeatmapParams<M, D>,
  ): Promise<Heatmap<M, D>>;
}

/*
 * zerodte: same-day-expiry options flow in notebooks. This is the table of contents: what is not on it is not public.
 * Signs, units and the meaning of every field stand in `api/types.ts`.
 */

// Sources: who answers the questions
export { FlowClient, type FlowClientOptions, type RequestOptions } from "./api/client.js";
export type { AnswerMeta, AnswerWithMeta, FeedAge, PendingAnswer, RateLimit } from "./api/answer-meta.js";
export type { PaceOptions } from "./api/pace.js";
export type { RetryOptions } from "./api/retry.js";
export { FlowEngine, type OpenOptions } from "./engine/engine.js";
export { openFlow } from "./open-flow.js";
export type { PlannedKey } from "./api/keys.js";
export type { Plan } from "./api/plans.js";
export { serve, type FlowServer, type Rewindable, type ServeOptions } from "./api/server.js";
export type { FlowSource } from "./api/source.js";

// Answers: the wire's words
export type {
  BarSize,
  BoardMetric,
  Envelope,
  GapInterval,
  Heatmap,
  HeatmapBar,
  HeatmapMetric,
  HeatmapMode,
  HeatmapParams,
  HedgeFlow,
  HedgeFlowBar,
  HedgeFlowParams,
  Leaderboard,
  LeaderboardEntry,
  LeaderboardParams,
  Series,
  SeriesBar,
  SeriesParams,
  StrikeBarSize,
  StrikeFlow,
  StrikeFlowBar,
  StrikeFlowField,
  StrikeFlowParams,
} from "./api/types.js";
export {
  isNoZeroDte,
  isSessionClosed,
  isSnapshot,
  type FlowDirectionLabel,
  type HedgeSide,
  type NoZeroDte,
  type OpenWord,
  type RegimeLabel,
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
  type SnapshotParams,
  type SnapshotPinComponents,
  type SnapshotPinProbability,
  type SnapshotPinRisk,
  type SnapshotProbabilities,
  type SnapshotRange,
  type SnapshotRegime,
  type SnapshotStrike,
  type SnapshotVolContext,
} from "./api/snapshot-types.js";
export {
  BAR_SIZES,
  BOARD_METRICS,
  ENDPOINTS,
  HEATMAP_METRICS,
  HEATMAP_MODES,
  HEDGE_SIDES,
  STRIKE_BAR_SIZES,
  STRIKE_FLOW_ESTIMATES,
  STRIKE_FLOW_FIELDS,
  type ChoiceParam,
  type Complete,
  type DateParam,
  type Endpoint,
  type EndpointName,
  type EndpointParam,
  type Endpoints,
  type IntegerParam,
} from "./api/endpoints.js";

// Cassettes: what was answered, kept
export { record, type Recorder, type RecordOptions } from "./api/record.js";
export { replay, type RecordedQuestion, type Replay, type ReplayOptions } from "./api/replay.js";
export type { SealedCassette } from "./api/cassette-writer.js";

// Watching: what is new, as it comes
export { each } from "./api/each.js";
export type { PollClock, PollOptions } from "./api/poll.js";
export { watch, type BarAnswer, type BarNews, type WatchOptions } from "./api/watch.js";
export { watchBoard, type BoardNews, type RankChange } from "./api/watch-board.js";

// Errors: one class for each reaction
export {
  AbortedError,
  AuthenticationError,
  CassetteError,
  ConnectionError,
  FlowError,
  InvalidRequestError,
  NoStrikeDataError,
  NotFoundError,
  RateLimitError,
  ResponseError,
  ServerError,
  TapeError,
  TierRestrictedError,
  TimeoutError,
  type FlowErrorOptions,
  type RateLimitOptions,
} from "./api/errors.js";

// Grids: strike x bar
export { FIELDS, type FieldDescription, type GridField, type GridKind, type HeatmapKind } from "./grid/fields.js";
export { StrikeGrid, type StrikeGridData } from "./grid/strike-grid.js";
export type { Near } from "./grid/near.js";
export type { RollingOf, RollingOptions } from "./grid/rolling.js";
export type { Legs, SplitField } from "./grid/split.js";
export type { TotalRow, TotalsOptions } from "./grid/totals.js";
export type { IntervalColumns, IntervalOptions } from "./grid/interval.js";
export type { Uncertainty } from "./grid/uncertainty.js";

// Moneyness: grids of different symbols and days on one axis
export { average, type AverageGrid } from "./grid/average.js";
export { remainingMoves } from "./grid/remaining-moves.js";
export type { MoneynessAxis, RelativeGrid, RelativeOptions, SigmaOptions } from "./grid/relative.js";

// Analytics: grids to rows
export {
  attribute,
  type AttributeBy,
  type AttributeOptions,
  type AttributionRow,
  type AttributionRowOf,
  type BarAttributionRow,
  type CellAttributionRow,
  type ContributionColumns,
} from "./analytics/attribute.js";
export {
  attributeSides,
  type AttributeSidesOptions,
  type BarSideAttributionRow,
  type SideAttributionRow,
} from "./analytics/attribute-sides.js";
export { concentration, type ConcentrationRow } from "./analytics/concentration.js";
export { reconcile, type PartRow, type ReconcileRow } from "./analytics/reconcile.js";
export {
  influence,
  type BarInfluenceRow,
  type InfluenceColumns,
  type InfluenceOptions,
  type InfluenceRow,
} from "./analytics/influence.js";
export {
  rank,
  type RankBy,
  type RankChangeColumns,
  type RankEstimateColumns,
  type RankOptions,
  type RankPer,
  type RankRow,
  type RankRowOf,
} from "./analytics/rank.js";
export { outranks, type OutranksOptions } from "./analytics/outranks.js";
export type { BarTime } from "./analytics/bar-clock.js";
export { rankBoards, type BoardRankRow, type RankBoardsOptions } from "./analytics/rank-boards.js";
export { compareGrids, type ComparisonRow } from "./analytics/compare-grids.js";
export { largestDifferences, type DifferenceOptions, type DifferenceRow } from "./analytics/largest-differences.js";
export { compareSources, type CompareSourcesOptions } from "./analytics/compare-sources.js";
export { conventions, type Conclusion, type ConventionRow, type ConventionsOptions } from "./analytics/conventions.js";
export { flipCertificates, type FlipCertificate, type FlipCertificateOptions } from "./analytics/flip-certificates.js";
export type { NoiseBand } from "./analytics/dead-band.js";
export { flipSurvival, type SurvivalRow } from "./analytics/flip-survival.js";
export { signFlips, type SignFlip, type SignFlipOptions } from "./analytics/flips.js";
export {
  levelsOverTime,
  type LevelName,
  type LevelSeries,
  type LevelsOverTimeOptions,
  type LevelsRow,
} from "./analytics/levels-over-time.js";
export { migrations, type Migration, type MigrationOptions } from "./analytics/migrations.js";
export { placebo, type HitCount, type PlaceboOptions, type PlaceboRow } from "./analytics/placebo.js";
export { wallTests, type WallTest, type WallTestOptions } from "./analytics/wall-tests.js";

// Frames, files and figures: rows and grids to what people look at
export { toFrame, type ToFrameOptions } from "./frame/to-frame.js";
export { fromFrame, type FrameAxes, type LikeGrid } from "./frame/from-frame.js";
export type { FrameLike } from "./frame/frame-columns.js";
export type { AnyGrid } from "./table/grid-matrix.js";
export type { TableShape, Times } from "./table/table.js";
export type { Tabular } from "./table/table-of.js";
export type { ExportOptions } from "./export/export-options.js";
export { toArrow, type ArrowOptions } from "./export/to-arrow.js";
export { toCsv, type CsvOptions } from "./export/to-csv.js";
export { toNpy } from "./export/to-npy.js";
export { toParquet } from "./export/to-parquet.js";
export { figure, type Figure, type PlotlyObject } from "./figures/figure.js";
export { plot } from "./figures/index.js";
export type { AttributionOptions } from "./figures/attribution.js";
export type { BoardsOptions } from "./figures/boards.js";
export type { CumulativeOptions, IntervalRow } from "./figures/cumulative.js";
export type { SpotBars } from "./figures/hedge-sums.js";
export type { ExplainedBar, ExplainedChange, ExplainedStrike, ExplanationOptions } from "./figures/explanation.js";
export type { FlipLedgerOptions, LedgerFlip } from "./figures/flip-ledger.js";
export type { FlipsOptions } from "./figures/flips.js";
export type { HeatmapOptions } from "./figures/heatmap.js";
export type { MigrationsOptions } from "./figures/migrations.js";
export type { MultiplesOptions } from "./figures/multiples.js";
export type { PinBaseRate, PinOptions } from "./figures/pin.js";
export type { ProfileOptions } from "./figures/profile.js";
export type { ScrubberOptions } from "./figures/scrubber.js";
export { show } from "./kernel/show.js";
export { tearSheet, type MissingSection, type TearSheet, type TearSheetOptions } from "./sheet/tear-sheet.js";
export type { TearSheetSection } from "./sheet/sheet-parts.js";
export { live, type Live } from "./kernel/live.js";
export { progress, type ProgressOptions } from "./kernel/progress.js";

// Tapes: sessions as columns
export { readTape, type ReadTapeOptions } from "./engine/read-tape.js";
export {
  simulatedMarket,
  simulateSession,
  simulateTape,
  type SimulatedMarket,
  type SimulatedSession,
  type SimulateOptions,
} from "./engine/simulate.js";
export type { MarketKnobs } from "./engine/simulate-knobs.js";
export { LITERATURE_1995, LITERATURE_2021 } from "./engine/literature-markets.js";
export { bookAt, type Book, type Truth } from "./engine/truth.js";
export type { ReportRow } from "./engine/report.js";
export type { InfluentialTradesOptions, TradeInfluenceRow } from "./engine/influential-trades.js";
export { explain, EXPLAIN_METRICS, EXPLAIN_PATHS, type ExplainOptions, type ExplainPath } from "./engine/explain.js";
export { EXPLAIN_FACTORS, type ExplainFactor, type ExplainMetric } from "./engine/explain-step.js";
export type { ExplainBarRow, ExplainColumns, ExplainFactorRow, Explanation, ExplainRow } from "./engine/explanation.js";
export type { LevelRow, Levels } from "./engine/levels.js";
export type { Level, LevelStatus } from "./engine/level.js";
export type { SimulatedName } from "./engine/simulated-names.js";
export type { CoverageRow } from "./engine/coverage.js";
export {
  DEALER_SIDES,
  POSITION_RULES,
  type DealerSide,
  type EngineOptions,
  type PositionRule,
} from "./engine/engine-options.js";
export { calibrate, type CalibrateOptions } from "./engine/calibrate.js";
export type { Confidence, ConfidenceRow } from "./engine/confidence.js";
export {
  LITERATURE_1995_CONFIDENCE,
  LITERATURE_2021_CONFIDENCE,
  SIMULATED_CONFIDENCE,
} from "./engine/simulated-confidence.js";
export { TRADE_PLACES, type TradePlace } from "./engine/trade-place.js";
export type { TapeEvents } from "./engine/event-columns.js";
export { classify, type Aggressors } from "./engine/classify.js";
export {
  AGGRESSOR_LAYERS,
  AGGRESSOR_RULES,
  type AggressorLayer,
  type AggressorLayers,
  type AggressorRule,
  type ComposedRule,
} from "./engine/aggressor-rules.js";
export { CONDITIONS, type Condition } from "./engine/conditions.js";
export {
  cutTape,
  NO_PRICE,
  sliceTape,
  TICKS_PER_DOLLAR,
  type QuoteColumns,
  type Tape,
  type TapeGap,
  type TradeColumns,
  type UnderlyingColumns,
} from "./engine/tape.js";

// Numerics: prices and greeks of options in columns
export { optionGreeks, type OptionGreeks, type PricedOptions } from "./engine/option-greeks.js";
export { impliedVolatilities, type QuotedOptions } from "./engine/implied-volatilities.js";

// Time: the New York session
export {
  atNewYork,
  newYorkTime,
  nextSession,
  previousSession,
  sessionAt,
  sessionOn,
  toInstant,
  type Session,
} from "./session.js";

import { givesParts } from "../api/answer-parts.js";
import { ENDPOINTS, type Complete } from "../api/endpoints.js";
import { TapeError } from "../api/errors.js";
import { readParams, readSymbol } from "../api/params.js";
import type { FlowSource } from "../api/source.js";
import type { HedgeSide, SnapshotAnswer, SnapshotParams } from "../api/snapshot-types.js";
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
} from "../api/types.js";
import { once } from "../once.js";
import { instantOn, MINUTE, type Session } from "../session.js";
import { heatmapParts, hedgeFlowParts, seriesParts, strikeFlowParts } from "./answer-bytes.js";
import { answerHedgeFlow, answerSeries } from "./answer-series.js";
import { answerSnapshot } from "./answer-snapshot.js";
import { answerHeatmap, answerLeaderboard, answerStrikeFlow, type AnswerOrigin } from "./answers.js";
import { barStore, type BarStore } from "./bar-store.js";
import { checkEvents } from "./check-events.js";
import { coverageOf, type CoverageRow } from "./coverage.js";
import { appendToName, engineName, namedReplay, namedTape, type EngineName, type NamedTape } from "./engine-name.js";
import { conventionsOf, type Conventions, type EngineOptions } from "./engine-options.js";
import type { TapeEvents } from "./event-columns.js";
import {
  finiteHeat,
  influentialTrades,
  type InfluentialTradesOptions,
  type TradeInfluenceRow,
} from "./influential-trades.js";
import { levelRows, type LevelRow } from "./levels.js";
import { marketReport } from "./market-report.js";
import { readTape, type ReadTapeOptions } from "./read-tape.js";
import { replayInThreads } from "./replay-threads.js";
import type { ReportRow } from "./report.js";
import { levelsAt } from "./sample-levels.js";
import { lastSampled, type SessionView } from "./session-view.js";
import {
  simulatedMarket,
  simulatedOrigin,
  simulateSession,
  simulateTape,
  type SimulatedSession,
  type SimulateOptions,
} from "./simulate.js";
import { simulatedConfidence } from "./simulated-confidence.js";
import { tapeFolders } from "./tape-folders.js";
import type { Tape } from "./tape.js";

/** What all engines on the same tapes share. */
interface EngineState {
  readonly names: ReadonlyMap<string, () => EngineName>;
  readonly session: Session;
  readonly conventions: Conventions;
  readonly origin: string;
  readonly rejected: Readonly<Record<string, number>>;
  /** Where the longest recording ends. */
  recordedTo: number;
  /** Bars that were written down for a server. */
  readonly bars: BarStore;
  /** What a simulator knows of the sessions, made again each time it is asked for. */
  readonly truth: () => SimulatedSession[];
}

/** What an engine's answers about a name are derived from, for functions that go behind them; undefined for an unknown one. */
export let viewOf: (engine: FlowEngine, symbol: string) => SessionView | undefined;

/** How {@link FlowEngine.open} reads and computes. */
export interface OpenOptions extends ReadTapeOptions, EngineOptions {
  /**
   * On how many threads tape folders are read and replayed, one folder at a time each, and at once; default 1, which
   * reads them at once and replays a name when it is first asked for. More pay off from a second of work on; as many as
   * the machine has cores are enough. The answers are the same.
   */
  threads?: number | undefined;
}

/**
 * Tapes that answer as the live 0DTE flow API does: one session, one tape a name. Every number is an estimate from
 * trades, quotes and settled open interest; signs and units stand in `api/types.ts`.
 *
 * An engine stands at an instant, at first the end of its tapes, and answers with what was known then: the complete
 * minutes before it. {@link at} gives the same engine at another instant. Nothing reads the wall clock.
 *
 * @example
 * const flow = FlowEngine.simulate({ seed: 7 });
 * const morning = await flow.at("10:30").leaderboard({ metric: "heat", n: 3 });
 */
export class FlowEngine implements FlowSource {
  readonly #state: EngineState;
  /** The instant at which it was set; undefined follows the recording. */
  readonly #instant: number | undefined;

  private constructor(state: EngineState, instant?: number) {
    this.#state = state;
    this.#instant = instant;
  }

  /** The session all tapes are of. */
  get session(): Session {
    return this.#state.session;
  }

  /** Where the numbers come from, in words, e.g. `simulated market, seed 7`. */
  get origin(): string {
    return this.#state.origin;
  }

  /** How the numbers are computed, in words; every answer says it in `data_convention`. */
  get convention(): string {
    return this.#state.conventions.text;
  }

  /** The instant at which the engine stands, epoch milliseconds UTC: as {@link at} set it, else the recording's end. */
  get instant(): number {
    return this.#instant ?? this.#state.recordedTo;
  }

  /**
   * What the door refused of the tapes, counted by name and reason: `{ "GOOG quotes: crossed quote": 12 }`. Empty when
   * every row was taken, as of a simulated market. Of whole tapes, whatever the instant.
   */
  get rejected(): Readonly<Record<string, number>> {
    return this.#state.rejected;
  }

  /**
   * A seeded market of a dozen names; the same seed gives the same market. A name is made when it is
   * first asked for. The engine stands half an hour before the close, so that the market is open as in live use;
   * `.at(engine.session.close)` gives the whole session.
   *
   * @throws RangeError as {@link simulatedMarket} does, or for a weight that is none.
   * @example FlowEngine.simulate({ seed: 7, symbols: ["SPY", "QQQ"] }).symbols // ["SPY", "QQQ"]
   */
  static simulate(options: SimulateOptions & EngineOptions = {}): FlowEngine {
    const market = simulatedMarket(options);
    const confidence = options.confidence ?? simulatedConfidence(market.knobs, options);
    const conventions = conventionsOf({ ...options, confidence });
    const names = market.names.map(
      (name) => [name.symbol, once(() => engineName(simulateTape(name, market), conventions))] as const,
    );
    const state = {
      names: new Map(names),
      session: market.session,
      conventions,
      origin: simulatedOrigin(market),
      rejected: {},
      recordedTo: market.session.close,
      bars: barStore(),
      truth: () => market.names.map((name) => simulateSession(name, market)),
    };
    return new FlowEngine(state, market.session.close - 30 * MINUTE);
  }

  /**
   * An engine on tapes in memory, one a name, all of the same session; a tape without events, recorded to the open, is the
   * start of a session that {@link append} feeds. It stands where the longest recording ends, see `recordedTo` of
   * {@link Tape}. A name whose recording ends sooner has no bars from there on, no price, and no place on a board; so has
   * every name when the engine is moved behind the end of its recording.
   *
   * @throws TapeError when there is no tape, two of a name, tapes of different sessions, or one that is not as
   *   {@link Tape} says (columns of unequal length, out of order, outside the session). RangeError for a weight that is none.
   * @example FlowEngine.of([tape], { positions: "settled" }).at("10:30")
   */
  static of(tapes: readonly Tape[], options: EngineOptions = {}): FlowEngine {
    const conventions = conventionsOf(options);
    const named = tapes.map((tape) => namedTape(tape, conventions));
    return FlowEngine.#on(named, conventions);
  }

  static #on(tapes: readonly NamedTape[], conventions: Conventions): FlowEngine {
    if (tapes.length === 0) throw new TapeError("an engine needs a tape, none was given");
    const [{ session }] = tapes;
    const names = new Map<string, () => EngineName>();
    for (const tape of tapes) {
      if (tape.session.date !== session.date)
        throw new TapeError(
          `the tapes of an engine are of one session: ${tapes[0].symbol} is of ${session.date}, ${tape.symbol} of ${tape.session.date}`,
        );
      if (names.has(tape.symbol)) throw new TapeError(`${tape.symbol} has two tapes; an engine takes one a name`);
      names.set(tape.symbol, tape.name);
    }
    const origin = [...new Set(tapes.map((tape) => tape.origin))].join("; ");
    const refused = tapes.flatMap((tape) =>
      Object.entries(tape.rejected).map(([reason, rows]) => [`${tape.symbol} ${reason}`, rows] as const),
    );
    const rejected = Object.freeze(Object.fromEntries(refused));
    const recordedTo = Math.max(...tapes.map((tape) => tape.recordedTo));
    const bars = barStore();
    return new FlowEngine({ names, session, conventions, origin, rejected, recordedTo, bars, truth: () => [] });
  }

  /**
   * An engine on tape folders, or on folders that hold some; {@link readTape} says what stands in one. What was refused
   * of their rows stands in {@link rejected}. With several `threads` a market is read and replayed in so many parts.
   *
   * @throws TapeError as {@link readTape} and {@link FlowEngine.of} do; RangeError for options that are none.
   * @example
   * const flow = await FlowEngine.open("tapes/goog-2015-12-24");
   */
  static async open(folders: string | readonly string[], options: OpenOptions = {}): Promise<FlowEngine> {
    const { threads = 1, ...rest } = options;
    if (!(Number.isInteger(threads) && threads >= 1))
      throw new RangeError(`threads must be a whole number of 1 or more, not ${threads}`);
    const conventions = conventionsOf(rest);
    const paths = [folders].flat().flatMap(tapeFolders);
    if (threads === 1 || paths.length < 2) {
      const tapes = await Promise.all(paths.map((folder) => readTape(folder, rest)));
      return FlowEngine.of(tapes, rest);
    }
    const replayed = await replayInThreads(paths, rest, threads);
    return FlowEngine.#on(
      replayed.map((tape) => namedReplay(tape, conventions)),
      conventions,
    );
  }

  /** The names the engine has a tape of. */
  get symbols(): string[] {
    return [...this.#state.names.keys()];
  }

  /**
   * Feeds one name's next events, in the order of time, and closes the samples that are over with them. Whole or piece by
   * piece, a session gives the same answers at every instant. Nothing of single trades is kept.
   *
   * @returns how many samples of 30 seconds were closed
   * @throws TapeError when the name has no tape, or for events that are out of order, before what is recorded already,
   *   behind the close, or otherwise not as {@link Tape} says; nothing is taken then.
   * @example
   * const live = FlowEngine.of([cutTape(tape, tape.session.open)]);
   * live.append(sliceTape(tape, tape.session.open, tape.session.open + 60_000)); // 2
   */
  append(events: TapeEvents): number {
    const symbol = readSymbol(events.symbol);
    const name = this.#state.names.get(symbol)?.();
    if (name === undefined)
      throw new TapeError(`${symbol} has no tape to append to; the engine has ${this.symbols.join(", ")}`);
    checkEvents(events, name.live.history);
    const closed = appendToName(name, this.#state.conventions, events);
    this.#state.recordedTo = Math.max(this.#state.recordedTo, name.live.history.recordedTo);
    return closed;
  }

  /**
   * The same engine at an instant: New York time of its session (`"10:30"`), ISO with a zone, or epoch milliseconds. It
   * answers from the minutes that were complete then, and sees nothing later. What is computed is shared, not repeated.
   *
   * @throws RangeError for a time that cannot be read, or one of another day than the session's: it would look like an
   *   answer of that day.
   * @example const [lead] = (await flow.at("10:30").leaderboard({ n: 1 })).entries;
   */
  at(instant: number | string): FlowEngine {
    const when = instantOn(this.session.date, instant, "the only day of this engine's tapes");
    return new FlowEngine(this.#state, when);
  }

  /**
   * How much of the trading so far has a side, and by which rule: a row each rule and name, for one name or for all. Flow is
   * estimated from the trades whose side is known; this says how many those are. Like every answer it counts the
   * complete, recorded minutes before the engine's instant, and nothing later. An unknown name has no rows.
   *
   * @throws InvalidRequestError for a symbol that cannot be one.
   * @example
   * flow.coverage("SPY");
   * // [ { symbol: "SPY", rule: "quote", trades: 14210, contracts: 131822, share: 0.95 }, { ... rule: "tick" ... }, ... ]
   */
  coverage(symbol?: string): CoverageRow[] {
    const names = symbol === undefined ? this.symbols : [readSymbol(symbol)];
    return names.flatMap((name) => {
      const view = this.#view(name);
      return view === undefined ? [] : coverageOf(view, this.instant);
    });
  }

  /**
   * Where a name's exposure stands out at the last recorded sample: both gamma flips, walls, magnet, max pain, the largest
   * open interest, net gamma up and down, and the concentration of open interest. A row each, also for what is not there:
   * its price is null and its status says why. An unknown name, and one before its first sample, has no rows.
   *
   * @throws InvalidRequestError for a symbol that cannot be one.
   * @example
   * flow.levels("SPY");
   * // [ { level: "gamma_flip_repriced", price: 599.76, value: null, unit: null, status: "available" }, ... ]
   */
  levels(symbol: string): LevelRow[] {
    const view = this.#view(readSymbol(symbol));
    const sample = view === undefined ? -1 : lastSampled(view.history, this.instant);
    if (view === undefined || sample < 0) return [];
    const { levels, concentration } = levelsAt(view, sample);
    return levelRows(levels, concentration);
  }

  /**
   * The simulated sessions with what only their maker knows: each trade's true sides, whether it opened or closed, and the
   * dealers' book, see {@link Truth}. Made again at each call, about 40 ms a name. Empty for recorded tapes, of which nobody
   * knows the truth.
   *
   * @example
   * const [{ tape, truth }] = FlowEngine.simulate({ seed: 7, symbols: ["SPY"] }).truth();
   * truth.aggressor.length === tape.trades.time.length // true
   */
  truth(): SimulatedSession[] {
    return this.#state.truth();
  }

  /**
   * Estimates beside the truth as of the engine's instant, row by row: how often sides are right and where, effective and
   * settled open interest, the dealers' sign, net GEX, every level, and how well the boards rank; {@link ReportRow} names
   * them. A truth of a part of the names reports on those.
   *
   * @throws RangeError for a truth that is not the engine's.
   * @example
   * const flow = FlowEngine.simulate({ seed: 7, symbols: ["SPY"], ...LITERATURE_2021 });
   * flow.report(flow.truth()).filter((row) => row.measure === "customer_side" && row.part === "all");
   */
  report(truth: SimulatedSession | readonly SimulatedSession[]): ReportRow[] {
    const sessions: readonly SimulatedSession[] = "tape" in truth ? [truth] : truth;
    const reported = sessions.map((session) => {
      const view = this.#view(session.tape.symbol);
      if (view === undefined)
        throw new RangeError(`${session.tape.symbol} is not in the engine, which has ${this.symbols.join(", ")}`);
      return { ...session, view };
    });
    return marketReport(reported, this.instant);
  }

  /**
   * The trades that gave most to a name's flow, and what its heat, its place on the heat board and its re-priced gamma flip
   * would be without each; `influence` does it for strikes and bars. Largest |signed_delta_dollars| first, the earlier of
   * equal ones first. An engine keeps no single trades, so it is given the tape again.
   *
   * A trade left out takes its contracts out of the flow and of the positions from then on. The others' sides stay as they
   * are, though the tick rule might read the contract's next trade otherwise; quotes, spot and volatilities stay too, and a
   * strike that it was the first to name stays listed. Trades up to the engine's last complete minute; without a side, left
   * out by their condition, in minutes that were not recorded or of unknown delta they gave nothing, and have no row.
   *
   * @throws RangeError for a tape that is not the engine's, or an `n` that is no number of rows.
   * @example
   * const engine = FlowEngine.of([tape]);
   * engine.influentialTrades(tape, { n: 5 }).filter((row) => Math.abs(row.flip_change) > 0.1);
   */
  influentialTrades(tape: Tape, options: InfluentialTradesOptions = {}): TradeInfluenceRow[] {
    const view = this.#view(tape.symbol);
    if (view === undefined)
      throw new RangeError(`${tape.symbol} is not in the engine, which has ${this.symbols.join(", ")}`);
    const heats = new Map<string, number>();
    for (const [symbol, name] of this.#state.names)
      if (symbol !== tape.symbol) heats.set(symbol, finiteHeat(name().view, this.instant));
    return influentialTrades(view, tape, heats, this.instant, options);
  }

  async leaderboard<M extends BoardMetric = "heat">(params: LeaderboardParams<M> = {}): Promise<Leaderboard<M>> {
    const complete = readParams(ENDPOINTS.leaderboard, params) as Complete<LeaderboardParams<M>>;
    const views = [...this.#state.names.values()].map((name) => name().view);
    return answerLeaderboard(views, this.instant, this.#origin, complete);
  }

  async snapshot(symbol: string, params: SnapshotParams = {}): Promise<SnapshotAnswer> {
    const name = readSymbol(symbol);
    const complete = readParams(ENDPOINTS.snapshot, params);
    return answerSnapshot(name, this.#view(name), this.instant, this.#origin, complete);
  }

  async series<B extends BarSize = "30s">(symbol: string, params: SeriesParams<B> = {}): Promise<Series<B>> {
    const name = readSymbol(symbol);
    const complete = readParams(ENDPOINTS.series, params) as Complete<SeriesParams<B>>;
    return answerSeries(name, this.#view(name), this.instant, this.#origin, complete);
  }

  async hedgeFlow<S extends HedgeSide = "all", B extends BarSize = "30s">(
    symbol: string,
    params: HedgeFlowParams<S, B> = {},
  ): Promise<HedgeFlow<S, B>> {
    const name = readSymbol(symbol);
    const complete = readParams(ENDPOINTS.hedgeFlow, params) as Complete<HedgeFlowParams<S, B>>;
    return answerHedgeFlow(name, this.#view(name), this.instant, this.#origin, complete);
  }

  async strikeFlow(symbol: string, params: StrikeFlowParams = {}): Promise<StrikeFlow> {
    const name = readSymbol(symbol);
    const complete = readParams(ENDPOINTS.strikeFlow, params);
    return answerStrikeFlow(name, this.#view(name), this.instant, this.#origin, complete);
  }

  async heatmap<M extends HeatmapMetric = "gex", D extends HeatmapMode = "raw">(
    symbol: string,
    params: HeatmapParams<M, D> = {},
  ): Promise<Heatmap<M, D>> {
    const name = readSymbol(symbol);
    const complete = readParams(ENDPOINTS.heatmap, params) as Complete<HeatmapParams<M, D>>;
    return answerHeatmap(name, this.#view(name), this.instant, this.#origin, complete);
  }

  #view(symbol: string): SessionView | undefined {
    return this.#state.names.get(symbol)?.().view;
  }

  static {
    viewOf = (engine, symbol) => engine.#view(symbol);
    // What a server sends of an engine: the same answers, of which bars that are over are written down once.
    const parts = [
      ["series", seriesParts],
      ["hedgeFlow", hedgeFlowParts],
      ["strikeFlow", strikeFlowParts],
      ["heatmap", heatmapParts],
    ] as const;
    for (const [method, make] of parts)
      givesParts(FlowEngine.prototype, method, (engine: FlowEngine, symbol, params) =>
        make(
          symbol,
          engine.#view(symbol),
          engine.instant,
          { origin: engine.#origin, bars: engine.#state.bars },
          params,
        ),
      );
  }

  get #origin(): AnswerOrigin {
    return { data_origin: this.origin, data_convention: this.convention };
  }
}

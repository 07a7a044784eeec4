import { ENDPOINTS, type Complete } from "../api/endpoints.js";
import { TapeError } from "../api/errors.js";
import { readParams, readSymbol } from "../api/params.js";
import type { FlowSource } from "../api/source.js";
import type {
  BoardMetric,
  Heatmap,
  HeatmapMetric,
  HeatmapMode,
  HeatmapParams,
  Leaderboard,
  LeaderboardParams,
  StrikeFlow,
  StrikeFlowParams,
} from "../api/types.js";
import { atNewYork, MINUTE, newYorkDate, toInstant, toIso, type Session } from "../session.js";
import { answerHeatmap, answerLeaderboard, answerStrikeFlow } from "./answers.js";
import { coverageOf, type CoverageRow } from "./coverage.js";
import { checkTape } from "./check-tape.js";
import { readTape, type ReadTapeOptions } from "./read-tape.js";
import { engineOptions, sessionGrids, type EngineOptions, type SessionGrids } from "./session-grids.js";
import { simulatedMarket, simulatedOrigin, simulateTape, type SimulateOptions } from "./simulate.js";
import { tapeFolders } from "./tape-folders.js";
import type { Tape } from "./tape.js";

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
  readonly #tapes: ReadonlyMap<string, () => SessionGrids>;
  /** The session all tapes are of. */
  readonly session: Session;
  /** Where the numbers come from, in words, e.g. `simulated market, seed 7`. */
  readonly origin: string;
  /** The instant at which the engine stands, epoch milliseconds UTC. */
  readonly instant: number;
  /**
   * What the door refused of the tapes, counted by name and reason: `{ "GOOG quotes: crossed quote": 12 }`. Empty when
   * every row was taken, as of a simulated market. Of whole tapes, whatever the instant.
   */
  readonly rejected: Readonly<Record<string, number>>;

  private constructor(
    tapes: ReadonlyMap<string, () => SessionGrids>,
    session: Session,
    origin: string,
    rejected: Readonly<Record<string, number>>,
    instant: number,
  ) {
    this.#tapes = tapes;
    this.session = session;
    this.origin = origin;
    this.rejected = rejected;
    this.instant = instant;
  }

  /**
   * A seeded market of a dozen names; the same seed gives the same market. A name is made when it is
   * first asked for. The engine stands half an hour before the close, so that the market is open as in live use;
   * `.at(engine.session.close)` gives the whole session.
   *
   * @throws RangeError as {@link simulatedMarket} does, or for a weight that is none.
   */
  static simulate(options: SimulateOptions & EngineOptions = {}): FlowEngine {
    const market = simulatedMarket(options);
    const complete = engineOptions(options);
    const tapes = market.names.map(
      (name) => [name.symbol, once(() => sessionGrids(simulateTape(name, market), complete))] as const,
    );
    return new FlowEngine(
      new Map(tapes),
      market.session,
      simulatedOrigin(market),
      {},
      market.session.close - 30 * MINUTE,
    );
  }

  /**
   * An engine on tapes in memory, one a name, all of the same session. It stands where the longest recording ends, see
   * `recordedTo` of {@link Tape}. A name whose recording ends sooner has no bars from there on, no price, and no place on
   * a board; so has every name when the engine is moved behind the end of its recording.
   *
   * @throws TapeError when there is no tape, two of a name, tapes of different sessions, or one that is not as
   *   {@link Tape} says (columns of unequal length, out of order, outside the session). RangeError for a weight that is none.
   */
  static of(tapes: readonly Tape[], options: EngineOptions = {}): FlowEngine {
    if (tapes.length === 0) throw new TapeError("an engine needs a tape, none was given");
    const [{ session }] = tapes;
    const complete = engineOptions(options);
    const sessions = new Map<string, () => SessionGrids>();
    for (const tape of tapes) {
      checkTape(tape);
      if (tape.session.date !== session.date)
        throw new TapeError(
          `the tapes of an engine are of one session: ${tapes[0].symbol} is of ${session.date}, ${tape.symbol} of ${tape.session.date}`,
        );
      if (sessions.has(tape.symbol)) throw new TapeError(`${tape.symbol} has two tapes; an engine takes one a name`);
      sessions.set(
        tape.symbol,
        once(() => sessionGrids(tape, complete)),
      );
    }
    const origin = [...new Set(tapes.map((tape) => tape.origin))].join("; ");
    const rejected = tapes.flatMap((tape) =>
      Object.entries(tape.rejected).map(([reason, rows]) => [`${tape.symbol} ${reason}`, rows] as const),
    );
    const end = Math.max(...tapes.map((tape) => tape.recordedTo));
    return new FlowEngine(sessions, session, origin, Object.freeze(Object.fromEntries(rejected)), end);
  }

  /**
   * An engine on tape folders, or on folders that hold some; {@link readTape} says what stands in one. What was refused
   * of their rows stands in {@link rejected}.
   *
   * @throws TapeError as {@link readTape} and {@link FlowEngine.of} do.
   * @example
   * const flow = await FlowEngine.open("tapes/goog-2015-12-24");
   */
  static async open(
    folders: string | readonly string[],
    options: ReadTapeOptions & EngineOptions = {},
  ): Promise<FlowEngine> {
    const tapes = await Promise.all(
      [folders]
        .flat()
        .flatMap(tapeFolders)
        .map((folder) => readTape(folder, options)),
    );
    return FlowEngine.of(tapes, options);
  }

  /** The names the engine has a tape of. */
  get symbols(): string[] {
    return [...this.#tapes.keys()];
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
    const { date } = this.session;
    const clock = typeof instant === "string" && /^\d\d?:\d\d(:\d\d)?$/.test(instant);
    const when = clock ? atNewYork(date, instant.replace(/^\d:/, "0$&")) : toInstant(instant);
    if (newYorkDate(when) !== date)
      throw new RangeError(`${toIso(when)} is not on ${date} in New York, the only day of this engine's tapes`);
    return new FlowEngine(this.#tapes, this.session, this.origin, this.rejected, when);
  }

  /**
   * How much of the trading so far has a side, and by which rule: three rows a name, for one name or for all. Flow is
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
      const grids = this.#tapes.get(name);
      return grids === undefined ? [] : coverageOf(grids(), this.instant);
    });
  }

  async leaderboard<M extends BoardMetric = "heat">(params: LeaderboardParams<M> = {}): Promise<Leaderboard<M>> {
    const complete = readParams(ENDPOINTS.leaderboard, params) as Complete<LeaderboardParams<M>>;
    return answerLeaderboard(
      [...this.#tapes.values()].map((grids) => grids()),
      this.instant,
      this.origin,
      complete,
    );
  }

  async strikeFlow(symbol: string, params: StrikeFlowParams = {}): Promise<StrikeFlow> {
    const name = readSymbol(symbol);
    const complete = readParams(ENDPOINTS.strikeFlow, params);
    return answerStrikeFlow(name, this.#tapes.get(name)?.(), this.instant, this.origin, complete);
  }

  async heatmap<M extends HeatmapMetric = "gex", D extends HeatmapMode = "raw">(
    symbol: string,
    params: HeatmapParams<M, D> = {},
  ): Promise<Heatmap<M, D>> {
    const name = readSymbol(symbol);
    const complete = readParams(ENDPOINTS.heatmap, params) as Complete<HeatmapParams<M, D>>;
    return answerHeatmap(name, this.#tapes.get(name)?.(), this.instant, this.origin, complete);
  }
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

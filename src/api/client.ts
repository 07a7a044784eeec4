import type { Dispatcher } from "undici";
import { answerMeta, type AnswerWithMeta, pendingAnswer, type PendingAnswer } from "./answer-meta.js";
import type { Received } from "./attempt.js";
import { isLoopback, readBaseUrl, readKey } from "./base-url.js";
import { type Endpoint, ENDPOINTS } from "./endpoints.js";
import { AuthenticationError, FlowError } from "./errors.js";
import { inFlight } from "./in-flight.js";
import { type KeptAnswers, keptAnswers } from "./kept-answers.js";
import { paceOf, type PaceOptions } from "./pace.js";
import { readSymbol } from "./params.js";
import { readAnswer } from "./read-answer.js";
import { type Asking, readTimeout, receive } from "./receive.js";
import { type Hide, hider, redact } from "./redact.js";
import type { FlowSource } from "./source.js";
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
import { type RetryOptions, retryOf } from "./retry.js";

/** Options of {@link FlowClient}. */
export interface FlowClientOptions {
  /**
   * The key. Without it, and with the default `baseUrl` only, FLASHALPHA_API_KEY of the environment is taken, once, when the
   * client is made: another host gets no key that was not meant for it.
   */
  apiKey?: string | undefined;
  /** Where the API is: default `https://lab.flashalpha.com`. A path is kept as a prefix; a query `?apiKey=` becomes the key. */
  baseUrl?: string | undefined;
  /** An undici dispatcher: a proxy, a pool of your own, a MockAgent in tests. Default: undici's global one. */
  dispatcher?: Dispatcher | undefined;
  /** Milliseconds for a whole answer, body, retries and the waits between them included: default 30,000; Infinity is no limit. */
  timeout?: number | undefined;
  /** Milliseconds for each attempt, body included; one that takes longer is given up and made again. Default: no limit of its own. */
  attemptTimeout?: number | undefined;
  /**
   * What is done after 408, 425, 429, 5xx, a connection that fails and an attempt that takes too long: default three more
   * attempts, after random waits of up to 0.25, 0.5 and 1 s, or as long as the server's `Retry-After` says. A wait that
   * `timeout` has no room for is not begun: the error comes at once, with `retryAt`. A quota that is used up for the day
   * is not asked again. `{ retries: 0 }` never asks again.
   */
  retry?: RetryOptions | undefined;
  /** No more questions than so many a second, those of retries included; further ones wait, within their time. Default: no limit. */
  pace?: PaceOptions | undefined;
  /**
   * Whether an answer is kept as long as the vendor's own server keeps it, and given again to the same question: the
   * leaderboard, for 30 s. Default false: every question is asked.
   */
  keep?: boolean | undefined;
  /** The most bytes of an answer, once unpacked; a longer one is a ResponseError. Default 64 MiB, eight times the largest known. */
  maxBytes?: number | undefined;
}

/** Options of one request. */
export interface RequestOptions {
  /** Stops the request: it rejects with AbortedError. */
  signal?: AbortSignal | undefined;
  /** Milliseconds for the whole answer, instead of the client's. */
  timeout?: number | undefined;
}

const VENDOR = "https://lab.flashalpha.com";
/**
 * The live 0DTE flow API over HTTP: FlashAlpha's, or any other server of the same contract, such as {@link serve}.
 *
 * Every answer is checked against the contract before it is returned. Parameters are not checked here: the server is the
 * authority, and its refusal comes back as InvalidRequestError. The key travels in the header `X-Api-Key` to `baseUrl`
 * only (redirects are not followed) and is in no message, inspection or error. Equal questions at the same time are sent
 * once. Every question can also be asked for what is known of its answer, see {@link PendingAnswer.withMeta}.
 *
 * @throws AuthenticationError when there is no key and `baseUrl` is not on this machine. A server on localhost may do
 *   without.
 * @throws TypeError when `baseUrl` is no http(s) address, or a key would travel unencrypted to another machine;
 *   RangeError for a time, a number of retries, a pace or a length that cannot be one.
 * @example
 * const flow = new FlowClient();                                  // key from FLASHALPHA_API_KEY
 * const board = await flow.leaderboard({ metric: "heat", n: 5 });
 */
export class FlowClient implements FlowSource {
  /** Where the API is, without a trailing slash. */
  readonly baseUrl: string;
  readonly #hide: Hide;
  readonly #asking: Asking;
  readonly #kept: KeptAnswers<Received> | undefined;

  constructor(options: FlowClientOptions = {}) {
    const { url, key } = readBaseUrl(options.baseUrl ?? VENDOR);
    this.baseUrl = url.href.replace(/\/+$/, "");
    const vendor = url.origin === VENDOR ? readKey(process.env.FLASHALPHA_API_KEY) : undefined;
    const apiKey = readKey(options.apiKey) ?? key ?? vendor;
    if (apiKey === undefined && !isLoopback(url.hostname)) {
      throw new AuthenticationError(`There is no API key for ${url.host}.`);
    }
    if (apiKey !== undefined && url.protocol === "http:" && !isLoopback(url.hostname)) {
      throw new TypeError(`baseUrl sends the key to ${url.host} unencrypted; use https`);
    }
    this.#hide = hider(apiKey);
    this.#asking = {
      key: apiKey,
      hide: this.#hide,
      dispatcher: options.dispatcher,
      packed: !isLoopback(url.hostname),
      timeout: readTimeout(options.timeout ?? 30_000),
      attemptTimeout: readTimeout(options.attemptTimeout ?? Infinity),
      maxBytes: readLength(options.maxBytes ?? 2 ** 26),
      retry: retryOf(options.retry),
      pace: paceOf(options.pace),
      inFlight: inFlight(),
      pauses: inFlight(),
    };
    this.#kept = options.keep === true ? keptAnswers() : undefined;
  }

  /**
   * The names with a same-day expiry, ranked by one metric, highest first.
   *
   * @throws FlowError one of its subclasses: wrong parameters, key, plan or quota, no connection, an answer that breaks the contract.
   * @example (await flow.leaderboard({ metric: "abs_flow", n: 5 })).entries[0].symbol
   */
  leaderboard<M extends BoardMetric = "heat">(
    params?: LeaderboardParams<M>,
    options?: RequestOptions,
  ): PendingAnswer<Leaderboard<M>> {
    return this.#request(ENDPOINTS.leaderboard, undefined, params, options) as PendingAnswer<Leaderboard<M>>;
  }

  /**
   * One name's chain as it stands, or why there is none: ask {@link isSnapshot}.
   *
   * @throws FlowError as {@link FlowClient.leaderboard} does; NotFoundError for an unknown symbol.
   * @example
   * const answer = await flow.snapshot("SPY");
   * if (isSnapshot(answer)) answer.regime?.label;
   */
  snapshot(symbol: string, params?: SnapshotParams, options?: RequestOptions): PendingAnswer<SnapshotAnswer> {
    return this.#request(ENDPOINTS.snapshot, symbol, params, options);
  }

  /**
   * Exposure, levels and hedge flow of one name over time. An unknown symbol gives an answer without bars.
   *
   * @throws FlowError as {@link FlowClient.leaderboard} does.
   * @example (await flow.series("SPY", { bar: "5m", minutes: 390 })).bars.at(-1)?.net_gex
   */
  series<B extends BarSize = "30s">(
    symbol: string,
    params?: SeriesParams<B>,
    options?: RequestOptions,
  ): PendingAnswer<Series<B>> {
    return this.#request(ENDPOINTS.series, symbol, params, options) as PendingAnswer<Series<B>>;
  }

  /**
   * Hedge flow of one name by bar and since the open, USD: + is what dealers are inferred to buy.
   *
   * @throws FlowError as {@link FlowClient.leaderboard} does.
   * @example (await flow.hedgeFlow("SPY", { side: "calls", bar: "1m" })).bars.at(-1)?.cumulative
   */
  hedgeFlow<S extends HedgeSide = "all", B extends BarSize = "30s">(
    symbol: string,
    params?: HedgeFlowParams<S, B>,
    options?: RequestOptions,
  ): PendingAnswer<HedgeFlow<S, B>> {
    return this.#request(ENDPOINTS.hedgeFlow, symbol, params, options) as PendingAnswer<HedgeFlow<S, B>>;
  }

  /**
   * Signed flow of one name per strike and minute: increments. An unknown symbol gives an answer without bars.
   *
   * @throws FlowError as {@link FlowClient.leaderboard} does.
   * @example (await flow.strikeFlow("SPY", { minutes: 390 })).bars.length
   */
  strikeFlow(symbol: string, params?: StrikeFlowParams, options?: RequestOptions): PendingAnswer<StrikeFlow> {
    return this.#request(ENDPOINTS.strikeFlow, symbol, params, options);
  }

  /**
   * One exposure of one name per strike and minute. An unknown symbol gives an answer without bars.
   *
   * @throws FlowError as {@link FlowClient.leaderboard} does; NoStrikeDataError where no bar of the window has strikes.
   * @example (await flow.heatmap("SPY", { metric: "gex", minutes: 120 })).bars[0].values
   */
  heatmap<M extends HeatmapMetric = "gex", D extends HeatmapMode = "raw">(
    symbol: string,
    params?: HeatmapParams<M, D>,
    options?: RequestOptions,
  ): PendingAnswer<Heatmap<M, D>> {
    return this.#request(ENDPOINTS.heatmap, symbol, params, options) as PendingAnswer<Heatmap<M, D>>;
  }

  #request<P extends object, A extends object>(
    endpoint: Endpoint<P, A>,
    symbol: string | undefined,
    params: Partial<P> = {},
    options: RequestOptions = {},
  ): PendingAnswer<A> {
    return pendingAnswer(this.#ask(endpoint, symbol, params, options));
  }

  async #ask<P extends object, A extends object>(
    endpoint: Endpoint<P, A>,
    symbol: string | undefined,
    params: Partial<P>,
    options: RequestOptions,
  ): Promise<AnswerWithMeta<A>> {
    const start = performance.now();
    const sent = { attempts: 0 };
    let url: string | undefined;
    try {
      url = `${this.baseUrl}${pathOf(endpoint, symbol)}${queryOf(endpoint, params)}`;
      const kept = options.signal?.aborted === true ? undefined : this.#kept?.find(url);
      const received = kept ?? (await receive(url, this.#asking, options, sent));
      const answer = readAnswer(endpoint, params, received.text, this.#hide);
      if (kept === undefined && endpoint.cacheMs > 0) this.#kept?.keep(url, received, endpoint.cacheMs);
      const milliseconds = performance.now() - start;
      return { answer, meta: answerMeta(answer, received, { url, ...sent, milliseconds }, this.#hide) };
    } catch (error) {
      if (!(error instanceof FlowError)) throw error;
      // Those who shared the question share its error.
      const attempts = Math.max(error.attempts ?? 0, sent.attempts);
      throw redact(url === undefined ? error : Object.assign(error, { url, attempts }), this.#hide);
    }
  }
}

function readLength(bytes: number): number {
  if (bytes > 0) return bytes;
  throw new RangeError(`maxBytes ${bytes} is no length; give bytes above 0, or Infinity for no limit`);
}

function pathOf<P>(endpoint: Endpoint<P>, symbol: string | undefined): string {
  // The server's own reader: a symbol such as ".." would make another path of this one, and never reach it.
  return endpoint.takesSymbol
    ? endpoint.path.replace("{symbol}", encodeURIComponent(readSymbol(symbol)))
    : endpoint.path;
}

function queryOf<P extends object>(endpoint: Endpoint<P>, params: Partial<P>): string {
  const query = new URLSearchParams();
  for (const name of Object.keys(endpoint.params)) {
    const value = (params as Record<string, string | number | null | undefined>)[name];
    if (value !== undefined && value !== null) query.append(name, String(value));
  }
  return query.size === 0 ? "" : `?${query.toString()}`;
}

import { STRIKE_FLOW_FIELDS, type Complete } from "../api/endpoints.js";
import type {
  BoardMetric,
  GapInterval,
  Heatmap,
  HeatmapMetric,
  HeatmapMode,
  HeatmapParams,
  Leaderboard,
  LeaderboardParams,
  StrikeFlow,
  StrikeFlowParams,
} from "../api/types.js";
import { heatmapBars, strikeFlowBars, wireNumber } from "../grid/responses.js";
import { isOpen, MINUTE, newYorkDate, toIso } from "../session.js";
import { boardValue } from "./board-values.js";
import { samplesAt } from "./sample-clock.js";
import type { SessionHistory } from "./session-history.js";
import { barsAt, isRecorded, strikesAt, windowsOf, type SessionView } from "./session-view.js";

/** What all answers of an engine say about themselves. */
export interface AnswerOrigin {
  readonly data_origin: string;
  readonly data_convention: string;
}

/** The board of all names at an instant. A name without a value, or not recorded in the last minute, is left out. */
export function answerLeaderboard<M extends BoardMetric>(
  views: Iterable<SessionView>,
  instant: number,
  origin: AnswerOrigin,
  { metric, n }: Complete<LeaderboardParams<M>>,
): Leaderboard<M> {
  const entries = [...views]
    .map((view) => ({ symbol: view.history.symbol, value: boardValue(view, instant, metric) }))
    .filter(({ value }) => Number.isFinite(value))
    .sort((a, b) => b.value - a.value || (a.symbol < b.symbol ? -1 : 1))
    .slice(0, n)
    .map(({ symbol, value }, i) => ({ rank: i + 1, symbol, value }));
  return { metric, n, as_of: toIso(instant), market_open: isOpen(instant), ...origin, entries };
}

/**
 * Strike-flow of one name; without bars when the name is unknown (no view) or no bar is complete yet. Minutes that were
 * not recorded, in a gap or behind the recording's end, have no bar and are named in `gap_intervals`.
 */
export function answerStrikeFlow(
  symbol: string,
  view: SessionView | undefined,
  instant: number,
  origin: AnswerOrigin,
  params: Complete<StrikeFlowParams>,
): StrikeFlow {
  const { answer, minutes, strikes } = openStrikeFlow(symbol, view, instant, origin, params);
  if (view === undefined || minutes.length === 0) return answer;
  const [delta, gamma, contracts] = windowsOf<"increment">(
    view,
    STRIKE_FLOW_FIELDS,
    strikes,
    minutes[0],
    minutes.at(-1)! + 1,
    view.history.weighed,
  );
  const grids = { signed_delta_dollars: delta, signed_gamma_dollars: gamma, contracts };
  answer.bars = strikeFlowBars(grids, (i) => isRecorded(view.history, minutes[0] + i));
  return answer;
}

/** Heatmap of one name, with bars and gaps as {@link answerStrikeFlow} has them. */
export function answerHeatmap<M extends HeatmapMetric, D extends HeatmapMode>(
  symbol: string,
  view: SessionView | undefined,
  instant: number,
  origin: AnswerOrigin,
  params: Complete<HeatmapParams<M, D>>,
): Heatmap<M, D> {
  const { answer, minutes, strikes } = openHeatmap(symbol, view, instant, origin, params);
  if (view === undefined || minutes.length === 0) return answer;
  const [grid] = windowsOf(view, [params.metric], strikes, minutes[0], minutes.at(-1)! + 1);
  answer.bars = heatmapBars(grid, params.mode, (i) => isRecorded(view.history, minutes[0] + i));
  return answer;
}

/** An answer whose bars are not made yet: which minutes they are of, and at which strikes. */
export interface OpenAnswer<A> {
  readonly answer: A;
  /** Those that were recorded, ascending; none without strikes. */
  readonly minutes: readonly number[];
  /** Positions in the history. */
  readonly strikes: readonly number[];
}

/** {@link answerStrikeFlow} before its bars. */
export function openStrikeFlow(
  symbol: string,
  view: SessionView | undefined,
  instant: number,
  origin: AnswerOrigin,
  { bar, minutes }: Complete<StrikeFlowParams>,
): OpenAnswer<StrikeFlow> {
  const { head, axis, tail, ...rest } = stretchOf(symbol, view, instant, origin, minutes);
  return { ...rest, answer: { ...head, bar_size: bar, ...axis, bars: [], ...tail } };
}

/** {@link answerHeatmap} before its bars. */
export function openHeatmap<M extends HeatmapMetric, D extends HeatmapMode>(
  symbol: string,
  view: SessionView | undefined,
  instant: number,
  origin: AnswerOrigin,
  { metric, mode, bar, minutes }: Complete<HeatmapParams<M, D>>,
): OpenAnswer<Heatmap<M, D>> {
  const { head, axis, tail, ...rest } = stretchOf(symbol, view, instant, origin, minutes);
  return { ...rest, answer: { ...head, metric, mode, bar_size: bar, ...axis, bars: [], ...tail } };
}

/** What the two answers by strike have in common: which bars and strikes, and the members around them. */
interface Stretch {
  minutes: number[];
  strikes: number[];
  head: { symbol: string; underlying_price: number | null; expiration: string };
  axis: { as_of: string; tier_used: string; strikes_grid: number[] };
  tail: { gap_intervals: GapInterval[] } & AnswerOrigin;
}

function stretchOf(
  symbol: string,
  view: SessionView | undefined,
  instant: number,
  origin: AnswerOrigin,
  minutes: number,
): Stretch {
  const history = view?.history;
  const last = history === undefined ? 0 : barsAt(history, instant);
  const first = Math.max(0, last - minutes);
  const strikes = history === undefined || last === 0 ? [] : strikesAt(history, instant);
  const recorded: number[] = [];
  if (history !== undefined && strikes.length > 0)
    for (let minute = first; minute < last; minute++) if (isRecorded(history, minute)) recorded.push(minute);
  return {
    minutes: recorded,
    strikes,
    head: {
      symbol,
      underlying_price: history === undefined ? null : lastPrice(history, instant),
      expiration: newYorkDate(instant),
    },
    axis: {
      as_of: toIso(instant),
      tier_used: "raw",
      strikes_grid: history === undefined ? [] : strikes.map((strike) => history.strikes[strike]),
    },
    tail: {
      gap_intervals:
        history === undefined || last === 0
          ? []
          : gapsIn(history, history.session.open + first * MINUTE, history.session.open + last * MINUTE),
      data_origin: history?.origin ?? origin.data_origin,
      data_convention: origin.data_convention,
    },
  };
}

/**
 * The price at the end of the last complete sample, before the first the one at the open; null before the open, and when
 * the last complete minute was not recorded: a price from before it is stale.
 */
export function lastPrice(history: SessionHistory, instant: number): number | null {
  if (instant < history.session.open) return null;
  const bars = barsAt(history, instant);
  if (bars > 0 && !isRecorded(history, bars - 1)) return null;
  const samples = Math.min(history.samples, samplesAt(history.session, instant));
  return wireNumber(samples === 0 ? history.openPrice : history.price[samples - 1]);
}

/**
 * The gaps that touch [from, to), cut to it: what lies behind an instant is not known at it. Behind the recording's end
 * all is one gap.
 */
function gapsIn({ gaps, recordedTo }: SessionHistory, from: number, to: number): GapInterval[] {
  const inside = gaps.map((gap) => ({ from: gap.from, to: Math.min(gap.to, recordedTo) }));
  return [...inside, { from: recordedTo, to: Infinity }]
    .map((gap) => ({ from: Math.max(gap.from, from), to: Math.min(gap.to, to) }))
    .filter((gap) => gap.from < gap.to)
    .map((gap) => ({ from: toIso(gap.from), to: toIso(gap.to) }));
}

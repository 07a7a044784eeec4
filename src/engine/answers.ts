import type { Complete } from "../api/endpoints.js";
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
import { barsAt, isRecorded, strikesAt, windowOf, type SessionGrids } from "./session-grids.js";
import { countUpTo } from "./tape.js";

/** The board of all names at an instant. A name without a value, or not recorded in the last minute, is left out. */
export function answerLeaderboard<M extends BoardMetric>(
  sessions: Iterable<SessionGrids>,
  instant: number,
  origin: string,
  { metric, n }: Complete<LeaderboardParams<M>>,
): Leaderboard<M> {
  const entries = [...sessions]
    .map((grids) => ({ symbol: grids.tape.symbol, value: boardValue(grids, instant, metric) }))
    .filter(({ value }) => Number.isFinite(value))
    .sort((a, b) => b.value - a.value || (a.symbol < b.symbol ? -1 : 1))
    .slice(0, n)
    .map(({ symbol, value }, i) => ({ rank: i + 1, symbol, value }));
  return { metric, n, as_of: toIso(instant), market_open: isOpen(instant), data_origin: origin, entries };
}

/**
 * Strike-flow of one name; without bars when the name is unknown (no grids) or no bar is complete yet. Minutes that were
 * not recorded, in a gap or behind the recording's end, have no bar and are named in `gap_intervals`.
 */
export function answerStrikeFlow(
  symbol: string,
  grids: SessionGrids | undefined,
  instant: number,
  origin: string,
  { bar, minutes }: Complete<StrikeFlowParams>,
): StrikeFlow {
  const stretch = stretchOf(symbol, grids, instant, origin, minutes);
  const layer = (field: "signed_delta_dollars" | "signed_gamma_dollars" | "contracts") =>
    windowOf<"increment">(grids!, field, stretch.strikes, stretch.first, stretch.last);
  const bars =
    grids === undefined || stretch.strikes.length === 0
      ? []
      : strikeFlowBars(
          {
            signed_delta_dollars: layer("signed_delta_dollars"),
            signed_gamma_dollars: layer("signed_gamma_dollars"),
            contracts: layer("contracts"),
          },
          (i) => isRecorded(grids, stretch.first + i),
        );
  return { ...stretch.head, bar_size: bar, ...stretch.axis, bars, ...stretch.tail };
}

/** Heatmap of one name, with bars and gaps as {@link answerStrikeFlow} has them. */
export function answerHeatmap<M extends HeatmapMetric, D extends HeatmapMode>(
  symbol: string,
  grids: SessionGrids | undefined,
  instant: number,
  origin: string,
  { metric, mode, bar, minutes }: Complete<HeatmapParams<M, D>>,
): Heatmap<M, D> {
  const stretch = stretchOf(symbol, grids, instant, origin, minutes);
  const bars =
    grids === undefined || stretch.strikes.length === 0
      ? []
      : heatmapBars(windowOf(grids, metric, stretch.strikes, stretch.first, stretch.last), mode, (i) =>
          isRecorded(grids, stretch.first + i),
        );
  return { ...stretch.head, metric, mode, bar_size: bar, ...stretch.axis, bars, ...stretch.tail };
}

/** What the two answers by strike have in common: which bars and strikes, and the members around them. */
interface Stretch {
  first: number;
  last: number;
  strikes: number[];
  head: { symbol: string; underlying_price: number | null; expiration: string };
  axis: { as_of: string; tier_used: string; strikes_grid: number[] };
  tail: { gap_intervals: GapInterval[]; data_origin: string };
}

function stretchOf(
  symbol: string,
  grids: SessionGrids | undefined,
  instant: number,
  origin: string,
  minutes: number,
): Stretch {
  const last = grids === undefined ? 0 : barsAt(grids, instant);
  const first = Math.max(0, last - minutes);
  const strikes = grids === undefined || last === 0 ? [] : strikesAt(grids, instant);
  return {
    first,
    last,
    strikes,
    head: {
      symbol,
      underlying_price: grids === undefined ? null : lastPrice(grids, instant),
      expiration: newYorkDate(instant),
    },
    axis: {
      as_of: toIso(instant),
      tier_used: "raw",
      strikes_grid: grids === undefined ? [] : strikes.map((strike) => grids.tape.strikes[strike]),
    },
    tail: {
      gap_intervals:
        grids === undefined || last === 0
          ? []
          : gapsIn(grids, grids.times[first], grids.tape.session.open + last * MINUTE),
      data_origin: grids?.tape.origin ?? origin,
    },
  };
}

/** The last known price; null when the last complete minute was not recorded: a price from before it is stale. */
function lastPrice(grids: SessionGrids, instant: number): number | null {
  const { underlying } = grids.tape;
  const bars = barsAt(grids, instant);
  const count = countUpTo(underlying.time, instant);
  if (bars > 0 && !isRecorded(grids, bars - 1)) return null;
  return count === 0 ? null : wireNumber(underlying.price[count - 1]);
}

/**
 * The gaps that touch [from, to), cut to it: what lies behind an instant is not known at it. Behind the recording's end
 * all is one gap.
 */
function gapsIn({ tape: { gaps, recordedTo } }: SessionGrids, from: number, to: number): GapInterval[] {
  const inside = gaps.map((gap) => ({ from: gap.from, to: Math.min(gap.to, recordedTo) }));
  return [...inside, { from: recordedTo, to: Infinity }]
    .map((gap) => ({ from: Math.max(gap.from, from), to: Math.min(gap.to, to) }))
    .filter((gap) => gap.from < gap.to)
    .map((gap) => ({ from: toIso(gap.from), to: toIso(gap.to) }));
}

import type { Complete } from "../api/endpoints.js";
import type { HedgeSide } from "../api/snapshot-types.js";
import type {
  BarSize,
  HedgeFlow,
  HedgeFlowBar,
  HedgeFlowParams,
  Series,
  SeriesBar,
  SeriesParams,
} from "../api/types.js";
import { wireNumber } from "../grid/responses.js";
import { MINUTE, newYorkDate, toIso } from "../session.js";
import type { AnswerOrigin } from "./answers.js";
import { SAMPLE_MS, samplesAt } from "./sample-clock.js";
import { levelPrice, levelsAt } from "./sample-levels.js";
import { addKnown, sumOfKnown, totalsOf } from "./session-totals.js";
import { isSampled, type SessionView } from "./session-view.js";

/** Samples of each bar. */
const SAMPLES: Readonly<Record<BarSize, number>> = { "30s": 1, "1m": 2, "5m": 10, "15m": 30 };

/** One bar of samples: the first, and the one behind the last. */
export interface Bucket {
  readonly from: number;
  readonly to: number;
}

/**
 * The bars that ended within the last minutes, as positions of samples. A bar is there once it is complete and its last
 * sample was recorded: its levels are those of that sample.
 */
export function bucketsOf({ history }: SessionView, instant: number, bar: BarSize, minutes: number): Bucket[] {
  const size = SAMPLES[bar];
  const end = samplesAt(history.session, instant);
  const start = end - (minutes * MINUTE) / SAMPLE_MS;
  const buckets: Bucket[] = [];
  for (let to = size * Math.max(1, Math.floor(Math.max(0, start) / size) + 1); to <= end; to += size)
    if (to <= history.samples && isSampled(history, to - 1)) buckets.push({ from: to - size, to });
  return buckets;
}

/** Series of one name; without bars when the name is unknown (no view) or no bar is complete yet. */
export function answerSeries<B extends BarSize>(
  symbol: string,
  view: SessionView | undefined,
  instant: number,
  origin: AnswerOrigin,
  { bar, minutes }: Complete<SeriesParams<B>>,
): Series<B> {
  const answer = openSeries(symbol, view, instant, origin, bar);
  if (view !== undefined) answer.bars = bucketsOf(view, instant, bar, minutes).map((bucket) => seriesBar(view, bucket));
  return answer;
}

/** {@link answerSeries} before its bars. */
export function openSeries<B extends BarSize>(
  symbol: string,
  view: SessionView | undefined,
  instant: number,
  origin: AnswerOrigin,
  bar: B,
): Series<B> {
  return { ...headOf(symbol, instant), bar_size: bar, bars: [], ...originOf(view, origin) };
}

/** One bar of a series. */
export function seriesBar(view: SessionView, { from, to }: Bucket): SeriesBar {
  const { history } = view;
  const sample = to - 1;
  const totals = totalsOf(view);
  const { levels, regime, atmVolatility, pin, pinProbability } = levelsAt(view, sample);
  const [calls, puts] = [totals.calls_since_open[sample], totals.puts_since_open[sample]];
  return {
    t: toIso(history.session.open + from * SAMPLE_MS),
    spot: wireNumber(history.spot[sample]),
    net_gex: wireNumber(totals.gex[sample]),
    net_dex: wireNumber(totals.dex[sample]),
    gamma_flip: levelPrice(levels, "gamma_flip_repriced"),
    gamma_flip_status: levels.gamma_flip_repriced.status,
    gamma_flip_by_strike: levelPrice(levels, "gamma_flip_by_strike"),
    call_wall: levelPrice(levels, "call_wall"),
    put_wall: levelPrice(levels, "put_wall"),
    magnet: levelPrice(levels, "magnet"),
    pin_score: wireNumber(pin.score),
    pin_probability_pct: wireNumber(100 * pinProbability),
    regime,
    atm_iv: wireNumber(atmVolatility),
    charm_dollars_per_hour: wireNumber(totals.chex[sample]),
    hedge_flow_call_cumulative: wireNumber(calls),
    hedge_flow_put_cumulative: wireNumber(puts),
    hedge_flow_cumulative_all: wireNumber(addKnown(calls, puts)),
  };
}

/** Hedge flow of one name; without bars as {@link answerSeries} has them. */
export function answerHedgeFlow<S extends HedgeSide, B extends BarSize>(
  symbol: string,
  view: SessionView | undefined,
  instant: number,
  origin: AnswerOrigin,
  { side, bar, minutes }: Complete<HedgeFlowParams<S, B>>,
): HedgeFlow<S, B> {
  const answer = openHedgeFlow(symbol, view, instant, origin, side, bar);
  if (view !== undefined)
    answer.bars = bucketsOf(view, instant, bar, minutes).map((bucket) => hedgeFlowBar(view, side, bucket));
  return answer;
}

/** {@link answerHedgeFlow} before its bars. */
export function openHedgeFlow<S extends HedgeSide, B extends BarSize>(
  symbol: string,
  view: SessionView | undefined,
  instant: number,
  origin: AnswerOrigin,
  side: S,
  bar: B,
): HedgeFlow<S, B> {
  return { ...headOf(symbol, instant), side, bar_size: bar, bars: [], ...originOf(view, origin) };
}

/** One bar of hedge flow. */
export function hedgeFlowBar(view: SessionView, side: HedgeSide, { from, to }: Bucket): HedgeFlowBar {
  return {
    t: toIso(view.history.session.open + from * SAMPLE_MS),
    bar: wireNumber(flowIn(view, side, from, to)),
    cumulative: wireNumber(sinceOpen(view, side, to)),
  };
}

/**
 * Hedge flow from the open to the end of a sample, USD. Samples that were not recorded, and flow that was traded while
 * its greek was unknown, are not in it; NaN when that is all there was.
 */
function sinceOpen(view: SessionView, side: HedgeSide, samples: number): number {
  if (samples === 0) return 0;
  const { calls_since_open: calls, puts_since_open: puts } = totalsOf(view);
  if (side === "calls") return calls[samples - 1];
  return side === "puts" ? puts[samples - 1] : addKnown(calls[samples - 1], puts[samples - 1]);
}

/**
 * Hedge flow of a bar: the difference of what was since the open; NaN when all that was traded in it is unknown, and 0 when
 * nothing was, also where what was before is unknown.
 */
function flowIn(view: SessionView, side: HedgeSide, from: number, to: number): number {
  const { call_flow: calls, put_flow: puts } = totalsOf(view);
  const legs = [
    ...(side === "puts" ? [] : calls.subarray(from, to)),
    ...(side === "calls" ? [] : puts.subarray(from, to)),
  ];
  const known = sumOfKnown(Float64Array.from(legs));
  const then = sinceOpen(view, side, to);
  return Number.isNaN(known) || Number.isNaN(then) ? known : then - (sinceOpen(view, side, from) || 0);
}

function headOf(symbol: string, instant: number): { symbol: string; expiration: string; as_of: string } {
  return { symbol, expiration: newYorkDate(instant), as_of: toIso(instant) };
}

function originOf(view: SessionView | undefined, origin: AnswerOrigin): AnswerOrigin {
  return { ...origin, data_origin: view?.history.origin ?? origin.data_origin };
}

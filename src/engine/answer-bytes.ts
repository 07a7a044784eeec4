import { cutAtBars, type AnswerParts } from "../api/answer-parts.js";
import { STRIKE_FLOW_ESTIMATES, STRIKE_FLOW_FIELDS, type Complete } from "../api/endpoints.js";
import type { HeatmapParams, HedgeFlowParams, SeriesParams, StrikeFlowParams } from "../api/types.js";
import { FIELDS } from "../grid/fields.js";
import { wireNumber } from "../grid/responses.js";
import { MINUTE, toIso } from "../session.js";
import { bucketsOf, hedgeFlowBar, openHedgeFlow, openSeries, seriesBar, type Bucket } from "./answer-series.js";
import { openHeatmap, openStrikeFlow, type AnswerOrigin } from "./answers.js";
import type { BarStore } from "./bar-store.js";
import { writeNumbers, writeText, type JsonBytes } from "./json-bytes.js";
import { minuteReader } from "./minute-rows.js";
import { SAMPLES_PER_MINUTE } from "./sample-clock.js";
import type { SessionHistory } from "./session-history.js";
import type { SessionView } from "./session-view.js";

/* The answers of answers.ts and answer-series.ts as bytes, the same text as JSON.stringify would give of them. */

/** What an answer needs to know of its engine, and the bars that the engine has written down. */
export interface Written {
  readonly origin: AnswerOrigin;
  readonly bars: BarStore;
}

/** `answerStrikeFlow` in parts. */
export function strikeFlowParts(
  symbol: string,
  view: SessionView | undefined,
  instant: number,
  { origin, bars }: Written,
  params: Complete<StrikeFlowParams>,
): AnswerParts {
  const { answer, minutes, strikes } = openStrikeFlow(symbol, view, instant, origin, params);
  const cut = cutAtBars(answer);
  if (view === undefined) return { ...cut, bars: [] };
  const { weighed } = view.history;
  const read = minuteReader(view, STRIKE_FLOW_FIELDS, strikes, weighed);
  const names = weighed ? [...STRIKE_FLOW_FIELDS, ...STRIKE_FLOW_ESTIMATES] : STRIKE_FLOW_FIELDS;
  const write = (out: JsonBytes, minute: number): void =>
    writeStrikeBar(out, view.history, minute, names, read(minute));
  return { ...cut, bars: bars.take(symbol, `flow ${strikesIn(cut.head)}`, minutes, write) };
}

/**
 * `answerHeatmap` in parts. In mode `delta` a level's first bar is raw wherever the window starts, so it is taken from
 * those; the others say the same in every window, as the bar before them is then always in it.
 */
export function heatmapParts(
  symbol: string,
  view: SessionView | undefined,
  instant: number,
  { origin, bars }: Written,
  params: Complete<HeatmapParams>,
): AnswerParts {
  const { answer, minutes, strikes } = openHeatmap(symbol, view, instant, origin, params);
  const cut = cutAtBars(answer);
  if (view === undefined) return { ...cut, bars: [] };
  const { metric, mode } = params;
  const read = minuteReader(view, [metric], strikes);
  const question = `${metric} ${strikesIn(cut.head)}`;
  const writeRaw = (out: JsonBytes, minute: number): void =>
    writeStrikeBar(out, view.history, minute, ["values"], read(minute));
  const differenced = mode === "delta" && FIELDS[metric].kind === "level";
  if (!differenced) return { ...cut, bars: bars.take(symbol, question, minutes, writeRaw) };

  let last = NaN;
  let row = new Float64Array(0);
  const writeDelta = (out: JsonBytes, minute: number, i: number): void => {
    const before = last === minutes[i] ? row : read(minutes[i])[0].slice();
    row = read(minute)[0].slice();
    last = minute;
    const change = row.map((value, k) => value - before[k]);
    writeStrikeBar(out, view.history, minute, ["values"], [change]);
  };
  const first = bars.take(symbol, question, minutes.slice(0, 1), writeRaw);
  return { ...cut, bars: [...first, ...bars.take(symbol, `delta ${question}`, minutes.slice(1), writeDelta)] };
}

/** `answerSeries` in parts. */
export function seriesParts(
  symbol: string,
  view: SessionView | undefined,
  instant: number,
  { origin, bars }: Written,
  { bar, minutes }: Complete<SeriesParams>,
): AnswerParts {
  const cut = cutAtBars(openSeries(symbol, view, instant, origin, bar));
  if (view === undefined) return { ...cut, bars: [] };
  const buckets = bucketsOf(view, instant, bar, minutes);
  const write = (out: JsonBytes, _: number, i: number): void =>
    writeText(out, JSON.stringify(seriesBar(view, buckets[i])));
  return { ...cut, bars: bars.take(symbol, `series ${bar}`, endsOf(buckets), write) };
}

/** `answerHedgeFlow` in parts. */
export function hedgeFlowParts(
  symbol: string,
  view: SessionView | undefined,
  instant: number,
  { origin, bars }: Written,
  { side, bar, minutes }: Complete<HedgeFlowParams>,
): AnswerParts {
  const cut = cutAtBars(openHedgeFlow(symbol, view, instant, origin, side, bar));
  if (view === undefined) return { ...cut, bars: [] };
  const buckets = bucketsOf(view, instant, bar, minutes);
  const write = (out: JsonBytes, _: number, i: number): void =>
    writeText(out, JSON.stringify(hedgeFlowBar(view, side, buckets[i])));
  return { ...cut, bars: bars.take(symbol, `hedge ${side} ${bar}`, endsOf(buckets), write) };
}

function endsOf(buckets: readonly Bucket[]): number[] {
  return buckets.map(({ to }) => to);
}

/** The strikes of an answer, which bars are kept by: new ones are listed in the day, and then every bar is longer. */
function strikesIn(head: string): string {
  return head.slice(head.indexOf('"strikes_grid":'));
}

/** One minute of an answer by strike, its arrays from columns. */
export function writeStrikeBar(
  out: JsonBytes,
  { session, spot }: Pick<SessionHistory, "session" | "spot">,
  minute: number,
  names: readonly string[],
  rows: readonly Float64Array[],
): void {
  const price = wireNumber(spot[(minute + 1) * SAMPLES_PER_MINUTE - 1]);
  writeText(out, `{"t":"${toIso(session.open + minute * MINUTE)}","spot":${price}`);
  names.forEach((name, i) => {
    writeText(out, `,"${name}":`);
    writeNumbers(out, rows[i]);
  });
  writeText(out, "}");
}

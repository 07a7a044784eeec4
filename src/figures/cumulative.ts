import { ticks } from "d3-array";
import type { HedgeSide } from "../api/snapshot-types.js";
import type { BarSize, HedgeFlow } from "../api/types.js";
import { barLength } from "../grid/bar-length.js";
import { newYorkDateTime, toInstant } from "../session.js";
import { barMiddles, tickedAxis, timeAxis } from "./axes.js";
import { clock, utcClock } from "./clock.js";
import { KINDS, NEGATIVE, NEUTRAL, POSITIVE, transparent } from "./colours.js";
import type { Figure, PlotlyObject } from "./figure.js";
import { gapShapes } from "./gaps.js";
import { mustFit, spotsOf, sumsOf, type SpotBars } from "./hedge-sums.js";
import { draw, drawNothing } from "./look.js";
import { regularBars, type RegularBars } from "./regular-bars.js";
import { amount, dollars, price } from "./units.js";
import { span } from "./words.js";

/** An interval of a sum at one bar, USD. */
export interface IntervalRow {
  /** Start of the bar, epoch milliseconds UTC. */
  readonly t: number;
  readonly low: number;
  readonly high: number;
}

/** What {@link cumulative} draws beside the sums. */
export interface CumulativeOptions {
  /** The spot, on an axis of its own at the right: a series answer or a grid; default none. */
  spot?: SpotBars | undefined;
  /** Intervals around the sums, by side, as bands; default none. `all` is that of the net. */
  bands?: Readonly<Partial<Record<HedgeSide, readonly IntervalRow[]>>> | undefined;
  /** Whole title; default made from the answers. */
  title?: string | undefined;
}

interface SideStyle {
  readonly name: string;
  readonly glyph: string;
  readonly colour: string;
  readonly dash: string;
  readonly width: number;
}

const SIDES: Readonly<Record<HedgeSide, SideStyle>> = {
  all: { name: "net", glyph: "━━", colour: NEUTRAL, dash: "solid", width: 2.4 },
  calls: { name: "calls", glyph: "━━", colour: KINDS[0], dash: "solid", width: 1.6 },
  puts: { name: "puts", glyph: "╍╍", colour: KINDS[4], dash: "dash", width: 1.6 },
};

/**
 * The running hedge flow since the open: calls, puts and their net, whose area is orange above zero and blue below; the
 * spot on the right axis, intervals as bands. Answers come in any order; where that of `all` is not given the net is the sum
 * of calls and puts. Bars that an answer does not have break its line, and those that none has are grey. Answers without
 * bars give a figure that says so.
 *
 * @throws RangeError for no answers, for two of one side, and for answers that differ in symbol, session or bar size.
 * @example
 * const [calls, puts] = [
 *   await flow.hedgeFlow("SPY", { side: "calls", bar: "1m", minutes: 390 }),
 *   await flow.hedgeFlow("SPY", { side: "puts", bar: "1m", minutes: 390 }),
 * ];
 * plot.cumulative([calls, puts], { spot: await flow.series("SPY", { bar: "1m", minutes: 390 }) });
 */
export function cumulative(
  flows: readonly HedgeFlow<HedgeSide, BarSize>[],
  { spot, bands = {}, title }: CumulativeOptions = {},
): Figure {
  mustFit(flows);
  const [{ symbol, expiration, bar_size, data_origin: origin }] = flows;
  const what = title ?? `${symbol} hedge flow since the open`;
  const starts = [...new Set(flows.flatMap(({ bars }) => bars.map(({ t }) => toInstant(t))))].sort((a, b) => a - b);
  const bars = regularBars(starts, barLength(bar_size));
  const { times, barMs } = bars;
  const when = span({ expiration, times, barMs });
  const sums = sumsOf(flows, bars);
  const sides = (["all", "calls", "puts"] as const).filter((side) => sums[side]?.some((sum) => !Number.isNaN(sum)));
  if (sides.length === 0) return drawNothing({ what, when, origin }, "No bars: no hedge flow in this stretch.");

  const x = barMiddles(times, barMs);
  const at = { x0: x.first, dx: x.step, connectgaps: false };
  const known = (bar: number): boolean => sides.some((side) => !Number.isNaN(sums[side]![bar]));
  const spots = spot === undefined ? [] : spotsOf(spot, times);
  const seen = spots.filter((value) => !Number.isNaN(value));
  const lasts = sides.map((side) => [side, lastOf(sums[side]!)] as const);
  const ranges = sides.flatMap((side) => [
    ...sums[side]!.filter((sum) => !Number.isNaN(sum)),
    ...(bands[side] ?? []).flatMap(({ low, high }) => [low, high]),
  ]);
  const [low, high] = [Math.min(0, ...ranges), Math.max(0, ...ranges)];
  const net = sums.all;
  return draw(
    [
      ...sides.flatMap((side) => band(bands[side], bars, SIDES[side])),
      ...(net === undefined ? [] : [...area(net, bars, 1), ...area(net, bars, -1)]),
      ...(seen.length === 0 ? [] : [spotTrace(spots, at)]),
      ...sides.map((side) => line(SIDES[side], sums[side]!, bars, at)),
    ],
    {
      height: 460,
      hovermode: "x unified",
      xaxis: timeAxis(times, barMs),
      yaxis: {
        ...tickedAxis(low, high, "USD", true),
        title: { text: "USD, + dealers buy", standoff: 10 },
      },
      ...(seen.length === 0 ? {} : { yaxis2: spotAxis(seen) }),
      shapes: gapShapes(times, barMs, known),
    },
    {
      what,
      when,
      origin,
      notes: [
        ...lasts.map(([side, sum]) => `${glyph(SIDES[side])} ${SIDES[side].name} ${dollars(sum)}`),
        ...(seen.length === 0 ? [] : [`${glyph(SPOT)} spot ${price(seen[seen.length - 1])}, right`]),
        ...(sides.some((side) => bands[side] !== undefined) ? ["band: interval"] : []),
        ...(times.every((_, bar) => known(bar)) ? [] : ["grey: no bars"]),
      ],
      text:
        `${what}, ${when}: ${lasts.map(([side, sum]) => `${SIDES[side].name} ${dollars(sum)}`).join(", ")}; ` +
        `${extremes(sums[sides[0]]!, times, SIDES[sides[0]].name)}` +
        `${seen.length === 0 ? "" : ` Spot last ${price(seen[seen.length - 1])}.`}`,
    },
  );
}

const SPOT: SideStyle = { name: "spot", glyph: "<b>⋯</b>", colour: NEUTRAL, dash: "dot", width: 1.5 };

function blank(values: readonly number[]): (number | null)[] {
  return values.map((value) => (Number.isNaN(value) ? null : value));
}

function line(
  { name, colour, dash, width }: SideStyle,
  sums: readonly number[],
  { times }: RegularBars,
  at: PlotlyObject,
): PlotlyObject {
  return {
    type: "scatter",
    mode: times.length < 20 ? "lines+markers" : "lines",
    name,
    ...at,
    y: blank(sums),
    line: { color: colour, dash, width },
    marker: { color: colour, size: 6 },
    text: sums.map((sum, bar) => `${dollars(sum)}${name === "net" ? ` \u00b7 ${utcClock(times[bar])}` : ""}`),
    hovertemplate: `${name} <b>%{text}</b><extra></extra>`,
  };
}

/** The area between the net and zero on one side of it. */
function area(net: readonly number[], bars: RegularBars, sign: 1 | -1): PlotlyObject[] {
  return stretchesOf(net).map((stretch) => ({
    ...edgeOf(stretch, bars, (bar) => (net[bar] * sign > 0 ? net[bar] : 0)),
    name: sign > 0 ? "net above zero" : "net below zero",
    fill: "tozeroy",
    fillcolor: transparent(sign > 0 ? POSITIVE : NEGATIVE, 0.3),
  }));
}

function band(
  rows: readonly IntervalRow[] | undefined,
  bars: RegularBars,
  { name, colour }: SideStyle,
): PlotlyObject[] {
  const known = new Map((rows ?? []).map((row) => [row.t, row]));
  const path = (end: "low" | "high"): number[] => Array.from(bars.times, (t) => known.get(t)?.[end] ?? NaN);
  const [low, high] = [path("low"), path("high")];
  return stretchesOf(low.map((value, bar) => value + high[bar])).flatMap((stretch) => [
    { ...edgeOf(stretch, bars, (bar) => low[bar]), name: `low of ${name}` },
    {
      ...edgeOf(stretch, bars, (bar) => high[bar]),
      name: `interval of ${name}`,
      fill: "tonexty",
      fillcolor: transparent(colour, 0.28),
    },
  ]);
}

/** The bars of each stretch without a hole: Plotly would fill across one. */
function stretchesOf(values: readonly number[]): number[][] {
  const stretches: number[][] = [];
  values.forEach((value, bar) => {
    if (Number.isNaN(value)) return;
    if (stretches.at(-1)?.at(-1) === bar - 1) stretches.at(-1)!.push(bar);
    else stretches.push([bar]);
  });
  return stretches;
}

/** An edge of a filled area through the middles of bars, from the start to the end of one that stands alone. */
function edgeOf(
  stretch: readonly number[],
  { times, barMs }: RegularBars,
  valueOf: (bar: number) => number,
): PlotlyObject {
  const alone = stretch.length === 1;
  const start = times[stretch[0]];
  return {
    type: "scatter",
    mode: "lines",
    x0: newYorkDateTime(alone ? start : start + barMs / 2),
    dx: barMs,
    y: (alone ? [...stretch, ...stretch] : stretch).map(valueOf),
    line: { width: 0 },
    hoverinfo: "skip",
  };
}

function spotTrace(spots: readonly number[], at: PlotlyObject): PlotlyObject {
  return {
    type: "scatter",
    mode: spots.length < 20 ? "lines+markers" : "lines",
    name: "spot",
    ...at,
    yaxis: "y2",
    y: blank(spots),
    line: { color: SPOT.colour, width: SPOT.width, dash: SPOT.dash },
    marker: { color: SPOT.colour, size: 5, symbol: "diamond" },
    hovertemplate: "spot %{y:,.2f}<extra></extra>",
  };
}

function spotAxis(spots: readonly number[]): PlotlyObject {
  const [low, high] = [Math.min(...spots), Math.max(...spots)];
  const air = 0.05 * (high - low) || 1;
  const tickvals = ticks(low - air, high + air, 5);
  return {
    overlaying: "y",
    side: "right",
    range: [low - air, high + air],
    tickvals,
    ticktext: tickvals.map((value) => `\u2002${value}`),
    title: { text: "Spot (USD)", standoff: 10 },
    automargin: true,
    showgrid: false,
    zeroline: false,
  };
}

function extremes(sums: readonly number[], times: Float64Array, name: string): string {
  const known = [...sums.keys()].filter((bar) => !Number.isNaN(sums[bar]));
  const most = known.reduce((best, bar) => (sums[bar] > sums[best] ? bar : best));
  const least = known.reduce((best, bar) => (sums[bar] < sums[best] ? bar : best));
  const at = (bar: number): string => `${amount(sums[bar], "USD")} at ${clock(times[bar])}`;
  return `${name} highest ${at(most)}, lowest ${at(least)}.`;
}

function lastOf(sums: readonly number[]): number {
  return sums.filter((sum) => !Number.isNaN(sum)).at(-1) ?? NaN;
}

function glyph({ glyph: text, colour }: SideStyle): string {
  return `<span style="color:${colour}">${text}</span>`;
}

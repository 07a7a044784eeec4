import { ticks } from "d3-array";
import { MINUTE, newYorkDateTime } from "../session.js";
import { NEUTRAL } from "./colours.js";
import type { PlotlyObject } from "./figure.js";
import { amount } from "./units.js";
import { barInWords } from "./words.js";

/** Where a regular row of things lies on a Plotly axis: the middle of the first, and the step to the next. */
export interface RegularAxis<T> {
  readonly first: T;
  readonly step: number;
}

/**
 * The middles of bars on a date axis. Plotly has no time zones, so it is given New York wall-clock text and told
 * nothing else; a session never crosses a change of the clock.
 */
export function barMiddles(times: ArrayLike<number>, barMs: number): RegularAxis<string> {
  return { first: newYorkDateTime(times[0] + barMs / 2), step: barMs };
}

/** A date axis from the start of the first bar to the end of the last, labelled in New York time. */
export function timeAxis(times: ArrayLike<number>, barMs: number): PlotlyObject {
  const from = times[0];
  const to = times[times.length - 1] + barMs;
  const marks =
    to - from < MINUTE
      ? { tickformat: "%H:%M:%S", nticks: 4 }
      : { tickformat: "%H:%M", ...(to - from < 12 * MINUTE ? { tickvals: minutesBetween(from, to) } : {}) };
  return {
    type: "date",
    range: [newYorkDateTime(from), newYorkDateTime(to)],
    ...marks,
    // As many as Plotly finds room for at the width it draws, and none of them aslant.
    tickangle: 0,
    // Hidden at the edges, as by default, the labels of a lone bar would all be gone, and Plotly at a loss for its title.
    ticklabeloverflow: "allow",
    hoverformat: "%H:%M",
    // What is hovered is the middle of a bar, and cut to the minute it names a bar of one minute only.
    unifiedhovertitle: { text: barMs === MINUTE ? "%{x|%H:%M} ET" : `bar of ${barInWords(barMs)}` },
    title: { text: "New York time (ET)", standoff: 10 },
    zeroline: false,
    spikethickness: 1,
    spikedash: "solid",
    spikecolor: NEUTRAL,
  };
}

/** The whole minutes of a stretch, every second of them where there are more than six. */
function minutesBetween(from: number, to: number): string[] {
  const first = Math.ceil(from / MINUTE);
  const count = Math.floor(to / MINUTE) - first + 1;
  const every = count > 6 ? 2 : 1;
  return Array.from({ length: Math.ceil(count / every) }, (_, i) => newYorkDateTime((first + every * i) * MINUTE));
}

/**
 * An axis of strikes: plain numbers, `5900` and `21000`, never `21k`. With the distance of the strikes it is marked at
 * strikes only, at about a dozen of them.
 */
export function strikeAxis(range: readonly [number, number], step?: number): PlotlyObject {
  const every = step === undefined ? { nticks: 14 } : { tick0: 0, dtick: strikeTick(step, range[1] - range[0]) };
  return {
    range: [...range],
    title: { text: "Strike (USD)", standoff: 10 },
    exponentformat: "none",
    separatethousands: false,
    zeroline: false,
    ...every,
  };
}

/** The smallest distance of two strikes; undefined for a single one. */
export function strikeStep(strikes: Float64Array): number | undefined {
  const steps = strikes.subarray(1).map((strike, i) => strike - strikes[i]);
  return steps.length === 0 ? undefined : Math.min(...steps);
}

/** The least of 1, 2, 4, 10, 20, 40, … strikes that marks a stretch at no more than fourteen places. */
function strikeTick(step: number, stretch: number): number {
  for (let power = step; ; power *= 10)
    for (const times of [1, 2, 4]) if (stretch / (times * power) <= 14) return times * power;
}

/** Strikes laid out for a heatmap, and where each of them went. */
export interface StrikeRows {
  /** How many rows the heatmap has. */
  readonly count: number;
  /** `rowOf[strike]`. */
  readonly rowOf: Int32Array;
  /** `y0` and `dy`, or `y` where no regular axis is short enough. */
  readonly axis: { y0: number; dy: number } | { y: number[] };
  /** Lower edge of the first row and upper edge of the last. */
  readonly edges: [number, number];
  /** Whether there are rows without a strike between the strikes. */
  readonly padded: boolean;
}

/**
 * Rows on a regular axis for strikes that may not be: Plotly draws uneven rows four times slower, and stretches a
 * strike over its missing neighbours as if it were listed there. Strikes are whole mills; the step is their greatest
 * common divisor, and the rows between stay empty. Only where that would make more than four times as many rows are
 * the strikes given one by one.
 *
 * @param reach how far from a lone strike the drawing will go: its row is made tall enough to be seen.
 */
export function strikeRows(strikes: Float64Array, reach: number = 0): StrikeRows {
  const count = strikes.length;
  const first = strikes[0];
  if (count === 1) {
    const dy = Math.max(1, reach / 2);
    const axis = { y0: first, dy };
    return { count, rowOf: new Int32Array(1), axis, edges: [first - dy / 2, first + dy / 2], padded: false };
  }
  const mills = Array.from(strikes, (strike) => Math.round((strike - first) * 1000));
  const step = mills.reduce(greatestCommonDivisor);
  const rows = mills.at(-1)! / step + 1;
  if (!(step > 0 && rows <= 4 * count)) {
    const y = Array.from(strikes);
    const edges: [number, number] = [first - (y[1] - first) / 2, y.at(-1)! + (y.at(-1)! - y.at(-2)!) / 2];
    return { count, rowOf: Int32Array.from(y.keys()), axis: { y }, edges, padded: false };
  }
  const dy = step / 1000;
  return {
    count: rows,
    rowOf: Int32Array.from(mills, (mill) => mill / step),
    axis: { y0: first, dy },
    edges: [first - dy / 2, strikes.at(-1)! + dy / 2],
    padded: rows > count,
  };
}

/**
 * An axis of amounts for bars that start at zero, with a few round numbers, each with its sign and unit:
 * `+$500 M`.
 *
 * @param room what is left free beyond the longest bar of either side, as a part of the whole: for labels at their ends.
 * @param most into how many steps the axis is divided at the most, or a quarter more: what a narrow figure has room for.
 */
export function amountAxis(
  lowest: number,
  highest: number,
  unit: string,
  signed: boolean,
  room: number = 0.04,
  most: number = 4,
): PlotlyObject {
  const span = Math.max(0, highest) - Math.min(0, lowest) || 1;
  // A side on which no bar would be seen takes no room.
  const low = lowest < -0.003 * span ? lowest - room * span : 0;
  const high = highest > 0.003 * span || low === 0 ? Math.max(0, highest) + room * span : 0;
  const tickvals = sparseTicks(low, high, most);
  return {
    range: [low, high],
    tickvals,
    ticktext: tickvals.map((value) => amount(value, unit, { signed, trim: true })),
    tickangle: 0,
    tickfont: { size: 11 },
    title: { text: unit, standoff: 10 },
    zeroline: true,
    zerolinewidth: 1.5,
    // The ticks are set for the whole range, so there is nothing to read in a part of it.
    fixedrange: true,
  };
}

/** The densest round numbers whose steps are no shorter than so many would be. */
function sparseTicks(low: number, high: number, most: number): number[] {
  for (let count = most; count > 1; count--) {
    const places = ticks(low, high, count);
    if (places.length < 2 || (high - low) / (places[1] - places[0]) <= most + 0.25) return places;
  }
  return ticks(low, high, 1);
}

/** An axis of amounts for lines: from the lowest to the highest with a little air, about six round numbers with their sign. */
export function tickedAxis(lowest: number, highest: number, unit: string, signed: boolean): PlotlyObject {
  const air = 0.05 * (highest - lowest) || 1;
  // One at the very bottom would lie on the first label of the time axis.
  const tickvals = ticks(lowest - air, highest + air, 6).filter((value) => value > lowest - 0.4 * air);
  return {
    range: [lowest - air, highest + air],
    tickvals,
    ticktext: tickvals.map((value) => amount(value, unit, { signed, trim: true })),
    title: { text: unit, standoff: 10 },
    zeroline: true,
    zerolinewidth: 1.5,
  };
}

function greatestCommonDivisor(a: number, b: number): number {
  while (b !== 0) [a, b] = [b, a % b];
  return a;
}

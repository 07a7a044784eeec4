import type { LevelName, LevelsRow } from "../analytics/levels-over-time.js";
import { newYorkDateTime } from "../session.js";
import { barMiddles } from "./axes.js";
import { KINDS } from "./colours.js";
import type { PlotlyObject } from "./figure.js";

/** How a level is called and drawn. */
export interface LevelStyle {
  readonly name: string;
  readonly colour: string;
  readonly dash: string;
  /** Whether it may lie between strikes, and so moves in every bar. */
  readonly between?: true;
}

/** Levels of one kind share colour and dash: whoever shows two of a kind reads their names. */
export const LEVEL_STYLES: Readonly<Record<LevelName, LevelStyle>> = {
  call_wall: { name: "call wall", colour: KINDS[0], dash: "dash" },
  max_positive_gamma: { name: "max positive gamma", colour: KINDS[0], dash: "dash" },
  put_wall: { name: "put wall", colour: KINDS[1], dash: "dash" },
  max_negative_gamma: { name: "max negative gamma", colour: KINDS[1], dash: "dash" },
  magnet: { name: "magnet", colour: KINDS[2], dash: "solid" },
  gamma_flip: { name: "flip", colour: KINDS[3], dash: "dot", between: true },
  gamma_flip_by_strike: { name: "flip by strike", colour: KINDS[3], dash: "dot", between: true },
  centre: { name: "centre", colour: KINDS[4], dash: "dashdot", between: true },
};

/** What others call walls and flip, where no series has told the walls and the flip themselves. */
const DEFAULTS: readonly (readonly LevelName[])[] = [
  ["call_wall", "max_positive_gamma"],
  ["put_wall", "max_negative_gamma"],
  ["magnet"],
  ["gamma_flip", "gamma_flip_by_strike"],
];

/** The levels to show where none are named: walls, magnet and flip, each the first of its kind that is ever known. */
export function knownLevels(rows: readonly LevelsRow[]): LevelName[] {
  return DEFAULTS.flatMap((kind) => kind.find((level) => rows.some((row) => !Number.isNaN(row[level]))) ?? []);
}

/** The last known price of a level; NaN when there is none. */
export function lastLevel(rows: readonly LevelsRow[], level: LevelName): number {
  return (
    rows
      .map((row) => row[level])
      .filter((price) => !Number.isNaN(price))
      .at(-1) ?? NaN
  );
}

/**
 * A level as Plotly draws it. One on strikes as a stroke for each stay, from the start of its first bar to the end of its
 * last and nothing between two stays, since nothing was between; one between strikes as a line through the middles of bars,
 * if there are two. Broken where it is not known.
 */
export function levelStrokes(
  times: ArrayLike<number>,
  prices: readonly number[],
  barMs: number,
  between: boolean = false,
): PlotlyObject {
  if (between && prices.length > 1) {
    const { first, step } = barMiddles(times, barMs);
    return { x0: first, dx: step, y: prices.map((price) => (Number.isNaN(price) ? null : price)) };
  }
  const stays = staysOf(prices);
  const x = stays.flatMap(([from, to]) => [times[from], times[to] + barMs].map(newYorkDateTime));
  const y = stays.flatMap(([from]) => [prices[from], prices[from]]);
  return { x: withBreaks(x), y: withBreaks(y) };
}

/**
 * The two traces of a level: its strokes as {@link levelStrokes} lays them, without a hover, and an invisible line through
 * the middles of bars that has one, so that each bar names the level. Their lines' colour and width are the caller's.
 */
export function levelTraces(
  { name, between }: { readonly name: string; readonly between?: boolean | undefined },
  times: ArrayLike<number>,
  prices: readonly number[],
  barMs: number,
): { strokes: PlotlyObject; hover: PlotlyObject } {
  const path = { type: "scatter", mode: "lines", connectgaps: false };
  const { first, step } = barMiddles(times, barMs);
  return {
    strokes: { ...path, name, ...levelStrokes(times, prices, barMs, between), hoverinfo: "skip" },
    hover: {
      ...path,
      name: `${name} in the hover`,
      x0: first,
      dx: step,
      y: prices.map((price) => (Number.isNaN(price) ? null : price)),
      line: { width: 0 },
      hovertemplate: `${name} %{y:,.2f}<extra></extra>`,
    },
  };
}

/** First and last bar of each stretch of equal known prices. */
function staysOf(prices: readonly number[]): [number, number][] {
  const stays: [number, number][] = [];
  prices.forEach((price, bar) => {
    if (Number.isNaN(price)) return;
    if (bar > 0 && prices[bar - 1] === price) stays[stays.length - 1][1] = bar;
    else stays.push([bar, bar]);
  });
  return stays;
}

/** A null behind every second value: Plotly draws pairs. */
function withBreaks<T>(values: readonly T[]): (T | null)[] {
  return values.flatMap((value, i) => (i % 2 === 1 && i < values.length - 1 ? [value, null] : [value]));
}

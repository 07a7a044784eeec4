import type { StrikeGrid } from "../grid/strike-grid.js";
import { newYorkDateTime } from "../session.js";
import { strikeRows, strikeStep } from "./axes.js";
import { bothClocks, utcClock } from "./clock.js";
import { MAGNITUDE, NEGATIVE, NEUTRAL, POSITIVE } from "./colours.js";
import type { PlotlyObject } from "./figure.js";
import { amount, price, unitBehind } from "./units.js";

/** Traces that change from bar to bar, by their position. */
export const MOVING: readonly number[] = [0, 1, 2, 4, 5];

/** What changes with the bar, trace by trace in the order of {@link MOVING}. */
export function stateOf(
  { values, times, spot, strikes, unit }: StrikeGrid,
  bar: number,
  size: number,
  signed: boolean,
): PlotlyObject[] {
  const bars = times.length;
  const column = Array.from(strikes, (_, strike) => values[strike * bars + bar]);
  const known = column.filter((value) => !Number.isNaN(value));
  const net = known.reduce((sum, value) => sum + value, 0);
  const written = (value: number): number => Number((value / size).toPrecision(3));
  const side = (sign: 1 | -1): (number | null)[] =>
    column.map((value) => (value * sign > 0 || (sign > 0 && value === 0) ? written(value) : null));
  const at = Number.isNaN(spot[bar]) ? null : Number(spot[bar].toFixed(2));
  const sum =
    known.length === 0 ? "no value" : `${signed ? "net" : "total"} ${amount(net, unit, { signed })}${unitBehind(unit)}`;
  return [
    { x: side(1) },
    { x: side(-1) },
    { y: [at, at] },
    { x: [newYorkDateTime(times[bar])], y: [at] },
    { text: [`<b>${bothClocks(times[bar])}</b>\u2002spot ${price(spot[bar])}<br>${sum}`] },
  ];
}

/** The traces of {@link stateOf} and the two that stay: the path of the spot, and what a bar has in common with the next. */
export function tracesOf(
  { strikes, times, spot, barMs, unit }: StrikeGrid,
  state: PlotlyObject[],
  signed: boolean,
  end: number,
  suffix: string,
): PlotlyObject[] {
  const { axis } = strikeRows(strikes);
  const digits = `${signed ? "+" : ""}${unit.startsWith("USD") ? "$" : ""},.3~r`;
  const bar = {
    type: "bar",
    orientation: "h",
    y: Array.from(strikes),
    width: 0.8 * ("dy" in axis ? axis.dy : (strikeStep(strikes) ?? 1)),
    hovertemplate: `strike %{y}: <b>%{x:${digits}}${suffix}</b>${unitBehind(unit)}<extra></extra>`,
  };
  return [
    { ...bar, name: signed ? "positive" : "value", ...state[0], marker: { color: signed ? POSITIVE : MAGNITUDE } },
    { ...bar, name: "negative", ...state[1], marker: { color: NEGATIVE } },
    {
      type: "scatter",
      mode: "lines",
      name: "spot",
      x: [signed ? -end : 0, end],
      ...state[2],
      line: { color: NEUTRAL, width: 1.2, dash: "dot" },
      hoverinfo: "skip",
    },
    {
      type: "scatter",
      mode: "lines",
      name: "path of the spot",
      xaxis: "x2",
      yaxis: "y2",
      x0: newYorkDateTime(times[0]),
      dx: barMs,
      y: Array.from(spot, (value) => (Number.isNaN(value) ? null : Number(value.toFixed(2)))),
      connectgaps: false,
      line: { color: NEUTRAL, width: 1.3 },
      text: Array.from(times, utcClock),
      hovertemplate: "%{x|%H:%M} ET (%{text}): spot %{y:,.2f}<extra></extra>",
    },
    {
      type: "scatter",
      mode: "markers",
      name: "now",
      xaxis: "x2",
      yaxis: "y2",
      ...state[3],
      marker: { color: MAGNITUDE, size: 11, line: { color: "#ffffff", width: 1.5 } },
      hoverinfo: "skip",
      cliponaxis: false,
    },
    {
      type: "scatter",
      mode: "text",
      name: "caption",
      xaxis: "x3",
      yaxis: "y3",
      x: [0],
      y: [0.5],
      ...state[4],
      textposition: "middle right",
      textfont: { size: 13 },
      hoverinfo: "skip",
    },
  ];
}

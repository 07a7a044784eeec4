import type { StrikeGrid } from "../grid/strike-grid.js";
import { MINUTE, newYorkDateTime } from "../session.js";
import { amountAxis, tickedAxis, timeAxis } from "./axes.js";
import { bothClocks, clock } from "./clock.js";
import { KINDS, NEUTRAL } from "./colours.js";
import type { Figure, PlotlyObject } from "./figure.js";
import { gapShapes } from "./gaps.js";
import { draw, drawNothing } from "./look.js";
import { regularBars } from "./regular-bars.js";
import { amount, amountWithUnit } from "./units.js";
import { counted, fieldInWords, span } from "./words.js";

/** A change and what it is made of, in the unit of what changed; the factors add up to `total`. */
export interface ExplainedChange {
  readonly total: number;
  readonly spot: number;
  readonly volatility: number;
  readonly time: number;
  readonly trades: number;
  readonly open_interest: number;
  readonly residual: number;
}

/** The change of one strike. */
export interface ExplainedStrike extends ExplainedChange {
  readonly strike: number;
}

/** The change of one bar. */
export interface ExplainedBar extends ExplainedChange {
  /** Start of the bar, epoch milliseconds UTC. */
  readonly t: number;
}

/** What {@link explanation} shows, and what it knows beside the rows. */
export interface ExplanationOptions {
  /** How many strikes get a row of their own, default 14; the rest is one row. Bars are all shown. */
  n?: number | undefined;
  /** The grid whose change is explained: gives symbol, field, unit, origin and the stretch of time. */
  grid?: StrikeGrid | undefined;
  /** Symbol for the title where there is no grid; default none. */
  symbol?: string | undefined;
  /** Unit of the values where there is no grid; default `USD per 1 % move`. */
  unit?: string | undefined;
  /** Whole title; default made from the grid or the symbol. */
  title?: string | undefined;
}

type Factor = Exclude<keyof ExplainedChange, "total">;

interface FactorStyle {
  readonly factor: Factor;
  readonly name: string;
  readonly colour: string;
  /** Plotly's pattern, so that colour is not all that tells factors apart. */
  readonly pattern: string;
}

const FACTORS: readonly FactorStyle[] = [
  { factor: "spot", name: "spot", colour: KINDS[0], pattern: "" },
  { factor: "volatility", name: "volatility", colour: KINDS[4], pattern: "/" },
  { factor: "time", name: "time", colour: KINDS[3], pattern: "" },
  { factor: "trades", name: "trades", colour: KINDS[2], pattern: "x" },
  { factor: "open_interest", name: "open interest", colour: KINDS[1], pattern: "." },
  { factor: "residual", name: "residual", colour: NEUTRAL, pattern: "-" },
];

/**
 * Why it changed: the change of each strike, or of each bar, as a stack of factors (spot, volatility, time, trades, open
 * interest and what is left), with the total as a diamond. What raised it lies above zero, or right of it, what lowered it
 * on the other side. Strikes with the largest change are shown, ordered by strike, the rest as one row; each factor's sum
 * over all rows stands in the legend. A row whose total is NaN is left out; no rows give a figure that says so.
 *
 * @throws RangeError when `n` is not a whole number of strikes, 1 or more.
 * @example
 * plot.explanation(
 *   [
 *     { strike: 5900, total: 9e6, spot: 5e6, volatility: -2e6, time: 1e6, trades: 4e6, open_interest: 0, residual: 1e6 },
 *     { strike: 5905, total: -3e6, spot: 2e6, volatility: -1e6, time: -4e6, trades: 0, open_interest: 0, residual: 0 },
 *   ],
 *   { symbol: "SPX" },
 * );
 */
export function explanation(
  rows: readonly ExplainedStrike[] | readonly ExplainedBar[],
  { n = 14, grid, symbol, unit = grid?.unit ?? "USD per 1 % move", title }: ExplanationOptions = {},
): Figure {
  if (!(Number.isInteger(n) && n >= 1)) throw new RangeError(`n is how many strikes to show, 1 or more, not ${n}`);
  const what = title ?? titleOf(grid, symbol);
  const [when, origin] = [grid && span(grid), grid?.origin];
  const known = [...rows].filter(({ total }) => !Number.isNaN(total));
  if (known.length === 0)
    return drawNothing({ what, when, origin }, "Nothing to explain: no change is known in this stretch.");

  const sums = (factor: keyof ExplainedChange): number => known.reduce((sum, row) => sum + (row[factor] || 0), 0);
  const strikes = known.filter((row) => "strike" in row);
  const drawn = strikes.length > 0 ? byStrike(strikes, n, unit) : byBar(known as ExplainedBar[], unit);
  const net = sums("total");
  const leading = [...FACTORS].sort((a, b) => Math.abs(sums(b.factor)) - Math.abs(sums(a.factor)))[0];
  return draw(
    [
      ...drawn.stack.map((trace, i): PlotlyObject => ({
        ...trace,
        ...legendEntry(FACTORS[i], sums(FACTORS[i].factor), unit),
      })),
      ...drawn.totals,
    ],
    {
      barmode: "relative",
      hovermode: "closest",
      showlegend: true,
      legend: {
        orientation: "h",
        xref: "container",
        x: 0,
        xanchor: "left",
        y: 0,
        yref: "container",
        yanchor: "bottom",
        font: { size: 11 },
      },
      ...drawn.layout,
    },
    {
      what,
      when,
      origin,
      notes: [`net ${amountWithUnit(net, unit)}`, "◇ total", ...drawn.notes],
      text:
        `${[what, when].filter(Boolean).join(", ")}: net ${amountWithUnit(net, unit)}; ` +
        `${FACTORS.map(({ factor, name }) => `${name} ${amount(sums(factor), unit)}`).join(", ")}; ` +
        `largest factor ${leading.name}.${drawn.largest}`,
    },
  );
}

interface Drawn {
  /** A trace a factor. */
  readonly stack: PlotlyObject[];
  readonly totals: PlotlyObject[];
  readonly layout: PlotlyObject;
  readonly notes: string[];
  readonly largest: string;
}

function byStrike(rows: readonly ExplainedStrike[], n: number, unit: string): Drawn {
  const sorted = [...rows].sort((a, b) => Math.abs(b.total) - Math.abs(a.total) || a.strike - b.strike);
  const shown = sorted.slice(0, n).sort((a, b) => b.strike - a.strike);
  const rest = sorted.slice(n);
  const changes: { tick: string; label: string; row: ExplainedChange }[] = shown.map((row) => ({
    tick: `${row.strike}`,
    label: `${row.strike}`,
    row,
  }));
  if (rest.length > 0)
    changes.push({
      tick: counted(rest.length, "other"),
      label: counted(rest.length, "other strike"),
      row: sumOf(rest),
    });
  const places = changes.map((_, i) => i + 1);
  const [low, high] = reach(changes.map(({ row }) => row));
  return {
    stack: FACTORS.map(({ factor, name }) => ({
      type: "bar",
      orientation: "h",
      x: changes.map(({ row }) => row[factor]),
      y: places,
      width: 0.74,
      customdata: changes.map(({ label, row }) => `${label}, ${name}: <b>${amountWithUnit(row[factor], unit)}</b>`),
      hovertemplate: "%{customdata}<extra></extra>",
    })),
    totals: [
      diamonds({
        x: changes.map(({ row }) => row.total),
        y: places,
        customdata: changes.map(({ label, row }) => `${label}, total: <b>${amountWithUnit(row.total, unit)}</b>`),
      }),
    ],
    layout: {
      height: 210 + 26 * changes.length,
      xaxis: amountAxis(low, high, unit, true),
      yaxis: {
        range: [changes.length + 0.6, -0.3],
        tickvals: places,
        ticktext: changes.map(({ tick }) => `${tick}\u2002`),
        fixedrange: true,
        showgrid: false,
        zeroline: false,
      },
      margin: { r: 76, b: 44 },
      annotations: [
        totalLabel("total", 0.15),
        ...changes.map(({ row }, i) => totalLabel(amount(row.total, unit), i + 1)),
      ],
    },
    notes: [],
    largest: ` Largest change ${amount(sorted[0].total, unit)} at ${sorted[0].strike}.`,
  };
}

function byBar(rows: readonly ExplainedBar[], unit: string): Drawn {
  const { times, barMs, rowOf } = regularBars(rows.map(({ t }) => t));
  const missing = rowOf.filter((row) => row < 0).length;
  const [low, high] = reach(rows);
  const x = rows.map(({ t }) => newYorkDateTime(t + barMs / 2));
  const largest = rows.reduce((most, row) => (Math.abs(row.total) > Math.abs(most.total) ? row : most));
  return {
    stack: FACTORS.map(({ factor, name }) => ({
      type: "bar",
      x,
      y: rows.map((row) => row[factor]),
      width: 0.9 * barMs,
      customdata: rows.map((row) => `${bothClocks(row.t)}, ${name}: <b>${amountWithUnit(row[factor], unit)}</b>`),
      hovertemplate: "%{customdata}<extra></extra>",
    })),
    totals: [
      diamonds({
        x,
        y: rows.map(({ total }) => total),
        customdata: rows.map((row) => `${bothClocks(row.t)}, total: <b>${amountWithUnit(row.total, unit)}</b>`),
      }),
    ],
    layout: {
      height: 500,
      xaxis: timeAxis(times, barMs),
      yaxis: tickedAxis(low, high, unit, true),
      shapes: gapShapes(times, barMs, (bar) => rowOf[bar] >= 0),
      margin: { b: 44 },
    },
    notes: missing === 0 ? [] : [`grey: not known (${missing} of ${counted(times.length, "bar")})`],
    largest: ` Largest change ${amount(largest.total, unit)} at ${clock(largest.t)}${barMs === MINUTE ? "" : " and after"}.`,
  };
}

function sumOf(rows: readonly ExplainedChange[]): ExplainedChange {
  const sum = (factor: keyof ExplainedChange): number => rows.reduce((all, row) => all + (row[factor] || 0), 0);
  const factors = FACTORS.map(({ factor }) => [factor, sum(factor)]);
  return { total: sum("total"), ...(Object.fromEntries(factors) as Record<Factor, number>) };
}

/** From the lowest to the highest end of the stacks and totals. */
function reach(rows: readonly ExplainedChange[]): [number, number] {
  const ends = rows.flatMap((row) => {
    const parts = FACTORS.map(({ factor }) => row[factor] || 0);
    const side = (sign: number): number => parts.reduce((sum, part) => (part * sign > 0 ? sum + part : sum), 0);
    return [side(-1), side(1), row.total];
  });
  return [Math.min(0, ...ends), Math.max(0, ...ends)];
}

function diamonds(at: PlotlyObject): PlotlyObject {
  return {
    type: "scatter",
    mode: "markers",
    name: "total",
    ...at,
    marker: { symbol: "diamond", size: 8, color: "#ffffff", line: { color: "#111111", width: 1.4 } },
    hovertemplate: "%{customdata}<extra></extra>",
    showlegend: false,
    cliponaxis: false,
  };
}

function legendEntry({ name, colour, pattern: shape }: FactorStyle, sum: number, unit: string): PlotlyObject {
  return {
    name: `${name} ${amount(sum, unit)}`,
    marker: { color: colour, ...(shape === "" ? {} : { pattern: pattern(shape) }), line: { width: 0 } },
    showlegend: true,
  };
}

function pattern(shape: string): PlotlyObject {
  return { shape, fgcolor: "#ffffff", fgopacity: 0.55, size: 7, solidity: 0.22, fillmode: "overlay" };
}

function totalLabel(text: string, y: number): object {
  const font = { size: 11 };
  return { text, xref: "paper", x: 1, xanchor: "right", xshift: 72, y, yanchor: "middle", showarrow: false, font };
}

function titleOf(grid: StrikeGrid | undefined, symbol: string | undefined): string {
  if (grid !== undefined) return `${grid.symbol} ${fieldInWords(grid)}: why it changed`;
  return symbol === undefined ? "Why it changed" : `${symbol}: why it changed`;
}

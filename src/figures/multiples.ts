import type { RelativeGrid } from "../grid/relative.js";
import { StrikeGrid } from "../grid/strike-grid.js";
import { MINUTE, newYorkDateTime, newYorkTime, sessionOn } from "../session.js";
import { timeAxis } from "./axes.js";
import { utcClock } from "./clock.js";
import { COLOUR_BAR_MARGIN, colourBar } from "./colour-bar.js";
import { DIVERGING, NO_VALUE, SEQUENTIAL, colorscale } from "./colours.js";
import { encodeMatrix } from "./encoding.js";
import type { Figure, PlotlyObject } from "./figure.js";
import { filledBins } from "./filled-bins.js";
import { robustLimits, type Limits } from "./limits.js";
import { draw, drawNothing, escapeText } from "./look.js";
import { axisName, panelDomains } from "./panels.js";
import { amount, scaleOf, unitBehind } from "./units.js";
import { counted, fieldInWords, isSigned } from "./words.js";

/** How {@link multiples} lays out its panels. */
export interface MultiplesOptions {
  /** How many panels stand side by side; default 2 for up to four, else 3. */
  columns?: number | undefined;
  /** Quantile of the magnitudes at which the colours end, as of `plot.heatmap`; default 0.98. */
  clip?: number | undefined;
  /** Whole title; default made from the field. */
  title?: string | undefined;
}

/**
 * Several names, or days of one, on one axis of moneyness: a small heatmap each, strike against spot x time, the spot as the
 * line at 0. Grids are put on that axis by `relative("percent")`; give `relative("sigma", …)` grids for one in deviations of
 * the remaining move. Names differ in size by far, so each panel's colours end at its own limit, which stands above it;
 * grids of shares have one limit for all. Where strikes lie further apart than bins a strike covers the bins up to halfway to
 * the next. Panels without any value say so, and no grids give a figure that says so.
 *
 * @throws RangeError for grids of different fields or axes, a number of columns that is none, and a clip as `plot.heatmap`.
 * @example
 * const answers = await Promise.all(["SPY", "QQQ"].map((symbol) => flow.heatmap(symbol, { minutes: 390 })));
 * plot.multiples(answers.map((answer) => StrikeGrid.from(answer)));
 */
export function multiples(
  grids: readonly (StrikeGrid | RelativeGrid)[],
  { columns = grids.length > 4 ? 3 : 2, clip = 0.98, title }: MultiplesOptions = {},
): Figure {
  if (!(Number.isInteger(columns) && columns >= 1))
    throw new RangeError(`columns is how many panels stand side by side, 1 or more, not ${columns}`);
  if (grids.length === 0) return drawNothing({ what: title ?? "Small multiples" }, "No grid was given.");
  const panels: RelativeGrid[] = grids.map((grid) => (grid instanceof StrikeGrid ? grid.relative("percent") : grid));
  mustFit(panels);
  const [{ axis, origin, unit }] = panels;
  const what = title ?? `${capital(fieldInWords(panels[0]))} against the spot`;
  const days = [...new Set(panels.map(({ expiration }) => expiration))];
  const when = days.length === 1 ? days[0] : `${counted(days.length, "day")}`;
  const dated = days.length > 1;
  if (panels.every(({ values }) => values.every((value) => Number.isNaN(value))))
    return drawNothing({ what, when, origin }, "No value is known in any of the grids.");
  const shared = unit.startsWith("part");
  const whole = shared ? robustLimits(Float64Array.from(panels.flatMap(({ values }) => [...values])), clip) : undefined;
  const limits = panels.map(({ values }) => whole ?? robustLimits(values, clip));
  const across = Math.min(columns, panels.length);
  const down = Math.ceil(panels.length / across);
  const plot = (dated ? 205 : 190) * down;
  const rows = rowDomains(down, (dated ? 45 : 30) / plot);
  const sides = panelDomains(across, 0.05);
  const signed = panels.some((grid) => isSigned(grid) || grid.values.some((value) => value < 0));
  const minutes = panels.flatMap((grid) => [...grid.minutes]);
  const [from, to] = [Math.min(...minutes), Math.max(...minutes)];
  const word = axis === "percent" ? "% from spot" : "deviations from spot";
  return draw(
    panels.flatMap((grid, i) => panelTraces(grid, limits[i], i, signed, { shared, first: i === 0 })),
    {
      height: 80 + COLOUR_BAR_MARGIN + plot,
      hovermode: "x unified",
      plot_bgcolor: NO_VALUE,
      ...Object.fromEntries(
        panels.flatMap((grid, i): [string, PlotlyObject][] => {
          const [row, column] = [Math.floor(i / across), i % across];
          const last = i + across >= panels.length;
          const times = [from, to].map((minute) => openOf(grid) + minute * MINUTE);
          const named = last && row === down - 1 && column === 0;
          return [
            [
              axisName("xaxis", i),
              {
                ...timeAxis(times, grid.barMs),
                automargin: true,
                domain: sides[column],
                anchor: axisName("y", i),
                // Two or three: in a narrow figure there is room for no more.
                ...(to === from || across === 1 ? {} : { nticks: 3 }),
                showticklabels: last,
                title: { text: named ? "New York time (ET)" : "", standoff: 10 },
              },
            ],
            [
              axisName("yaxis", i),
              {
                domain: rows[row],
                anchor: axisName("x", i),
                range: edgesOf(grid),
                showticklabels: column === 0,
                nticks: 6,
                ticksuffix: "\u2002",
                zeroline: false,
                ...(i === 0 ? {} : { matches: "y" }),
                title: { text: column === 0 ? word : "", standoff: 6 },
              },
            ],
          ];
        }),
      ),
      annotations: panels.map((grid, i) => ({
        text: heading(grid, limits[i], { signed, shared, dated }),
        xref: "paper",
        x: sides[i % across][0],
        xanchor: "left",
        yref: "paper",
        y: rows[Math.floor(i / across)][1],
        yanchor: "bottom",
        yshift: 2,
        xshift: -2,
        showarrow: false,
        align: "left",
        font: { size: 11 },
      })),
      margin: { b: COLOUR_BAR_MARGIN },
    },
    {
      what,
      when,
      origin,
      notes: ["black line: spot", ...(shared ? [] : ["colours end at the amount above each panel"])],
      text:
        `${what}, ${when}: ${counted(panels.length, "panel")} from ${newYorkTime(openOf(panels[0]) + from * MINUTE)} ET; ` +
        `${panels.map(largestInWords).join("; ")}.`,
    },
  );
}

function mustFit(panels: readonly RelativeGrid[]): void {
  const [first] = panels;
  for (const grid of panels) {
    for (const key of ["label", "unit", "axis"] as const)
      if (grid[key] !== first[key])
        throw new RangeError(
          `panels must be of one ${key}: ${first.symbol} has ${first[key]}, ${grid.symbol} ${grid[key]}`,
        );
    if (grid.centres.length !== first.centres.length || grid.centres.some((centre, i) => centre !== first.centres[i]))
      throw new RangeError(`panels must have one axis: that of ${grid.symbol} differs from that of ${first.symbol}`);
  }
}

interface Place {
  readonly shared: boolean;
  readonly first: boolean;
}

function panelTraces(
  grid: RelativeGrid,
  { limit, beyond }: Limits,
  i: number,
  signed: boolean,
  { shared, first }: Place,
): PlotlyObject[] {
  const { centres, minutes, step, unit, barMs, symbol } = grid;
  const scale = scaleOf(limit, unit);
  const zmax = limit / scale.size;
  const times = Array.from(minutes, (minute) => openOf(grid) + minute * MINUTE);
  const x = { x0: newYorkDateTime((times[0] ?? openOf(grid)) + barMs / 2), dx: barMs };
  const at = { ...x, xaxis: axisName("x", i), yaxis: axisName("y", i) };
  const dollar = unit.startsWith("USD") ? "$" : "";
  const word = grid.axis === "percent" ? " %" : " deviations";
  const ticks = signed ? [-1, 0, 1] : [0, 1];
  const end = beyond > 0 ? ["\u2264 ", "\u2265 "] : ["", ""];
  const tickText = (tick: number): string =>
    shared
      ? amountOf(tick * limit, grid, signed)
      : tick === 0
        ? "0"
        : `${tick < 0 ? "\u2212" : signed ? "+" : ""}limit`;
  return [
    {
      type: "heatmap",
      name: escapeText(symbol),
      z: encodeMatrix(
        filledBins(grid).map((value) => value / scale.size),
        centres.length,
        minutes.length,
      ),
      ...at,
      y0: centres[0],
      dy: step,
      zmin: signed ? -zmax : 0,
      zmax,
      colorscale: colorscale(signed ? DIVERGING : SEQUENTIAL),
      hoverongaps: false,
      hovertemplate: `%{y:+}${word}: <b>%{z:${signed ? "+" : ""}${dollar},.3~r}${scale.suffix}</b>${unitBehind(unit)}<extra></extra>`,
      showscale: first,
      colorbar: colourBar(
        shared ? unit : `${unit}, to the limit of each panel`,
        ticks.map((tick) => tick * zmax),
        ticks.map((tick) => `${shared && tick !== 0 ? end[tick < 0 ? 0 : 1] : ""}${tickText(tick)}`),
      ),
    },
    {
      type: "scatter",
      mode: "lines",
      name: `spot of ${escapeText(symbol)}`,
      ...at,
      y: times.map(() => 0),
      line: { color: "#111111", width: 1.2 },
      text: times.map(utcClock),
      hovertemplate: "%{text}<extra></extra>",
    },
  ];
}

/** Rows from the top down, each with room for its heading above it, the first too. */
function rowDomains(rows: number, gap: number): [number, number][] {
  return panelDomains(rows, gap / (1 - gap))
    .reverse()
    .map(([low, high]) => [low * (1 - gap), high * (1 - gap)]);
}

function edgesOf({ centres, step }: RelativeGrid): [number, number] {
  return [centres[0] - step / 2, centres[centres.length - 1] + step / 2];
}

function openOf({ expiration }: RelativeGrid): number {
  const session = sessionOn(expiration);
  if (session === null)
    throw new RangeError(`${expiration} has no session, so that minutes since its open mean nothing`);
  return session.open;
}

function amountOf(value: number, { unit }: Pick<RelativeGrid, "unit">, signed: boolean): string {
  if (!unit.startsWith("part")) return amount(value, unit, { signed, trim: true });
  const sign = value < 0 ? "\u2212" : signed && value > 0 ? "+" : "";
  return `${sign}${Number((Math.abs(value) * 100).toPrecision(3))} %`;
}

function heading(
  grid: RelativeGrid,
  { limit }: Limits,
  { signed, shared, dated }: { signed: boolean; shared: boolean; dated: boolean },
): string {
  const name = `<b>${escapeText(grid.symbol)}</b>${dated ? ` ${grid.expiration}` : ""}`;
  if (grid.values.every((value) => Number.isNaN(value))) return `${name} no value`;
  return shared ? name : `${name}${dated ? "<br>" : " "}${signed ? "±" : ""}${amountOf(limit, grid, false)}`;
}

function largestInWords(grid: RelativeGrid): string {
  const { values, centres, minutes, symbol, axis } = grid;
  let most = -1;
  values.forEach((value, cell) => {
    if (!Number.isNaN(value) && (most < 0 || Math.abs(value) > Math.abs(values[most]))) most = cell;
  });
  if (most < 0) return `${symbol} without a value`;
  const bars = minutes.length;
  const centre = centres[Math.floor(most / bars)];
  const place = `${centre < 0 ? "\u2212" : "+"}${Math.abs(centre)} ${axis === "percent" ? "%" : "deviations"}`;
  const time = newYorkTime(openOf(grid) + minutes[most % bars] * MINUTE);
  return `${symbol} largest ${amountOf(values[most], grid, true)} at ${place}, ${time}`;
}

function capital(text: string): string {
  return text[0].toUpperCase() + text.slice(1);
}

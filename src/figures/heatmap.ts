import type { SignFlip } from "../analytics/flips.js";
import type { LevelsRow } from "../analytics/levels-over-time.js";
import type { Near } from "../grid/near.js";
import type { StrikeGrid } from "../grid/strike-grid.js";
import { barMiddles, strikeAxis, strikeRows, strikeStep, timeAxis, type StrikeRows } from "./axes.js";
import { DIVERGING, NO_VALUE, SEQUENTIAL, colorscale } from "./colours.js";
import { COLOUR_BAR_MARGIN, colourBar } from "./colour-bar.js";
import { contentsInWords, contentsOf, whyEmpty, type Contents } from "./contents.js";
import { encodeMatrix } from "./encoding.js";
import type { Figure, PlotlyObject } from "./figure.js";
import { flipMarks, levelLines } from "./heatmap-marks.js";
import { levelMarks } from "./levels.js";
import { marginLabels } from "./margin-labels.js";
import { robustLimits, type Limits } from "./limits.js";
import { draw, drawNothing } from "./look.js";
import { nearInWords, outsideStrikes } from "./outside-strikes.js";
import { spotLine } from "./spot-line.js";
import { amount, price, scaleOf, unitBehind } from "./units.js";
import { counted, fieldInWords, span } from "./words.js";

/** What {@link heatmap} shows of a grid, and how. */
export interface HeatmapOptions {
  /** Only the strikes this near the last spot, e.g. 0.01 or `{ dollars: 5 }`, see {@link Near}; default all. */
  near?: Near | undefined;
  /**
   * Quantile of the magnitudes at which the colours end, default 0.98; 1 clips nothing. What lies beyond has the end
   * colour, and the figure says how much that is.
   */
  clip?: number | undefined;
  /** Prices to mark with a dotted line, by name: `{ "call wall": 5950 }`. Default none. */
  levels?: Readonly<Record<string, number>> | undefined;
  /**
   * Rows of `levelsOverTime(grid)`: walls, magnet and flip as lines over the cells, with their names beside them. Default
   * none. Rows with a series have the walls and the flip of both sides, else the extremes of net exposure stand for them.
   */
  over?: readonly LevelsRow[] | undefined;
  /** Rows of `signFlips(grid)` to mark, ▲ to positive and ▼ to negative, hollow across a gap; default none. */
  events?: readonly SignFlip[] | undefined;
}

/**
 * Strike x time, the spot over it. Blue is negative and orange positive, with zero in the middle; a field without a
 * sign goes from white to petrol. What was not sampled stays blank: the grey ground, unlike the white of zero. Times
 * are New York's, and a cell reaches from the start of its bar to its end. A grid without any value gives a figure that
 * says so. Lines and marks outside the strikes and bars shown are left out. Where `near` has cut off strikes at which the spot
 * stood, the figure says when that was.
 *
 * `data[0].z` is in thousands, millions or billions, as `data[0].name` says, so that the hover can name them; the grid
 * keeps the numbers themselves.
 *
 * @throws RangeError when `clip` is not a fraction, or `near` is none of {@link Near}.
 * @example
 * plot.heatmap(gex, { near: 0.01, levels: { "my level": 5950 } });
 * plot.heatmap(gex, { near: 0.01, over: levelsOverTime(gex), events: signFlips(gex, { deadBand: 5e6, minRun: 3 }) });
 */
export function heatmap(
  grid: StrikeGrid,
  { near, clip = 0.98, levels = {}, over = [], events = [] }: HeatmapOptions = {},
): Figure {
  const shown = near === undefined ? grid : grid.near(near);
  const [what, when] = [`${shown.symbol} ${fieldInWords(shown)}`, span(shown)];
  const limits = robustLimits(shown.values, clip);
  const contents = contentsOf(shown);
  if (contents === null) return drawNothing({ what, when, origin: shown.origin }, whyEmpty(shown));

  const { spots } = contents;
  const reach = spots.reduce((far, spot) => Math.max(far, Math.abs(spot - shown.strikes[0])), 0);
  const rows = strikeRows(shown.strikes, reach);
  const range = rangeOf(rows, spots, near !== undefined);
  const outside = near === undefined ? "" : outsideStrikes(shown, rows.edges);
  const lines = levelLines(over, shown, range);
  const marked = levelMarks(levels, range);
  const turned = flipMarks(events, shown, range);
  const names = marginLabels([...lines.labels, ...marked.labels], range, HEIGHT - 190);
  return draw(
    [cells(shown, rows, limits, contents), ...lines.traces, ...spotLine(shown, "cells"), ...turned.traces],
    {
      height: HEIGHT,
      hovermode: "x unified",
      plot_bgcolor: NO_VALUE,
      xaxis: timeAxis(shown.times, shown.barMs),
      yaxis: strikeAxis(range, strikeStep(shown.strikes)),
      shapes: marked.shapes,
      annotations: names.annotations,
      margin: { r: Math.max(22, names.width), b: COLOUR_BAR_MARGIN },
    },
    {
      what,
      when,
      origin: shown.origin,
      notes: [
        ...notes(shown, rows, limits, contents),
        ...turned.notes,
        ...(outside === "" ? [] : [`spot ${outside}, outside ${nearInWords(near!)}`]),
      ],
      text: [
        `${what}, ${when}: ${contentsInWords(shown, contents)}`,
        ...(outside === ""
          ? []
          : [`${shown.symbol} stood ${outside}: strikes there are not drawn (${nearInWords(near!)}).`]),
        ...lines.sentences,
        ...turned.sentences,
      ].join(" "),
    },
  );
}

const HEIGHT = 540;

/**
 * From the lowest to the highest strike, and on to the spot: but where `near` has cut strikes off no further than half of
 * what it kept, lest most of the drawing be bare.
 */
function rangeOf({ edges: [low, high], count }: StrikeRows, spots: Float64Array, cut: boolean): [number, number] {
  const reach = cut && count > 1 ? (high - low) / 2 : Infinity;
  return [Math.max(low - reach, Math.min(low, ...spots)), Math.min(high + reach, Math.max(high, ...spots))];
}

function cells(grid: StrikeGrid, rows: StrikeRows, { limit, beyond }: Limits, { signed }: Contents): PlotlyObject {
  const bars = grid.times.length;
  const scale = scaleOf(limit, grid.unit);
  const zmax = limit / scale.size;
  const z = new Float64Array(rows.count * bars).fill(NaN);
  grid.values.forEach((value, cell) => {
    z[rows.rowOf[Math.floor(cell / bars)] * bars + (cell % bars)] = value / scale.size;
  });
  const x = barMiddles(grid.times, grid.barMs);
  const dollar = grid.unit.startsWith("USD") ? "$" : "";
  const digits = Math.min(3, Math.max(0, 3 - Math.floor(Math.log10(zmax))));
  const ticks = signed ? [-1, -0.5, 0, 0.5, 1] : [0, 0.25, 0.5, 0.75, 1];
  const mark = (tick: number): string => (beyond === 0 || Math.abs(tick) < 1 ? "" : tick < 0 ? "\u2264 " : "\u2265 ");
  return {
    type: "heatmap",
    name: `${grid.label}, ${`${dollar && "USD"}${scale.suffix}${unitBehind(grid.unit)}`.trim()}`,
    z: encodeMatrix(z, rows.count, bars),
    x0: x.first,
    dx: x.step,
    ...rows.axis,
    zmin: signed ? -zmax : 0,
    zmax,
    colorscale: colorscale(signed ? DIVERGING : SEQUENTIAL),
    hoverongaps: false,
    zhoverformat: `${signed ? "+" : ""}${dollar},.${digits}f`,
    hovertemplate: `strike %{y}: <b>%{z}${scale.suffix}</b>${unitBehind(grid.unit)}<extra></extra>`,
    colorbar: colourBar(
      grid.unit,
      ticks.map((tick) => tick * zmax),
      ticks.map((tick) => mark(tick) + amount(tick * limit, grid.unit, { signed, trim: true })),
    ),
  };
}

function notes(grid: StrikeGrid, rows: StrikeRows, { limit, beyond }: Limits, contents: Contents): string[] {
  const { missingBars, missingCells, signed, spots } = contents;
  const bars = missingBars > 0 ? ` (${missingBars} of ${counted(grid.times.length, "bar")})` : "";
  const grey = [...(missingBars + missingCells > 0 ? [`no value${bars}`] : []), ...(rows.padded ? ["no strike"] : [])];
  const part = (beyond * 100).toFixed(1);
  const end = `${signed ? "\u00b1" : ""}${amount(limit, grid.unit, { signed: false, trim: true })}`;
  return [
    spots.length > 0 ? `black line: spot, last ${price(spots[spots.length - 1])}` : "spot unknown",
    ...(grey.length > 0 ? [`grey: ${grey.join(", ")}`] : []),
    ...(missingParts(grid) > 0 ? [`${counted(missingParts(grid), "bar")} known in part`] : []),
    ...(beyond > 0 ? [`${part === "0.0" ? "<0.1" : part} % of cells beyond ${end}`] : []),
  ];
}

function missingParts({ partial }: StrikeGrid): number {
  return partial?.reduce((sum, part) => sum + part, 0) ?? 0;
}

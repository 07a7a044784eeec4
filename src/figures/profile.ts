import type { Near } from "../grid/near.js";
import type { StrikeGrid } from "../grid/strike-grid.js";
import { amountAxis, strikeAxis, strikeRows, strikeStep } from "./axes.js";
import { bothClocks, clock } from "./clock.js";
import { MAGNITUDE, NEUTRAL, colourOfSign } from "./colours.js";
import { contentsInWords, contentsOf, whyEmpty } from "./contents.js";
import type { Figure, PlotlyObject } from "./figure.js";
import { draw, drawNothing } from "./look.js";
import { amount, amountWithUnit, price } from "./units.js";
import { fieldInWords, span } from "./words.js";

/** What {@link profile} shows of a grid. */
export interface ProfileOptions {
  /** Which bar: a position, negative from the end, or a New York time; default -1, the last. */
  bar?: number | string | undefined;
  /** Only the strikes this near that bar's spot, e.g. 0.01 or `{ dollars: 5 }`, see {@link Near}; default all. */
  near?: Near | undefined;
  /**
   * The bar to compare with, drawn as hollow dots: a position or a New York time; default the bar before, where the grid
   * has one that is known. `null` for none.
   */
  before?: number | string | null | undefined;
}

/**
 * The strikes of one bar as horizontal bars, strikes going up as in the heatmap: positive to the right in orange,
 * negative to the left in blue, the largest of them with their value, and the spot where it lies. Hollow dots are
 * where the values were a bar before. A bar or a grid without any value gives a figure that says so.
 *
 * @throws RangeError for a bar outside the grid, or when `near` is none of {@link Near}.
 * @example plot.profile(gex, { bar: "14:30", near: 0.02 });
 */
export function profile(grid: StrikeGrid, { bar = -1, near, before }: ProfileOptions = {}): Figure {
  const column = grid.times.length === 0 ? grid : grid.bar(bar);
  const shown = near === undefined ? column : column.near(near);
  const [what, when] = [`${shown.symbol} ${fieldInWords(shown)} by strike`, span(shown)];
  const contents = contentsOf(shown);
  if (contents === null) return drawNothing({ what, when, origin: shown.origin }, whyEmpty(shown));

  const { strikes, values, unit, lastSpot } = shown;
  const { signed, lowest, highest } = contents;
  const { edges, rowOf, axis } = strikeRows(strikes, Math.abs(lastSpot - strikes[0]) || 0);
  const known = [...values.keys()].filter((i) => !Number.isNaN(values[i]));
  const labelled = new Set([...known].sort((a, b) => Math.abs(values[b]) - Math.abs(values[a])).slice(0, 6));
  const range = [Math.min(edges[0], lastSpot || Infinity), Math.max(edges[1], lastSpot || -Infinity)] as const;
  const ghost = ghostOf(grid, shown, before);
  const label = (i: number): string => amount(values[i], unit, { signed });
  const moved = ghost === null ? new Set<number>() : coveredLabels(ghost, values, labelled);
  const ghosts = ghost === null ? [] : ghost.values.filter((value) => !Number.isNaN(value));
  const net = known.reduce((sum, i) => sum + values[i], 0);
  return draw(
    [
      {
        type: "bar",
        orientation: "h",
        name: shown.label,
        x: known.map((i) => values[i]),
        y: known.map((i) => strikes[i]),
        width: 0.8 * ("dy" in axis ? axis.dy : (strikeStep(strikes) ?? 1)),
        marker: { color: known.map((i) => (signed ? colourOfSign(values[i]) : MAGNITUDE)) },
        text: known.map((i) => (labelled.has(i) && !moved.has(i) ? label(i) : "")),
        textposition: "outside",
        textfont: { size: 10 },
        constraintext: "none",
        cliponaxis: false,
        customdata: known.map((i) => amountWithUnit(values[i], unit, { signed })),
        hovertemplate: "strike %{y}: <b>%{customdata}</b><extra></extra>",
      },
      ...(ghost === null ? [] : [ghostDots(ghost, shown, signed, (i) => (moved.has(i) ? label(i) : ""))]),
    ],
    {
      height: Math.round(Math.min(720, Math.max(300, 150 + 15 * (rowOf[rowOf.length - 1] + 1)))),
      xaxis: amountAxis(
        Math.min(lowest.value, ...ghosts),
        Math.max(highest.value, ...ghosts),
        unit,
        signed,
        LABEL_ROOM,
        5,
      ),
      yaxis: strikeAxis(range, strikeStep(strikes)),
      ...spotMark(lastSpot),
    },
    {
      what,
      when,
      origin: shown.origin,
      notes: [
        `${signed ? "net" : "total"} ${amountWithUnit(net, unit, { signed })}`,
        ...(signed ? ["orange: positive, blue: negative"] : []),
        ...(ghost === null ? [] : [`\u25cb ${clock(ghost.t)} ET`]),
      ],
      text: `${what}, ${when}: ${contentsInWords(shown, contents)}`,
    },
  );
}

/** What a value written at the end of the longest bar needs in a figure of 390 pixels, as a part of both sides of the axis. */
const LABEL_ROOM = 0.38;

/** The bar before: its start and its values at the strikes shown. */
interface Ghost {
  readonly t: number;
  readonly values: Float64Array;
}

/** The bar to compare with; null where there is none, or nothing of it is known. */
function ghostOf(grid: StrikeGrid, shown: StrikeGrid, before: number | string | null | undefined): Ghost | null {
  if (before === null) return null;
  const at = grid.times.indexOf(shown.times[0]) - 1;
  if (before === undefined && at < 0) return null;
  const column = grid.bar(before ?? at);
  const from = grid.strikes.indexOf(shown.strikes[0]);
  const values = column.values.slice(from, from + shown.strikes.length);
  return values.every((value) => Number.isNaN(value)) ? null : { t: column.times[0], values };
}

/** Which labels a dot would lie on: they stand behind the dot instead. */
function coveredLabels(ghost: Ghost, values: Float64Array, labelled: ReadonlySet<number>): Set<number> {
  const largest = Math.max(...[...labelled].map((i) => Math.abs(values[i])));
  const covered = [...labelled].filter((i) => {
    const beyond = (ghost.values[i] - values[i]) * (values[i] < 0 ? -1 : 1);
    return beyond > 0 && beyond < 0.3 * largest;
  });
  return new Set(covered);
}

function ghostDots(
  { t, values }: Ghost,
  { strikes, unit, values: now }: StrikeGrid,
  signed: boolean,
  label: (strike: number) => string,
): PlotlyObject {
  const largest = Math.max(...[...values, ...now].filter((value) => !Number.isNaN(value)).map(Math.abs));
  // Where both are too small to be seen a row of dots along zero would say nothing.
  const seen = (i: number): boolean => Math.abs(values[i]) > 0.004 * largest || Math.abs(now[i]) > 0.004 * largest;
  const known = [...values.keys()].filter((i) => !Number.isNaN(values[i]) && seen(i));
  const words = (value: number): string => amountWithUnit(value, unit, { signed });
  return {
    type: "scatter",
    mode: "markers+text",
    name: `bar of ${clock(t)}`,
    x: known.map((i) => values[i]),
    y: known.map((i) => strikes[i]),
    // Seen on both bars and on either page.
    marker: { color: "#ffffff", size: 6, line: { color: "#111111", width: 1.2 } },
    text: known.map(label),
    textposition: known.map((i) => (now[i] < 0 ? "middle left" : "middle right")),
    textfont: { size: 10 },
    customdata: known.map((i) => [words(values[i]), amount(now[i] - values[i], unit)]),
    hovertemplate: `strike %{y}, ${bothClocks(t)}: <b>%{customdata[0]}</b><br>change since %{customdata[1]}<extra></extra>`,
    cliponaxis: false,
  };
}

function spotMark(spot: number): PlotlyObject {
  if (Number.isNaN(spot)) return {};
  const line = { color: NEUTRAL, width: 1, dash: "dot" };
  const beside = {
    xref: "paper",
    x: 1,
    xanchor: "left",
    xshift: 4,
    y: spot,
    yanchor: "middle",
    showarrow: false,
    font: { size: 10 },
  };
  return {
    shapes: [{ type: "line", xref: "paper", x0: 0, x1: 1, y0: spot, y1: spot, line, layer: "below" }],
    annotations: [{ ...beside, align: "left", text: `spot<br>${price(spot)}` }],
    margin: { r: 52 },
  };
}

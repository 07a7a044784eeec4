import type { Near } from "../grid/near.js";
import type { StrikeGrid } from "../grid/strike-grid.js";
import { amountAxis, strikeAxis, strikeRows, strikeStep } from "./axes.js";
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
}

/**
 * The strikes of one bar as horizontal bars, strikes going up as in the heatmap: positive to the right in orange,
 * negative to the left in blue, the largest of them with their value, and the spot where it lies. A bar or a grid
 * without any value gives a figure that says so.
 *
 * @throws RangeError for a bar outside the grid, or when `near` is none of {@link Near}.
 * @example plot.profile(gex, { bar: "14:30", near: 0.02 });
 */
export function profile(grid: StrikeGrid, { bar = -1, near }: ProfileOptions = {}): Figure {
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
        text: known.map((i) => (labelled.has(i) ? amount(values[i], unit, { signed }) : "")),
        textposition: "outside",
        textfont: { size: 11 },
        constraintext: "none",
        cliponaxis: false,
        customdata: known.map((i) => amountWithUnit(values[i], unit, { signed })),
        hovertemplate: "strike %{y}: <b>%{customdata}</b><extra></extra>",
      },
    ],
    {
      height: Math.round(Math.min(720, Math.max(300, 150 + 15 * (rowOf[rowOf.length - 1] + 1)))),
      xaxis: amountAxis(lowest.value, highest.value, unit, signed),
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
      ],
      text: `${what}, ${when}: ${contentsInWords(shown, contents)}`,
    },
  );
}

function spotMark(spot: number): PlotlyObject {
  if (Number.isNaN(spot)) return {};
  const line = { color: NEUTRAL, width: 1, dash: "dot" };
  const beside = { xref: "paper", x: 1, xanchor: "left", xshift: 4, y: spot, yanchor: "middle", showarrow: false };
  return {
    shapes: [{ type: "line", xref: "paper", x0: 0, x1: 1, y0: spot, y1: spot, line, layer: "below" }],
    annotations: [{ ...beside, align: "left", text: `spot<br>${price(spot)}` }],
    margin: { l: 16, r: 76, t: 66, b: 16 },
  };
}

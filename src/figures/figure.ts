import { inspect } from "node:util";
import { figureHtml, plotlyJson } from "./plotly-html.js";

/**
 * Plotly's own objects, kept as open records on purpose: a figure is plain data that the user may edit
 * (`figure.layout.title.text = "…"`), and Plotly, not this library, is the judge of its attributes.
 */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type PlotlyObject = Record<string, any>;

/** What Plotly draws: `Plotly.newPlot(element, figure)`. */
export interface Figure {
  data: PlotlyObject[];
  layout: PlotlyObject;
  config: PlotlyObject;
  /** Of a figure that plays: what changes in `data` from step to step. Absent from all others. */
  frames?: PlotlyObject[];
}

/** The MIME type under which notebook front ends know Plotly figures. */
export const PLOTLY_MIME = "application/vnd.plotly.v1+json";

/**
 * A Plotly figure that knows how to show itself.
 *
 * It is plain `{data, layout, config}` to everyone who looks, with `frames` if it plays: spread it, edit it, write it as JSON. Behind that it
 * carries two methods that do not enumerate: `Symbol.for("Jupyter.display")`, which gives the MIME bundle of a notebook
 * output (Plotly JSON, self-contained HTML, text), and the inspection text, so that a terminal prints `text` instead of
 * ten thousand numbers.
 *
 * Leave the colours of text, grid and background out of `layout`: the page fills them in to fit a light or a dark
 * theme. Typed arrays may stand in `data`; they are written as plain arrays, with NaN as `null`, which Plotly leaves
 * blank. `layout.height` is in pixels (450 without it); the width follows the page.
 *
 * @param text What the figure shows, for whoever cannot see it: a sentence or a small table. Its first line is also
 *   the figure's label for screen readers.
 * @param frames Of a figure that plays, Plotly's frames; default none.
 *
 * @example
 * const squares = figure([{ type: "bar", x: [1, 2, 3], y: [1, 4, 9] }], { title: { text: "Squares" } }, "Squares of 1 to 3.");
 * squares.layout.height = 300;
 * squares; // as the last expression of a cell: the drawing
 */
export function figure(data: PlotlyObject[], layout: PlotlyObject, text: string, frames?: PlotlyObject[]): Figure {
  const config = { responsive: true, displaylogo: false };
  const shown: Figure = frames === undefined ? { data, layout, config } : { data, layout, config, frames };
  return Object.defineProperties(shown, {
    [Symbol.for("Jupyter.display")]: {
      value(this: Figure) {
        return { [PLOTLY_MIME]: plotlyJson(this), "text/html": figureHtml(this, text), "text/plain": text };
      },
    },
    [inspect.custom]: { value: () => text },
  });
}

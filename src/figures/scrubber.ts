import { ticks } from "d3-array";
import type { Near } from "../grid/near.js";
import type { StrikeGrid } from "../grid/strike-grid.js";
import { strikeAxis, strikeRows, strikeStep, timeAxis } from "./axes.js";
import { clock } from "./clock.js";
import { NEUTRAL } from "./colours.js";
import { contentsOf, contentsInWords, whyEmpty } from "./contents.js";
import type { Figure } from "./figure.js";
import { gapShapes } from "./gaps.js";
import { robustLimits } from "./limits.js";
import { draw, drawNothing } from "./look.js";
import { MOVING, stateOf, tracesOf } from "./scrubber-traces.js";
import { amount, scaleOf } from "./units.js";
import { counted, fieldInWords, span } from "./words.js";

/** What {@link scrubber} plays. */
export interface ScrubberOptions {
  /** Only the strikes this near the last spot, see {@link Near}; default 0.02, as each strike is drawn in each bar. */
  near?: Near | undefined;
  /** Which bar is shown first: a position, negative from the end, or a New York time; default 0. */
  bar?: number | string | undefined;
  /** How long a bar is shown while it plays, milliseconds; default 120. */
  duration?: number | undefined;
}

/**
 * A session to be played: the strikes of one bar as horizontal bars, the spot's path below with a mark where it is, a button
 * that plays and stops, and a slider. It runs in the page: a saved HTML file plays without a kernel and without a network. A
 * session of 390 bars takes 300 to 500 kB beside Plotly itself, with three significant digits. The axis ends where 95 % of the
 * bars have their largest value; a longer bar is cut there. Bars of which nothing is known are empty. A grid without any
 * value gives a figure that says so.
 *
 * @throws RangeError for a bar outside the grid, when `near` is none of {@link Near}, or for a duration that is not above 0.
 * @example plot.scrubber(gex, { near: 0.01, bar: "10:00" });
 */
export function scrubber(grid: StrikeGrid, { near = 0.02, bar = 0, duration = 120 }: ScrubberOptions = {}): Figure {
  if (!(duration > 0))
    throw new RangeError(`duration is how long a bar is shown, milliseconds above 0, not ${duration}`);
  const shown = grid.near(near);
  const [what, when] = [`${shown.symbol} ${fieldInWords(shown)} by strike`, span(shown)];
  const contents = contentsOf(shown);
  if (contents === null) return drawNothing({ what, when, origin: shown.origin }, whyEmpty(shown));

  const { strikes, times, spot, barMs, unit, origin } = shown;
  const { signed, spots } = contents;
  const start = times.indexOf(shown.bar(bar).times[0]);
  const largest = largestOfBars(shown);
  const { limit, beyond } = robustLimits(largest, 0.95);
  const scale = scaleOf(limit, unit);
  const end = (1.06 * limit) / scale.size;
  const states = Array.from(times, (_, i) => stateOf(shown, i, scale.size, signed));
  const range = rangeOf(strikes, spots);
  const traces = tracesOf(shown, states[start], signed, end, scale.suffix);
  const names = Array.from(times, (t) => clock(t));
  const still = { mode: "immediate", transition: { duration: 0 } };
  const cut = largest.filter((value) => value > limit).length;
  const tickvals = ticks(signed ? -end : 0, end, 4);
  return draw(
    traces,
    {
      height: 700,
      hovermode: "closest",
      barmode: "overlay",
      xaxis: {
        domain: [0, 1],
        range: [signed ? -end : 0, end],
        anchor: "y",
        tickvals,
        ticktext: tickvals.map((value) => amount(value * scale.size, unit, { signed, trim: true })),
        title: { text: unit, standoff: 6 },
        zeroline: true,
        zerolinewidth: 1.5,
        fixedrange: true,
        tickangle: 0,
        tickfont: { size: 11 },
      },
      yaxis: { ...strikeAxis(range, strikeStep(strikes)), domain: [0.36, 0.91] },
      xaxis2: { ...timeAxis(times, barMs), title: { text: "" }, anchor: "y2", fixedrange: true },
      yaxis2: {
        domain: [0, 0.2],
        anchor: "x2",
        title: { text: "Spot (USD)", standoff: 6 },
        nticks: 4,
        exponentformat: "none",
        separatethousands: false,
        automargin: true,
        zeroline: false,
        fixedrange: true,
      },
      // Words only, where no line of the drawing crosses them.
      xaxis3: { anchor: "y3", range: [0, 1], visible: false, fixedrange: true },
      yaxis3: { domain: [0.91, 1], anchor: "x3", range: [0, 1], visible: false, fixedrange: true },
      shapes: gapShapes(times, barMs, (i) => !Number.isNaN(spot[i])).map((shape) => ({
        ...shape,
        xref: "x2",
        yref: "y2 domain",
      })),
      margin: { b: 112 },
      updatemenus: [
        {
          type: "buttons",
          direction: "left",
          showactive: false,
          x: 0,
          xanchor: "left",
          y: 0,
          yanchor: "top",
          pad: { t: 72, l: 0 },
          ...BUTTONS,
          buttons: [
            {
              label: "▶",
              method: "animate",
              args: [null, { ...still, fromcurrent: true, frame: { duration, redraw: false } }],
            },
            { label: "❚❚", method: "animate", args: [[null], { ...still, frame: { duration: 0, redraw: false } }] },
          ],
        },
      ],
      sliders: [
        {
          active: start,
          // As long as the path above it, whose axis names the times.
          x: 0,
          len: 1,
          y: 0,
          yanchor: "top",
          pad: { t: 32, b: 0 },
          currentvalue: { visible: false },
          transition: { duration: 0 },
          minorticklen: 0,
          ticklen: 0,
          font: { color: "rgba(0,0,0,0)", size: 1 },
          ...BUTTONS,
          steps: names.map((name) => ({
            label: name,
            method: "animate",
            args: [[name], { ...still, frame: { duration: 0, redraw: false } }],
          })),
        },
      ],
    },
    {
      what,
      when,
      origin,
      notes: [
        ...(signed ? ["orange: positive, blue: negative"] : []),
        "dotted line: spot",
        ...(beyond > 0
          ? [
              `cut at ${signed ? "±" : ""}${amount(limit, unit, { signed: false, trim: true })} in ${counted(cut, "bar")}`,
            ]
          : []),
      ],
      text: `${what}, ${when}, to be played: ${contentsInWords(shown, contents)}`,
    },
    states.map((state, i) => ({ name: names[i], traces: MOVING, data: state })),
  );
}

/** Grey on either page, as buttons and sliders take no colours from a template. */
const BUTTONS = {
  bgcolor: "rgba(127,127,127,0.18)",
  bordercolor: "rgba(127,127,127,0.4)",
  borderwidth: 1,
  activebgcolor: NEUTRAL,
};

/** The largest magnitude of each bar; NaN where nothing is known. */
function largestOfBars({ values, times }: StrikeGrid): Float64Array {
  const largest = new Float64Array(times.length).fill(NaN);
  values.forEach((value, cell) => {
    const bar = cell % times.length;
    if (!Number.isNaN(value) && !(Math.abs(value) <= largest[bar])) largest[bar] = Math.abs(value);
  });
  return largest;
}

function rangeOf(strikes: Float64Array, spots: Float64Array): [number, number] {
  const { edges } = strikeRows(strikes);
  return [Math.min(edges[0], ...spots), Math.max(edges[1], ...spots)];
}

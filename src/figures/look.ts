import { brokenLines, dottedLines } from "./broken-lines.js";
import { figure, type Figure, type PlotlyObject } from "./figure.js";
import { leftMargin } from "./left-margin.js";

/** Characters of a line of the title, set bold at 16 pixels, that a figure of 390 pixels has room for. */
const TITLE_LINE = 36;

/** The same of all other lines, at 12 pixels. */
const LINE = 58;

/** From the left edge of the figure to its words, pixels. */
const EDGE = 8;

/** The words around a drawing. */
export interface Heading {
  /** What is shown, set bold: `SPX gamma exposure`. */
  readonly what: string;
  /** Of when: `2026-06-05 09:30–15:59 ET`. */
  readonly when?: string | undefined;
  /** Where the numbers come from, when they are not the live API's: `simulated market, seed 7`. */
  readonly origin?: string | undefined;
  /** How to read it, one short part after the other. May hold our own markup: {@link escapeText} whatever comes from outside. */
  readonly notes?: readonly string[] | undefined;
  /** The whole in a sentence, for whoever cannot see it. */
  readonly text: string;
}

/**
 * A figure with the one look of this package: title on the left, how to read it below, the drawing under that. The
 * colours of text and lines and the font are left to the page. Whatever `layout` says comes first, margins one by one.
 * Title and notes begin at the left edge and are broken into lines that fit 390 pixels, since a figure does not know how
 * wide it will be drawn.
 */
export function draw(data: PlotlyObject[], layout: PlotlyObject, heading: Heading, frames?: PlotlyObject[]): Figure {
  const { what, when, origin, notes = [], text } = heading;
  const beside = dottedLines(
    [when, origin].filter((part) => part !== undefined),
    LINE,
  );
  const small = beside.map((line) => `<br><span style="font-weight:400;font-size:12px">${escapeText(line)}</span>`);
  const title = brokenLines(what.replace(/\s+/g, " "), TITLE_LINE).map(escapeText);
  const lines = dottedLines(notes, LINE);
  const top = 36 + 21 * (title.length + beside.length - 1) + (lines.length > 0 ? 2 + 16 * lines.length : 0);
  const left = leftMargin(
    Object.keys(layout).flatMap((key) => (/^yaxis\d*$/.test(key) ? [layout[key] as object] : [])),
  );
  const margin = { l: left, r: 22, t: top, b: 16, ...(layout.margin as { l?: number }) };
  const shown = figure(
    data,
    {
      title: {
        text: `<b>${title.join("<br>")}</b>${small.join("")}`,
        x: 0,
        xref: "container",
        xanchor: "left",
        y: 1,
        yref: "container",
        yanchor: "top",
        pad: { t: 19, l: EDGE },
        font: { size: 16 },
      },
      showlegend: false,
      hoverlabel: { bgcolor: "#22272e", bordercolor: "#22272e", font: { color: "#f5f6f7", size: 12 }, align: "left" },
      modebar: { remove: ["lasso2d", "select2d"] },
      ...layout,
      margin,
      xaxis: { automargin: true, ...(layout.xaxis as object) },
      yaxis: { automargin: true, ...(layout.yaxis as object) },
      annotations: [
        ...(lines.length > 0 ? [subtitle(lines, EDGE - margin.l)] : []),
        ...((layout.annotations ?? []) as object[]),
      ],
    },
    origin === undefined ? text : `${text} (${origin})`,
    frames,
  );
  // Two dollar signs in one text are mathematics to a page with MathJax, which notebooks are.
  shown.config.typesetMath = false;
  // What is drawn here stays here.
  shown.config.showSendToCloud = false;
  return shown;
}

/** Directly above the drawing. Plotly's own subtitle is newer than the Plotly in some notebook front ends. */
function subtitle(lines: readonly string[], left: number): PlotlyObject {
  return {
    text: lines.join("<br>"),
    align: "left",
    xref: "paper",
    x: 0,
    xanchor: "left",
    yref: "paper",
    y: 1,
    yanchor: "bottom",
    yshift: 4,
    // Plotly's own two pixels around an annotation are none of ours.
    xshift: left - 2,
    showarrow: false,
    font: { size: 12 },
  };
}

/** A figure that says why there is nothing to draw. `reason` is a sentence, as it comes. */
export function drawNothing({ what, when, origin }: Omit<Heading, "notes" | "text">, reason: string): Figure {
  const hidden = { visible: false, fixedrange: true };
  const note = {
    text: brokenLines(reason.replace(/\s+/g, " "), LINE - 6)
      .map(escapeText)
      .join("<br>"),
    align: "left",
    xref: "paper",
    x: 0,
    xanchor: "left",
    yref: "paper",
    y: 1,
    yanchor: "top",
    xshift: -2,
    showarrow: false,
    font: { size: 13 },
  };
  return draw(
    [],
    { height: 120, xaxis: hidden, yaxis: hidden, annotations: [note] },
    { what, when, origin, text: `${[what, when].filter(Boolean).join(", ")}: ${reason}` },
  );
}

/** Text from outside as Plotly shall show it: it reads a part of HTML in every label, and nothing here is meant as such. */
export function escapeText(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/\s+/g, " ");
}

import { figure, type Figure, type PlotlyObject } from "./figure.js";

/** A line of notes has so many characters at the most: what a figure of 700 pixels has room for. */
const NOTE_LINE = 92;

/** How wide a title may become before its second part has a line of its own: 700 pixels less the labels of an axis. */
const TITLE_LINE = 560;

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
 * Title and notes are broken into lines that fit 700 pixels.
 */
export function draw(data: PlotlyObject[], layout: PlotlyObject, heading: Heading, frames?: PlotlyObject[]): Figure {
  const { what, when, origin, notes = [], text } = heading;
  const beside = [when, origin].filter((part) => part !== undefined).join(" \u00b7 ");
  const broken = beside !== "" && what.length * 9 + beside.length * 7 > TITLE_LINE;
  const small =
    beside === ""
      ? ""
      : `${broken ? "<br>" : ""}<span style="font-weight:400;font-size:13px">${broken ? "" : "\u2002"}${escapeText(beside)}</span>`;
  const lines = linesOf(notes);
  const top = 46 + (lines.length > 0 ? 4 + 16 * lines.length : 0) + (broken ? 16 : 0);
  const shown = figure(
    data,
    {
      title: {
        text: `<b>${escapeText(what)}</b>${small}`,
        x: 0,
        xref: "paper",
        xanchor: "left",
        y: 1,
        yref: "container",
        yanchor: "top",
        pad: { t: broken ? 18 : 14 },
        font: { size: 16 },
      },
      showlegend: false,
      hoverlabel: { bgcolor: "#22272e", bordercolor: "#22272e", font: { color: "#f5f6f7", size: 12 }, align: "left" },
      modebar: { remove: ["lasso2d", "select2d"] },
      ...layout,
      margin: { l: 16, r: 16, t: top, b: 16, ...(layout.margin as object) },
      xaxis: { automargin: true, ...(layout.xaxis as object) },
      yaxis: { automargin: true, ...(layout.yaxis as object) },
      annotations: [...(lines.length > 0 ? [subtitle(lines)] : []), ...((layout.annotations ?? []) as object[])],
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
function subtitle(lines: readonly string[]): PlotlyObject {
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
    xshift: -2,
    showarrow: false,
    font: { size: 12 },
  };
}

/** Notes side by side with dots between them, as many to a line as fit. */
function linesOf(notes: readonly string[]): string[] {
  const lines: string[] = [];
  let room = 0;
  for (const note of notes) {
    const length = note.replace(/<[^>]*>/g, "").length + 3;
    if (length > room) {
      lines.push(note);
      room = NOTE_LINE;
    } else lines[lines.length - 1] += `\u2002\u00b7\u2002${note}`;
    room -= length;
  }
  return lines;
}

/** A figure that says why there is nothing to draw. `reason` is a sentence, as it comes. */
export function drawNothing({ what, when, origin }: Omit<Heading, "notes" | "text">, reason: string): Figure {
  const hidden = { visible: false, fixedrange: true };
  const note = {
    text: escapeText(reason),
    xref: "paper",
    x: 0,
    xanchor: "left",
    yref: "paper",
    y: 1,
    yanchor: "top",
    showarrow: false,
    font: { size: 14 },
  };
  return draw(
    [],
    { height: 110, xaxis: hidden, yaxis: hidden, annotations: [note] },
    { what, when, origin, text: `${[what, when].filter(Boolean).join(", ")}: ${reason}` },
  );
}

/** Text from outside as Plotly shall show it: it reads a part of HTML in every label, and nothing here is meant as such. */
export function escapeText(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/\s+/g, " ");
}

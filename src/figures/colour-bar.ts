import type { PlotlyObject } from "./figure.js";
import { escapeText } from "./look.js";

/** Room below a drawing for its time axis and {@link colourBar}, pixels. */
export const COLOUR_BAR_MARGIN = 104;

/**
 * A lying colour bar at the lower edge of a figure, named below. Beside the drawing it would take a quarter of a narrow
 * one; of a fixed length, its labels have room at any width.
 */
export function colourBar(unit: string, tickvals: readonly number[], ticktext: readonly string[]): PlotlyObject {
  return {
    orientation: "h",
    thickness: 10,
    outlinewidth: 0,
    lenmode: "pixels",
    len: 290,
    x: 0,
    xanchor: "left",
    // Half of the first label stands out at the left.
    xpad: 6,
    yref: "container",
    y: 0,
    yanchor: "bottom",
    ypad: 6,
    title: { text: escapeText(unit), side: "bottom", font: { size: 11 } },
    tickvals,
    ticktext,
    tickangle: 0,
    tickfont: { size: 10 },
  };
}

import type { StrikeGrid } from "../grid/strike-grid.js";
import { MINUTE } from "../session.js";
import { barMiddles } from "./axes.js";
import { clock, utcClock } from "./clock.js";
import { NEUTRAL } from "./colours.js";
import type { PlotlyObject } from "./figure.js";

/**
 * The spot of a grid's bars as a line, with its hover: over cells black on a white edge, which stands out from every
 * colour below it; over the bare page in the neutral grey.
 */
export function spotLine(grid: StrikeGrid, over: "cells" | "page"): PlotlyObject[] {
  const x = barMiddles(grid.times, grid.barMs);
  const minutes = grid.barMs === MINUTE;
  const line = {
    type: "scatter",
    // A line through one point is nothing to see.
    mode: grid.times.length < 20 ? "lines+markers" : "lines",
    x0: x.first,
    dx: x.step,
    y: Array.from(grid.spot, (value) => (Number.isNaN(value) ? null : value)),
    connectgaps: false,
  };
  const colour = over === "cells" ? "#111111" : NEUTRAL;
  const edge = { line: { color: "#ffffff", width: 4 }, marker: { color: "#ffffff", size: 8 }, hoverinfo: "skip" };
  return [
    ...(over === "cells" ? [{ ...line, name: "edge of the spot line", ...edge }] : []),
    {
      ...line,
      name: "spot",
      line: { color: colour, width: 1.8 },
      marker: { color: colour, size: 5 },
      text: Array.from(grid.times, (t) => (minutes ? utcClock(t) : stretch(t, t + grid.barMs))),
      hovertemplate: "spot %{y:,.2f} \u00b7 %{text}<extra></extra>",
    },
  ];
}

/** The hover's own title is the middle of the bar, cut to the minute: right for bars of a minute and no other. */
function stretch(from: number, to: number): string {
  return `${clock(from)}\u2013${clock(to)} ET (${utcClock(from)})`;
}

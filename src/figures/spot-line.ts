import type { StrikeGrid } from "../grid/strike-grid.js";
import { MINUTE, newYorkTime } from "../session.js";
import { barMiddles } from "./axes.js";
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
      // The hover's own title is the middle of the bar, cut to the minute: right for bars of a minute and no other.
      ...(minutes ? {} : { text: Array.from(grid.times, (t) => `${clock(t)}\u2013${clock(t + grid.barMs)} ET: `) }),
      hovertemplate: `${minutes ? "" : "%{text}"}spot %{y:,.2f}<extra></extra>`,
    },
  ];
}

/** A New York time as short as it can be told. */
export function clock(t: number): string {
  return newYorkTime(t, t % MINUTE !== 0);
}

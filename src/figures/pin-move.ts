import { KINDS, NEUTRAL, transparent } from "./colours.js";
import type { PlotlyObject } from "./figure.js";
import { price } from "./units.js";

/** The normal move around the spot, its part that counts as pinned filled. */
export function moveTraces(spot: number, move: number, [from, to]: readonly [number, number]): PlotlyObject[] {
  const density = (at: number): number => Math.exp(-0.5 * ((at - spot) / move) ** 2);
  const grid = (low: number, high: number, count: number): number[] =>
    Array.from({ length: count + 1 }, (_, i) => Math.round((low + ((high - low) * i) / count) * 1e4) / 1e4);
  const line = { type: "scatter", mode: "lines", xaxis: "x2", yaxis: "y2", hoverinfo: "skip", fill: "tozeroy" };
  const path = (x: number[]): PlotlyObject => ({ x, y: x.map((at) => Math.round(density(at) * 1e4) / 1e4) });
  return [
    {
      ...line,
      name: "normal move",
      ...path(grid(spot - 3.2 * move, spot + 3.2 * move, 80)),
      line: { color: NEUTRAL, width: 1.2 },
      fillcolor: transparent(NEUTRAL, 0.15),
    },
    {
      ...line,
      name: "pinned",
      ...path(grid(from, to, 12)),
      line: { color: KINDS[2], width: 1 },
      fillcolor: transparent(KINDS[2], 0.7),
    },
  ];
}

/** Axes of the move below the gauges, with lines at the spot and at the magnet. */
export function moveAxes(spot: number, move: number, magnet: number): PlotlyObject {
  const far = Math.max(3.2 * move, 1.15 * Math.abs(magnet - spot));
  return {
    xaxis2: {
      anchor: "y2",
      range: [spot - far, spot + far],
      title: { text: "Close (USD), if only by chance", standoff: 10 },
      exponentformat: "none",
      separatethousands: false,
      tickangle: 0,
      automargin: true,
      zeroline: false,
      fixedrange: true,
    },
    yaxis2: { domain: [0, 0.32], anchor: "x2", range: [0, 1.3], visible: false, fixedrange: true },
    shapes: [
      {
        type: "line",
        xref: "x2",
        yref: "y2",
        x0: spot,
        x1: spot,
        y0: 0,
        y1: 1.12,
        line: { color: NEUTRAL, dash: "dot", width: 1.5 },
      },
      {
        type: "line",
        xref: "x2",
        yref: "y2",
        x0: magnet,
        x1: magnet,
        y0: 0,
        y1: 1.02,
        line: { color: KINDS[2], width: 1.5 },
      },
    ],
  };
}

/** Names of the two lines, away from each other, so that neither lies on the other. */
export function moveLabels(spot: number, magnet: number): PlotlyObject[] {
  const label = { xref: "x2", yref: "y2", showarrow: false, yanchor: "bottom", font: { size: 11 } };
  const [left, right] = [
    { xanchor: "right", xshift: 3 },
    { xanchor: "left", xshift: -3 },
  ];
  return [
    { ...label, ...(magnet >= spot ? left : right), text: `spot ${price(spot)}`, x: spot, y: 1.12 },
    { ...label, ...(magnet >= spot ? right : left), text: `magnet ${magnet}`, x: magnet, y: 1.02 },
  ];
}

import type { PlotlyObject } from "./figure.js";
import type { MarginLabel } from "./margin-labels.js";

/** Dotted lines across a heatmap at named prices, those outside the range left out, and their names. */
export function levelMarks(
  levels: Readonly<Record<string, number>>,
  [low, high]: readonly [number, number],
): { shapes: PlotlyObject[]; labels: MarginLabel[] } {
  const inside = Object.entries(levels).filter(([, price]) => price >= low && price <= high);
  // Black on a white edge, seen on every colour and on either page.
  const strokes = [
    { color: "rgba(255,255,255,0.8)", width: 3, dash: "solid" },
    { color: "#111111", width: 1.2, dash: "dot" },
  ];
  return {
    shapes: inside.flatMap(([, price]) =>
      strokes.map((line) => ({ type: "line", xref: "paper", x0: 0, x1: 1, y0: price, y1: price, line })),
    ),
    labels: inside.map(([name, price]) => ({ name, price, written: `${price}` })),
  };
}

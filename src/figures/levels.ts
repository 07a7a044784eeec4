import type { PlotlyObject } from "./figure.js";
import { escapeText } from "./look.js";

/** Dotted lines across a heatmap at named prices, those outside the range left out; as parts of a layout. */
export function levelMarks(
  levels: Readonly<Record<string, number>>,
  [low, high]: readonly [number, number],
): PlotlyObject {
  const inside = Object.entries(levels).filter(([, price]) => price >= low && price <= high);
  inside.sort(([, a], [, b]) => a - b);
  let column = 0;
  return {
    shapes: inside.map(([, price]) => ({
      type: "line",
      xref: "paper",
      x0: 0,
      x1: 1,
      y0: price,
      y1: price,
      line: { color: "#111111", width: 1, dash: "dot" },
    })),
    annotations: inside.map(([name, price], i) => {
      // Labels closer than their height stand side by side.
      column = i > 0 && price - inside[i - 1][1] < (high - low) * 0.05 ? (column + 1) % 4 : 0;
      return {
        text: `${escapeText(name)} ${price}`,
        xref: "paper",
        x: 0.01 + 0.22 * column,
        xanchor: "left",
        y: price,
        yanchor: "middle",
        showarrow: false,
        font: { color: "#111111", size: 11 },
        bgcolor: "rgba(255,255,255,0.8)",
        borderpad: 2,
      };
    }),
  };
}

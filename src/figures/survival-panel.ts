import type { SurvivalRow } from "../analytics/flip-survival.js";
import { MINUTE } from "../session.js";
import { KINDS, transparent } from "./colours.js";
import type { PlotlyObject } from "./figure.js";
import { percent } from "./units.js";
import { barInWords, counted } from "./words.js";

/** How many flips hold longer than so many bars, as steps with their interval, on axes of their own. */
export function survivalTraces(rows: readonly SurvivalRow[]): PlotlyObject[] {
  const x = [0, ...rows.map(({ bars }) => bars)];
  const step = { type: "scatter", mode: "lines", x, xaxis: "x2", yaxis: "y2" };
  const edge = { ...step, line: { width: 0, shape: "hv" }, hoverinfo: "skip" };
  return [
    { ...edge, name: "low", y: [1, ...rows.map(({ low }) => low)] },
    {
      ...edge,
      name: "interval",
      y: [1, ...rows.map(({ high }) => high)],
      fill: "tonexty",
      fillcolor: transparent(KINDS[0], 0.25),
    },
    {
      ...step,
      name: "survival",
      y: [1, ...rows.map(({ share }) => share)],
      line: { color: KINDS[0], width: 2, shape: "hv" },
      customdata: [
        "all flips",
        ...rows.map(
          ({ bars, share, low, high, at_risk }) =>
            `${percent(share)} (${percent(low)} to ${percent(high)}) hold longer than ${counted(bars, "bar")}<br>${at_risk} seen so long`,
        ),
      ],
      hovertemplate: "%{customdata}<extra></extra>",
    },
  ];
}

/** Its axes, over so much of the figure from its lower edge, 0 to 1. */
export function survivalAxes(rows: readonly SurvivalRow[], barMs: number, part: number): PlotlyObject {
  return {
    xaxis2: {
      anchor: "y2",
      range: [0, Math.max(1, ...rows.map(({ bars }) => bars))],
      title: { text: barMs === MINUTE ? "Minutes held" : `Bars of ${barInWords(barMs)} held`, standoff: 10 },
      nticks: 7,
      tickangle: 0,
      zeroline: false,
      automargin: true,
    },
    yaxis2: {
      domain: [0, part],
      anchor: "x2",
      range: [0, 1.02],
      // Zero is where the axis begins, and its label would lie on that of no minutes.
      tickvals: [0.25, 0.5, 0.75, 1],
      ticktext: ["25 %", "50 %", "75 %", "100 %"],
      title: { text: "Flips still held", standoff: 10 },
      zeroline: false,
    },
  };
}

/** After how many bars half of the flips are over; undefined where more than half outlive what was seen. */
export function halfLife(rows: readonly SurvivalRow[]): number | undefined {
  return rows.find(({ share }) => share <= 0.5)?.bars;
}

import { newYorkDateTime } from "../session.js";
import { NO_VALUE } from "./colours.js";
import type { PlotlyObject } from "./figure.js";

/** Grey grounds for stretches of bars without a value, as in a heatmap, for figures of lines; as shapes of a layout. */
export function gapShapes(times: ArrayLike<number>, barMs: number, known: (bar: number) => boolean): PlotlyObject[] {
  const gaps: [number, number][] = [];
  for (let bar = 0; bar < times.length; bar++) {
    if (known(bar)) continue;
    if (bar > 0 && gaps.length > 0 && gaps[gaps.length - 1][1] === times[bar]) gaps[gaps.length - 1][1] += barMs;
    else gaps.push([times[bar], times[bar] + barMs]);
  }
  return gaps.map(([from, to]) => ({
    type: "rect",
    x0: newYorkDateTime(from),
    x1: newYorkDateTime(to),
    yref: "paper",
    y0: 0,
    y1: 1,
    fillcolor: NO_VALUE,
    line: { width: 0 },
    layer: "below",
  }));
}

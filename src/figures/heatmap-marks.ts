import type { SignFlip } from "../analytics/flips.js";
import type { LevelsRow } from "../analytics/levels-over-time.js";
import type { StrikeGrid } from "../grid/strike-grid.js";
import { newYorkDateTime } from "../session.js";
import { barMiddles } from "./axes.js";
import { bothClocks } from "./clock.js";
import type { PlotlyObject } from "./figure.js";
import { LEVEL_STYLES, knownLevels, lastLevel, levelStrokes } from "./level-paths.js";
import { spread } from "./spread.js";
import { amount, price } from "./units.js";
import { counted } from "./words.js";

/** What is drawn over the cells of a heatmap, and what is said of it. */
export interface HeatmapMarks {
  readonly traces: PlotlyObject[];
  readonly labels: PlotlyObject[];
  readonly notes: string[];
  readonly sentences: string[];
}

const INK = "#111111";
const PAPER = "#ffffff";

/** Levels over time, black on a white edge like the spot and told apart by dashes, named at the left. */
export function levelLines(
  over: readonly LevelsRow[],
  grid: StrikeGrid,
  [low, high]: readonly [number, number],
): Pick<HeatmapMarks, "traces" | "labels" | "sentences"> {
  const rows = new Map(over.map((row) => [row.t, row]));
  const shown = Array.from(grid.times, (t) => rows.get(t)).filter((row) => row !== undefined);
  const x = barMiddles(grid.times, grid.barMs);
  const paths = knownLevels(shown).map((level) => ({
    ...LEVEL_STYLES[level],
    last: lastLevel(shown, level),
    prices: Array.from(grid.times, (t) => rows.get(t)?.[level] ?? NaN).map((at) =>
      at >= low && at <= high ? at : NaN,
    ),
  }));
  const inside = paths.filter(({ prices }) => prices.some((at) => !Number.isNaN(at)));
  const starts = inside.map(({ prices }) => prices.find((at) => !Number.isNaN(at))!);
  const places = spread(starts, 0.045 * (high - low), [low, high]);
  return {
    traces: inside.flatMap(({ name, dash, between, prices }) => {
      const path = { type: "scatter", mode: "lines", connectgaps: false };
      const strokes = { ...path, ...levelStrokes(grid.times, prices, grid.barMs, between), hoverinfo: "skip" };
      return [
        { ...strokes, name: `edge of ${name}`, line: { color: PAPER, width: 4 }, opacity: 0.8 },
        { ...strokes, name, line: { color: INK, width: 1.6, dash } },
        {
          ...path,
          name: `${name} in the hover`,
          x0: x.first,
          dx: x.step,
          y: prices.map((at) => (Number.isNaN(at) ? null : at)),
          line: { color: INK, width: 0 },
          hovertemplate: `${name} %{y:,.2f}<extra></extra>`,
        },
      ];
    }),
    labels: inside.map(({ name }, i) => ({
      text: name,
      xref: "paper",
      x: 0.004,
      xanchor: "left",
      y: places[i],
      yanchor: "middle",
      showarrow: false,
      font: { color: INK, size: 10 },
      bgcolor: "rgba(255,255,255,0.85)",
      borderpad: 1,
    })),
    sentences:
      paths.length === 0 ? [] : [`Levels last ${paths.map(({ name, last }) => `${name} ${price(last)}`).join(", ")}.`],
  };
}

/** Sign flips on the cells: white triangles with a black edge, which stand out from every colour below them. */
export function flipMarks(
  events: readonly SignFlip[],
  grid: StrikeGrid,
  [low, high]: readonly [number, number],
): Omit<HeatmapMarks, "labels"> {
  const { times, barMs, unit } = grid;
  const shown = events.filter(
    ({ t, strike }) => t >= times[0] && t <= times[times.length - 1] && strike >= low && strike <= high,
  );
  if (shown.length === 0) return { traces: [], notes: [], sentences: [] };
  const ups = shown.filter(({ direction }) => direction === "up").length;
  return {
    traces: [
      {
        type: "scatter",
        mode: "markers",
        name: "sign flips",
        x: shown.map(({ t }) => newYorkDateTime(t + barMs / 2)),
        y: shown.map(({ strike }) => strike),
        marker: {
          symbol: shown.map(({ direction, across_gap }) => `triangle-${direction}${across_gap ? "-open" : ""}`),
          size: 9,
          color: shown.map(({ across_gap }) => (across_gap ? INK : PAPER)),
          line: { color: INK, width: 1.2 },
        },
        text: shown.map(
          ({ direction, strike, t, before, after }) =>
            `${direction === "up" ? "▲" : "▼"} ${strike}, ${bothClocks(t)}: ${amount(before, unit)} → ${amount(after, unit)}`,
        ),
        hovertemplate: "%{text}<extra></extra>",
      },
    ],
    notes: [`▲ ${ups} to positive, ▼ ${shown.length - ups} to negative`],
    sentences: [`${counted(shown.length, "sign flip")}: ${ups} to positive, ${shown.length - ups} to negative.`],
  };
}

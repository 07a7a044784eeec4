import type { SignFlip } from "../analytics/flips.js";
import type { LevelsRow } from "../analytics/levels-over-time.js";
import type { StrikeGrid } from "../grid/strike-grid.js";
import { newYorkDateTime } from "../session.js";
import { bothClocks } from "./clock.js";
import type { PlotlyObject } from "./figure.js";
import { LEVEL_STYLES, knownLevels, lastLevel, levelTraces } from "./level-paths.js";
import type { MarginLabel } from "./margin-labels.js";
import { amount, price } from "./units.js";
import { counted } from "./words.js";

/** What is drawn over the cells of a heatmap, and what is said of it. */
export interface HeatmapMarks {
  readonly traces: PlotlyObject[];
  readonly labels: MarginLabel[];
  readonly notes: string[];
  readonly sentences: string[];
}

const INK = "#111111";
const PAPER = "#ffffff";

/** Levels over time, black on a white edge like the spot and told apart by dashes, named at the right where each was last. */
export function levelLines(
  over: readonly LevelsRow[],
  grid: StrikeGrid,
  [low, high]: readonly [number, number],
): Pick<HeatmapMarks, "traces" | "labels" | "sentences"> {
  const rows = new Map(over.map((row) => [row.t, row]));
  const shown = Array.from(grid.times, (t) => rows.get(t)).filter((row) => row !== undefined);
  const paths = knownLevels(shown).map((level) => ({
    ...LEVEL_STYLES[level],
    last: lastLevel(shown, level),
    prices: Array.from(grid.times, (t) => rows.get(t)?.[level] ?? NaN).map((at) =>
      at >= low && at <= high ? at : NaN,
    ),
  }));
  const inside = paths.filter(({ prices }) => prices.some((at) => !Number.isNaN(at)));
  return {
    traces: inside.flatMap(({ name, dash, between, prices }) => {
      const { strokes, hover } = levelTraces({ name, between }, grid.times, prices, grid.barMs);
      return [
        { ...strokes, name: `edge of ${name}`, line: { color: PAPER, width: 4 }, opacity: 0.8 },
        { ...strokes, line: { color: INK, width: 1.6, dash } },
        { ...hover, line: { color: INK, width: 0 } },
      ];
    }),
    labels: inside.map(({ name, prices }) => {
      const last = prices.filter((at) => !Number.isNaN(at)).at(-1)!;
      return { name, price: last, written: `${Number(last.toFixed(2))}` };
    }),
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

import type { LevelName, LevelsRow } from "../analytics/levels-over-time.js";
import type { Migration } from "../analytics/migrations.js";
import type { WallTest } from "../analytics/wall-tests.js";
import type { StrikeGrid } from "../grid/strike-grid.js";
import { newYorkDate, newYorkDateTime } from "../session.js";
import { barMiddles, strikeAxis, timeAxis } from "./axes.js";
import { bothClocks, utcClock } from "./clock.js";
import { NEGATIVE, NEUTRAL, POSITIVE } from "./colours.js";
import type { Figure, PlotlyObject } from "./figure.js";
import { gapShapes } from "./gaps.js";
import { LEVEL_STYLES, knownLevels, lastLevel, levelTraces } from "./level-paths.js";
import { draw, drawNothing } from "./look.js";
import { marginLabels } from "./margin-labels.js";
import { regularBars } from "./regular-bars.js";
import { price } from "./units.js";
import { counted, span } from "./words.js";

/** What {@link migrations} shows, and what it knows beside the levels. */
export interface MigrationsOptions {
  /** Which levels, default walls, magnet and flip as far as they are known. */
  levels?: readonly LevelName[] | undefined;
  /** Rows of `migrations` to mark at the new price, ▲ up and ▼ down; default none. */
  moves?: readonly Migration[] | undefined;
  /** Rows of `wallTests` to mark: ● hold, ✕ break, ○ open; default none. */
  tests?: readonly WallTest[] | undefined;
  /** The grid the levels were found in: gives symbol, origin and the stretch of time. */
  grid?: StrikeGrid | undefined;
  /** Symbol for the title where there is no grid; default none. */
  symbol?: string | undefined;
  /** Whole title; default made from the grid or the symbol. */
  title?: string | undefined;
}

/**
 * Where the levels were and how they moved, against the spot: a stroke for each stay at a strike, named at the right with
 * its last price, those of one price together; moves and tests of walls as marks. Bars without a spot and a level are grey. Rows without any known level
 * give a figure that says so.
 *
 * @example
 * const rows = levelsOverTime(gex);
 * plot.migrations(rows, { grid: gex, moves: migrations(rows, { minHold: 3 }), tests: wallTests(rows) });
 */
export function migrations(
  rows: readonly LevelsRow[],
  { levels, moves = [], tests = [], grid, symbol, title }: MigrationsOptions = {},
): Figure {
  const name = grid?.symbol ?? symbol;
  const what = title ?? (name === undefined ? "Levels over time" : `${name} levels over time`);
  const { times, barMs, rowOf } = regularBars(
    rows.map(({ t }) => t),
    grid?.barMs,
  );
  const expiration = grid?.expiration ?? (rows.length > 0 ? newYorkDate(rows[0].t) : "");
  const when = rows.length === 0 ? grid && span(grid) : span({ expiration, times, barMs });
  const origin = grid?.origin;
  const shown = (levels ?? knownLevels(rows)).filter((level) => !Number.isNaN(lastLevel(rows, level)));
  if (shown.length === 0) return drawNothing({ what, when, origin }, "No level is known in this stretch.");

  const column = (key: LevelName | "spot"): number[] => Array.from(rowOf, (row) => rows[row]?.[key] ?? NaN);
  const spots = column("spot");
  const paths = shown.map((level) => ({ ...LEVEL_STYLES[level], last: lastLevel(rows, level), prices: column(level) }));
  const known = (bar: number): boolean =>
    !Number.isNaN(spots[bar]) || paths.some(({ prices }) => !Number.isNaN(prices[bar]));
  const all = [...spots, ...paths.flatMap(({ prices }) => prices)].filter((value) => !Number.isNaN(value));
  const air = 0.06 * (Math.max(...all) - Math.min(...all)) || 1;
  const range: [number, number] = [Math.min(...all) - air, Math.max(...all) + air];
  const seen = spots.filter((spot) => !Number.isNaN(spot));
  const ends = [
    ...paths.map(({ name: level, last, colour }) => ({ name: level, last, colour })),
    ...(seen.length === 0 ? [] : [{ name: "spot", last: seen[seen.length - 1], colour: NEUTRAL }]),
  ];
  const names = marginLabels(
    ends.map(({ name: end, last, colour }) => ({ name: end, price: last, written: price(last), colour })),
    range,
    HEIGHT - 130,
  );
  const stays = paths.filter(({ between }) => !between).map(({ prices }) => prices);
  const meet = stays.some((one, i) => stays.slice(i + 1).some((other) => one.some((at, bar) => at === other[bar])));
  const gaps = gapShapes(times, barMs, known);
  const outcomes = (["hold", "break", "open"] as const).map((outcome) =>
    tests.filter((test) => test.outcome === outcome),
  );
  const { first, step } = barMiddles(times, barMs);
  return draw(
    [
      {
        type: "scatter",
        mode: times.length < 20 ? "lines+markers" : "lines",
        name: "spot",
        x0: first,
        dx: step,
        y: spots.map((spot) => (Number.isNaN(spot) ? null : spot)),
        connectgaps: false,
        line: { color: NEUTRAL, width: 1.6 },
        marker: { color: NEUTRAL, size: 5 },
        text: Array.from(times, utcClock),
        hovertemplate: "spot %{y:,.2f} \u00b7 %{text}<extra></extra>",
      },
      ...paths.flatMap(({ name: level, colour, dash, between, prices }, i) => {
        const { strokes, hover } = levelTraces({ name: level, between }, times, prices, barMs);
        // Narrower one after the other: where levels meet each is seen beside the next.
        const width = between ? 1.8 : Math.max(2, 6 - 1.8 * i);
        return [
          { ...strokes, line: { color: colour, width, dash: between ? dash : "solid" } },
          { ...hover, line: { color: colour, width: 0 } },
        ];
      }),
      ...(moves.length === 0 ? [] : [moveMarks(moves, barMs)]),
      ...(tests.length === 0 ? [] : [testMarks(tests, barMs)]),
    ],
    {
      height: HEIGHT,
      hovermode: "x unified",
      xaxis: timeAxis(times, barMs),
      yaxis: strikeAxis(range),
      shapes: gaps,
      margin: { r: Math.max(22, names.width) },
      annotations: names.annotations,
    },
    {
      what,
      when,
      origin,
      notes: [
        ...(moves.length === 0
          ? []
          : [`▲▼ ${counted(moves.length, "move")} of the ${LEVEL_STYLES[moves[0].level].name}`]),
        ...(tests.length === 0
          ? []
          : [
              `tests of a wall: ● ${outcomes[0].length} held, ✕ ${outcomes[1].length} broken, ○ ${outcomes[2].length} open`,
            ]),
        ...(meet ? ["striped: levels at one strike"] : []),
        ...(gaps.length === 0 ? [] : ["grey: not known"]),
      ],
      text:
        `${[what, when].filter(Boolean).join(", ")}: last ${ends.map(({ name: end, last }) => `${end} ${price(last)}`).join(", ")}` +
        `${moves.length === 0 ? "" : `; ${counted(moves.length, "move")} of the ${LEVEL_STYLES[moves[0].level].name}`}` +
        `${tests.length === 0 ? "" : `; walls held ${outcomes[0].length} of ${outcomes[0].length + outcomes[1].length} decided tests`}.`,
    },
  );
}

const HEIGHT = 480;

function moveMarks(moves: readonly Migration[], barMs: number): PlotlyObject {
  const up = ({ from, to }: Migration): boolean => to > from;
  return {
    type: "scatter",
    mode: "markers",
    name: "moves",
    x: moves.map(({ t }) => newYorkDateTime(t + barMs / 2)),
    y: moves.map(({ to }) => to),
    marker: {
      symbol: moves.map((move) => `triangle-${up(move) ? "up" : "down"}${move.across_gap ? "-open" : ""}`),
      color: moves.map((move) => (up(move) ? POSITIVE : NEGATIVE)),
      size: 9,
      line: { width: moves.map(({ across_gap }) => (across_gap ? 1.5 : 0)) },
    },
    text: moves.map(
      (move) =>
        `${up(move) ? "▲" : "▼"} ${LEVEL_STYLES[move.level].name} ${move.from} → ${move.to}, ${bothClocks(move.t)}, ` +
        `held ${counted(move.held, "bar")}`,
    ),
    hovertemplate: "%{text}<extra></extra>",
    cliponaxis: false,
  };
}

const OUTCOMES = {
  hold: { symbol: "circle", word: "held" },
  break: { symbol: "x", word: "broken" },
  open: { symbol: "circle-open", word: "open" },
} as const;

function testMarks(tests: readonly WallTest[], barMs: number): PlotlyObject {
  return {
    type: "scatter",
    mode: "markers",
    name: "tests of a wall",
    x: tests.map(({ t }) => newYorkDateTime(t + barMs / 2)),
    y: tests.map(({ wall }) => wall),
    marker: {
      symbol: tests.map(({ outcome }) => OUTCOMES[outcome].symbol),
      color: NEUTRAL,
      size: 10,
      line: { color: tests.map(({ outcome }) => (outcome === "open" ? NEUTRAL : "#ffffff")), width: 1.4 },
    },
    text: tests.map(
      ({ t, wall, from, spot, outcome, bars }) =>
        `${price(wall)} tested from ${from} at ${price(spot)}, ${bothClocks(t)}: ${OUTCOMES[outcome].word} after ${counted(bars, "bar")}`,
    ),
    hovertemplate: "%{text}<extra></extra>",
    cliponaxis: false,
  };
}

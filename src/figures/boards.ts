import type { BoardRankRow } from "../analytics/rank-boards.js";
import type { BoardMetric, Leaderboard } from "../api/types.js";
import { newYorkDateTime, toInstant } from "../session.js";
import { METRIC_WORDS } from "./board-metrics.js";
import { MAGNITUDE, NEGATIVE, NEUTRAL, POSITIVE } from "./colours.js";
import { axisName, panelDomains } from "./panels.js";
import type { Figure, PlotlyObject } from "./figure.js";
import { draw, drawNothing, escapeText } from "./look.js";
import { counted } from "./words.js";

/** From where {@link boards} knows how a name has moved. */
export interface BoardsOptions {
  /** Earlier boards, each compared with the one of its metric; default none, which shows no changes. */
  before?: readonly Leaderboard[] | undefined;
  /** Rows of `rankBoards` by metric, instead of earlier boards; default none. */
  ranks?: Readonly<Partial<Record<BoardMetric, readonly BoardRankRow[]>>> | undefined;
  /** How many boards stand side by side; default 2, which a figure of 390 pixels has room for. */
  columns?: number | undefined;
}

/**
 * Boards side by side, a panel a metric: rank, name, places won (▲) or lost (▼) since the boards before, value, and a
 * line as long as the value. A board without a name says so in its panel; no boards, and none with a name, give a figure that says so.
 *
 * @throws RangeError for two boards of one metric, and a number of columns that is none.
 * @example
 * const now = [await flow.leaderboard({ metric: "heat", n: 8 }), await flow.leaderboard({ metric: "abs_flow", n: 8 })];
 * plot.boards(now); // and a while later plot.boards(later, { before: now })
 */
export function boards(
  list: readonly Leaderboard[],
  { before = [], ranks = {}, columns = 2 }: BoardsOptions = {},
): Figure {
  if (!(Number.isInteger(columns) && columns >= 1))
    throw new RangeError(`columns is how many boards stand side by side, 1 or more, not ${columns}`);
  const twice = list.find(({ metric }, i) => list.findIndex((other) => other.metric === metric) !== i);
  if (twice !== undefined) throw new RangeError(`boards of different metrics, not two of ${twice.metric}`);
  const what = "0DTE leaderboards";
  const origin = list[0]?.data_origin;
  if (list.length === 0) return drawNothing({ what }, "No board was given.");
  const when = minute(list.reduce((last, { as_of }) => (as_of > last ? as_of : last), list[0].as_of));
  if (list.every(({ entries }) => entries.length === 0))
    return drawNothing(
      { what, when, origin },
      `No name is on a board${list[0].market_open ? "" : ": the market is closed"}.`,
    );
  const rows = Math.max(1, ...list.map(({ entries }) => entries.length));
  const across = Math.min(columns, list.length);
  const down = Math.ceil(list.length / across);
  const sides = panelDomains(across, 0.06);
  // From the top down.
  const levels = panelDomains(down, 0.02).reverse();
  const moves = list.map((board) => movesOf(board, before, ranks[board.metric]));
  const compared = moves.some((known) => known !== null);
  const closed = list.some(({ market_open }) => !market_open);
  return draw(
    list.flatMap((board, i) => panel(board, moves[i], { xaxis: axisName("x", i), yaxis: axisName("y", i) })),
    {
      height: 90 + 31 * (rows + 1.5) * down,
      hovermode: "closest",
      ...Object.fromEntries(
        list.flatMap(({ entries }, i) => [
          [
            axisName("xaxis", i),
            {
              domain: sides[i % across],
              anchor: axisName("y", i),
              range: [0, longest(entries)],
              visible: false,
              fixedrange: true,
            },
          ],
          [
            axisName("yaxis", i),
            {
              domain: levels[Math.floor(i / across)],
              anchor: axisName("x", i),
              range: [rows + 0.6, -0.9],
              visible: false,
              fixedrange: true,
            },
          ],
        ]),
      ),
      annotations: list.flatMap(({ metric, entries }, i) => {
        const at = { x: sides[i % across][0], yref: axisName("y", i) };
        return [header(METRIC_WORDS[metric], at), ...(entries.length > 0 ? [] : [note("no name", at, 1)])];
      }),
    },
    {
      what,
      when,
      origin,
      notes: [
        ...(compared ? [`▲ ▼ places won and lost since ${sinceWhen(list, before, ranks)}`] : []),
        ...(closed ? ["market closed"] : []),
      ],
      text: `${what}, ${when}: ${list.map((board, i) => inWords(board, moves[i])).join("; ")}.`,
    },
  );
}

/** How each name has moved; null where there is nothing to compare with. */
type Moves = ReadonlyMap<string, Move> | null;

interface Move {
  /** `▲2`, `▼1`, `=`, `new`. */
  readonly text: string;
  readonly words: string;
  readonly colour: string;
}

function movesOf(board: Leaderboard, before: readonly Leaderboard[], rows: readonly BoardRankRow[] | undefined): Moves {
  const earlier = before.find(({ metric }) => metric === board.metric);
  if (rows === undefined && earlier === undefined) return null;
  const was = new Map<string, number>();
  if (rows !== undefined) for (const { symbol, before: place } of rows) was.set(symbol, place);
  else for (const { symbol, rank } of earlier!.entries) was.set(symbol, rank);
  return new Map(board.entries.map(({ symbol, rank }) => [symbol, moveOf(rank, was.get(symbol) ?? NaN)]));
}

function moveOf(rank: number, was: number): Move {
  if (Number.isNaN(was)) return { text: "new", words: "new on the board", colour: NEUTRAL };
  if (was === rank) return { text: "=", words: "same place", colour: NEUTRAL };
  return was > rank
    ? { text: `▲${was - rank}`, words: `up from ${was}`, colour: POSITIVE }
    : { text: `▼${rank - was}`, words: `down from ${was}`, colour: NEGATIVE };
}

function panel({ metric, entries }: Leaderboard, moves: Moves, axes: PlotlyObject): PlotlyObject[] {
  if (entries.length === 0) return [];
  const { name, write } = METRIC_WORDS[metric];
  const places = entries.map((_, i) => i + 1);
  const texts = places.map((place) => place - 0.12);
  const values = entries.map(({ value }) => (Number.isFinite(value) ? value : null));
  const line = { type: "scatter", mode: "text", y: texts, ...axes, hoverinfo: "skip", cliponaxis: false };
  const moveText = (symbol: string): string => {
    const move = moves?.get(symbol);
    return move === undefined ? "" : `\u2002<span style="color:${move.colour}">${move.text}</span>`;
  };
  return [
    {
      type: "bar",
      orientation: "h",
      name,
      x: values,
      y: places.map((place) => place + 0.26),
      width: 0.14,
      ...axes,
      marker: { color: MAGNITUDE, opacity: places.map((place) => (place === 1 ? 1 : 0.6)) },
      customdata: entries.map(({ rank, symbol, value }) => {
        const move = moves?.get(symbol);
        return `${rank}. <b>${escapeText(symbol)}</b>: ${write(value)}${move === undefined ? "" : `, ${move.words}`}`;
      }),
      hovertemplate: "%{customdata}<extra></extra>",
    },
    {
      ...line,
      name: `names by ${name}`,
      x: places.map(() => 0),
      text: entries.map(({ rank, symbol }) => `${rank}\u2002<b>${escapeText(symbol)}</b>${moveText(symbol)}`),
      textposition: "middle right",
    },
    {
      ...line,
      name: `values of ${name}`,
      x: places.map(() => longest(entries)),
      text: entries.map(({ value }) => write(value)),
      textposition: "middle left",
    },
  ];
}

function longest(entries: Leaderboard["entries"]): number {
  return Math.max(0, ...entries.map(({ value }) => (Number.isFinite(value) ? value : 0))) || 1;
}

function header({ name, unit }: { name: string; unit: string }, at: PlotlyObject): PlotlyObject {
  return note(`<b>${name}</b><br><span style="font-size:11px">${unit}</span>`, at, -0.15);
}

function note(text: string, at: PlotlyObject, y: number): PlotlyObject {
  return { text, ...at, y, xref: "paper", xanchor: "left", yanchor: "middle", align: "left", showarrow: false };
}

function sinceWhen(
  list: readonly Leaderboard[],
  before: readonly Leaderboard[],
  ranks: NonNullable<BoardsOptions["ranks"]>,
): string {
  const earlier = before.find(({ metric }) => list.some((board) => board.metric === metric));
  return Object.keys(ranks).length > 0 || earlier === undefined ? "the boards before" : minute(earlier.as_of);
}

function inWords({ metric, entries }: Leaderboard, moves: Moves): string {
  const { name, write } = METRIC_WORDS[metric];
  if (entries.length === 0) return `${name}: no name on the board`;
  const [{ symbol, value }] = entries;
  const move = moves?.get(symbol);
  return `${name}: first of ${counted(entries.length, "name")} ${symbol} with ${write(value)}${move === undefined ? "" : `, ${move.words}`}`;
}

function minute(as_of: string): string {
  return `${newYorkDateTime(toInstant(as_of)).slice(0, 16)} ET`;
}

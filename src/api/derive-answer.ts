import { barEnd, type BarEndpoint, windowOf } from "./bar-window.js";
import { addGaps, gapsWithin } from "./gaps-within.js";
import type { Question } from "./question.js";
import type { Heatmap, HeatmapBar, Leaderboard, StrikeFlow } from "./types.js";
import type { BarAnswer } from "./watch.js";

/** A recorded answer with the question that it was given to. */
export interface Recorded<A> {
  readonly question: Question;
  readonly answer: A;
}

/**
 * The first `n` rows of a board that has them all; undefined when rows may be missing. A board that is shorter than what was
 * asked for is all there was.
 */
export function boardOf({ question, answer }: Recorded<Leaderboard>, n: number): Leaderboard | undefined {
  const whole = answer.entries.length < Number(question.params.n);
  if (!whole && n > answer.entries.length) return undefined;
  return { ...answer, n, entries: answer.entries.slice(0, n) };
}

/**
 * The bars of the last `minutes` before the newest of some answers, which otherwise differ in their minutes only: cut from
 * it when its window is as long, and else joined with those of the older ones, as far as their windows follow on each other.
 * Of each bar the newest answer counts. Undefined when a part of the window was not asked for, or cannot be told.
 *
 * Strikes are those of all the answers that were joined, and a cell is null where an answer did not have its strike.
 *
 * @param answers the newest first; read one by one, as far as they are needed
 */
export function barsOf<A extends BarAnswer>(answers: Iterable<Recorded<A>>, minutes: number): A | undefined {
  const parts: { answer: A; bars: A["bars"][number][] }[] = [];
  const gaps: { from: string; to: string }[] = [];
  let newest: A | undefined;
  let wanted = NaN;
  let known = NaN;
  for (const { question, answer } of answers) {
    const window = windowOf(question.endpoint as BarEndpoint, answer, Number(question.params.minutes));
    if (window === undefined) return undefined;
    if (newest === undefined) {
      newest = answer;
      wanted = windowOf(question.endpoint as BarEndpoint, answer, minutes)!.from;
      known = Infinity;
    } else if (window.to < known || window.from >= known) continue;
    const from = Math.max(wanted, window.from);
    const bars = answer.bars.filter((bar) => barEnd(answer, bar) > from && barEnd(answer, bar) <= known);
    parts.unshift({ answer, bars });
    if ("gap_intervals" in answer) {
      const own = gapsWithin(answer.gap_intervals, { from, to: Math.min(window.to, known) });
      if (own === undefined) return undefined;
      addGaps(gaps, own);
    }
    known = from;
    if (known <= wanted) return joined(newest, parts, gaps);
  }
  return undefined;
}

function joined<A extends BarAnswer>(
  newest: A,
  parts: readonly { answer: A; bars: A["bars"][number][] }[],
  gap_intervals: { from: string; to: string }[],
): A {
  if (!("strikes_grid" in newest)) return { ...newest, bars: parts.flatMap(({ bars }) => bars) };
  const grids = parts.map(({ answer }) => (answer as Heatmap | StrikeFlow).strikes_grid);
  const strikes_grid = unionOf(grids);
  const bars = parts.flatMap(({ bars: own }, i) => own.map((bar) => onGrid(bar, grids[i], strikes_grid)));
  return { ...newest, strikes_grid, bars, gap_intervals };
}

function unionOf(grids: readonly (readonly number[])[]): number[] {
  const longest = [...grids].sort((a, b) => b.length - a.length)[0];
  const known = new Set(longest);
  const more = grids.filter((grid) => grid !== longest).flatMap((grid) => grid.filter((strike) => !known.has(strike)));
  return more.length === 0 ? [...longest] : [...new Set([...longest, ...more])].sort((a, b) => a - b);
}

/** A bar with its arrays along another grid that has all of its strikes. */
function onGrid<B extends object>(bar: B, own: readonly number[], grid: readonly number[]): B {
  if (own.length === grid.length) return bar;
  const places = new Map(own.map((strike, i) => [strike, i]));
  const at = grid.map((strike) => places.get(strike));
  const moved = Object.entries(bar).map(([name, cells]: [string, unknown]) => [
    name,
    Array.isArray(cells) ? at.map((place) => (place === undefined ? null : (cells[place] as unknown))) : cells,
  ]);
  return Object.fromEntries(moved) as B;
}

/**
 * The `delta` mode of a raw heatmap: each bar less the one before it in the answer, the first one left raw. `signed_flow` is
 * an increment already, and stays as it is.
 */
export function deltaOf(raw: Heatmap): Heatmap {
  if (raw.metric === "signed_flow") return { ...raw, mode: "delta" };
  const bars = raw.bars.map((bar, i): HeatmapBar => {
    if (i === 0) return bar;
    const before = raw.bars[i - 1].values;
    return { ...bar, values: bar.values.map((value, k) => difference(value, before[k])) };
  });
  return { ...raw, mode: "delta", bars };
}

function difference(value: number | null, before: number | null): number | null {
  return value === null || before === null ? null : value - before;
}

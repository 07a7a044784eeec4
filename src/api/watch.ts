import { MINUTE, toInstant, toIso } from "../session.js";
import { BAR_MS } from "./bar-ms.js";
import { poll, type PollOptions } from "./poll.js";
import type { BarSize, GapInterval, Heatmap, HedgeFlow, Series, StrikeFlow } from "./types.js";

/** An answer with bars: what {@link watch} can follow. */
export type BarAnswer = Series<BarSize> | HedgeFlow | StrikeFlow | Heatmap;

/** What a watch brings. */
export interface BarNews<A extends BarAnswer> {
  /** Bars that were not there before, ascending. */
  bars: A["bars"][number][];
  /** Bars that were there before with other numbers, ascending. */
  revised: A["bars"][number][];
  /** Stretches before one of the new bars of which there is no bar. */
  gaps: GapInterval[];
  /** The answer that they came with. */
  answer: A;
}

/** Options of {@link watch}. */
export interface WatchOptions extends PollOptions {
  /** How far back the first question goes, minutes, 1 to 390; default 390: all of the session so far. */
  minutes?: number | undefined;
  /** How far behind the newest bar a revised one is noticed, minutes; default 5. */
  lookBack?: number | undefined;
}

/** As many as a question may ask for. */
const MOST_MINUTES = 390;

/**
 * Follows one name as its bars close: the bars so far at once, and then what is new or was revised after each close, until
 * the session's end, the signal or an interrupt. `ask` gets the minutes that are needed: after an outage as many as bring
 * all that was missed, so that no bar is lost and none comes twice. Failures that may pass are waited out, see
 * {@link PollOptions.onTrouble}; others are thrown. The clock is the machine's, so a source that stands at an instant
 * brings its bars once.
 *
 * A cell of the stock kernel takes no `for await` at its top: {@link each} is for that.
 *
 * @param ask gives `minutes` on to `series`, `hedgeFlow`, `strikeFlow` or `heatmap`, and if it can, the signal too
 * @throws FlowError what `ask` throws and no waiting helps.
 * @example
 * await each(watch((minutes) => flow.series("SPY", { bar: "1m", minutes })), ({ bars, gaps }) => {
 *   for (const { t, net_gex } of bars) console.log(t, net_gex);
 * });
 */
export async function* watch<A extends BarAnswer>(
  ask: (minutes: number, signal: AbortSignal) => Promise<A>,
  options: WatchOptions = {},
): AsyncGenerator<BarNews<A>, void> {
  const { minutes: first = MOST_MINUTES, lookBack = 5, clock } = options;
  const now = clock?.now ?? Date.now;
  /** The text of each bar by its time: a day has at most 780. */
  const seen = new Map<number, string>();
  let oldest = NaN;
  let newest = NaN;
  let length = MINUTE;
  const needed = (): number => {
    const missed = Math.ceil((now() - newest) / MINUTE) + lookBack;
    return Math.min(MOST_MINUTES, Math.max(1, Number.isNaN(newest) ? first : missed));
  };
  for await (const answer of poll(
    (signal) => ask(needed(), signal),
    () => length,
    options,
  )) {
    length = BAR_MS[answer.bar_size] ?? MINUTE;
    const news: BarNews<A> = { bars: [], revised: [], gaps: [], answer };
    let before = newest;
    for (const bar of answer.bars) {
      const time = toInstant(bar.t);
      // Looking back may go behind the first question.
      if (time < oldest) continue;
      const text = JSON.stringify(bar);
      const known = seen.get(time);
      if (known === undefined) {
        news.bars.push(bar);
        if (time - before > length) news.gaps.push({ from: toIso(before + length), to: toIso(time) });
      } else if (known !== text) news.revised.push(bar);
      seen.set(time, text);
      before = Number.isNaN(before) ? time : Math.max(before, time);
      if (Number.isNaN(oldest)) oldest = time;
    }
    newest = before;
    if (news.bars.length > 0 || news.revised.length > 0) yield news;
  }
}

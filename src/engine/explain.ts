import { readSymbol } from "../api/params.js";
import type { FlowEngine } from "./engine.js";
import { explainedStretch, explanationOf, strikeRows } from "./explain-rows.js";
import { stepExplainer, type ExplainMetric } from "./explain-step.js";
import { barAt, mustFit, viewIn } from "./explained-name.js";
import type { Explanation } from "./explanation.js";
import { barEnd, minuteSteps, momentReader, sampleOf } from "./minute-steps.js";
import type { SessionHistory } from "./session-history.js";
import { strikesAt } from "./session-view.js";

/** What {@link explain} takes apart. */
export const EXPLAIN_METRICS: readonly ExplainMetric[] = ["gex", "dex", "vex", "chex", "hedge_flow"];

/** Which way {@link explain} goes from one instant to the other. */
export const EXPLAIN_PATHS = ["bars", "ends"] as const;
/** One of {@link EXPLAIN_PATHS}. */
export type ExplainPath = (typeof EXPLAIN_PATHS)[number];

/** What {@link explain} takes apart, and how. */
export interface ExplainOptions {
  /**
   * An exposure as the heatmap has it, default `gex`; or `hedge_flow`, the delta-dollars of all contracts bought minus sold
   * since the open, revalued: what hedging the flow so far takes at this moment.
   */
  metric?: ExplainMetric | undefined;
  /**
   * `bars`, the default, explains minute by minute and adds up, which follows what happened in between. `ends` sets the two
   * ends against each other in one step, as if nothing had happened in between.
   */
  path?: ExplainPath | undefined;
  /**
   * Who knew the chain at `from`, default the engine itself: an engine of the same session and conventions, such as one on
   * the open interest as it was first published. This is how another open interest comes into a session.
   */
  before?: FlowEngine | undefined;
}

/**
 * Why an exposure changed between two instants: its change by strike as the sum of what the spot, the volatility, the time,
 * the trades and the open interest did. A factor's part is its Shapley value: what it adds when it moves, averaged over
 * all orders in which the five can move, so that none is favoured by going first. Every contract is revalued under all 32
 * sets of factors.
 *
 * The total of a strike is the difference of its heatmap cells: the minute that was complete at `to`, minus the one at
 * `from`. An exposure is a position times a greek in dollars, and the factors are what those are made of:
 *
 *   spot           the price of the underlying, and with it the forward that the quotes imply; `basis` is what the forward
 *                  did against the spot, which is mostly the noise of quotes
 *   volatility     the strike's own; `filled` is what came of marks filled in from other strikes
 *   time           hours to the close, held at half a minute before it
 *   trades         contracts bought minus sold, as far as the engine's conventions make them a position: with effective
 *                  open interest 0.43 of them, with settled open interest none
 *   open_interest  the settled open interest. It is published before the open, so that a session has no part of it unless
 *                  `before` brings another one
 *
 * Of `hedge_flow` trades are what was newly done, at the deltas of then, which is nearly the sum of the bars of
 * `hedgeFlow`; the other factors are what the flow from before must be hedged again. The running sum itself is not taken
 * apart: nothing but trades is in it.
 *
 * These five are all that the engine computes with. What is doubtful in them is counted where it acts, and named beside it:
 * `basis` in spot, `filled` in volatility, and both as `basis_share` and `filled_share` of the whole. So nothing is left
 * for the `residual` but what cannot be told: where there was no price of the underlying at one of the ends, and nothing
 * open, all of the change. A strike whose level is unknown at an end is left out and counted in `unknown_strikes`. A strike
 * that appears in between is new trades. A gap is one step from the minute before it to the one behind it. Where quotes
 * stand still, time and volatility are large and hold against each other: the same price with less time is more volatility.
 *
 * One step and a sum of bars are the same within a minute, where factors hardly meet. Over hours they differ: with
 * `ends` a spot that has come back has done nothing, with `bars` it has, as gamma was another one on the way back. The
 * parts of `bars` add up over stretches, those of `ends` do not, and depend on nothing in between.
 *
 * @param from New York time (`"14:30"`), ISO with a zone, or epoch milliseconds; what is complete then counts
 * @param to the same; not behind the engine's instant
 * @throws TypeError for a source that is no engine: answers do not hold what an exposure was made of.
 * @throws RangeError for an unknown name, metric or path, a stretch that ends before it starts, times outside the session,
 *   behind the engine's instant, or of a minute that is not complete or was not recorded, and for a `before` that does not
 *   fit. InvalidRequestError for a symbol that cannot be one.
 * @example
 * const flow = FlowEngine.simulate({ seed: 7 });
 * const why = explain(flow, "SPY", "14:00", "15:00", { metric: "gex" });
 * why.factors; // rows: spot, volatility, time, trades, open_interest, residual
 * why.strikes[0]; // the strike that moved most, and why
 */
export function explain(
  engine: FlowEngine,
  symbol: string,
  from: string | number,
  to: string | number,
  { metric = "gex", path = "bars", before = engine }: ExplainOptions = {},
): Explanation {
  mustBeOne("metric", metric, EXPLAIN_METRICS);
  mustBeOne("path", path, EXPLAIN_PATHS);
  const name = readSymbol(symbol);
  const [view, earlier] = [viewIn(engine, name, "explain"), viewIn(before, name, "before")];
  mustFit(earlier, view);
  const first = barAt(before, earlier, "from", from);
  const last = barAt(engine, view, "to", to);
  if (first > last) throw new RangeError(`explain from ${from} to ${to}: the stretch ends before it starts`);

  const [there, here] = [earlier.history, view.history];
  const strikes =
    there === here ? here.strikes : Float64Array.from(new Set([...there.strikes, ...here.strikes])).sort();
  const explainStep = stepExplainer({
    strikes,
    logStrikes: strikes.map(Math.log),
    multiplier: here.multiplier,
    metric,
    conventions: view.conventions,
  });
  const readThere = momentReader(there, strikes);
  const readHere = there === here ? readThere : momentReader(here, strikes);
  const ends = explainStep(readThere(first), readHere(last));
  const [start, end] = [barEnd(here, first), barEnd(here, last)];
  const seen = strikesSeen([there, here], end);
  const positions = Array.from(strikes.keys()).filter((k) => seen.has(strikes[k]));
  const changes = ends.after.map((after, k) => after - ends.before[k]);
  const known = positions.filter((k) => Number.isFinite(changes[k]));

  const steps =
    path === "ends" ? [{ t: start, step: ends }] : minuteSteps(explainStep, readThere, readHere, here, first, last);
  const stretch = explainedStretch(steps, strikes.length, known);
  return explanationOf(strikeRows(stretch, changes, strikes, known, here.spot[sampleOf(last)]), stretch.bars, {
    symbol: name,
    metric,
    from: start,
    to: end,
    unknown_strikes: positions.length - known.length,
  });
}

/** The strikes that one of some histories had seen at an instant. */
function strikesSeen(histories: readonly SessionHistory[], instant: number): Set<number> {
  return new Set(histories.flatMap((history) => strikesAt(history, instant).map((k) => history.strikes[k])));
}

function mustBeOne(name: string, value: string, words: readonly string[]): void {
  if (!words.includes(value)) throw new RangeError(`${name} must be one of ${words.join(", ")}, not "${value}"`);
}

import { AbortedError, FlowError } from "../api/errors.js";
import type { SnapshotAnswer } from "../api/snapshot-types.js";
import type { FlowSource } from "../api/source.js";
import type { Heatmap, HedgeFlow, Leaderboard, Series, StrikeFlow } from "../api/types.js";

/** What a tear sheet is made of, each of it one answer. */
export interface SheetAnswers {
  readonly board: Leaderboard<"heat">;
  readonly snapshot: SnapshotAnswer;
  readonly series: Series<"1m">;
  readonly calls: HedgeFlow<"calls", "1m">;
  readonly puts: HedgeFlow<"puts", "1m">;
  readonly flow: StrikeFlow;
  readonly gex: Heatmap<"gex", "raw">;
}

/** The answers that came, and why the others did not. */
export interface Asked {
  readonly answers: Partial<SheetAnswers>;
  readonly refusals: Partial<Record<keyof SheetAnswers, FlowError>>;
}

/**
 * Asks all questions of a tear sheet at once, each of them once.
 *
 * @throws FlowError when none is answered, the one about the snapshot; and whatever is no refusal, such as an abort.
 */
export async function askAll(source: FlowSource, symbol: string, minutes: number): Promise<Asked> {
  const questions: { [Q in keyof SheetAnswers]: () => Promise<SheetAnswers[Q]> } = {
    board: () => source.leaderboard({ metric: "heat", n: 100 }),
    snapshot: () => source.snapshot(symbol),
    series: () => source.series(symbol, { bar: "1m", minutes }),
    calls: () => source.hedgeFlow(symbol, { side: "calls", bar: "1m", minutes }),
    puts: () => source.hedgeFlow(symbol, { side: "puts", bar: "1m", minutes }),
    flow: () => source.strikeFlow(symbol, { minutes }),
    gex: () => source.heatmap(symbol, { metric: "gex", minutes }),
  };
  const names = Object.keys(questions) as (keyof SheetAnswers)[];
  const asked = await Promise.allSettled(names.map(async (name) => questions[name]()));
  const answers: Partial<Record<keyof SheetAnswers, unknown>> = {};
  const refusals: Partial<Record<keyof SheetAnswers, FlowError>> = {};
  asked.forEach((outcome, i) => {
    if (outcome.status === "fulfilled") answers[names[i]] = outcome.value;
    else refusals[names[i]] = refusalOf(outcome.reason);
  });
  if (refusals.snapshot !== undefined && Object.keys(answers).length === 0) throw refusals.snapshot;
  return { answers: answers as Partial<SheetAnswers>, refusals };
}

function refusalOf(reason: unknown): FlowError {
  if (reason instanceof FlowError && !(reason instanceof AbortedError)) return reason;
  throw reason;
}

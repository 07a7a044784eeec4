import { each } from "../api/each.js";
import { BOARD_METRICS, HEDGE_SIDES } from "../api/endpoints.js";
import {
  AuthenticationError,
  CassetteError,
  FlowError,
  NotFoundError,
  RateLimitError,
  TierRestrictedError,
} from "../api/errors.js";
import { poll, type PollClock } from "../api/poll.js";
import { mayPass } from "../api/retry.js";
import type { FlowSource } from "../api/source.js";
import type { HeatmapMetric } from "../api/types.js";
import { MINUTE, sessionAt } from "../session.js";

/** What {@link recordRounds} asks, and how often. */
export interface RoundsOptions {
  readonly symbols: readonly string[];
  /** Layers of the heatmap. */
  readonly metrics: readonly HeatmapMetric[];
  /** From round to round, milliseconds. */
  readonly every: number;
  readonly clock: PollClock;
  /** Ends the rounds, without an error. */
  readonly signal: AbortSignal;
  /** Told after each round. */
  readonly onRound: (progress: RoundsProgress) => void;
  /** Told once of each kind of failure: what was asked, what came of it, and what is done about it. */
  readonly onTrouble: (asked: string, error: FlowError, then: string) => void;
}

/** What has been done so far. */
export interface RoundsProgress {
  readonly rounds: number;
  readonly answers: number;
  readonly failures: number;
  /** Questions of a round that are still asked. */
  readonly questions: number;
}

/** Bars this much before the last good round are asked for again: one may have been revised, or not been closed. */
const MARGIN_MINUTES = 2;
const WHOLE_DAY = 390;

interface RoundQuestion {
  readonly text: string;
  readonly symbol: string | undefined;
  readonly ask: (flow: FlowSource, minutes: number) => Promise<unknown>;
}

/** The questions of a round: the four boards, and of each symbol all there is. */
export function roundQuestions(symbols: readonly string[], metrics: readonly HeatmapMetric[]): RoundQuestion[] {
  const boards = BOARD_METRICS.map((metric) => ({
    text: `leaderboard ${metric}`,
    symbol: undefined,
    // As many rows as there are, of which fewer can be cut.
    ask: (flow: FlowSource) => flow.leaderboard({ metric, n: 100 }),
  }));
  const named = symbols.flatMap((symbol): RoundQuestion[] => [
    { text: `${symbol} snapshot`, symbol, ask: (flow) => flow.snapshot(symbol) },
    { text: `${symbol} series`, symbol, ask: (flow, minutes) => flow.series(symbol, { minutes }) },
    ...HEDGE_SIDES.map((side) => ({
      text: `${symbol} hedge-flow ${side}`,
      symbol,
      ask: (flow: FlowSource, minutes: number) => flow.hedgeFlow(symbol, { side, minutes }),
    })),
    { text: `${symbol} strike-flow`, symbol, ask: (flow, minutes) => flow.strikeFlow(symbol, { minutes }) },
    ...metrics.map((metric) => ({
      text: `${symbol} heatmap ${metric}`,
      symbol,
      ask: (flow: FlowSource, minutes: number) => flow.heatmap(symbol, { metric, minutes }),
    })),
  ]);
  return [...boards, ...named];
}

/**
 * Asks the questions of a session in rounds until its end, the signal or an interrupt: the whole day in the first round
 * and in the last, behind the close; in between the minutes since the last good answer and two more, out of which a replay
 * joins the day.
 *
 * A failure that may pass is asked again in the next round; where the first question of a round fails so, the round waits.
 * A symbol that is not found is left alone for the round, a question that the plan does not allow for good.
 *
 * @throws AuthenticationError, CassetteError, or RateLimitError for a quota that is used up: no further round would help.
 *   Nothing is asked any more then.
 */
export async function recordRounds(flow: FlowSource, options: RoundsOptions): Promise<RoundsProgress> {
  const { symbols, metrics, every, clock, signal, onRound, onTrouble } = options;
  let questions = roundQuestions(symbols, metrics);
  const good = new Map<string, number>();
  const told = new Set<string>();
  const progress = { rounds: 0, answers: 0, failures: 0, questions: questions.length };

  const trouble = (text: string, error: FlowError, then: string): void => {
    const kind = `${text} ${error.code}`;
    if (!told.has(kind)) onTrouble(text, error, then);
    told.add(kind);
  };
  const minutesOf = (text: string): number => {
    const now = clock.now();
    const session = sessionAt(now);
    const last = good.get(text);
    if (last === undefined || session === null || now >= session.close) return WHOLE_DAY;
    return Math.min(WHOLE_DAY, Math.ceil((now - last) / MINUTE) + MARGIN_MINUTES);
  };
  /** Whether the symbol's other questions are worth asking. */
  const ask = async ({ text, ask: send }: RoundQuestion, first: boolean): Promise<boolean> => {
    const asked = clock.now();
    try {
      await send(flow, minutesOf(text));
      progress.answers++;
      good.set(text, asked);
      return true;
    } catch (error) {
      if (signal.aborted || !(error instanceof FlowError) || endsAll(error)) throw error;
      progress.failures++;
      const passes: boolean = mayPass(error);
      if (passes) {
        if (first) throw error;
        trouble(text, error, "asked again in the next round");
      } else if (error instanceof TierRestrictedError) {
        questions = questions.filter((question) => question.text !== text);
        progress.questions = questions.length;
        trouble(text, error, "left out from now on");
      } else if (error instanceof NotFoundError) {
        trouble(text, error, "nothing more is asked of it in this round");
        return false;
      } else trouble(text, error, "asked again in the next round");
      return true;
    }
  };
  const round = async (): Promise<void> => {
    const [first, ...rest] = questions;
    if (first === undefined)
      throw new FlowError("The key's plan allows none of the questions.", { code: "nothing_to_ask" });
    const goOn = await ask(first, true);
    const lanes = [undefined, ...symbols].map((symbol) => rest.filter((question) => question.symbol === symbol));
    // One that fails for good stops the others, and is thrown when they have stopped: who asked may close the recording then.
    const over = new AbortController();
    await Promise.all(
      lanes.map(async (lane) => {
        if (!goOn && lane[0]?.symbol === first.symbol) return;
        try {
          for (const question of lane) if (over.signal.aborted || !(await ask(question, false))) return;
        } catch (error) {
          over.abort(error);
        }
      }),
    );
    over.signal.throwIfAborted();
    progress.rounds++;
  };

  const rounds = poll(round, () => every, {
    signal,
    clock,
    jitter: Math.min(2_000, every / 10),
    onTrouble: (error, retryAt) => {
      const seconds = Math.round((retryAt - clock.now()) / 1000);
      onTrouble("the round", error, `asked again in ${seconds} s`);
    },
  });
  await each(rounds, () => onRound({ ...progress }));
  return progress;
}

/** Whether no other question can fare better. */
function endsAll(error: FlowError): boolean {
  if (error instanceof AuthenticationError || error instanceof CassetteError) return true;
  return error instanceof RateLimitError && !mayPass(error);
}

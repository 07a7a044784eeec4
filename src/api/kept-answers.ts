/** Answers that are kept for a while, by what was asked. */
export interface KeptAnswers<T> {
  find(question: string): T | undefined;
  keep(question: string, answer: T, milliseconds: number): void;
}

/**
 * A place for answers that need not be asked for again yet.
 *
 * @param now milliseconds of a clock that never goes back
 */
export function keptAnswers<T>(now: () => number = () => performance.now()): KeptAnswers<T> {
  const kept = new Map<string, { readonly answer: T; readonly until: number }>();
  return {
    find: (question) => {
      const found = kept.get(question);
      return found !== undefined && now() < found.until ? found.answer : undefined;
    },
    keep: (question, answer, milliseconds) => {
      // What is over goes with the next that comes, so that nothing piles up.
      for (const [each, { until }] of kept) if (until <= now()) kept.delete(each);
      kept.set(question, { answer, until: now() + milliseconds });
    },
  };
}

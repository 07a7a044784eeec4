/** Keeps answers for a while, and asks once for all who ask at the same time. */
export type AnswerCache<A> = (key: string, keepMs: number, make: () => Promise<A>) => Promise<A>;

interface Kept<A> {
  readonly until: number;
  readonly answer: Promise<A>;
}

/**
 * A cache of answers. A failure is not kept.
 *
 * @param now the clock, epoch milliseconds
 * @param most how many answers at most; the oldest go first
 */
export function answerCache<A>(now: () => number, most: number = 500): AnswerCache<A> {
  const kept = new Map<string, Kept<A>>();
  return (key, keepMs, make) => {
    if (keepMs <= 0) return make();
    const found = kept.get(key);
    if (found !== undefined && now() < found.until) return found.answer;

    const entry = { until: now() + keepMs, answer: make() };
    // Deleted first, so that the map's order is that of age.
    kept.delete(key);
    kept.set(key, entry);
    if (kept.size > most) kept.delete(kept.keys().next().value!);
    entry.answer.catch(() => {
      if (kept.get(key) === entry) kept.delete(key);
    });
    return entry.answer;
  };
}

import { unlessAborted } from "./unless-aborted.js";

/** Something that is asked at the moment, for all who ask the same meanwhile. */
interface UnderWay<T> {
  readonly answer: Promise<T>;
  readonly stop: AbortController;
  readonly sent: { attempts: number };
  waiting: number;
}

/**
 * Asks a question, or joins those who wait for it already.
 *
 * @param signal of the one who asks: when it aborts, its reason is thrown to him alone
 * @param sent gets what was sent while he waited added
 */
export type InFlight<T> = (
  question: unknown,
  signal: AbortSignal,
  sent: { attempts: number },
  start: (signal: AbortSignal, sent: { attempts: number }) => Promise<T>,
) => Promise<T>;

/**
 * Questions under way, by whatever tells one from another: who asks what is asked already gets that answer, and nothing is sent twice. A signal
 * stops the waiting of the one who gave it; when nobody waits any more, the question itself is stopped.
 */
export function inFlight<T>(): InFlight<T> {
  const underWay = new Map<unknown, UnderWay<T>>();

  function begin(question: unknown, start: Parameters<InFlight<T>>[3]): UnderWay<T> {
    const stop = new AbortController();
    const sent = { attempts: 0 };
    const answer = start(stop.signal, sent);
    const entry = { answer, stop, sent, waiting: 0 };
    const end = (): void => {
      if (underWay.get(question) === entry) underWay.delete(question);
    };
    answer.then(end, end);
    underWay.set(question, entry);
    return entry;
  }

  return async (question, signal, sent, start) => {
    signal.throwIfAborted();
    const entry = underWay.get(question) ?? begin(question, start);
    entry.waiting++;
    try {
      return await unlessAborted(entry.answer, signal);
    } finally {
      sent.attempts += entry.sent.attempts;
      // Gone from the list first: who asks from now on does not join what is being stopped.
      if (--entry.waiting === 0 && underWay.get(question) === entry) {
        underWay.delete(question);
        entry.stop.abort();
      }
    }
  };
}

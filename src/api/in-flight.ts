import { AbortedError } from "./errors.js";

/** A question that is under way, for all who ask it meanwhile. */
interface UnderWay {
  readonly answer: Promise<string>;
  readonly stop: AbortController;
  readonly sent: { attempts: number };
  waiting: number;
}

/** Asks a question, or joins those who wait for it already. */
export type InFlight = (
  question: string,
  signal: AbortSignal | undefined,
  sent: { attempts: number },
  start: (signal: AbortSignal, sent: { attempts: number }) => Promise<string>,
) => Promise<string>;

/**
 * Questions under way by their text: who asks what is asked already gets that answer, and nothing is sent twice. A signal
 * stops the waiting of the one who gave it; when nobody waits any more, the question itself is stopped.
 */
export function inFlight(): InFlight {
  const underWay = new Map<string, UnderWay>();

  function begin(question: string, start: Parameters<InFlight>[3]): UnderWay {
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
    const aborted = (): AbortedError => new AbortedError(undefined, { cause: signal?.reason });
    if (signal?.aborted === true) throw aborted();
    const entry = underWay.get(question) ?? begin(question, start);
    entry.waiting++;
    let leave = (): void => undefined;
    const left = new Promise<never>((_, reject) => {
      leave = () => reject(aborted());
      signal?.addEventListener("abort", leave);
    });
    try {
      return await Promise.race([entry.answer, left]);
    } finally {
      signal?.removeEventListener("abort", leave);
      sent.attempts = entry.sent.attempts;
      // Gone from the list first: who asks from now on does not join what is being stopped.
      if (--entry.waiting === 0 && underWay.get(question) === entry) {
        underWay.delete(question);
        entry.stop.abort();
      }
    }
  };
}

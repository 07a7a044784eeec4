import type { Received } from "./attempt.js";
import type { Hide } from "./redact.js";
import type { Envelope } from "./types.js";

/** What is known of an answer besides the answer. */
export interface AnswerMeta {
  /** What was asked. Never holds the key. */
  url: string;
  status: number;
  /** By their names in lower case; without cookies, and without the key should the server have sent it back. */
  headers: Record<string, string>;
  /** How often it was asked; 0 when the answer had been kept, see `keep` of {@link FlowClientOptions}. */
  attempts: number;
  /** How long it took, retries and waits included. */
  milliseconds: number;
  /** When the answer had come, epoch milliseconds. */
  receivedAt: number;
  /** The key's requests of the day. */
  rateLimit: RateLimit;
  /** How old each feed behind the numbers is: a row each, none where the server does not say. */
  feeds: FeedAge[];
}

/** A key's requests of the day, by the answer's `X-RateLimit` headers; null is not told. */
export interface RateLimit {
  /** Requests a day; Infinity is unlimited. */
  limit: number | null;
  /** How many of them are left; Infinity is unlimited. */
  remaining: number | null;
  /** When the count starts anew, epoch milliseconds. */
  resetAt: number | null;
}

/** How old a feed was when the answer came, by the answer's `data_as_of`. */
export interface FeedAge {
  /** The wire's name: `flow_feed`. */
  feed: string;
  /** When the server last saw it, UTC; null for never, or what is no time. */
  seen: string | null;
  /** Seconds since then; below 0 where clocks differ; null with `seen`. */
  age: number | null;
}

/** An answer, and what is known of it. */
export interface AnswerWithMeta<A> {
  answer: A;
  meta: AnswerMeta;
}

/** A question that was asked: the answer, to be awaited, or the answer with what is known of it. */
export interface Question<A> extends Promise<A> {
  /**
   * The same answer with its status, headers, rate limit, attempts, time and the ages of its feeds.
   *
   * @example
   * const { answer, meta } = await flow.snapshot("SPY").withMeta();
   * toFrame(meta.feeds); // feed, seen, age in seconds
   */
  withMeta(): Promise<AnswerWithMeta<A>>;
}

/** A question whose answer and meta come together. */
export function question<A>(asked: Promise<AnswerWithMeta<A>>): Question<A> {
  const answer = asked.then((both) => both.answer);
  const withMeta = (): Promise<AnswerWithMeta<A>> => {
    // Whoever takes the pair does not take this one too; its failure is theirs already.
    answer.catch(() => undefined);
    return asked;
  };
  // Not enumerable, so that a printed promise looks like any other.
  return Object.defineProperty(answer, "withMeta", { value: withMeta }) as Question<A>;
}

/** The meta of an answer that came. */
export function answerMeta(
  answer: Envelope,
  { status, headers, receivedAt }: Received,
  asked: { url: string; attempts: number; milliseconds: number },
  hide: Hide,
): AnswerMeta {
  const shown = [...headers].filter(([name]) => name !== "set-cookie").map(([name, value]) => [name, hide(value)]);
  return {
    ...asked,
    url: hide(asked.url),
    status,
    headers: Object.fromEntries(shown) as Record<string, string>,
    receivedAt,
    rateLimit: {
      limit: countOf(headers.get("x-ratelimit-limit")),
      remaining: countOf(headers.get("x-ratelimit-remaining")),
      resetAt: timeOf(headers.get("x-ratelimit-reset")),
    },
    feeds: Object.entries(answer.data_as_of ?? {}).map(([feed, seen]) => feedAge(feed, seen, receivedAt)),
  };
}

function feedAge(feed: string, seen: unknown, receivedAt: number): FeedAge {
  const time = typeof seen === "string" ? Date.parse(seen) : NaN;
  if (Number.isNaN(time)) return { feed, seen: null, age: null };
  return { feed, seen: seen as string, age: (receivedAt - time) / 1000 };
}

function countOf(text: string | undefined): number | null {
  if (text === "unlimited") return Infinity;
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : null;
}

function timeOf(seconds: string | undefined): number | null {
  const count = countOf(seconds);
  return count === null || count === Infinity ? null : count * 1000;
}

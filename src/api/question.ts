import { type Endpoint, type EndpointName, ENDPOINTS } from "./endpoints.js";
import type { InvalidRequestError } from "./errors.js";
import { readParams, readSymbol } from "./params.js";

/** What was asked: an endpoint, its symbol if it takes one, and its parameters, complete. */
export interface Question {
  readonly endpoint: EndpointName;
  readonly symbol: string | null;
  readonly params: Readonly<Record<string, string | number | null>>;
}

/**
 * The question that a call asks, read as the server reads it. What cannot be read is kept as it was sent, since another
 * server may know more words; `problem` is then the refusal of this one.
 *
 * @example questionOf("heatmap", "spy", { minutes: "30" }).question.params // { metric: "gex", mode: "raw", bar: "1m", minutes: 30 }
 */
export function questionOf(
  name: EndpointName,
  symbol: unknown,
  params: object | null | undefined,
): { question: Question; problem?: InvalidRequestError } {
  const endpoint = ENDPOINTS[name] as Endpoint;
  try {
    const read = endpoint.takesSymbol ? readSymbol(symbol) : null;
    return { question: { endpoint: name, symbol: read, params: readParams(endpoint, params ?? {}) } };
  } catch (error) {
    const sent = Object.keys(endpoint.params).flatMap((key) => {
      const value = (params as Record<string, unknown> | null | undefined)?.[key];
      return value === undefined || value === null ? [] : [[key, asSent(value)]];
    });
    const raw = endpoint.takesSymbol ? asSent(symbol ?? "").trim() : null;
    return {
      question: { endpoint: name, symbol: raw, params: Object.fromEntries(sent) as Question["params"] },
      problem: error as InvalidRequestError,
    };
  }
}

/** {@link questionOf} of what a source was called with: the leaderboard takes no symbol before its parameters. */
export function questionAsked(name: EndpointName, args: readonly unknown[]): ReturnType<typeof questionOf> {
  const [symbol, params] = ENDPOINTS[name].takesSymbol ? args : [undefined, args[0]];
  return questionOf(name, symbol, params as object);
}

function asSent(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** In words: `heatmap of SPY, metric gex, mode raw, bar 1m, minutes 60`. */
export function questionText({ endpoint, symbol, params }: Question): string {
  const of = symbol === null ? "" : ` of ${symbol}`;
  const given = Object.entries(params).filter(([, value]) => value !== null);
  return [`${endpoint}${of}`, ...given.map(([name, value]) => `${name} ${value}`)].join(", ");
}

/** The same text for equal questions, whatever the order of their parameters. */
export function questionKey({ endpoint, symbol, params }: Question): string {
  return JSON.stringify([endpoint, symbol, Object.entries(params).sort(([a], [b]) => (a < b ? -1 : 1))]);
}

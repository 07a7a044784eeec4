import type { EndpointName } from "./endpoints.js";
import type { KeptBar } from "./kept-bar.js";
import type { FlowSource } from "./source.js";

/** An answer as the bytes of its JSON: what stands before its bars, the bars, and what stands behind them. */
export interface AnswerParts {
  /** Up to and with the bracket that opens the bars. */
  readonly head: string;
  readonly bars: readonly KeptBar[];
  /** From the bracket that closes them. */
  readonly tail: string;
}

/** Gives an answer in parts; symbol and parameters are as `readSymbol` and `readParams` give them. */
export type PartsMaker<S> = (source: S, symbol: string, params: never) => AnswerParts;

/** By method, not by source: a source whose method was replaced answers with the new one. */
const makers = new WeakMap<object, PartsMaker<never>>();

/**
 * Says how a method of a source answers in parts of bytes, so that a server need not make objects and write them down. The
 * bytes are those of `JSON.stringify` of the method's answer.
 */
export function givesParts<S extends FlowSource>(source: S, method: EndpointName, make: PartsMaker<S>): void {
  makers.set(methodOf(source, method), make);
}

/** The answer of a source in parts; undefined when it gives only objects. */
export function partsOf(
  source: FlowSource,
  method: EndpointName,
  symbol: string | undefined,
  params: object,
): AnswerParts | undefined {
  const make = makers.get(methodOf(source, method)) as PartsMaker<FlowSource> | undefined;
  return symbol === undefined ? undefined : make?.(source, symbol, params as never);
}

function methodOf(source: FlowSource, name: EndpointName): object {
  return (source as unknown as Record<EndpointName, object>)[name];
}

/** An answer without bars, cut where they stand. */
export function cutAtBars(answer: { readonly bars: readonly unknown[] }): { head: string; tail: string } {
  const text = JSON.stringify(answer);
  // In a text within the JSON the quotation marks would be escaped, so this is the member.
  const at = text.indexOf('"bars":[]') + '"bars":['.length;
  return { head: text.slice(0, at), tail: text.slice(at) };
}

import { MINUTE, sessionAt, toInstant } from "../session.js";
import { BAR_MS } from "./bar-ms.js";
import type { BarAnswer } from "./watch.js";

/** The stretch of a session whose bars an answer tells: those that ended after `from`, up to `to`; epoch milliseconds. */
export interface BarWindow {
  readonly from: number;
  readonly to: number;
}

/** Endpoints with bars. */
export type BarEndpoint = "series" | "hedgeFlow" | "strikeFlow" | "heatmap";

/** How often their bars are sampled: windows are counted from the last whole one. */
const STEP: Readonly<Record<BarEndpoint, number>> = {
  series: MINUTE / 2,
  hedgeFlow: MINUTE / 2,
  strikeFlow: MINUTE,
  heatmap: MINUTE,
};

/** Whether an endpoint answers in bars. */
export function hasBars(endpoint: string): endpoint is BarEndpoint {
  return endpoint in STEP;
}

/**
 * The window of so many minutes before an answer's `as_of`, cut to the session; undefined on a day without one, of which
 * nothing is known.
 */
export function windowOf(endpoint: BarEndpoint, answer: BarAnswer, minutes: number): BarWindow | undefined {
  const asOf = toInstant(answer.as_of);
  const session = sessionAt(asOf);
  if (session === null) return undefined;
  const { open, close } = session;
  const step = STEP[endpoint];
  const to = open + Math.floor((Math.min(Math.max(asOf, open), close) - open) / step) * step;
  return { from: Math.max(open, to - minutes * MINUTE), to };
}

/** When a bar ends, epoch milliseconds; NaN for a bar size that is not known. */
export function barEnd(answer: BarAnswer, { t }: { readonly t: string }): number {
  return toInstant(t) + (BAR_MS[answer.bar_size] ?? NaN);
}

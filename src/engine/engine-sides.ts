import { classify } from "./classify.js";
import type { Conventions } from "./engine-options.js";
import type { Tape, TradeColumns } from "./tape.js";

/** What an engine finds of each trade. */
export interface EngineSides {
  /** +1 buy, -1 sell, 0 unknown or left out. */
  readonly side: Int8Array;
  /** Which of the rules found it, counted from 1; 0 is none. */
  readonly rule: Uint8Array;
}

/**
 * The side of each trade as an engine with these conventions finds it, and by which rule. What is left out does not tell
 * the price before the next trade either, in which {@link classify} of the whole tape differs.
 */
export function engineSides(
  tape: Pick<Tape, "trades" | "quotes" | "strikes">,
  { layers, ignored }: Pick<Conventions, "layers" | "ignored">,
): EngineSides {
  const { condition } = tape.trades;
  if (condition === undefined || !condition.some((code) => ignored[code] === 1)) return classify(tape, layers.names);
  const kept = [...condition.keys()].filter((trade) => ignored[condition[trade]] === 0);
  const columns = Object.entries(tape.trades as unknown as Record<string, Int32Array | undefined>).map(
    ([name, column]) => [name, column?.filter((_, trade) => ignored[condition[trade]] === 0)] as const,
  );
  const trades = Object.fromEntries(columns) as unknown as TradeColumns;
  const found = classify({ ...tape, trades }, layers.names);
  const side = new Int8Array(condition.length);
  const rule = new Uint8Array(condition.length);
  kept.forEach((trade, i) => {
    side[trade] = found.side[i];
    rule[trade] = found.rule[i];
  });
  return { side, rule };
}

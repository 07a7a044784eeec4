import { classify } from "./classify.js";
import type { Conventions } from "./engine-options.js";
import type { Tape, TradeColumns } from "./tape.js";

/**
 * The side of each trade as an engine with these conventions finds it: +1 buy, -1 sell, 0 unknown or left out. What is
 * left out does not tell the price before the next trade either, in which {@link classify} of the whole tape differs.
 */
export function engineSides(
  tape: Pick<Tape, "trades" | "quotes" | "strikes">,
  { layers, ignored }: Pick<Conventions, "layers" | "ignored">,
): Int8Array {
  const { condition } = tape.trades;
  if (condition === undefined || !condition.some((code) => ignored[code] === 1))
    return classify(tape, layers.names).side;
  const kept = [...condition.keys()].filter((trade) => ignored[condition[trade]] === 0);
  const columns = Object.entries(tape.trades as unknown as Record<string, Int32Array | undefined>).map(
    ([name, column]) => [name, column?.filter((_, trade) => ignored[condition[trade]] === 0)] as const,
  );
  const trades = Object.fromEntries(columns) as unknown as TradeColumns;
  const side = new Int8Array(condition.length);
  classify({ ...tape, trades }, layers.names).side.forEach((found, i) => (side[kept[i]] = found));
  return side;
}

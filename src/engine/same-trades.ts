import { contractsOf } from "./true-view.js";
import type { SessionHistory } from "./session-history.js";
import type { Tape } from "./tape.js";

/**
 * Whether a session read the very trades of a tape, as far as a sample: the net contracts that the sides add up to are its
 * own, contract by contract.
 *
 * @param side +1 buy, -1 sell, 0 unknown, trade by trade
 * @param before the sample's trades are those before this instant
 */
export function sameTrades(
  history: SessionHistory,
  tape: Tape,
  side: Int8Array,
  sample: number,
  before: number,
): boolean {
  const { time, contract, size } = tape.trades;
  const net = new Float64Array(tape.openInterest.length);
  for (let i = 0; i < time.length && time[i] < before; i++) net[contract[i]] += side[i] * size[i];
  const width = 2 * history.strikes.length;
  const contracts = contractsOf(history, tape);
  for (let c = 0; c < width; c++) if (history.net[sample * width + c] !== (net[contracts[c]] ?? 0)) return false;
  return true;
}

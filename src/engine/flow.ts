import { barCount, barOf } from "../session.js";
import type { Aggressors } from "./classify.js";
import type { Tape } from "./tape.js";

/**
 * Buys minus sells of each contract in each bar: `net[contract * bars + bar]`, contracts. A trade of unknown side
 * counts for nothing here. A trade at the very close belongs to the last bar.
 */
export function netContracts(tape: Tape, { side }: Aggressors): Float64Array {
  const { trades, session } = tape;
  const bars = barCount(session);
  const net = new Float64Array(2 * tape.strikes.length * bars);
  for (let trade = 0; trade < side.length; trade++) {
    const time = trades.time[trade];
    const bar = time === session.close ? bars - 1 : barOf(session, time);
    net[trades.contract[trade] * bars + bar] += side[trade] * trades.size[trade];
  }
  return net;
}

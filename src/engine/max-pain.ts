import type { ChainState } from "./chain-state.js";
import { type Level, levelAt, noLevel } from "./level.js";

/** What {@link maxPain} is made from. */
export type OpenChain = Pick<ChainState, "strikes" | "callOpenInterest" | "putOpenInterest" | "multiplier">;

/**
 * The strike at which all open options together would pay the least, the lowest of equals, with that payout in USD.
 *
 * Between strikes the payout is a straight line in the settlement price whose slope is the calls below minus the puts
 * above. It is lowest where the slope stops being negative: at the first strike up to which, itself included, calls and
 * puts together are as many as all puts. That is a sum from below, not a payout per pair of strikes.
 */
export function maxPain({ strikes, callOpenInterest, putOpenInterest, multiplier }: OpenChain): Level {
  if (strikes.length === 0) return noLevel("no_strikes");
  let calls = 0;
  let puts = 0;
  for (let k = 0; k < strikes.length; k++) {
    calls += callOpenInterest[k];
    puts += putOpenInterest[k];
  }
  if (!(calls + puts > 0)) return noLevel("no_open_interest");

  let k = 0;
  let below = callOpenInterest[0] + putOpenInterest[0];
  while (below < puts && k < strikes.length - 1) {
    k++;
    below += callOpenInterest[k] + putOpenInterest[k];
  }
  return levelAt(strikes[k], multiplier * payout(strikes, callOpenInterest, putOpenInterest, strikes[k]));
}

/** What all options pay at a settlement price, per share of the multiplier. */
function payout(strikes: Float64Array, calls: Float64Array, puts: Float64Array, settlement: number): number {
  let sum = 0;
  for (let k = 0; k < strikes.length; k++) {
    const above = settlement - strikes[k];
    sum += above > 0 ? calls[k] * above : -puts[k] * above;
  }
  // Adding 0 keeps the sign of a zero out of the answers.
  return sum + 0;
}

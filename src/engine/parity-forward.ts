import { TICKS_PER_DOLLAR } from "./tape.js";

/** How many pairs of quotes around the spot tell the forward. */
const PAIRS = 5;

/** How far from the spot a pair may be. */
const NEAR = 0.02;

/** A forward and how far it can be trusted. */
export interface ParityForward {
  /** USD; the spot when no pair tells it. */
  forward: number;
  /** Median distance of the pairs' forwards from the forward, USD; NaN without two pairs, which could disagree. */
  error: number;
  /** How many pairs told it, 0 to 5. */
  pairs: number;
}

const found = new Float64Array(PAIRS);

/**
 * The forward that put-call parity implies: the median of strike + call - put, each in the middle of its quote, over the
 * five strikes nearest the spot at which both sides are bid and neither quote is crossed. Written into `out`.
 */
export function parityForward(
  out: ParityForward,
  strikes: Float64Array,
  bid: Int32Array,
  ask: Int32Array,
  spot: number,
): void {
  let below = 0;
  while (below < strikes.length && strikes[below] < spot) below++;
  let above = below--;
  let pairs = 0;
  while (pairs < PAIRS && (below >= 0 || above < strikes.length)) {
    const lower = above >= strikes.length || (below >= 0 && spot - strikes[below] <= strikes[above] - spot);
    const k = lower ? below-- : above++;
    if (Math.abs(strikes[k] / spot - 1) > NEAR) break;
    const [call, put] = [2 * k, 2 * k + 1];
    if (!(bid[call] > 0 && bid[put] > 0 && ask[call] >= bid[call] && ask[put] >= bid[put])) continue;
    found[pairs++] = strikes[k] + (bid[call] + ask[call] - bid[put] - ask[put]) / (2 * TICKS_PER_DOLLAR);
  }
  out.pairs = pairs;
  if (pairs === 0) {
    out.forward = spot;
    out.error = NaN;
    return;
  }
  out.forward = median(pairs);
  for (let i = 0; i < pairs; i++) found[i] = Math.abs(found[i] - out.forward);
  out.error = pairs === 1 ? NaN : median(pairs);
}

/** Of the first `count` of {@link found}, which it sorts. */
function median(count: number): number {
  for (let i = 1; i < count; i++) {
    const value = found[i];
    let j = i;
    for (; j > 0 && found[j - 1] > value; j--) found[j] = found[j - 1];
    found[j] = value;
  }
  const middle = count >> 1;
  return count % 2 === 1 ? found[middle] : (found[middle - 1] + found[middle]) / 2;
}

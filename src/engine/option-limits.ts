/** Deviations beyond every market: a call is the forward then, and a put its strike. */
const WIDEST = 32;

/** Deviations that are as good as none: over a smaller one, d1 would leave the range in which its tail can be computed. */
const NARROWEST = 1e-50;

/** Whether the formulas serve this deviation; what is below serves the others. */
export function isPlain(deviation: number): boolean {
  return deviation > NARROWEST && deviation <= WIDEST;
}

/**
 * A call's delta without time value: 1 or 0 where it is certain, one half at the money, and 1 beyond every market. NaN
 * where deviation, forward or strike is no number, or below 0; so 0 times it is every other greek.
 */
export function limitDelta(forward: number, strike: number, deviation: number): number {
  const nothing = 0 * Math.min(1, Math.sqrt(deviation)) * Math.sqrt(forward) * Math.sqrt(strike);
  return nothing + (deviation > WIDEST ? 1 : forward > strike ? 1 : forward < strike ? 0 : 0.5);
}

/** An option's price without time value, and beyond every market, for inputs of which {@link limitDelta} knows one. */
export function limitPrice(forward: number, strike: number, deviation: number, right: number): number {
  if (deviation > WIDEST) return right > 0 ? forward : strike;
  return Math.max(0, right * (forward - strike));
}

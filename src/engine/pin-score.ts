/** What a pin score is made from, at one bar. */
export interface PinInputs {
  /** Effective open interest by strike, contracts. */
  openInterest: Float64Array;
  /** Net GEX by strike. */
  gex: Float64Array;
  strikes: Float64Array;
  spot: number;
  /** What one standard deviation of the remaining move is, USD. */
  expectedMove: number;
  /** Part of the session that is over, 0 to 1. */
  elapsed: number;
}

/**
 * How strongly a session looks pinned to its magnet, the strike of the largest |net GEX| (the lower one of equals): a
 * whole number from 0 to 100, NaN when there is no magnet.
 *
 * The vendor publishes four parts with weights 30 / 25 / 25 / 20 and no formula for them. Ours, each 0 to 100: share of
 * the three largest strikes in open interest, full at one half; nearness exp(-(d/m)^2 / 2) of spot to magnet in remaining
 * expected moves; part of the session that is over; share of the magnet in gross GEX, full at one half. It is a score,
 * not a probability.
 */
export function pinScore({ openInterest, gex, strikes, spot, expectedMove, elapsed }: PinInputs): number {
  let magnet = -1;
  let gross = 0;
  gex.forEach((value, k) => {
    if (Number.isNaN(value)) return;
    gross += Math.abs(value);
    if (value !== 0 && (magnet < 0 || Math.abs(value) > Math.abs(gex[magnet]))) magnet = k;
  });
  if (magnet < 0 || Number.isNaN(spot) || !(expectedMove > 0)) return NaN;

  const total = openInterest.reduce((sum, oi) => sum + oi, 0);
  const largest = Float64Array.from(openInterest).sort().subarray(-3);
  const concentration = total > 0 ? largest.reduce((sum, oi) => sum + oi, 0) / total : 0;
  const moves = (spot - strikes[magnet]) / expectedMove;
  const parts = {
    openInterest: Math.min(1, concentration / 0.5),
    proximity: Math.exp(-0.5 * moves * moves),
    time: elapsed,
    gamma: Math.min(1, Math.abs(gex[magnet]) / gross / 0.5),
  };
  return Math.round(30 * parts.openInterest + 25 * parts.proximity + 25 * parts.time + 20 * parts.gamma);
}

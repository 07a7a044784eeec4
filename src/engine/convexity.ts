/**
 * Second finite difference of net GEX by strike over the three strikes nearest the spot, the lower of two that are
 * equally near: USD of delta per 1 % move, per USD^2. Negative where exposure peaks at the spot. Twice the second divided
 * difference, so that strikes need not be evenly spaced. NaN with fewer than three strikes, or when one of the three is
 * unknown.
 */
export function convexityAtSpot(strikes: Float64Array, netGex: Float64Array, spot: number): number {
  if (strikes.length < 3 || Number.isNaN(spot)) return NaN;
  let k = 0;
  while (k + 3 < strikes.length && strikes[k + 3] - spot < spot - strikes[k]) k++;
  const below = (netGex[k + 1] - netGex[k]) / (strikes[k + 1] - strikes[k]);
  const above = (netGex[k + 2] - netGex[k + 1]) / (strikes[k + 2] - strikes[k + 1]);
  return (2 * (above - below)) / (strikes[k + 2] - strikes[k]);
}

/**
 * How closely levels stand together, 0 to 100, a whole number: 100 exp(-(d/m)^2 / 2), where d is their root mean square
 * distance from their mean and m one standard deviation of the remaining move, USD. All on one price give 100, a spread of
 * one move 61. The vendor names such a score and not its formula; this one is ours.
 *
 * @param prices of flip, magnet, walls and so on; null and NaN for a level that is not there. Fewer than two give NaN.
 */
export function levelClusterScore(prices: readonly (number | null)[], expectedMove: number): number {
  const known = prices.filter((price): price is number => price !== null && !Number.isNaN(price));
  if (known.length < 2 || !(expectedMove > 0)) return NaN;
  const mean = known.reduce((sum, price) => sum + price, 0) / known.length;
  const variance = known.reduce((sum, price) => sum + (price - mean) ** 2, 0) / known.length;
  return Math.round(100 * Math.exp((-0.5 * variance) / (expectedMove * expectedMove)));
}

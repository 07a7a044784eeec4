const POINTS = 1000;

/**
 * The chance that a normal variable lies in `[from, to]`, 0 to 1; NaN when something is unknown or the deviation is not
 * above 0. By Simpson's rule on the density, cut at nine deviations: right to ten digits.
 */
export function normalChance(mean: number, deviation: number, from: number, to: number): number {
  if (!(deviation > 0)) return NaN;
  const bound = (at: number): number => Math.max(-9, Math.min(9, (at - mean) / deviation));
  const [low, high] = [bound(from), bound(to)];
  const step = (high - low) / POINTS;
  let sum = 0;
  for (let i = 0; i <= POINTS; i++) {
    const weight = i === 0 || i === POINTS ? 1 : i % 2 === 1 ? 4 : 2;
    sum += weight * Math.exp(-0.5 * (low + i * step) ** 2);
  }
  return (sum * step) / 3 / Math.sqrt(2 * Math.PI);
}

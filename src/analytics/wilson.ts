/** Standard normal quantile of 0.975: an interval of 95 %. */
const Z = 1.959963984540054;

/**
 * Wilson's interval (1927) for a share, at 95 %: the shares that such a count would not be unusual for. It stays within 0 and
 * 1 and has a width also when the share is 0 or 1. NaN for no trials; `trials` may be an effective number.
 *
 * @example wilson(0.5, 10) // [0.2366, 0.7634]
 */
export function wilson(share: number, trials: number): [low: number, high: number] {
  if (!(trials > 0)) return [NaN, NaN];
  const square = (Z * Z) / trials;
  const middle = (share + square / 2) / (1 + square);
  const half = (Z * Math.sqrt((share * (1 - share)) / trials + square / (4 * trials))) / (1 + square);
  return [Math.max(0, middle - half), Math.min(1, middle + half)];
}

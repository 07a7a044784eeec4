/**
 * A root of a continuous function between two points at which it has opposite signs, to within `tolerance`: the ITP
 * method (Oliveira and Takahashi, ACM Transactions on Mathematical Software 47(1), 2020), with kappa1 = 0.2 / (b - a),
 * kappa2 = 2, n0 = 1. About one step more than bisection at worst, and on a smooth function far fewer.
 *
 * @param fa the function at a
 * @param fb the function at b
 */
export function findRoot(
  f: (x: number) => number,
  a: number,
  b: number,
  fa: number,
  fb: number,
  tolerance: number,
): number {
  const kappa = 0.2 / (b - a);
  let reach = tolerance * 2 ** Math.ceil(Math.log2((b - a) / (2 * tolerance)) + 1);
  while (b - a > 2 * tolerance) {
    const middle = 0.5 * (a + b);
    const half = 0.5 * (b - a);
    const regulaFalsi = (fb * a - fa * b) / (fb - fa);
    const side = Math.sign(middle - regulaFalsi);
    // Truncated towards the middle, then kept so near to it that bisection's bound holds.
    const cut = kappa * (b - a) ** 2;
    const truncated = cut <= Math.abs(middle - regulaFalsi) ? regulaFalsi + side * cut : middle;
    // Rounding can leave the interval a hair wider than the bound allows: then bisect, or the end points repeat for ever.
    const radius = Math.max(0, reach - half);
    const x = Math.abs(truncated - middle) <= radius ? truncated : middle - side * radius;
    const fx = f(x);
    if (fx === 0) return x;
    if (fx > 0 === fb > 0) {
      b = x;
      fb = fx;
    } else {
      a = x;
      fa = fx;
    }
    reach *= 0.5;
  }
  return 0.5 * (a + b);
}

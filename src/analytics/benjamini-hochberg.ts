/**
 * Benjamini and Hochberg's adjustment (1995) for a list of tests: a function from a p-value to the least rate that accepts
 * it. Accepting what is adjusted to at most a rate keeps the expected share of false ones among the tests accepted at or
 * below that rate, where tests are independent or depend positively on each other. NaN, which was not tested, does not count
 * as a test.
 *
 * @example [0.01, 0.5, 0.02, NaN].map(benjaminiHochberg([0.01, 0.5, 0.02, NaN])) // [0.03, 0.5, 0.03, NaN]
 */
export function benjaminiHochberg(tests: readonly number[]): (p: number) => number {
  const sorted = tests.filter((p) => !Number.isNaN(p)).sort((a, b) => a - b);
  return (p) =>
    sorted.reduce((least, other, i) => Math.min(least, (Math.max(other, p) * sorted.length) / (i + 1)), p * Infinity);
}

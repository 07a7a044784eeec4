/** How much of a total stands at few strikes. All NaN when there is nothing. */
export interface Concentration {
  /** Part of the three largest, 0 to 1. */
  readonly top3: number;
  /** Sum of the squared parts (Herfindahl): 1 when all is at one strike, 1 / n when n strikes have the same. */
  readonly herfindahl: number;
  /** 1 / herfindahl: how many equal strikes would be as concentrated. */
  readonly effective: number;
}

/**
 * How concentrated open interest, or any column of 0 or more, is over its strikes. NaN counts as nothing.
 *
 * @example
 * concentration(Float64Array.of(10, 10, 20, 10, 50)); // { top3: 0.8, herfindahl: 0.32, effective: 3.125 }
 */
export function concentration(values: Float64Array): Concentration {
  let sum = 0;
  let squares = 0;
  let first = 0;
  let second = 0;
  let third = 0;
  for (const value of values) {
    if (!(value > 0)) continue;
    sum += value;
    squares += value * value;
    if (value > first) [first, second, third] = [value, first, second];
    else if (value > second) [second, third] = [value, second];
    else if (value > third) third = value;
  }
  if (sum === 0) return { top3: NaN, herfindahl: NaN, effective: NaN };
  const herfindahl = squares / (sum * sum);
  return { top3: (first + second + third) / sum, herfindahl, effective: 1 / herfindahl };
}

import { bisectLeft } from "d3-array";

/** Median distance from the median of a normal distribution, in standard deviations, turned round. */
export const TO_DEVIATIONS = 1.4826;

/**
 * How many robust standard deviations a value lies above (+) or below (-) the median of others, which ascend: the distance
 * by 1.4826 times the median distance from the median. NaN when there are none, or more than half of them are equal.
 *
 * @example robustDeviations(16, [8, 9, 10, 11, 12]) // 4.05
 */
export function robustDeviations(value: number, ascending: readonly number[]): number {
  const count = ascending.length;
  const median = count === 0 ? NaN : (ascending[(count - 1) >> 1] + ascending[count >> 1]) / 2;
  const distance = medianDistance(ascending, median);
  return (value - median) / (TO_DEVIATIONS * (distance || NaN));
}

/** The distances grow to both sides of the median, so that merging the two sides counts up to their middle. */
function medianDistance(ascending: readonly number[], median: number): number {
  const count = ascending.length;
  let above = bisectLeft(ascending, median);
  let below = above - 1;
  let [last, beforeLast] = [NaN, NaN];
  for (let taken = 0; taken <= count >> 1 && count > 0; taken++) {
    const up = above < count ? ascending[above] - median : Infinity;
    const down = below >= 0 ? median - ascending[below] : Infinity;
    beforeLast = last;
    if (up <= down) above++;
    else below--;
    last = Math.min(up, down);
  }
  return count % 2 === 1 ? last : (beforeLast + last) / 2;
}

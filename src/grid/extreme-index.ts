/** Which value is the largest: by magnitude, among those above 0, or by magnitude among those below 0. */
export type Extreme = "magnitude" | "positive" | "negative";

/** Position of the largest value, the first of equals; -1 when there is none but 0 and NaN. */
export function extremeIndex(values: Float64Array, extreme: Extreme): number {
  const up = extreme === "negative" ? 0 : 1;
  const down = extreme === "positive" ? 0 : 1;
  let found = -1;
  let largest = 0;
  for (let k = 0; k < values.length; k++) {
    const value = values[k];
    const size = value > 0 ? up * value : -down * value;
    if (size > largest) {
      largest = size;
      found = k;
    }
  }
  return found;
}

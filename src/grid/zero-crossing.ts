/**
 * Where values by strike cross zero: on the straight line between adjacent strikes of opposite sign, and of several
 * crossings the one nearest the spot, the lower of equals. NaN when there is none, or no spot.
 *
 * A strike at 0 between opposite signs is the crossing; of a row of such strikes, the price in it nearest the spot. A 0
 * that does not separate signs is none, as at the ends, where nothing is open. Strikes whose value is NaN are left out.
 */
export function zeroCrossing(strikes: Float64Array, values: Float64Array, spot: number): number {
  let crossing = NaN;
  let distance = Infinity;
  let last = -1; // the last strike that has a sign
  let zero = -1; // the first strike at 0 after it
  for (let k = 0; k < strikes.length; k++) {
    const value = values[k];
    if (Number.isNaN(value)) continue;
    if (value === 0) {
      if (zero < 0) zero = k;
      continue;
    }
    if (last >= 0 && value > 0 !== values[last] > 0) {
      const price =
        zero < 0
          ? strikes[last] + ((strikes[k] - strikes[last]) * -values[last]) / (value - values[last])
          : Math.max(strikes[zero], Math.min(strikes[lastZeroBefore(values, k)], spot));
      if (Math.abs(price - spot) < distance) {
        distance = Math.abs(price - spot);
        crossing = price;
      }
    }
    last = k;
    zero = -1;
  }
  return crossing;
}

function lastZeroBefore(values: Float64Array, k: number): number {
  while (values[k] !== 0) k--;
  return k;
}

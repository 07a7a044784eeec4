import { type Level, levelAt, noLevel } from "./level.js";

/**
 * Where net GEX by strike crosses zero: on the straight line between adjacent strikes of opposite sign, and of several
 * crossings the one nearest the spot, the lower of equals. The vendor's first definition: it gives its recorded
 * 749.304001148812834 from the two strikes around it. It looks at today's exposures only, so that it jumps when a far
 * crossing appears; `gammaFlipRepriced` asks what a move of the spot would do.
 *
 * A strike at 0 between opposite signs is the crossing; of a row of such strikes, the price in it nearest the spot. A 0
 * that does not separate signs is none, as at the ends, where nothing is open. Strikes whose GEX is NaN are left out.
 */
export function gammaFlipByStrike(strikes: Float64Array, netGex: Float64Array, spot: number): Level {
  if (strikes.length === 0) return noLevel("no_strikes");
  if (Number.isNaN(spot)) return noLevel("no_spot");
  let flip = NaN;
  let distance = Infinity;
  let unknown = false;
  let last = -1; // the last strike that has a sign
  let zero = -1; // the first strike at 0 after it
  for (let k = 0; k < strikes.length; k++) {
    const value = netGex[k];
    if (Number.isNaN(value)) {
      unknown = true;
      continue;
    }
    if (value === 0) {
      if (zero < 0) zero = k;
      continue;
    }
    if (last >= 0 && value > 0 !== netGex[last] > 0) {
      const crossing =
        zero < 0
          ? strikes[last] + ((strikes[k] - strikes[last]) * -netGex[last]) / (value - netGex[last])
          : Math.max(strikes[zero], Math.min(strikes[lastZeroBefore(netGex, k)], spot));
      if (Math.abs(crossing - spot) < distance) {
        distance = Math.abs(crossing - spot);
        flip = crossing;
      }
    }
    last = k;
    zero = -1;
  }
  // A strike at which nothing is open is 0 whatever the quotes, and says nothing of the others.
  if (unknown && last < 0) return noLevel("insufficient_quote_quality");
  return Number.isNaN(flip) ? noLevel("no_boundary") : levelAt(flip, null);
}

function lastZeroBefore(values: Float64Array, k: number): number {
  while (values[k] !== 0) k--;
  return k;
}

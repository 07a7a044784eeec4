import { bisectLeft } from "d3-array";
import { TO_DEVIATIONS } from "./robust-deviations.js";

/** A dead band as wide as a series' own noise. */
export interface NoiseBand {
  /** How many times the noise of one bar's change; 3 forgets nearly all wobbles of a series without jumps. */
  noise: number;
  /** How many changes must be known before there is a band, and so a sign; default 10. */
  warmUp?: number | undefined;
}

const WARM_UP = 10;

/**
 * The dead band of each bar of a series, in its unit: the given magnitude, or a multiple of the noise so far.
 *
 * The noise is 1.4826 times the median magnitude of the changes from bar to bar: the standard deviation of normal ones,
 * and hardly moved by jumps, which are what is looked for. A bar is measured by the changes before it alone, so that
 * nothing peeks ahead, nor a jump into its own measure; a change across a missing bar is none. Until `warmUp` changes are
 * known the band is infinite. A series that stands still in more than half of its bars has no noise, and a band of 0.
 *
 * @throws RangeError for a negative band or multiple, or a warm-up that is no whole number of bars; `unit` is for its words.
 */
export function deadBands(values: Float64Array, deadBand: number | NoiseBand, unit: string): Float64Array {
  const bands = new Float64Array(values.length);
  if (typeof deadBand === "number") {
    if (!(deadBand >= 0)) throw new RangeError(`deadBand is a magnitude in ${unit}, 0 or more, not ${deadBand}`);
    return bands.fill(deadBand);
  }
  const { noise, warmUp = WARM_UP } = deadBand;
  if (!(noise >= 0)) throw new RangeError(`noise is how many times the noise a dead band is, 0 or more, not ${noise}`);
  if (!Number.isInteger(warmUp) || warmUp < 1)
    throw new RangeError(`warmUp is a whole number of bars, 1 or more, not ${warmUp}`);

  const sorted = new Float64Array(values.length);
  let known = 0;
  for (let bar = 0; bar < values.length; bar++) {
    bands[bar] = known < warmUp ? Infinity : noise * TO_DEVIATIONS * middle(sorted, known);
    const change = Math.abs(values[bar] - values[bar - 1]);
    if (Number.isNaN(change)) continue;
    const at = bisectLeft(sorted, change, 0, known);
    sorted.copyWithin(at + 1, at, known++);
    sorted[at] = change;
  }
  return bands;
}

function middle(sorted: Float64Array, known: number): number {
  return (sorted[(known - 1) >> 1] + sorted[known >> 1]) / 2;
}

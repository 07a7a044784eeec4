import type { ChainExposures } from "./exposures.js";
import type { SessionHistory } from "./session-history.js";

/** What the flow of a stretch is expected to be truly, by strike: USD, and USD squared. */
export interface FlowEstimates {
  readonly expected: Float64Array;
  readonly variance: Float64Array;
}

/**
 * Adds the estimates of a sample's flow at the given strikes, positions in the history, in the delta-dollars of a chain
 * that is filled at that sample. Calls and puts of a strike are independent. NaN where a delta is unknown; of a sum what is
 * known of it, as of the flow itself.
 */
export function addFlowEstimates(
  { expected, variance }: FlowEstimates,
  { callDelta }: Pick<ChainExposures, "callDelta">,
  history: SessionHistory,
  sample: number,
  strikes: readonly number[],
): void {
  const row = 2 * history.strikes.length * sample;
  const dollars = history.multiplier * history.spot[sample];
  for (let k = 0; k < strikes.length; k++) {
    const call = row + 2 * strikes[k];
    let [mean, square] = [0, 0];
    // Trades that tell nothing have a variance all the same: without any there were none.
    if (history.variance[call] > 0 || history.expected[call] !== 0) {
      const unit = callDelta[strikes[k]] * dollars;
      mean += history.expected[call] * unit;
      square += history.variance[call] * unit * unit;
    }
    if (history.variance[call + 1] > 0 || history.expected[call + 1] !== 0) {
      const unit = (callDelta[strikes[k]] - 1) * dollars;
      mean += history.expected[call + 1] * unit;
      square += history.variance[call + 1] * unit * unit;
    }
    if (mean === 0 && square === 0) continue;
    const nothing = Number.isNaN(expected[k]) || (expected[k] === 0 && variance[k] === 0);
    if (nothing) {
      expected[k] = mean;
      variance[k] = square;
    } else if (!Number.isNaN(mean)) {
      expected[k] += mean;
      variance[k] += square;
    }
  }
}

/**
 * As the wire has them: whole USD and the standard deviation, far below what either is wrong by, and a third of the bytes.
 */
export function roundEstimates({ expected, variance }: FlowEstimates): void {
  for (let k = 0; k < expected.length; k++) {
    expected[k] = Math.round(expected[k]);
    variance[k] = Math.round(Math.sqrt(variance[k]));
  }
}

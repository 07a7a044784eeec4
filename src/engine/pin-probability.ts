import { normalDistribution } from "./normal.js";
import type { Regime } from "./regime.js";
import { FULL_SESSION_HOURS } from "./session-clock.js";

/** What {@link pinProbability} is made from. */
export interface PinProbabilityInputs {
  spot: number;
  /** Strike of the magnet. */
  magnet: number;
  /** One standard deviation of the remaining move, USD. */
  expectedMove: number;
  /** To the close, on the session clock. */
  hours: number;
  regime: Regime;
  /** Part of the three largest strikes in open interest, 0 to 1; NaN for unknown, which boosts nothing. */
  top3: number;
}

const REGIME_BOOST: Readonly<Record<Regime, number>> = { positive_gamma: 1.2, negative_gamma: 0.7, undetermined: 1 };

/** The most that a pin probability can be. */
const MOST = 0.95;

/** From what share on the top three strikes boost, and how much they can. */
const BOOST_FROM = 0.3;
const BOOST_MOST = 0.3;

/**
 * The vendor's closed form `heuristic_v1` for a close at the magnet, 0 to 0.95; NaN when an input is.
 *
 *   exp(-(d / S) / (m / S x sqrt(hours / 6.5))) x regime boost x concentration boost
 *
 * with d the distance to the magnet, m the remaining move, and a boost of 1.2 for positive gamma, 0.7 for negative. The
 * boost of concentration is 1 + (share - 30 %), between 1 and 1.3: our reading, since its constants are not published;
 * it gives the one published example, 0.83. Time counts twice in the formula, which is kept as it is. It is a heuristic
 * on the scale of a probability, and nobody has compared it with how often sessions pinned.
 */
export function pinProbability({ spot, magnet, expectedMove, hours, regime, top3 }: PinProbabilityInputs): number {
  const distance = Math.abs(spot - magnet);
  const scale = expectedMove * Math.sqrt(Math.max(0, Math.min(1, hours / FULL_SESSION_HOURS)));
  const boost = Number.isNaN(top3) ? 1 : 1 + Math.max(0, Math.min(BOOST_MOST, top3 - BOOST_FROM));
  // At the close the scale is 0, and the magnet is where the spot is or it is not.
  const nearness = distance === 0 && scale === 0 ? 1 : Math.exp(-distance / scale);
  return Math.min(MOST, nearness * REGIME_BOOST[regime] * boost);
}

/** A range around the spot and how likely it holds the close. */
export interface RangeProbability {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Spot plus and minus so many remaining moves, and the probability of that range if the move is normal: the vendor's
 * `normal_cdf_v1`. The value is the same number on every day, 0.6827 for one and 0.9545 for two: it is the range that
 * says something.
 */
export function rangeProbability(spot: number, expectedMove: number, deviations: number): RangeProbability {
  return {
    value: normalDistribution(deviations) - normalDistribution(-deviations),
    low: spot - deviations * expectedMove,
    high: spot + deviations * expectedMove,
  };
}

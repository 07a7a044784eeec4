import { concentration } from "./concentration.js";
import { extremeIndex } from "../grid/extreme-index.js";

/** What a pin score is made from, at one bar. */
export interface PinInputs {
  /** Effective open interest by strike, contracts. */
  openInterest: Float64Array;
  /** Net GEX by strike. */
  gex: Float64Array;
  strikes: Float64Array;
  spot: number;
  /** What one standard deviation of the remaining move is, USD. */
  expectedMove: number;
  /** Part of the session that is over, 0 to 1. */
  elapsed: number;
}

/**
 * The four parts of a pin score, each 0 to 100 before its weight, not rounded. (One source shows parts that add up to the
 * score instead; the weights make those from these.)
 */
export interface PinComponents {
  /** Share of the three largest strikes in open interest, full at one half. */
  oi_score: number;
  /** Nearness exp(-(d/m)^2 / 2) of spot to magnet, d USD away, in remaining expected moves m. */
  proximity_score: number;
  /** Part of the session that is over. */
  time_score: number;
  /** Share of the magnet in gross GEX, full at one half. */
  gamma_score: number;
}

/** A pin score and what it is made of. All NaN when there is no magnet, spot or expected move. */
export interface PinScore {
  /** Whole number from 0 to 100. */
  score: number;
  components: PinComponents;
}

/** Weights of the parts in the score, as the vendor publishes them; they add up to 1. */
export const PIN_WEIGHTS: Readonly<PinComponents> = {
  oi_score: 0.3,
  proximity_score: 0.25,
  time_score: 0.25,
  gamma_score: 0.2,
};

/**
 * How strongly a session looks pinned to its magnet, the strike of the largest |net GEX|: four parts from 0 to 100, and
 * their sum by {@link PIN_WEIGHTS}, rounded. The vendor publishes the weights and no formula for the parts; these are
 * ours, and its own samples do not add up to their scores. It is a score, not a probability.
 */
export function pinScore({ openInterest, gex, strikes, spot, expectedMove, elapsed }: PinInputs): PinScore {
  const magnet = extremeIndex(gex, "magnitude");
  if (magnet < 0 || Number.isNaN(spot) || !(expectedMove > 0)) return UNKNOWN;

  let gross = 0;
  for (const value of gex) if (!Number.isNaN(value)) gross += Math.abs(value);
  const { top3 } = concentration(openInterest);
  const moves = (spot - strikes[magnet]) / expectedMove;
  const components = {
    oi_score: 100 * (Number.isNaN(top3) ? 0 : Math.min(1, top3 / 0.5)),
    proximity_score: 100 * Math.exp(-0.5 * moves * moves),
    time_score: 100 * elapsed,
    gamma_score: 100 * Math.min(1, Math.abs(gex[magnet]) / gross / 0.5),
  };
  const { oi_score, proximity_score, time_score, gamma_score } = components;
  const sum =
    PIN_WEIGHTS.oi_score * oi_score +
    PIN_WEIGHTS.proximity_score * proximity_score +
    PIN_WEIGHTS.time_score * time_score +
    PIN_WEIGHTS.gamma_score * gamma_score;
  return { score: Math.round(sum), components };
}

const UNKNOWN: PinScore = {
  score: NaN,
  components: { oi_score: NaN, proximity_score: NaN, time_score: NaN, gamma_score: NaN },
};

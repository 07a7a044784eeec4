import { extremeIndex } from "../grid/extreme-index.js";
import { extremeStrike } from "./extreme-strike.js";
import type { Level } from "./level.js";

/*
 * The sources contradict each other: walls are the largest call and put GEX in one place and the largest positive and
 * negative net GEX in another, and a recorded answer (SPY, 27 May 2026) fits neither, its call wall being 751 beside a
 * larger 750. Here a wall is of its own side's GEX, and the extremes of net GEX have names of their own, which the vendor
 * has too; both can then be read, and neither stands for the other.
 */

/**
 * The strike of the largest call GEX, the lower of equals, with that GEX. By magnitude: where the dealers' sign is
 * inferred, a side's exposure may be of either sign.
 */
export function callWall(strikes: Float64Array, callGex: Float64Array): Level {
  return extremeStrike(strikes, callGex, "magnitude");
}

/** The strike of the largest |put GEX|, the lower of equals, with that GEX: negative by the usual assumption. */
export function putWall(strikes: Float64Array, putGex: Float64Array): Level {
  return extremeStrike(strikes, putGex, "magnitude");
}

/** The part of a wall in its side's gross GEX, 0 to 1, over strikes where it is known; NaN when there is no wall. */
export function wallStrength(gex: Float64Array): number {
  let gross = 0;
  for (const value of gex) if (!Number.isNaN(value)) gross += Math.abs(value);
  const wall = extremeIndex(gex, "magnitude");
  return wall < 0 ? NaN : Math.abs(gex[wall]) / gross;
}

/** The strike of the largest |net GEX|, the lower of equals, with that GEX. */
export function magnet(strikes: Float64Array, netGex: Float64Array): Level {
  return extremeStrike(strikes, netGex, "magnitude");
}

/** The strike of the largest net GEX above 0. */
export function maxPositiveGamma(strikes: Float64Array, netGex: Float64Array): Level {
  return extremeStrike(strikes, netGex, "positive");
}

/** The strike of the lowest net GEX below 0. */
export function maxNegativeGamma(strikes: Float64Array, netGex: Float64Array): Level {
  return extremeStrike(strikes, netGex, "negative");
}

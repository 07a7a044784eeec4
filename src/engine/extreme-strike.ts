import { extremeIndex, type Extreme } from "../grid/extreme-index.js";
import { type Level, levelAt, noLevel } from "./level.js";

/**
 * The strike of the largest value, the lower of equals, with that value. Strikes whose value is NaN do not count; where
 * nothing else is found, the level is unknown, and not absent.
 */
export function extremeStrike(strikes: Float64Array, values: Float64Array, extreme: Extreme): Level {
  const k = extremeIndex(values, extreme);
  if (k >= 0) return levelAt(strikes[k], values[k]);
  if (strikes.length === 0) return noLevel("no_strikes");
  return noLevel(values.some(Number.isNaN) ? "insufficient_quote_quality" : "no_exposure");
}

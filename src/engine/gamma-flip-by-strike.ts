import { zeroCrossing } from "../grid/zero-crossing.js";
import { type Level, levelAt, noLevel } from "./level.js";

/**
 * Where net GEX by strike crosses zero, nearest the spot: {@link zeroCrossing}. The vendor's first definition: it gives its
 * recorded 749.304001148812834 from the two strikes around it. It looks at today's exposures only, so that it jumps when a
 * far crossing appears; `gammaFlipRepriced` asks what a move of the spot would do.
 */
export function gammaFlipByStrike(strikes: Float64Array, netGex: Float64Array, spot: number): Level {
  if (strikes.length === 0) return noLevel("no_strikes");
  if (Number.isNaN(spot)) return noLevel("no_spot");
  const flip = zeroCrossing(strikes, netGex, spot);
  if (!Number.isNaN(flip)) return levelAt(flip, null);
  // A strike at which nothing is open is 0 whatever the quotes, and says nothing of the others.
  const unknown = netGex.some(Number.isNaN) && !netGex.some((value) => value > 0 || value < 0);
  return noLevel(unknown ? "insufficient_quote_quality" : "no_boundary");
}

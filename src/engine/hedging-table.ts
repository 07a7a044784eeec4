import { type ChainState, rootTime } from "./chain-state.js";
import { normalDistribution } from "./normal.js";

/** Moves of the spot, as parts of it, by the wire's names. */
export const HEDGED_MOVES = {
  spot_up_10bp: 0.001,
  spot_down_10bp: -0.001,
  spot_up_25bp: 0.0025,
  spot_down_25bp: -0.0025,
  spot_up_half_pct: 0.005,
  spot_down_half_pct: -0.005,
  spot_up_1pct: 0.01,
  spot_down_1pct: -0.01,
} as const;

/** One of {@link HEDGED_MOVES}. */
export type HedgedMove = keyof typeof HEDGED_MOVES;

/** What dealers would trade after a move of the spot, to be as hedged as before. An estimate under the chain's signs. */
export interface HedgeTrade {
  /** + buys, - sells, shares. */
  readonly shares: number;
  /** null when there is nothing to trade, or nothing is known. */
  readonly direction: "buy" | "sell" | null;
  /** |shares| at the present spot, USD: of small moves |net GEX| x move / 1 %. */
  readonly notional: number;
}

/**
 * What dealers would trade after a move of the spot: the change of their options' delta, with the other sign. Short gamma
 * buys when the spot rises and sells when it falls; long gamma does the opposite.
 *
 * Deltas are re-priced at the moved spot, volatilities held by strike and the forward moving with the spot. Net GEX times
 * the move is only its first term: on the day of expiry gamma is gone within a fraction of a per cent, and half an hour
 * before the close the straight line says 1.4 deltas for a strike at the money and a move of 1 %, where a half is all there
 * is. Strikes without a volatility are left out; when no position has one, all is NaN.
 *
 * @param chains of one underlying; several expirations add up
 * @param move part of the spot, +0.01 is 1 % up
 */
export function hedgeTrade(chains: readonly ChainState[], move: number): HedgeTrade {
  let change = 0;
  let left = 0;
  let known = 0;
  for (const chain of chains) {
    const { strikes, callPosition, putPosition, volatility, forward, multiplier } = chain;
    const root = rootTime(chain);
    const moved = forward * (1 + move);
    for (let k = 0; k < strikes.length; k++) {
      // A put's delta is the call's minus 1: both change alike.
      const position = callPosition[k] + putPosition[k];
      if (position === 0) continue;
      const deviation = volatility[k] * root;
      const delta = callDelta(moved, strikes[k], deviation) - callDelta(forward, strikes[k], deviation);
      if (Number.isNaN(delta)) left++;
      else {
        known++;
        change += multiplier * position * delta;
      }
    }
  }
  // Adding 0 keeps the sign of a zero out of the answers.
  const shares = known === 0 && left > 0 ? NaN : -change + 0;
  const spot = chains.length === 0 ? NaN : chains[0].spot;
  return {
    shares,
    direction: shares > 0 ? "buy" : shares < 0 ? "sell" : null,
    notional: Math.abs(shares) * spot,
  };
}

/** {@link hedgeTrade} for each of {@link HEDGED_MOVES}. */
export function hedgingTable(chains: readonly ChainState[]): Record<HedgedMove, HedgeTrade> {
  const rows = Object.entries(HEDGED_MOVES).map(([name, move]) => [name, hedgeTrade(chains, move)]);
  return Object.fromEntries(rows) as Record<HedgedMove, HedgeTrade>;
}

/** As `strikeGreeks` has it; with no time left it is a step. */
function callDelta(forward: number, strike: number, deviation: number): number {
  if (deviation === 0) return forward > strike ? 1 : forward < strike ? 0 : 0.5;
  return normalDistribution(Math.log(forward / strike) / deviation + deviation / 2);
}

import { SESSION_HOURS_PER_YEAR } from "./session-clock.js";

/** One expiration's chain at one instant, by strike: what levels and hypothetical spots need. */
export interface ChainState {
  /** Ascending, USD. */
  readonly strikes: Float64Array;
  /** Open contracts, 0 or more. */
  readonly callOpenInterest: Float64Array;
  readonly putOpenInterest: Float64Array;
  /** The same with the sign that the dealers are taken to have, + long: by the usual assumption +calls and -puts. */
  readonly callPosition: Float64Array;
  readonly putPosition: Float64Array;
  /** Annual, 1 is 100 %; NaN where it is unknown. */
  readonly volatility: Float64Array;
  /** Not 0 where the volatility was filled in from other strikes; default: each strike's is its own. */
  readonly filled?: Uint8Array | undefined;
  readonly forward: number;
  readonly spot: number;
  /** To the close, on the session clock. */
  readonly hours: number;
  /** Shares per contract. */
  readonly multiplier: number;
}

/** Square root of the time that is left in years of the session clock: volatility times this is the total deviation. */
export function rootTime({ hours }: Pick<ChainState, "hours">): number {
  return Math.sqrt(hours / SESSION_HOURS_PER_YEAR);
}

/** Volatility at the money: that of the strike nearest the spot, the lower of two, among those that have one; else NaN. */
export function atmVolatility({
  strikes,
  volatility,
  spot,
}: Pick<ChainState, "strikes" | "volatility" | "spot">): number {
  let nearest = NaN;
  let distance = Infinity;
  for (let k = 0; k < strikes.length; k++) {
    const away = Math.abs(strikes[k] - spot);
    if (away < distance && !Number.isNaN(volatility[k])) {
      distance = away;
      nearest = volatility[k];
    }
  }
  return nearest;
}

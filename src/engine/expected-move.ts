import { SESSION_HOURS_PER_YEAR, SESSIONS_PER_YEAR } from "./session-clock.js";

/** One standard deviation of the underlying, USD. */
export interface ExpectedMove {
  /** Of a full session: S x volatility x sqrt(1 / 252). */
  readonly fullDay: number;
  /** Of the hours that are left: the full day's times sqrt(hours / 6.5). */
  readonly remaining: number;
  /** Spot plus and minus the remaining move: the vendor's samples have it so, its .NET notes say the full day's. */
  readonly upper: number;
  readonly lower: number;
}

/**
 * What the options at the money say about the move of a day and of the rest of it. All NaN when one of the three is.
 *
 * @param volatility annual, at the money, 1 is 100 %
 * @param hours to the close on the session clock
 */
export function expectedMove(spot: number, volatility: number, hours: number): ExpectedMove {
  const move = spot * volatility;
  const remaining = move * Math.sqrt(hours / SESSION_HOURS_PER_YEAR);
  const fullDay = move * Math.sqrt(1 / SESSIONS_PER_YEAR) + 0 * remaining;
  return { fullDay, remaining, upper: spot + remaining, lower: spot - remaining };
}

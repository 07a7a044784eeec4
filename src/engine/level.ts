/**
 * Whether a level is there, and if not, why not. The vendor's words where it has one.
 *
 *   available                    it is there
 *   no_boundary                  exposure does not change its sign where it was looked for
 *   insufficient_local_coverage  the spot lies outside the strikes, or nothing is open near it
 *   insufficient_quote_quality   volatilities, and so exposures, are unknown or mostly filled in from other strikes
 *   no_exposure                  exposures are known, and all 0 or of the other sign
 *   no_open_interest             nothing is open
 *   no_time_left                 at or after the close gamma has no meaning
 *   no_spot                      the price of the underlying is unknown
 *   no_strikes                   the chain is empty
 */
export type LevelStatus =
  | "available"
  | "no_boundary"
  | "insufficient_local_coverage"
  | "insufficient_quote_quality"
  | "no_exposure"
  | "no_open_interest"
  | "no_time_left"
  | "no_spot"
  | "no_strikes";

/** A level of a chain. Both numbers are null unless the status is `available`. */
export interface Level {
  /** A strike, or for a flip a price between strikes, USD. */
  readonly price: number | null;
  /** What makes it a level: GEX in USD of delta per 1 % move, contracts, or a payout in USD. A flip has none: null. */
  readonly value: number | null;
  readonly status: LevelStatus;
}

/** A level that is there. */
export function levelAt(price: number, value: number | null): Level {
  return { price, value, status: "available" };
}

/** A level that is not there, and why. */
export function noLevel(status: Exclude<LevelStatus, "available">): Level {
  return { price: null, value: null, status };
}

import type { AggressorLayer } from "./aggressor-rules.js";
import type { TradePlace } from "./trade-place.js";

/** How often one rule found the customer's true side of trades at one place; a row of {@link calibrate}. */
export interface ConfidenceRow {
  /** The rule that found the side; `unknown` found none. */
  rule: AggressorLayer | "unknown";
  /** Where the trades lay against the quote they were read by, see {@link TRADE_PLACES}. */
  place: TradePlace;
  /** How many trades, and of how many the side was right. */
  trades: number;
  right: number;
  /**
   * How far the true sides of such trades lean together: mean square of a contract's net true contracts in an
   * hour, over what it were if each trade were a coin's toss. 1 is independent.
   */
  dispersion: number;
}

/**
 * How often a side is right: counted by {@link calibrate}, or a probability, 0.5 to 1, for each rule. Below 0.55 a rule tells
 * no side. With probabilities nothing is known of how far trades without a side lean together: they are taken for
 * independent, and intervals are too narrow where many are without, as the tables of simulated markets show, whose
 * `dispersion` is up to 18 where nobody bids and no rule tells a side.
 */
export type Confidence = readonly ConfidenceRow[] | Readonly<Partial<Record<AggressorLayer, number>>>;

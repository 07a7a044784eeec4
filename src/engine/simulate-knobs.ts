/**
 * What makes a simulated tape harder to read; by default nothing: then a trade's price tells its side, but at the exact
 * middle and where nobody bids. None of them moves the underlying, open interest, or who bought how much of what and
 * when; they move prices, quotes and conditions only. A larger share takes in the trades of a smaller one.
 */
export interface MarketKnobs {
  /**
   * Share of customers' trades, 0 to 1, in which the customer's order rested at the quote and was hit by the other side:
   * the price is the quote that stands for the opposite side, so that the quote rule reads it the wrong way round. About a
   * third of these orders stand alone at their price, and then the quoted size is theirs.
   */
  customerLimitOrders: number;
  /** Milliseconds by which recorded quotes come late, 0 or more: a trade is read against the market of before. */
  quoteLag: number;
  /**
   * Share of trades, 0 to 1, that are legs of packages: priced anywhere between the quotes whatever their side, in whole
   * cents, and marked `multi_leg`.
   */
  multiLeg: number;
  /**
   * Share of the other trades, 0 to 1, that are priced inside the spread where it has room, in whole cents: half of them at
   * the middle where that is a whole cent, the rest between it and the customer's own quote. All others are then at the
   * quote. Left out, prices are as the simulator has them: about one in four inside, few of these at the middle.
   */
  inside: number | undefined;
}

const SHARES = ["customerLimitOrders", "multiLeg", "inside"] as const;

/**
 * Knobs with their defaults for what is left out: 0, and for `inside` undefined.
 *
 * @throws RangeError for a share outside 0 to 1, or a lag that is negative or not finite.
 */
export function marketKnobs(given: { readonly [knob in keyof MarketKnobs]?: number | undefined } = {}): MarketKnobs {
  const { customerLimitOrders = 0, quoteLag = 0, multiLeg = 0, inside } = given;
  const knobs = { customerLimitOrders, quoteLag, multiLeg, inside };
  for (const knob of SHARES) {
    const share = knobs[knob] ?? 0;
    if (!(share >= 0 && share <= 1))
      throw new RangeError(`${knob} must be a share of trades from 0 to 1, not ${share}; 0.2 is one in five`);
  }
  if (!(quoteLag >= 0 && quoteLag < Infinity))
    throw new RangeError(`quoteLag must be milliseconds from 0 on, not ${quoteLag}; 0 records quotes at once`);
  return knobs;
}

/** The knobs that are turned, in words, e.g. `customer limit orders 0.2, quote lag 500 ms`; empty when none is. */
export function knobsInWords({ customerLimitOrders, quoteLag, multiLeg, inside }: MarketKnobs): string {
  return [
    customerLimitOrders > 0 ? `customer limit orders ${customerLimitOrders}` : "",
    quoteLag > 0 ? `quote lag ${quoteLag} ms` : "",
    multiLeg > 0 ? `multi-leg ${multiLeg}` : "",
    inside !== undefined ? `inside ${inside}` : "",
  ]
    .filter((words) => words !== "")
    .join(", ");
}

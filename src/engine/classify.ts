import { NO_PRICE, type Tape } from "./tape.js";

/** How a trade's side was found. */
export const RULE = { unknown: 0, quote: 1, tick: 2 } as const;

/** The estimated aggressor of each trade. */
export interface Aggressors {
  /** +1 buy, -1 sell, 0 unknown, trade by trade. */
  readonly side: Int8Array;
  /** One of {@link RULE}, trade by trade: a side found by the tick test is weaker than one found by the quote. */
  readonly rule: Uint8Array;
}

/**
 * The aggressor of each trade of a tape. Quote rule: above the middle of the quote that stood before the trade is a buy,
 * below it a sell; compared in whole ticks as 2 x price against bid + ask, so that a trade at the exact middle is never
 * taken for a side. At the middle, or without a quote, tick test: above the contract's last different price is a buy,
 * below it a sell. With neither the side stays 0.
 *
 * The quote is the one that came with the trade or else the contract's last one strictly before the trade's time: one
 * with the same time may be its consequence. Without an offer there is no quote; without a bid, the bid is 0. Both rules
 * look back only.
 */
export function classify(tape: Tape): Aggressors {
  const { trades, quotes } = tape;
  const count = trades.time.length;
  const side = new Int8Array(count);
  const rule = new Uint8Array(count);
  const contracts = 2 * tape.strikes.length;
  const bidOf = new Int32Array(contracts).fill(NO_PRICE);
  const askOf = new Int32Array(contracts).fill(NO_PRICE);
  const priceOf = new Int32Array(contracts).fill(NO_PRICE);
  const directionOf = new Int8Array(contracts);

  let quote = 0;
  for (let trade = 0; trade < count; trade++) {
    for (; quote < quotes.time.length && quotes.time[quote] < trades.time[trade]; quote++) {
      bidOf[quotes.contract[quote]] = quotes.bid[quote];
      askOf[quotes.contract[quote]] = quotes.ask[quote];
    }
    const contract = trades.contract[trade];
    const price = trades.price[trade];
    const ownQuote = trades.ask[trade] !== NO_PRICE;
    const bid = ownQuote ? trades.bid[trade] : bidOf[contract];
    const ask = ownQuote ? trades.ask[trade] : askOf[contract];

    const before = priceOf[contract];
    if (before !== NO_PRICE && price !== before) directionOf[contract] = price > before ? 1 : -1;
    priceOf[contract] = price;

    const against = ask === NO_PRICE ? 0 : 2 * price - (bid + ask);
    if (against !== 0) {
      side[trade] = against > 0 ? 1 : -1;
      rule[trade] = RULE.quote;
    } else if (directionOf[contract] !== 0) {
      side[trade] = directionOf[contract];
      rule[trade] = RULE.tick;
    }
  }
  return { side, rule };
}

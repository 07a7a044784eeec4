import { NO_PRICE, type Tape } from "./tape.js";

/**
 * Where a trade lies against the quote it is read by, as far as that tells how often a rule is right.
 *
 *   unquoted   no quote, or one whose bid is not below its ask
 *   no_bid     nobody bids: a seller too is filled at the ask
 *   at_quotes  at the bid or the ask
 *   inside     between them, but not at the exact middle
 *   mid        at the exact middle
 *   outside    beyond them
 */
export const TRADE_PLACES = ["unquoted", "no_bid", "at_quotes", "inside", "mid", "outside"] as const;

/** One of {@link TRADE_PLACES}. */
export type TradePlace = (typeof TRADE_PLACES)[number];

/**
 * A position in {@link TRADE_PLACES}. Prices are whole ticks.
 *
 * @param bid 0 or {@link NO_PRICE} for none
 * @param ask {@link NO_PRICE} or 0 for none, and then there is no quote
 */
export function tradePlace(price: number, bid: number, ask: number): number {
  const low = bid === NO_PRICE ? 0 : bid;
  if (ask <= 0 || low >= ask) return 0;
  if (low === 0) return 1;
  const overBid = price - low;
  const underAsk = ask - price;
  if (overBid === 0 || underAsk === 0) return 2;
  if (overBid < 0 || underAsk < 0) return 5;
  return overBid === underAsk ? 4 : 3;
}

/** The place of each trade of a tape, against its own quote or else the contract's last one strictly before it. */
export function tradePlaces({ trades, quotes, strikes }: Pick<Tape, "trades" | "quotes" | "strikes">): Uint8Array {
  const bids = new Int32Array(2 * strikes.length).fill(NO_PRICE);
  const asks = new Int32Array(2 * strikes.length).fill(NO_PRICE);
  const places = new Uint8Array(trades.time.length);
  for (let trade = 0, quote = 0; trade < places.length; trade++) {
    for (; quote < quotes.time.length && quotes.time[quote] < trades.time[trade]; quote++) {
      bids[quotes.contract[quote]] = quotes.bid[quote];
      asks[quotes.contract[quote]] = quotes.ask[quote];
    }
    const own = trades.ask[trade] > 0;
    const contract = trades.contract[trade];
    places[trade] = tradePlace(
      trades.price[trade],
      own ? trades.bid[trade] : bids[contract],
      own ? trades.ask[trade] : asks[contract],
    );
  }
  return places;
}

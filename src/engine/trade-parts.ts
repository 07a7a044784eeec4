import { NO_PRICE, type Tape } from "./tape.js";

/**
 * Where a trade lies against the quote it is read by.
 *
 *   unquoted   no quote, or one whose bid is not below its ask
 *   at_quotes  at the bid or the ask
 *   inside     between them, but not at the exact middle
 *   mid        at the exact middle
 *   outside    beyond them
 */
export const TRADE_PARTS = ["unquoted", "at_quotes", "inside", "mid", "outside"] as const;

/** One of {@link TRADE_PARTS}. */
export type TradePart = (typeof TRADE_PARTS)[number];

/**
 * The part of each trade, a position in {@link TRADE_PARTS}. The quote is that of {@link classify}: the trade's own, else
 * the contract's last one strictly before it. A missing bid is 0, and a missing ask no quote.
 */
export function tradeParts({ trades, quotes, strikes }: Pick<Tape, "trades" | "quotes" | "strikes">): Uint8Array {
  const bids = new Int32Array(2 * strikes.length);
  const asks = new Int32Array(2 * strikes.length).fill(NO_PRICE);
  const parts = new Uint8Array(trades.time.length);
  for (let trade = 0, quote = 0; trade < parts.length; trade++) {
    for (; quote < quotes.time.length && quotes.time[quote] < trades.time[trade]; quote++) {
      bids[quotes.contract[quote]] = quotes.bid[quote];
      asks[quotes.contract[quote]] = quotes.ask[quote];
    }
    const own = trades.ask[trade] !== NO_PRICE;
    const bid = Math.max(0, own ? trades.bid[trade] : bids[trades.contract[trade]]);
    const ask = own ? trades.ask[trade] : asks[trades.contract[trade]];
    const price = trades.price[trade];
    parts[trade] =
      bid >= ask
        ? 0
        : price === bid || price === ask
          ? 1
          : price < bid || price > ask
            ? 4
            : 2 * price === bid + ask
              ? 3
              : 2;
  }
  return parts;
}

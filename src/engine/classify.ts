import { aggressorLayers, aggressorOf, type AggressorLayers, type AggressorRule } from "./aggressor-rules.js";
import { NO_PRICE, type Tape, type TradeColumns } from "./tape.js";

/** The estimated aggressor of each trade. */
export interface Aggressors {
  /** +1 buy, -1 sell, 0 unknown, trade by trade. */
  readonly side: Int8Array;
  /** Which of `layers` found it, counted from 1; 0 is unknown. */
  readonly rule: Uint8Array;
  readonly layers: AggressorLayers;
}

/**
 * The aggressor of each trade of a tape by rules of one's choice, the default being the engine's: quote, then tick.
 *
 * The quote is the one that came with the trade or else the contract's last one strictly before the trade's time: one
 * with the same time may be its consequence. Without an offer there is no quote; without a bid, the bid is 0. What no
 * rule decides stays 0, never a guess. All rules look back only, except `reverse_tick` and what is made of it.
 *
 * Trades of all conditions are classified, and all tell the price before the next; the engine leaves some out of both.
 *
 * @throws RangeError as {@link aggressorLayers} does.
 * @example
 * const { side } = classify(tape, ["trade_size", "lee_ready"]);
 */
export function classify(
  tape: Pick<Tape, "trades" | "quotes" | "strikes">,
  rules: AggressorRule | readonly AggressorRule[] = ["quote", "tick"],
): Aggressors {
  const layers = aggressorLayers(rules);
  const { codes } = layers;
  const { trades, quotes } = tape;
  const { time, contract: contractOf, price: priceOf, size: sizeOf, bid: ownBid, ask: ownAsk } = trades;
  const { bidSize: ownBidSize, askSize: ownAskSize } = trades;
  const { bidSize: quotedBidSize, askSize: quotedAskSize } = quotes;
  const count = time.length;
  const side = new Int8Array(count);
  const rule = new Uint8Array(count);
  const contracts = 2 * tape.strikes.length;
  const bids = new Int32Array(contracts).fill(NO_PRICE);
  const asks = new Int32Array(contracts).fill(NO_PRICE);
  const bidSizes = new Int32Array(contracts);
  const askSizes = new Int32Array(contracts);
  const lastPrice = new Int32Array(contracts).fill(NO_PRICE);
  const direction = new Int8Array(contracts);
  const next = layers.looksAhead ? nextDirections(trades, contracts) : undefined;

  let quote = 0;
  for (let trade = 0; trade < count; trade++) {
    const now = time[trade];
    for (; quote < quotes.time.length && quotes.time[quote] < now; quote++) {
      const c = quotes.contract[quote];
      bids[c] = quotes.bid[quote];
      asks[c] = quotes.ask[quote];
      if (quotedBidSize !== undefined) bidSizes[c] = quotedBidSize[quote];
      if (quotedAskSize !== undefined) askSizes[c] = quotedAskSize[quote];
    }
    const c = contractOf[trade];
    const price = priceOf[trade];
    const before = lastPrice[c];
    if (before !== NO_PRICE && price !== before) direction[c] = price > before ? 1 : -1;
    lastPrice[c] = price;

    const own = ownAsk[trade] > 0;
    const found = aggressorOf(
      codes,
      price,
      sizeOf[trade],
      own ? ownBid[trade] : bids[c],
      own ? ownAsk[trade] : asks[c],
      own ? (ownBidSize === undefined ? 0 : ownBidSize[trade]) : bidSizes[c],
      own ? (ownAskSize === undefined ? 0 : ownAskSize[trade]) : askSizes[c],
      direction[c],
      next === undefined ? 0 : next[trade],
    );
    side[trade] = Number(found > 0) - Number(found < 0);
    rule[trade] = found < 0 ? -found : found;
  }
  return { side, rule, layers };
}

/** The sign of each trade's price against the contract's next different one. */
function nextDirections({ contract, price }: TradeColumns, contracts: number): Int8Array {
  const nextPrice = new Int32Array(contracts).fill(NO_PRICE);
  const direction = new Int8Array(contracts);
  const signs = new Int8Array(price.length);
  for (let trade = price.length - 1; trade >= 0; trade--) {
    const c = contract[trade];
    if (nextPrice[c] !== NO_PRICE && price[trade] !== nextPrice[c]) direction[c] = price[trade] > nextPrice[c] ? 1 : -1;
    nextPrice[c] = price[trade];
    signs[trade] = direction[c];
  }
  return signs;
}

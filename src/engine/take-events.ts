import { aggressorOf, type AggressorLayers } from "./aggressor-rules.js";
import type { LiveState } from "./live-state.js";
import type { SideWeights } from "./side-weights.js";
import { NO_PRICE } from "./tape.js";
import { tradePlace } from "./trade-place.js";

/** How trades are read: who was the aggressor, and which trades count. */
export interface TradeReading {
  readonly layers: AggressorLayers;
  /** By condition code: 1 leaves such trades out. */
  readonly ignored: Uint8Array;
  /** How much a side is believed; undefined keeps no account of it. */
  readonly weights?: SideWeights | undefined;
}

/** The hot loop: every trade up to a time, each after the quotes that stood before it. */
export function takeTrades(state: LiveState, reading: TradeReading, until: number, inclusive: boolean): void {
  const { time, contract, price, size, bid, ask, bidSize, askSize, condition } = state.trades;
  const { codes } = reading.layers;
  const { ignored, weights } = reading;
  const { lastPrice, direction, net, volume, ruleTrades, ruleContracts } = state;
  const unknown = ruleTrades.length - 2;
  const firstSeen = state.history.firstSeen;
  const quoteTime = state.quotes.time;
  const count = time.length;
  let trade = state.trade;
  for (; trade < count; trade++) {
    const now = time[trade];
    if (inclusive ? now > until : now >= until) break;
    if (state.quote < quoteTime.length && quoteTime[state.quote] < now) takeQuotes(state, now, false);
    const c = contract[trade];
    const contracts = size[trade];
    if (condition !== undefined && ignored[condition[trade]] === 1) {
      ruleTrades[unknown + 1]++;
      ruleContracts[unknown + 1] += contracts;
      if (now < firstSeen[c >> 1]) firstSeen[c >> 1] = now;
      continue;
    }
    const ticks = price[trade];
    const before = lastPrice[c];
    if (before === NO_PRICE) {
      if (now < firstSeen[c >> 1]) firstSeen[c >> 1] = now;
    } else if (ticks !== before) direction[c] = ticks > before ? 1 : -1;
    lastPrice[c] = ticks;

    const own = ask[trade] > 0;
    const found = own
      ? aggressorOf(
          codes,
          ticks,
          contracts,
          bid[trade],
          ask[trade],
          bidSize === undefined ? 0 : bidSize[trade],
          askSize === undefined ? 0 : askSize[trade],
          direction[c],
          0,
        )
      : aggressorOf(
          codes,
          ticks,
          contracts,
          state.bid[c],
          state.ask[c],
          state.bidSize[c],
          state.askSize[c],
          direction[c],
          0,
        );
    volume[c] += contracts;
    if (weights !== undefined) {
      const place = own ? tradePlace(ticks, bid[trade], ask[trade]) : tradePlace(ticks, state.bid[c], state.ask[c]);
      const at = weights.places * (found < 0 ? -found : found) + place;
      state.expected[c] += (found < 0 ? -contracts : contracts) * weights.weight[at];
      state.variance[c] += contracts * contracts * weights.variance[at];
    }
    if (found > 0) {
      net[c] += contracts;
      ruleTrades[found - 1]++;
      ruleContracts[found - 1] += contracts;
    } else if (found < 0) {
      net[c] -= contracts;
      ruleTrades[-found - 1]++;
      ruleContracts[-found - 1] += contracts;
    } else {
      ruleTrades[unknown]++;
      ruleContracts[unknown] += contracts;
    }
  }
  state.trade = trade;
}

/** Every quote up to a time. */
export function takeQuotes(state: LiveState, until: number, inclusive: boolean): void {
  const { time, contract, bid, ask, bidSize, askSize } = state.quotes;
  const { since } = state;
  const { firstSeen } = state.history;
  const count = time.length;
  let quote = state.quote;
  for (; quote < count; quote++) {
    const now = time[quote];
    if (inclusive ? now > until : now >= until) break;
    const c = contract[quote];
    state.bid[c] = bid[quote];
    state.ask[c] = ask[quote];
    if (bidSize !== undefined) state.bidSize[c] = bidSize[quote];
    if (askSize !== undefined) state.askSize[c] = askSize[quote];
    if (since[c] === Infinity && now < firstSeen[c >> 1]) firstSeen[c >> 1] = now;
    since[c] = now;
  }
  state.quote = quote;
}

/** Every price of the underlying up to a time. */
export function takePrices(state: LiveState, until: number, inclusive: boolean): void {
  const { history } = state;
  const { time, price } = state.underlying;
  let tick = state.tick;
  for (; tick < time.length && (inclusive ? time[tick] <= until : time[tick] < until); tick++) {
    state.spot = price[tick];
    if (time[tick] <= history.session.open) history.openPrice = state.spot;
  }
  state.tick = tick;
}

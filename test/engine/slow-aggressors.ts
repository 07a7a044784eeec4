import type { AggressorRule } from "../../src/engine/aggressor-rules.js";
import type { classify } from "../../src/engine/classify.js";
import { NO_PRICE } from "../../src/engine/tape.js";

interface Trade {
  time: number;
  contract: number;
  price: number;
  size: number;
  quote: Quote | null;
}

/** Null is unknown, or not there. */
interface Quote {
  bid: number;
  ask: number | null;
  bidSize: number | null;
  askSize: number | null;
}

type Side = 1 | -1 | 0;
type Rule = (trade: Trade, earlier: readonly Trade[], later: readonly Trade[]) => Side;

/**
 * The side of every trade once more, slowly and from the definitions: an object a trade, fractions of a spread as whole
 * numbers of any length, and a look through all quotes and trades for each.
 */
export function slowSides(tape: Parameters<typeof classify>[0], rules: readonly AggressorRule[]): Side[] {
  const { trades, quotes } = tape;
  const quoteOf = (columns: typeof trades | typeof quotes, i: number): Quote => ({
    bid: Math.max(0, columns.bid[i]),
    ask: columns.ask[i] === NO_PRICE ? null : columns.ask[i],
    bidSize: columns.bidSize?.[i] || null,
    askSize: columns.askSize?.[i] || null,
  });
  const all = Array.from(trades.time, (time, i): Trade => {
    const contract = trades.contract[i];
    const own = quoteOf(trades, i);
    const before = [...quotes.time.keys()]
      .filter((q) => quotes.time[q] < time && quotes.contract[q] === contract)
      .at(-1);
    const quote = own.ask !== null ? own : before === undefined ? null : quoteOf(quotes, before);
    return { time, contract, price: trades.price[i], size: trades.size[i], quote };
  });
  return all.map((trade, i) => {
    const same = (others: Trade[]): Trade[] => others.filter(({ contract }) => contract === trade.contract);
    const [earlier, later] = [same(all.slice(0, i)), same(all.slice(i + 1))];
    return rules.map((rule) => RULES[rule](trade, earlier, later)).find((side) => side !== 0) ?? 0;
  });
}

const sign = (difference: number | bigint): Side => (difference > 0 ? 1 : difference < 0 ? -1 : 0);

/** The quote where it has an offer and is not crossed. */
const usable = ({ quote }: Trade): (Quote & { ask: number }) | null =>
  quote !== null && quote.ask !== null && quote.bid <= quote.ask ? { ...quote, ask: quote.ask } : null;

const quote: Rule = (trade) => {
  const q = usable(trade);
  return q === null ? 0 : sign(2n * BigInt(trade.price) - (BigInt(q.bid) + BigInt(q.ask)));
};

const tick: Rule = ({ price }, earlier) =>
  sign(price - (earlier.filter((t) => t.price !== price).at(-1)?.price ?? price));

const RULES: Record<AggressorRule, Rule> = {
  quote,
  tick,
  reverse_tick: ({ price }, _, later) => sign(price - (later.find((t) => t.price !== price)?.price ?? price)),
  at_quotes: (trade) => {
    const q = usable(trade);
    if (q === null || q.bid === q.ask) return 0;
    return trade.price === q.ask ? 1 : trade.price === q.bid ? -1 : 0;
  },
  outer_quotes: (trade) => {
    const q = usable(trade);
    if (q === null || q.bid === q.ask) return 0;
    const [tenPrices, bid, ask] = [10n * BigInt(trade.price), BigInt(q.bid), BigInt(q.ask)];
    // 0.7 ask + 0.3 bid, and 0.3 ask + 0.7 bid, times ten.
    if (tenPrices >= 7n * ask + 3n * bid && trade.price <= q.ask) return 1;
    return trade.price >= q.bid && tenPrices <= 3n * ask + 7n * bid ? -1 : 0;
  },
  depth: (trade) => {
    const q = usable(trade);
    if (q === null || q.bidSize === null || q.askSize === null || quote(trade, [], []) !== 0) return 0;
    return sign(q.askSize - q.bidSize);
  },
  trade_size: (trade) => {
    const q = usable(trade);
    if (q === null || q.bidSize === q.askSize) return 0;
    return trade.size === q.askSize ? -1 : trade.size === q.bidSize ? 1 : 0;
  },
  lee_ready: (...of) => quote(...of) || tick(...of),
  emo: (...of) => (RULES.at_quotes(...of) === 0 ? tick(...of) : quote(...of)),
  clnv: (...of) => (RULES.outer_quotes(...of) === 0 ? tick(...of) : quote(...of)),
  stacked: (...of) => RULES.trade_size(...of) || quote(...of) || RULES.depth(...of) || RULES.reverse_tick(...of),
};

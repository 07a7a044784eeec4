import { join } from "node:path";
import { numberContracts } from "../src/engine/number-contracts.js";
import { NO_PRICE, type Tape, TICKS_PER_DOLLAR } from "../src/engine/tape.js";
import { atNewYork, MINUTE, sessionOn } from "../src/session.js";
import { csvRows } from "./shared-data.js";

/** The days of the data set, all of them expirations. */
export const SPXW_DAYS = ["2021-01-04", "2021-01-06", "2021-01-08"] as const;

/**
 * SPXW's strikes 3700 and 3800 on one of {@link SPXW_DAYS}, as a tape in memory.
 *
 * The source has minute bars stamped with their start, and no prints. So, as with GOOG in lean-tape.ts:
 * - the close of a minute's quote and its sizes are the state from the minute's end on; a blank side means no update.
 *   Quotes that cross are kept, so that the rules have to cope with them.
 * - a trade bar is one trade of its whole volume at its open price, in the middle of its minute.
 * - the underlying is the index at each minute's end, which is there for the first day only and in Chicago time. On the
 *   others it is the forward that put-call parity implies at each minute's end: strike + call - put in the middles of their
 *   quotes, of the strike whose quotes are narrower together. The strikes are around the index or within 0.7 % of it, a
 *   rate of 0.1 % moves the forward of a day by cents, and on the first day, where both are there, they are 0.27 apart
 *   in the median and never more than 1.41 of 3700.
 */
export function spxwTape(
  source: string,
  date: (typeof SPXW_DAYS)[number],
  underlying: "index" | "parity" = date === "2021-01-04" ? "index" : "parity",
): Tape {
  const session = sessionOn(date)!;
  const rows = (name: string): Record<string, string>[] =>
    csvRows(join(source, name))
      .filter((row) => row.date === date)
      .sort((a, b) => start(a) - start(b));
  const start = ({ time }: Record<string, string>): number => atNewYork(date, time);
  const ticks = (price: string): number => Math.round(Number(price) * TICKS_PER_DOLLAR);

  const state = new Map<string, { bid: number; ask: number; bidSize: number; askSize: number }>();
  const quotes = rows("spxw_202101_0dte_quotes_1m.csv.gz").map((row) => {
    const quote = { ...(state.get(row.strike + row.right) ?? { bid: 0, ask: NO_PRICE, bidSize: 0, askSize: 0 }) };
    if (row.bid_close !== "") [quote.bid, quote.bidSize] = [ticks(row.bid_close), Number(row.bid_size)];
    if (row.ask_close !== "") [quote.ask, quote.askSize] = [ticks(row.ask_close), Number(row.ask_size)];
    state.set(row.strike + row.right, quote);
    return { strike: row.strike, right: row.right, ...quote, time: start(row) + MINUTE };
  });
  const trades = rows("spxw_202101_0dte_trades_1m.csv.gz");
  const prices =
    underlying === "parity"
      ? parityPrices(quotes)
      : csvRows(join(source, "spx_20210104_index_1m.csv"))
          .filter((row) => row.date === date)
          .map((row) => ({ time: start(row) + 61 * MINUTE, price: Number(row.close) }))
          .filter(({ time }) => time <= session.close);

  const table = (rows: readonly Record<string, unknown>[]): { strike: Float64Array; right: Float64Array } => ({
    strike: Float64Array.from(rows, ({ strike }) => Number(strike)),
    right: Float64Array.from(rows, ({ right }) => (right === "C" ? 1 : -1)),
  });
  const { strikes, contracts } = numberContracts([table(trades), table(quotes)]);
  return {
    symbol: "SPXW",
    session,
    origin: `SPXW ${date}, two strikes, one-minute bars (AlgoSeek via QuantConnect LEAN)`,
    multiplier: 100,
    strikes: Float64Array.from(strikes, (strike) => strike / TICKS_PER_DOLLAR),
    openInterest: new Float64Array(2 * strikes.length),
    trades: {
      time: Float64Array.from(trades, (row) => start(row) + MINUTE / 2),
      contract: contracts[0],
      price: Int32Array.from(trades, ({ open }) => ticks(open)),
      size: Int32Array.from(trades, ({ volume }) => Number(volume)),
      bid: new Int32Array(trades.length),
      ask: new Int32Array(trades.length).fill(NO_PRICE),
    },
    quotes: {
      time: Float64Array.from(quotes, ({ time }) => time),
      contract: contracts[1],
      bid: Int32Array.from(quotes, ({ bid }) => bid),
      ask: Int32Array.from(quotes, ({ ask }) => ask),
      bidSize: Int32Array.from(quotes, ({ bidSize }) => bidSize),
      askSize: Int32Array.from(quotes, ({ askSize }) => askSize),
    },
    underlying: {
      time: Float64Array.from(prices, ({ time }) => time),
      price: Float64Array.from(prices, ({ price }) => price),
    },
    gaps: [],
    recordedTo: session.close,
    rejected: {},
  };
}

interface MinuteQuote {
  time: number;
  strike: string;
  right: string;
  bid: number;
  ask: number;
}

/** The forward at the end of every minute that has a quote; none while no strike has two quotes that do not cross. */
function parityPrices(quotes: readonly MinuteQuote[]): { time: number; price: number }[] {
  const state = new Map<string, MinuteQuote>();
  return quotes.flatMap((quote, i) => {
    state.set(quote.strike + quote.right, quote);
    if (quotes[i + 1]?.time === quote.time) return [];
    const pairs = ["3700.0", "3800.0"].flatMap((strike) => {
      const [call, put] = [state.get(`${strike}C`), state.get(`${strike}P`)];
      if (call === undefined || put === undefined || !(isWhole(call) && isWhole(put))) return [];
      const ticks = (call.bid + call.ask - put.bid - put.ask) / 2;
      return [{ price: Number(strike) + ticks / TICKS_PER_DOLLAR, width: call.ask - call.bid + put.ask - put.bid }];
    });
    return pairs
      .sort((a, b) => a.width - b.width)
      .slice(0, 1)
      .map(({ price }) => ({ time: quote.time, price }));
  });
}

function isWhole({ bid, ask }: MinuteQuote): boolean {
  return bid > 0 && ask >= bid;
}

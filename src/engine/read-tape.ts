import { join } from "node:path";
import { TapeError } from "../api/errors.js";
import {
  checkOpenInterest,
  checkQuote,
  checkTrade,
  checkUnderlying,
  keepGoodRows,
  type RowCheck,
} from "./check-rows.js";
import { readColumns } from "./read-columns.js";
import { readSessionFile } from "./session-file.js";
import { contractOf, NO_PRICE, TICKS_PER_DOLLAR, type Tape } from "./tape.js";

/** How strict {@link readTape} is. */
export interface ReadTapeOptions {
  /** Part of a file's rows that may be refused before the tape is, 0 to 1; default 0.05. */
  maxRejected?: number | undefined;
}

/**
 * A tape from a folder: `session.json` and four tables, each as `.csv`, `.csv.gz` or `.parquet`.
 *
 *   session.json    {"symbol": "GOOG", "date": "2015-12-24"}, and if wanted "multiplier" (default 100), "origin" (a
 *                   sentence shown with the numbers), "gaps": [{"from": ..., "to": ...}] where nothing was recorded
 *   trades          time, strike, right, price, size; if wanted bid, ask: the quote that stood before the trade
 *   quotes          time, strike, right, bid, ask: the contract's best bid and offer from then on; empty or 0 is none
 *   open_interest   strike, right, open_interest: settled, known before the open
 *   underlying      time, price: from then on
 *
 * `time` is an ISO time with `Z` or an offset, a Parquet timestamp with time zone, or epoch milliseconds; a time without
 * a zone is refused. `right` is C or P, call or put. Prices are USD per share, sizes and open interest contracts. Only
 * contracts that expire in the session belong into the folder. Further columns are ignored, rows may come in any order.
 *
 * A row that cannot be right (crossed quote, size below 1, time outside the session, …) is refused and counted by reason
 * in `rejected`. Quotes and underlying prices before the open are kept as the state at the open.
 *
 * @throws TapeError naming file, reason and counts: something is missing or damaged, more than `maxRejected` of a file's
 *   rows are refused, a time has no zone, or the underlying has no price.
 * @example
 * const tape = await readTape("tapes/goog-2015-12-24");
 * tape.rejected; // { "quotes: crossed quote": 12 }
 */
export async function readTape(folder: string, { maxRejected = 0.05 }: ReadTapeOptions = {}): Promise<Tape> {
  if (!(maxRejected >= 0 && maxRejected <= 1))
    throw new RangeError(`maxRejected is a part of the rows, 0 to 1, not ${maxRejected}`);
  const { symbol, session, multiplier, origin, gaps } = await readSessionFile(folder);
  const [trades, quotes, settled, underlying] = await Promise.all([
    readColumns(folder, "trades", ["time", "strike", "right", "price", "size"], ["bid", "ask"]),
    readColumns(folder, "quotes", ["time", "strike", "right", "bid", "ask"]),
    readColumns(folder, "open_interest", ["strike", "right", "open_interest"]),
    readColumns(folder, "underlying", ["time", "price"]),
  ]);

  const rejected: Record<string, number> = {};
  const keep = <C extends object>(table: string, columns: C, check: RowCheck<C>): Int32Array =>
    keepGoodRows(table, columns, check, session, maxRejected, rejected);
  const tradeRows = keep("trades", trades, checkTrade);
  const quoteRows = keep("quotes", quotes, checkQuote);
  const settledRows = keep("open_interest", settled, checkOpenInterest);
  const underlyingRows = keep("underlying", underlying, checkUnderlying);
  if (underlyingRows.length === 0)
    throw new TapeError(
      `${join(folder, "underlying")} has no price of ${symbol} up to the close of ${session.date}: ` +
        `nothing can be computed without a spot; add rows of time, price`,
      { rejected },
    );

  const strikes = strikesOf([trades.strike, tradeRows], [quotes.strike, quoteRows], [settled.strike, settledRows]);
  const position = new Map(Array.from(strikes, (strike, k) => [strike, k]));
  const contracts = (columns: { strike: Float64Array; right: Float64Array }, rows: Int32Array): Int32Array =>
    rows.map((row) => contractOf(position.get(columns.strike[row])!, columns.right[row] as 1 | -1));

  const openInterest = new Float64Array(2 * strikes.length);
  contracts(settled, settledRows).forEach((contract, i) => {
    openInterest[contract] = settled.open_interest[settledRows[i]];
  });
  return {
    symbol,
    session,
    origin,
    multiplier,
    strikes,
    openInterest,
    trades: {
      time: pick(trades.time, tradeRows),
      contract: contracts(trades, tradeRows),
      price: ticks(trades.price, tradeRows, NO_PRICE),
      size: tradeRows.map((row) => trades.size[row]),
      bid: ticks(trades.bid, tradeRows, 0),
      ask: ticks(trades.ask, tradeRows, NO_PRICE),
    },
    quotes: {
      time: pick(quotes.time, quoteRows),
      contract: contracts(quotes, quoteRows),
      bid: ticks(quotes.bid, quoteRows, 0),
      ask: ticks(quotes.ask, quoteRows, NO_PRICE),
    },
    underlying: { time: pick(underlying.time, underlyingRows), price: pick(underlying.price, underlyingRows) },
    gaps,
    rejected,
  };
}

function strikesOf(...tables: [strike: Float64Array, rows: Int32Array][]): Float64Array {
  const seen = new Set<number>();
  for (const [strike, rows] of tables) for (const row of rows) seen.add(strike[row]);
  return Float64Array.from(seen).sort();
}

function pick(column: Float64Array, rows: Int32Array): Float64Array {
  return Float64Array.from(rows, (row) => column[row]);
}

function ticks(column: Float64Array | undefined, rows: Int32Array, missing: number): Int32Array {
  return rows.map((row) => {
    const price = column === undefined ? NaN : column[row];
    return price > 0 ? Math.round(price * TICKS_PER_DOLLAR) : missing;
  });
}

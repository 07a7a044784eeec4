import { TapeError } from "../api/errors.js";
import { toIso } from "../session.js";
import {
  checkOpenInterest,
  checkQuote,
  checkTrade,
  checkUnderlying,
  keepGoodRows,
  MAX_SIZE,
  type RowCheck,
} from "./check-rows.js";
import { numberContracts } from "./number-contracts.js";
import type { Table } from "./read-columns.js";
import { readSessionFile } from "./session-file.js";
import { MAX_PRICE, NO_PRICE, recordingEnd, TICKS_PER_DOLLAR, type Tape } from "./tape.js";

const QUOTED_SIZES = ["bid_size", "ask_size"] as const;
const OF_TRADES = ["bid", "ask", ...QUOTED_SIZES, "condition"] as const;

/** How strict {@link readTape} is. */
export interface ReadTapeOptions {
  /** Part of a file's rows that may be refused before the tape is, 0 to 1; default 0.05. */
  maxRejected?: number | undefined;
}

/**
 * A tape from a folder: `session.json` and four tables, each as `.csv`, `.csv.gz` or `.parquet`.
 *
 *   session.json    {"symbol": "GOOG", "date": "2015-12-24"}, and if wanted "multiplier" (default 100), "origin" (a
 *                   sentence shown with the numbers), "gaps": [{"from": ..., "to": ...}] where nothing was recorded,
 *                   "recorded_to": ... how far the recording goes
 *   trades          time, strike, right, price, size; if wanted bid and ask: the quote that stood before the trade,
 *                   bid_size and ask_size: its sizes, condition: what kind of a trade it is
 *   quotes          time, strike, right, bid, ask: the contract's best bid and offer from then on; empty or 0 is none; if
 *                   wanted bid_size and ask_size
 *   open_interest   strike, right, open_interest: settled, known before the open
 *   underlying      time, price: from then on
 *
 * `time` is an ISO time to the second or finer with `Z` or an offset, a Parquet timestamp with time zone, or epoch
 * milliseconds; a time without a zone, or with the name of one other than UTC, is refused. `right` is C or P, call or put.
 * Prices are USD per share and are kept in ticks of 0.0001; sizes and open interest are whole contracts, and a quoted size
 * that is empty or 0 is unknown. `condition` is regular, cancelled, late, multi_leg or auction, or the letter that OPRA has
 * for the trade, see {@link conditionCode}; empty is regular. Only contracts that expire in the session belong into the
 * folder. Further columns are ignored, rows may come in any order, and those of one time count in the order of the file.
 * A table may be empty but for its header, the underlying excepted.
 *
 * A recording that ends before the close is not quiet from then on, it is missing: the minutes behind its end have no
 * bars and are a gap, and the name is on no board. Without `recorded_to` a recording ends with the minute of its last
 * event of any table; when that is within five minutes of the close, it is taken for whole and ends with the close.
 *
 * A row that cannot be right (crossed quote, size below 1, a cell that cannot be read, time outside the session) is
 * refused and counted by reason in `rejected`; so is a second open interest of one contract. A trade whose own bid and
 * ask cannot be right is kept without them, and counted; so is a trade or quote with a quoted size that cannot be right. Quotes and prices of the underlying from up to a day before the
 * open are kept: they are the state at the open. A trade at the very close counts into the last minute.
 *
 * @throws TapeError naming file, reason and counts: something is missing or damaged, more than `maxRejected` of a file's
 *   rows are refused, a time has no zone, the underlying has no price, a strike is fifty times away from it (strikes of
 *   option symbols are in thousandths), or something was recorded after `recorded_to`.
 * @example
 * const tape = await readTape("tapes/goog-2015-12-24");
 * tape.rejected; // { "quotes: crossed quote": 12 }
 */
export async function readTape(folder: string, { maxRejected = 0.05 }: ReadTapeOptions = {}): Promise<Tape> {
  if (!(maxRejected >= 0 && maxRejected <= 1))
    throw new RangeError(`maxRejected is a part of the rows, 0 to 1, not ${maxRejected}`);
  const { symbol, session, multiplier, origin, gaps, recordedTo } = await readSessionFile(folder);
  // With all that reads files, which only who reads one has to wait for.
  const { readColumns } = await import("./read-columns.js");
  const [tradeTable, quoteTable, settledTable, underlyingTable] = await Promise.all([
    readColumns(folder, "trades", ["time", "strike", "right", "price", "size"], OF_TRADES),
    readColumns(folder, "quotes", ["time", "strike", "right", "bid", "ask"], QUOTED_SIZES),
    readColumns(folder, "open_interest", ["strike", "right", "open_interest"]),
    readColumns(folder, "underlying", ["time", "price"]),
  ]);

  const rejected: Record<string, number> = {};
  const keep = <C extends object>(name: string, table: Table<C>, check: RowCheck<C>): C =>
    keepGoodRows(name, table, check, session, maxRejected, rejected);
  const trades = keep("trades", tradeTable, checkTrade);
  const quotes = keep("quotes", quoteTable, checkQuote);
  const settled = keep("open_interest", settledTable, checkOpenInterest);
  const underlying = keep("underlying", underlyingTable, checkUnderlying);
  if (underlying.time.length === 0)
    throw new TapeError(
      `${underlyingTable.path} has no price of ${symbol} up to the close of ${session.date}: ` +
        `nothing can be computed without a spot; add rows of time, price`,
      { rejected },
    );

  for (const [{ path }, { time }] of [
    [tradeTable, trades],
    [quoteTable, quotes],
    [underlyingTable, underlying],
  ] as const)
    if (recordedTo !== undefined && (time.at(-1) ?? 0) > recordedTo)
      throw new TapeError(
        `${path} has a row of ${toIso(time.at(-1)!)}, after recorded_to of session.json, ${toIso(recordedTo)}; ` +
          `correct recorded_to, or leave it out`,
      );

  for (const [{ path }, { strike }] of [
    [tradeTable, trades],
    [quoteTable, quotes],
    [settledTable, settled],
  ] as const)
    mustBeNear(strike, underlying.price[0], path);

  const {
    strikes,
    contracts: [tradeContract, quoteContract, settledContract],
  } = numberContracts([trades, quotes, settled]);

  const tape = {
    symbol,
    session,
    origin,
    multiplier,
    strikes: Float64Array.from(strikes, (strike) => strike / TICKS_PER_DOLLAR),
    openInterest: openInterestOf(settledContract, settled.open_interest, 2 * strikes.length, rejected),
    trades: {
      time: trades.time,
      contract: tradeContract,
      price: ticks(trades.price),
      size: new Int32Array(trades.size),
      ...ownQuotes(trades.bid, trades.ask, trades.time.length, rejected),
      ...quotedSizes("trades", trades, rejected),
      // An empty cell, NaN, becomes 0: regular.
      ...(trades.condition && { condition: new Uint8Array(trades.condition) }),
    },
    quotes: {
      time: quotes.time,
      contract: quoteContract,
      bid: ticks(quotes.bid, 0),
      ask: ticks(quotes.ask),
      ...quotedSizes("quotes", quotes, rejected),
    },
    underlying: { time: underlying.time, price: underlying.price },
    gaps,
    rejected,
  };
  return { ...tape, recordedTo: recordedTo ?? recordingEnd(tape) };
}

/** Prices in ticks; `none` for one that is empty or below half a tick. */
function ticks(prices: Float64Array, none: number = NO_PRICE): Int32Array {
  const ticks = new Int32Array(prices.length);
  for (let row = 0; row < prices.length; row++) ticks[row] = Math.round(prices[row] * TICKS_PER_DOLLAR) || none;
  return ticks;
}

function openInterestOf(
  contracts: Int32Array,
  values: Float64Array,
  count: number,
  rejected: Record<string, number>,
): Float64Array {
  const given = new Float64Array(count).fill(NaN);
  contracts.forEach((contract, row) => {
    if (Number.isNaN(given[contract])) given[contract] = values[row];
    else refuse(rejected, "open_interest: second row of a contract");
  });
  return given.map((contracts) => contracts || 0);
}

function refuse(rejected: Record<string, number>, reason: string): void {
  rejected[reason] = (rejected[reason] ?? 0) + 1;
}

/** The quotes that came with the trades. One that cannot be right says nothing: the trade then has none. */
function ownQuotes(
  bids: Float64Array | undefined,
  asks: Float64Array | undefined,
  count: number,
  rejected: Record<string, number>,
): { bid: Int32Array; ask: Int32Array } {
  const bid = new Int32Array(count);
  const ask = new Int32Array(count);
  if (bids === undefined || asks === undefined) return { bid, ask: ask.fill(NO_PRICE) };
  for (let row = 0; row < count; row++) {
    const low = bids[row] || 0;
    const high = asks[row];
    if (low >= 0 && high > 0 && low <= high && high <= MAX_PRICE) {
      bid[row] = Math.round(low * TICKS_PER_DOLLAR);
      ask[row] = Math.round(high * TICKS_PER_DOLLAR) || NO_PRICE;
    } else {
      ask[row] = NO_PRICE;
      if (!Number.isNaN(high) && high !== 0) refuse(rejected, "trades: own bid and ask not used");
    }
  }
  return { bid, ask };
}

/** Those of the two columns that the table has. A size that cannot be right is unknown, and counted. */
function quotedSizes(
  table: string,
  columns: Partial<Record<(typeof QUOTED_SIZES)[number], Float64Array>>,
  rejected: Record<string, number>,
): { bidSize?: Int32Array; askSize?: Int32Array } {
  const [bidSize, askSize] = QUOTED_SIZES.map((name) => {
    const cells = columns[name];
    if (cells === undefined) return undefined;
    const sizes = new Int32Array(cells.length);
    for (let row = 0; row < cells.length; row++) {
      const size = cells[row];
      if (Number.isInteger(size) && size >= 0 && size <= MAX_SIZE) sizes[row] = size;
      else if (!Number.isNaN(size)) refuse(rejected, `${table}: ${name} not used`);
    }
    return sizes;
  });
  return { ...(bidSize && { bidSize }), ...(askSize && { askSize }) };
}

/** How many times the underlying's price, or a part of it, no listed strike is. */
const FAR = 50;

function mustBeNear(strikes: Float64Array, price: number, path: string): void {
  const [lowest, highest] = [price / FAR, FAR * price];
  for (let row = 0; row < strikes.length; row++)
    if (strikes[row] < lowest || strikes[row] > highest)
      throw new TapeError(
        `${path}: strike ${strikes[row]} is far from the underlying's price of ${price}; strikes are in USD, not in thousandths`,
      );
}

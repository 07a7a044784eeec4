import { MINUTE, type Session } from "../session.js";

/** Prices of options are whole numbers of this many ticks to the dollar, so that comparing them is exact. */
export const TICKS_PER_DOLLAR = 10_000;

/** The largest price that a column of ticks holds, USD. */
export const MAX_PRICE: number = 0x7fffffff / TICKS_PER_DOLLAR;

/**
 * One session of one underlying as columns, each in the order of time. Contracts are numbers: the call of
 * `strikes[k]` is 2k, its put 2k + 1. Times are epoch milliseconds UTC.
 */
export interface Tape {
  readonly symbol: string;
  /** The session, whose date is also the expiration. */
  readonly session: Session;
  /** Where it comes from, in words: shown wherever its numbers are. */
  readonly origin: string;
  /** Shares per contract. */
  readonly multiplier: number;
  /** Ascending, USD. */
  readonly strikes: Float64Array;
  /** Settled open interest before the session, contracts, by contract; 0 for a contract without a row. */
  readonly openInterest: Float64Array;
  readonly trades: TradeColumns;
  readonly quotes: QuoteColumns;
  readonly underlying: UnderlyingColumns;
  /** Stretches in which nothing was recorded: their minutes are missing, not zero. */
  readonly gaps: readonly TapeGap[];
  /**
   * How far the recording goes, epoch milliseconds, not after the close and not before the last event. A minute that ends
   * later is missing, not quiet.
   */
  readonly recordedTo: number;
  /** What the door refused, counted by reason: `{ "quotes: crossed quote": 12 }`. */
  readonly rejected: Readonly<Record<string, number>>;
}

/** Trades. Prices in ticks of 1 / {@link TICKS_PER_DOLLAR} USD. */
export interface TradeColumns {
  readonly time: Float64Array;
  readonly contract: Int32Array;
  readonly price: Int32Array;
  /** Contracts. */
  readonly size: Int32Array;
  /** Bid that came with the trade, 0 for none. */
  readonly bid: Int32Array;
  /** Ask that came with the trade; {@link NO_PRICE} or 0 where none did, and the tape's own last quote is taken. */
  readonly ask: Int32Array;
  /** Contracts bid and offered in the quote that came with the trade, 0 for unknown; left out when none is known. */
  readonly bidSize?: Int32Array | undefined;
  readonly askSize?: Int32Array | undefined;
  /** What kind of a trade it is, a code of {@link CONDITIONS}; left out when all are regular. */
  readonly condition?: Uint8Array | undefined;
}

/** Best bid and offer of a contract from this time on, ticks; a bid of 0 and an ask of {@link NO_PRICE} are none. */
export interface QuoteColumns {
  readonly time: Float64Array;
  readonly contract: Int32Array;
  readonly bid: Int32Array;
  readonly ask: Int32Array;
  /** Contracts bid and offered, 0 for unknown; left out when none is known. */
  readonly bidSize?: Int32Array | undefined;
  readonly askSize?: Int32Array | undefined;
}

/** Price of the underlying from this time on, USD. */
export interface UnderlyingColumns {
  readonly time: Float64Array;
  readonly price: Float64Array;
}

/** A stretch [from, to) without a recording. */
export interface TapeGap {
  readonly from: number;
  readonly to: number;
}

/** A price that is not there, among ticks. */
export const NO_PRICE = -1;

/** Contract number of the call (+1) or put (-1) of a strike's position. */
export function contractOf(strike: number, right: 1 | -1): number {
  return 2 * strike + (right === 1 ? 0 : 1);
}

/** How long a recording may be quiet before the close and still be whole, milliseconds. */
const QUIET_BEFORE_CLOSE = 5 * MINUTE;

/**
 * How far a recording goes that does not say so: to the end of the minute that holds its last event, or to the close when
 * that is {@link QUIET_BEFORE_CLOSE} or less before it; to the open when it has no event. A quote or price at the very
 * end of a minute is that minute's last; a trade there is the next one's first.
 */
export function recordingEnd({
  session,
  trades,
  quotes,
  underlying,
}: Pick<Tape, "session" | "trades" | "quotes" | "underlying">): number {
  const lastTrade = trades.time.at(-1) ?? -Infinity;
  const lastState = Math.max(quotes.time.at(-1) ?? -Infinity, underlying.time.at(-1) ?? -Infinity);
  const minutes = Math.max(
    0,
    Math.floor((lastTrade - session.open) / MINUTE) + 1,
    Math.ceil((lastState - session.open) / MINUTE),
  );
  const end = session.open + minutes * MINUTE;
  return end >= session.close - QUIET_BEFORE_CLOSE ? session.close : end;
}

/**
 * The tape as it was at an instant: events at or before it, and open interest, which is known before the open; its
 * recording goes no further. Columns are views, not copies.
 *
 * @example const morning = cutTape(tape, atNewYork(tape.session.date, "12:00"));
 */
export function cutTape(tape: Tape, instant: number): Tape {
  return sliceTape(tape, -Infinity, instant);
}

/**
 * The stretch of a tape behind one instant up to and with another: what a live recording brings between the two, see
 * `append` of {@link FlowEngine}. Columns are views, not copies.
 *
 * @example
 * const firstMinute = sliceTape(tape, tape.session.open, tape.session.open + 60_000);
 */
export function sliceTape(tape: Tape, after: number, upTo: number): Tape {
  const between = <C extends { readonly time: Float64Array }>(columns: C): C => {
    const [from, to] = [countUpTo(columns.time, after), countUpTo(columns.time, upTo)];
    const cut = Object.entries(columns as unknown as Record<string, Float64Array | undefined>).map(
      ([name, column]) => [name, column?.subarray(from, to)] as const,
    );
    return Object.fromEntries(cut) as unknown as C;
  };
  return {
    ...tape,
    trades: between(tape.trades),
    quotes: between(tape.quotes),
    underlying: between(tape.underlying),
    recordedTo: Math.min(tape.recordedTo, upTo),
  };
}

/** How many entries of an ascending column are at or before an instant. */
export function countUpTo(time: Float64Array, instant: number): number {
  let low = 0;
  let high = time.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (time[middle] <= instant) low = middle + 1;
    else high = middle;
  }
  return low;
}

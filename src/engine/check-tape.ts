import { TapeError } from "../api/errors.js";
import { readSymbol } from "../api/params.js";
import { barCount, MINUTE, type Session } from "../session.js";
import { CONDITIONS } from "./conditions.js";
import type { QuoteColumns, Tape, TradeColumns, UnderlyingColumns } from "./tape.js";

/**
 * Checks that a tape made in memory is as {@link Tape} says. {@link readTape} makes no other; one pass over the columns
 * costs little, and a trade outside the session or out of order would otherwise be counted in a wrong minute.
 *
 * @throws TapeError naming the tape, the column and the entry.
 */
export function checkTape(tape: Tape): void {
  const { recordedTo, symbol, session, multiplier, openInterest, trades, quotes, underlying } = tape;
  const require = requirement(symbol);
  require(readSymbol(symbol) === symbol, `symbol "${symbol}" must be trimmed and in upper case`);
  require(barCount(session) * MINUTE === session.close - session.open, "the session must be of whole minutes");
  require(multiplier > 0 && multiplier < Infinity, `multiplier must be above 0, not ${multiplier}`);

  require(openInterest.length === 2 * tape.strikes.length, "openInterest must have two entries a strike");
  every(require, "openInterest", openInterest, "0 or more", (contracts) => contracts >= 0 && contracts < Infinity);
  checkColumns(tape);
  const last = Math.max(...[trades, quotes, underlying].map(({ time }) => time.at(-1) ?? 0));
  require(recordedTo >= last &&
    recordedTo <=
      session.close, `recordedTo must be at or after the last event and not after the close, not ${recordedTo}`);
}

/**
 * Checks the columns of a tape, or of events to append to one.
 *
 * @throws TapeError as {@link checkTape} does.
 */
export function checkColumns({
  symbol,
  session,
  strikes,
  trades,
  quotes,
  underlying,
}: {
  symbol: string;
  session: Session;
  strikes: Float64Array;
  trades?: TradeColumns | undefined;
  quotes?: QuoteColumns | undefined;
  underlying?: UnderlyingColumns | undefined;
}): void {
  const require = requirement(symbol);
  every(require, "strikes", strikes, "above the strike before it", (k, i) => k > (strikes[i - 1] ?? 0) && k < Infinity);
  for (const [name, columns] of Object.entries({ trades, quotes, underlying })) {
    if (columns === undefined) continue;
    const { time } = columns;
    for (const [column, cells] of Object.entries(columns as unknown as Record<string, ArrayLike<number> | undefined>))
      require(cells === undefined ||
        cells.length === time.length, `${name}.${column} has ${cells?.length} entries, ${name}.time ${time.length}`);
    const isTrades = name === "trades";
    const rule = `in order and ${isTrades ? "inside the session" : "not after the close"}`;
    none(require, `${name}.time`, time, rule, firstDisordered(time, isTrades ? session.open : 0, session.close));
  }
  const most = 2 * strikes.length - 1;
  for (const [name, columns] of Object.entries({ trades, quotes })) {
    const contract = columns?.contract ?? NONE;
    none(require, `${name}.contract`, contract, "a contract of the strikes", firstOutside(contract, 0, most));
  }
  if (trades !== undefined) {
    const { price, size, condition } = trades;
    none(require, "trades.price", price, "1 tick or more", firstOutside(price, 1, Infinity));
    none(require, "trades.size", size, "1 or more", firstOutside(size, 1, Infinity));
    const codes = `a code of ${CONDITIONS.join(", ")}`;
    every(require, "trades.condition", condition ?? NONE, codes, (code) => code < CONDITIONS.length);
  }
  if (underlying !== undefined)
    every(require, "underlying.price", underlying.price, "above 0", (price) => price > 0 && price < Infinity);
}

type Require = (right: boolean, what: string) => void;

function requirement(symbol: string): Require {
  return (right, what) => {
    if (!right) throw new TapeError(`tape of ${symbol}: ${what}`);
  };
}

const NONE = new Int32Array(0);

/** For columns of millions of entries: a loop with its comparisons in it takes a tenth of the time of a call for each. */
function firstOutside(column: Int32Array, least: number, most: number): number {
  let i = 0;
  while (i < column.length && column[i] >= least && column[i] <= most) i++;
  return i;
}

/** The first time that is before `from`, before the one in front of it, or after `to`; NaN is each of them. */
function firstDisordered(times: Float64Array, from: number, to: number): number {
  let last = from;
  let i = 0;
  for (; i < times.length && times[i] >= last && times[i] <= to; i++) last = times[i];
  return i;
}

/** Requires that no entry was found wrong: `first` is that of the first, or the column's length. */
function none(require: Require, name: string, column: ArrayLike<number>, rule: string, first: number): void {
  if (first < column.length) require(false, `${name}[${first}] must be ${rule}, not ${column[first]}`);
}

function every(
  require: Require,
  name: string,
  column: ArrayLike<number>,
  rule: string,
  holds: (value: number, i: number) => boolean,
): void {
  const wrong = Array.prototype.findIndex.call(column, (value: number, i: number) => !holds(value, i));
  none(require, name, column, rule, wrong < 0 ? column.length : wrong);
}

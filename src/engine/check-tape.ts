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
    const from = name === "trades" ? session.open : 0;
    const rule = `in order and ${name === "trades" ? "inside the session" : "not after the close"}`;
    every(require, `${name}.time`, time, rule, (t, i) => t >= (i === 0 ? from : time[i - 1]) && t <= session.close);
  }
  for (const [name, columns] of Object.entries({ trades, quotes }))
    if (columns !== undefined)
      every(
        require,
        `${name}.contract`,
        columns.contract,
        "a contract of the strikes",
        (c) => c >= 0 && c < 2 * strikes.length,
      );
  if (trades !== undefined) {
    every(require, "trades.price", trades.price, "1 tick or more", (price) => price >= 1);
    every(require, "trades.size", trades.size, "1 or more", (size) => size >= 1);
    const codes = `a code of ${CONDITIONS.join(", ")}`;
    every(require, "trades.condition", trades.condition ?? [], codes, (code) => code < CONDITIONS.length);
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

function every(
  require: Require,
  name: string,
  column: ArrayLike<number>,
  rule: string,
  holds: (value: number, i: number) => boolean,
): void {
  for (let i = 0; i < column.length; i++)
    if (!holds(column[i], i)) require(false, `${name}[${i}] must be ${rule}, not ${column[i]}`);
}

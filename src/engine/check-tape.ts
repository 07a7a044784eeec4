import { TapeError } from "../api/errors.js";
import { readSymbol } from "../api/params.js";
import { barCount, MINUTE } from "../session.js";
import type { Tape } from "./tape.js";

/**
 * Checks that a tape made in memory is as {@link Tape} says. {@link readTape} makes no other; one pass over the columns
 * costs little, and a trade outside the session or out of order would otherwise be counted in a wrong minute.
 *
 * @throws TapeError naming the tape, the column and the entry.
 */
export function checkTape(tape: Tape): void {
  const { recordedTo, symbol, session, multiplier, strikes, openInterest, trades, quotes, underlying } = tape;
  const require = (right: boolean, what: string): void => {
    if (!right) throw new TapeError(`tape of ${symbol}: ${what}`);
  };
  require(readSymbol(symbol) === symbol, `symbol "${symbol}" must be trimmed and in upper case`);
  require(barCount(session) * MINUTE === session.close - session.open, "the session must be of whole minutes");
  require(multiplier > 0 && multiplier < Infinity, `multiplier must be above 0, not ${multiplier}`);

  const every = (
    name: string,
    column: ArrayLike<number>,
    rule: string,
    holds: (value: number, i: number) => boolean,
  ) => {
    for (let i = 0; i < column.length; i++)
      if (!holds(column[i], i)) require(false, `${name}[${i}] must be ${rule}, not ${column[i]}`);
  };
  every("strikes", strikes, "above the strike before it", (k, i) => k > (strikes[i - 1] ?? 0) && k < Infinity);
  require(openInterest.length === 2 * strikes.length, "openInterest must have two entries a strike");
  every("openInterest", openInterest, "0 or more", (contracts) => contracts >= 0 && contracts < Infinity);

  for (const [name, columns] of Object.entries({ trades, quotes, underlying })) {
    const { time } = columns;
    for (const [column, { length }] of Object.entries(columns as unknown as Record<string, ArrayLike<number>>))
      require(length === time.length, `${name}.${column} has ${length} entries, ${name}.time ${time.length}`);
    const from = name === "trades" ? session.open : 0;
    const rule = `in order and ${name === "trades" ? "inside the session" : "not after the close"}`;
    every(`${name}.time`, time, rule, (t, i) => t >= (i === 0 ? from : time[i - 1]) && t <= session.close);
  }
  for (const [name, { contract }] of Object.entries({ trades, quotes }))
    every(`${name}.contract`, contract, "a contract of the strikes", (c) => c >= 0 && c < openInterest.length);
  every("trades.price", trades.price, "1 tick or more", (price) => price >= 1);
  every("trades.size", trades.size, "1 or more", (size) => size >= 1);
  const last = Math.max(...[trades, quotes, underlying].map(({ time }) => time.at(-1) ?? 0));
  require(recordedTo >= last &&
    recordedTo <=
      session.close, `recordedTo must be at or after the last event and not after the close, not ${recordedTo}`);
  every("underlying.price", underlying.price, "above 0", (price) => price > 0 && price < Infinity);
}

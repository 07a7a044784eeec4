import { TapeError } from "../api/errors.js";
import { MINUTE, toIso, type Session } from "../session.js";
import { UNREADABLE } from "./cell-text.js";
import type { Table } from "./read-columns.js";
import { MAX_PRICE, TICKS_PER_DOLLAR } from "./tape.js";

/** What is wrong with a row: the column, and the fault in a few words. */
type RowFault<C> = readonly [column: keyof C & string, fault: string];

/** The first fault of a row, or null when there is none. Cells that cannot be read are refused before it is asked. */
export type RowCheck<C> = (columns: C, row: number, session: Session) => RowFault<C> | null;

interface ContractColumns {
  strike: Float64Array;
  right: Float64Array;
}

const DAY = 24 * 60 * MINUTE;
/** The largest number of contracts that a column of sizes holds. */
export const MAX_SIZE = 0x7fffffff;

/** A trade is inside the session, of one contract or more, at a price above 0. */
export const checkTrade: RowCheck<ContractColumns & { time: Float64Array; price: Float64Array; size: Float64Array }> = (
  { time, price, size, strike, right },
  row,
  session,
) => {
  if (Number.isNaN(time[row])) return ["time", "no time"];
  if (time[row] < session.open || time[row] > session.close) return ["time", "time outside the session"];
  if (!isPrice(price[row])) return ["price", priceFault(price[row])];
  if (!(Number.isInteger(size[row]) && size[row] >= 1)) return ["size", "size not a whole number above 0"];
  if (size[row] > MAX_SIZE) return ["size", "size too large"];
  return checkContract({ strike, right }, row);
};

/**
 * A quote is not after the close nor more than a day before the open, has no negative side and does not cross. One-sided
 * and locked ones are fine, and a quote without both sides says that there is none from then on.
 */
export const checkQuote: RowCheck<ContractColumns & { time: Float64Array; bid: Float64Array; ask: Float64Array }> = (
  { time, bid, ask, strike, right },
  row,
  session,
) => {
  const fault = lateOrOld(time[row], session);
  if (fault !== null) return ["time", fault];
  if (bid[row] < 0) return ["bid", "negative bid"];
  if (ask[row] < 0) return ["ask", "negative ask"];
  if (bid[row] > MAX_PRICE) return ["bid", "bid too large"];
  if (ask[row] > MAX_PRICE) return ["ask", "ask too large"];
  if (ask[row] > 0 && bid[row] > ask[row]) return ["bid", "crossed quote"];
  return checkContract({ strike, right }, row);
};

/** Open interest is a whole number of contracts, 0 or more. */
export const checkOpenInterest: RowCheck<ContractColumns & { open_interest: Float64Array }> = (
  { open_interest, strike, right },
  row,
) =>
  Number.isInteger(open_interest[row]) && open_interest[row] >= 0
    ? checkContract({ strike, right }, row)
    : ["open_interest", "open_interest not a whole number of 0 or more"];

/** A price of the underlying is above 0, not after the close nor more than a day before the open. */
export const checkUnderlying: RowCheck<{ time: Float64Array; price: Float64Array }> = (
  { time, price },
  row,
  session,
) => {
  const fault = lateOrOld(time[row], session);
  if (fault !== null) return ["time", fault];
  return price[row] > 0 && price[row] < Infinity ? null : ["price", "price not above 0"];
};

/** A day is enough for a night's trading, and little enough to refuse another year's file, or epoch seconds. */
function lateOrOld(time: number, session: Session): string | null {
  if (Number.isNaN(time)) return "no time";
  if (time > session.close) return "time after the close";
  return time < session.open - DAY ? "time more than a day before the open" : null;
}

function checkContract({ strike, right }: ContractColumns, row: number): RowFault<ContractColumns> | null {
  if (!isPrice(strike[row])) return ["strike", strike[row] > MAX_PRICE ? "strike too large" : "strike not above 0"];
  return Math.abs(right[row]) === 1 ? null : ["right", "right not C or P"];
}

/** Whether a price is a tick or more, and fits a column of ticks. */
function isPrice(price: number): boolean {
  return price * TICKS_PER_DOLLAR >= 0.5 && price <= MAX_PRICE;
}

function priceFault(price: number): string {
  return price > MAX_PRICE ? "price too large" : "price not above 0";
}

/**
 * The columns of a table without its faulty rows, in the order of time (rows of equal time keep their order). Counts the
 * others into `rejected` as `table: fault`.
 *
 * @throws TapeError with file, first bad row and counts when they are more than `maxRejected` of the rows.
 */
export function keepGoodRows<C extends object>(
  table: string,
  { path, columns }: Table<C>,
  check: RowCheck<C>,
  session: Session,
  maxRejected: number,
  rejected: Record<string, number>,
): C {
  const cells = Object.entries(columns) as [keyof C & string, Float64Array][];
  // Not `includes`, which takes five times as long.
  const doubtful = cells.filter(([, column]) => column.indexOf(UNREADABLE) >= 0);
  const { time } = columns as { time?: Float64Array };
  const count = cells[0][1].length;
  const counts: Record<string, number> = {};
  const refused = new Uint8Array(count);
  let bad = 0;
  let first = "";
  let latest = -Infinity;
  let ordered = true;
  for (let row = 0; row < count; row++) {
    const unreadable = doubtful.length > 0 && doubtful.find(([, column]) => column[row] === UNREADABLE);
    const fault: RowFault<C> | null = unreadable
      ? [unreadable[0], `unreadable ${unreadable[0]}`]
      : check(columns, row, session);
    if (fault !== null) {
      const reason = `${table}: ${fault[1]}`;
      counts[reason] = (counts[reason] ?? 0) + 1;
      first ||= `row ${row + 1}${shown(fault[0], (columns as Record<string, Float64Array>)[fault[0]][row])}`;
      refused[row] = 1;
      bad++;
    } else if (time !== undefined) {
      ordered &&= time[row] >= latest;
      latest = time[row];
    }
  }
  if (bad > maxRejected * count)
    throw new TapeError(
      `${path}: ${bad} of ${count} rows cannot be right, the first is ${first}; correct the file, or let more pass ` +
        `with maxRejected, which is ${maxRejected}`,
      { rejected: counts },
    );
  Object.assign(rejected, counts);
  if (bad === 0 && ordered) return columns;
  const good = rowsKept(refused, count - bad);
  if (!ordered) good.sort((a, b) => time![a] - time![b] || a - b);
  return Object.fromEntries(cells.map(([name, column]) => [name, picked(column, good)])) as C;
}

function rowsKept(refused: Uint8Array, kept: number): Uint32Array {
  const rows = new Uint32Array(kept);
  for (let row = 0, i = 0; row < refused.length; row++) if (refused[row] === 0) rows[i++] = row;
  return rows;
}

function picked(column: Float64Array, rows: Uint32Array): Float64Array {
  const values = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) values[i] = column[rows[i]];
  return values;
}

function shown(column: string, value: number): string {
  if (Number.isNaN(value)) return `, which has no ${column}`;
  if (value === UNREADABLE) return `, whose ${column} cannot be read`;
  // An instant of 1e11 and more can be written as one; a smaller number is something else, such as epoch seconds.
  return ` with ${column} ${column === "time" && value >= 1e11 && value < 4e12 ? toIso(value) : value}`;
}

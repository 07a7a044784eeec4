import { TapeError } from "../api/errors.js";
import type { Session } from "../session.js";
import { TICKS_PER_DOLLAR } from "./tape.js";

/** A row's fault in a few words, or null when there is none. */
export type RowCheck<C> = (columns: C, row: number, session: Session) => string | null;

interface ContractColumns {
  strike: Float64Array;
  right: Float64Array;
}

/** The largest price that fits a tick column. */
const MAX_PRICE = 0x7fffffff / TICKS_PER_DOLLAR / 2;

/** A trade is inside the session, of one contract or more, at a price above 0. */
export const checkTrade: RowCheck<ContractColumns & { time: Float64Array; price: Float64Array; size: Float64Array }> = (
  columns,
  row,
  session,
) => {
  const time = columns.time[row];
  if (Number.isNaN(time)) return "unreadable time";
  if (time < session.open || time > session.close) return "outside the session";
  if (!(columns.price[row] > 0 && columns.price[row] <= MAX_PRICE)) return "price not above 0";
  if (!(Number.isInteger(columns.size[row]) && columns.size[row] >= 1)) return "size not a whole number above 0";
  return checkContract(columns, row);
};

/** A quote is not after the close, has no negative side and does not cross; one-sided and locked ones are fine. */
export const checkQuote: RowCheck<ContractColumns & { time: Float64Array; bid: Float64Array; ask: Float64Array }> = (
  columns,
  row,
  session,
) => {
  const { bid, ask } = { bid: columns.bid[row], ask: columns.ask[row] };
  if (Number.isNaN(columns.time[row])) return "unreadable time";
  if (columns.time[row] > session.close) return "after the close";
  if (bid < 0 || ask < 0) return "negative price";
  if (bid > MAX_PRICE || ask > MAX_PRICE) return "price too large";
  if (ask > 0 && bid > ask) return "crossed quote";
  return checkContract(columns, row);
};

/** Open interest is a number of contracts, 0 or more. */
export const checkOpenInterest: RowCheck<ContractColumns & { open_interest: Float64Array }> = (columns, row) =>
  columns.open_interest[row] >= 0 ? checkContract(columns, row) : "open interest not 0 or more";

/** A price of the underlying is not after the close and above 0. */
export const checkUnderlying: RowCheck<{ time: Float64Array; price: Float64Array }> = (columns, row, session) => {
  if (Number.isNaN(columns.time[row])) return "unreadable time";
  if (columns.time[row] > session.close) return "after the close";
  return columns.price[row] > 0 && columns.price[row] < Infinity ? null : "price not above 0";
};

function checkContract({ strike, right }: ContractColumns, row: number): string | null {
  if (!(strike[row] > 0 && strike[row] < Infinity)) return "strike not above 0";
  return right[row] === 1 || right[row] === -1 ? null : "right not C or P";
}

/**
 * The rows of a table without a fault, in the order of time (rows of equal time keep their order). Counts the others
 * into `rejected` as `table: fault`.
 *
 * @throws TapeError with the counts when they are more than `maxRejected` of the rows.
 */
export function keepGoodRows<C extends object>(
  table: string,
  columns: C,
  check: RowCheck<C>,
  session: Session,
  maxRejected: number,
  rejected: Record<string, number>,
): Int32Array {
  const [first] = Object.values(columns) as Float64Array[];
  const counts: Record<string, number> = {};
  const good: number[] = [];
  for (let row = 0; row < first.length; row++) {
    const fault = check(columns, row, session);
    if (fault === null) good.push(row);
    else counts[`${table}: ${fault}`] = (counts[`${table}: ${fault}`] ?? 0) + 1;
  }
  const bad = first.length - good.length;
  if (bad > maxRejected * first.length)
    throw new TapeError(
      `${bad} of ${first.length} rows of ${table} cannot be right, more than maxRejected ${maxRejected * 100} %`,
      { rejected: counts },
    );
  Object.assign(rejected, counts);
  const { time } = columns as { time?: Float64Array };
  return Int32Array.from(time === undefined ? good : good.sort((a, b) => time[a] - time[b] || a - b));
}

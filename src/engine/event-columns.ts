import type { QuoteColumns, TapeGap, TradeColumns, UnderlyingColumns } from "./tape.js";

/** Events of one name as they come in: a {@link Tape} is one, and so is any stretch of it. */
export interface TapeEvents {
  readonly symbol: string;
  /** The strikes that `contract` of trades and quotes counts from: any ascending list, its own or the session's. */
  readonly strikes: Float64Array;
  readonly trades?: TradeColumns | undefined;
  readonly quotes?: QuoteColumns | undefined;
  readonly underlying?: UnderlyingColumns | undefined;
  /**
   * Up to here, inclusive, nothing else will come: later events must be after it. Without it events of the last event's
   * time may still come, so that only what ends before that time is closed.
   */
  readonly recordedTo?: number | undefined;
  /**
   * Stretches, behind what is recorded already, in which nothing was recorded: their minutes are missing, not quiet. Those
   * that are known already may be named again.
   */
  readonly gaps?: readonly TapeGap[] | undefined;
}

const NOTHING = { time: new Float64Array(0) };

/** No trades. */
export const NO_TRADES: TradeColumns = {
  ...NOTHING,
  contract: new Int32Array(0),
  price: new Int32Array(0),
  size: new Int32Array(0),
  bid: new Int32Array(0),
  ask: new Int32Array(0),
};

/** No quotes. */
export const NO_QUOTES: QuoteColumns = {
  ...NOTHING,
  contract: new Int32Array(0),
  bid: new Int32Array(0),
  ask: new Int32Array(0),
};

/** No prices of the underlying. */
export const NO_UNDERLYING: UnderlyingColumns = { ...NOTHING, price: new Float64Array(0) };

type Columns = { readonly time: Float64Array } & Partial<Record<string, Float64Array | Int32Array | Uint8Array>>;

/** The columns with their contracts counted otherwise; as they are without a list. */
export function renamed<C extends TradeColumns | QuoteColumns>(columns: C, contracts: Int32Array | null): C {
  return contracts === null ? columns : { ...columns, contract: columns.contract.map((c) => contracts[c]) };
}

/** What lies behind a row, copied, so that the rest can be let go of. */
export function rest<C extends { readonly time: Float64Array }>(columns: C, from: number): C {
  const left = Object.entries(columns as unknown as Columns).flatMap(([name, column]) =>
    column === undefined ? [] : [[name, column.slice(from)] as const],
  );
  return Object.fromEntries(left) as unknown as C;
}

/** Two stretches of the same columns, one behind the other. A column that only one of them has is 0 in the other. */
export function joined<C extends { readonly time: Float64Array }>(first: C, second: C): C {
  if (first.time.length === 0) return second;
  const names = new Set([...Object.keys(first), ...Object.keys(second)]);
  const columns = [...names].flatMap((name) => {
    const [a, b] = [(first as unknown as Columns)[name], (second as unknown as Columns)[name]];
    const given = a ?? b;
    if (given === undefined) return [];
    const both = new (given.constructor as new (length: number) => Float64Array)(
      first.time.length + second.time.length,
    );
    if (a !== undefined) both.set(a);
    if (b !== undefined) both.set(b, first.time.length);
    return [[name, both] as const];
  });
  return Object.fromEntries(columns) as unknown as C;
}

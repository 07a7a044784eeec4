import { NO_QUOTES, NO_TRADES, NO_UNDERLYING, renamed } from "./event-columns.js";
import { sampleCount } from "./sample-clock.js";
import { emptyHistory, growStrikes, type SessionHead, type SessionHistory } from "./session-history.js";
import { NO_PRICE, type QuoteColumns, type Tape, type TradeColumns, type UnderlyingColumns } from "./tape.js";

/** A contract's state at an instant: its last quote, its last price, and the sums since the open; all by contract. */
interface ContractStates {
  /** Ticks, {@link NO_PRICE} before the first quote. */
  bid: Int32Array;
  ask: Int32Array;
  /** Contracts, 0 for unknown. */
  bidSize: Int32Array;
  askSize: Int32Array;
  /** Since when the quote stands, epoch milliseconds; Infinity before the first. */
  since: Float64Array;
  /** Ticks, {@link NO_PRICE} before the first trade. */
  lastPrice: Int32Array;
  /** Sign of the change from the last different price to the last one, 0 for none. */
  direction: Int8Array;
  /** Contracts bought minus sold since the open. */
  net: Int32Array;
  /** Contracts traded since the open. */
  volume: Int32Array;
  /** Expected contracts bought minus sold in the sample that is not over yet, and the variance of the truth about them. */
  expected: Float64Array;
  variance: Float64Array;
}

/** What {@link ContractStates} are before anything happens. */
const NOTHING_YET: Readonly<Record<keyof ContractStates, number>> = {
  bid: NO_PRICE,
  ask: NO_PRICE,
  bidSize: 0,
  askSize: 0,
  since: Infinity,
  lastPrice: NO_PRICE,
  direction: 0,
  net: 0,
  volume: 0,
  expected: 0,
  variance: 0,
};

/**
 * A session as it is being recorded: what is kept of its past, and where it stands. Plain data, so that it can be handed
 * from one thread to another. Filled by `appendEvents`.
 */
export interface LiveState extends ContractStates {
  readonly history: SessionHistory;
  /** Price of the underlying, USD; NaN before the first. */
  spot: number;
  /** By strike: the volatilities that quotes gave at the last mark at which any did. */
  quoted: Float64Array;
  /** By rule: trades and contracts of the sample that is not over yet. */
  readonly ruleTrades: Int32Array;
  readonly ruleContracts: Int32Array;
  /** Events that came and are not over yet: those at the very last time that was brought. */
  trades: TradeColumns;
  quotes: QuoteColumns;
  underlying: UnderlyingColumns;
  /** How far they have been taken. */
  trade: number;
  quote: number;
  tick: number;
}

/**
 * A session before its first event.
 *
 * @param rules that find a trade's side, in order
 * @param wholeDay whether all samples will come at once, so that room is made for them at once
 * @param weighed whether sides are weighed, so that room is made for what comes of it
 */
export function liveState(
  head: SessionHead & Pick<Tape, "strikes" | "openInterest">,
  rules: readonly string[],
  wholeDay: boolean = false,
  weighed: boolean = false,
): LiveState {
  const names = [...rules, "unknown", "left_out"];
  const capacity = wholeDay ? sampleCount(head.session) : 32;
  const strikes = head.strikes.length;
  const ints = (missing: number): Int32Array => new Int32Array(2 * strikes).fill(missing);
  return {
    history: emptyHistory(head, head.strikes, head.openInterest, names, capacity, weighed),
    bid: ints(NOTHING_YET.bid),
    ask: ints(NOTHING_YET.ask),
    bidSize: ints(NOTHING_YET.bidSize),
    askSize: ints(NOTHING_YET.askSize),
    since: new Float64Array(2 * strikes).fill(NOTHING_YET.since),
    lastPrice: ints(NOTHING_YET.lastPrice),
    direction: new Int8Array(2 * strikes),
    net: ints(NOTHING_YET.net),
    volume: ints(NOTHING_YET.volume),
    expected: new Float64Array(2 * strikes),
    variance: new Float64Array(2 * strikes),
    spot: NaN,
    quoted: new Float64Array(strikes).fill(NaN),
    ruleTrades: new Int32Array(names.length),
    ruleContracts: new Int32Array(names.length),
    trades: NO_TRADES,
    quotes: NO_QUOTES,
    underlying: NO_UNDERLYING,
    trade: 0,
    quote: 0,
    tick: 0,
  };
}

/**
 * Where the contracts of a list of strikes are in a session, which takes up those it does not know; null when the list is
 * its own.
 */
export function listStrikes(state: LiveState, given: Float64Array): Int32Array | null {
  const { history } = state;
  const known = history.strikes;
  if (given === known || (given.length === known.length && given.every((strike, k) => strike === known[k])))
    return null;
  const position = new Map(Array.from(known, (strike, k) => [strike, k]));
  if (given.some((strike) => !position.has(strike))) {
    const strikes = Float64Array.from(new Set([...known, ...given])).sort();
    const place = new Map(Array.from(strikes, (strike, k) => [strike, k]));
    const moved = Int32Array.from(known, (strike) => place.get(strike)!);
    growStrikes(history, strikes, moved);
    moveStates(state, moved, strikes.length);
    strikes.forEach((strike, k) => position.set(strike, k));
  }
  const contracts = new Int32Array(2 * given.length);
  given.forEach((strike, k) => {
    contracts[2 * k] = 2 * position.get(strike)!;
    contracts[2 * k + 1] = contracts[2 * k] + 1;
  });
  return contracts;
}

/** The state of each strike at its new position. */
function moveStates(state: LiveState, positions: Int32Array, strikes: number): void {
  const contracts = Int32Array.from({ length: 2 * positions.length }, (_, c) => 2 * positions[c >> 1] + (c & 1));
  for (const [name, missing] of Object.entries(NOTHING_YET))
    Object.assign(state, { [name]: moved(state[name as keyof ContractStates], contracts, 2 * strikes, missing) });
  state.quoted = moved(state.quoted, positions, strikes, NaN);
  state.trades = renamed(state.trades, contracts);
  state.quotes = renamed(state.quotes, contracts);
}

function moved<T extends Int32Array | Float64Array | Int8Array>(
  old: T,
  to: Int32Array,
  length: number,
  missing: number,
): T {
  const grown = new (old.constructor as new (length: number) => T)(length).fill(missing) as T;
  to.forEach((position, i) => (grown[position] = old[i]));
  return grown;
}

import type { Session } from "../session.js";
import { UNKNOWN_SOURCE } from "./mark-chain.js";
import type { TapeGap } from "./tape.js";

/** What is known of a session before its first event. */
export interface SessionHead {
  readonly symbol: string;
  readonly session: Session;
  readonly origin: string;
  readonly multiplier: number;
  readonly gaps: readonly TapeGap[];
}

/**
 * What is kept of a session: its samples, and nothing of its single trades and quotes, so that it does not grow with
 * them. It holds what was seen and marked, and nothing that depends on a convention: positions, exposures, levels and
 * answers are all derived from it.
 *
 * Tables of samples lie row behind row: `[sample * strikes + k]`, or `[sample * contracts + c]` with contracts 2k (call)
 * and 2k + 1 (put). They may be longer than `samples`; what lies behind is not filled yet.
 */
export interface SessionHistory extends Omit<SessionHead, "gaps"> {
  /** Where nothing was recorded, ascending; see {@link addGaps}. */
  gaps: readonly TapeGap[];
  /** How far the recording goes, epoch milliseconds. */
  recordedTo: number;
  /** How many samples are over and filled in. */
  samples: number;
  /** Price of the underlying known at the open, USD; NaN when there is none. */
  openPrice: number;
  /** Ascending, USD. */
  strikes: Float64Array;
  /** Their natural logarithms. */
  logStrikes: Float64Array;
  /** Settled open interest by contract. */
  settled: Float64Array;
  /** When each strike was first seen: -Infinity when it has settled open interest, else its first event. */
  firstSeen: Float64Array;

  /** By sample: price of the underlying at the sample's end, USD. */
  price: Float64Array;
  /** By sample: price of the underlying at the sample's mark, USD; differs from `price` only at the close. */
  spot: Float64Array;
  /** By sample: forward implied by put-call parity, USD; the spot where no pair of quotes gives one. */
  forward: Float64Array;
  /** By sample: how far the pairs of quotes disagree about the forward, USD, see {@link parityForward}. */
  forwardError: Float64Array;
  /** By sample: how many pairs of quotes gave the forward. */
  forwardPairs: Uint8Array;

  /** By sample and strike: annual volatility on the session clock. */
  volatility: Float64Array;
  /** By sample and strike: how the volatility was found, a position in {@link VOLATILITY_SOURCES}. */
  source: Uint8Array;

  /** By sample and contract: contracts bought minus sold since the open. */
  net: Int32Array;
  /** By sample and contract: contracts traded since the open. */
  volume: Int32Array;
  /** Whether sides were weighed; the next two tables are empty if not. */
  readonly weighed: boolean;
  /**
   * By sample and contract: expected contracts bought minus sold in the sample, and the variance of the truth about them.
   * Not since the open as `net` is, so that single precision is enough.
   */
  expected: Float32Array;
  variance: Float32Array;
  /** By sample and contract: the quote at the mark, ticks. */
  bid: Int32Array;
  ask: Int32Array;

  /** By sample and rule: trades and contracts of the sample whose side that rule found, see {@link AggressorRules}. */
  ruleTrades: Int32Array;
  ruleContracts: Int32Array;
  /** Rules, then unknown and left out. */
  readonly ruleNames: readonly string[];
}

/** Adds gaps that came to be known; those that are known are not added again. */
export function addGaps(history: SessionHistory, gaps: readonly TapeGap[]): void {
  const unknown = unknownGaps(history, gaps);
  if (unknown.length > 0) history.gaps = [...history.gaps, ...unknown].sort((a, b) => a.from - b.from);
}

/** Those of some gaps that a history does not have. */
export function unknownGaps(history: Pick<SessionHistory, "gaps">, gaps: readonly TapeGap[]): TapeGap[] {
  return gaps.filter(({ from, to }) => !history.gaps.some((known) => known.from === from && known.to === to));
}

type SampleTable = "price" | "spot" | "forward" | "forwardError" | "forwardPairs";
const BY_SAMPLE: readonly SampleTable[] = ["price", "spot", "forward", "forwardError", "forwardPairs"];
const BY_STRIKE = ["volatility", "source"] as const;
const BY_CONTRACT = ["net", "volume", "bid", "ask"] as const;
const WEIGHED = ["expected", "variance"] as const;
const BY_RULE = ["ruleTrades", "ruleContracts"] as const;

/** A session before its first sample. */
export function emptyHistory(
  head: SessionHead,
  strikes: Float64Array,
  settled: Float64Array,
  ruleNames: readonly string[],
  capacity: number,
  weighed: boolean = false,
): SessionHistory {
  const { symbol, session, origin, multiplier, gaps } = head;
  const cells = capacity * strikes.length;
  return {
    symbol,
    session,
    origin,
    multiplier,
    gaps,
    recordedTo: session.open,
    samples: 0,
    openPrice: NaN,
    strikes: strikes.slice(),
    logStrikes: strikes.map(Math.log),
    settled: settled.slice(),
    firstSeen: Float64Array.from(strikes, (_, k) =>
      settled[2 * k] > 0 || settled[2 * k + 1] > 0 ? -Infinity : Infinity,
    ),
    price: new Float64Array(capacity),
    spot: new Float64Array(capacity),
    forward: new Float64Array(capacity),
    forwardError: new Float64Array(capacity),
    forwardPairs: new Uint8Array(capacity),
    volatility: new Float64Array(cells),
    source: new Uint8Array(cells),
    net: new Int32Array(2 * cells),
    volume: new Int32Array(2 * cells),
    weighed,
    expected: new Float32Array(weighed ? 2 * cells : 0),
    variance: new Float32Array(weighed ? 2 * cells : 0),
    bid: new Int32Array(2 * cells),
    ask: new Int32Array(2 * cells),
    ruleTrades: new Int32Array(capacity * ruleNames.length),
    ruleContracts: new Int32Array(capacity * ruleNames.length),
    ruleNames,
  };
}

/** Room for so many samples: the tables are copied into longer ones. */
export function growSamples(history: SessionHistory, capacity: number): void {
  const longer = <T extends Float64Array | Float32Array | Int32Array | Uint8Array>(table: T, width: number): T => {
    const grown = new (table.constructor as new (length: number) => T)(capacity * width);
    grown.set(table);
    return grown;
  };
  const strikes = history.strikes.length;
  for (const name of BY_SAMPLE) Object.assign(history, { [name]: longer(history[name], 1) });
  for (const name of BY_STRIKE) Object.assign(history, { [name]: longer(history[name], strikes) });
  for (const name of BY_CONTRACT) Object.assign(history, { [name]: longer(history[name], 2 * strikes) });
  if (history.weighed)
    for (const name of WEIGHED) Object.assign(history, { [name]: longer(history[name], 2 * strikes) });
  for (const name of BY_RULE) Object.assign(history, { [name]: longer(history[name], history.ruleNames.length) });
}

/**
 * Makes room for strikes that were not listed before. Their past samples hold no volatility, no quote and no trade. Costs
 * a copy of this session's tables, which is why many new strikes are best brought at once.
 *
 * @param positions where each of the old strikes lies among the new ones
 */
export function growStrikes(history: SessionHistory, strikes: Float64Array, positions: Int32Array): void {
  const before = history.strikes.length;
  const after = strikes.length;
  const capacity = history.spot.length;
  const spread = <T extends Float64Array | Float32Array | Int32Array | Uint8Array>(
    table: T,
    columns: 1 | 2,
    rows: number,
    missing: number,
  ): T => {
    const grown = new (table.constructor as new (length: number) => T)(rows * columns * after);
    if (missing !== 0) grown.fill(missing);
    for (let row = 0; row < rows; row++)
      for (let k = 0; k < before; k++)
        for (let side = 0; side < columns; side++)
          grown[(row * after + positions[k]) * columns + side] = table[(row * before + k) * columns + side];
    return grown;
  };
  history.settled = spread(history.settled, 2, 1, 0);
  history.firstSeen = spread(history.firstSeen, 1, 1, Infinity);
  history.volatility = spread(history.volatility, 1, capacity, NaN);
  history.source = spread(history.source, 1, capacity, UNKNOWN_SOURCE);
  history.net = spread(history.net, 2, capacity, 0);
  history.volume = spread(history.volume, 2, capacity, 0);
  if (history.weighed) for (const name of WEIGHED) history[name] = spread(history[name], 2, capacity, 0);
  history.bid = spread(history.bid, 2, capacity, 0);
  history.ask = spread(history.ask, 2, capacity, -1);
  history.strikes = strikes;
  history.logStrikes = strikes.map(Math.log);
}

import { hoursToClose } from "../session.js";
import { aggressorOf, type AggressorLayers } from "./aggressor-rules.js";
import { fillSmile, quotedVolatilities, VOLATILITY_SOURCES } from "./mark-chain.js";
import { parityForward } from "./parity-forward.js";
import { markInstant, sampleCount, sampleEnd } from "./sample-clock.js";
import { SESSION_HOURS_PER_YEAR } from "./session-clock.js";
import { emptyHistory, growSamples, growStrikes, type SessionHead, type SessionHistory } from "./session-history.js";
import { NO_PRICE, type QuoteColumns, type Tape, type TradeColumns, type UnderlyingColumns } from "./tape.js";

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
}

/** How trades are read: who was the aggressor, and which trades count. */
export interface TradeReading {
  readonly layers: AggressorLayers;
  /** By condition code: 1 leaves such trades out. */
  readonly ignored: Uint8Array;
}

const UNKNOWN = VOLATILITY_SOURCES.indexOf("unknown");

/** A microsecond, milliseconds. */
const JUST_BEFORE = 0.001;

const NOTHING = { time: new Float64Array(0) };
const NO_TRADES: TradeColumns = {
  ...NOTHING,
  contract: new Int32Array(0),
  price: new Int32Array(0),
  size: new Int32Array(0),
  bid: new Int32Array(0),
  ask: new Int32Array(0),
};
const NO_QUOTES: QuoteColumns = {
  ...NOTHING,
  contract: new Int32Array(0),
  bid: new Int32Array(0),
  ask: new Int32Array(0),
};
const NO_UNDERLYING: UnderlyingColumns = { ...NOTHING, price: new Float64Array(0) };

/**
 * One session as it is being recorded: takes events, closes samples, and keeps of the past only those. A whole tape and
 * the same tape event by event leave the same history.
 *
 * What a sample knows: its flow is of trades from its start to before its end (to the close itself for the last one); its
 * quotes, spot and volatilities are those at or before its mark. A trade's side is found from the quote that came with it
 * or else the contract's last one strictly before it: one of the same time may be its consequence.
 */
export class LiveSession {
  readonly history: SessionHistory;
  readonly #reading: TradeReading;

  // The state by contract: the last quote, the last price and the direction that led to it, and the sums since the open.
  #bid: Int32Array;
  #ask: Int32Array;
  #bidSize: Int32Array;
  #askSize: Int32Array;
  #since: Float64Array;
  #lastPrice: Int32Array;
  #direction: Int8Array;
  #net: Int32Array;
  #volume: Int32Array;
  /** By strike: the volatilities that quotes gave at the last mark at which any did. */
  #quoted: Float64Array;
  #scratch: Float64Array;
  #source: Uint8Array;
  #spot = NaN;
  readonly #ruleTrades: Int32Array;
  readonly #ruleContracts: Int32Array;
  readonly #parity = { forward: NaN, error: NaN, pairs: 0 };

  // Events that came and are not yet over: those at the very last time that was brought.
  #trades: TradeColumns = NO_TRADES;
  #quotes: QuoteColumns = NO_QUOTES;
  #underlying: UnderlyingColumns = NO_UNDERLYING;
  #trade = 0;
  #quote = 0;
  #tick = 0;

  /** @param wholeDay whether all samples will come at once, so that room is made for them at once */
  constructor(
    head: SessionHead & Pick<Tape, "strikes" | "openInterest">,
    reading: TradeReading,
    wholeDay: boolean = false,
  ) {
    const rules = [...reading.layers.names, "unknown", "left_out"];
    const capacity = wholeDay ? sampleCount(head.session) : 32;
    this.history = emptyHistory(head, head.strikes, head.openInterest, rules, capacity);
    this.#reading = reading;
    const strikes = head.strikes.length;
    this.#bid = new Int32Array(2 * strikes).fill(NO_PRICE);
    this.#ask = new Int32Array(2 * strikes).fill(NO_PRICE);
    this.#bidSize = new Int32Array(2 * strikes);
    this.#askSize = new Int32Array(2 * strikes);
    this.#since = new Float64Array(2 * strikes).fill(Infinity);
    this.#lastPrice = new Int32Array(2 * strikes).fill(NO_PRICE);
    this.#direction = new Int8Array(2 * strikes);
    this.#net = new Int32Array(2 * strikes);
    this.#volume = new Int32Array(2 * strikes);
    this.#quoted = new Float64Array(strikes).fill(NaN);
    this.#scratch = new Float64Array(strikes);
    this.#source = new Uint8Array(strikes);
    this.#ruleTrades = new Int32Array(rules.length);
    this.#ruleContracts = new Int32Array(rules.length);
  }

  /**
   * Takes events, in the order of time, and closes every sample that is over with them.
   *
   * @returns how many samples were closed
   */
  append(events: TapeEvents): number {
    const { history } = this;
    const contracts = this.#list(events.strikes);
    this.#trades = joined(this.#trades, renamed(events.trades ?? NO_TRADES, contracts));
    this.#quotes = joined(this.#quotes, renamed(events.quotes ?? NO_QUOTES, contracts));
    this.#underlying = joined(this.#underlying, events.underlying ?? NO_UNDERLYING);
    const { session } = history;

    const last = Math.max(
      this.#trades.time.at(-1) ?? -Infinity,
      this.#quotes.time.at(-1) ?? -Infinity,
      this.#underlying.time.at(-1) ?? -Infinity,
    );
    // Of events at the last time more may come: then nothing at that time is over yet.
    const known = events.recordedTo ?? last;
    const inclusive = events.recordedTo !== undefined;
    const closedBefore = history.samples;
    for (;;) {
      const end = sampleEnd(session, history.samples);
      if (history.samples === sampleCount(session) || !(inclusive ? end <= known : end < known)) break;
      this.#close(end);
    }
    this.#takeTrades(known, inclusive);
    this.#takeQuotes(known, inclusive);
    this.#takePrices(known, inclusive);
    history.recordedTo = Math.max(history.recordedTo, Math.min(inclusive ? known : known - JUST_BEFORE, session.close));
    // What is over is let go of, so that nothing grows with the number of trades.
    this.#trades = rest(this.#trades, this.#trade);
    this.#quotes = rest(this.#quotes, this.#quote);
    this.#underlying = rest(this.#underlying, this.#tick);
    this.#trade = this.#quote = this.#tick = 0;
    return history.samples - closedBefore;
  }

  /** Closes the next sample: seals its flow, takes the quotes of its mark, and writes its row. */
  #close(end: number): void {
    const { history } = this;
    const { session } = history;
    const row = history.samples;
    if (row === history.spot.length)
      growSamples(history, Math.min(sampleCount(session), Math.max(64, 2 * history.spot.length)));
    const strikes = history.strikes.length;
    const contracts = 2 * strikes;
    const rules = history.ruleNames.length;

    // A trade at the very close belongs to the last sample; at any other end, to the next.
    this.#takeTrades(end, end === session.close);
    history.net.set(this.#net, row * contracts);
    history.volume.set(this.#volume, row * contracts);
    history.ruleTrades.set(this.#ruleTrades, row * rules);
    history.ruleContracts.set(this.#ruleContracts, row * rules);
    this.#ruleTrades.fill(0);
    this.#ruleContracts.fill(0);
    // Trades at the end are read before the quotes of that time, and counted into the next sample.
    this.#takeTrades(end, true);

    const instant = markInstant(session, row);
    if (row > 0 && instant === markInstant(session, row - 1)) this.#copyMark(row);
    else {
      this.#takeQuotes(instant, true);
      this.#takePrices(instant, true);
      this.#mark(row, instant);
    }
    this.#takeQuotes(end, true);
    this.#takePrices(end, true);
    history.price[row] = this.#spot;
    history.samples++;
    history.recordedTo = end;
  }

  #mark(row: number, instant: number): void {
    const { history } = this;
    const strikes = history.strikes.length;
    const at = row * strikes;
    const spot = this.#spot;
    history.spot[row] = spot;
    history.bid.set(this.#bid, 2 * at);
    history.ask.set(this.#ask, 2 * at);
    if (Number.isNaN(spot)) {
      history.forward[row] = NaN;
      history.forwardError[row] = NaN;
      history.forwardPairs[row] = 0;
      history.volatility.fill(NaN, at, at + strikes);
      history.source.fill(UNKNOWN, at, at + strikes);
      return;
    }
    parityForward(this.#parity, history.strikes, this.#bid, this.#ask, spot);
    const { forward, error, pairs } = this.#parity;
    history.forward[row] = forward;
    history.forwardError[row] = error;
    history.forwardPairs[row] = pairs;

    const root = Math.sqrt(hoursToClose(history.session, instant) / SESSION_HOURS_PER_YEAR);
    const chain = { strikes: history.strikes, bid: this.#bid, ask: this.#ask, since: this.#since };
    const quoted = quotedVolatilities(this.#scratch, this.#source, chain, forward, root, instant);
    // A mark at which no quote tells a volatility keeps those of the mark before.
    if (quoted > 0) this.#quoted.set(this.#scratch);
    fillSmile(history.volatility, at, history.strikes, this.#quoted);
    history.source.set(this.#source, at);
  }

  /** The last two samples have one mark, see {@link markInstant}. */
  #copyMark(row: number): void {
    const { history } = this;
    const strikes = history.strikes.length;
    for (const name of ["spot", "forward", "forwardError", "forwardPairs"] as const)
      history[name][row] = history[name][row - 1];
    for (const name of ["volatility", "source"] as const)
      history[name].copyWithin(row * strikes, (row - 1) * strikes, row * strikes);
    for (const name of ["bid", "ask"] as const)
      history[name].copyWithin(2 * row * strikes, 2 * (row - 1) * strikes, 2 * row * strikes);
  }

  /** The hot loop: every trade up to a time, each after the quotes that stood before it. */
  #takeTrades(until: number, inclusive: boolean): void {
    const { time, contract, price, size, bid, ask, bidSize, askSize, condition } = this.#trades;
    const { codes } = this.#reading.layers;
    const ignored = this.#reading.ignored;
    const lastPrice = this.#lastPrice;
    const direction = this.#direction;
    const net = this.#net;
    const volume = this.#volume;
    const ruleTrades = this.#ruleTrades;
    const ruleContracts = this.#ruleContracts;
    const unknown = ruleTrades.length - 2;
    const firstSeen = this.history.firstSeen;
    const quoteTime = this.#quotes.time;
    const count = time.length;
    let trade = this.#trade;
    for (; trade < count; trade++) {
      const now = time[trade];
      if (inclusive ? now > until : now >= until) break;
      if (this.#quote < quoteTime.length && quoteTime[this.#quote] < now) this.#takeQuotes(now, false);
      const c = contract[trade];
      const contracts = size[trade];
      if (condition !== undefined && ignored[condition[trade]] === 1) {
        ruleTrades[unknown + 1]++;
        ruleContracts[unknown + 1] += contracts;
        if (now < firstSeen[c >> 1]) firstSeen[c >> 1] = now;
        continue;
      }
      const ticks = price[trade];
      const before = lastPrice[c];
      if (before === NO_PRICE) {
        if (now < firstSeen[c >> 1]) firstSeen[c >> 1] = now;
      } else if (ticks !== before) direction[c] = ticks > before ? 1 : -1;
      lastPrice[c] = ticks;

      const own = ask[trade] !== NO_PRICE;
      const found = own
        ? aggressorOf(
            codes,
            ticks,
            contracts,
            bid[trade],
            ask[trade],
            bidSize === undefined ? 0 : bidSize[trade],
            askSize === undefined ? 0 : askSize[trade],
            direction[c],
            0,
          )
        : aggressorOf(
            codes,
            ticks,
            contracts,
            this.#bid[c],
            this.#ask[c],
            this.#bidSize[c],
            this.#askSize[c],
            direction[c],
            0,
          );
      volume[c] += contracts;
      if (found > 0) {
        net[c] += contracts;
        ruleTrades[found - 1]++;
        ruleContracts[found - 1] += contracts;
      } else if (found < 0) {
        net[c] -= contracts;
        ruleTrades[-found - 1]++;
        ruleContracts[-found - 1] += contracts;
      } else {
        ruleTrades[unknown]++;
        ruleContracts[unknown] += contracts;
      }
    }
    this.#trade = trade;
  }

  #takeQuotes(until: number, inclusive: boolean): void {
    const { time, contract, bid, ask, bidSize, askSize } = this.#quotes;
    const count = time.length;
    let quote = this.#quote;
    for (; quote < count; quote++) {
      const now = time[quote];
      if (inclusive ? now > until : now >= until) break;
      const c = contract[quote];
      this.#bid[c] = bid[quote];
      this.#ask[c] = ask[quote];
      if (bidSize !== undefined) this.#bidSize[c] = bidSize[quote];
      if (askSize !== undefined) this.#askSize[c] = askSize[quote];
      if (this.#since[c] === Infinity && now < this.history.firstSeen[c >> 1]) this.history.firstSeen[c >> 1] = now;
      this.#since[c] = now;
    }
    this.#quote = quote;
  }

  #takePrices(until: number, inclusive: boolean): void {
    const { history } = this;
    const { time, price } = this.#underlying;
    const count = time.length;
    let tick = this.#tick;
    for (; tick < count && (inclusive ? time[tick] <= until : time[tick] < until); tick++) {
      this.#spot = price[tick];
      if (time[tick] <= history.session.open) history.openPrice = this.#spot;
    }
    this.#tick = tick;
  }

  /** Where the contracts of a list of strikes are in this session, which takes up those it does not know. */
  #list(given: Float64Array): Int32Array | null {
    const { history } = this;
    const known = history.strikes;
    if (given === known || (given.length === known.length && given.every((strike, k) => strike === known[k])))
      return null;
    const position = new Map(Array.from(known, (strike, k) => [strike, k]));
    if (given.some((strike) => !position.has(strike))) {
      const strikes = Float64Array.from(new Set([...known, ...given])).sort();
      const place = new Map(Array.from(strikes, (strike, k) => [strike, k]));
      const moved = Int32Array.from(known, (strike) => place.get(strike)!);
      growStrikes(history, strikes, moved);
      this.#move(moved, strikes.length);
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
  #move(positions: Int32Array, strikes: number): void {
    const contracts = Int32Array.from({ length: 2 * positions.length }, (_, c) => 2 * positions[c >> 1] + (c & 1));
    const moved = <T extends Int32Array | Float64Array | Int8Array>(
      old: T,
      to: Int32Array,
      size: number,
      missing: number,
    ): T => {
      const grown = new (old.constructor as new (length: number) => T)(size).fill(missing) as T;
      to.forEach((position, i) => (grown[position] = old[i]));
      return grown;
    };
    this.#bid = moved(this.#bid, contracts, 2 * strikes, NO_PRICE);
    this.#ask = moved(this.#ask, contracts, 2 * strikes, NO_PRICE);
    this.#bidSize = moved(this.#bidSize, contracts, 2 * strikes, 0);
    this.#askSize = moved(this.#askSize, contracts, 2 * strikes, 0);
    this.#since = moved(this.#since, contracts, 2 * strikes, Infinity);
    this.#lastPrice = moved(this.#lastPrice, contracts, 2 * strikes, NO_PRICE);
    this.#direction = moved(this.#direction, contracts, 2 * strikes, 0);
    this.#net = moved(this.#net, contracts, 2 * strikes, 0);
    this.#volume = moved(this.#volume, contracts, 2 * strikes, 0);
    this.#quoted = moved(this.#quoted, positions, strikes, NaN);
    this.#scratch = new Float64Array(strikes);
    this.#source = new Uint8Array(strikes);
    this.#trades = renamed(this.#trades, contracts);
    this.#quotes = renamed(this.#quotes, contracts);
  }
}

type Columns = { readonly time: Float64Array } & Partial<Record<string, Float64Array | Int32Array | Uint8Array>>;

/** The columns with their contracts counted otherwise; as they are without a list. */
function renamed<C extends TradeColumns | QuoteColumns>(columns: C, contracts: Int32Array | null): C {
  return contracts === null ? columns : { ...columns, contract: columns.contract.map((c) => contracts[c]) };
}

/** What lies behind a row, copied, so that the rest can be let go of. */
function rest<C extends { readonly time: Float64Array }>(columns: C, from: number): C {
  return mapColumns(columns, (column) => column.slice(from));
}

/** Two stretches of the same columns, one behind the other. A column that only one of them has is 0 in the other. */
function joined<C extends { readonly time: Float64Array }>(first: C, second: C): C {
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

function mapColumns<C extends { readonly time: Float64Array }>(
  columns: C,
  change: (column: Float64Array) => Float64Array,
): C {
  const changed = Object.entries(columns).flatMap(([name, column]) =>
    column === undefined ? [] : [[name, change(column)] as const],
  );
  return Object.fromEntries(changed) as unknown as C;
}

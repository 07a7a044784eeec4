import { sessionOn, type Session } from "../session.js";
import { randomStream, type Random } from "../random.js";
import { knobsInWords, marketKnobs, type MarketKnobs } from "./simulate-knobs.js";
import { simulateBook, simulateOpens } from "./simulated-book.js";
import { SIMULATED_NAMES, type SimulatedName } from "./simulated-names.js";
import { simulateOrders } from "./simulated-orders.js";
import { PATH_SECONDS, simulatePath } from "./simulated-path.js";
import { delayQuotes, showRestingOrders, sizeQuotes } from "./simulated-quote-sizes.js";
import { quoteBoard, quoteColumns } from "./simulated-quotes.js";
import { simulateTrades } from "./simulated-trades.js";
import type { Tape } from "./tape.js";
import type { Truth } from "./truth.js";

/** Which market is simulated, and how hard its tape is to read: {@link MarketKnobs}, each 0 by default. */
export interface SimulateOptions {
  /** Any whole number, default 1: the same seed gives the same market, another seed another one. */
  seed?: number | undefined;
  /** Names, default all twelve: SPX SPY QQQ IWM NVDA TSLA AAPL AMZN META MSFT GOOGL AVGO. */
  symbols?: readonly string[] | undefined;
  /** New York date of the session, default 2026-06-05. An early close gives a short session. */
  date?: string | undefined;
  /** See {@link MarketKnobs}. */
  customerLimitOrders?: number | undefined;
  /** See {@link MarketKnobs}, milliseconds. */
  quoteLag?: number | undefined;
  /** See {@link MarketKnobs}. */
  multiLeg?: number | undefined;
  /** See {@link MarketKnobs}. */
  inside?: number | undefined;
}

/** The same with its defaults filled in, and checked. */
export interface SimulatedMarket {
  seed: number;
  names: SimulatedName[];
  session: Session;
  knobs: MarketKnobs;
}

/** A simulated session: the tape that a reader of the market gets, and what only its maker knows. */
export interface SimulatedSession {
  tape: Tape;
  truth: Truth;
}

/**
 * Fills in and checks what to simulate.
 *
 * @throws RangeError for a seed that is no whole number, no name or one that is not simulated, a date without a
 *   session, or a knob out of its range.
 * @example simulatedMarket({ seed: 7, symbols: ["SPY"] }).names.length // 1
 */
export function simulatedMarket(options: SimulateOptions = {}): SimulatedMarket {
  const { seed = 1, symbols, date = "2026-06-05" } = options;
  if (!Number.isSafeInteger(seed)) throw new RangeError(`seed must be a whole number, not ${seed}`);
  const session = sessionOn(date);
  if (session === null) throw new RangeError(`${date} is no trading day in New York; simulate another date`);
  const known = SIMULATED_NAMES.map((name) => name.symbol);
  const names = (symbols ?? known).map((symbol) => {
    const name = SIMULATED_NAMES.find((one) => one.symbol === symbol.trim().toUpperCase());
    if (name === undefined) throw new RangeError(`${symbol} is not simulated; there are ${known.join(", ")}`);
    return name;
  });
  if (names.length === 0) throw new RangeError(`symbols is empty; leave it out, or name some of ${known.join(", ")}`);
  return { seed, names: [...new Set(names)], session, knobs: marketKnobs(options) };
}

/** What is said of a simulated market wherever its numbers are shown. */
export function simulatedOrigin({ seed, knobs }: Pick<SimulatedMarket, "seed" | "knobs">): string {
  const words = knobsInWords(knobs);
  return `simulated market, seed ${seed}${words && `, ${words}`}`;
}

/**
 * One name of a simulated market: a whole session of trades, quotes, open interest and spot, and the truth behind the
 * trades. Nothing in it is market data. The same market and name give the same session, whichever other names are
 * simulated; `random.ts` says how far that holds on other machines.
 *
 * Path, open interest and who trades what come from one stream of random numbers; quoted sizes, the dealers' book and each
 * knob's doings from streams of their own, so that the one does not move the other.
 *
 * @example
 * const market = simulatedMarket({ seed: 7, customerLimitOrders: 0.2 });
 * const { tape, truth } = simulateSession(market.names[0], market);
 */
export function simulateSession(name: SimulatedName, market: Omit<SimulatedMarket, "names">): SimulatedSession {
  const { seed, session, knobs } = market;
  const stream = (part: string): Random => randomStream(seed, `${name.symbol} ${session.date}${part}`);
  const random = stream("");
  const path = simulatePath(name, session, seed, random);
  const strikes = strikesAround(path.spot[0], name.spacing, path.dayMove);
  const board = quoteBoard(name, path, strikes);
  const openInterest = simulateOpenInterest(name, strikes, path.spot[0], path.dayMove, random);
  const flow = simulateTrades(name, path, board, strikes, session.open, random);

  const orders = simulateOrders(flow, board, knobs, stream(" orders"));
  const makers = sizeQuotes(
    quoteColumns(board, session.open, 2 * strikes.length),
    2 * name.programSize,
    stream(" sizes"),
  );
  const shown = showRestingOrders(makers, orders, flow.cell, board, session.open, stream(" resting"));
  const truthful = stream(" truth");
  const dealers = simulateBook(openInterest, truthful);
  const opens = simulateOpens(flow.columns, flow.side, openInterest, dealers, session, truthful);
  const tape: Tape = {
    symbol: name.symbol,
    session,
    origin: simulatedOrigin(market),
    multiplier: 100,
    strikes,
    openInterest,
    trades: orders.trades,
    quotes: delayQuotes(shown, knobs.quoteLag, session.close),
    underlying: {
      time: Float64Array.from(path.spot, (_, step) => session.open + step * PATH_SECONDS * 1000),
      price: path.spot,
    },
    gaps: [],
    recordedTo: session.close,
    rejected: {},
  };
  return { tape, truth: { symbol: name.symbol, aggressor: orders.aggressor, customer: flow.side, opens, dealers } };
}

/**
 * The tape of {@link simulateSession} alone.
 *
 * @example
 * const market = simulatedMarket({ seed: 7 });
 * const tape = simulateTape(market.names[0], market);
 */
export function simulateTape(name: SimulatedName, market: Omit<SimulatedMarket, "names">): Tape {
  return simulateSession(name, market).tape;
}

/** Strikes to five daily moves on both sides, and twelve at the least. */
function strikesAround(spot: number, spacing: number, dayMove: number): Float64Array {
  const side = Math.max(12, Math.ceil((5 * dayMove) / spacing));
  const middle = Math.round(spot / spacing);
  return Float64Array.from({ length: 2 * side + 1 }, (_, i) => (middle - side + i) * spacing);
}

/** Most around the money, calls above and puts below it, more at round strikes. */
function simulateOpenInterest(
  name: SimulatedName,
  strikes: Float64Array,
  spot: number,
  dayMove: number,
  random: Random,
): Float64Array {
  return Float64Array.from({ length: 2 * strikes.length }, (_, contract) => {
    const strike = strikes[contract >> 1];
    const distance = (strike - spot) / dayMove;
    const outOfTheMoney = contract % 2 === 0 ? distance : -distance;
    const near = Math.exp(-0.22 * distance * distance) + 0.04;
    const side = outOfTheMoney > 0 ? 1.2 : Math.exp(1.3 * outOfTheMoney) * 0.9;
    const lot = Math.round(strike / name.spacing);
    const round = lot % 10 === 0 ? 2.1 : lot % 5 === 0 ? 1.5 : 1;
    return Math.round(name.openInterest * near * side * round * Math.exp(0.45 * random.normal()));
  });
}

import { sessionOn, type Session } from "../session.js";
import { randomStream, type Random } from "./random.js";
import { SIMULATED_NAMES, type SimulatedName } from "./simulated-names.js";
import { PATH_SECONDS, simulatePath } from "./simulated-path.js";
import { quoteBoard, quoteColumns } from "./simulated-quotes.js";
import { simulateTrades } from "./simulated-trades.js";
import type { Tape } from "./tape.js";

/** Which market is simulated. */
export interface SimulateOptions {
  /** Any whole number, default 1: the same seed gives the same market, another seed another one. */
  seed?: number | undefined;
  /** Names, default all twelve: SPX SPY QQQ IWM NVDA TSLA AAPL AMZN META MSFT GOOGL AVGO. */
  symbols?: readonly string[] | undefined;
  /** New York date of the session, default 2026-06-05. An early close gives a short session. */
  date?: string | undefined;
}

/** The same with its defaults filled in, and checked. */
export interface SimulatedMarket {
  seed: number;
  names: SimulatedName[];
  session: Session;
}

/**
 * Fills in and checks what to simulate.
 *
 * @throws RangeError for a seed that is no whole number, no name or one that is not simulated, or a date without a session.
 */
export function simulatedMarket({ seed = 1, symbols, date = "2026-06-05" }: SimulateOptions = {}): SimulatedMarket {
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
  return { seed, names: [...new Set(names)], session };
}

/** What is said of a simulated market wherever its numbers are shown. */
export function simulatedOrigin({ seed }: Pick<SimulatedMarket, "seed">): string {
  return `simulated market, seed ${seed}`;
}

/**
 * One name of a simulated market as a tape: a whole session of trades, quotes, open interest and spot. Nothing in it is
 * market data. The same market and name give the same tape, whichever other names are simulated; `random.ts` says how
 * far that holds on other machines.
 */
export function simulateTape(name: SimulatedName, market: Omit<SimulatedMarket, "names">): Tape {
  const { seed, session } = market;
  const random = randomStream(seed, `${name.symbol} ${session.date}`);
  const path = simulatePath(name, session, seed, random);
  const strikes = strikesAround(path.spot[0], name.spacing, path.dayMove);
  const board = quoteBoard(name, path, strikes);
  return {
    symbol: name.symbol,
    session,
    origin: simulatedOrigin(market),
    multiplier: 100,
    strikes,
    openInterest: simulateOpenInterest(name, strikes, path.spot[0], path.dayMove, random),
    trades: simulateTrades(name, path, board, strikes, session.open, random),
    quotes: quoteColumns(board, session.open, 2 * strikes.length),
    underlying: {
      time: Float64Array.from(path.spot, (_, step) => session.open + step * PATH_SECONDS * 1000),
      price: path.spot,
    },
    gaps: [],
    recordedTo: session.close,
    rejected: {},
  };
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

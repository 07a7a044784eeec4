import { blackPrice } from "./black.js";
import type { SimulatedName } from "./simulated-names.js";
import { PATH_SECONDS, type SimulatedPath } from "./simulated-path.js";
import { NO_PRICE, TICKS_PER_DOLLAR, type QuoteColumns } from "./tape.js";

/** Seconds between two looks of the market makers at their quotes. */
export const QUOTE_SECONDS = 30;

/** Every contract's quote at every look: `bid[look * contracts + contract]`, ticks. */
export interface QuoteBoard {
  readonly looks: number;
  readonly bid: Int32Array;
  readonly ask: Int32Array;
  /** The smallest price step of a contract at that look, ticks. */
  readonly step: Int32Array;
}

/** Quotes around Black's price on a smile: a skew, a curvature, and a spread that widens with price and distance. */
export function quoteBoard(name: SimulatedName, path: SimulatedPath, strikes: Float64Array): QuoteBoard {
  const every = QUOTE_SECONDS / PATH_SECONDS;
  const looks = (path.spot.length - 1) / every;
  const contracts = 2 * strikes.length;
  const board = {
    looks,
    bid: new Int32Array(looks * contracts),
    ask: new Int32Array(looks * contracts),
    step: new Int32Array(looks * contracts),
  };
  for (let look = 0; look < looks; look++) {
    const spot = path.spot[look * every];
    const atTheMoney = path.deviation[look * every];
    for (let k = 0; k < strikes.length; k++) {
      const distance = Math.max(-6, Math.min(6, (strikes[k] / spot - 1) / atTheMoney));
      const smile = 1 + skewOf(name) * distance + 0.014 * distance * distance;
      const right = strikes[k] >= spot ? 1 : -1;
      const otm = blackPrice(spot, strikes[k], atTheMoney * smile, right);
      const itm = otm + Math.abs(spot - strikes[k]);
      for (const [contract, price] of [
        [2 * k, right === 1 ? otm : itm],
        [2 * k + 1, right === 1 ? itm : otm],
      ]) {
        const tick = Math.round((price < 3 ? name.ticks[0] : name.ticks[1]) * TICKS_PER_DOLLAR);
        const fair = (price * TICKS_PER_DOLLAR) / tick;
        const half = 0.45 + 0.12 * Math.abs(distance) + 0.006 * fair;
        const cell = look * contracts + contract;
        board.step[cell] = tick;
        board.bid[cell] = Math.max(0, Math.floor(fair - half)) * tick;
        board.ask[cell] = Math.max(Math.ceil(fair + half) * tick, board.bid[cell] + tick);
      }
    }
  }
  return board;
}

/** The quotes that changed, as a tape keeps them. */
export function quoteColumns(board: QuoteBoard, open: number, contracts: number): QuoteColumns {
  const changed: number[] = [];
  for (let cell = 0; cell < board.bid.length; cell++) {
    const before = cell - contracts;
    if (before < 0 || board.bid[cell] !== board.bid[before] || board.ask[cell] !== board.ask[before])
      changed.push(cell);
  }
  return {
    time: Float64Array.from(changed, (cell) => open + Math.floor(cell / contracts) * QUOTE_SECONDS * 1000),
    contract: Int32Array.from(changed, (cell) => cell % contracts),
    bid: Int32Array.from(changed, (cell) => board.bid[cell]),
    ask: Int32Array.from(changed, (cell) => board.ask[cell] || NO_PRICE),
  };
}

function skewOf(name: SimulatedName): number {
  return name.correlation > 0.8 ? -0.07 : -0.03;
}

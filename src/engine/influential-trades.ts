import { newYorkTime } from "../session.js";
import { boardValue } from "./board-values.js";
import { engineSides } from "./engine-sides.js";
import { chainExposures, exposuresAt } from "./exposures.js";
import { SAMPLES_PER_MINUTE, sampleEnd } from "./sample-clock.js";
import { levelsAt } from "./sample-levels.js";
import { sameTrades } from "./same-trades.js";
import { barsAt, isSampled, sessionView, type SessionView } from "./session-view.js";
import { TICKS_PER_DOLLAR, type Tape } from "./tape.js";

/** Options of {@link FlowEngine.influentialTrades}. */
export interface InfluentialTradesOptions {
  /** How many rows at most, default 10; Infinity for all; each takes a second look at the whole session, some 20 ms. */
  n?: number | undefined;
}

/** What one trade left out would change; `heat_change` and `flip_change` are without minus with. */
export interface TradeInfluenceRow {
  /** When it was done, epoch milliseconds UTC. */
  t: number;
  /** The same in New York, HH:MM:SS. */
  time: string;
  strike: number;
  right: "call" | "put";
  /** USD a share. */
  price: number;
  /** Contracts. */
  size: number;
  /** +1 bought, -1 sold, as the engine estimates it. */
  side: 1 | -1;
  /** What it gave to the flow, USD: side x size x multiplier x delta x spot, at the mark of its half minute. */
  signed_delta_dollars: number;
  /** The name's heat without it; NaN where there is none. */
  heat_without: number;
  heat_change: number;
  /** The name's place on the engine's heat board without it, 1 is the first; NaN where it has none. */
  rank_without: number;
  /** Places won (+) or lost (-) on the board without it: + is up. */
  rank_change: number;
  /** The re-priced gamma flip without it, USD; NaN where there is none. */
  flip_without: number;
  flip_change: number;
}

/**
 * The largest trades of a name and what it would be without each, see {@link FlowEngine.influentialTrades}.
 *
 * @param heats of the other names, by symbol
 */
export function influentialTrades(
  view: SessionView,
  tape: Tape,
  heats: ReadonlyMap<string, number>,
  instant: number,
  { n = 10 }: InfluentialTradesOptions = {},
): TradeInfluenceRow[] {
  if (!(n === Infinity || (Number.isInteger(n) && n >= 0)))
    throw new RangeError(`n is how many rows to keep, a whole number, not ${n}`);
  const { history, conventions } = view;
  const sample = Math.min(history.samples, barsAt(history, instant) * SAMPLES_PER_MINUTE) - 1;
  if (sample < 0) return [];
  const { side } = engineSides(tape, conventions);
  const end = sampleEnd(history.session, sample);
  // A trade at the very close belongs to the last sample.
  const before = end === history.session.close ? Infinity : end;
  if (!sameTrades(history, tape, side, sample, before))
    throw new RangeError(
      `the trades of this tape of ${tape.symbol} are not those of the engine, which keeps no single trade; give the tape it ` +
        "was made with, and all that was appended to it",
    );

  const place = (heat: number): number => (Number.isNaN(heat) ? NaN : 1 + above(heats, tape.symbol, heat));
  const heat = finiteHeat(view, instant);
  const flip = flipOf(view, sample);
  return largest(flowOf(view, tape, side, sample, before), n).map(({ trade, of, dollars }) => {
    const without = viewWithout(view, of.contract, side[trade] * tape.trades.size[trade], of.sample, sample);
    const heatWithout = finiteHeat(without, instant);
    const flipWithout = flipOf(without, sample);
    const { time, price, size, contract } = tape.trades;
    return {
      t: time[trade],
      time: newYorkTime(time[trade], true),
      strike: tape.strikes[contract[trade] >> 1],
      right: contract[trade] % 2 === 0 ? "call" : "put",
      price: price[trade] / TICKS_PER_DOLLAR,
      size: size[trade],
      side: side[trade] as 1 | -1,
      signed_delta_dollars: dollars,
      heat_without: heatWithout,
      heat_change: heatWithout - heat,
      rank_without: place(heatWithout),
      rank_change: place(heat) - place(heatWithout),
      flip_without: flipWithout,
      flip_change: flipWithout - flip,
    };
  });
}

/** A trade that gave something to the flow: which of the tape's, where it is in the history, and what it gave. */
interface FlowTrade {
  readonly trade: number;
  readonly of: { readonly contract: number; readonly sample: number };
  readonly dollars: number;
}

/** Every trade with a known side and a known delta, in a minute that was recorded, up to a sample. */
function flowOf(
  { history, conventions }: SessionView,
  tape: Tape,
  side: Int8Array,
  last: number,
  before: number,
): FlowTrade[] {
  const { time, contract, size } = tape.trades;
  const chain = chainExposures(history.strikes.length);
  const rows = new Map(Array.from(history.strikes, (strike, k) => [strike, k]));
  const found: FlowTrade[] = [];
  let sample = -1;
  for (let trade = 0; trade < time.length && time[trade] < before; trade++) {
    const sampled = sample;
    while (sample < 0 || (sample < last && time[trade] >= sampleEnd(history.session, sample))) sample++;
    if (sample !== sampled) exposuresAt(chain, history, sample, conventions);
    const row = rows.get(tape.strikes[contract[trade] >> 1])!;
    const put = contract[trade] % 2;
    const dollars =
      side[trade] * size[trade] * ((chain.callDelta[row] - put) * history.multiplier * history.spot[sample]);
    if (isSampled(history, sample) && side[trade] !== 0 && !Number.isNaN(dollars))
      found.push({ trade, of: { contract: 2 * row + put, sample }, dollars });
  }
  return found;
}

/** Of equal ones the earlier first: sorting is stable. */
function largest(trades: FlowTrade[], n: number): FlowTrade[] {
  return trades.sort((a, b) => Math.abs(b.dollars) - Math.abs(a.dollars)).slice(0, n);
}

/** The session as it would be without so many net contracts from a sample on; all else is shared. */
function viewWithout(
  { history, conventions }: SessionView,
  contract: number,
  contracts: number,
  from: number,
  last: number,
): SessionView {
  const width = 2 * history.strikes.length;
  const net = history.net.slice(0, (last + 1) * width);
  for (let sample = from; sample <= last; sample++) net[sample * width + contract] -= contracts;
  return sessionView({ ...history, net, samples: last + 1 }, conventions);
}

/** A name's heat as it stands on a board, NaN where it is not on it. */
export function finiteHeat(view: SessionView, instant: number): number {
  const heat = boardValue(view, instant, "heat");
  return Number.isFinite(heat) ? heat : NaN;
}

function flipOf(view: SessionView, sample: number): number {
  return levelsAt(view, sample).levels.gamma_flip_repriced.price ?? NaN;
}

/** How many names stand above a heat, equal ones by symbol as the board has them. */
function above(heats: ReadonlyMap<string, number>, symbol: string, heat: number): number {
  return [...heats].filter(([other, value]) => value > heat || (value === heat && other < symbol)).length;
}

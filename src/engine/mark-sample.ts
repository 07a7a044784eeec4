import { hoursToClose } from "../session.js";
import type { LiveState } from "./live-state.js";
import { fillSmile, quotedVolatilities, UNKNOWN_SOURCE } from "./mark-chain.js";
import { parityForward } from "./parity-forward.js";
import { SESSION_HOURS_PER_YEAR } from "./session-clock.js";
import type { SessionHistory } from "./session-history.js";

const PARITY = { forward: NaN, error: NaN, pairs: 0 };

/** Room for one chain, which grows with the longest there was. */
let volatilities = new Float64Array(0);
let sources = new Uint8Array(0);

/** Writes a sample's row: quotes and spot as they stand, the forward and the volatilities that they imply at an instant. */
export function markSample(state: LiveState, row: number, instant: number): void {
  const { history, spot, bid, ask, since } = state;
  const strikes = history.strikes.length;
  const at = row * strikes;
  history.spot[row] = spot;
  history.bid.set(bid, 2 * at);
  history.ask.set(ask, 2 * at);
  if (Number.isNaN(spot)) {
    history.forward[row] = NaN;
    history.forwardError[row] = NaN;
    history.forwardPairs[row] = 0;
    history.volatility.fill(NaN, at, at + strikes);
    history.source.fill(UNKNOWN_SOURCE, at, at + strikes);
    return;
  }
  parityForward(PARITY, history.strikes, bid, ask, spot);
  const { forward, error, pairs } = PARITY;
  history.forward[row] = forward;
  history.forwardError[row] = error;
  history.forwardPairs[row] = pairs;

  if (volatilities.length !== strikes) {
    volatilities = new Float64Array(strikes);
    sources = new Uint8Array(strikes);
  }
  const root = Math.sqrt(hoursToClose(history.session, instant) / SESSION_HOURS_PER_YEAR);
  const chain = { strikes: history.strikes, bid, ask, since };
  const quoted = quotedVolatilities(volatilities, sources, chain, forward, root, instant);
  // A mark at which no quote tells a volatility keeps those of the mark before.
  if (quoted > 0) state.quoted.set(volatilities);
  fillSmile(history.volatility, at, history.strikes, state.quoted);
  history.source.set(sources, at);
}

/** Writes a sample's row as that of the sample before: the last two have one mark, see `markInstant`. */
export function copyMark(history: SessionHistory, row: number): void {
  const strikes = history.strikes.length;
  for (const name of ["spot", "forward", "forwardError", "forwardPairs"] as const)
    history[name][row] = history[name][row - 1];
  for (const name of ["volatility", "source"] as const)
    history[name].copyWithin(row * strikes, (row - 1) * strikes, row * strikes);
  for (const name of ["bid", "ask"] as const)
    history[name].copyWithin(2 * row * strikes, 2 * (row - 1) * strikes, 2 * row * strikes);
}

import { hoursToClose } from "../session.js";
import type { ChainState } from "./chain-state.js";
import type { ChainExposures } from "./exposures.js";
import type { ChainGex } from "./levels.js";
import { markInstant, sampleEnd } from "./sample-clock.js";
import { chainAt, strikesAt, type SessionView } from "./session-view.js";

/** A chain at one sample: the strikes that had been seen then, and nothing of those that come later. */
export interface SampleChain {
  readonly sample: number;
  /** Positions of its strikes among those of the history. */
  readonly positions: readonly number[];
  readonly state: ChainState;
  readonly gex: ChainGex;
  /** All layers, of all strikes of the history. */
  readonly exposures: ChainExposures;
}

/** The chain at a sample that is closed. */
export function sampleChain(view: SessionView, sample: number): SampleChain {
  const { history } = view;
  const exposures = chainAt(view, sample);
  const positions = strikesAt(history, sampleEnd(history.session, sample));
  const at = sample * history.strikes.length;
  const byStrike = (cells: Float64Array, from: number = 0): Float64Array =>
    Float64Array.from(positions, (k) => cells[from + k]);
  const byContract = (cells: Float64Array, side: 0 | 1): Float64Array =>
    Float64Array.from(positions, (k) => cells[2 * k + side]);
  const { open, dealers } = exposures.positions;
  const state: ChainState = {
    strikes: byStrike(history.strikes),
    callOpenInterest: byContract(open, 0),
    putOpenInterest: byContract(open, 1),
    callPosition: byContract(dealers, 0),
    putPosition: byContract(dealers, 1),
    volatility: byStrike(history.volatility, at),
    filled: Uint8Array.from(positions, (k) => history.source[at + k]),
    forward: history.forward[sample],
    spot: history.spot[sample],
    hours: hoursToClose(history.session, markInstant(history.session, sample)),
    multiplier: history.multiplier,
  };
  const gex = { call: byStrike(exposures.call_gex), put: byStrike(exposures.put_gex), net: byStrike(exposures.gex) };
  return { sample, positions, state, gex, exposures };
}

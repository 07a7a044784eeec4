import { hoursToClose } from "../session.js";
import { markInstant, sampleEnd } from "./sample-clock.js";
import type { SessionHistory } from "./session-history.js";

/** All that an exposure is made of, at one sample, by strike and by contract. */
export interface ChainMoment {
  spot: number;
  forward: number;
  /** To the close, on the session clock. */
  hours: number;
  /** Annual; NaN where it is unknown, or the strike was not seen yet. */
  readonly volatility: Float64Array;
  /** Not 0 where the volatility was filled in from other strikes. */
  readonly filled: Uint8Array;
  /** Open interest before the session, by contract. */
  readonly settled: Float64Array;
  /** Contracts bought minus sold since the open, by contract. */
  readonly net: Int32Array;
}

/** Room for a moment of so many strikes. */
export function chainMoment(strikes: number): ChainMoment {
  return {
    spot: NaN,
    forward: NaN,
    hours: NaN,
    volatility: new Float64Array(strikes),
    filled: new Uint8Array(strikes),
    settled: new Float64Array(2 * strikes),
    net: new Int32Array(2 * strikes),
  };
}

/**
 * A history at a sample, into `out`. A strike that it does not have, and one that it had not seen then, has no volatility
 * and nothing open.
 *
 * @param positions where each strike of `out` lies in the history, -1 for nowhere
 */
export function readMoment(
  out: ChainMoment,
  history: SessionHistory,
  sample: number,
  positions: ArrayLike<number>,
): ChainMoment {
  const { session, strikes, settled, net, volatility, source, firstSeen } = history;
  const at = sample * strikes.length;
  const end = sampleEnd(session, sample);
  out.spot = history.spot[sample];
  out.forward = history.forward[sample];
  out.hours = hoursToClose(session, markInstant(session, sample));
  for (let k = 0; k < positions.length; k++) {
    const from = positions[k];
    // Of a strike that comes later, a session that is fed knows less in its past than one that was loaded whole.
    const seen = from >= 0 && firstSeen[from] <= end;
    out.volatility[k] = seen ? volatility[at + from] : NaN;
    out.filled[k] = seen ? source[at + from] : 0;
    for (let side = 0; side < 2; side++) {
      out.settled[2 * k + side] = seen ? settled[2 * from + side] : 0;
      out.net[2 * k + side] = seen ? net[2 * (at + from) + side] : 0;
    }
  }
  return out;
}

import { type ChainState, rootTime } from "./chain-state.js";
import { ROOT_TWO_PI } from "./normal.js";

/**
 * Net GEX of chains as a function of a hypothetical spot, USD of delta per 1 % move: positions, volatilities by strike
 * ("sticky strike") and time are held, forwards move with the spot. At the present spot it is net GEX itself.
 *
 * Gamma in the logarithm of the spot is a bell around each strike, so a spot costs one exponential per strike. Strikes
 * without a position or a volatility, and chains at their close, are left out.
 *
 * @param chains of one underlying, one or more; several expirations add up
 */
export class RepricedGex {
  readonly #weight: Float64Array;
  readonly #centre: Float64Array;
  readonly #inverse: Float64Array;
  /** How many strikes have a part in it. */
  readonly terms: number;

  constructor(chains: readonly ChainState[]) {
    const room = chains.reduce((sum, { strikes }) => sum + strikes.length, 0);
    this.#weight = new Float64Array(room);
    this.#centre = new Float64Array(room);
    this.#inverse = new Float64Array(room);
    let terms = 0;
    for (const chain of chains) {
      const { strikes, callPosition, putPosition, volatility, multiplier } = chain;
      const root = rootTime(chain);
      const carry = Math.log(chain.forward / chain.spot);
      for (let k = 0; k < strikes.length; k++) {
        const deviation = volatility[k] * root;
        const position = callPosition[k] + putPosition[k];
        if (!(deviation > 0) || !(Math.abs(position) > 0)) continue;
        // position x multiplier x S^2 x 0.01 x phi(d1) / (S s), with d1 = (ln S - centre) / s
        this.#weight[terms] = (0.01 * multiplier * position) / (deviation * ROOT_TWO_PI);
        this.#centre[terms] = Math.log(strikes[k]) - carry - 0.5 * deviation * deviation;
        this.#inverse[terms] = 1 / deviation;
        terms++;
      }
    }
    this.terms = terms;
  }

  /** At a spot, USD. */
  at(spot: number): number {
    return spot * this.perSpot(Math.log(spot));
  }

  /** At the logarithm of a spot, divided by that spot: it has the same sign, and no more work. */
  perSpot(logSpot: number): number {
    let sum = 0;
    for (let i = 0; i < this.terms; i++) {
      const d1 = (logSpot - this.#centre[i]) * this.#inverse[i];
      sum += this.#weight[i] * Math.exp(-0.5 * d1 * d1);
    }
    return sum;
  }
}

/** {@link RepricedGex} at one hypothetical spot. */
export function repricedGex(chains: readonly ChainState[], spot: number): number {
  return new RepricedGex(chains).at(spot);
}

import {
  chainDecays,
  type ChainDecays,
  chainValues,
  type ChainValues,
  type PricedChain,
} from "../../src/engine/chain-greeks.js";
import { SESSION_HOURS_PER_YEAR } from "../../src/engine/session-clock.js";

/** Everything that the engine says of the two options of a strike. */
export type OptionPair = Record<keyof ChainValues | keyof ChainDecays, number>;

/** A chain with room for its results. */
export function pricedChain(
  strikes: ArrayLike<number>,
  { forward, spot = forward, hours }: { forward: number; spot?: number; hours: number },
): { chain: PricedChain; out: ChainValues & ChainDecays } {
  const room = (): Float64Array => new Float64Array(strikes.length);
  const column = Float64Array.from(strikes);
  return {
    chain: { strikes: column, logStrikes: column.map(Math.log), forward, spot, hours },
    out: {
      callDelta: room(),
      gamma: room(),
      vanna: room(),
      charm: room(),
      callPrice: room(),
      putPrice: room(),
      theta: room(),
      vega: room(),
    },
  };
}

/** A chain of one strike. */
export function optionOnForward(
  forward: number,
  spot: number,
  strike: number,
  hours: number,
  volatility: number,
): OptionPair {
  const { chain, out } = pricedChain([strike], { forward, spot, hours });
  const volatilities = Float64Array.of(volatility);
  chainValues(out, chain, volatilities);
  chainDecays(out, out.gamma, chain, volatilities);
  return Object.fromEntries(
    Object.entries<Float64Array>({ ...out }).map(([name, column]) => [name, column[0]]),
  ) as OptionPair;
}

/** An option as the books have it: discounted, with a rate and a yield, all per year. */
export interface CarriedOption {
  right: 1 | -1;
  spot: number;
  strike: number;
  years: number;
  rate: number;
  /** Of dividends; that of a future is its rate. */
  yield: number;
  volatility: number;
}

/**
 * What Black, Scholes and Merton say of it, from what the engine says on the forward F = S e^((r - q) T) and discounted by
 * e^(-r T). As time passes, F moves by -(r - q) F and the discount by r of itself: theta and charm have those terms beside
 * the engine's own, which hold the forward still.
 */
export function carriedOption({ right, spot, strike, years, rate, yield: q, volatility }: CarriedOption) {
  const forward = spot * Math.exp((rate - q) * years);
  const discount = Math.exp(-rate * years);
  const carried = Math.exp(-q * years);
  const pair = optionOnForward(forward, spot, strike, years * SESSION_HOURS_PER_YEAR, volatility);
  const onForward = right === 1 ? pair.callDelta : pair.callDelta - 1;
  const price = discount * (right === 1 ? pair.callPrice : pair.putPrice);
  const delta = carried * onForward;
  return {
    price,
    delta,
    gamma: carried * pair.gamma,
    vega: discount * pair.vega,
    vanna: carried * pair.vanna,
    theta: rate * price + discount * (pair.theta * SESSION_HOURS_PER_YEAR - (rate - q) * forward * onForward),
    charm: q * delta + carried * (pair.charm * SESSION_HOURS_PER_YEAR - (rate - q) * spot * pair.gamma),
  };
}

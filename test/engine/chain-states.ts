import fc from "fast-check";
import type { ChainState } from "../../src/engine/chain-state.js";
import { SESSION_HOURS_PER_YEAR } from "../../src/engine/session-clock.js";

/** A chain as a person types it: rows of strike, calls, puts, and a volatility of its own. */
export interface TypedChain extends Partial<Pick<ChainState, "spot" | "forward" | "hours" | "multiplier" | "filled">> {
  rows: [strike: number, calls: number, puts: number, volatility?: number][];
}

/** The chain of these rows, dealers long calls and short puts: 16 % volatility, three hours left, spot 100. */
export function typedChain({
  rows,
  spot = 100,
  forward = spot,
  hours = 3,
  multiplier = 100,
  filled,
}: TypedChain): ChainState {
  const column = (cell: (row: TypedChain["rows"][number]) => number): Float64Array => Float64Array.from(rows, cell);
  return {
    strikes: column(([strike]) => strike),
    callOpenInterest: column(([, calls]) => calls),
    putOpenInterest: column(([, , puts]) => puts),
    callPosition: column(([, calls]) => calls),
    putPosition: column(([, , puts]) => -puts),
    volatility: column(([, , , volatility]) => volatility ?? 0.16),
    filled,
    forward,
    spot,
    hours,
    multiplier,
  };
}

/** Chains of 3 to 40 strikes around 100, a fifth of the cells empty, with a smile, a carry and any time of the day. */
export const anyChain: fc.Arbitrary<ChainState> = fc
  .record({
    rows: fc.array(
      fc.record({
        step: fc.constantFrom(0.5, 1, 1, 1, 2.5),
        calls: fc.oneof({ weight: 4, arbitrary: fc.integer({ min: 1, max: 50_000 }) }, fc.constant(0)),
        puts: fc.oneof({ weight: 4, arbitrary: fc.integer({ min: 1, max: 50_000 }) }, fc.constant(0)),
        volatility: fc.double({ min: 0.08, max: 0.6, noNaN: true }),
      }),
      { minLength: 3, maxLength: 40 },
    ),
    hours: fc.double({ min: 0.05, max: 6.5, noNaN: true }),
    place: fc.double({ min: 0.2, max: 0.8, noNaN: true }),
    carry: fc.double({ min: -0.002, max: 0.002, noNaN: true }),
  })
  .map(({ rows, hours, place, carry }) => {
    let strike = 100 - rows.length / 2;
    const typed = rows.map(({ step, calls, puts, volatility }): [number, number, number, number] => {
      strike += step;
      return [strike, calls, puts, volatility];
    });
    const spot = typed[0][0] + place * (strike - typed[0][0]);
    return typedChain({ rows: typed, spot, forward: spot * (1 + carry), hours });
  });

/**
 * Net GEX at a hypothetical spot from the textbook's formula, strike by strike, Abramowitz and Stegun's phi written out:
 * the definition, for comparison.
 */
export function definedGex(chains: readonly ChainState[], spot: number): number {
  let sum = 0;
  for (const chain of chains) {
    const forward = (chain.forward * spot) / chain.spot;
    chain.strikes.forEach((strike, k) => {
      const deviation = chain.volatility[k] * Math.sqrt(chain.hours / SESSION_HOURS_PER_YEAR);
      const d1 = (Math.log(forward / strike) + deviation ** 2 / 2) / deviation;
      const gamma = Math.exp(-(d1 ** 2) / 2) / Math.sqrt(2 * Math.PI) / (spot * deviation);
      const gex = (position: number): number => position * gamma * chain.multiplier * spot ** 2 * 0.01;
      sum += gex(chain.callPosition[k]) + gex(chain.putPosition[k]);
    });
  }
  return sum;
}

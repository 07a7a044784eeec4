import type { Conventions } from "./engine-options.js";

/** Positions of a chain at one instant, by contract. */
export interface Positions {
  /** Contracts that are open, 0 or more. */
  readonly open: Float64Array;
  /** The same with the dealers' sign: + long. */
  readonly dealers: Float64Array;
}

/**
 * What is open in each contract, and on which side the dealers are, as {@link EngineOptions} says; written into `out`.
 * Both are estimates: a tape does not say whether a trade opened or closed, nor who the dealer was.
 *
 * @param settled open interest before the session, by contract
 * @param net contracts bought minus sold since the open, `net[at + contract]`
 */
export function positionsAt(
  { open, dealers }: Positions,
  settled: Float64Array,
  net: Int32Array,
  at: number,
  { positions, effectiveOiWeight, dealers: side }: Pick<Conventions, "positions" | "effectiveOiWeight" | "dealers">,
): void {
  for (let contract = 0; contract < settled.length; contract++) {
    const flow = net[at + contract];
    open[contract] =
      positions === "effective"
        ? Math.max(0, settled[contract] + effectiveOiWeight * flow)
        : positions === "settled"
          ? settled[contract]
          : Math.abs(flow);
    const sign = side === "against_customers" ? -Math.sign(flow) : contract % 2 === 0 ? 1 : -1;
    // Adding 0 keeps the sign of a zero out of the answers.
    dealers[contract] = sign * open[contract] + 0;
  }
}

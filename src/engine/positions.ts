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
  if (positions === "inventory") for (let c = 0; c < open.length; c++) open[c] = Math.abs(net[at + c]);
  else {
    const weight = positions === "effective" ? effectiveOiWeight : 0;
    for (let c = 0; c < open.length; c++) open[c] = Math.max(0, settled[c] + weight * net[at + c]);
  }
  // Taking from 0, or adding it, keeps the sign of a zero out of the answers.
  if (side === "against_customers")
    for (let c = 0; c < open.length; c++) dealers[c] = open[c] * -Math.sign(net[at + c]) + 0;
  else
    for (let call = 0; call < open.length; call += 2) {
      dealers[call] = open[call];
      dealers[call + 1] = 0 - open[call + 1];
    }
}

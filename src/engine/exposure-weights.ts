import type { HeatmapMetric } from "../api/types.js";
import type { ChainGreeks } from "./chain-greeks.js";

/** The exposures that are a position times a greek, in dollars. */
export type WeightedExposure = Extract<HeatmapMetric, "gex" | "dex" | "vex" | "chex">;

/**
 * What one contract held long adds to an exposure, by strike, into `calls` and `puts` from `at` on: a position times its
 * weight is the cell that `exposuresAt` gives, to the last bit. Call and put differ in DEX alone.
 */
export function exposureWeights(
  calls: Float64Array,
  puts: Float64Array,
  at: number,
  { callDelta, gamma, vanna, charm }: ChainGreeks,
  exposure: WeightedExposure,
  spot: number,
  multiplier: number,
): void {
  const dollars = multiplier * spot;
  const count = gamma.length;
  switch (exposure) {
    case "gex": {
      const perPercent = dollars * spot * 0.01;
      for (let k = 0; k < count; k++) calls[at + k] = gamma[k] * perPercent;
      break;
    }
    case "dex":
      for (let k = 0; k < count; k++) calls[at + k] = callDelta[k] * dollars;
      for (let k = 0; k < count; k++) puts[at + k] = (callDelta[k] - 1) * dollars;
      return;
    case "vex":
      for (let k = 0; k < count; k++) calls[at + k] = vanna[k] * dollars * 0.01;
      break;
    case "chex":
      for (let k = 0; k < count; k++) calls[at + k] = charm[k] * dollars;
  }
  for (let k = 0; k < count; k++) puts[at + k] = calls[at + k];
}

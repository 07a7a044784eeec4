/** Metrics of the leaderboard. */
export const BOARD_METRICS = ["heat", "pin_risk", "abs_flow", "charm_intensity"] as const;
/** Metrics of the heatmap. */
export const HEATMAP_METRICS = ["gex", "dex", "vex", "chex", "oi", "signed_flow"] as const;
/** Modes of the heatmap. */
export const HEATMAP_MODES = ["raw", "delta"] as const;
/** Bar sizes of strike-flow and heatmap. */
export const STRIKE_BAR_SIZES = ["1m"] as const;
/** Arrays of a strike-flow bar. */
export const STRIKE_FLOW_FIELDS = ["signed_delta_dollars", "signed_gamma_dollars", "contracts"] as const;
/**
 * Arrays that a strike-flow bar of our engine has besides when sides are weighed; the live API has none of them, and then
 * they are not there.
 */
export const STRIKE_FLOW_ESTIMATES = ["expected_delta_dollars", "delta_dollars_deviation"] as const;
/** Bar sizes of series and hedge-flow. */
export const BAR_SIZES = ["30s", "1m", "5m", "15m"] as const;
/** Sides of hedge-flow. */
export const HEDGE_SIDES = ["all", "calls", "puts"] as const;
/** Regimes that are known; the wire may bring others. */
export const REGIMES = ["positive_gamma", "negative_gamma", "undetermined"] as const;
/**
 * Labels of a snapshot's flow direction that are known; the wire may bring others. The last is our engine's: the vendor has
 * no word for a GEX that is unknown.
 */
export const FLOW_DIRECTIONS = [
  "no_flow",
  "neutral",
  "amplifying",
  "dampening",
  "regime_flip",
  "undetermined",
] as const;

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

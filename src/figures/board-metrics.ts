import type { BoardMetric } from "../api/types.js";
import { MISSING, dollars } from "./units.js";

/** How a metric of the leaderboard is called, explained and written. */
export interface MetricWords {
  readonly name: string;
  /** What is measured, in the subtitle. */
  readonly meaning: string;
  /** The same in two or three words, for a narrow panel. */
  readonly unit: string;
  readonly write: (value: number) => string;
}

export const METRIC_WORDS: Readonly<Record<BoardMetric, MetricWords>> = {
  heat: {
    name: "heat",
    meaning: "hedge flow since the open against net gamma, a ratio",
    unit: "flow / gamma",
    write: (value) => (Number.isFinite(value) ? `${value.toFixed(2)} x` : MISSING),
  },
  pin_risk: {
    name: "pin risk",
    meaning: "pin score, 0 to 100",
    unit: "score, 0 to 100",
    write: (value) => (Number.isFinite(value) ? value.toFixed(1) : MISSING),
  },
  abs_flow: {
    name: "absolute flow",
    meaning: "hedge flow of calls plus puts in the last minute, USD",
    unit: "USD, last minute",
    write: (value) => dollars(value, { signed: false }),
  },
  charm_intensity: {
    name: "charm intensity",
    meaning: "delta to hedge as time passes, USD per hour",
    unit: "USD per hour",
    write: (value) => (Number.isFinite(value) ? `${dollars(value, { signed: false })}/h` : MISSING),
  },
};

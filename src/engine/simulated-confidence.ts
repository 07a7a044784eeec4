import type { ConfidenceRow } from "./confidence.js";
import type { EngineOptions } from "./engine-options.js";
import { LITERATURE_1995, LITERATURE_2021 } from "./literature-markets.js";
import { marketKnobs, type MarketKnobs } from "./simulate-knobs.js";

/*
 * What `calibrate` counts on the markets of seeds 101 to 108, all twelve names, with the engine's own rules, as
 * `test/bench/count-confidence.mjs` prints it. Dispersion is rounded to two digits.
 *
 * How often intervals of 90 % then hold the truth, on the 288 sessions of seeds 1 to 24, in percent:
 *
 *                                              1995   2021   without knobs
 *   cells of a minute with 8 trades or more    89.3   89.2   100
 *   all strikes of a minute                    89.1   90.2   100
 *   strikes in hours with 50 trades or more    90.3   89.8   99.6
 *   all strikes since the open                 92.8   87.9   93.8
 *   the same, on the 432 sessions of 25 to 60  91.3   89.2   93.3
 *
 * The rows since the open count each half hour, which is worth 535 independent sums in the first and 802 in the second:
 * a standard deviation is 1.3 and 1.1. On all 720 sessions 1995 holds 91.9 and 2021 88.7, about two of theirs off, and errors
 * are nearly right in their size (their mean square is 0.94 and 1.05 of the variance); intervals without knobs are too wide
 * (0.88). Without knobs
 * a minute has a trade or two whose side is unknown: each was bought or sold, and an interval of 90 % must hold both.
 */

/** {@link calibrate} of the simulated market without knobs: but at the middle and where nobody bids, sides are right. */
export const SIMULATED_CONFIDENCE: readonly ConfidenceRow[] = [
  { rule: "unknown", place: "no_bid", trades: 10, right: 0, dispersion: 1 },
  { rule: "unknown", place: "mid", trades: 76, right: 0, dispersion: 1 },
  { rule: "quote", place: "no_bid", trades: 17697, right: 9510, dispersion: 17.5 },
  { rule: "quote", place: "at_quotes", trades: 582694, right: 582694, dispersion: 23.86 },
  { rule: "quote", place: "inside", trades: 156699, right: 156699, dispersion: 7.64 },
  { rule: "tick", place: "no_bid", trades: 498, right: 243, dispersion: 1.6 },
  { rule: "tick", place: "mid", trades: 16464, right: 7554, dispersion: 1.72 },
];

/** {@link calibrate} of {@link LITERATURE_1995}. */
export const LITERATURE_1995_CONFIDENCE: readonly ConfidenceRow[] = [
  { rule: "unknown", place: "no_bid", trades: 37, right: 0, dispersion: 1.32 },
  { rule: "unknown", place: "mid", trades: 209, right: 0, dispersion: 1 },
  { rule: "quote", place: "no_bid", trades: 16044, right: 8432, dispersion: 15.82 },
  { rule: "quote", place: "at_quotes", trades: 594983, right: 508328, dispersion: 24.43 },
  { rule: "quote", place: "inside", trades: 112380, right: 83300, dispersion: 5.24 },
  { rule: "tick", place: "no_bid", trades: 2124, right: 985, dispersion: 3.55 },
  { rule: "tick", place: "mid", trades: 48361, right: 22957, dispersion: 3.36 },
];

/** {@link calibrate} of {@link LITERATURE_2021}. */
export const LITERATURE_2021_CONFIDENCE: readonly ConfidenceRow[] = [
  { rule: "unknown", place: "no_bid", trades: 8, right: 0, dispersion: 1 },
  { rule: "unknown", place: "mid", trades: 46, right: 0, dispersion: 1 },
  { rule: "quote", place: "no_bid", trades: 17787, right: 9373, dispersion: 17.51 },
  { rule: "quote", place: "at_quotes", trades: 644925, right: 372812, dispersion: 26.18 },
  { rule: "quote", place: "inside", trades: 100376, right: 100376, dispersion: 5.34 },
  { rule: "tick", place: "no_bid", trades: 410, right: 153, dispersion: 1.63 },
  { rule: "tick", place: "mid", trades: 10586, right: 5201, dispersion: 1.43 },
];

const TABLES: readonly (readonly [Readonly<MarketKnobs>, readonly ConfidenceRow[]])[] = [
  [marketKnobs(), SIMULATED_CONFIDENCE],
  [LITERATURE_1995, LITERATURE_1995_CONFIDENCE],
  [LITERATURE_2021, LITERATURE_2021_CONFIDENCE],
];

/**
 * The table of a simulated market; undefined for knobs, rules or conditions that none was counted with. Rather no
 * interval than one of another market.
 */
export function simulatedConfidence(
  knobs: MarketKnobs,
  { rules, leaveOut }: Pick<EngineOptions, "rules" | "leaveOut">,
): readonly ConfidenceRow[] | undefined {
  if (rules !== undefined || leaveOut !== undefined) return undefined;
  const names = Object.keys(knobs) as (keyof MarketKnobs)[];
  return TABLES.find(([counted]) => names.every((name) => counted[name] === knobs[name]))?.[1];
}

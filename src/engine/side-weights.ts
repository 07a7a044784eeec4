import type { AggressorLayer } from "./aggressor-rules.js";
import type { Confidence, ConfidenceRow } from "./confidence.js";
import { TRADE_PLACES } from "./trade-place.js";

/** What a trade counts for, by `rule * places + place`; rule 0 is unknown, the others count from 1. */
export interface SideWeights {
  readonly places: number;
  /** Expected true contracts for each contract of the side that was found. */
  readonly weight: Float64Array;
  /** Variance of the truth about a trade, for each squared contract. */
  readonly variance: Float64Array;
}

/** A rule that is right less often than this tells no side: dividing by what it does tell would give mere noise. */
const TELLS = 0.55;

/**
 * What a trade counts for, given how often its side is right.
 *
 * A side that is right with probability p is worth m = 2p - 1 of one, and signed flow is too small by what is lost. So
 * sides are weighed by m, and all that are told are divided by the mean of m squared, the part of true flow that such a
 * weighing keeps. The sum is then right in the mean whatever the true flow is: no habit of customers is assumed. Merely
 * weighing would assume that each trade is a coin's toss, and true flow is not: whoever works an order is on one side for
 * half an hour, and in the sum of a day hardly anything of that would be left.
 *
 * Where g is one by that mean, the truth about a trade of one contract lies around g m with the variance
 * 1 - 2 g m^2 + g^2 m^2, which is 0 for m = 1. Given the true sides, errors of trades are independent, so variances add
 * up. Trades whose side no rule tells count 0, and their variance is the row's dispersion.
 *
 * A probability for each rule is taken as one row each, at whatever place, divided by its own m alone.
 *
 * @throws RangeError for a probability outside 0.5 to 1, counts that are none, or a rule that the engine does not ask.
 */
export function sideWeights(confidence: Confidence, rules: readonly AggressorLayer[]): SideWeights {
  const places = TRADE_PLACES.length;
  const weight = new Float64Array(places * (rules.length + 1));
  const variance = new Float64Array(weight.length).fill(1);
  const ruleOf = (name: string): number => {
    const found = ["unknown", ...rules].indexOf(name);
    if (found < 0)
      throw new RangeError(
        `confidence has a row for the rule "${name}", and the engine asks ${rules.join(", ")}; calibrate with its rules`,
      );
    return found;
  };
  if (!isTable(confidence)) {
    for (const [rule, probability] of Object.entries(confidence)) {
      if (!(probability >= 0.5 && probability <= 1))
        throw new RangeError(`confidence in ${rule} must be a probability from 0.5 to 1, not ${probability}`);
      if (probability < TELLS) continue;
      const m = 2 * probability - 1;
      const at = ruleOf(rule) * places;
      weight.fill(1 / m, at, at + places);
      variance.fill(1 / (m * m) - 1, at, at + places);
    }
    return { places, weight, variance };
  }
  const told = confidence.filter((row) => probabilityOf(row) >= TELLS);
  let [trades, kept] = [0, 0];
  for (const row of told) {
    trades += row.trades;
    kept += row.trades * (2 * probabilityOf(row) - 1) ** 2;
  }
  const gain = trades / kept;
  for (const row of confidence) {
    const place = TRADE_PLACES.indexOf(row.place);
    if (place < 0) throw new RangeError(`confidence: place is one of ${TRADE_PLACES.join(", ")}, not "${row.place}"`);
    const at = ruleOf(row.rule) * places + place;
    if (told.includes(row)) {
      const m = 2 * probabilityOf(row) - 1;
      weight[at] = gain * m;
      variance[at] = 1 - 2 * gain * m * m + gain * gain * m * m;
    } else variance[at] = row.dispersion;
  }
  return { places, weight, variance };
}

/** How often a side is right: as if one trade more had been right and one wrong, so that few trades prove little. */
export function probabilityOf({ rule, place, trades, right, dispersion }: ConfidenceRow): number {
  if (!(right >= 0 && right <= trades && trades < Infinity && dispersion >= 0 && dispersion < Infinity))
    throw new RangeError(
      `confidence in ${rule} at ${place}: right is a part of trades and dispersion a number of 0 or more, ` +
        `not ${right} of ${trades}, ${dispersion}`,
    );
  return rule === "unknown" ? 0.5 : (right + 1) / (trades + 2);
}

/** How often each rule is believed to be right, in words: `quote 0.63, tick 0.49`. */
export function confidenceInWords(confidence: Confidence, rules: readonly AggressorLayer[]): string {
  const shareOf = (name: AggressorLayer): number => {
    if (!isTable(confidence)) return confidence[name] ?? NaN;
    const rows = confidence.filter((row) => row.rule === name);
    const sum = (column: "right" | "trades"): number => rows.reduce((total, row) => total + row[column], 0);
    return sum("right") / sum("trades");
  };
  return rules
    .filter((name) => !Number.isNaN(shareOf(name)))
    .map((name) => `${name} ${Math.round(100 * shareOf(name)) / 100}`)
    .join(", ");
}

function isTable(confidence: Confidence): confidence is readonly ConfidenceRow[] {
  return Array.isArray(confidence);
}

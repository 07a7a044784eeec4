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
 * weighing keeps. The sum is then right in the mean whichever way customers go, as long as their orders are filled at
 * the rules and places at which all trades are: of those the mean is taken. Flow of a contract whose trades lie elsewhere
 * is scaled by g m^2 of its own places, for the g below: too little where sides are right less often there, too much where
 * more often, and its variance does not say so. Merely weighing would assume that each trade is a coin's toss, and true flow is not: whoever works an order is on one side for
 * half an hour, and in the sum of a day hardly anything of that would be left.
 *
 * Where g is one by that mean, the truth about a trade of one contract lies around g m with the variance
 * 1 - 2 g m^2 + g^2 m^2, which is 0 for m = 1. Of orders filled as all are, errors of trades are independent, so
 * variances add up. Trades whose side no rule tells count 0, and their variance is the row's dispersion.
 *
 * A probability for each rule is taken as one row each, at whatever place, divided by its own m alone. Trades of which
 * nothing was counted (the other rules there, places without a row in a table) count 0 with the variance of a coin's toss
 * each, which is too small where they lean together.
 *
 * @throws RangeError for a probability outside 0.5 to 1, counts that are none, a rule that the engine does not ask, two rows
 *   of one rule and place, or none at all.
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
  if (Object.keys(confidence).length === 0)
    throw new RangeError(
      "confidence says nothing of any rule; calibrate on one session or more, or leave it out with false",
    );
  if (!isTable(confidence)) {
    for (const [rule, probability] of Object.entries(confidence)) {
      if (!(probability >= 0.5 && probability <= 1))
        throw new RangeError(`confidence in ${rule} must be a probability from 0.5 to 1, not ${probability}`);
      const at = ruleOf(rule) * places;
      if (probability < TELLS) continue;
      const m = 2 * probability - 1;
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
  const seen = new Set<number>();
  for (const row of confidence) {
    const place = TRADE_PLACES.indexOf(row.place);
    if (place < 0) throw new RangeError(`confidence: place is one of ${TRADE_PLACES.join(", ")}, not "${row.place}"`);
    const at = ruleOf(row.rule) * places + place;
    if (seen.has(at))
      throw new RangeError(
        `confidence has two rows for the rule "${row.rule}" at ${row.place}; calibrate all sessions in one call, which counts ` +
          "them together",
      );
    seen.add(at);
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

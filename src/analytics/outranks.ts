import { normalBelow } from "../grid/interval.js";
import type { StrikeGrid } from "../grid/strike-grid.js";
import { exactSum } from "./exact-sum.js";
import { strikeEstimates } from "./strike-estimates.js";

/** How {@link outranks} compares. */
export interface OutranksOptions {
  /** `magnitude` (default): whose flow is larger, up or down. `value`: whose is more positive. */
  by?: "magnitude" | "value" | undefined;
}

/**
 * The probability, 0 to 1, that the true flow of one grid outranks that of another: their totals over all strikes and bars.
 * Errors are taken for normal and independent; two totals that are both certain give 1, 0, or 0.5 when they are equal. NaN
 * when nothing is known of one of them. Make the stretches the same first, with `between`.
 *
 * @throws TypeError for a grid without uncertainty, as of an answer of the live API.
 * @throws RangeError for grids in different units, and when `by` is not one of the above.
 * @example
 * const [qqq, spy] = await Promise.all(["QQQ", "SPY"].map(async (name) => StrikeGrid.from(await flow.strikeFlow(name))));
 * outranks(qqq, spy); // how probable it is that QQQ outranks SPY
 */
export function outranks(a: StrikeGrid, b: StrikeGrid, { by = "magnitude" }: OutranksOptions = {}): number {
  if (by !== "magnitude" && by !== "value")
    throw new RangeError(`outranks by "magnitude" or "value", not "${String(by)}"`);
  if (a.unit !== b.unit) throw new RangeError(`outranks compares grids of one unit, not ${a.unit} and ${b.unit}`);
  const [first, second] = [a, b].map((grid) => {
    const estimates = strikeEstimates(grid);
    if (estimates === undefined)
      throw new TypeError(
        `${grid.symbol} ${grid.label} has no uncertainty: only signed_delta_dollars of an engine that weighs sides has ` +
          `one, see EngineOptions.confidence`,
      );
    return [exactSum(estimates.expected), exactSum(estimates.variance)] as const;
  });
  return probabilityAbove(first, second, by === "magnitude");
}

/** A normal number: expected value and variance. */
type Normal = readonly [expected: number, variance: number];

/**
 * The probability that one normal number is above another one independent of it, with `magnitude` whatever their signs;
 * half of that they are equal, which two certain ones can be. Sizes are compared to five digits.
 */
export function probabilityAbove(a: Normal, b: Normal, magnitude: boolean): number {
  if (!magnitude) return above(a[0] - b[0], Math.sqrt(a[1] + b[1]));
  // Over the narrower one, in whose width the other hardly changes.
  if (a[1] < b[1]) return 1 - probabilityAbove(b, a, true);
  const [mean, deviation] = [b[0], Math.sqrt(b[1])];
  const outside = (y: number): number => {
    const spread = Math.sqrt(a[1]);
    return above(a[0] - Math.abs(y), spread) + above(-a[0] - Math.abs(y), spread);
  };
  if (Number.isNaN(a[0] + b[0] + a[1] + b[1])) return NaN;
  if (deviation === 0) return a[1] === 0 ? above(Math.abs(a[0]) - Math.abs(mean), 0) : outside(mean);
  const density = (y: number): number =>
    (Math.exp(-(((y - mean) / deviation) ** 2) / 2) / (deviation * Math.sqrt(2 * Math.PI))) * outside(y);
  const [low, high] = [mean - 8 * deviation, mean + 8 * deviation];
  // |y| has a corner at 0, which Simpson's rule must not run over.
  return low < 0 && high > 0 ? simpson(density, low, 0) + simpson(density, 0, high) : simpson(density, low, high);
}

/** That a normal number is above 0. */
function above(mean: number, deviation: number): number {
  if (deviation === 0 && mean === 0) return 0.5;
  return normalBelow(mean / deviation);
}

const STEPS = 64;

function simpson(f: (x: number) => number, from: number, to: number): number {
  const width = (to - from) / STEPS;
  let sum = f(from) + f(to);
  for (let i = 1; i < STEPS; i++) sum += (i % 2 === 1 ? 4 : 2) * f(from + i * width);
  return (sum * width) / 3;
}

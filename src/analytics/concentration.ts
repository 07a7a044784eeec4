import { exactSum } from "./exact-sum.js";

/** How much of a gross total stands at few parts, as {@link concentration} gives it. */
export interface ConcentrationRow {
  /** How many parts are known, those of 0 included. */
  parts: number;
  /** Sum of the values, in their unit; NaN when none is known. */
  net: number;
  /** Sum of the magnitudes; NaN when none is known. */
  gross: number;
  /** |net| / gross, 0 to 1: 1 when all point one way, 0 when they cancel; NaN when gross is 0 or unknown. */
  one_way: number;
  /** Share of the gross total of the three largest parts, 0 to 1; NaN as above. */
  top3: number;
  /** Sum of the squared shares (Herfindahl): 1 when all is at one part, 1 / n when n have the same; NaN as above. */
  herfindahl: number;
  /** 1 / herfindahl, the effective number: how many equal parts would be as concentrated; NaN as above. */
  effective: number;
}

/**
 * How concentrated a total is over its parts: values with their sign, or rows that have a `value`, as {@link attribute}
 * and {@link rank} give them. Shares are of the gross total, so that parts that cancel count with their magnitude. NaN is
 * left out. Rows that were filtered are their own whole.
 *
 * @example
 * concentration(attribute(delta)).effective; // as concentrated as so many equal strikes
 * concentration([50, -20, 10, 10, 10]); // gross 100, top3 0.8, herfindahl 0.32, effective 3.125
 */
export function concentration(parts: Iterable<number | { readonly value: number }>): ConcentrationRow {
  const values = Float64Array.from(parts, (part) => (typeof part === "number" ? part : part.value)).filter(
    (value) => !Number.isNaN(value),
  );
  const magnitudes = values.map(Math.abs).sort().reverse();
  const [net, gross] = [exactSum(values), exactSum(magnitudes)];
  const shares = magnitudes.map((value) => value / gross);
  const herfindahl = exactSum(shares.map((share) => share * share));
  return {
    parts: values.length,
    net,
    gross,
    one_way: Math.abs(net) / gross,
    top3: exactSum(shares.subarray(0, 3)),
    herfindahl,
    effective: 1 / herfindahl,
  };
}

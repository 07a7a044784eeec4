import { inspect } from "node:util";

/** A column of a table as text: its cells, and on which side they stand. */
export interface FormattedColumn {
  cells: string[];
  /** Numbers stand right, so that their digits line up; everything else stands left. */
  numeric: boolean;
}

/**
 * A column's values as people read them.
 *
 * Numbers have the same decimals in the whole column, and thousands separators: as many decimals as six significant
 * digits of the largest need, at most six, and room for two where there are magnitudes below a thousand. A number that
 * would then read as zero, and one from 1e15 on, is written with an exponent. Missing stays visible: `NaN`, `null`; only
 * `undefined` is blank. Dates are ISO in UTC, and control characters in strings become spaces.
 *
 * @example
 * formatColumn([1250000, 3.5, NaN]).cells // ["1,250,000.0", "3.5", "NaN"]
 */
export function formatColumn(values: readonly unknown[]): FormattedColumn {
  const present = values.filter((v) => v !== null && v !== undefined);
  const numeric = present.length > 0 && present.every((v) => typeof v === "number" || typeof v === "bigint");
  const number = numberFormat(present.filter((v): v is number => typeof v === "number"));
  return { numeric, cells: values.map((v) => (typeof v === "number" ? number(v) : cellText(v))) };
}

function numberFormat(values: readonly number[]): (value: number) => string {
  const sizes = values.map(Math.abs).filter((size) => size < HUGE);
  const largest = sizes.reduce((most, size) => Math.max(most, size), 0);
  const fine = sizes.some((size) => size > 0 && size < 1000) ? 2 : 0;
  const most = largest === 0 ? 0 : Math.min(6, Math.max(fine, 5 - Math.floor(Math.log10(largest))));
  const decimals = sizes.reduce((needed, size) => Math.max(needed, decimalsOf(size, most)), 0);
  const format = new Intl.NumberFormat("en-US", { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
  return (value) => {
    if (!Number.isFinite(value)) return String(value);
    const readsAsZero = value !== 0 && Number(value.toFixed(decimals)) === 0;
    if (readsAsZero || Math.abs(value) >= HUGE) return value.toExponential(2);
    return format.format(value === 0 ? 0 : value);
  };
}

/** From here on a number is written with an exponent. */
const HUGE = 1e15;

/** Decimals left of a magnitude once it is rounded to `most`. */
function decimalsOf(size: number, most: number): number {
  return size.toFixed(most).split(".")[1]?.replace(/0+$/, "").length ?? 0;
}

function cellText(value: unknown): string {
  if (value === undefined) return "";
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "Invalid Date" : value.toISOString();
  const text = typeof value === "string" ? value : inspect(value, { depth: 0, breakLength: Infinity });
  // eslint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u001f\u007f]+/g, " ");
}

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
 * Numbers get the decimals that six significant digits of the finest value need, at most six and the same for the whole
 * column, and thousands separators; a column with nonzero magnitudes under 0.000001, or from 1e15 on, is written with exponents,
 * so that a small number never reads as zero. Missing stays visible: `NaN`, `null`; only `undefined` is blank. Dates are
 * ISO in UTC, and control characters in strings become spaces.
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
  const sizes = values.filter((v) => Number.isFinite(v) && v !== 0).map(Math.abs);
  const exponential = sizes.some((v) => v < 1e-6 || v >= 1e15);
  let decimals = 0;
  for (const v of sizes) decimals = Math.max(decimals, decimalsOf(v));
  const format = new Intl.NumberFormat("en-US", { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
  return (value) => {
    if (!Number.isFinite(value)) return String(value);
    if (exponential) return value === 0 ? "0" : value.toExponential(5);
    return format.format(value === 0 ? 0 : value);
  };
}

/** Decimals left of a magnitude once it is rounded to six significant digits; its whole part is never rounded. */
function decimalsOf(size: number): number {
  if (Number.isInteger(size) || size >= 1e6) return 0;
  const most = Math.min(6, Math.max(0, 5 - Math.floor(Math.log10(size))));
  return size.toFixed(most).replace(/0+$/, "").split(".")[1]?.length ?? 0;
}

function cellText(value: unknown): string {
  if (value === undefined) return "";
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "Invalid Date" : value.toISOString();
  const text = typeof value === "string" ? value : inspect(value, { depth: 0, breakLength: Infinity });
  // eslint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u001f\u007f]+/g, " ");
}

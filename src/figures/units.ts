/**
 * How figures write numbers: three significant digits, `k M bn tn`, a sign wherever the quantity has one. Minus is
 * U+2212 throughout, the sign Plotly itself puts on its axes; zero has no sign.
 */

/** How {@link amount} writes. */
export interface AmountOptions {
  /** Whether a positive number gets its `+`; default true. A negative one always has its minus. */
  signed?: boolean | undefined;
  /** Whether `+$1.50 M` becomes `+$1.5 M`; default false. For ticks, which are round numbers. */
  trim?: boolean | undefined;
}

/** A power of a thousand and what it is called on a desk. */
export interface Scale {
  readonly size: number;
  /** `""`, `" k"`, `" M"`, `" bn"` or `" tn"`: what stands behind the number, with its space. */
  readonly suffix: string;
}

const SCALES: readonly Scale[] = [
  { size: 1e12, suffix: " tn" },
  { size: 1e9, suffix: " bn" },
  { size: 1e6, suffix: " M" },
  { size: 1e3, suffix: " k" },
];
const ONES: Scale = { size: 1, suffix: "" };

/** What stands for a number that is missing. */
export const MISSING = "n/a";

/** The scale in which a magnitude of a unit is written: the largest not above it; contracts are written out up to 1e5. */
export function scaleOf(magnitude: number, unit: string = "USD"): Scale {
  if (!unit.startsWith("USD") && magnitude < 99_999.5) return ONES;
  return SCALES.find(({ size }) => magnitude >= size) ?? ONES;
}

/**
 * Dollars as people say them: `+$1.24 M`, `−$950 k`, `$0` for what rounds to no cent.
 *
 * @example dollars(1_239_600) // "+$1.24 M"
 */
export function dollars(value: number, options: AmountOptions = {}): string {
  return withSign(value, "$", compact(Math.abs(value)), options);
}

/**
 * A number in a unit of `FIELDS`, without what the dollars are per: `+$1.24 M` for any unit of dollars, `+1,240` for
 * contracts, which are written out below a hundred thousand. Missing is `n/a`.
 *
 * @example amount(-2_500_000, "USD per 1 % move") // "−$2.50 M"
 */
export function amount(value: number, unit: string, options: AmountOptions = {}): string {
  if (unit.startsWith("USD")) return dollars(value, options);
  const size = Math.abs(value);
  const whole = size >= 99.5 && size < 99_999.5;
  return withSign(value, "", whole ? grouped(size, 0) : compact(size), { ...options, trim: true });
}

/**
 * The same with its whole unit: `+$1.24 M per 1 % move`, `+1,240 contracts`.
 *
 * @example amountWithUnit(3.1e6, "USD per hour", { signed: false }) // "$3.10 M per hour"
 */
export function amountWithUnit(value: number, unit: string, options: AmountOptions = {}): string {
  return `${amount(value, unit, options)}${unitBehind(unit)}`;
}

/** What follows a number whose dollar sign is written already: `" per 1 % move"`, `" contracts"`, `""` for USD. */
export function unitBehind(unit: string): string {
  const rest = unit.startsWith("USD") ? unit.slice(3).trim() : unit;
  return rest === "" ? "" : ` ${rest}`;
}

/** A price of the underlying: `5,912.25`. */
export function price(value: number): string {
  return Number.isFinite(value) ? grouped(value, 2) : MISSING;
}

/** A part of the whole, 0 to 1, as `23 %`; `<1 %` and `>99 %` rather than a 0 or a 100 which is not true. */
export function percent(part: number): string {
  if (!Number.isFinite(part)) return MISSING;
  if (part > 0 && part < 0.01) return "<1 %";
  if (part > 0.99 && part < 1) return ">99 %";
  return `${Math.round(part * 100)} %`;
}

/** A number to so many digits behind the point, thousands apart: `5,912.25`. Not negative. */
function grouped(value: number, digits: number): string {
  const [whole, rest] = value.toFixed(digits).split(".");
  const apart = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return rest === undefined ? apart : `${apart}.${rest}`;
}

/** Three significant digits and a scale; below one, two digits behind the point, and `0` for less than half of 0.01. */
function compact(size: number): string {
  if (size < 0.005) return "0";
  // Rounded before the scale is chosen: 999,950 is 1.00 M, not 1000 k.
  const rounded = size < 1 ? Number(size.toFixed(2)) : Number(size.toPrecision(3));
  const scale = scaleOf(rounded);
  const inScale = rounded / scale.size;
  return `${grouped(inScale, inScale >= 100 ? 0 : inScale >= 10 ? 1 : 2)}${scale.suffix}`;
}

function trimmed(text: string): string {
  return text.replace(/\.0+(?=$|\s)|(\.\d*?[1-9])0+(?=$|\s)/, "$1");
}

function withSign(value: number, symbol: string, size: string, { signed = true, trim = false }: AmountOptions): string {
  if (!Number.isFinite(value)) return MISSING;
  const sign = size === "0" ? "" : value < 0 ? "\u2212" : signed ? "+" : "";
  return `${sign}${symbol}${trim ? trimmed(size) : size}`;
}

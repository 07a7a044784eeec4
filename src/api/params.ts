import { brief } from "./brief.js";
import type { ChoiceParam, Complete, DateParam, Endpoint, IntegerParam } from "./endpoints.js";
import { InvalidRequestError } from "./errors.js";

/**
 * The parameters of an endpoint, complete: defaults filled in, whole numbers clamped to their bounds. Server (query
 * strings) and engine (a caller's object) both read theirs here, so the two answer alike.
 *
 * A key that is absent, undefined or null takes its default; a key that the endpoint does not know is ignored. A
 * number may come as text (`"60"`). Words and dates are exact, upper and lower case included.
 *
 * @throws InvalidRequestError with the wire's code and a message that names the parameter, the value and what is allowed.
 * @example readParams(ENDPOINTS.heatmap, { minutes: "10000" }) // { metric: "gex", mode: "raw", bar: "1m", minutes: 390 }
 */
export function readParams<P>(endpoint: Endpoint<P>, given: object = {}): Complete<P> {
  const rows = Object.entries<ChoiceParam | IntegerParam | DateParam>(endpoint.params);
  return Object.fromEntries(
    rows.map(([name, param]) => {
      const value = (given as Record<string, string | number | null | undefined>)[name];
      if (value === undefined || value === null) return [name, param.default];
      // Through text in any case: what an object says and what a query string says are then read and refused alike.
      const text = String(value);
      if (param.kind === "choice") return [name, readChoice(name, param, text)];
      return [name, param.kind === "date" ? readDate(name, param, text) : readInteger(name, param, text)];
    }),
  ) as Complete<P>;
}

/**
 * A symbol as the API reads it: trimmed and in upper case. Any text that can be a symbol is let through, known or not
 * (`BRK.B`, `ES=F`, `^SPX`).
 *
 * @throws InvalidRequestError `invalid_symbol` when there is none, when it is longer than 32 characters, or when it
 *   holds what no symbol holds: space, control characters, a slash, nothing but dots.
 * @example readSymbol(" spy ") // "SPY"
 */
export function readSymbol(raw: unknown): string {
  const symbol = typeof raw === "string" ? raw.trim().toUpperCase() : "";
  if (symbol === "") throw invalid("invalid_symbol", 'symbol is missing; give a name such as "SPY"');
  // \p{C} is everything unprintable, half of a surrogate pair included. Dots alone would climb the path of the URL.
  if (symbol.length > 32 || /[\p{C}\s/\\]|^\.+$/u.test(symbol)) {
    throw invalid("invalid_symbol", `symbol ${show(symbol)} cannot be one; give a name such as "SPY"`);
  }
  return symbol;
}

function readChoice(name: string, param: ChoiceParam, text: string): string {
  if (param.values.includes(text)) return text;
  const allowed = param.values.length === 1 ? param.values[0] : `one of ${param.values.join(", ")}`;
  const hint = param.hint === undefined ? "" : `; ${param.hint}`;
  throw invalid(param.error, `${name} must be ${allowed}, not ${show(text)}${hint}`);
}

function readInteger(name: string, param: IntegerParam, text: string): number {
  // The pattern keeps out what Number() would let pass: "", " 7", "0x10".
  const value = /^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text) ? Number(text) : NaN;
  if (!Number.isInteger(value)) {
    throw invalid(
      param.error,
      `${name} must be a whole number from ${param.min} to ${param.max}, not ${show(text)}; without it ${param.default}`,
    );
  }
  return Math.min(Math.max(value, param.min), param.max);
}

function readDate(name: string, param: DateParam, text: string): string {
  // Only a day of the calendar passes: 2026-02-30 has the right form, and is none.
  const isDate =
    /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)) && new Date(text).toISOString().startsWith(text);
  if (isDate) return text;
  throw invalid(param.error, `${name} must be a date yyyy-MM-dd, not ${show(text)}; without it today's`);
}

function invalid(code: string, message: string): InvalidRequestError {
  return new InvalidRequestError(message, { code });
}

function show(text: string): string {
  return JSON.stringify(brief(text, 40));
}

import { inspect } from "node:util";

/** An error in words, without its stack: name and message, what else it carries, and what was behind it. */
export function errorText(error: Error): string {
  const { name, message, cause } = error;
  const details = Object.entries(error).filter(([key]) => key !== "name" && key !== "message" && key !== "stack");
  const rest = details.length > 0 ? ` ${inspect(Object.fromEntries(details), { depth: 1 })}` : "";
  const behind = cause === undefined ? "" : `\ncaused by ${cause instanceof Error ? errorText(cause) : inspect(cause)}`;
  return `${name}${message && `: ${message}`}${rest}${behind}`;
}

import { inspect } from "node:util";

/** An error in words, without its stack: name and message, what else it carries, and what was behind it. */
export function errorText(error: Error): string {
  const { name, message, cause } = error;
  const details = Object.entries(error)
    .filter(([key]) => !["name", "message", "stack", "cause"].includes(key))
    .map(([key, value]) => [key, worded(value)]);
  const rest = details.length > 0 ? ` ${inspect(Object.fromEntries(details), { depth: 1 })}` : "";
  const behind = cause === undefined ? "" : `\ncaused by ${cause instanceof Error ? errorText(cause) : inspect(cause)}`;
  return `${name}${message && `: ${message}`}${rest}${behind}`;
}

/** An error that another carries, without its stack, in which there are paths of this machine. */
function worded(value: unknown): unknown {
  if (value instanceof Error) return { [inspect.custom]: () => `${value.name}: ${value.message}` };
  return Array.isArray(value) ? value.map(worded) : value;
}

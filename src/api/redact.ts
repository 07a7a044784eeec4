import { inspect } from "node:util";
import type { FlowError } from "./errors.js";

/** Text with every occurrence of a secret replaced by `***`. */
export type Hide = (text: string) => string;

/**
 * A function that hides a secret in text, also where it is written as part of a URL or of JSON, and in any case.
 *
 * @param secret undefined hides nothing
 * @example hider("s3cret")("apiKey=s3cret") // "apiKey=***"
 */
export function hider(secret: string | undefined): Hide {
  if (secret === undefined) return (text) => text;
  const forms = [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)];
  const pattern = new RegExp(forms.map((form) => form.replace(/[^\w]/g, "\\$&")).join("|"), "gi");
  return (text) => text.replace(pattern, "***");
}

/**
 * The same error, cleaned in place: no text in it, its stack or its causes holds the secret. A cause that does is
 * replaced by a plain error with the cleaned message, since what else it holds is not known.
 */
export function redact<E extends FlowError>(error: E, hide: Hide): E {
  for (const name of Object.getOwnPropertyNames(error)) {
    const value: unknown = Reflect.get(error, name);
    if (typeof value === "string") Reflect.set(error, name, hide(value));
  }
  const all = inspect(error.cause, { depth: Infinity });
  if (hide(all) !== all) error.cause = new Error(hide(error.cause instanceof Error ? error.cause.message : "hidden"));
  return error;
}

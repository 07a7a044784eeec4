import { inspect } from "node:util";
import type { FlowError } from "./errors.js";

/** Text with every occurrence of a secret replaced by `***`. */
export type Hide = (text: string) => string;

/** No letter or digit before it, other than those of an escape in a URL or in JSON. */
const BEGINS = String.raw`(?:(?<![a-z\d])|(?<=%[\da-f]{2})|(?<=\\[bfnrt]))`;

/**
 * A function that hides a secret in text, also where it is written as part of a URL or of JSON, and in any case.
 *
 * @param secret undefined hides nothing
 * @param options `alone`: only where no letter or digit touches it, for one that other words may hold; default false
 * @example hider("s3cret")("apiKey=s3cret") // "apiKey=***"
 */
export function hider(secret: string | undefined, { alone = false }: { readonly alone?: boolean } = {}): Hide {
  if (secret === undefined) return (text) => text;
  const forms = [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)];
  const any = forms.map((form) => form.replace(/[^\w]/g, "\\$&")).join("|");
  const pattern = new RegExp(alone ? `${BEGINS}(?:${any})(?![a-z\\d])` : any, "gi");
  return (text) => text.replace(pattern, "***");
}

/**
 * The same error, cleaned in place: no text in it, its stack or its causes holds the secret. A cause that does is
 * replaced by a plain error with the cleaned name, message and code, since what else it holds is not known; one that
 * holds bytes is taken to.
 */
export function redact<E extends FlowError>(error: E, hide: Hide): E {
  for (const name of Object.getOwnPropertyNames(error)) {
    const value: unknown = Reflect.get(error, name);
    if (typeof value === "string") Reflect.set(error, name, hide(value));
  }
  // Without its limits, behind which a key in a long list or text would not be seen.
  const all = inspect(error.cause, { depth: Infinity, maxArrayLength: null, maxStringLength: null, showHidden: true });
  if (hide(all) !== all || /<Buffer|Uint8Array|ArrayBuffer/.test(all)) error.cause = plainCause(error.cause, hide);
  return error;
}

function plainCause(cause: unknown, hide: Hide): Error {
  if (!(cause instanceof Error)) return new Error("hidden");
  const { name, message, code } = cause as Error & { code?: unknown };
  const plain = Object.assign(new Error(hide(message)), { name: hide(name) });
  return Object.assign(plain, typeof code === "string" ? { code: hide(code) } : {});
}

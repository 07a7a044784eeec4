import { AuthenticationError } from "./errors.js";

/** Reads `baseUrl`: the address without a query, and the key if one stood there as `?apiKey=`. Never shows the text: it may hold a key. */
export function readBaseUrl(text: string): { url: URL; key: string | undefined } {
  const example = 'give an address such as "https://lab.flashalpha.com" or "http://127.0.0.1:8080"';
  if (!URL.canParse(text)) throw new TypeError(`baseUrl is not an address; ${example}`);
  const url = new URL(text);
  if (url.protocol !== "http:" && url.protocol !== "https:") throw new TypeError(`baseUrl is not http(s); ${example}`);
  if (url.username !== "" || url.password !== "") {
    throw new TypeError("baseUrl holds a user name or a password, which are not sent; pass { apiKey }");
  }
  let key: string | undefined;
  for (const [name, value] of url.searchParams) {
    if (name.toLowerCase() !== "apikey") throw new TypeError(`baseUrl has a query other than apiKey; ${example}`);
    key = readKey(value);
  }
  url.search = "";
  url.hash = "";
  return { url, key };
}

/** Reads a key: without the space around it, which comes with a key read from a file; undefined when nothing is left. */
export function readKey(text: string | undefined): string | undefined {
  const key = text?.trim() ?? "";
  if (key === "") return undefined;
  // A header takes nothing else, and what fetch would say of it shows the key.
  if (!/^[\x21-\x7e]+$/.test(key)) throw new AuthenticationError("The API key holds a character that no key can hold.");
  return key;
}

/** Whether a URL's host name means this machine. */
export function isLoopback(hostname: string): boolean {
  return /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}

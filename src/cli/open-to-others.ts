import { isLoopback } from "../api/base-url.js";

/** Addresses that are all addresses of the machine; Node takes an empty one for `::`. */
const EVERY_ADDRESS = ["0.0.0.0", "[::]", ""];

/**
 * What to tell who serves on a host that others reach: what is open to whom, whether a key is asked for, and what to do.
 * undefined for a host of this machine only. A name that is not `localhost` counts as open: where it leads is the network's
 * affair.
 *
 * @param host as `--host` names it: an address, of IPv6 without brackets, or a name
 * @param asksKey whether keys were named
 * @example openToOthers("127.0.0.1", false) // undefined
 */
export function openToOthers(host: string, asksKey: boolean): string | undefined {
  const address = normal(host);
  if (isLoopback(address)) return undefined;
  const reach = EVERY_ADDRESS.includes(address) ? "to every network of this machine" : "to the network";
  const opens = `--host ${host === "" ? '""' : host} opens this server ${reach}`;
  return asksKey
    ? `${opens}: a key of ZERODTE_SERVE_KEYS is asked for, and travels unencrypted.`
    : `WARNING: ${opens} and asks for no key: everybody there may read the tapes.
Name the keys to accept in ZERODTE_SERVE_KEYS, or leave out --host: then only this machine is served. See --help.`;
}

/** The one spelling of an address that a URL has: `127.1` is `127.0.0.1`, `0:0:0:0:0:0:0:1` is `[::1]`. */
function normal(host: string): string {
  const url = `http://${host.includes(":") ? `[${host}]` : host}`;
  return URL.canParse(url) ? new URL(url).hostname : host;
}

import { expect, it } from "vitest";
import { openToOthers } from "../../src/cli/open-to-others.js";

it.each([
  "127.0.0.1",
  "127.0.0.53",
  "127.1",
  "localhost",
  "LOCALHOST",
  "a.localhost",
  "::1",
  "[::1]",
  "0:0:0:0:0:0:0:1",
])("%s is this machine's alone, and nothing is said", (host) => {
  expect([openToOthers(host, false), openToOthers(host, true)]).toEqual([undefined, undefined]);
});

it.each(["0.0.0.0", "0", "::", "0:0::0", ""])("%j is every network", (host) => {
  expect(openToOthers(host, false)).toContain("to every network of this machine and asks for no key");
  expect(openToOthers(host, true)).toContain("to every network of this machine: a key of ZERODTE_SERVE_KEYS");
});

it.each([
  "192.168.1.7",
  "10.0.0.1",
  "fe80::1%eth0",
  "2001:db8::1",
  "trading-desk",
  "127.0.0.1.example.com",
  "not a host",
])("%s is the network", (host) => {
  expect(openToOthers(host, false)).toMatch(
    /^WARNING: --host .* to the network and asks for no key: .*\n.*ZERODTE_SERVE_KEYS/,
  );
  expect(openToOthers(host, true)).toMatch(/^--host .* to the network: a key [^\n]*$/);
});

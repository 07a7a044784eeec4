import { expect, test } from "vitest";
import { wantsGzip } from "../../src/api/accept-encoding.js";

test.each([
  "gzip",
  "GZIP",
  "x-gzip",
  "gzip, deflate, br",
  "br;q=1.0, gzip;q=0.8, *;q=0.1",
  "*",
  "deflate;q=0.5,*;q=0.2",
  "gzip;q=0.5, identity;q=0.5",
  "identity;q=0, gzip;q=0.001",
])("gzip is wanted by %j", (header) => {
  expect(wantsGzip(header)).toBe(true);
});

test.each([
  undefined,
  "",
  "identity",
  "br, deflate",
  "gzip;q=0",
  "gzip; q=0.000, deflate",
  "gzip;q=0, *",
  "*;q=0",
  "gzip;q=0.5, identity",
  "gzip;q=0.5, identity;q=0.6",
])("gzip is not wanted by %j", (header) => {
  expect(wantsGzip(header)).toBe(false);
});

import { expect, it } from "vitest";
import { readServeKeys } from "../../src/cli/serve-keys.js";

it("asks for no key where the variable is not set", () => {
  expect(readServeKeys(undefined)).toBeUndefined();
});

it("reads keys, plans in upper or lower case, and requests a day, whatever space and empty entries are between", () => {
  expect(readServeKeys(" one,, two : growth ,three:FREE:0\n,four:Alpha: 100 ,")).toEqual([
    "one",
    { key: "two", plan: "Growth" },
    { key: "three", plan: "Free", daily: 0 },
    { key: "four", plan: "Alpha", daily: 100 },
  ]);
});

const PLAN = "plan must be Free|Basic|Growth|Alpha|Enterprise; a key cannot hold a colon";
const REQUESTS = "requests a day must be a whole number from 0";
const FORMS = "give KEY, KEY:PLAN or KEY:PLAN:REQUESTS; a key cannot hold a colon";

it.each([
  ["s3cret:gold", 1, PLAN],
  ["one,s3cret:s3cret", 2, PLAN],
  ["one,,s3cret:", 3, PLAN],
  ["s3cret:100", 1, PLAN],
  ["s3cret:Growth:", 1, REQUESTS],
  ["s3cret:Growth:s3cret", 1, REQUESTS],
  ["s3cret:Growth:-1", 1, REQUESTS],
  ["s3cret:Growth:1.5", 1, REQUESTS],
  ["s3cret:Growth:1e3", 1, REQUESTS],
  ["s3cret:Growth:9999999999999999", 1, REQUESTS],
  ["s3cret:Growth:100:s3cret", 1, FORMS],
  ["one,:Growth", 2, "the key is empty"],
  ["s3cret:Growth,one,s3cret", 3, "it has the key of entry 1; leave one of the two out"],
])("%j is refused by the number of the entry, and no key is shown", (text, entry, problem) => {
  expect(() => readServeKeys(text)).toThrow(new Error(`entry ${entry} of ZERODTE_SERVE_KEYS: ${problem}`));
  expect(problem).not.toContain("s3cret");
});

it.each(["", " ", ",", " , "])("%j names no key, and is refused: everybody or nobody may have been meant", (text) => {
  expect(() => readServeKeys(text)).toThrow("ZERODTE_SERVE_KEYS is set, but names no key; unset it to ask for none");
});

import { expect, test } from "vitest";
import { namesTag } from "../../src/api/entity-tag.js";

test.each(['"a"', 'W/"a"', '"b", "a"', '"b",W/"a"', "*", " * "])("%s names the tag a", (header) => {
  expect(namesTag(header, '"a"')).toBe(true);
});

test.each([undefined, "", "a", '"b"', '"ab"', '"a-gzip"', 'W/"b", "A"', '"*"'])("%s does not", (header) => {
  expect(namesTag(header, '"a"')).toBe(false);
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { jsonBytes, writeNumbers, writeText } from "../../src/engine/json-bytes.js";

function written(values: readonly number[]): string {
  const out = jsonBytes();
  writeNumbers(out, Float64Array.from(values));
  return out.buffer.toString("latin1", 0, out.length);
}

test("numbers are written as JSON.stringify writes them", () => {
  const number = fc.oneof(
    fc.double(),
    fc.integer(),
    fc.maxSafeInteger(),
    fc.constantFrom(0, -0, NaN, Infinity, -Infinity, 1e21, 1e15, 1e-7, 5e-324, 2 ** 31, -(2 ** 31), 2 ** 53, 0.1),
    fc.integer({ min: -18, max: 22 }).map((power) => -(10 ** power)),
  );
  fc.assert(
    fc.property(fc.array(number, { maxLength: 40 }), (values) => {
      expect(written(values)).toBe(JSON.stringify(values));
    }),
    { numRuns: 2_000 },
  );
});

test("so are whole numbers on both sides of every power of ten and of two", () => {
  const powers = [...Array.from({ length: 22 }, (_, i) => 10 ** i), ...Array.from({ length: 60 }, (_, i) => 2 ** i)];
  const values = powers.flatMap((power) => [power - 1, power, power + 1, -power + 1, -power, -power - 1]);
  expect(written(values)).toBe(JSON.stringify(values));
  for (const value of values) expect(written([value])).toBe(JSON.stringify([value]));
});

test("text and numbers stand behind one another, however many there are", () => {
  const out = jsonBytes();
  const values = Array.from({ length: 3_000 }, (_, i) => i / 7);
  for (let i = 0; i < 5; i++) {
    writeText(out, `,"é${i}":`);
    writeNumbers(out, Float64Array.from(values));
  }
  const text = `,"é0":${JSON.stringify(values)}`;
  expect(out.buffer.toString("utf8", 0, out.length)).toBe(
    [0, 1, 2, 3, 4].map((i) => text.replace("é0", `é${i}`)).join(""),
  );
});

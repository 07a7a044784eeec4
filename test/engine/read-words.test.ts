import fc from "fast-check";
import { expect, test } from "vitest";
import { readWords } from "../../src/engine/read-words.js";

test("a word means what it is said to mean, though only the first of many is asked for", () => {
  const asked: string[] = [];
  const read = readWords((word) => asked.push(word));
  const of = (word: string): number => {
    const bytes = Buffer.from(`,${word},x`);
    return read(bytes, 1, 1 + word.length);
  };
  expect(["late", "", "late", "lat", "late", "", "LATE"].map(of)).toEqual([1, 2, 1, 3, 1, 2, 4]);
  expect(asked).toEqual(["late", "", "lat", "LATE"]);
});

test("however many words there are, none is taken for another", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(5000), { minLength: 1, maxLength: 2000, size: "max" }), (numbers) => {
      const bytes = Buffer.from(numbers.join());
      const read = readWords(Number);
      let from = 0;
      for (const number of numbers) {
        const to = from + String(number).length;
        expect(read(bytes, from, to)).toBe(number);
        from = to + 1;
      }
    }),
    { numRuns: 20 },
  );
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { packed, pieces } from "../../src/api/pieces.js";

const whole = Buffer.from(new ArrayBuffer(64));
whole.forEach((_, i) => (whole[i] = i));
const part = fc
  .tuple(fc.boolean(), fc.nat(60), fc.nat(4))
  .map(([copied, start, length]) =>
    copied ? Buffer.from([...whole.subarray(start, start + length)]) : whole.subarray(start, start + length),
  );

test("pieces are the same bytes in the same order, however the buffers lie in memory", () => {
  fc.assert(
    fc.property(fc.array(part, { maxLength: 60 }), (buffers) => {
      expect(Buffer.concat(pieces(buffers)).equals(Buffer.concat(buffers))).toBe(true);
      const together = packed(buffers);
      expect(together === undefined).toBe(pieces(buffers).length <= 16);
      if (together === undefined) return;
      expect(together.every((buffer, i) => buffer.equals(buffers[i]))).toBe(true);
      expect(pieces(together)).toHaveLength(1);
    }),
    { numRuns: 500 },
  );
});

test("buffers that adjoin in memory are one piece, which is not copied", () => {
  const found = pieces([whole.subarray(0, 3), whole.subarray(3, 9), whole.subarray(10, 12), whole.subarray(9, 10)]);
  expect(found.map(({ length }) => length)).toEqual([9, 2, 1]);
  expect(found.every(({ buffer }) => buffer === whole.buffer)).toBe(true);
  expect(pieces([])).toEqual([]);
});

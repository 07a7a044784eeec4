import { crc32 } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { crcShift, joinedCrc } from "../../src/api/crc32.js";

test("the checksum of two texts behind one another follows from that of each", () => {
  const bytes = fc.uint8Array({ maxLength: 3_000 });
  fc.assert(
    fc.property(bytes, bytes, (first, second) => {
      const joined = joinedCrc(crc32(first), crc32(second), crcShift(second.length));
      expect(joined).toBe(crc32(Buffer.concat([first, second])));
    }),
  );
});

test("so it does for texts of megabytes, whose lengths have many bits", () => {
  for (const length of [2 ** 20 - 1, 2 ** 23 + 12_345]) {
    const second = Buffer.alloc(length, "bar,");
    expect(joinedCrc(crc32("head"), crc32(second), crcShift(length))).toBe(crc32(second, crc32("head")));
  }
});

test("nothing behind a text changes nothing", () => {
  expect(joinedCrc(crc32("head"), crc32(""), crcShift(0))).toBe(crc32("head"));
});

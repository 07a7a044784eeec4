import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeMatrix } from "../../src/figures/encoding.js";
import { decoded } from "./sample.js";

describe("encodeMatrix", () => {
  it("writes little-endian floats in base64, row by row", () => {
    // 1, -2 and 0.5 are 0x3f800000, 0xc0000000 and 0x3f000000.
    expect(encodeMatrix([1, -2, 0.5], 1, 3)).toEqual({ dtype: "f4", bdata: "AACAPwAAAMAAAAA/", shape: "1,3" });
  });

  it("keeps NaN, and every float as it is", () => {
    fc.assert(
      fc.property(fc.array(fc.float(), { minLength: 6, maxLength: 6 }), (values) => {
        expect(decoded(encodeMatrix(values, 2, 3))).toEqual([values.slice(0, 3), values.slice(3)]);
      }),
    );
  });

  it("refuses a shape that does not fit", () => {
    expect(() => encodeMatrix([1, 2, 3], 2, 2)).toThrow(new RangeError("a matrix of 2 x 2 needs 4 values, not 3"));
  });
});

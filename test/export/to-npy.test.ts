import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { toNpy } from "../../src/export/to-npy.js";
import { describeInterop } from "../interop.js";
import { GRID, exportFolder, filesIn, python } from "./files.js";

const folder = exportFolder();

/** The header's words and the numbers behind it. */
function read(bytes: Uint8Array): { words: string; values: Float64Array; start: number } {
  const buffer = Buffer.from(bytes);
  const start = 10 + buffer.readUInt16LE(8);
  return { words: buffer.toString("latin1", 10, start), values: new Float64Array(bytes.slice(start).buffer), start };
}

describe("a NumPy file", () => {
  test("is a header and the numbers as they lie in memory, from a multiple of 64 bytes on", () => {
    const bytes = toNpy(GRID);
    const { words, values, start } = read(bytes);
    expect([...bytes.subarray(0, 8)]).toEqual([0x93, ...Buffer.from("NUMPY"), 1, 0]);
    expect(words.trim()).toBe("{'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), }");
    expect([words.at(-1), start % 64]).toEqual(["\n", 0]);
    expect(values).toEqual(GRID.values);
  });

  test("of a part of a grid's memory holds that part", () => {
    const near = GRID.near({ dollars: 1 });
    expect(near.values.byteOffset).toBeGreaterThan(0);
    expect(read(toNpy(near)).values).toEqual(near.values);
  });

  test("is of an axis, of a grid on moneyness, and of nothing", () => {
    expect(read(toNpy(GRID.strikes)).words).toContain("'shape': (3,), ");
    expect(read(toNpy(GRID.relative("percent"))).words).toContain("'shape': (41, 4), ");
    expect(read(toNpy(GRID.near(0.0001))).words).toContain("'shape': (0, 4), ");
  });

  test("is written whole, and given back", () => {
    const file = join(folder, "new", "gex.npy");
    expect(Buffer.compare(toNpy(GRID, { file }), readFileSync(file))).toBe(0);
    expect(filesIn(join(folder, "new"))).toEqual(["gex.npy"]);
  });

  test("is of nothing else", () => {
    for (const value of [[1, 2], {}, null, new Float32Array(1)])
      expect(() => toNpy(value as never)).toThrow("toNpy takes a grid or a Float64Array, such as grid.strikes");
  });
});

describeInterop("a NumPy file in NumPy", ["pandas"], () => {
  test("is the same array, read or mapped, and a frame over its memory", () => {
    const files = ["gex", "strikes", "none"].map((name) => join(folder, `${name}.npy`));
    toNpy(GRID, { file: files[0] });
    toNpy(GRID.strikes, { file: files[1] });
    toNpy(GRID.between("09:30", "10:00"), { file: files[2] });
    const script = `
import json, sys, numpy as np, pandas as pd
a, m, strikes, none = np.load(sys.argv[1]), np.load(sys.argv[1], mmap_mode="r"), np.load(sys.argv[2]), np.load(sys.argv[3])
frame = pd.DataFrame(m, index=strikes)
print(json.dumps({"type": str(a.dtype), "shape": a.shape, "order": a.flags.c_contiguous, "bits": [str(b) for b in a.view("uint64").ravel()],
  "mapped": type(m).__name__, "same": bool(np.array_equal(a, m, equal_nan=True)), "shared": bool(np.shares_memory(frame.to_numpy(), m)),
  "cell": frame.loc[502.5, 3], "strikes": strikes.tolist(), "none": none.shape}))`;
    const { bits, ...seen } = python(script, ...files) as Record<string, unknown>;
    expect(seen).toEqual({
      type: "float64",
      shape: [3, 4],
      order: true,
      mapped: "memmap",
      same: true,
      shared: true,
      cell: 24,
      strikes: [500, 502.5, 505],
      none: [3, 0],
    });
    expect(bits).toEqual(Array.from(new BigUint64Array(GRID.values.buffer), String));
  });
});

import { isGrid, type AnyGrid } from "../table/grid-matrix.js";
import { writeAtomically } from "../write-atomically.js";

/**
 * The values of a grid as a NumPy file: `np.load` gives an array of shape (strikes, bars) of float64, `np.load(file,
 * mmap_mode="r")` one that is read from the disk as it is used. NaN is missing. The axes are files of their own, and so
 * are both parts of an `uncertainty`.
 *
 * @param options `file`: a file to write it to as well, whole or not at all
 * @returns The bytes: a header and the numbers as they lie in memory.
 * @throws TypeError for what is neither a grid nor a Float64Array.
 * @example
 * toNpy(gex, { file: "out/gex.npy" });
 * toNpy(gex.strikes, { file: "out/strikes.npy" }); // USD
 * toNpy(gex.times, { file: "out/times.npy" }); // epoch milliseconds
 */
export function toNpy(value: AnyGrid | Float64Array, { file }: { file?: string | undefined } = {}): Uint8Array {
  const [values, shape] = arrayOf(value);
  const header = headerOf(shape);
  const bytes = new Uint8Array(header.length + values.byteLength);
  bytes.set(header);
  bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), header.length);
  if (file !== undefined) writeAtomically(file, bytes);
  return bytes;
}

function arrayOf(value: unknown): [Float64Array, number[]] {
  if (value instanceof Float64Array) return [value, [value.length]];
  if (!isGrid(value)) throw new TypeError("toNpy takes a grid or a Float64Array, such as grid.strikes");
  const rows = "strikes" in value ? value.strikes.length : value.centres.length;
  const bars = "strikes" in value ? value.times.length : value.minutes.length;
  return [value.values, [rows, bars]];
}

/** Version 1.0; the numbers start at a multiple of 64 bytes, so that they may be mapped. */
function headerOf(shape: readonly number[]): Uint8Array {
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
  const words = `{'descr': '<f8', 'fortran_order': False, 'shape': (${sizes}), }`;
  const length = Math.ceil((10 + words.length + 1) / 64) * 64;
  const header = Buffer.alloc(length, " ");
  header.write("\x93NUMPY\x01\x00", "latin1");
  header.writeUInt16LE(length - 10, 8);
  header.write(words, 10, "latin1");
  header.write("\n", length - 1, "latin1");
  return header;
}

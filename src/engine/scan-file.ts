import { createReadStream } from "node:fs";
import { open, stat } from "node:fs/promises";
import { pipeline } from "node:stream";
import { createGunzip } from "node:zlib";
import { CsvScanner } from "./scan-csv.js";
import type { CellReader } from "./scan-rows.js";

/** Bytes that are read at once: few enough to be still in the cache when they are scanned. */
const PIECE = 1 << 20;

/**
 * The columns of a `.csv` or `.csv.gz` by {@link CsvScanner}, which says what the readers are; null when it gives up, or
 * when the file is damaged or cannot be read, so that there is one place which says why.
 */
export async function scanFile(
  path: string,
  readers: Readonly<Record<string, CellReader>>,
  required: readonly string[],
): Promise<Map<string, Float64Array> | null> {
  try {
    const zipped = path.endsWith(".gz");
    const scanner = new CsvScanner(readers, required, zipped ? 0 : (await stat(path)).size);
    for await (const piece of zipped ? unzippedPieces(path) : pieces(path)) if (!scanner.push(piece)) return null;
    return scanner.finish();
  } catch {
    return null;
  }
}

/** Reads the next piece while the one before is used, which is overwritten when two more were asked for. */
async function* pieces(path: string): AsyncGenerator<Buffer, void> {
  const file = await open(path);
  const buffers = [Buffer.allocUnsafe(PIECE), Buffer.allocUnsafe(PIECE)];
  let next = file.read(buffers[0], 0, PIECE);
  try {
    for (let turn = 1; ; turn = 1 - turn) {
      const { buffer, bytesRead } = await next;
      if (bytesRead === 0) return;
      next = file.read(buffers[turn], 0, PIECE);
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await next.catch(() => undefined);
    await file.close();
  }
}

function unzippedPieces(path: string): AsyncIterable<Buffer> {
  // What fails is told by the iteration.
  return pipeline(createReadStream(path), createGunzip({ chunkSize: PIECE }), () => undefined);
}

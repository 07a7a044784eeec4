import { isAscii } from "node:buffer";
import { pipeline, type Readable } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";

/** What the client says that it can unpack. Not deflate: servers do not agree on what that is. */
export const ENCODINGS = "gzip, br";

/** The text of a body, as far as it was read. */
export interface ReadBody {
  readonly text: string;
  /** Whether that is all of it. */
  readonly whole: boolean;
}

/**
 * The body of an answer as text, unpacked, up to a limit: a few hundred kilobytes of gzip can unpack to more than there is
 * memory. Behind the limit nothing is read, and the connection is closed.
 *
 * @param encoding the answer's `Content-Encoding`; one that is not known is taken for none
 * @param most bytes, once unpacked
 * @throws Error what the connection or the unpacking says; what is packed and ends too soon is an error.
 */
export async function readBody(body: Readable, encoding: string, most: number): Promise<ReadBody> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  // Leaving the loop destroys what is still to come.
  for await (const chunk of unpacked(body, encoding) as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > most) return { text: decode(chunks), whole: false };
    chunks.push(chunk);
  }
  return { text: decode(chunks), whole: true };
}

function unpacked(body: Readable, encoding: string): Readable {
  const unpack = unpackerOf(encoding.trim().toLowerCase());
  // The loop that reads from it gets its errors, and those of the body.
  return unpack === undefined ? body : pipeline(body, unpack, () => undefined);
}

function unpackerOf(encoding: string): ReturnType<typeof createGunzip> | undefined {
  if (encoding === "gzip" || encoding === "x-gzip") return createGunzip();
  if (encoding === "deflate") return createInflate();
  return encoding === "br" ? createBrotliDecompress() : undefined;
}

function decode(chunks: Uint8Array[]): string {
  const bytes = Buffer.concat(chunks);
  // Nearly all answers are, and reading UTF-8 takes longer than all of the way here.
  return isAscii(bytes) ? bytes.toString("latin1") : new TextDecoder().decode(bytes);
}

import { createHash } from "node:crypto";
import { crc32, deflateRawSync, gzipSync } from "node:zlib";
import type { AnswerParts } from "./answer-parts.js";
import { crcWith, deflated, deflatedBar, jsonOf } from "./kept-bar.js";
import { packed, pieces } from "./pieces.js";

/** The body of an answer. What is asked of it is made when it is first asked. */
export interface AnswerBody {
  /** Says which bytes these are, in characters of an entity tag; equal bytes have equal tags. */
  tag(): string;
  /** Bytes of the plain body. */
  readonly length: number;
  /** The body in a few pieces, which are not copied: bars lie where they are kept. */
  plain(): readonly Buffer[];
  gzip(): readonly Buffer[];
}

/** Bars of fewer bytes than this, on average, are deflated together: one by one they would be a tenth longer, or more. */
const SMALL_BAR = 640;

/** The start of a gzip file: deflated, no name, no time, no matter which system. */
const GZIP_HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]);

/** A body of some JSON. */
export function bodyOf(json: string): AnswerBody {
  const plain = Buffer.from(json);
  return {
    length: plain.length,
    plain: () => [plain],
    gzip: kept(() => [gzipSync(plain)]),
    tag: kept(() => hashed(plain)),
  };
}

/**
 * The body of an answer in parts. Its gzip is put together from its bars' deflated blocks, each made once; only small bars
 * are deflated anew with every answer, as one by one they would be longer and take longer.
 */
export function bodyOfParts({ head: start, bars, tail: end }: AnswerParts): AnswerBody {
  if (bars.length === 0) return bodyOf(start + end);
  const [head, tail] = [Buffer.from(start), Buffer.from(end)];
  const [first, ...others] = bars;
  const barBytes = bars.reduce((sum, { text }) => sum + text.length, -1);
  const length = head.length + barBytes + tail.length;
  const barsCrc = kept(() => others.reduce(crcWith, crc32(jsonOf(first))));
  const plain = kept(() => [head, ...pieces([jsonOf(first), ...others.map(({ text }) => text)]), tail]);
  const stitched = (): Buffer[] => {
    const blocks = bars.map((bar, i) => deflatedBar(bar, bars[i - 1]));
    packed(blocks)?.forEach((block, i) => (bars[i].deflated = blocks[i] = block));
    const trailer = Buffer.alloc(8);
    trailer.writeUInt32LE(crc32(tail, others.reduce(crcWith, crc32(jsonOf(first), crc32(head)))), 0);
    trailer.writeUInt32LE(length % 2 ** 32, 4);
    const start = Buffer.concat([GZIP_HEADER, deflated(head)]);
    return [start, ...pieces(blocks), Buffer.concat([deflateRawSync(tail), trailer])];
  };
  return {
    length,
    plain,
    gzip: kept(() => (barBytes < SMALL_BAR * bars.length ? [gzipSync(Buffer.concat(plain()))] : stitched())),
    // Head and tail name the bars, which by themselves need no hash that is as wide as theirs.
    tag: kept(() => hashed(head, tail, `${barsCrc()} ${barBytes}`)),
  };
}

function hashed(...parts: (Buffer | string)[]): string {
  const hash = createHash("sha1");
  for (const part of parts) hash.update(part);
  return hash.digest("base64url");
}

function kept<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

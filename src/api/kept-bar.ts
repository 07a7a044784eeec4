import { constants, crc32, deflateRawSync } from "node:zlib";
import { crcShift, joinedCrc } from "./crc32.js";

/** Half the time of the default for 3 % more bytes: a bar has few words that could be found by a longer search. */
const LEVEL = 3;

/**
 * A bar of an answer that is over and so never changes: the bytes of its JSON, and what is made of them once it is first
 * wanted. The functions below ask for it.
 */
export interface KeptBar {
  /** A comma, and the bar's JSON in UTF-8; it may come to lie elsewhere, beside that of other bars. */
  text: Buffer;
  /** Of the text. */
  crc: number | undefined;
  shift: number;
  /** Which bar it is; a mark rather than the bar itself, so that none keeps others in memory. */
  readonly mark: symbol;
  /** Deflated, and the mark of the bar that it stood behind. */
  deflated: Buffer | undefined;
  before: symbol | undefined;
}

/** Marks the place behind no other bar. */
const FIRST = Symbol("first");

/** A bar from a comma and its JSON. */
export function keptBar(text: Buffer): KeptBar {
  return { text, crc: undefined, shift: 0, mark: Symbol(), deflated: undefined, before: undefined };
}

/** The bar's JSON alone. */
export function jsonOf({ text }: KeptBar): Buffer {
  return text.subarray(1);
}

/** The CRC-32 of a text and the bar with its comma behind it. */
export function crcWith(before: number, bar: KeptBar): number {
  if (bar.crc === undefined) {
    bar.crc = crc32(bar.text);
    bar.shift = crcShift(bar.text.length);
  }
  return joinedCrc(before, bar.crc, bar.shift);
}

/**
 * The bar as deflated blocks that end at a whole byte, so that others can follow: the first of an answer alone and without
 * its comma, any other behind the bar before it, whose words it may repeat. Kept for the last bar that stood before it.
 */
export function deflatedBar(bar: KeptBar, before: KeptBar | undefined): Buffer {
  const place = before?.mark ?? FIRST;
  if (bar.deflated === undefined || bar.before !== place) {
    bar.deflated = before === undefined ? deflated(jsonOf(bar)) : deflated(bar.text, jsonOf(before));
    bar.before = place;
  }
  return bar.deflated;
}

/** Deflated blocks of some bytes that end at a whole byte, none of them the last one. */
export function deflated(bytes: Buffer, dictionary?: Buffer): Buffer {
  return deflateRawSync(bytes, {
    level: LEVEL,
    finishFlush: constants.Z_SYNC_FLUSH,
    ...(dictionary === undefined ? {} : { dictionary }),
  });
}

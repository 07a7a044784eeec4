import type { WordReader } from "./scan-rows.js";

const SLOTS = 256;

/**
 * A reader of a column in which few words come again and again: it asks what a word means where it has not just seen it,
 * and makes no text of the others.
 */
export function readWords(meaning: (word: string) => number): WordReader {
  const words: (Uint8Array | undefined)[] = new Array<undefined>(SLOTS).fill(undefined);
  const values = new Float64Array(SLOTS);
  return (bytes, from, to) => {
    let hash = to - from;
    for (let at = from; at < to; at++) hash = Math.imul(hash ^ bytes[at], 0x01000193);
    const slot = (hash ^ (hash >>> 15)) & (SLOTS - 1);
    const word = words[slot];
    if (word === undefined || !isWord(word, bytes, from, to)) {
      words[slot] = bytes.slice(from, to);
      values[slot] = meaning(Buffer.from(words[slot]).toString("latin1"));
    }
    return values[slot];
  };
}

function isWord(word: Uint8Array, bytes: Uint8Array, from: number, to: number): boolean {
  if (word.length !== to - from) return false;
  for (let i = 0; i < word.length; i++) if (word[i] !== bytes[from + i]) return false;
  return true;
}

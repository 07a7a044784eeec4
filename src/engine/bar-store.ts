import { keptBar, type KeptBar } from "../api/kept-bar.js";
import { packed } from "../api/pieces.js";
import { jsonBytes, writeText, type JsonBytes } from "./json-bytes.js";

/** Bytes of bars that an engine keeps at most. */
const MOST_BYTES = 128 * 1024 ** 2;

/** A bar's text, its deflated form, which is about half of it, and what JavaScript needs for both. */
const bytesOf = ({ text }: KeptBar): number => 1.5 * text.length + 400;

/** Bars of one question about one name. */
interface Question {
  readonly bars: Map<number, KeptBar>;
  bytes: number;
}

/**
 * The bytes of bars that are over, by name and question: each is written once. What is kept is bounded: the question that
 * was not asked for longest goes first.
 *
 * Nothing needs to be taken back: what is recorded later adds bars, or it is a gap that takes away the whole minute it
 * begins in, and then that minute's bars are not asked for again.
 */
export interface BarStore {
  /**
   * Bars of a question by position; `write` writes the JSON of one that is not kept yet. A position of a question must
   * always have the same bar.
   */
  take(
    symbol: string,
    question: string,
    positions: readonly number[],
    write: (out: JsonBytes, position: number, i: number) => void,
  ): KeptBar[];
  /** Bytes that are kept, about. */
  readonly bytes: number;
}

/** A store of bars that is empty. */
export function barStore(mostBytes: number = MOST_BYTES): BarStore {
  /** In the order in which they were last asked. */
  const questions = new Map<string, Question>();
  let bytes = 0;
  return {
    take(symbol, words, positions, write) {
      if (positions.length === 0) return [];
      const key = `${symbol} ${words}`;
      const question = questions.get(key) ?? { bars: new Map<number, KeptBar>(), bytes: 0 };
      questions.delete(key);
      questions.set(key, question);

      const missing: number[] = [];
      const ends: number[] = [];
      let out: JsonBytes | undefined;
      positions.forEach((position, i) => {
        if (question.bars.has(position)) return;
        out ??= jsonBytes();
        writeText(out, ",");
        write(out, position, i);
        missing.push(position);
        ends.push(out.length);
      });
      if (out !== undefined) {
        // One piece for all, cut to their length: they will mostly be sent together.
        const written = Buffer.from(out.buffer.subarray(0, out.length));
        missing.forEach((position, i) => {
          const bar = keptBar(written.subarray(ends[i - 1] ?? 0, ends[i]));
          question.bars.set(position, bar);
          question.bytes += bytesOf(bar);
          bytes += bytesOf(bar);
        });
      }
      const taken = positions.map((position) => question.bars.get(position)!);
      // Bars of a session that is fed come one by one.
      packed(taken.map(({ text }) => text))?.forEach((text, i) => (taken[i].text = text));
      for (const [oldest, { bytes: size }] of questions) {
        if (bytes <= mostBytes) break;
        questions.delete(oldest);
        bytes -= size;
      }
      return taken;
    },
    get bytes() {
      return bytes;
    },
  };
}

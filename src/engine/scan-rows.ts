import { numberOf, rightOf } from "./cell-text.js";
import { TIME_BYTES, TimeScanner } from "./scan-time.js";

/** Makes a number of a cell, bytes `from` up to `to` as they stand in the file; an empty cell has none. */
export type WordReader = (bytes: Uint8Array, from: number, to: number) => number;

/** What a column holds, as `readColumns` reads it, or a reader of its words. */
export type CellReader = "number" | "time" | "right" | WordReader;

const KIND = { skip: 0, number: 1, time: 2, right: 3, word: 4 } as const;
const [COMMA, DASH, DOT, RETURN, NEWLINE, ZERO] = [44, 45, 46, 13, 10, 48];

/** What may stand in a cell: ASCII without control characters, quotes, the mark of a comment and the one of an escape. */
const PLAIN: Uint8Array = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte >= 32 && byte < 127 && !`,"'#\\`.includes(String.fromCharCode(byte)) ? 1 : 0,
);

/** What a letter alone says in a column of rights; 0 for others. */
const RIGHT: Int8Array = new Int8Array(256);
for (const letter of "CcPp") RIGHT[letter.charCodeAt(0)] = rightOf(letter)!;

const POWER_OF_TEN: Float64Array = Float64Array.from({ length: 10 }, (_, digits) => 10 ** digits);

/** How many rows there is room for when nothing is known yet. */
const FEW_ROWS = 4096;

/** Rows that are read at once: a function that is called often is compiled better than one that loops long. */
const BLOCK = 256;

/** Reads the rows of a plain CSV into columns that grow. */
export class RowScanner {
  /** Rows so far. */
  count: number = 0;
  readonly #kinds: Uint8Array;
  readonly #words: readonly (WordReader | undefined)[];
  readonly #values: Float64Array[];
  readonly #lineEnd: number;
  readonly #size: number;
  readonly #times: TimeScanner = new TimeScanner();
  #room = 0;
  #scanned = 0;

  /**
   * @param readers of the columns from left to right, undefined for one that is skipped
   * @param returns whether lines end with carriage return and newline
   * @param size bytes of all rows as far as known, else 0
   */
  constructor(readers: readonly (CellReader | undefined)[], returns: boolean, size: number) {
    this.#kinds = Uint8Array.from(
      readers,
      (reader) => KIND[typeof reader === "function" ? "word" : (reader ?? "skip")],
    );
    this.#words = readers.map((reader) => (typeof reader === "function" ? reader : undefined));
    this.#values = readers.map(() => new Float64Array(0));
    this.#lineEnd = returns ? RETURN : NEWLINE;
    this.#size = size;
  }

  /** The values of a column so far. */
  column(i: number): Float64Array {
    const tight = this.#room - this.count < this.#room / 16;
    return tight ? this.#values[i].subarray(0, this.count) : this.#values[i].slice(0, this.count);
  }

  /**
   * Reads whole lines from a place on, up to a blank line or the end: where that is, or -1 when a line cannot be told for
   * certain.
   */
  scan(bytes: Uint8Array, from: number): number {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    for (let at = from; ;) {
      if (this.count === this.#room) this.#grow(at - from);
      const stop = Math.min(this.#room, this.count + BLOCK);
      at = this.#scanUpTo(stop, bytes, view, at);
      if (at < 0) return -1;
      if (this.count < stop) {
        this.#scanned += at - from;
        return at;
      }
    }
  }

  /**
   * Reads until there are so many rows or lines end. A cell is first tried the usual way, and then, when that does not end
   * where the cell does, by its text.
   */
  #scanUpTo(stop: number, bytes: Uint8Array, view: DataView, from: number): number {
    const [kinds, values, times, lineEnd] = [this.#kinds, this.#values, this.#times, this.#lineEnd];
    const last = kinds.length - 1;
    const lastTime = bytes.length - TIME_BYTES;
    let row = this.count;
    let at = from;
    for (; row < stop && at < bytes.length && bytes[at] !== lineEnd; row++) {
      for (let i = 0; i <= last; i++, at++) {
        const kind = kinds[i];
        const end = i === last ? lineEnd : COMMA;
        const start = at;
        if (kind === KIND.number || (kind === KIND.time && bytes[at + 4] !== DASH)) {
          let digits = 0;
          let byte = bytes[at];
          for (; (byte - ZERO) >>> 0 <= 9; byte = bytes[++at]) digits = (digits * 10 + byte - ZERO) | 0;
          if (byte === end && at - start <= 9 && at > start) {
            values[i][row] = digits;
            continue;
          }
          if (byte === end && at - start <= 15 && at > start) {
            values[i][row] = longInteger(bytes, start, at);
            continue;
          }
          if (byte === DOT) {
            const point = at;
            byte = bytes[++at];
            for (; (byte - ZERO) >>> 0 <= 9; byte = bytes[++at]) digits = (digits * 10 + byte - ZERO) | 0;
            if (byte === end && at - start <= 10 && at - start > 1) {
              // Nine digits are exact in 32 bits, and so is the power: the quotient is the double nearest to the decimal.
              values[i][row] = digits / POWER_OF_TEN[at - point - 1];
              continue;
            }
          }
        } else if (kind === KIND.time && start <= lastTime) {
          at = times.read(bytes, view, start, values[i], row);
          if (at > 0 && bytes[at] === end) continue;
        } else if (kind === KIND.right) {
          // Looked up: a branch would be guessed wrong every other time.
          const right = RIGHT[bytes[at++]];
          if (right !== 0 && bytes[at] === end) {
            values[i][row] = right;
            continue;
          }
        }
        at = start;
        while (PLAIN[bytes[at]] === 1) at++;
        if (bytes[at] !== end) return -1;
        if (kind === KIND.skip) continue;
        const value = this.#odd(i, bytes, start, at);
        if (value === undefined) return -1;
        values[i][row] = value;
      }
      if (lineEnd === RETURN && bytes[at++] !== NEWLINE) return -1;
    }
    this.count = row;
    return at;
  }

  /** A cell that is not written the usual way; undefined when it cannot be told for certain. */
  #odd(i: number, bytes: Uint8Array, from: number, to: number): number | undefined {
    const kind = this.#kinds[i];
    if (kind === KIND.word) return this.#words[i]!(bytes, from, to);
    if (from === to) return NaN;
    const cell = bytes.subarray(from, to);
    const text = Buffer.from(cell).toString("latin1");
    if (kind === KIND.right) return rightOf(text);
    if (kind === KIND.time && cell.length < TIME_BYTES) {
      const padded = new Uint8Array(TIME_BYTES);
      padded.set(cell);
      const time = new Float64Array(1);
      if (this.#times.read(padded, new DataView(padded.buffer), 0, time, 0) === cell.length) return time[0];
    }
    return numberOf(text);
  }

  /** Makes room for as many rows as the file has, by what was read of it, or for some more. */
  #grow(scanned: number): void {
    const byFile = (this.count * this.#size) / (this.#scanned + scanned || 1);
    this.#room = Math.ceil(Math.max(FEW_ROWS, 1.02 * byFile, (this.#size > 0 ? 1.2 : 2) * this.count));
    this.#kinds.forEach((kind, i) => {
      if (kind === KIND.skip) return;
      const wider = new Float64Array(this.#room);
      wider.set(this.#values[i]);
      this.#values[i] = wider;
    });
  }
}

/** A whole number of 10 to 15 digits, read as two that fit 32 bits. */
function longInteger(bytes: Uint8Array, from: number, to: number): number {
  let high = 0;
  let low = 0;
  let at = from;
  for (; at < from + 9; at++) high = high * 10 + bytes[at] - ZERO;
  for (; at < to; at++) low = low * 10 + bytes[at] - ZERO;
  return high * POWER_OF_TEN[to - from - 9] + low;
}

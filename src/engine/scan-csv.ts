import { type CellReader, RowScanner } from "./scan-rows.js";

const [RETURN, NEWLINE] = [13, 10];

/** A line that is longer, bytes, is none. */
const LONGEST_LINE = 1 << 20;

/**
 * A fast reader of plain CSV: a header, commas, rows of one length, ASCII without quotes. It reads what it takes to the
 * bit as `readColumns` reads it by DuckDB, and takes nothing of which there could be two opinions: it then gives up, and
 * the file has to be read the other way.
 *
 * Feed it the bytes in pieces of any length, then ask for the columns.
 *
 * @example
 * const scanner = new CsvScanner({ time: "time", price: "number" }, ["time", "price"]);
 * scanner.push(Buffer.from("time,price\n2015-12-24T09:30:00-05:00,749.1\n"));
 * scanner.finish()?.get("price"); // Float64Array [749.1]
 */
export class CsvScanner {
  readonly #readers: Readonly<Record<string, CellReader>>;
  readonly #required: readonly string[];
  readonly #size: number;
  /** Names of the file's columns from left to right; empty before the header is read. */
  #names: readonly string[] = [];
  #returns = false;
  #rows: RowScanner = new RowScanner([], false, 0);
  /** The line that the last piece left unfinished. */
  #rest: Uint8Array = new Uint8Array(0);
  /** Whether a blank line was met, behind which only others may follow. */
  #blank = false;

  /**
   * @param readers of columns by name; a file's other columns are skipped, and a name that it does not have is left out
   * @param required without these columns it gives up
   * @param size bytes of the whole file where known: columns then hardly need to grow
   */
  constructor(readers: Readonly<Record<string, CellReader>>, required: readonly string[], size: number = 0) {
    this.#readers = readers;
    this.#required = required;
    this.#size = size;
  }

  /** Takes the next bytes, which may be overwritten afterwards. False when it gives up: it is then of no more use. */
  push(piece: Uint8Array): boolean {
    let from = 0;
    if (this.#rest.length > 0) {
      from = piece.indexOf(NEWLINE) + 1 || piece.length;
      const seam = new Uint8Array(this.#rest.length + from);
      seam.set(this.#rest);
      seam.set(piece.subarray(0, from), this.#rest.length);
      const whole = seam.at(-1) === NEWLINE;
      this.#rest = whole ? new Uint8Array(0) : seam;
      if (whole ? !this.#lines(seam) : seam.length > LONGEST_LINE) return false;
    }
    const to = Math.max(from, piece.lastIndexOf(NEWLINE) + 1);
    if (to < piece.length) this.#rest = Uint8Array.from(piece.subarray(to));
    return to === from || this.#lines(piece.subarray(from, to));
  }

  /** The columns that the file has, in the order of the readers; null when it gives up. */
  finish(): Map<string, Float64Array> | null {
    const lastLineEnd = Uint8Array.from(this.#returns ? [RETURN, NEWLINE] : [NEWLINE]);
    if (this.#rest.length > 0 && !this.push(lastLineEnd)) return null;
    // Blank lines without rows may be empty cells.
    if (this.#names.length === 0 || (this.#blank && this.#rows.count === 0)) return null;
    const found = Object.keys(this.#readers).filter((name) => this.#names.includes(name));
    return new Map(found.map((name) => [name, this.#rows.column(this.#names.indexOf(name))]));
  }

  #lines(lines: Uint8Array): boolean {
    // Not a Buffer, though it may come as one: the loop is compiled for one class of array.
    const bytes = new Uint8Array(lines.buffer, lines.byteOffset, lines.length);
    let at = 0;
    if (this.#names.length === 0) {
      at = bytes.indexOf(NEWLINE) + 1;
      if (!this.#header(Buffer.from(bytes.subarray(0, at)).toString("latin1"))) return false;
    }
    if (!this.#blank) at = this.#rows.scan(bytes, at);
    if (at < 0) return false;
    this.#blank ||= at < bytes.length;
    for (; at < bytes.length; at++) {
      if (this.#returns && bytes[at++] !== RETURN) return false;
      if (bytes[at] !== NEWLINE) return false;
    }
    return true;
  }

  #header(line: string): boolean {
    const names = line
      .replace(/^\xef\xbb\xbf/, "")
      .replace(/\r?\n$/, "")
      .split(",");
    if (names.length < 2 || !names.every((name) => /^[a-z_][\w.-]*$/i.test(name))) return false;
    // DuckDB gives the second of two names that differ in case alone another one.
    if (new Set(names.map((name) => name.toLowerCase())).size < names.length) return false;
    if (!this.#required.every((name) => names.includes(name))) return false;
    this.#names = names;
    this.#returns = line.endsWith("\r\n");
    const readers = names.map((name) => (Object.hasOwn(this.#readers, name) ? this.#readers[name] : undefined));
    this.#rows = new RowScanner(readers, this.#returns, this.#size);
    return true;
  }
}

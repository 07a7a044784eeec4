import { createHash } from "node:crypto";
import {
  closeSync,
  createReadStream,
  createWriteStream,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { basename, join } from "node:path";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { cassetteFiles, LONGEST_CASSETTE, openName, readCassette, sealedName } from "./cassette-files.js";
import { type CassetteHead, entryLine, openingLine } from "./cassette-line.js";
import { type CassetteLock, lockCassette } from "./cassette-lock.js";
import { CassetteError } from "./errors.js";

/** A session's file when its recording has ended. */
export interface SealedCassette {
  /** The session's New York date. */
  readonly date: string;
  readonly path: string;
  /** SHA-256 of the file, as `sha256sum` prints it; its first 16 digits are in the name. */
  readonly sha256: string;
  /** Questions with what came back. */
  readonly lines: number;
  /** Size of the file. */
  readonly bytes: number;
}

/** The file of a session that is being recorded. */
export interface CassetteWriter {
  readonly path: string;
  /** What was found when the file was opened, in words: where it goes on, and a torn line that was dropped. */
  readonly notes: readonly string[];
  /** Bytes so far. */
  readonly size: number;
  /** Appends a line, which is with the system when this returns. */
  append(head: CassetteHead, body: unknown): void;
  /** Packs the file, gives it its name, and removes what it replaces. Behind a failure it can be tried again. */
  seal(): Promise<SealedCassette>;
}

/**
 * Opens the recording of a session, and goes on behind what is there: a recording under way, whose torn last line is cut
 * off, or a sealed one. Until it is sealed no other recorder can open it, of this process or another.
 *
 * @throws CassetteError `invalid_cassette` when what is there was changed, `cassette_not_written` when another recorder has it
 *   open, or the disk refuses.
 * @param longest bytes that it may have; a line that does not fit is refused, and those behind it may fit
 */
export function openCassette(folder: string, date: string, longest: number = LONGEST_CASSETTE): CassetteWriter {
  const path = join(folder, openName(date));
  const notes: string[] = [];
  orNotWritten(folder, () => mkdirSync(folder, { recursive: true }));
  let lock: CassetteLock | undefined = lockCassette(path);
  let descriptor: number;
  let chain: string;
  let length: number;
  let lines: number;
  try {
    ({ chain, length, count: lines } = begin(folder, date, path, notes));
    descriptor = orNotWritten(path, () => openSync(path, "r+"));
    orNotWritten(path, () => ftruncateSync(descriptor, length));
  } catch (error) {
    lock.release();
    throw error;
  }

  let broken = false;
  const checkAlone = (): void => {
    const size = broken || lock?.held() !== true ? NaN : orNotWritten(path, () => statSync(path).size);
    if (size === length) return;
    broken = true;
    throw notWritten(path, "something else has written to it; record into a folder of its own");
  };
  return {
    path,
    notes,
    get size() {
      return length;
    },
    append(head, body) {
      checkAlone();
      const next = entryLine(chain, head, body);
      const bytes = Buffer.from(next.text);
      if (length + bytes.length > longest)
        throw notWritten(
          path,
          `with this answer it would have more than ${longest} bytes, which cannot be read; ` +
            "close this recording and go on in another folder, with fewer names or less often",
        );
      try {
        for (let done = 0; done < bytes.length;)
          done += writeSync(descriptor, bytes, done, bytes.length - done, length + done);
      } catch (cause) {
        // Half a line must not stand before the next whole one.
        ftruncateSync(descriptor, length);
        throw notWritten(path, (cause as Error).message, cause);
      }
      length += bytes.length;
      chain = next.chain;
      lines++;
    },
    async seal() {
      // Behind a seal that failed, whose lock was given back.
      lock ??= lockCassette(path);
      try {
        checkAlone();
        const { part, sha256 } = await pack(path);
        // Whatever was written while it was packed would be lost with the file.
        checkAlone();
        const sealed = join(folder, sealedName(date, sha256));
        renameSync(part, sealed);
        for (const file of cassetteFiles(folder)) if (file.date === date && file.path !== sealed) rmSync(file.path);
        return { date, path: sealed, sha256, lines, bytes: statSync(sealed).size };
      } catch (error) {
        throw error instanceof CassetteError ? error : notWritten(path, (error as Error).message, error);
      } finally {
        if (descriptor !== -1) closeSync(descriptor);
        descriptor = -1;
        lock.release();
        lock = undefined;
      }
    },
  };
}

/** Makes the file, or makes the one that is there ready to be appended to. */
function begin(
  folder: string,
  date: string,
  path: string,
  notes: string[],
): { chain: string; length: number; count: number } {
  const files = orNotWritten(folder, () => cassetteFiles(folder).filter((file) => file.date === date));
  const opening = openingLine(date);
  const there = files.filter((file) => file.hash !== undefined || !isEmpty(path, opening.text));
  if (there.length === 0) {
    orNotWritten(path, () => writeFileSync(path, opening.text));
    return { chain: opening.chain, length: Buffer.byteLength(opening.text), count: 0 };
  }
  const { entries, chain, length, torn, content, file } = readCassette(there);
  if (file.path !== path) {
    orNotWritten(path, () => writeFileSync(`${path}.part`, content));
    orNotWritten(path, () => renameSync(`${path}.part`, path));
  }
  const count = entries.length;
  if (count > 0) notes.push(`${basename(file.path)} has ${count} answers; this goes on behind them`);
  if (torn) notes.push(`the last line of ${basename(file.path)} was not written to its end, and is dropped`);
  return { chain, length, count };
}

/** Whether a file has no whole first line: a crash before it was written leaves nothing that could be lost. */
function isEmpty(path: string, opening: string): boolean {
  const file = orNotWritten(path, () => statSync(path));
  if (file.size >= opening.length || !file.isFile()) return false;
  return opening.startsWith(orNotWritten(path, () => readFileSync(path, "latin1")));
}

/** Packs a file into one beside it, which is on the disk then. */
async function pack(path: string): Promise<{ part: string; sha256: string }> {
  const hash = createHash("sha256");
  const part = `${path}.gz.part`;
  const tap = new Transform({
    transform(chunk: Buffer, _, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  await pipeline(createReadStream(path), createGzip(), tap, createWriteStream(part, { flush: true }));
  return { part, sha256: hash.digest("hex") };
}

function orNotWritten<T>(path: string, act: () => T): T {
  try {
    return act();
  } catch (cause) {
    if (cause instanceof CassetteError) throw cause;
    throw notWritten(path, (cause as Error).message, cause);
  }
}

function notWritten(path: string, problem: string, cause?: unknown): CassetteError {
  return new CassetteError(path, problem, { code: "cassette_not_written", cause });
}

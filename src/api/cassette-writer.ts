import { createHash } from "node:crypto";
import {
  closeSync,
  createReadStream,
  createWriteStream,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
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
import { cassetteFiles, openName, readCassette, sealedName } from "./cassette-files.js";
import { type CassetteHead, entryLine, openingLine } from "./cassette-line.js";
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
  /** Packs the file, gives it its name, and removes what it replaces. */
  seal(): Promise<SealedCassette>;
}

/**
 * Opens the recording of a session, and goes on behind what is there: a recording under way, whose torn last line is cut
 * off, or a sealed one.
 *
 * @throws CassetteError `invalid_cassette` when what is there was changed, `cassette_not_written` when the disk refuses.
 */
export function openCassette(folder: string, date: string): CassetteWriter {
  const path = join(folder, openName(date));
  const notes: string[] = [];
  const { chain: first, length: begun, count } = begin(folder, date, path, notes);
  const descriptor = attempt(path, () => openSync(path, "r+"));
  let [chain, length, lines] = [first, begun, count];
  let broken = false;
  attempt(path, () => ftruncateSync(descriptor, length));

  const checkAlone = (): void => {
    const size = broken ? NaN : attempt(path, () => statSync(path).size);
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
      try {
        checkAlone();
        fsyncSync(descriptor);
        const sealed = await pack(folder, date, path);
        for (const file of cassetteFiles(folder))
          if (file.date === date && file.path !== sealed.path) rmSync(file.path);
        return { date, ...sealed, lines };
      } catch (error) {
        throw error instanceof CassetteError ? error : notWritten(path, (error as Error).message, error);
      } finally {
        closeSync(descriptor);
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
  const files = attempt(folder, () => {
    mkdirSync(folder, { recursive: true });
    return cassetteFiles(folder).filter((file) => file.date === date);
  });
  // A crash before the first line was written leaves nothing that could be lost.
  const there = files.filter((file) => file.hash !== undefined || attempt(path, () => statSync(path).size) > 0);
  if (there.length === 0) {
    const opening = openingLine(date);
    attempt(path, () => writeFileSync(path, opening.text));
    return { chain: opening.chain, length: Buffer.byteLength(opening.text), count: 0 };
  }
  const { entries, chain, length, torn, content, file } = readCassette(there);
  if (file.path !== path) {
    attempt(path, () => writeFileSync(`${path}.part`, content));
    attempt(path, () => renameSync(`${path}.part`, path));
  }
  const count = entries.length;
  if (count > 0) notes.push(`${basename(file.path)} has ${count} answers; this goes on behind them`);
  if (torn) notes.push(`the last line of ${basename(file.path)} was not written to its end, and is dropped`);
  return { chain, length, count };
}

async function pack(
  folder: string,
  date: string,
  path: string,
): Promise<{ path: string; sha256: string; bytes: number }> {
  const hash = createHash("sha256");
  const part = `${path}.gz.part`;
  const tap = new Transform({
    transform(chunk: Buffer, _, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  await pipeline(createReadStream(path), createGzip(), tap, createWriteStream(part, { flush: true }));
  const sha256 = hash.digest("hex");
  const sealed = join(folder, sealedName(date, sha256));
  renameSync(part, sealed);
  return { path: sealed, sha256, bytes: statSync(sealed).size };
}

function attempt<T>(path: string, act: () => T): T {
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

import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { gunzipSync, inflateRawSync } from "node:zlib";
import { type CassetteLines, readLines } from "./cassette-line.js";
import { CassetteError } from "./errors.js";

/** A file of a cassette folder: under way, or sealed with the beginning of its SHA-256 in its name. */
export interface CassetteFile {
  readonly path: string;
  readonly date: string;
  /** Undefined while it is being recorded. */
  readonly hash: string | undefined;
}

/** A session as it was read. */
export interface Cassette extends CassetteLines {
  readonly file: CassetteFile;
  /** The lines' text up to `length`. */
  readonly content: Buffer;
}

/**
 * Bytes of a session's lines, 2 GiB less one: what can be read whole. A recorder writes no line that would make it longer.
 * Every 30 s that is a day of some twenty names.
 */
export const LONGEST_CASSETTE: number = 2 ** 31 - 1;

const NAME = /^(\d{4}-\d{2}-\d{2})(?:-([0-9a-f]{16})\.jsonl\.gz|\.jsonl)$/;

/** Name of the file while it is recorded: `2026-06-05.jsonl`. */
export function openName(date: string): string {
  return `${date}.jsonl`;
}

/** Name of the sealed file: `2026-06-05-9f86d081884c7d65.jsonl.gz`. */
export function sealedName(date: string, sha256: string): string {
  return `${date}-${sha256.slice(0, 16)}.jsonl.gz`;
}

/**
 * The cassette files in a folder, or the one that `path` is.
 *
 * @throws CassetteError `no_cassette` when there is no such folder or file, or a file is called otherwise.
 */
export function cassetteFiles(path: string): CassetteFile[] {
  if (!existsSync(path)) throw new CassetteError(path, "there is no such folder", { code: "no_cassette" });
  const isFolder = statSync(path).isDirectory();
  const folder = isFolder ? path : dirname(path);
  const files = (isFolder ? readdirSync(path) : [basename(path)]).sort().flatMap((name) => {
    const [, date, hash] = NAME.exec(name) ?? [];
    return date === undefined ? [] : [{ path: join(folder, name), date, hash }];
  });
  if (!isFolder && files.length === 0) {
    const names = "2026-06-05.jsonl or 2026-06-05-<16 digits of its SHA-256>.jsonl.gz";
    throw new CassetteError(path, `a cassette is called ${names}`, { code: "no_cassette" });
  }
  return files;
}

/**
 * Reads the recording of one session and checks it whole. Of several files of a session, as a crash while sealing leaves
 * them, each must be a beginning of the longest, which is taken.
 *
 * @param files at least one, all of one date
 * @throws CassetteError `invalid_cassette` naming file and line; `cassette_not_read` when the disk refuses.
 */
export function readCassette(files: readonly CassetteFile[]): Cassette {
  const [longest, ...others] = files.map(readFile).sort((a, b) => b.length - a.length);
  for (const { file, content } of others)
    if (!content.equals(longest.content.subarray(0, content.length)))
      throw new CassetteError(
        file.path,
        `${basename(longest.file.path)} is another recording of the same session; move one of them to another folder`,
      );
  return longest;
}

function readFile(file: CassetteFile): Cassette {
  let bytes: Buffer;
  try {
    if (statSync(file.path).size > LONGEST_CASSETTE)
      throw new Error(`it has more than ${LONGEST_CASSETTE} bytes, which cannot be read`);
    bytes = readFileSync(file.path);
  } catch (cause) {
    throw new CassetteError(file.path, (cause as Error).message, { code: "cassette_not_read", cause });
  }
  const content = file.hash === undefined ? bytes : unpack(file, bytes);
  const lines = readLines(file.path, content);
  if (lines.date !== file.date)
    throw new CassetteError(file.path, `it is of ${lines.date}, its name says ${file.date}`, { line: 1 });
  return { ...lines, file, content: content.subarray(0, lines.length) };
}

function unpack({ path, date, hash }: CassetteFile, bytes: Buffer): Buffer {
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  if (sealedName(date, sha256) === basename(path)) {
    try {
      return gunzipSync(bytes, { maxOutputLength: LONGEST_CASSETTE });
    } catch (cause) {
      throw new CassetteError(path, `it cannot be unpacked: ${(cause as Error).message}`, { cause });
    }
  }
  // The name has told enough; which line it is helps whoever looks for what happened.
  const content = unpackedAnyhow(bytes);
  if (content !== undefined) readLines(path, content);
  throw new CassetteError(
    path,
    `it was changed since it was sealed: its SHA-256 begins with ${sha256.slice(0, 16)}, its name says ${hash}`,
  );
}

/** What can be unpacked of a damaged file; the sum at its end is not looked at. */
function unpackedAnyhow(bytes: Buffer): Buffer | undefined {
  try {
    return inflateRawSync(bytes.subarray(10));
  } catch {
    return undefined;
  }
}

import { randomBytes } from "node:crypto";
import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { CassetteError } from "./errors.js";

/** The right to write to a recording, which one recorder at a time has: a file `2026-06-05.jsonl.lock` beside it. */
export interface CassetteLock {
  /** Whether it is still had: somebody may have removed the file. */
  held(): boolean;
  /** Gives it back. */
  release(): void;
}

/** What the file says of the recorder that has it. */
interface Holder {
  readonly pid: number;
  readonly host: string;
  /** When the process began, in the words of its system, as a number may be given to a process again; null where it does not say. */
  readonly began: string | null;
  /** Of this one lock. */
  readonly id: string;
}

/** A lock that says nothing is that of a process that is about to write into it, or of a machine that lost its power then. */
const WRITTEN_WITHIN = 10_000;

/**
 * Takes the lock of a recording, also from a process that is gone without giving it back.
 *
 * @param path the file that is recorded into; its folder must be there
 * @throws CassetteError `cassette_not_written`, with who has it and what to do, or what the disk refused.
 */
export function lockCassette(path: string): CassetteLock {
  const file = `${path}.lock`;
  const holder: Holder = {
    ...{ pid: process.pid, host: hostname(), began: beginOf(process.pid) },
    id: randomBytes(8).toString("hex"),
  };
  const own = JSON.stringify(holder);
  for (let tries = 1; !made(path, file, own); tries++) {
    const said = read(file);
    if (tries > 5 || (said !== undefined && !isLeft(file, said))) throw refusal(path, file, readHolder(said ?? ""));
    if (said !== undefined) takeAway(file, said);
  }
  return {
    held: () => read(file) === own,
    release() {
      if (read(file) === own) rmSync(file, { force: true });
    },
  };
}

function made(path: string, file: string, text: string): boolean {
  try {
    writeFileSync(file, text, { flag: "wx" });
    return true;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw new CassetteError(path, (cause as Error).message, { code: "cassette_not_written", cause });
  }
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

function readHolder(said: string): Holder | undefined {
  try {
    const { pid, host, began, id } = JSON.parse(said) as Holder;
    return Number.isSafeInteger(pid) && pid > 0 ? { pid, host, began, id } : undefined;
  } catch {
    return undefined;
  }
}

/** Whether the process that made the lock is gone. */
function isLeft(file: string, said: string): boolean {
  const holder = readHolder(said);
  if (holder === undefined)
    return Date.now() - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0) > WRITTEN_WITHIN;
  // Of another machine's processes nothing is known.
  if (holder.host !== hostname()) return false;
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    // Any other refusal is about a process that is there.
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return true;
  }
  const began = beginOf(holder.pid);
  return began !== null && holder.began !== null && began !== holder.began;
}

/** Removes a lock that was left, and no other: between looking and removing, somebody else may have taken it over. */
function takeAway(file: string, said: string): void {
  const aside = `${file}.${randomBytes(8).toString("hex")}`;
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  if (read(aside) === said) rmSync(aside, { force: true });
  else renameSync(aside, file);
}

/** On Linux, in clock ticks since the machine began; a process that has ended and was not looked after has none. */
function beginOf(pid: number): string | null {
  const stat = read(`/proc/${pid}/stat`);
  if (stat === undefined) return null;
  // The name of the program stands in brackets, and may hold anything.
  const [state, ...rest] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return state === "Z" ? "ended" : rest[18];
}

function refusal(path: string, file: string, holder: Holder | undefined): CassetteError {
  const { pid, host } = holder ?? {};
  const who =
    pid === undefined
      ? "another process begins to record into it, or its lock cannot be read"
      : pid === process.pid && host === hostname()
        ? `a recorder of this process (${pid}) is open on it`
        : `process ${pid}${host === hostname() ? "" : ` on ${host}`} is recording into it`;
  const problem = `${who}; close() that recorder first, or record into another folder. If nothing records, remove ${file}`;
  return new CassetteError(path, problem, { code: "cassette_not_written" });
}

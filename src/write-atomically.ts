import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";

/** Writes a file whole or not at all: into a neighbour first, then renamed. Makes the folder if it is not there. */
export function writeAtomically(path: string, content: string | Uint8Array): void {
  const neighbour = neighbourOf(path);
  try {
    writeFileSync(neighbour, content);
    renameSync(neighbour, path);
  } catch (error) {
    rmSync(neighbour, { force: true });
    throw error;
  }
}

/** The same for a file that somebody else writes, who is given the neighbour's path. */
export async function writeAtomicallyBy(path: string, write: (neighbour: string) => Promise<void>): Promise<void> {
  const neighbour = neighbourOf(path);
  try {
    await write(neighbour);
    renameSync(neighbour, path);
  } catch (error) {
    rmSync(neighbour, { force: true });
    throw error;
  }
}

let written = 0;

/** Another one each time: two may be written at once. */
function neighbourOf(path: string): string {
  mkdirSync(dirname(path), { recursive: true });
  return join(dirname(path), `.${basename(path)}.${process.pid}.${written++}.tmp`);
}

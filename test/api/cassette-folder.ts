import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll } from "vitest";
import { record, type RecordOptions } from "../../src/api/record.js";
import type { FlowSource } from "../../src/api/source.js";

const made: string[] = [];
afterAll(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A folder of its own for a cassette, gone after the file's tests. */
export function cassetteFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "zerodte-cassette-"));
  made.push(folder);
  return folder;
}

/** Records what is asked of a source, and seals it. */
export async function recordOnce(
  source: FlowSource,
  folder: string,
  ask: (flow: FlowSource) => Promise<unknown>,
  options: RecordOptions = {},
): Promise<void> {
  const recorder = record(source, folder, options);
  await ask(recorder);
  await recorder.close();
}

/** The names of the files in a folder, those aside that say who records into it. */
export function cassetteNames(folder: string): string[] {
  return readdirSync(folder).filter((name) => !name.endsWith(".lock"));
}

/** The text of all that is in a folder, unpacked. */
export function textOf(folder: string): string {
  return readdirSync(folder)
    .map((name) => {
      const bytes = readFileSync(join(folder, name));
      return `${name}\n${(name.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString()}`;
    })
    .join("\n");
}

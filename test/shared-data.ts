import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";

/*
 * The rule for tests on real data, which stands beside the repository and not in it: where a folder is absent its tests
 * are skipped, and say so in their title; with ZERODTE_INTEROP=1 an absent folder is a failure. Its sister for programs is
 * interop.ts.
 */

const DATA = fileURLToPath(new URL("../../shared/data", import.meta.url));

/** `describe` for tests on a data set; they get its folder. */
export function describeShared(title: string, dataSet: string, tests: (folder: string) => void): void {
  const folder = join(DATA, dataSet);
  if (existsSync(folder)) describe(title, () => tests(folder));
  else if (process.env.ZERODTE_INTEROP !== "1")
    // Not even collected: many read their files before their first test.
    it.skip(`${title} (skipped: there is no ../shared/data/${dataSet})`, () => undefined);
  else {
    describe(title, () => {
      it(`needs ../shared/data/${dataSet}`, () => {
        expect(existsSync(folder), "ZERODTE_INTEROP=1 is set, but the data is not there").toBe(true);
      });
    });
  }
}

/** The rows of a .csv or .csv.gz by the names in its first line; its cells hold no quotes and no commas. */
export function csvRows(path: string): Record<string, string>[] {
  const bytes = readFileSync(path);
  const [header, ...lines] = (path.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString().trim().split(/\r?\n/);
  const names = header.split(",");
  return lines.map((line) => Object.fromEntries(line.split(",").map((cell, i) => [names[i], cell])));
}

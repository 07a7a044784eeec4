import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const ROOT = new URL("../..", import.meta.url).pathname;
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(ROOT, "out-narrowing-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Cells that have a snapshot's `answer`, by the sentence that they prove. */
const CELLS = {
  "narrows by each of the three predicates, and to what is left": `
      if (isSnapshot(answer)) { const at: string = answer.as_of; void at; }
      else { const why: string = answer.message; void why; }
      if (isNoZeroDte(answer)) { const next: string | null = answer.next_zero_dte_expiry; void next; }
      else if (isSessionClosed(answer)) { const last: string | null = answer.last_session; void last; }
      else { const open: boolean = answer.market_open; void open; }`,
  "filters a list of answers": `
      export const spots: (number | null)[] = [answer].filter(isSnapshot).map((each) => each.underlying_price);`,
  "gives no field the type any": `
      type IsAny<T> = 0 extends 1 & T ? true : false;
      function known<T>(value: T, ...never: IsAny<T> extends true ? ["this is any"] : []): void { void value; void never; }
      if (isSnapshot(answer)) { known(answer); known(answer.regime?.label); known(answer.strikes?.[0].call_gex); }`,
  "refuses a field that only one of the three has": `export const gex = answer.exposures;`,
  "refuses a field that the one it is has not": `if (isSnapshot(answer)) answer.message;`,
};

/** Error codes of TypeScript 5.0.4, which is the one inside tslab, in each of the cells; one run of it for all. */
function errorsIn(strict: boolean): Record<string, string[]> {
  const names = Object.keys(CELLS);
  const files = Object.values(CELLS).map((cell, i) => {
    const file = join(folder, `cell-${i}.ts`);
    writeFileSync(
      file,
      `import { isNoZeroDte, isSessionClosed, isSnapshot, type SnapshotAnswer } from "../src/api/snapshot-types.js";
     export declare const answer: SnapshotAnswer;
     ${cell}`,
    );
    return file;
  });
  const compiler = join(ROOT, "node_modules/typescript-5.0/bin/tsc");
  const flags = "--noEmit --target es2022 --lib es2022 --module commonjs --moduleResolution node10 --types node";
  const args = [compiler, ...flags.split(" "), "--strict", String(strict), ...files];
  const { stdout } = spawnSync(process.execPath, args, { encoding: "utf8", cwd: ROOT });
  const lines = stdout.split("\n").filter((line) => line.includes("error TS"));
  const cells = names.map((name, i) => {
    const mine = lines.filter((line) => line.includes(`cell-${i}.ts`));
    return [name, mine.flatMap((line) => line.match(/error TS\d+/g) ?? [])] as const;
  });
  const elsewhere = lines.filter((line) => !line.includes("cell-"));
  return { ...Object.fromEntries(cells), elsewhere };
}

describe.each([false, true])("TypeScript 5.0.4 with strict %s", (strict) => {
  test("narrows a snapshot's answer, and lets nobody read what it may not have", () => {
    expect(errorsIn(strict)).toEqual({
      "narrows by each of the three predicates, and to what is left": [],
      "filters a list of answers": [],
      "gives no field the type any": [],
      "refuses a field that only one of the three has": ["error TS2339"],
      "refuses a field that the one it is has not": ["error TS2339"],
      elsewhere: [],
    });
  });
});

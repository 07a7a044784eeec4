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

/** Error codes of TypeScript 5.0.4, which is the one inside tslab, in a cell that has a snapshot's `answer`. */
function errorsOf(cell: string, strict: boolean): string[] {
  const file = join(folder, "cell.ts");
  writeFileSync(
    file,
    `import { isNoZeroDte, isSessionClosed, isSnapshot, type SnapshotAnswer } from "../src/api/snapshot-types.js";
     export declare const answer: SnapshotAnswer;
     ${cell}`,
  );
  const compiler = join(ROOT, "node_modules/typescript-5.0/bin/tsc");
  const flags = "--noEmit --target es2022 --lib es2022 --module commonjs --moduleResolution node10 --types node".split(
    " ",
  );
  const { stdout } = spawnSync(process.execPath, [compiler, ...flags, "--strict", String(strict), file], {
    encoding: "utf8",
    cwd: ROOT,
  });
  return stdout.match(/error TS\d+/g) ?? [];
}

describe.each([false, true])("TypeScript 5.0.4 with strict %s", (strict) => {
  test("narrows by each of the three predicates, and to what is left", () => {
    const cell = `
      if (isSnapshot(answer)) { const at: string = answer.as_of; void at; }
      else { const why: string = answer.message; void why; }
      if (isNoZeroDte(answer)) { const next: string | null = answer.next_zero_dte_expiry; void next; }
      else if (isSessionClosed(answer)) { const last: string | null = answer.last_session; void last; }
      else { const open: boolean = answer.market_open; void open; }`;
    expect(errorsOf(cell, strict)).toEqual([]);
  });

  test("filters a list of answers", () => {
    const cell = `export const spots: (number | null)[] = [answer].filter(isSnapshot).map((each) => each.underlying_price);`;
    expect(errorsOf(cell, strict)).toEqual([]);
  });

  test("refuses a field that only one of the three has, before it is asked which", () => {
    expect(errorsOf(`export const gex = answer.exposures;`, strict)).toEqual(["error TS2339"]);
    expect(errorsOf(`if (isSnapshot(answer)) answer.message;`, strict)).toEqual(["error TS2339"]);
  });

  test("gives no field the type any", () => {
    const cell = `
      type IsAny<T> = 0 extends 1 & T ? true : false;
      function known<T>(value: T, ...never: IsAny<T> extends true ? ["this is any"] : []): void { void value; void never; }
      if (isSnapshot(answer)) { known(answer); known(answer.regime?.label); known(answer.strikes?.[0].call_gex); }`;
    expect(errorsOf(cell, strict)).toEqual([]);
  });
});

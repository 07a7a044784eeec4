import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { MINUTE } from "../../src/session.js";
import { StrikeGrid } from "../../src/grid/strike-grid.js";
import { START } from "../grid/sample.js";
import { interop } from "../interop.js";

/** A folder for the files of a test file, gone when its tests are over. */
export function exportFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "zerodte-export-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** What lies in a folder, hidden files too. */
export function filesIn(folder: string): string[] {
  return readdirSync(folder).sort();
}

/** A grid of 3 strikes x 4 bars whose numbers have all their digits, with one cell missing. */
export const GRID: StrikeGrid<"level"> = new StrikeGrid({
  symbol: "SPY",
  expiration: "2026-06-05",
  field: "gex",
  kind: "level",
  origin: "a test, 'quoted'",
  barMs: MINUTE,
  strikes: Float64Array.of(500, 502.5, 505),
  times: Float64Array.of(START, START + MINUTE, START + 2 * MINUTE, START + 3 * MINUTE),
  spot: Float64Array.of(501.5, NaN, 502, 502.1),
  values: Float64Array.of(0.1 + 0.2, -1 / 3, 1e21, 5e-324, -20, 25, NaN, 24, 123456789.12, -0, 2 ** 53, 37),
});

/** What Debian's Python prints, as JSON. */
export function python(script: string, ...argv: string[]): unknown {
  const text = execFileSync(interop.pandas!, ["-c", script, ...argv], {
    encoding: "utf8",
    env: { PATH: process.env.PATH },
  });
  return JSON.parse(text);
}

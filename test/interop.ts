import { accessSync, constants, existsSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, join } from "node:path";
import { describe, expect, it } from "vitest";
import { findChromium } from "../src/kernel/still-image.js";

/*
 * The rule for tests that need a program from outside: without ZERODTE_INTEROP=1 they are skipped, and say so in their
 * title; with it they run, and a missing program is a failure.
 */

/** Programs that some tests need, where they are installed, and the Debian package that brings them. */
export const interop = {
  required: process.env.ZERODTE_INTEROP === "1",
  chromium: findChromium(),
  jupyter: onPath("jupyter-nbconvert"),
  notebook: onPath("jupyter-notebook"),
  curl: onPath("curl"),
  // Debian's Python, whichever one is first on the path, and its pandas.
  pandas: existsSync("/usr/lib/python3/dist-packages/pandas") ? "/usr/bin/python3" : undefined,
  // No development dependency: its binaries, of 100 MB, are one package a platform.
  polars: resolved("nodejs-polars"),
};

const PACKAGES = {
  chromium: "chromium",
  jupyter: "jupyter-nbconvert",
  notebook: "jupyter-notebook",
  curl: "curl",
  pandas: "python3-pandas",
  polars: "nodejs-polars and its binary (npm, see .ci/run)",
};

type Tool = keyof typeof PACKAGES;

/** `describe` for tests that need these programs. */
export function describeInterop(title: string, tools: readonly Tool[], tests: () => void): void {
  const missing = tools.filter((tool) => interop[tool] === undefined).map((tool) => PACKAGES[tool]);
  if (!interop.required) describe.skip(`${title} (skipped: set ZERODTE_INTEROP=1 to run it)`, tests);
  else if (missing.length === 0) describe(title, tests);
  else {
    describe(title, () => {
      it(`needs ${missing.join(" and ")}`, () => {
        expect(missing, "ZERODTE_INTEROP=1 is set, but these programs are not installed").toEqual([]);
      });
    });
  }
}

function onPath(name: string): string | undefined {
  const files = (process.env.PATH ?? "").split(delimiter).map((folder) => join(folder, name));
  return files.find((file) => {
    try {
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

function resolved(name: string): string | undefined {
  try {
    return createRequire(import.meta.url).resolve(name);
  } catch {
    return undefined;
  }
}

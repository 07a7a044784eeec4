import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import ts from "typescript";
import { writeNotebook } from "../notebook-file.js";

/** The repository's root. */
export const ROOT = resolve(import.meta.dirname, "../..");

/** A folder inside the repository, where cells find its packages, with src/kernel and src/figures compiled beside. */
export interface Workshop {
  folder: string;
  /** Writes a notebook of these code cells and returns its path. */
  notebook(name: string, cells: readonly (string | object)[], metadata?: object): string;
  remove(): void;
}

/** Compiles file by file, without checking (that is the lint's task): the tests do not depend on a build. */
export function openWorkshop(): Workshop {
  mkdirSync(join(ROOT, "out"), { recursive: true });
  const folder = mkdtempSync(join(ROOT, "out", "test-kernel-"));
  for (const layer of ["kernel", "figures"]) compile(join(ROOT, "src", layer), join(folder, "dist", layer));
  return {
    folder,
    notebook: (name, cells, metadata) => writeNotebook(join(folder, name), cells, metadata),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Makes a second copy of the compiled code, as two installed versions of the package would be. */
export function compile(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  const compilerOptions: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.CommonJS,
    esModuleInterop: true,
    isolatedDeclarations: true,
    declaration: true,
  };
  for (const file of readdirSync(from).filter((name) => name.endsWith(".ts"))) {
    const source = readFileSync(join(from, file), "utf8");
    const target = join(to, file.replace(/\.ts$/, ""));
    writeFileSync(`${target}.js`, ts.transpileModule(source, { compilerOptions, fileName: file }).outputText);
    writeFileSync(`${target}.d.ts`, ts.transpileDeclaration(source, { compilerOptions, fileName: file }).outputText);
  }
}

import type typescript from "@tslab/typescript-for-tslab";
import { readFileSync } from "node:fs";

/** What a package exports. */
export interface ExportedNames {
  /** Values and types, in the order of the declarations. */
  all: string[];
  /** Those which are there at run time. */
  values: string[];
}

/**
 * The names that a file of declarations exports, read from its `export {…}` lines: all of a table of contents such as
 * this package's.
 */
export function exportedNames(ts: typeof typescript, declarations: string): ExportedNames {
  const file = ts.createSourceFile("index.d.ts", readFileSync(declarations, "utf8"), ts.ScriptTarget.Latest);
  const names = file.statements.flatMap((statement) => {
    if (!ts.isExportDeclaration(statement) || !statement.exportClause || !ts.isNamedExports(statement.exportClause))
      return [];
    return statement.exportClause.elements.map(({ name, isTypeOnly }) => ({
      name: name.text,
      type: isTypeOnly || statement.isTypeOnly,
    }));
  });
  return {
    all: names.map(({ name }) => name),
    values: names.filter(({ type }) => !type).map(({ name }) => name),
  };
}

/** How TypeScript writes that an import is one of a cell's names. */
const IMPORTED =
  /^Object\.defineProperty\(exports, "([\w$]+)", \{ enumerable: true, get: function \(\) \{ return (.+); \} \}\);$/gm;

/** A cell's JavaScript, with its imports as names like others, which a later cell can declare again. */
export function plainImports(emitted: string): string {
  return emitted.replace(IMPORTED, "exports.$1 = $2;");
}

/**
 * Getters of a module's values, for the prototype of the object that holds a cell's names: a cell finds there what no
 * cell has declared. The module is loaded when the first of them is used. A cell that declares the same name sets it on
 * the object itself, where it is found first.
 */
export function preludeGetters(values: readonly string[], load: () => Record<string, unknown>): PropertyDescriptorMap {
  const getter = (name: string): PropertyDescriptor => ({
    get: () => load()[name],
    set(this: object, value: unknown) {
      Object.defineProperty(this, name, { value, writable: true, enumerable: true, configurable: true });
    },
  });
  return Object.fromEntries(values.map((name) => [name, getter(name)]));
}

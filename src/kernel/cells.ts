import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { cellMagics } from "./cell-magics.js";
import { thrownFailure, typeFailure, type CellFailure, type Diagnostic, type RanCell } from "./cell-failure.js";
import { fallBackToOwn } from "./own-packages.js";
import { leanTypes } from "./lean-types.js";
import { longhand, type LonghandCell } from "./longhand.js";
import { exportedNames, plainImports } from "./prelude.js";
import { quickInfoText } from "./quick-info-text.js";
import { hasTopLevelAwait } from "./top-level-await.js";
import { shareKernel, type WriteDisplayData } from "./tslab.js";
import { loadTslab, type Completion, type Converter } from "./tslab-insides.js";

/** How a cell went. */
export interface CellRun {
  /** Why it failed; undefined: it did not. */
  failure: CellFailure | undefined;
  /** How long it ran, without the time to compile it, milliseconds. */
  ms: number;
}

/** Cells of one notebook, which see each other's names. */
export interface Cells {
  /**
   * Reads the package's types, which the first cell would have to wait for: half a second to one. Does nothing when a
   * cell has been compiled before.
   */
  prepare(): void;
  /**
   * Compiles and runs one cell.
   *
   * @param number its execution count
   * @param onValue gets the last expression, unless it is null or undefined
   */
  run(source: string, number: number, onValue: (value: unknown) => void): Promise<CellRun>;
  complete(source: string, position: number): Completion;
  /** Type and documentation of what stands at a position; undefined: nothing. */
  inspect(source: string, position: number): string | undefined;
  /** Whether a cell is whole, or with how much space its next line begins. */
  isComplete(source: string): { completed: boolean; indent?: string };
  /** Words for an error that no cell has thrown: of a timer, of a promise that nobody awaited. */
  describe(error: unknown): CellFailure;
  /** Where `tslab.display` and `show` of a cell send what they show. */
  setDisplayWriter(write: WriteDisplayData): void;
  /** Rejects what the cell awaits. A running loop is ended by SIGINT itself. */
  interrupt(): void;
  close(): void;
}

/** This package's folder. */
const ROOT = join(__dirname, "../..");

/**
 * tslab's compiler and runner for the cells of a notebook in this process's folder, with all names of this package in
 * scope, every form of `await` at the top, and errors that point into the cell. It takes 0.6 to 1.5 s, for TypeScript.
 *
 * The names of the package are declared before the first cell and found behind those of the cells, so a cell may declare
 * or import the same names, and the package is loaded when the first of them is used.
 */
export function openCells(): Cells {
  const folder = process.cwd();
  const own = fallBackToOwn(folder, ROOT);
  const { ts, ...tslab } = loadTslab((options, system) => {
    delete options.disableTopLevelAwait;
    options.paths = Object.fromEntries(Object.entries(own).map(([name, path]) => [name, [path]]));
    const types = dirname(dirname(createRequire(__filename).resolve("@types/node/package.json")));
    options.typeRoots = [...(options.typeRoots ?? []), types];
    options.types = ["node"];
    leanTypes(system);
  });
  const names = exportedNames(ts, join(ROOT, "dist/index.d.ts"));
  const prelude = `import { ${names.all.join(", ")} } from "zerodte";\n`;

  /** Cells by the name of their JavaScript in a stack. */
  const ran = new Map<string, RanCell>();
  let running = { number: 0, source: "" };
  let compiled: LonghandCell | undefined;
  let started = 0;
  /** Whether the package's types have been read. */
  let read = false;
  const converter = tslab.createConverter({ isJS: false, isBrowser: false });
  // Before the first cell, and after cells that declare nothing, there are no declarations.
  const node: Converter = {
    ...converter,
    complete: (declarations, ...at) => converter.complete(declarations || prelude, ...at),
    inspect: (declarations, ...at) => converter.inspect(declarations || prelude, ...at),
    convert: (declarations, source) => {
      read = true;
      compiled = longhand(ts, source);
      const converted = converter.convert(declarations || prelude, compiled.source);
      started = performance.now();
      if (!converted.output) return converted;
      const name = `zerodte-cell-${ran.size + 1}`;
      ran.set(name, { ...running, compiled: compiled.source, emitted: converted.output });
      return {
        ...converted,
        output: `${plainImports(converted.output)}\n//# sourceURL=${name}`,
        hasToplevelAwait: converted.hasToplevelAwait === true || hasTopLevelAwait(ts, source),
      };
    },
  };
  let browser: Converter | undefined;
  const converters = {
    node,
    get browser() {
      return (browser ??= tslab.createConverter({ isJS: false, isBrowser: true }));
    },
    close: () => {
      node.close();
      browser?.close();
    },
  };

  let onLastValue: (value: unknown) => void = () => {};
  let diagnostics: Diagnostic[] = [];
  let thrown: { value: unknown } | undefined;
  const executor = tslab.createExecutor(folder, converters, {
    log: (value) => onLastValue(value),
    error: (...what) => {
      if (what.length === 1) thrown = { value: what[0] };
      else {
        const [, file, line, column, message] = what as [string, string, number, number, string];
        const written = file === "" && compiled ? compiled.writtenColumn(line, column) : column;
        diagnostics.push({ file: file.trim(), line, column: written, message });
      }
    },
  });
  shareKernel(names.values, () => createRequire(__filename)(join(ROOT, "dist/index.js")) as Record<string, unknown>);

  const describe = (error: unknown): CellFailure => thrownFailure(error, ran, folder);
  const failureOf = (error: { value: unknown } | undefined, wrong: Diagnostic[], source: string): CellFailure => {
    if (error) return describe(error.value);
    return wrong.length > 0
      ? typeFailure(wrong, source)
      : describe(new Error("tslab does not say why the cell failed"));
  };
  return {
    prepare: () => {
      if (!read) converter.convert(prelude, "const first = 1;\nfirst");
      read = true;
    },
    run: async (source, number, onValue) => {
      const { code } = cellMagics(source);
      running = { number, source };
      onLastValue = onValue;
      diagnostics = [];
      thrown = undefined;
      started = performance.now();
      let ok = false;
      try {
        const ending = executor.execute(code);
        rearmInterrupt();
        ok = await ending;
      } catch (error) {
        // The compiler itself, on a cell that it cannot take.
        thrown = { value: error };
      }
      const ms = performance.now() - started;
      return { failure: ok ? undefined : failureOf(thrown, diagnostics, source), ms };
    },
    complete: (source, position) => executor.complete(cellMagics(source).code, position),
    inspect: (source, position) => {
      const info = executor.inspect(cellMagics(source).code, position);
      return info && quickInfoText(info);
    },
    isComplete: (source) => tslab.isCompleteCode(cellMagics(source).code),
    describe,
    setDisplayWriter: tslab.setDisplayWriter,
    interrupt: () => executor.interrupt(),
    close: () => executor.close(),
  };
}

/**
 * Puts SIGINT back into this process's hands. While a cell runs up to its first await, Node's vm handles the signal, and
 * restores the default afterwards: the end of the process. Node's own handler comes back with the first listener that is
 * added; but if the cell has added one meanwhile, there is none that is the first.
 */
function rearmInterrupt(): void {
  const listeners = process.rawListeners("SIGINT") as NodeJS.SignalsListener[];
  process.removeAllListeners("SIGINT");
  for (const listener of listeners) process.on("SIGINT", listener);
}

import type typescript from "@tslab/typescript-for-tslab";
import { createRequire } from "node:module";
import { cellProgram } from "./cell-program.js";
import type { WriteDisplayData } from "./tslab.js";

/*
 * The only file that loads tslab's inner modules (1.0.22), and the one adjustment made to them. What is used of each is
 * declared here, so that a change there shows in one place.
 */

/** What a converter makes of a cell: JavaScript, and the declarations of all names so far. */
export interface Converted {
  output?: string;
  declOutput?: string;
  diagnostics: readonly unknown[];
  hasToplevelAwait?: boolean;
  lastExpressionVar?: string;
}

export interface Completion {
  start: number;
  end: number;
  candidates: string[];
}

/** tslab's compiler of cells. */
export interface Converter {
  convert(declarations: string, source: string): Converted;
  complete(declarations: string, source: string, position: number): Completion;
  inspect(declarations: string, source: string, position: number): typescript.QuickInfo | undefined;
  addModule(name: string, content: string, meta?: object): readonly unknown[];
  close(): void;
}

/** tslab's runner of cells. */
export interface Executor {
  /** Whether the cell ended well; what it has to say goes to the console that the executor was made with. */
  execute(source: string): Promise<boolean>;
  complete(source: string, position: number): Completion;
  inspect(source: string, position: number): typescript.QuickInfo | undefined;
  /** Rejects what a cell awaits. */
  interrupt(): void;
  close(): void;
}

/** `log` gets a cell's last value alone; `error` what was thrown, or a diagnostic as `format, file, line, column, message`. */
export interface CellConsole {
  log(value: unknown): void;
  error(...what: unknown[]): void;
}

export interface Tslab {
  /** The TypeScript inside tslab. */
  ts: typeof typescript;
  createConverter: (options: { isJS: boolean; isBrowser: boolean }) => Converter;
  createExecutor: (
    folder: string,
    converters: { node: Converter; browser: Converter; close(): void },
    console: CellConsole,
  ) => Executor;
  isCompleteCode: (source: string) => { completed: boolean; indent?: string };
  /** Where `tslab.display` of a cell sends what it shows. */
  setDisplayWriter: (write: WriteDisplayData) => void;
}

/** Compiler options that tslab gives to its TypeScript, as far as we change them. */
export type CompilerOptions = typescript.CompilerOptions & { disableTopLevelAwait?: boolean };

/**
 * Loads tslab with other compiler options than its own, which it takes from nobody: its converter gets to see a copy of
 * TypeScript in which `createWatchCompilerHost` hands them and the system, which reads files, to `adjust` first, and makes
 * programs as {@link cellProgram} does.
 */
export function loadTslab(adjust: (options: CompilerOptions, system: typescript.System) => void): Tslab {
  const tslab = createRequire(createRequire(__filename).resolve("tslab/package.json"));
  const path = tslab.resolve("@tslab/typescript-for-tslab");
  const ts = tslab(path) as typeof typescript;
  const original = tslab.cache[path] as NodeJS.Module;
  const adjusted: Pick<typeof typescript, "createWatchCompilerHost"> = {
    createWatchCompilerHost: ((
      files: string[],
      options: CompilerOptions,
      system: typescript.System,
      _: unknown,
      ...rest: []
    ) => {
      adjust(options, system);
      return ts.createWatchCompilerHost(files, options, system, cellProgram(ts), ...rest);
    }) as typeof ts.createWatchCompilerHost,
  };
  original.exports = { ...ts, ...adjusted };
  try {
    const { createConverter, isCompleteCode } = tslab("./dist/converter.js") as Tslab;
    const { createExecutor } = tslab("./dist/executor.js") as Tslab;
    const jupyter = tslab("./dist/jupyter.js") as { lastWriteDisplayData: WriteDisplayData };
    const setDisplayWriter = (write: WriteDisplayData): void => {
      jupyter.lastWriteDisplayData = write;
    };
    return { ts, createConverter, createExecutor, isCompleteCode, setDisplayWriter };
  } finally {
    original.exports = ts;
  }
}

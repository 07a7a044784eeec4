import { dirname, resolve } from "node:path";
import { cellErrorText } from "./cell-error.js";
import { collectOutputs, type Displays } from "./cell-outputs.js";
import { firstLine } from "./first-line.js";
import { DISPLAY_NAME } from "./kernelspec.js";
import { keptOutputs } from "./kept-outputs.js";
import {
  startKernel,
  type ExecuteReply,
  type KernelName,
  type KernelOptions,
  type KernelProcess,
} from "./kernel-process.js";
import { readNotebook, type Notebook, type NotebookCell } from "./notebook.js";
import { setParameters } from "./set-parameters.js";

/** A code cell on its way. */
export interface CellProgress {
  /** Its number among the cells that are run, from 1, and how many those are. */
  number: number;
  count: number;
  source: string;
  /** How long it took; undefined: it begins. */
  ms?: number;
}

export interface RunOptions extends Omit<KernelOptions, "cwd"> {
  /** Which kernel. Default: what the notebook's kernelspec says, see {@link kernelOf}. */
  kernel?: KernelName | undefined;
  /** Other values for variables of the notebook, see {@link setParameters}. Default: none. */
  set?: Readonly<Record<string, string>>;
  /** How long one cell may run before it is interrupted. Default 300 s. */
  cellTimeoutMs?: number;
  /** Called when a cell begins and when it has ended well. */
  onCell?: (progress: CellProgress) => void;
}

/** A cell failed, took too long, or took the kernel with it. The message says which, where and why. */
export class CellError extends Error {
  override name = "CellError";
  /** The notebook as far as it came, the cell's error among its outputs. Not enumerable: it is large. */
  declare notebook?: Notebook;
}

/**
 * Runs a notebook from top to bottom in a fresh kernel, in the notebook's folder, and gives it back executed.
 *
 * The file itself is not touched. Same notebook and same data give the same result to the byte: outputs carry no times
 * and no random ids, and old outputs and execution times are dropped. A cell tagged `raises-exception` may fail; any other
 * failure ends the run, and the error holds the notebook as far as it came.
 *
 * @throws CellError with notebook, cell, line and message; Error if the notebook cannot be read or the kernel not started.
 *
 * @example
 * const executed = await runNotebook("notebooks/01-scan-and-drill.ipynb", { env: { ZERODTE_TAPE: "/data/tape" } });
 * writeFileSync("out.ipynb", notebookText(executed));
 */
export async function runNotebook(path: string, options: RunOptions = {}): Promise<Notebook> {
  const { cellTimeoutMs = 300_000, onCell, set = {}, ...kernelOptions } = options;
  const notebook = readNotebook(path);
  try {
    setParameters(notebook, set);
  } catch (error) {
    throw new Error(`${path}: ${(error as Error).message}`, { cause: error });
  }
  const cells = notebook.cells.filter((cell) => cell.cell_type === "code");
  for (const cell of cells) clear(cell);
  const filled = cells.filter((cell) => cell.source.trim() !== "");
  const cwd = dirname(resolve(path));
  const kernel = await startKernel({ ...kernelOptions, kernel: options.kernel ?? kernelOf(notebook), cwd });
  try {
    const displays: Displays = new Map();
    for (const [index, cell] of filled.entries()) {
      const progress: CellProgress = { number: index + 1, count: filled.length, source: cell.source };
      onCell?.(progress);
      const start = performance.now();
      const where = `${path}, cell ${progress.number} of ${progress.count}:`;
      const reply = await runCell(kernel, cell, displays, cellTimeoutMs, where).catch((error: CellError) => {
        const [ename, evalue] = ["CellError", error.message.split("\n").slice(1).join("\n")];
        cell.outputs?.push({ output_type: "error", ename, evalue, traceback: [evalue] });
        throw error;
      });
      cell.execution_count = reply.execution_count ?? null;
      if (reply.status !== "ok" && !cell.metadata.tags?.includes("raises-exception")) {
        const earlier = filled.slice(0, index).map((ran) => ran.source);
        throw new CellError(`${where}\n${cellErrorText(cell, earlier, cwd)}`);
      }
      onCell?.({ ...progress, ms: performance.now() - start });
    }
  } catch (error) {
    if (error instanceof CellError) Object.defineProperty(error, "notebook", { value: notebook });
    throw error;
  } finally {
    await kernel.close();
    for (const cell of cells) cell.outputs = keptOutputs(cell.outputs ?? []);
  }
  return notebook;
}

/** The kernel that a notebook is for: ours if its kernelspec is called `zerodte…` or by our kernel's display name. */
export function kernelOf({ metadata }: Notebook): KernelName {
  const { name = "", display_name = "" } = (metadata.kernelspec ?? {}) as { name?: string; display_name?: string };
  return name.startsWith("zerodte") || display_name === DISPLAY_NAME ? "zerodte" : "stock";
}

function clear(cell: NotebookCell): void {
  cell.outputs = [];
  cell.execution_count = null;
  delete cell.metadata.execution;
}

/** How long an interrupted cell may take to say its last words. */
const LAST_WORDS_MS = 2000;

async function runCell(
  kernel: KernelProcess,
  cell: NotebookCell,
  displays: Displays,
  timeoutMs: number,
  where: string,
): Promise<ExecuteReply> {
  const late = new CellError(
    `${where}\nran longer than ${timeoutMs / 1000} s and was interrupted\n${firstLine(cell.source)}`,
  );
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      kernel.interrupt();
      timer = setTimeout(() => reject(late), LAST_WORDS_MS);
    }, timeoutMs);
  });
  const start = performance.now();
  try {
    for (;;) {
      const running = kernel.execute(cell.source, collectOutputs(cell.outputs ?? [], displays));
      const reply = await Promise.race([running, tooLong]);
      if (performance.now() - start > timeoutMs) throw late;
      if (reply.status !== "abort") return reply;
      // For 200 ms after a failed cell tslab refuses to run anything.
      await new Promise((again) => setTimeout(again, 25));
    }
  } catch (error) {
    if (error instanceof CellError) throw error;
    throw new CellError(`${where}\n${(error as Error).message}\n${firstLine(cell.source)}`, { cause: error });
  } finally {
    clearTimeout(timer);
  }
}

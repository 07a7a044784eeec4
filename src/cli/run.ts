import { accessSync, constants, mkdirSync, statSync } from "node:fs";
import { basename, join, relative, resolve } from "node:path";
import { parseArgs } from "node:util";
import { readKey } from "../api/base-url.js";
import { hider } from "../api/redact.js";
import { firstLine } from "../kernel/first-line.js";
import { notebookText, type Notebook } from "../kernel/notebook.js";
import { notebookHtml } from "../kernel/notebook-html.js";
import type { KernelName } from "../kernel/kernel-process.js";
import { CellError, runNotebook, type CellProgress } from "../kernel/run-notebook.js";
import { addStills, findChromium } from "../kernel/still-image.js";
import { writeAtomically } from "../write-atomically.js";
import { watchFiles } from "./watch-files.js";

const USAGE = `zerodte run NOTEBOOK... [options]

Executes notebooks and writes them with their outputs; one that fails as far as it came, with its error.

  --out DIR             where to write (default: out); the notebooks themselves stay as they are
  --html                also write each as one HTML page that needs no network
  --set NAME=VALUE      give a variable of the notebook another value; may be repeated
  --watch               run a notebook again whenever its file changes, until Ctrl-C
  --kernel KERNEL       zerodte or stock (tslab's own); default: what the notebook says
  --stills              add a PNG to each figure, for pages that run no script (needs Chromium or Chrome)
  --tape DIR            use this recorded session instead of the simulated market or the live API
  --start-timeout S     seconds the kernel may take to start (default: 60)
  --cell-timeout S      seconds one cell may run before it is interrupted (default: 300)
  --help                print this`;

/** How {@link runNotebooks} runs and what it writes. */
export interface RunNotebooksOptions {
  /** Folder for what is written. */
  out: string;
  /** Also write an HTML page of each. */
  html?: boolean;
  /** Program to draw still images with; without it there are none. */
  chromium?: string | undefined;
  /** Added to the kernel's environment; `undefined` takes a variable away. */
  env?: Record<string, string | undefined>;
  /** Which kernel; by default each notebook's own. */
  kernel?: KernelName | undefined;
  /** Other values for variables of the notebooks. */
  set?: Readonly<Record<string, string>>;
  startTimeoutMs?: number;
  cellTimeoutMs?: number;
}

/**
 * Runs notebooks one after the other and writes what came of them, telling the terminal about every cell. A notebook
 * that fails is reported on stderr and written as far as it came; the others still run. If nothing can be written to the
 * folder, none is run.
 *
 * @returns The files written, and how many notebooks failed.
 */
export async function runNotebooks(
  notebooks: readonly string[],
  options: RunNotebooksOptions,
): Promise<{ written: string[]; failures: number }> {
  const { out, html, chromium, ...kernel } = options;
  // A cell may print its environment; what is written is passed on to others.
  const hide = hider(readKey(process.env.FLASHALPHA_API_KEY));
  const written: string[] = [];
  let failures = 0;
  try {
    // Before anything is run that could then not be written.
    mkdirSync(out, { recursive: true });
    accessSync(out, constants.W_OK);
  } catch (error) {
    console.error(`${out}: nothing can be written there (${(error as NodeJS.ErrnoException).code}); see --out`);
    return { written, failures: notebooks.length };
  }
  for (const path of notebooks) {
    const name = basename(path, ".ipynb");
    const line = progressLine(name);
    const write = async (executed: Notebook): Promise<void> => {
      if (chromium) await addStills(executed, chromium);
      const files: [string, string][] = [[`${name}.ipynb`, hide(notebookText(executed))]];
      if (html) files.push([`${name}.html`, hide(notebookHtml(executed))]);
      for (const [file, text] of files) {
        writeAtomically(join(out, file), text);
        written.push(join(out, file));
        console.log(`${" ".repeat(name.length)}  -> ${shownPath(join(out, file))}`);
      }
    };
    try {
      await write(await runNotebook(path, { ...kernel, onCell: line.cell }));
    } catch (error) {
      failures++;
      line.fail();
      console.error(hide((error as Error).message));
      const reached = error instanceof CellError ? error.notebook : undefined;
      if (reached) await write(reached).catch((again: Error) => console.error(again.message));
    }
  }
  return { written, failures };
}

/** A path as it is shortest to type: from here when it lies below, else from the root. */
export function shownPath(path: string): string {
  const from = relative(".", path);
  return from.startsWith("..") ? resolve(path) : from;
}

/**
 * `zerodte run`: see its `--help`.
 *
 * @returns The exit code: 0 all ran, 1 a notebook failed, 2 the command line is wrong.
 */
export async function run(argv: string[]): Promise<number> {
  let command: RunCommand | "help";
  try {
    command = parseCommand(argv);
  } catch (error) {
    console.error(`zerodte run: ${(error as Error).message}`);
    return 2;
  }
  if (command === "help") {
    console.log(USAGE);
    return 0;
  }
  const { notebooks, options, watch } = command;
  const { failures } = await runNotebooks(notebooks, options);
  if (watch) await runAgain(notebooks, options);
  return failures > 0 && !watch ? 1 : 0;
}

/** Runs what changes, until an interrupt. */
async function runAgain(notebooks: readonly string[], options: RunNotebooksOptions): Promise<void> {
  const files = watchFiles(notebooks);
  process.once("SIGINT", files.end);
  try {
    for (;;) {
      console.log("watching; Ctrl-C ends");
      const changed = await files.changed();
      if (changed.length === 0) return;
      await runNotebooks(changed, options);
    }
  } finally {
    process.off("SIGINT", files.end);
    files.end();
  }
}

interface RunCommand {
  notebooks: string[];
  options: RunNotebooksOptions;
  watch: boolean;
}

/** @throws Error of one line that says what is wrong with the command line. */
function parseCommand(argv: string[]): RunCommand | "help" {
  const { values, positionals } = parseArgs({
    args: argv,
    allowPositionals: true,
    options: {
      out: { type: "string", default: "out" },
      html: { type: "boolean", default: false },
      stills: { type: "boolean", default: false },
      set: { type: "string", multiple: true, default: [] },
      watch: { type: "boolean", default: false },
      kernel: { type: "string" },
      tape: { type: "string" },
      "start-timeout": { type: "string", default: "60" },
      "cell-timeout": { type: "string", default: "300" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return "help";
  if (positionals.length === 0) throw new Error("which notebook? Give at least one .ipynb file");
  const names = positionals.map((path) => basename(path));
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice) throw new Error(`two notebooks are called ${twice}; run them with different --out folders`);
  const chromium = values.stills ? findChromium() : undefined;
  if (values.stills && !chromium) {
    throw new Error("--stills needs Chromium or Chrome, on PATH or named by CHROME_PATH; none was found");
  }
  const { kernel } = values;
  if (kernel !== undefined && kernel !== "stock" && kernel !== "zerodte")
    throw new Error(`--kernel ${kernel}: say stock or zerodte`);
  return {
    notebooks: positionals,
    watch: values.watch,
    options: {
      out: values.out,
      html: values.html,
      kernel,
      set: Object.fromEntries(values.set.map(assignment)),
      chromium,
      env: values.tape === undefined ? {} : { ZERODTE_TAPE: tapeFolder(values.tape), ZERODTE_URL: undefined },
      startTimeoutMs: milliseconds("--start-timeout", values["start-timeout"]),
      cellTimeoutMs: milliseconds("--cell-timeout", values["cell-timeout"]),
    },
  };
}

function assignment(text: string): [name: string, value: string] {
  const [, name, value] = /^([A-Za-z_$][\w$]*)=([^]*)$/.exec(text) ?? [];
  if (name === undefined || value === undefined) throw new Error(`--set ${text}: write NAME=VALUE`);
  return [name, value];
}

function tapeFolder(path: string): string {
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory())
    throw new Error(`--tape ${path}: there is no such folder`);
  return resolve(path);
}

function milliseconds(option: string, text: string): number {
  const seconds = Number(text);
  // A timer cannot wait longer than 2^31 ms.
  if (!(seconds > 0 && seconds <= 2_000_000))
    throw new Error(`${option} ${text}: give seconds, from more than 0 to 2000000`);
  return seconds * 1000;
}

/**
 * One line per cell. In a terminal it is there while the cell runs, with the seconds so far, and gets its time when the
 * cell has ended; a cross when it has not ended well.
 */
function progressLine(name: string): { cell: (progress: CellProgress) => void; fail: () => void } {
  const tty = process.stdout.isTTY;
  let line = "";
  let timer: NodeJS.Timeout | undefined;
  const close = (end: string): void => {
    clearInterval(timer);
    process.stdout.write(`${tty ? "\r\u001b[K" : ""}${line}  ${end}\n`);
    line = "";
  };
  return {
    cell: ({ number, count, source, ms }) => {
      if (ms !== undefined) return close(seconds(ms));
      const width = Math.max(20, (process.stdout.columns || 100) - name.length - 22);
      const first = firstLine(source);
      const text = first.length > width ? `${first.slice(0, width - 1)}…` : first;
      line = `${name}  [${String(number).padStart(String(count).length)}/${count}] ${text}`;
      if (!tty) return;
      const start = performance.now();
      const begun = line;
      process.stdout.write(begun);
      timer = setInterval(
        () => process.stdout.write(`\r${begun}  ${Math.round((performance.now() - start) / 1000)} s`),
        1000,
      );
    },
    fail: () => {
      if (line !== "") close("✗");
    },
  };
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`;
}

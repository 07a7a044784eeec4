import { statSync } from "node:fs";
import { basename, join, relative, resolve } from "node:path";
import { parseArgs } from "node:util";
import { readKey } from "../api/base-url.js";
import { hider } from "../api/redact.js";
import { firstLine } from "../kernel/first-line.js";
import { notebookText } from "../kernel/notebook.js";
import { notebookHtml } from "../kernel/notebook-html.js";
import { runNotebook, type CellProgress } from "../kernel/run-notebook.js";
import { addStills, findChromium } from "../kernel/still-image.js";
import { writeAtomically } from "../write-atomically.js";

const USAGE = `zerodte run NOTEBOOK... [options]

Executes notebooks in a tslab kernel and writes them with their outputs.

  --out DIR             where to write (default: out); the notebooks themselves stay as they are
  --html                also write each as one HTML page that needs no network
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
  startTimeoutMs?: number;
  cellTimeoutMs?: number;
}

/**
 * Runs notebooks one after the other and writes what came of them, telling the terminal about every cell. A notebook
 * that fails is reported on stderr and not written; the others still run.
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
  for (const path of notebooks) {
    const name = basename(path, ".ipynb");
    const line = progressLine(name);
    try {
      const executed = await runNotebook(path, { ...kernel, onCell: line.cell });
      if (chromium) await addStills(executed, chromium);
      const files: [string, string][] = [[`${name}.ipynb`, hide(notebookText(executed))]];
      if (html) files.push([`${name}.html`, hide(notebookHtml(executed))]);
      for (const [file, text] of files) {
        writeAtomically(join(out, file), text);
        written.push(join(out, file));
        console.log(`${" ".repeat(name.length)}  -> ${shownPath(join(out, file))}`);
      }
    } catch (error) {
      failures++;
      line.end();
      console.error((error as Error).message);
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
  const { failures } = await runNotebooks(command.notebooks, command.options);
  return failures > 0 ? 1 : 0;
}

interface RunCommand {
  notebooks: string[];
  options: RunNotebooksOptions;
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
  return {
    notebooks: positionals,
    options: {
      out: values.out,
      html: values.html,
      chromium,
      env: values.tape === undefined ? {} : { ZERODTE_TAPE: tapeFolder(values.tape), ZERODTE_URL: undefined },
      startTimeoutMs: milliseconds("--start-timeout", values["start-timeout"]),
      cellTimeoutMs: milliseconds("--cell-timeout", values["cell-timeout"]),
    },
  };
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

/** One line per cell: in a terminal it is there while the cell runs, and gets its time when the cell has ended. */
function progressLine(name: string): { cell: (progress: CellProgress) => void; end: () => void } {
  const tty = process.stdout.isTTY;
  let open = false;
  return {
    cell: ({ number, count, source, ms }) => {
      const width = Math.max(20, (process.stdout.columns || 100) - name.length - 22);
      const first = firstLine(source);
      const text = first.length > width ? `${first.slice(0, width - 1)}…` : first;
      const line = `${name}  [${String(number).padStart(String(count).length)}/${count}] ${text}`;
      if (ms === undefined && tty) process.stdout.write(line);
      if (ms !== undefined) process.stdout.write(`${tty ? "\r" : ""}${line}  ${(ms / 1000).toFixed(2)} s\n`);
      open = tty && ms === undefined;
    },
    end: () => {
      if (open) process.stdout.write("\n");
      open = false;
    },
  };
}

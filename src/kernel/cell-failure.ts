import { relative, sep } from "node:path";
import { inspect } from "node:util";
import { sourceLine } from "./cell-error.js";
import { errorText } from "./error-text.js";

/** Why a cell failed, in the words of Jupyter's `error` output. */
export interface CellFailure {
  ename: string;
  evalue: string;
  traceback: string[];
}

/** A cell that has run: what it was written as, and the JavaScript made of it. */
export interface RanCell {
  /** Its execution count. */
  number: number;
  source: string;
  /** The same as it was compiled; lines are the same. */
  compiled: string;
  emitted: string;
}

/** What tslab says of a cell that it does not run. */
export interface Diagnostic {
  /** Of a local module that the cell imports; empty: the cell itself. */
  file: string;
  line: number;
  column: number;
  message: string;
}

/** Places of a stack that are shown. */
const MOST_PLACES = 6;

/**
 * A thrown value as an `error` output: what it says, then where in the cells, with the lines as they were written. Of the
 * rest of the stack only files beside the notebook are shown; it has no path of this machine.
 *
 * @param cells by the name that their JavaScript goes by in a stack
 */
export function thrownFailure(thrown: unknown, cells: ReadonlyMap<string, RanCell>, folder: string): CellFailure {
  if (isInterrupt(thrown))
    return {
      ename: "Interrupted",
      evalue: "the cell was interrupted",
      traceback: ["Interrupted: the cell was interrupted"],
    };
  if (!(thrown instanceof Error)) {
    const evalue = typeof thrown === "string" ? thrown : inspect(thrown);
    return { ename: "Thrown", evalue, traceback: [`Thrown: ${evalue}`] };
  }
  const { message, stack = "" } = thrown;
  const places = stack.split("\n").flatMap((line) => placeOf(line, cells, folder));
  const shown =
    places.length > MOST_PLACES ? [...places.slice(0, MOST_PLACES - 1), "    …", ...places.slice(-1)] : places;
  return { ename: thrown.name, evalue: message, traceback: [...errorText(thrown).split("\n"), ...shown] };
}

/** Diagnostics as an `error` output, each with the line of the cell and a mark below its column. */
export function typeFailure(diagnostics: readonly Diagnostic[], source: string): CellFailure {
  const lines = source.split("\n");
  const texts = diagnostics.map(({ file, line, column, message }, i) => {
    const before = diagnostics[i - 1];
    // What follows at the same place explains the one before.
    if (before && before.line === line && before.column === column && before.file === file) return `  ${message}`;
    const text = file === "" ? lines[line - 1] : undefined;
    const quoted = text === undefined ? "" : `\n    ${text}\n    ${" ".repeat(column - 1)}^`;
    return `${file && `${file} `}${line}:${column} - ${message}${quoted}`;
  });
  return {
    ename: "TypeScriptError",
    evalue: texts[0]?.split("\n", 1)[0] ?? "",
    traceback: texts.join("\n").split("\n"),
  };
}

/** What vm throws out of a loop, and what tslab rejects an await with. */
function isInterrupt(thrown: unknown): boolean {
  const { code, message } = (thrown ?? {}) as { code?: unknown; message?: unknown };
  return code === "ERR_SCRIPT_EXECUTION_INTERRUPTED" || message === "Interrupted asynchronously";
}

function placeOf(frame: string, cells: ReadonlyMap<string, RanCell>, folder: string): string[] {
  const found = /^\s+at (?:async )?(?:(.*?) \()?([^()]+):(\d+):\d+\)?$/.exec(frame);
  if (!found) return [];
  const [, caller, file = "", line] = found;
  const cell = cells.get(file);
  // A function of an earlier cell is called as a method of the object that holds all names.
  const name = caller?.replace(/^(?:Object|Proxy|exports)\./, "").replace(/ \[as .*\]$/, "");
  const within = name && name !== "eval" && name !== "<anonymous>" ? ` in ${name}` : "";
  if (cell) {
    // The last line is tslab's call of the cell.
    const emitted = cell.emitted.split("\n");
    if (Number(line) > emitted.length) return [];
    const at = sourceLine(emitted, Number(line), cell.compiled.split("\n"));
    if (at === undefined) return [`    at cell ${cell.number}${within}`];
    return [`    at cell ${cell.number}, line ${at}${within}: ${cell.source.split("\n")[at - 1]?.trim() ?? ""}`];
  }
  const local = relative(folder, file);
  if (file.startsWith("node:") || local.startsWith("..") || local.split(sep).includes("node_modules")) return [];
  return local.includes(sep) || /\.[cm]?[jt]s$/.test(local) ? [`    at ${local}:${line}${within}`] : [];
}

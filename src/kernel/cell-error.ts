import { stripVTControlCharacters } from "node:util";
import { emittedCell } from "./emitted-cell.js";
import { errorMessage } from "./kept-outputs.js";
import type { NotebookCell } from "./notebook.js";

/**
 * Why a cell failed, for a terminal: the message, and the line of the cell where it happened if that can be told.
 *
 * tslab reports both kinds of failure as text on stderr: type errors as `line:column - message`, thrown errors as a stack
 * whose lines count in the JavaScript that tslab made of the cell. For those, that JavaScript is made again, and the line
 * of the cell with the same words is shown.
 *
 * @param earlier The sources of the cells that ran before, whose names the cell may use.
 * @param cwd The kernel's folder.
 */
export function cellErrorText(cell: NotebookCell, earlier: readonly string[], cwd: string): string {
  const failed = (cell.outputs ?? []).find((output) => output.output_type === "error");
  // Our kernel says it all, with the lines of the cells.
  if (failed)
    return `${stripVTControlCharacters((failed.traceback as string[]).join("\n"))}${hint(String(failed.evalue))}`;
  const printed = (cell.outputs ?? []).filter((output) => output.output_type === "stream" && output.name === "stderr");
  const text = stripVTControlCharacters(printed.map((output) => output.text ?? "").join("")).trim();
  const typeError = /^(?:\S+ )?(\d+):\d+ - /m.exec(text);
  if (typeError) return `${text.slice(typeError.index)}\n${quoted(cell.source, Number(typeError[1]))}${hint(text)}`;
  const lines = text.split("\n");
  const message = errorMessage(text).trimEnd();
  const emittedLine = cellLine(lines);
  const emitted = emittedLine === undefined ? undefined : emittedCell([...earlier, cell.source], cwd);
  const line =
    emitted && emittedLine ? sourceLine(emitted.split("\n"), emittedLine, cell.source.split("\n")) : undefined;
  return `${message || "failed without a message"}\n${quoted(cell.source, line)}${hint(text)}`.trimEnd();
}

function quoted(source: string, line: number | undefined): string {
  return line === undefined ? "" : `  line ${line} | ${source.split("\n")[line - 1]?.trim() ?? ""}`;
}

function hint(text: string): string {
  const missing = /Cannot find module '([^'.][^']*)'/.exec(text)?.[1];
  return missing ? `\n  '${missing}' must be installed in the notebook's folder or in one above it` : "";
}

/**
 * The line of the emitted JavaScript that the stack names as the cell's own. All cells go by one name in a stack, so a
 * function of an earlier cell looks the same: the cell itself is the outermost frame, but for the kernel's call of it.
 */
function cellLine(stack: readonly string[]): number | undefined {
  const frames = stack.flatMap(
    (line) => /^\s+at (?:async )?evalmachine\.<anonymous>:(\d+):\d+(?: \{)?$/.exec(line)?.[1] ?? [],
  );
  const synchronous = stack.some((line) => line.includes("Script.runInThisContext"));
  const own = frames.at(synchronous ? -2 : -1);
  return own === undefined ? undefined : Number(own);
}

/**
 * The line of a TypeScript cell from which a line of its JavaScript was made. The compiler takes words away (types) and
 * puts `exports.` before names, but keeps lines and the order of words: so it is the line that holds all the words of
 * the JavaScript in their order, with the fewest to spare; among equals the one as far down as its twin in the JavaScript.
 */
export function sourceLine(emitted: readonly string[], line: number, source: readonly string[]): number | undefined {
  const wanted = words(emitted[line - 1] ?? "");
  if (wanted.length === 0) return undefined;
  const twins = emitted.slice(0, line - 1).filter((other) => words(other).join(" ") === wanted.join(" ")).length;
  const spare = source.map((text) => spareWords(wanted, words(text)));
  const least = Math.min(...spare);
  if (least === Infinity) return undefined;
  const best = spare.flatMap((count, index) => (count === least ? [index + 1] : []));
  return best[Math.min(twins, best.length - 1)];
}

function words(line: string): string[] {
  const bare = line
    .replace(/\bexports\.tsLastExpr\d* = /, "")
    .replace(/\bexports\./g, "")
    .replace(/\(0, ([\w.$]+)\)/g, "$1");
  return bare.match(/[\w$]+|[^\s\w$;]/g) ?? [];
}

function spareWords(wanted: readonly string[], present: readonly string[]): number {
  let found = 0;
  for (const word of present) if (word === wanted[found]) found++;
  return found === wanted.length ? present.length - found : Infinity;
}

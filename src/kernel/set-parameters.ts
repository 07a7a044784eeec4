import type { Notebook, NotebookCell } from "./notebook.js";

/**
 * Gives variables of a notebook other values, in place, as if its source had been edited: `const symbol = "SPY";` becomes
 * `const symbol = "QQQ";`, with its type and its comment as they were.
 *
 * A variable is a declaration of one line at the beginning of the line. It is looked for in cells tagged `parameters`
 * first, then from the top. A value is text where the one before was; else it is read as JSON, so `390`, `true` and
 * `["SPY","QQQ"]` are what they look like, and what is not JSON is text.
 *
 * @throws Error that names the parameter which the notebook does not have, and those which it has.
 * @example
 * setParameters(notebook, { symbol: "QQQ", minutes: "60" });
 */
export function setParameters(notebook: Notebook, values: Readonly<Record<string, string>>): void {
  const code = notebook.cells.filter((cell) => cell.cell_type === "code");
  const tagged = code.filter((cell) => cell.metadata.tags?.includes("parameters"));
  const cells = [...tagged, ...code.filter((cell) => !tagged.includes(cell))];
  for (const [name, value] of Object.entries(values)) {
    if (cells.some((cell) => setIn(cell, name, value))) continue;
    const names = (tagged.length > 0 ? tagged : code).flatMap(({ source }) => [...source.matchAll(DECLARATION)]);
    const known = [...new Set(names.map((found) => found.groups?.name))].join(", ");
    throw new Error(`there is no parameter ${name}; the notebook has ${known || "none"}`);
  }
}

const TEXT = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\\n]|\\.)*`/.source;
const DECLARATION = new RegExp(
  `^(?<begin>(?:const|let|var) (?<name>[\\w$]+)(?:: *[^=\\n]+?)? *= *)(?<value>(?:${TEXT}|[^;"'\`/\\n])+?)(?<end> *(?:;[^\\n]*|//[^\\n]*)?)$`,
  "gm",
);

function setIn(cell: NotebookCell, name: string, value: string): boolean {
  const found = [...cell.source.matchAll(DECLARATION)].find(({ groups }) => groups?.name === name);
  if (!found?.groups) return false;
  const { begin = "", value: before = "", end = "" } = found.groups;
  const line = `${begin}${literal(value, before)}${end}`;
  cell.source = cell.source.slice(0, found.index) + line + cell.source.slice(found.index + found[0].length);
  return true;
}

function literal(value: string, before: string): string {
  if (/^["'`]/.test(before)) return JSON.stringify(value);
  try {
    JSON.parse(value);
    return value;
  } catch {
    return JSON.stringify(value);
  }
}

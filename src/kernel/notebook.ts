import { readFileSync } from "node:fs";

/** A notebook file, nbformat 4, as far as it is read and written here. Fields beyond these are kept as they are. */
export interface Notebook {
  nbformat: number;
  nbformat_minor: number;
  metadata: Record<string, unknown>;
  cells: NotebookCell[];
}

export interface NotebookCell {
  id: string;
  cell_type: "code" | "markdown" | "raw";
  metadata: Record<string, unknown> & { tags?: string[] };
  source: string;
  /** Code cells only. */
  outputs?: CellOutput[];
  /** Code cells only; null: not run. */
  execution_count?: number | null;
}

/** An output of a code cell: printed text, something shown, or an error. */
export interface CellOutput {
  output_type: "stream" | "display_data" | "execute_result" | "error";
  name?: string;
  text?: string;
  data?: Record<string, unknown>;
  metadata?: Record<string, unknown>;
  [field: string]: unknown;
}

/**
 * Reads a notebook: a JSON file of nbformat 4 for the tslab kernel. Text that the format allows to be split into lines is
 * joined, and cells without an id get their number as one.
 *
 * @throws Error naming the file and what is wrong with it: not there, not JSON, not a notebook, another language.
 */
export function readNotebook(path: string): Notebook {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw new Error(`${path}: cannot be read (${(error as NodeJS.ErrnoException).code})`, { cause: error });
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new Error(`${path}: is not JSON (${(error as Error).message})`, { cause: error });
  }
  const { nbformat, metadata, cells, ...rest } = (json ?? {}) as Partial<Notebook>;
  if (nbformat !== 4 || !Array.isArray(cells)) {
    throw new Error(`${path}: is not a notebook of format 4 (nbformat ${String(nbformat)}, cells ${typeof cells})`);
  }
  const { kernelspec } = (metadata ?? {}) as { kernelspec?: { name?: string; language?: string } };
  const language = kernelspec?.language ?? "typescript";
  if (language !== "typescript") {
    throw new Error(
      `${path}: is a notebook for ${kernelspec?.name ?? language}; only TypeScript (tslab) notebooks can be run`,
    );
  }
  return {
    ...rest,
    nbformat: 4,
    // Ids of cells came with 4.5.
    nbformat_minor: Math.max(5, rest.nbformat_minor ?? 0),
    metadata: { kernelspec: { display_name: "TypeScript", language: "typescript", name: "tslab" }, ...metadata },
    cells: cells.map((cell, index) => readCell(path, cell, index)),
  };
}

function readCell(path: string, cell: NotebookCell, index: number): NotebookCell {
  const source = joined(cell?.source);
  if (source === undefined || !["code", "markdown", "raw"].includes(cell.cell_type)) {
    throw new Error(`${path}: cell ${index + 1} is not a code, markdown or raw cell with a source`);
  }
  const common = { ...cell, id: cell.id ?? `cell-${index + 1}`, metadata: cell.metadata ?? {}, source };
  if (cell.cell_type !== "code") return common;
  return { ...common, execution_count: cell.execution_count ?? null, outputs: (cell.outputs ?? []).map(readOutput) };
}

function readOutput(output: CellOutput): CellOutput {
  const text = joined(output.text);
  const data = Object.entries(output.data ?? {}).map(([type, value]) => [type, joined(value) ?? value]);
  return {
    ...output,
    ...(text === undefined ? {} : { text }),
    ...(output.data ? { data: Object.fromEntries(data) as Record<string, unknown> } : {}),
  };
}

/** A text, whole or split into lines; anything else is undefined. */
function joined(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  return Array.isArray(value) && value.every((line) => typeof line === "string") ? value.join("") : undefined;
}

/**
 * A notebook as Jupyter itself would write it: keys sorted, one space of indentation, texts split into lines, a newline
 * at the end. So opening and saving it in Jupyter changes nothing, and a change of one line is one line in a diff.
 */
export function notebookText(notebook: Notebook): string {
  const cells = notebook.cells.map((cell) => ({
    ...cell,
    source: lines(cell.source),
    ...(cell.outputs ? { outputs: cell.outputs.map(splitOutput) } : {}),
  }));
  return `${JSON.stringify(sorted({ ...notebook, cells }), null, 1)}\n`;
}

function splitOutput(output: CellOutput): object {
  const splits = ([type, value]: [string, unknown]): [string, unknown] =>
    typeof value === "string" && (type.startsWith("text/") || type === "image/svg+xml")
      ? [type, lines(value)]
      : [type, value];
  return {
    ...output,
    ...(output.text === undefined ? {} : { text: lines(output.text) }),
    ...(output.data ? { data: Object.fromEntries(Object.entries(output.data).map(splits)) } : {}),
  };
}

function lines(text: string): string[] {
  return text === "" ? [] : text.split(/(?<=\n)(?=[^])/);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return Object.fromEntries(entries.map(([key, item]) => [key, sorted(item)]));
}

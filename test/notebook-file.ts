import { writeFileSync } from "node:fs";

/** Writes a notebook that was never run, of code cells or of cells as they are, and returns its path. */
export function writeNotebook(path: string, cells: readonly (string | object)[], metadata: object = {}): string {
  const code = (source: string | object): object =>
    typeof source === "string"
      ? { cell_type: "code", metadata: {}, outputs: [], execution_count: null, source }
      : source;
  writeFileSync(path, JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata, cells: cells.map(code) }));
  return path;
}

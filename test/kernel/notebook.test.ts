import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { notebookText, readNotebook } from "../../src/kernel/notebook.js";

const folder = mkdtempSync(join(tmpdir(), "zerodte-notebook-"));
afterAll(() => rmSync(folder, { recursive: true }));

function file(content: unknown): string {
  const path = join(folder, "n.ipynb");
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
}

it("names the file and what is wrong with it", () => {
  expect(() => readNotebook(join(folder, "none.ipynb"))).toThrow(/none\.ipynb: cannot be read \(ENOENT\)/);
  expect(() => readNotebook(file("{ cells"))).toThrow(/n\.ipynb: is not JSON/);
  expect(() => readNotebook(file("null"))).toThrow(
    "is not a notebook of format 4 (nbformat undefined, cells undefined)",
  );
  expect(() => readNotebook(file({ nbformat: 3, worksheets: [] }))).toThrow(
    "is not a notebook of format 4 (nbformat 3",
  );
  expect(() => readNotebook(file({ nbformat: 4, cells: [{ cell_type: "code", source: 5 }] }))).toThrow(
    "cell 1 is not a code",
  );
  expect(() => readNotebook(file({ nbformat: 4, cells: [null] }))).toThrow("cell 1 is not a code");
  const python = { nbformat: 4, metadata: { kernelspec: { name: "python3", language: "python" } }, cells: [] };
  expect(() => readNotebook(file(python))).toThrow(
    "is a notebook for python3; only TypeScript (tslab) notebooks can be run",
  );
});

it("writes a notebook as Jupyter does: sorted keys, lines, one space, a newline at the end", () => {
  const source = ["const a = 1;\n", "\n", "a"];
  const outputs = [
    { output_type: "display_data", metadata: {}, data: { "text/plain": ["x\n", "y"], "image/png": "QQ==" } },
  ];
  const cells = [
    { cell_type: "code", source, outputs, execution_count: 1, metadata: {} },
    { cell_type: "markdown", source: "", id: "own" },
  ];
  const read = readNotebook(file({ nbformat: 4, nbformat_minor: 2, metadata: {}, cells }));
  expect(read.cells.map(({ id, source }) => [id, source])).toEqual([
    ["cell-1", "const a = 1;\n\na"],
    ["own", ""],
  ]);
  expect(notebookText(read)).toBe(
    `{
 "cells": [
  {
   "cell_type": "code",
   "execution_count": 1,
   "id": "cell-1",
   "metadata": {},
   "outputs": [
    {
     "data": {
      "image/png": "QQ==",
      "text/plain": [
       "x\\n",
       "y"
      ]
     },
     "metadata": {},
     "output_type": "display_data"
    }
   ],
   "source": [
    "const a = 1;\\n",
    "\\n",
    "a"
   ]
  },
  {
   "cell_type": "markdown",
   "id": "own",
   "metadata": {},
   "source": []
  }
 ],
 "metadata": {
  "kernelspec": {
   "display_name": "TypeScript",
   "language": "typescript",
   "name": "tslab"
  }
 },
 "nbformat": 4,
 "nbformat_minor": 5
}
`,
  );
  expect(readNotebook(file(notebookText(read)))).toEqual(read);
});

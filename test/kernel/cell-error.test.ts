import { expect, it } from "vitest";
import { cellErrorText, sourceLine } from "../../src/kernel/cell-error.js";
import type { NotebookCell } from "../../src/kernel/notebook.js";

const failed = (source: string, text: string): NotebookCell => ({
  id: "c",
  cell_type: "code",
  metadata: {},
  source,
  outputs: [{ output_type: "stream", name: "stderr", text }],
});

it("quotes the line of a type error", () => {
  const text = "2:7 - Type 'string' is not assignable to type 'number'.\n";
  expect(cellErrorText(failed("// first\nconst a: number = 'x';", text), [], ".")).toBe(
    "2:7 - Type 'string' is not assignable to type 'number'.\n  line 2 | const a: number = 'x';",
  );
});

it("says what to do when a package is missing", () => {
  const text = "1:20 - Cannot find module 'nonesuch' or its corresponding type declarations.";
  expect(cellErrorText(failed("import { a } from 'nonesuch'", text), [], ".")).toMatch(
    /'nonesuch' must be installed in the notebook's folder or in one above it$/,
  );
});

it("takes an error that has no stack", () => {
  expect(cellErrorText(failed("throw 'text'", "text\n"), [], ".")).toBe("text");
  expect(cellErrorText(failed("", ""), [], ".")).toBe("failed without a message");
});

it("finds the line of the cell from which a line of JavaScript was made", () => {
  const source = [
    "interface Row { a: number }",
    "const row: Row = { a: 1 };",
    "f(row.a);",
    "",
    "const b: number = f(2 as number);",
    "f(row.a);",
  ];
  const emitted = [
    "exports.row = exports.b = void 0;",
    "const row = { a: 1 };",
    "exports.row = row;",
    "exports.f(row.a);",
    "const b = exports.f(2);",
    "exports.b = b;",
    "exports.tsLastExpr = exports.f(row.a);",
  ];
  expect([2, 4, 5, 7].map((line) => sourceLine(emitted, line, source))).toEqual([2, 3, 5, 6]);
  expect(sourceLine(emitted, 1, source)).toBeUndefined();
  expect(sourceLine(emitted, 99, source)).toBeUndefined();
});

import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PLOTLY_MIME } from "../../src/figures/figure.js";
import { notebookText, type CellOutput } from "../../src/kernel/notebook.js";
import { runNotebook, type CellProgress, type RunOptions } from "../../src/kernel/run-notebook.js";
import { compile, openWorkshop, ROOT, type Workshop } from "./workshop.js";

let workshop: Workshop;
beforeAll(() => {
  workshop = openWorkshop();
});
afterAll(() => workshop.remove());

const SHOW = `import { show } from "./dist/kernel/show";\nimport { figure } from "./dist/figures/figure";`;
const printed = (text: string, name = "stdout"): CellOutput => ({ output_type: "stream", name, text });
const tagged = (source: string): object => ({
  cell_type: "code",
  metadata: { tags: ["raises-exception"] },
  outputs: [],
  execution_count: null,
  source,
});

async function outputsOf(
  cells: readonly (string | object)[],
  options?: RunOptions,
): Promise<(CellOutput[] | undefined)[]> {
  const executed = await runNotebook(workshop.notebook("n.ipynb", cells), options);
  return executed.cells.map((cell) => cell.outputs);
}

const table = (text: string): CellOutput => ({
  output_type: "display_data",
  metadata: {},
  data: { "text/html": expect.stringContaining("<table") as string, "text/plain": text },
});
const plot = (text: string): CellOutput => ({
  output_type: "display_data",
  metadata: {},
  data: { [PLOTLY_MIME]: expect.objectContaining({ data: [{ y: [1] }] }) as object, "text/plain": text },
});

describe("in the stock tslab kernel", () => {
  it("shows our objects, rows and frames once, as one rich output, and prints plain values as before", async () => {
    const outputs = await outputsOf([
      `${SHOW}\n[{ a: 1 }]`,
      `const f = figure([{ y: [1] }], {}, "One.");\nf`,
      `console.log("before"); f`,
      `show(f); show("text"); show([{ b: 2 }]); 5`,
      `const g = await Promise.resolve(f);\n({ ...g })`,
      `"plain"`,
      `[1, 2]`,
      `null`,
      `const tsLastExpr = 1; f`,
      `import * as danfo from "danfojs-node";\nnew danfo.DataFrame([{ c: 3 }])`,
      `({ get data() { throw new Error("no"); } })`,
    ]);
    expect(outputs).toEqual([
      [table("a\n1")],
      [plot("One.")],
      [printed("before\n"), plot("One.")],
      [plot("One."), printed("text\n"), table("b\n2"), printed("5\n")],
      [plot("Plotly figure: scatter")],
      [printed("plain\n")],
      [printed("[ 1, 2 ]\n")],
      [],
      [printed("One.\n")],
      [table("   c\n0  3")],
      [printed("{ data: [Getter] }\n")],
    ]);
  });

  it("goes on showing after errors, synchronous and awaited, and runs the cell after one", async () => {
    const outputs = await outputsOf([
      SHOW,
      tagged(`throw new Error("first");\n[{ a: 0 }]`),
      `[{ a: 1 }]`,
      tagged(`await Promise.reject(new RangeError("second"));\n[{ a: 0 }]`),
      tagged(`const wrong: number = "x";`),
      `[{ a: 2 }]`,
    ]);
    expect(outputs).toEqual([
      [],
      [printed("Error: first\n", "stderr")],
      [table("a\n1")],
      [printed("RangeError: second\n", "stderr")],
      [printed("1:7 - Type 'string' is not assignable to type 'number'.\n", "stderr")],
      [table("a\n2")],
    ]);
  });

  it("works when the package is loaded twice, and sends Plotly once", async () => {
    for (const layer of ["kernel", "figures"])
      compile(join(ROOT, "src", layer), join(workshop.folder, "second", layer));
    const path = workshop.notebook("twice.ipynb", [
      `${SHOW}\nimport * as second from "./second/kernel/show";\nimport * as figures from "./second/figures/figure";`,
      `figures.figure([{ y: [1] }], {}, "Second.")`,
      `second.show(figure([{ y: [1] }], {}, "First."))`,
    ]);
    const raw: string[] = [];
    // What the kernel sends, before the runner leaves the loader out.
    const { startKernel } = await import("../../src/kernel/kernel-process.js");
    const kernel = await startKernel({ cwd: workshop.folder });
    const { cells } = JSON.parse(readFileSync(path, "utf8")) as { cells: { source: string }[] };
    for (const { source } of cells) {
      await kernel.execute(source, (type, { data, metadata }) => {
        raw.push([type, ...Object.keys(data as object), JSON.stringify(metadata)].join(" "));
      });
    }
    await kernel.close();
    const bundle = `display_data ${PLOTLY_MIME} text/html text/plain {}`;
    expect(raw).toEqual([`display_data text/html text/plain {"zerodte":{"role":"plotly-loader"}}`, bundle, bundle]);
  });

  it("gives the same bytes for the same notebook, without the outputs and times it had before", async () => {
    const old = {
      cell_type: "code",
      metadata: { execution: { "iopub.execute_input": "2026-01-01T00:00:00Z" } },
      outputs: [printed("old\n")],
      execution_count: 99,
      source: `${SHOW}\nshow(figure([{ y: [1] }], {}, "One."));\n[{ a: 1 }]`,
    };
    const path = workshop.notebook("same.ipynb", [old, { cell_type: "markdown", metadata: {}, source: "Prose." }, ""]);
    const before = readFileSync(path, "utf8");
    const [first, second] = [await runNotebook(path), await runNotebook(path)];
    expect(notebookText(first)).toBe(notebookText(second));
    expect(notebookText(first)).not.toMatch(/old|2026|<script/);
    expect(first.cells.map((cell) => cell.execution_count)).toEqual([1, undefined, null]);
    expect(readFileSync(path, "utf8")).toBe(before);
  });

  it("updates a display in place, joins streams, and keeps output that comes after a cell has ended", async () => {
    const outputs = await outputsOf([
      `import * as tslab from "tslab";\nconst line = tslab.newDisplay();\nline.text("1/2");\nprocess.stdout.write("a"); process.stdout.write("b");\nnull`,
      `line.text("2/2");\nsetTimeout(() => console.log("late"), 10);`,
      `await new Promise((done) => setTimeout(done, 100));`,
    ]);
    expect(outputs.slice(0, 1)).toEqual([
      [{ output_type: "display_data", data: { "text/plain": "2/2" }, metadata: {} }, printed("ab")],
    ]);
    // On its own, or joined to what its cell prints of the timer where that is slow to come.
    expect(JSON.stringify(outputs)).toMatch(/("|\\n)late\\n"/);
  });

  it("runs in the notebook's folder, with the environment it is given, and reports each cell at its begin and its end", async () => {
    const seen: (Omit<CellProgress, "ms" | "source"> & { ended: boolean })[] = [];
    mkdirSync(join(workshop.folder, "deep"), { recursive: true });
    const path = workshop.notebook("deep/env.ipynb", [
      `process.cwd()`,
      "",
      `[process.env.ZERODTE_URL, process.env.HOME].join()`,
    ]);
    const executed = await runNotebook(path, {
      env: { ZERODTE_URL: "http://127.0.0.1:1", HOME: undefined },
      transport: "tcp",
      onCell: ({ number, count, ms }) => void seen.push({ number, count, ended: ms !== undefined }),
    });
    expect(executed.cells.map((cell) => cell.outputs)).toEqual([
      [printed(`${join(workshop.folder, "deep")}\n`)],
      [],
      [printed("http://127.0.0.1:1,\n")],
    ]);
    expect(seen).toEqual([1, 2].flatMap((number) => [false, true].map((ended) => ({ number, count: 2, ended }))));
  });
});

describe("a failure names the notebook, the cell, the line and the reason", () => {
  it("for an awaited error through functions of earlier cells, with what it carries", async () => {
    const earlier = `interface Row { a: number }\n// a comment\nasync function check(row: Row): Promise<number> {\n  if (row.a > 1) throw Object.assign(new RangeError("too big"), { code: "E1" });\n  return row.a;\n}`;
    const failing = `const row: Row = { a: 1 };\n\nawait check(row);\nconst big = await check({ a: 2 } as Row);\ncheck(row)`;
    await expect(outputsOf([earlier, failing])).rejects.toThrow(
      `${join(workshop.folder, "n.ipynb")}, cell 2 of 2:\nRangeError: too big\n{\n  code: 'E1'\n}\n  line 4 | const big = await check({ a: 2 } as Row);`,
    );
  });

  it("for a type error", async () => {
    await expect(outputsOf(["1", "const a = 1;\nconst b: string = a;"])).rejects.toThrow(
      "cell 2 of 2:\n2:7 - Type 'number' is not assignable to type 'string'.\n  line 2 | const b: string = a;",
    );
  });

  it("for an endless loop and an endless wait", async () => {
    const message = (line: string): string => `cell 1 of 1:\nran longer than 0.5 s and was interrupted\n${line}`;
    await expect(outputsOf(["while (true) {}"], { cellTimeoutMs: 500 })).rejects.toThrow(message("while (true) {}"));
    const wait = "await new Promise(() => setInterval(() => {}, 1e6))";
    await expect(outputsOf([wait], { cellTimeoutMs: 500 })).rejects.toThrow(message(wait));
  });

  it("for a loop that cannot be interrupted: the kernel is killed", async () => {
    const stubborn = "await null; for (;;) {}";
    await expect(outputsOf([stubborn], { cellTimeoutMs: 500 })).rejects.toThrow("ran longer than 0.5 s");
  });

  it("for a kernel that dies", async () => {
    await expect(outputsOf(["1", "process.exit(3)"])).rejects.toThrow("cell 2 of 2:\nthe kernel exited with code 3");
    await expect(outputsOf(["process.kill(process.pid, 'SIGKILL'); await new Promise(() => {})"])).rejects.toThrow(
      "the kernel exited with signal SIGKILL",
    );
  });

  it("for a notebook that is not there or not one", async () => {
    await expect(runNotebook(join(workshop.folder, "none.ipynb"))).rejects.toThrow(
      "none.ipynb: cannot be read (ENOENT)",
    );
  });
});

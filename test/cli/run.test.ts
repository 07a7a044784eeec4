import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { run } from "../../src/cli/run.js";
import type { Notebook } from "../../src/kernel/notebook.js";
import { openWorkshop, type Workshop } from "../kernel/workshop.js";

let workshop: Workshop;
let out: string;
beforeAll(() => {
  workshop = openWorkshop();
  out = join(workshop.folder, "out");
});
afterAll(() => workshop.remove());

let stdout: string;
let stderr: string;
beforeEach(() => {
  stdout = stderr = "";
  vi.spyOn(process.stdout, "write").mockImplementation((text) => ((stdout += String(text)), true));
  vi.spyOn(console, "log").mockImplementation((text) => void (stdout += `${String(text)}\n`));
  vi.spyOn(console, "error").mockImplementation((text) => void (stderr += `${String(text)}\n`));
});
afterEach(() => vi.restoreAllMocks());

it.each([
  [[], "which notebook? Give at least one .ipynb file"],
  [["a.ipynb", "--fast"], "Unknown option '--fast'"],
  [["a/x.ipynb", "b/x.ipynb"], "two notebooks are called x.ipynb; run them with different --out folders"],
  [["a.ipynb", "--tape", "/nonexistent"], "--tape /nonexistent: there is no such folder"],
  [["a.ipynb", "--cell-timeout", "soon"], "--cell-timeout soon: give seconds, from more than 0 to 2000000"],
  [["a.ipynb", "--set", "symbol"], "--set symbol: write NAME=VALUE"],
  [["a.ipynb", "--kernel", "python3"], "--kernel python3: say stock or zerodte"],
  [["a.ipynb", "--start-timeout", "0"], "--start-timeout 0: give seconds, from more than 0 to 2000000"],
])("answers a wrong command line %j with one line and exit code 2", async (argv, message) => {
  expect(await run(argv)).toBe(2);
  expect(stderr).toMatch(/^zerodte run: [^\n]+\n$/);
  expect(stderr).toContain(message);
  expect(stdout).toBe("");
});

it("refuses --stills without a browser before it runs anything", async () => {
  vi.stubEnv("CHROME_PATH", "/nonexistent/chrome");
  expect(await run(["a.ipynb", "--stills"])).toBe(2);
  vi.unstubAllEnvs();
  expect(stderr).toContain("--stills needs Chromium or Chrome, on PATH or named by CHROME_PATH; none was found");
});

it("prints its manual", async () => {
  expect(await run(["--help"])).toBe(0);
  expect(stdout).toMatch(/^zerodte run NOTEBOOK\.\.\. \[options\]\n[^]*--tape DIR/);
});

it("runs the notebooks, tells of each cell, and writes the executed notebook and its page", async () => {
  const tape = join(workshop.folder, "tape");
  mkdirSync(tape);
  vi.stubEnv("ZERODTE_URL", "http://127.0.0.1:9");
  const path = workshop.notebook("01-scan.ipynb", [
    "// where from\nconst { ZERODTE_TAPE, ZERODTE_URL } = process.env;\n`${ZERODTE_TAPE} ${ZERODTE_URL}`",
    "2 * 3",
  ]);
  expect(await run([path, "--out", out, "--html", "--tape", tape])).toBe(0);
  vi.unstubAllEnvs();
  expect(stderr).toBe("");
  const relativeOut = out.slice(process.cwd().length + 1);
  expect(stdout.replace(/\d+\.\d\d s/g, "T s")).toBe(
    `01-scan  [1/2] const { ZERODTE_TAPE, ZERODTE_URL } = process.env;  T s
01-scan  [2/2] 2 * 3  T s
         -> ${relativeOut}/01-scan.ipynb
         -> ${relativeOut}/01-scan.html
`,
  );
  const executed = JSON.parse(readFileSync(join(out, "01-scan.ipynb"), "utf8")) as Notebook;
  const texts = executed.cells.map((cell) => cell.outputs?.[0]?.text);
  expect(texts).toEqual([[`${tape} undefined\n`], ["6\n"]]);
  expect(readFileSync(join(out, "01-scan.html"), "utf8")).toMatch(/^<!doctype html>[^]*<pre class="stdout">6<\/pre>/);
});

it("reports a notebook that fails, writes it as far as it came, and still runs the others", async () => {
  const folder = join(workshop.folder, "failures");
  const bad = workshop.notebook("bad.ipynb", ["1", "\nthrow new Error('no data')", "2"]);
  const good = workshop.notebook("good.ipynb", ["1"]);
  expect(await run([bad, join(workshop.folder, "none.ipynb"), good, "--out", folder, "--html"])).toBe(1);
  expect(stderr).toBe(
    `${bad}, cell 2 of 3:
Error: no data
  line 2 | throw new Error('no data')
${join(workshop.folder, "none.ipynb")}: cannot be read (ENOENT)
`,
  );
  expect(stdout).toContain("bad  [2/3] throw new Error('no data')  ✗\n");
  expect(readdirSync(folder).sort()).toEqual(["bad.html", "bad.ipynb", "good.html", "good.ipynb"]);
  const { cells } = JSON.parse(readFileSync(join(folder, "bad.ipynb"), "utf8")) as Notebook;
  expect(cells.map(({ outputs }) => outputs?.[0]?.text)).toEqual([["1\n"], ["Error: no data\n"], undefined]);
  expect(readFileSync(join(folder, "bad.html"), "utf8")).toContain("Error: no data");
});

it("runs a notebook in our kernel where its kernelspec says so, and tells of its errors", async () => {
  const kernelspec = { display_name: "0DTE Lab (TypeScript)", language: "typescript", name: "zerodte" };
  const path = workshop.notebook(
    "ours.ipynb",
    [
      "const symbol = 'SPY';",
      "for await (const s of [symbol]) console.log(s);\n[{ s: 1 }]",
      "// why\nthrow new RangeError('far');",
    ],
    { kernelspec },
  );
  expect(await run([path, "--out", out, "--set", "symbol=QQQ"])).toBe(1);
  expect(stderr).toBe(`${path}, cell 3 of 3:\nRangeError: far\n    at cell 3, line 2: throw new RangeError('far');\n`);
  const executed = JSON.parse(readFileSync(join(out, "ours.ipynb"), "utf8")) as Notebook;
  expect(executed.metadata.kernelspec).toEqual(kernelspec);
  expect(executed.cells.map(({ outputs }) => outputs?.map(({ output_type }) => output_type))).toEqual([
    [],
    ["stream", "execute_result"],
    ["error"],
  ]);
  expect(executed.cells[1].outputs?.[0].text).toEqual(["QQQ\n"]);
  stderr = "";
  // for await at the top is beyond tslab's own kernel.
  expect(await run([path, "--out", out, "--kernel", "stock"])).toBe(1);
  expect(stderr).toContain("cell 2 of 3:");
});

it("names the parameter that a notebook does not have", async () => {
  const path = workshop.notebook("set.ipynb", ["const symbol = 'SPY';"]);
  expect(await run([path, "--out", out, "--set", "name=QQQ"])).toBe(1);
  expect(stderr).toBe(`${path}: there is no parameter name; the notebook has symbol\n`);
});

it("watches: runs again what has changed, until an interrupt", async () => {
  const path = workshop.notebook("again.ipynb", ["1"]);
  const folder = join(workshop.folder, "again");
  const others = process.listeners("SIGINT");
  const ended = run([path, "--out", folder, "--watch"]);
  await expect.poll(() => stdout, { timeout: 30_000 }).toContain("watching; Ctrl-C ends\n");
  workshop.notebook("again.ipynb", ["2"]);
  await expect.poll(() => stdout.split("watching").length, { timeout: 30_000 }).toBe(3);
  expect(JSON.stringify(JSON.parse(readFileSync(join(folder, "again.ipynb"), "utf8")))).toContain(`"2\\n"`);
  for (const listener of process.listeners("SIGINT")) if (!others.includes(listener)) listener("SIGINT");
  expect(await ended).toBe(0);
});

it("says which folder cannot be written to, before it runs anything", async () => {
  const file = workshop.notebook("blocker.ipynb", ["1"]);
  expect(await run([file, "--out", join(file, "out")])).toBe(1);
  expect(stderr).toBe(`${join(file, "out")}: nothing can be written there (ENOTDIR); see --out\n`);
  expect(stdout).toBe("");
  expect(existsSync(join(file, "out"))).toBe(false);
});

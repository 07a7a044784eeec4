import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { PLOTLY_MIME } from "../src/figures/figure.js";
import { readNotebook, type Notebook } from "../src/kernel/notebook.js";
import { notebookHtml } from "../src/kernel/notebook-html.js";
import { runNotebook } from "../src/kernel/run-notebook.js";
import { figuresOf, FOLDER, goldenFile, NOTEBOOKS, outputsOf, printedText, servedMarket } from "./gallery.js";
import { describeInterop } from "./interop.js";
import { nbconvert } from "./jupyter.js";
import { darken, lookAt, openBrowser } from "./page.js";

const env = servedMarket();
/** By name, as they were executed here. */
const gallery = new Map<string, Notebook>();

describe.each(NOTEBOOKS)("notebook %s", (name) => {
  const committed = readNotebook(join(FOLDER, name));
  let executed: Notebook;

  beforeAll(async () => {
    executed = await runNotebook(join(FOLDER, name), { env: env() });
    gallery.set(name, executed);
  });

  it("runs in tslab's own kernel against a served market without an error", () => {
    expect(outputsOf(executed).filter(({ output_type }) => output_type === "error")).toEqual([]);
    expect(executed.cells.filter((cell) => cell.cell_type === "code").every((cell) => cell.execution_count)).toBe(true);
  });

  it("prints what is kept as text, and so does the committed one", async () => {
    await expect(printedText(executed)).toMatchFileSnapshot(goldenFile(name));
    expect(printedText(committed)).toBe(printedText(executed));
  });

  it("run again gives what was committed, to the last number of a figure", () => {
    const { cells } = structuredClone(committed);
    for (const { data, metadata } of cells.flatMap(({ outputs }) => outputs ?? [])) {
      // Stills are drawn after a run, by a browser.
      delete data?.["image/png"];
      delete metadata?.["image/png"];
    }
    expect(executed.cells.map(({ outputs }) => outputs)).toEqual(cells.map(({ outputs }) => outputs));
  });

  it("ends in a figure and in a sentence on what to read from it", () => {
    const code = executed.cells.filter((cell) => cell.cell_type === "code");
    const last = outputsOf({ ...executed, cells: code.slice(-1) });
    expect(last.some(({ data }) => data && PLOTLY_MIME in data)).toBe(true);
    expect(committed.cells.at(-1)?.cell_type).toBe("markdown");
  });

  it("is short: ten code cells at most, prose between them", () => {
    const kinds = committed.cells.map((cell) => cell.cell_type);
    expect(kinds.filter((kind) => kind === "code").length).toBeLessThanOrEqual(10);
    expect(kinds.filter((kind) => kind === "markdown").length).toBeGreaterThanOrEqual(4);
  });

  it("is, as a page, Plotly and less than a megabyte", () => {
    expect(notebookHtml(executed).length).toBeLessThan(3_000_000);
  });

  it("is committed with outputs, a still image of each figure, and no script", () => {
    const figures = figuresOf(committed);
    expect(figures.length).toBeGreaterThan(0);
    expect(figures.every(({ data }) => data && "image/png" in data)).toBe(true);
    const text = readFileSync(join(FOLDER, name), "utf8");
    expect(text).not.toContain("<script");
    expect(text.length, `${basename(name)} is ${text.length} characters`).toBeLessThan(1_000_000);
  });

  it("says that its market is simulated", () => {
    expect(readFileSync(join(FOLDER, name), "utf8")).toContain("simulated market, seed 27");
  });
});

describeInterop("in Chromium", ["chromium"], () => {
  it("every figure of the gallery is drawn from the disk without a word, and again when the page turns dark", async () => {
    // One page for all, as reading Plotly takes longer than drawing.
    const cells = NOTEBOOKS.flatMap((name) => gallery.get(name)!.cells);
    const figures = figuresOf({ ...gallery.get(NOTEBOOKS[0])!, cells });
    expect(figures.length).toBeGreaterThanOrEqual(NOTEBOOKS.length);
    const browser = await openBrowser();
    const { page, complaints } = await lookAt(
      browser,
      notebookHtml({ ...gallery.get(NOTEBOOKS[0])!, cells }),
      "gallery",
    );
    expect(await page.locator(".zerodte-figure").count()).toBe(figures.length);
    await darken(page, "gallery");
    expect(complaints).toEqual([]);
    await browser.close();
  });
});

describeInterop("under Jupyter", ["jupyter", "chromium"], () => {
  it("the first notebook prints the same in the stock tslab kernel, and nbconvert's page draws its figures", async () => {
    const folder = mkdtempSync(join(tmpdir(), "zerodte-nbconvert-"));
    const [name] = NOTEBOOKS;
    await nbconvert(folder, FOLDER, ["--to", "notebook", "--execute", "--output-dir", folder, name], env());
    const executed = readNotebook(join(folder, name));
    expect(printedText(executed)).toBe(readFileSync(goldenFile(name), "utf8"));

    await nbconvert(folder, folder, ["--to", "html", "--output", "page.html", name]);
    const browser = await openBrowser();
    const { page } = await lookAt(browser, readFileSync(join(folder, "page.html"), "utf8"), "nbconvert");
    expect(await page.locator(".zerodte-figure .barlayer").count()).toBe(figuresOf(executed).length);
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  });
});

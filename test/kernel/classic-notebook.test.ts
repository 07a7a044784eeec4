import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openClassicPage, type ClassicPage } from "../classic-page.js";
import { startClassicServer, type ClassicServer } from "../classic-server.js";
import { describeInterop } from "../interop.js";
import { installStockKernel, KERNELSPEC, LAB_KERNELSPEC } from "../jupyter.js";
import { writeNotebook } from "../notebook-file.js";
import { openBrowser } from "../page.js";
import { ROOT } from "./workshop.js";

const COMMAND = join(ROOT, "dist/cli/main.js");

/** A simulated market at noon, and a table of it. */
const TABLE = `const flow = FlowEngine.simulate({ seed: 7, symbols: ["SPY"] }).at("12:00");
const gex = StrikeGrid.from(await flow.heatmap("SPY", { metric: "gex", minutes: 20 }));
rank(gex).slice(0, 5)`;
const FIGURE = "plot.heatmap(gex, { near: 0.02 })";
const BAR = `for (const day of progress(["Monday", "Tuesday", "Wednesday"], { label: "days" })) void day;`;

/** By the cell's number. */
const OURS = [
  TABLE,
  FIGURE,
  BAR,
  `// The last line fails.\nconst limit = 3;\nif (limit < 5) throw new RangeError("the limit is too low");`,
  "gex.strikes.length > 10",
  `console.log("turns");\nwhile (true) {}`,
  `const clock = {
  now: () => Date.parse("2026-06-05T16:00:00Z"),
  random: () => 0,
  sleep: (ms: number, signal: AbortSignal) => {
    console.log("waits");
    return new Promise<void>((woken) => signal.addEventListener("abort", () => woken(console.log("woken"))));
  },
};
for await (const { bars } of watch((minutes) => flow.series("SPY", { minutes }), { clock })) show(bars.slice(-2));`,
  `setTimeout(() => console.log("waits"), 50);\nawait new Promise(() => setInterval(() => {}, 1000));`,
  "",
] as const;
const [TABLE_CELL, FIGURE_CELL, BAR_CELL, ERROR_CELL, LATER_CELL, LOOP_CELL, WATCH_CELL, AWAIT_CELL, EMPTY_CELL] =
  OURS.keys();

const STOCK = [`import { FlowEngine, StrikeGrid, plot, progress, rank } from "zerodte";\n${TABLE}`, FIGURE, BAR, ""];

let folder: string;
let server: ClassicServer;
let browser: Browser;

/** Writes a notebook into a folder of its own, and gives its path for the server. */
function notebookFor(name: string, kernelspec: object, sources: readonly string[]): string {
  mkdirSync(join(folder, name), { recursive: true });
  writeNotebook(join(folder, name, "market.ipynb"), sources, { kernelspec });
  return `${name}/market.ipynb`;
}

describeInterop("in Jupyter's classic notebook", ["notebook", "chromium"], () => {
  let ours: ClassicPage;
  let stock: ClassicPage;
  beforeAll(async () => {
    // Outside of the repository: nothing is installed in the folders above it.
    folder = mkdtempSync(join(tmpdir(), "zerodte-classic-"));
    const prefix = join(folder, "installed");
    const install = promisify(execFile)(process.execPath, [COMMAND, "kernel", "install", "--prefix", prefix]);
    const data = join(prefix, "share", "jupyter");
    installStockKernel(data);
    const notebooks = [notebookFor("ours", LAB_KERNELSPEC, OURS), notebookFor("stock", KERNELSPEC, STOCK)];
    // What `npm install zerodte` makes beside a notebook.
    mkdirSync(join(folder, "stock", "node_modules"));
    symlinkSync(ROOT, join(folder, "stock", "node_modules", "zerodte"));
    [server, browser] = await Promise.all([startClassicServer(folder, data), openBrowser(), install]);
    [ours, stock] = await Promise.all(notebooks.map((path) => openClassicPage(browser, server.url, path)));
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  describe("the installed kernel", () => {
    it("runs all cells up to one that fails, each with its count", async () => {
      await ours.choose("Cell", "Run All");
      await ours.idle();
      await ours.output(ERROR_CELL).locator(".output_error").waitFor();
      expect(await ours.counts()).toEqual(["1", "2", "3", "4", "", "", "", "", ""]);
    });

    it("shows a table with numbers on the right", async () => {
      const table = ours.output(TABLE_CELL).locator("table");
      expect(await table.locator("tbody tr").count()).toBe(5);
      expect(await table.locator("th").allTextContents()).toContain("strike");
    });

    it("draws a figure by Plotly without a network, with its words below, in which a dollar is a dollar", async () => {
      const drawn = ours.output(FIGURE_CELL).locator(".zerodte-figure[data-drawn]");
      await drawn.locator(".heatmaplayer image").waitFor();
      // The page looks for formulas in its own time.
      await ours.page.evaluate("new Promise((done) => MathJax.Hub.Queue(() => done()))");
      const words = await ours.output(FIGURE_CELL).locator("p").first().innerText();
      expect(words).toMatch(/largest \+\$\d.*\$\d/);
      expect(await drawn.getAttribute("aria-label")).toBe(words);
    });

    it("shows a progress bar that has come to its end", async () => {
      const bar = ours.output(BAR_CELL).locator("progress");
      expect([await bar.getAttribute("value"), await bar.getAttribute("max")]).toEqual(["3", "3"]);
      expect(await ours.output(BAR_CELL).textContent()).toContain("3/3 days");
    });

    it("shows an error by its name, its words and the line of the cell", async () => {
      const error = await ours.output(ERROR_CELL).locator(".output_error").textContent();
      expect(error?.trim()).toBe(
        `RangeError: the limit is too low\n    at cell 4, line 3: if (limit < 5) throw new RangeError("the limit is too low");`,
      );
    });

    it("completes a name of the package with Tab, from a list where there are several", async () => {
      await ours.enter(EMPTY_CELL);
      await ours.page.keyboard.type("signFl");
      await ours.page.keyboard.press("Tab");
      const editor = ours.cell(EMPTY_CELL).locator(".CodeMirror-code");
      await expect.poll(() => editor.innerText()).toContain("signFlips");
      await ours.page.keyboard.type("; attrib");
      await ours.page.keyboard.press("Tab");
      const names = ours.page.locator("#complete option");
      await names.first().waitFor();
      expect(await names.allTextContents()).toEqual(["attribute", "attributeSides"]);
      await ours.page.keyboard.press("Enter");
      await expect.poll(() => editor.innerText()).toContain("signFlips; attribute");
    });

    it("shows the documentation of a name with Shift-Tab", async () => {
      await ours.enter(EMPTY_CELL);
      await ours.page.keyboard.press("Shift+Tab");
      const tooltip = ours.page.locator("#tooltip .tooltiptext");
      await tooltip.waitFor();
      await expect
        .poll(() => tooltip.innerText())
        .toMatch(/^function attribute<[^]*\n\nWhich strikes, or which bars, [^]*\n@example\nattribute\(/);
      await ours.page.keyboard.press("Escape");
    });

    it.each([
      ["a loop that never pauses", LOOP_CELL, "turns"],
      ["a watch", WATCH_CELL, "waits"],
      ["an await", AWAIT_CELL, "waits"],
    ])("ends %s by the stop button, and knows the earlier names", async (_, index, begun) => {
      await ours.begin(index);
      await ours.output(index).getByText(begun).waitFor();
      await ours.press("interrupt the kernel");
      await ours.output(index).getByText("Interrupted: the cell was interrupted").waitFor();
      if (index === WATCH_CELL) expect(await ours.output(index).innerText()).toContain("woken");
      await ours.begin(LATER_CELL);
      const later = async (): Promise<number> => {
        const counts = await ours.counts();
        return Number(counts[LATER_CELL]) - Number(counts[index]);
      };
      await expect.poll(later, { timeout: 30_000 }).toBe(1);
      expect(await ours.output(LATER_CELL).innerText()).toContain("true");
    });

    it("has all outputs after the notebook was saved and opened again", async () => {
      await ours.save();
      await ours.picture("classic-ours");
      await ours.reopen();
      await ours.output(FIGURE_CELL).locator("[data-drawn] .heatmaplayer image").waitFor();
      expect(await ours.output(TABLE_CELL).locator("tbody tr").count()).toBe(5);
      expect(await ours.output(BAR_CELL).locator("progress").getAttribute("value")).toBe("3");
      expect(await ours.output(ERROR_CELL).innerText()).toContain("the limit is too low");
      expect(await ours.output(LOOP_CELL).innerText()).toContain("turns");
    });

    it("is a fresh one after a restart: the count begins again, and the earlier names are gone", async () => {
      await ours.restart();
      await ours.begin(LATER_CELL);
      await ours.output(LATER_CELL).getByText("1:1 - Cannot find name 'gex'.").waitFor();
      await ours.idle();
      expect((await ours.counts())[LATER_CELL]).toBe("1");
    });

    it("asks nobody but the server, and makes no trouble in its page", () => {
      expect(ours.complaints).toEqual([]);
    });
  });

  describe("the stock kernel", () => {
    it("shows a table, a figure that is drawn, and a bar that has come to its end", async () => {
      await stock.choose("Cell", "Run All");
      await stock.idle();
      expect(await stock.output(TABLE_CELL).locator("table tbody tr").count()).toBe(5);
      await stock.output(FIGURE_CELL).locator("[data-drawn] .heatmaplayer image").waitFor();
      expect(await stock.output(BAR_CELL).locator("progress").getAttribute("value")).toBe("3");
    });

    it("completes a name with Tab", async () => {
      await stock.enter(STOCK.length - 1);
      await stock.page.keyboard.type("flow.hea");
      await stock.page.keyboard.press("Tab");
      const editor = stock.cell(STOCK.length - 1).locator(".CodeMirror-code");
      await expect.poll(() => editor.innerText()).toContain("flow.heatmap");
    });

    it("asks nobody but the server, and makes no trouble in its page", () => {
      expect(stock.complaints).toEqual([]);
    });
  });
});

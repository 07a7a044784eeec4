import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Notebook } from "../../src/kernel/notebook.js";
import { notebookHtml } from "../../src/kernel/notebook-html.js";
import { runNotebook } from "../../src/kernel/run-notebook.js";
import { addStills, stillImages } from "../../src/kernel/still-image.js";
import { describeInterop, interop } from "../interop.js";
import { installKernelspec } from "../../src/kernel/kernelspec.js";
import { LAB_KERNELSPEC, nbconvert } from "../jupyter.js";
import { lookAt, openBrowser } from "../page.js";
import { openWorkshop, type Workshop } from "./workshop.js";

const CELLS = [
  `import { show } from "./dist/kernel/show";\nimport { figure } from "./dist/figures/figure";`,
  `const z = [new Float64Array([-1, NaN, 3]), new Float64Array([4, -5, 6])];
const heat = figure([{ type: "heatmap", z }], { title: { text: "</script><img src=x onerror=boom()>" } }, "A heatmap.");
heat`,
  `show(heat);\nfigure([{ y: [1, 4, 9] }, { type: "bar", y: [3, 2, 1] }], { height: 300 }, "A line and bars.")`,
  `[{ symbol: "<img src=x onerror=boom()>", heat: 0.5 }]`,
];

let workshop: Workshop;
beforeAll(() => {
  workshop = openWorkshop();
});
afterAll(() => workshop.remove());

describeInterop("in Chromium", ["chromium"], () => {
  let browser: Browser;
  let executed: Notebook;
  beforeAll(async () => {
    browser = await openBrowser();
    executed = await runNotebook(workshop.notebook("page.ipynb", CELLS));
  });
  afterAll(() => browser.close());

  it("an exported page draws every figure from the disk without a word, and fits them to its width", async () => {
    const { page, complaints } = await lookAt(browser, notebookHtml(executed), "kernel-page");
    const figures = page.locator(".zerodte-figure");
    expect(await figures.count()).toBe(3);
    expect(await page.locator(".heatmaplayer image").count()).toBe(2);
    expect(await page.locator(".barlayer .point").count()).toBe(3);
    expect(await figures.locator(".gtitle").first().textContent()).toContain("</script><img");
    expect(await page.locator("img").count()).toBe(0);
    const wide = (await figures.first().boundingBox())?.width ?? 0;
    await page.setViewportSize({ width: 600, height: 800 });
    await expect
      .poll(async () => (await figures.first().locator(".main-svg").first().boundingBox())?.width)
      .toBeLessThan(600);
    expect(wide).toBeGreaterThan(800);
    expect(complaints).toEqual([]);
  });

  it("still images are drawn for all figures at once, and the same to the byte", async () => {
    const [first, second] = [structuredClone(executed), structuredClone(executed)];
    expect(await addStills(first, interop.chromium ?? "")).toBe(3);
    await addStills(second, interop.chromium ?? "");
    expect(first).toEqual(second);
    const outputs = first.cells.flatMap((cell) => cell.outputs ?? []).filter((output) => output.data?.["image/png"]);
    const sizes = outputs.map(({ data }) => {
      const png = Buffer.from(String(data?.["image/png"]), "base64");
      expect(png.subarray(1, 4).toString()).toBe("PNG");
      return [png.readUInt32BE(16), png.readUInt32BE(20)];
    });
    expect(sizes).toEqual([
      [1800, 900],
      [1800, 900],
      [1800, 600],
    ]);
    expect(outputs.at(-1)?.metadata).toEqual({ "image/png": { width: 900, height: 300 } });
  });

  it("says so when the browser is none, or ends early", async () => {
    const bar = { data: [{ type: "bar", y: [1] }], layout: {}, config: {} };
    await expect(stillImages([bar], "/nonexistent/chromium")).rejects.toThrow("could not be started");
    await expect(stillImages([bar], "/bin/false")).rejects.toThrow("/bin/false ended with code 1");
    await expect(stillImages([bar], "/bin/true")).rejects.toThrow("/bin/true drew 0 of 1 figures");
  });
});

describeInterop("the installed kernel under Jupyter's own tools", ["jupyter", "chromium"], () => {
  const run = async (name: string, cells: string[]): Promise<Notebook> => {
    installKernelspec(join(workshop.folder, "jupyter"), LAB_KERNELSPEC.name, "0.1.0", { stills: true });
    const path = workshop.notebook(name, cells, { kernelspec: LAB_KERNELSPEC });
    await nbconvert(workshop.folder, workshop.folder, [
      ...["--to", "notebook", "--execute", "--output", `executed-${name}`],
      path,
    ]);
    return JSON.parse(readFileSync(join(workshop.folder, `executed-${name}`), "utf8")) as Notebook;
  };

  it("nbconvert runs a notebook with counts, results, outputs that changed in place and still images", async () => {
    const { cells } = await run("lab.ipynb", [
      `for (const n of progress(3, { label: "days" })) void n;`,
      "await (async () => [{ a: 1 }])()",
      `figure([{ y: [1] }], {}, "One.")`,
      "console.log('last');",
    ]);
    expect(cells.map(({ execution_count }) => execution_count)).toEqual([1, 2, 3, 4]);
    const kinds = cells.map(({ outputs }) => outputs?.map(({ output_type }) => output_type));
    expect(kinds).toEqual([["display_data"], ["execute_result"], ["display_data", "display_data"], ["stream"]]);
    expect(JSON.stringify(cells[0])).toContain("3/3 days");
    const { data = {}, metadata } = cells[2].outputs?.at(-1) ?? {};
    const [html, png] = [data["text/html"], data["image/png"]].map((text) => [text].flat().join(""));
    expect(html).toContain(`<img src="data:image/png;base64,${png.trim()}" alt="One."`);
    expect(metadata).toEqual({ "image/png": { width: 900, height: 450 } });
    expect(JSON.stringify(cells)).not.toContain("display_id");
  });

  it("nbconvert reports a failing cell with its name, its words and its line", async () => {
    const cells = ["1", "// first\nthrow new RangeError('too far');", "3"];
    await expect(run("failing.ipynb", cells)).rejects.toThrow(/at cell 2, line 2: throw[^]*RangeError: too far/);
  });
});

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { installKernelspec } from "../src/kernel/kernelspec.js";
import { readNotebook } from "../src/kernel/notebook.js";
import { figuresOf, FOLDER, goldenFile, NOTEBOOKS, printedText, servedMarket } from "./gallery.js";
import { describeInterop } from "./interop.js";
import { LAB_KERNELSPEC, nbconvert } from "./jupyter.js";

const env = servedMarket();
const golden = (name: string): string => readFileSync(goldenFile(name), "utf8");

describeInterop("under Jupyter", ["jupyter"], () => {
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "zerodte-gallery-"));
    installKernelspec(join(folder, "jupyter"), LAB_KERNELSPEC.name, "0.1.0");
    const kernel = `--ExecutePreprocessor.kernel_name=${LAB_KERNELSPEC.name}`;
    const run = ["--to", "notebook", "--execute", kernel, "--output-dir", folder, ...NOTEBOOKS];
    await nbconvert(folder, FOLDER, run, env());
    await nbconvert(folder, folder, ["--to", "html", ...NOTEBOOKS]);
    await nbconvert(folder, FOLDER, ["--to", "html", "--output-dir", join(folder, "committed"), ...NOTEBOOKS]);
  }, 300_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  describe.each(NOTEBOOKS)("%s", (name) => {
    const page = (...path: string[]): string =>
      readFileSync(join(folder, ...path, name.replace(/ipynb$/, "html")), "utf8");

    it("prints by nbconvert --execute in our kernel what it prints in tslab's own", () => {
      expect(printedText(readNotebook(join(folder, name)))).toBe(golden(name));
    });

    it("shows every figure on nbconvert's page: drawn if it was just run, still if it is the committed one", () => {
      const figures = figuresOf(readNotebook(join(FOLDER, name)));
      for (const { data } of figuresOf(readNotebook(join(folder, name)))) expect(page()).toContain(data?.["text/html"]);
      expect(page().match(/<div class="zerodte-figure"/g)).toHaveLength(figures.length);
      expect(page().match(/DecompressionStream/g)).toHaveLength(1);
      expect(page("committed").match(/<img [^>]*src="data:image\/png;base64,/g)).toHaveLength(figures.length);
    });
  });
});

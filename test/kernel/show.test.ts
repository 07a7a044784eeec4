import { createRequire } from "node:module";
import { afterEach, expect, it, vi } from "vitest";
import { figure } from "../../src/figures/figure.js";
import { show } from "../../src/kernel/show.js";
import { installDisplay, publish } from "../../src/kernel/tslab.js";

afterEach(() => vi.restoreAllMocks());

it("prints the text form outside a notebook", () => {
  let printed = "";
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    printed += String(text);
    return true;
  });
  show([{ strike: 500, share: 0.5 }]);
  show(figure([{ y: [1] }], {}, "One bar."));
  show("text");
  show({ a: 1 });
  show(undefined);
  vi.restoreAllMocks();
  expect(printed).toBe("strike  share\n   500    0.5\nOne bar.\ntext\n{ a: 1 }\nundefined\n");
});

it("does nothing to a process that is not a kernel", () => {
  expect(installDisplay()).toBe(false);
  expect(publish({ "text/plain": "x" })).toBe(false);
  expect("__tslab__" in globalThis).toBe(false);
});

it("prints when the kernel takes no output", () => {
  const cells: { tsLastExpr?: unknown } = { tsLastExpr: "stale" };
  vi.stubGlobal("__tslab__", { exports: cells });
  expect([installDisplay(), installDisplay()]).toEqual([true, true]);
  expect(Object.keys(cells)).toEqual([]);
  cells.tsLastExpr = [{ a: 1 }];
  expect(cells.tsLastExpr).toEqual([{ a: 1 }]);
  vi.unstubAllGlobals();
});

it("brings Plotly to the page once, before the first figure or HTML that holds one", () => {
  const outputs: object[] = [];
  const filename = "/nowhere/tslab/dist/jupyter.js";
  const lastWriteDisplayData = ({ data }: { data: object }): number => outputs.push(data);
  const { cache } = createRequire(import.meta.url);
  cache[filename] = { filename, exports: { lastWriteDisplayData } } as unknown as NodeJS.Module;
  vi.stubGlobal("__tslab__", { exports: {} });
  try {
    installDisplay();
    const table = { "text/html": "<table></table>", "text/plain": "" };
    const sheet = { "text/html": '<p>A figure</p><div class="zerodte-figure"></div>', "text/plain": "" };
    for (const bundle of [table, sheet, sheet]) expect(publish(bundle)).toBe(true);
    const loader = { "text/html": expect.stringContaining("__zerodtePlotly") as string, "text/plain": "" };
    expect(outputs).toEqual([table, loader, sheet, sheet]);
  } finally {
    delete cache[filename];
    vi.unstubAllGlobals();
  }
});

import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { collectOutputs } from "../../src/kernel/cell-outputs.js";
import { startKernel } from "../../src/kernel/kernel-process.js";
import { readNotebook, type CellOutput } from "../../src/kernel/notebook.js";
import { describeInterop } from "../interop.js";
import type { Lab } from "../jupyterlab-front-end.js";
import { openLabPage, type LabPage } from "../jupyterlab-page.js";
import { openBrowser, shoot } from "../page.js";
import { ROOT } from "./workshop.js";

declare const lab: Lab;

/** What somebody else may call their symbols and figures: each part of it would leave a mark on the page. */
const HOSTILE = `</script><script>window.hostile = 1</script><img src=x onerror="window.hostile = 2">`;

const NOTEBOOKS = join(ROOT, "notebooks");

const FIGURES = `const market = FlowEngine.simulate({ seed: 7 }).at("15:00");
const gex = StrikeGrid.from(await market.heatmap("SPX", { metric: "gex", minutes: 120 }));
const name = ${JSON.stringify(HOSTILE)};
show(figure([{ type: "bar", name, x: [name, "b"], y: [1, 2] }], { title: { text: name }, height: 300 }, name));
plot.heatmap(gex, { near: 0.01 })`;

const CELLS = [
  FIGURES,
  `const { entries } = await market.leaderboard({ metric: "heat", n: 5 });\nentries`,
  "toFrame(entries.slice(0, 3))",
  "gex",
  `console.log("printed");\nconsole.error("complained");\nfor (const n of progress(3, { label: "days" })) void n;`,
  "[{ symbol: name, heat: 0.5 }]",
  "throw new RangeError(name);",
];

/** A page beside others on two cores may take seconds to a frame. */
const PATIENT = { timeout: 30_000 };

/** What a kernel publishes of a cell. */
type Said = [type: string, content: { data?: Record<string, unknown> }][];

describeInterop("JupyterLab's own renderers", ["chromium"], () => {
  let browser: Browser;
  let said: Said[];
  /** The notebook while it runs, and what JupyterLab then saves of it. */
  let live: LabPage;
  let saved: CellOutput[][];
  /** The same opened by somebody else. */
  let reopened: LabPage;
  beforeAll(async () => {
    const env = { ZERODTE_STILLS: "1" };
    const [kernel, opened] = await Promise.all([
      startKernel({ cwd: NOTEBOOKS, kernel: "zerodte", env }),
      openBrowser(),
    ]);
    browser = opened;
    said = [];
    for (const code of CELLS) {
      const messages: Said = [];
      await kernel.execute(code, (type, content) => void messages.push([type, content]));
      said.push(messages);
    }
    await kernel.close();
    live = await openLabPage(browser);
    await live.page.evaluate((all) => {
      for (const messages of all) {
        const place = lab.run();
        for (const [type, content] of messages) lab.tell(place, type, content);
      }
    }, said);
    saved = (await live.page.evaluate(() => lab.saved())) as CellOutput[][];
    reopened = await open(saved, false);
    await live.page.waitForFunction(
      `document.querySelectorAll(".zerodte-figure :is(.barlayer .point, .heatmaplayer image)").length === 3`,
    );
    // A kernel, danfojs, a bundler and two browsers: on a busy machine they need more than other hooks.
  }, 240_000);
  afterAll(() => browser.close());

  /** Opens saved cells on a page of their own. */
  async function open(cells: CellOutput[][], ...trusts: boolean[]): Promise<LabPage> {
    const opened = await openLabPage(browser);
    for (const trusted of trusts)
      await opened.page.evaluate(([all, trust]) => all.forEach((outputs) => lab.open(outputs, trust)), [
        cells,
        trusted,
      ] as const);
    // Images have their size as soon as they are decoded.
    await opened.page.evaluate(() => Promise.all([...document.images].map((image) => image.decode())));
    return opened;
  }

  const inks = (): Promise<string[]> =>
    live.page.evaluate(
      `[...document.querySelectorAll(".zerodte-figure")].map((f) => f.layout.template.layout.font.color)`,
    );

  it("draw each figure of a cell that runs, and show the rest as what it is", async () => {
    const { page, complaints } = live;
    expect(await page.locator(".zerodte-figure .heatmaplayer image").count()).toBe(1);
    expect(await page.locator(".zerodte-figure .barlayer .point").count()).toBe(2);
    expect(await page.locator("td", { hasText: "AVGO" }).count()).toBe(2);
    expect(await page.locator("pre", { hasText: "StrikeGrid SPX gex" }).count()).toBe(1);
    expect(await page.locator("pre", { hasText: /^printed/ }).count()).toBe(1);
    expect(await page.locator("[data-mime-type='application/vnd.jupyter.stderr']").count()).toBe(2);
    expect(await page.locator("progress").getAttribute("value")).toBe("3");
    await shoot(live.page, "jupyterlab-light");
    expect(complaints).toEqual([]);
  });

  it("replace a figure where it stands when its still image has been drawn", async () => {
    const shown = saved[0].filter(({ data }) => data && "image/png" in data);
    expect(said[0].filter(([type]) => type === "update_display_data")).toHaveLength(2);
    expect(shown).toHaveLength(2);
    expect(await live.page.locator(".zerodte-figure").count()).toBe(2);
    expect(await live.page.locator("img").count()).toBe(0);
    expect(JSON.stringify(saved)).not.toContain("display_id");
  });

  it("have figures that follow the theme, also those that were out of the page meanwhile", async () => {
    const light = await inks();
    const [first] = await live.page.$$(".jp-OutputArea");
    await first.evaluate((area) => area.remove());
    await live.setTheme("dark");
    await first.evaluate((area) => document.body.prepend(area));
    await expect.poll(inks, PATIENT).toEqual(["rgba(255,255,255,0.9)", "rgba(255,255,255,0.9)"]);
    expect(light).toEqual(["rgba(0,0,0,0.9)", "rgba(0,0,0,0.9)"]);
    await shoot(live.page, "jupyterlab-dark");
    // Back again before the next frame.
    await first.evaluate(async (area) => {
      area.remove();
      document.body.dataset.mark = "";
      await Promise.resolve();
      document.body.prepend(area);
    });
    await live.setTheme("light");
    await expect.poll(inks, PATIENT).toEqual(light);
    expect(live.complaints).toEqual([]);
  });

  it("save a cell's outputs as our own runner collects them", () => {
    const own = said.map((messages) => {
      const outputs: CellOutput[] = [];
      const collect = collectOutputs(outputs, new Map());
      for (const message of messages) collect(...message);
      return outputs;
    });
    expect(own).toEqual(saved);
  });

  it("run nothing of a notebook that is not trusted, and show its still images", async () => {
    const { page, complaints, setTheme } = reopened;
    expect(await page.locator("script").count()).toBe(1);
    expect(await page.evaluate("[typeof Plotly, typeof __zerodtePlotly].join()")).toBe("undefined,undefined");
    const images = page.locator(".zerodte-figure img");
    const sizes = await images.evaluateAll((all) =>
      (all as HTMLImageElement[]).map((image) => [image.naturalWidth, image.naturalHeight]),
    );
    expect(sizes).toEqual([
      [1800, 600],
      [1800, 1080],
    ]);
    expect(await images.first().getAttribute("alt")).toBe(HOSTILE);
    expect(await images.last().getAttribute("alt")).toMatch(/^SPX gamma exposure/);
    await page.locator("summary").last().click();
    expect(await page.locator("details[open] td").count()).toBeGreaterThan(20);
    await shoot(page, "jupyterlab-untrusted-light");
    await setTheme("dark");
    await shoot(page, "jupyterlab-untrusted-dark");
    expect(complaints).toEqual([]);
  });

  it("show a figure without a still image as its text and its folded table, and no empty space", async () => {
    const figures = said[0].flatMap(([type, { data = {} }]): CellOutput[] =>
      type === "display_data" ? [{ output_type: type, data, metadata: {} }] : [],
    );
    const { page, complaints } = await open([figures], false);
    expect(await page.locator("img").count()).toBe(0);
    expect(await page.locator("p", { hasText: "SPX gamma exposure" }).isVisible()).toBe(true);
    expect((await page.locator("body").boundingBox())?.height).toBeLessThan(300);
    await page.locator("summary").last().click();
    expect(await page.locator("details[open] td").count()).toBeGreaterThan(20);
    await shoot(page, "jupyterlab-text");
    expect(complaints).toEqual([]);
  });

  it("show a hostile name as the name it is, whether trusted or not", async () => {
    for (const { page } of [live, reopened]) {
      expect(await page.evaluate("typeof window.hostile")).toBe("undefined");
      expect(await page.locator("td", { hasText: HOSTILE }).count()).toBe(1);
      expect(await page.locator("p", { hasText: HOSTILE }).count()).toBe(1);
      expect(await page.locator("pre", { hasText: `RangeError: ${HOSTILE}` }).count()).toBe(1);
      expect(await page.locator("img[src=x]").count()).toBe(0);
    }
    expect(await live.page.locator(".gtitle").first().textContent()).toBe(HOSTILE);
  });

  it("show the still images and tables of the notebooks that come with the package, trusted or not", async () => {
    const files = readdirSync(NOTEBOOKS).filter((name) => name.endsWith(".ipynb"));
    const cells = files.flatMap((file) => readNotebook(join(NOTEBOOKS, file)).cells.map(({ outputs = [] }) => outputs));
    const figures = cells.flat().filter(({ data }) => data && "image/png" in data);
    const tables = cells.flat().filter(({ data }) => data && "text/html" in data);
    expect(figures.length).toBeGreaterThan(6);
    const { page, complaints } = await open(cells, true, false);
    const widths = await page.locator("img").evaluateAll((all) => all.map((image) => image.clientWidth));
    expect(widths).toHaveLength(2 * figures.length);
    expect(Math.min(...widths)).toBeGreaterThan(800);
    expect(await page.locator("table").count()).toBe(2 * tables.length);
    await shoot(page, "jupyterlab-committed", false);
    expect(complaints).toEqual([]);
  });
});

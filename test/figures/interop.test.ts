import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Figure } from "../../src/figures/figure.js";
import { plot } from "../../src/figures/index.js";
import { figureHtml, plotlyScriptPath } from "../../src/figures/plotly-html.js";
import { describeInterop } from "../interop.js";
import { openBrowser } from "../page.js";
import { family } from "./family.js";
import { sampleGrid } from "./sample.js";

/**
 * What is written in the drawing on the page and lies on something else that is, or beyond the edges of the figure. Two
 * pixels are no collision: the box of a line of text is taller than its letters.
 */
const COLLISIONS = `(() => {
  const edge = document.querySelector("#figure .main-svg").getBoundingClientRect();
  const texts = [...document.querySelectorAll("#figure .main-svg text")]
    .filter((text) => text.textContent.trim() !== "" && getComputedStyle(text).fontSize !== "1px" && text.closest(".hoverlayer") === null)
    .map((text) => ({ words: text.textContent, box: text.getBoundingClientRect() }))
    .filter(({ box }) => box.width > 0);
  const found = texts
    .filter(({ box }) => box.left < edge.left - 1 || box.right > edge.right + 1 || box.top < edge.top - 1 || box.bottom > edge.bottom + 2)
    .map(({ words }) => words + " is cut off");
  texts.forEach((one, i) => texts.slice(i + 1).forEach((other) => {
    const [a, b] = [one.box, other.box];
    const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
    const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
    if (across > 2 && down > 2) found.push(one.words + " lies on " + other.words);
  }));
  return found;
})()`;

declare const Plotly: { newPlot: (...args: unknown[]) => Promise<unknown> };

describeInterop("figures in Chromium", ["chromium"], () => {
  let browser: Browser;
  let page: Page;
  let complaints: string[];
  let figures: Awaited<ReturnType<typeof family>>;
  beforeAll(async () => {
    figures = await family();
    browser = await openBrowser();
    page = await browser.newPage({ viewport: { width: 900, height: 600 } });
    page.on("console", (message) => complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("dialog", (dialog) => {
      complaints.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    // Plotly takes seconds to be read: once for all figures, which follow each other on the page.
    await page.addScriptTag({ path: plotlyScriptPath() });
  });
  afterAll(() => browser.close());

  /** Draws a figure where the one before was, and forgets what the page had to say about that. */
  async function drawn(figure: Figure, width: number = 900): Promise<void> {
    complaints = [];
    await page.evaluate(`document.body.innerHTML = '<div id="figure" style="width: ${width}px"></div>'`);
    const plain = JSON.parse(JSON.stringify(figure)) as Figure;
    await page.evaluate((whole) => Plotly.newPlot("figure", whole), plain);
  }

  it("an encoded heatmap is read with its gaps, and hovers with sign, unit, New York time and spot", async () => {
    const rows = [
      [-1.5e6, NaN, 2e6],
      [3e6, NaN, -0.25e6],
    ];
    const figure = plot.heatmap(sampleGrid([5900, 5905], rows), { clip: 1 });
    await drawn(figure);
    const z = await page.evaluate(
      `document.getElementById("figure").calcdata[0][0].z.map((row) => Array.from(row, (cell) => cell ?? null))`,
    );
    expect(z).toEqual([
      [-1.5, null, 2],
      [3, null, -0.25],
    ]);
    const box = await page.locator(".nsewdrag").boundingBox();
    const hover = async (x: number, y: number): Promise<string[]> => {
      await page.mouse.move(box!.x + x * box!.width, box!.y + y * box!.height);
      await page.waitForTimeout(200);
      return page.locator(".hoverlayer text").allTextContents();
    };
    const spot = (utc: string): string => `spot 5,902.50 · ${utc} UTC`;
    expect(await hover(0.1, 0.8)).toEqual(["09:30 ET", "strike 5900: \u2212$1.500 M per 1 % move", spot("13:30")]);
    expect(await hover(0.5, 0.8)).toEqual(["09:31 ET", spot("13:31")]);
    expect(await hover(0.9, 0.2)).toEqual(["09:32 ET", "strike 5905: \u2212$0.250 M per 1 % move", spot("13:32")]);
    expect(complaints).toEqual([]);
  });

  it.each([
    ["one bar", sampleGrid([5900, 5905], [[1e6], [-1e6]])],
    ["one strike", sampleGrid([5890], [[1e6, -1e6]])],
    ["one cell", sampleGrid([5900], [[1e6]])],
  ])("a heatmap of %s can be seen", async (_, grid) => {
    await drawn(plot.heatmap(grid));
    const image = await page.locator(".heatmaplayer image").boundingBox();
    expect(image?.width).toBeGreaterThan(600);
    expect(image?.height).toBeGreaterThan(100);
    expect(complaints).toEqual([]);
  });

  it("a scrubber plays, stops, and goes where its slider is set, without a kernel", async () => {
    const spot = new Float64Array(40).fill(5902.5);
    const rows = [spot.map((_, bar) => bar * 1e6), spot.map((_, bar) => -bar * 1e6)].map((row) => [...row]);
    await drawn(plot.scrubber(sampleGrid([5900, 5905], rows, { spot }), { duration: 20 }));
    const caption = (): Promise<string | null> => page.locator(".textpoint text").textContent();
    expect(await caption()).toMatch(/^09:30 ET \(13:30 UTC\)/);
    await page.locator(".updatemenu-button").first().click();
    await page.waitForFunction(`!document.querySelector(".textpoint text").textContent.startsWith("09:30")`);
    await page.locator(".updatemenu-button").nth(1).click();
    const rail = await page.locator(".slider-rail-rect").boundingBox();
    await page.mouse.click(rail!.x + rail!.width - 1, rail!.y + 1);
    await page.waitForFunction(`document.querySelector(".textpoint text").textContent.startsWith("10:09 ET")`);
    expect(await page.evaluate(`document.getElementById("figure").data[0].x`)).toEqual([39, null]);
  });

  it.each([900, 700, 390])(
    "nothing written in any figure lies on anything else or is cut off at %i pixels",
    async (width) => {
      const found: string[] = [];
      for (const [name, figure] of Object.entries(figures)) {
        await drawn(figure, width);
        found.push(...(await page.evaluate<string[]>(COLLISIONS)).map((what) => `${name}: ${what}`));
        expect(complaints).toEqual([]);
      }
      expect(found).toEqual([]);
    },
  );

  it("a saved page stays silent while its scrubber is played, paused and scrubbed", async () => {
    complaints = [];
    const html = figureHtml(figures.scrubber, "played");
    await page.evaluate((text) => {
      document.body.replaceChildren(document.createRange().createContextualFragment(text));
    }, html);
    const caption = (): Promise<string | null> => page.locator(".textpoint text").textContent();
    await page.waitForSelector(".textpoint text");
    const [play, pause] = await page.locator(".updatemenu-button").all();
    for (let round = 0; round < 2; round++) {
      const before = await caption();
      await play.click();
      await page.waitForFunction((text) => document.querySelector(".textpoint text")!.textContent !== text, before);
      await pause.click();
    }
    const stopped = await caption();
    await play.click();
    const rail = await page.locator(".slider-rail-rect").boundingBox();
    await page.mouse.click(rail!.x + rail!.width - 1, rail!.y + 1);
    await page.waitForFunction(`document.querySelector(".textpoint text").textContent.startsWith("15:29 ET")`);
    expect(stopped).not.toMatch(/^15:29 ET/);
    expect(complaints).toEqual([]);
  });

  it("a name full of markup and dollars is shown as it is, and does nothing", async () => {
    const symbol = `<img src=x onerror=alert(1)></script> $a$ & $b$`;
    await drawn(plot.profile(sampleGrid([5900], [[1]], { symbol })));
    expect(await page.locator(".gtitle").textContent()).toContain(
      // Broken where there was a space.
      `${symbol.replace("x onerror", "xonerror")}gamma exposure by strike`,
    );
    expect(await page.locator("#figure img, #figure script").count()).toBe(0);
    expect(complaints).toEqual([]);
  });
});

import { createRequire } from "node:module";
import process from "node:process";
import { chromium } from "playwright-core";

const require = createRequire(import.meta.url);
const { StrikeGrid, plot } = require("../../../dist/index.js");
const { plotlyJson, plotlyScriptPath } = require("../../../dist/figures/plotly-html.js");
const { decodeMatrix } = require("../../../dist/figures/encoding.js");
const { findChromium } = require("../../../dist/kernel/still-image.js");

/*
 * A session's heatmap in headless Chromium, beside the same cells given to Plotly as a heatmap alone: its strikes are 5
 * apart below the spot and 10 above, so that Plotly gets an axis of strikes that is not regular. Plotly has the numbers as
 * arrays, in the units and with the colours of ours, and as regular a time axis; ours are read from base64, with the spot,
 * marks and notes around them.
 */

const BARS = 390;
const STRIKES = Float64Array.from({ length: 150 }, (_, i) => (i < 75 ? 5600 + 5 * i : 5975 + 10 * (i - 75)));
const OPEN = Date.parse("2026-06-05T13:30:00Z");
/** Bars of which nothing is known. */
const GAP = [200, 215];

function gridOf(phase) {
  const times = Float64Array.from({ length: BARS }, (_, bar) => OPEN + bar * 60_000);
  const spot = times.map((_, bar) => 5975 + 20 * Math.sin(bar / 60));
  const value = (strike, bar) => 1e6 * Math.sin(strike / 9 + phase) * Math.cos(bar / 40) + 1e3 * (strike - 70);
  const values = Float64Array.from({ length: STRIKES.length * BARS }, (_, cell) => {
    const bar = cell % BARS;
    return bar >= GAP[0] && bar < GAP[1] ? NaN : value(Math.floor(cell / BARS), bar);
  });
  const axes = { strikes: STRIKES, times, barMs: 60_000, spot };
  return new StrikeGrid({ symbol: "SPX", expiration: "2026-06-05", field: "gex", kind: "level", ...axes, values });
}

/** The cells of our figure, for Plotly alone. */
function bareOf({ data: [cells], layout }) {
  const { z, x0, dx, y0, dy, zmin, zmax, colorscale } = cells;
  const rows = decodeMatrix(z).map((row) => row.map((value) => (Number.isNaN(value) ? null : value)));
  const listed = Array.from(STRIKES, (strike) => rows[Math.round((strike - y0) / dy)]);
  const bare = { type: "heatmap", z: listed, x0, dx, y: [...STRIKES], zmin, zmax, colorscale };
  return { data: [bare], layout: { height: layout.height, width: 900 } };
}

/* In the page. `colours` reads the picture at the middle of each strike and of every third bar, blank as `0,0,0,0`. */
const PAGE = `
  globalThis.plotted = async (name, { data, layout }, how) => {
    await Plotly[how](name, data, layout);
  };
  globalThis.colours = async (name, strikes, bars) => {
    const div = document.getElementById(name);
    const picture = div.querySelector(".heatmaplayer image");
    const [x, y, width, height] = ["x", "y", "width", "height"].map((at) => Number(picture.getAttribute(at)));
    const image = new Image();
    image.src = picture.getAttribute("href");
    await image.decode();
    const canvas = Object.assign(document.createElement("canvas"), { width: image.width, height: image.height });
    const context = canvas.getContext("2d");
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, image.width, image.height);
    const { xaxis, yaxis } = div._fullLayout;
    const { x0, dx } = div._fullData[0];
    const first = xaxis.d2c(x0);
    return strikes.flatMap((strike) => bars.map((bar) => {
      const column = Math.floor(((xaxis.c2p(first + bar * dx) - x) / width) * image.width);
      const row = Math.floor(((yaxis.d2p(strike) - y) / height) * image.height);
      const pixel = 4 * (row * image.width + column);
      return [...data.subarray(pixel, pixel + 4)];
    }));
  };
`;

async function openPage() {
  const executablePath = findChromium();
  if (executablePath === undefined) return { absent: "no Chromium" };
  const browser = await chromium.launch({ executablePath, args: process.getuid?.() === 0 ? ["--no-sandbox"] : [] });
  const page = await browser.newPage({ viewport: { width: 900, height: 1200 } });
  await page.setContent(`<div id="ours" style="width: 900px"></div><div id="bare" style="width: 900px"></div>`);
  await page.addScriptTag({ path: plotlyScriptPath() });
  await page.addScriptTag({ content: PAGE });
  const figures = [0, 1].map((phase) => {
    const ours = JSON.parse(JSON.stringify(plotlyJson(plot.heatmap(gridOf(phase)))));
    return { ours, bare: bareOf(ours) };
  });
  await page.evaluate(`globalThis.figures = ${JSON.stringify(figures)}`);
  return { page, close: () => void browser.close() };
}

/** Whether both pictures have the same colour wherever a strike and a bar meet, and none in the gap. */
async function sameColours(page) {
  const bars = Array.from({ length: BARS / 3 }, (_, i) => 3 * i + 1);
  const read = (name) => page.evaluate(`colours("${name}", ${JSON.stringify([...STRIKES])}, ${JSON.stringify(bars)})`);
  const [ours, bare] = [await read("ours"), await read("bare")];
  return ours.every((colour, i) => {
    const bar = bars[i % bars.length];
    const blank = bar >= GAP[0] && bar < GAP[1];
    const same = colour.every((part, c) => Math.abs(part - bare[i][c]) <= 2);
    return same && (blank ? colour[3] === 0 : colour[3] === 255);
  });
}

const row = (title, how, must) => ({
  name: `${title}, ${BARS} bars x ${STRIKES.length} uneven strikes`,
  async setUp() {
    const opened = await openPage();
    const peer = "Plotly's heatmap alone";
    if ("absent" in opened) return { ours: () => {}, peers: [{ peer, theirs: opened, ...must }] };
    const { page, close } = opened;
    // Each round another phase, so that nothing is drawn that is there already.
    const drawing = (name) => {
      let turn = 0;
      return () => page.evaluate(`plotted("${name}", structuredClone(figures[${turn++ % 2}].${name}), "${how}")`);
    };
    const theirs = drawing("bare");
    return {
      ours: drawing("ours"),
      peers: [{ peer, theirs, same: () => sameColours(page), ...must }],
      rounds: 30,
      close,
    };
  },
});

export const rows = [row("draw a heatmap", "newPlot", { atMost: 0.5 }), row("draw it again", "react", { atMost: 0.5 })];

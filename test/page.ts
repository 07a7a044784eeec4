import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium, type Browser, type Page } from "playwright-core";
import { interop } from "./interop.js";

/** Where pages and screenshots are left to be looked at. */
export const OUT: string = new URL("../out/", import.meta.url).pathname;

/** A headless Chromium; as root it has to do without its sandbox. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: interop.chromium ?? "",
    args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
  });
}

/**
 * Opens a page from the disk with the network off, waits until each of its figures is drawn, leaves a screenshot in
 * `out/`, and tells what the page complained of: console errors and warnings, exceptions, requests to a network.
 */
export async function lookAt(
  browser: Browser,
  html: string,
  name: string,
  colorScheme: "light" | "dark" = "light",
): Promise<{ page: Page; complaints: string[] }> {
  mkdirSync(OUT, { recursive: true });
  const file = join(OUT, `${name}.html`);
  writeFileSync(file, html);
  const context = await browser.newContext({ offline: true, colorScheme, viewport: { width: 1100, height: 800 } });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("request", (request) => {
    if (/^(https?|wss?):/.test(request.url())) complaints.push(`asked for ${request.url()}`);
  });
  await page.goto(pathToFileURL(file).href);
  await page.waitForFunction(
    `[...document.querySelectorAll(".zerodte-figure")].every((f) => f.querySelector(".cartesianlayer .trace, .heatmaplayer image"))`,
  );
  await page.screenshot({ path: join(OUT, `${name}-${colorScheme}.png`), fullPage: true });
  return { page, complaints };
}

/**
 * Turns an open page dark, as a reader's system does in the evening, waits until every figure has followed, and leaves a
 * screenshot.
 */
export async function darken(page: Page, name: string): Promise<void> {
  const inks = `[...document.querySelectorAll(".zerodte-figure")].map((f) => f.layout.template.layout.font.color).join()`;
  const light = await page.evaluate(inks);
  await page.emulateMedia({ colorScheme: "dark" });
  await page.waitForFunction(`${inks} !== ${JSON.stringify(light)}`);
  await page.screenshot({ path: join(OUT, `${name}-dark.png`), fullPage: true });
}

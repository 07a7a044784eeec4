import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium, type Browser, type Page } from "playwright-core";
import { interop } from "./interop.js";

/** Where pages and screenshots are left to be looked at. */
const OUT = new URL("../out/", import.meta.url).pathname;

/** A headless Chromium; as root it has to do without its sandbox. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: interop.chromium ?? "",
    args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
  });
}

/** Leaves a screenshot in `out/`, if they are asked for by ZERODTE_LOOK=1: on long pages they take seconds. */
export async function shoot(page: Page, name: string, fullPage = true): Promise<void> {
  if (process.env.ZERODTE_LOOK === "1") await page.screenshot({ path: join(OUT, `${name}.png`), fullPage });
}

/** A page, and what it has complained of: console errors and warnings, exceptions, dialogs, requests to a network. */
export interface OpenedPage {
  page: Page;
  complaints: string[];
}

/** Opens a page from the disk, where it stays to be looked at, with the network off. */
export async function openPage(
  browser: Browser,
  html: string,
  name: string,
  look: { width?: number; colorScheme?: "light" | "dark" } = {},
): Promise<OpenedPage> {
  mkdirSync(OUT, { recursive: true });
  const file = join(OUT, `${name}.html`);
  writeFileSync(file, html);
  const { width = 1100, colorScheme = "light" } = look;
  const context = await browser.newContext({ offline: true, colorScheme, viewport: { width, height: 800 } });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("dialog", (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("request", (request) => {
    if (!/^(file|data|blob):/.test(request.url())) complaints.push(`asked for ${request.url()}`);
  });
  await page.goto(pathToFileURL(file).href);
  return { page, complaints };
}

/** {@link openPage}, and waits until each of its figures is drawn. */
export async function lookAt(browser: Browser, html: string, name: string): Promise<OpenedPage> {
  const opened = await openPage(browser, html, name);
  await opened.page.waitForFunction(
    `[...document.querySelectorAll(".zerodte-figure")].every((f) => f.querySelector(".cartesianlayer .trace, .heatmaplayer image"))`,
  );
  await shoot(opened.page, `${name}-light`);
  return opened;
}

/** Turns an open page dark, as a reader's system does in the evening, and waits until every figure has followed. */
export async function darken(page: Page, name: string): Promise<void> {
  const inks = `[...document.querySelectorAll(".zerodte-figure")].map((f) => f.layout.template.layout.font.color).join()`;
  const light = await page.evaluate(inks);
  await page.emulateMedia({ colorScheme: "dark" });
  await page.waitForFunction(`${inks} !== ${JSON.stringify(light)}`);
  await shoot(page, `${name}-dark`);
}

import { spawn } from "node:child_process";
import { accessSync, constants, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";
import { PLOTLY_MIME, type Figure } from "../figures/figure.js";
import { FIGURE_HEIGHT, plotlyScriptPath, scriptJson } from "../figures/plotly-html.js";
import type { Notebook } from "./notebook.js";

/** Width in CSS pixels of a still image; it is drawn at twice as many for sharp screens. */
const WIDTH = 900;
const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];

/**
 * A Chromium or Chrome on this machine: `CHROME_PATH` if set, else the first of the usual names on `PATH`; undefined if
 * there is none.
 */
export function findChromium(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const onPath = (env.PATH ?? "").split(delimiter).flatMap((folder) => NAMES.map((name) => join(folder, name)));
  return (env.CHROME_PATH ? [env.CHROME_PATH] : onPath).find((file) => {
    try {
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/**
 * Adds a still PNG to every figure of an executed notebook, in place, for readers that run no script; see
 * {@link keptOutputs}. All figures are drawn in one start of the browser (2 to 4 s).
 *
 * @returns How many figures got one.
 * @throws Error if the browser fails or a figure cannot be drawn, with Plotly's message.
 */
export async function addStills(notebook: Notebook, chromium: string): Promise<number> {
  const outputs = notebook.cells.flatMap((cell) => cell.outputs ?? []);
  const figures = outputs.flatMap((output) => {
    const figure = output.data?.[PLOTLY_MIME] as Figure | undefined;
    return figure ? [{ output, figure }] : [];
  });
  if (figures.length === 0) return 0;
  const images = await stillImages(
    figures.map(({ figure }) => figure),
    chromium,
  );
  for (const [i, { output, figure }] of figures.entries()) {
    output.data = { ...output.data, "image/png": images[i] };
    output.metadata = { ...output.metadata, "image/png": { width: WIDTH, height: heightOf(figure) } };
  }
  return figures.length;
}

/** Figures as PNG in base64, 900 CSS pixels wide at twice the resolution, dark on white. */
export async function stillImages(figures: readonly Figure[], chromium: string): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), "zerodte-stills-"));
  try {
    const page = join(folder, "figures.html");
    writeFileSync(page, drawingPage(figures));
    const html = await dumpDom(chromium, page, folder);
    const result = /<pre id="images">([^]*?)<\/pre>/.exec(html)?.[1]?.split("\n") ?? [];
    if (result.length !== figures.length)
      throw new Error(`${chromium} drew ${result.length} of ${figures.length} figures`);
    return result.map((image, i) => {
      const [, base64] = /^data:image\/png;base64,(.+)$/.exec(image) ?? [];
      if (!base64) throw new Error(`figure ${i + 1} cannot be drawn: ${image}`);
      return base64;
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function heightOf({ layout }: Figure): number {
  return typeof layout.height === "number" ? layout.height : FIGURE_HEIGHT;
}

function drawingPage(figures: readonly Figure[]): string {
  const sized = figures.map((figure) => ({
    data: figure.data,
    layout: { paper_bgcolor: "#fff", plot_bgcolor: "#fff", ...figure.layout, width: WIDTH, height: heightOf(figure) },
  }));
  return `<!doctype html><meta charset="utf-8"><script src="${pathToFileURL(plotlyScriptPath()).href}"></script><pre id="images"></pre>
<script>(async function () {
  var images = [];
  for (var figure of ${scriptJson(sized)}) {
    var size = { format: "png", width: figure.layout.width, height: figure.layout.height, scale: 2 };
    images.push(await Plotly.toImage(figure, size).catch(function (error) { return String(error).replace(/\\s+/g, " "); }));
  }
  document.getElementById("images").textContent = images.join("\\n");
})()</script>`;
}

function dumpDom(chromium: string, page: string, folder: string): Promise<string> {
  const flags = [
    "--headless",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--allow-file-access-from-files",
    `--user-data-dir=${join(folder, "profile")}`,
    "--virtual-time-budget=30000",
    "--dump-dom",
    // Chromium refuses its sandbox to root, as in most containers; for anyone else it stays on.
    ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
    pathToFileURL(page).href,
  ];
  return new Promise((resolve, reject) => {
    // A group of its own, so that the time-out ends the browser's helpers with it.
    const browser = spawn(chromium, flags, { stdio: ["ignore", "pipe", "ignore"], detached: true });
    const timer = setTimeout(() => browser.pid && process.kill(-browser.pid, "SIGKILL"), 60_000);
    let html = "";
    browser.stdout.setEncoding("utf8").on("data", (text: string) => (html += text));
    browser.once("error", (error) => reject(new Error(`${chromium} could not be started: ${error.message}`)));
    browser.once("close", (code, signal) => {
      clearTimeout(timer);
      if (code === 0) resolve(html);
      else reject(new Error(`${chromium} ended with ${signal ?? `code ${code}`} before the figures were drawn`));
    });
  });
}

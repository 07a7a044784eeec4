import { spawn } from "node:child_process";
import { accessSync, constants, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";
import { FIGURE_HEIGHT } from "../figures/drawing-program.js";
import { PLOTLY_MIME, type Figure } from "../figures/figure.js";
import { figureHtml, isFigureHtml, plotlyScriptPath, scriptJson, type StillImage } from "../figures/plotly-html.js";
import { dieTogether } from "./die-together.js";
import type { MimeBundle } from "./mime-bundle.js";
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
 * Adds a still PNG to every figure of an executed notebook that has none, in place, for readers that run no script; see
 * {@link keptOutputs}. All figures are drawn in one start of the browser (2 to 4 s).
 *
 * @returns How many figures got one.
 * @throws Error if the browser fails or a figure cannot be drawn, with Plotly's message.
 */
export async function addStills(notebook: Notebook, chromium: string): Promise<number> {
  const outputs = notebook.cells.flatMap((cell) => cell.outputs ?? []);
  const figures = outputs.flatMap((output) => {
    const { data = {} } = output;
    return PLOTLY_MIME in data && !("image/png" in data) ? [{ output, data }] : [];
  });
  if (figures.length === 0) return 0;
  const stills = await stillImages(
    figures.map(({ data }) => data[PLOTLY_MIME] as Figure),
    chromium,
  );
  for (const [i, { output, data }] of figures.entries()) {
    const still = stills[i];
    if (still instanceof Error) throw still;
    output.data = withStill(data, still);
    output.metadata = { ...output.metadata, ...stillMetadata(still) };
  }
  return figures.length;
}

/** A figure's output with its still image: as a form of its own, and in its HTML if that is ours. */
export function withStill(data: MimeBundle, still: StillImage): MimeBundle {
  const html = (): string => figureHtml(data[PLOTLY_MIME] as Figure, String(data["text/plain"]), still);
  return { ...data, ...(isFigureHtml(data["text/html"]) ? { "text/html": html() } : {}), "image/png": still.png };
}

/** What an output's metadata says of the image: front ends show it in this size, not in its pixels. */
export function stillMetadata({ width, height }: StillImage): Record<string, unknown> {
  return { "image/png": { width, height } };
}

/**
 * Figures as PNG, 900 CSS pixels wide at twice the resolution, dark on white, in one start of the browser. What cannot be
 * drawn is an Error with Plotly's message instead of an image.
 *
 * @param signal ends the browser early
 * @throws Error if the browser cannot be started, ends early, or needs more than a minute.
 */
export async function stillImages(
  figures: readonly Figure[],
  chromium: string,
  signal?: AbortSignal,
): Promise<(StillImage | Error)[]> {
  const folder = mkdtempSync(join(tmpdir(), "zerodte-stills-"));
  try {
    const page = join(folder, "figures.html");
    writeFileSync(page, drawingPage(figures));
    const html = await dumpDom(chromium, page, folder, signal);
    const result = /<pre id="images">([^]*?)<\/pre>/.exec(html)?.[1]?.split("\n") ?? [];
    if (result.length !== figures.length)
      throw new Error(`${chromium} drew ${result.length} of ${figures.length} figures`);
    return result.map((image, i) => {
      const [, png] = /^data:image\/png;base64,(.+)$/.exec(image) ?? [];
      if (!png) return new Error(`figure ${i + 1} cannot be drawn: ${image}`);
      return { png, width: WIDTH, height: heightOf(figures[i]) };
    });
  } finally {
    remove(folder);
  }
}

function remove(folder: string): void {
  // A browser that was killed may write for a moment longer.
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
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

function dumpDom(chromium: string, page: string, folder: string, signal: AbortSignal | undefined): Promise<string> {
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
    // A group of its own, so that the browser's helpers end with it.
    const browser = spawn(chromium, flags, { stdio: ["ignore", "pipe", "ignore"], detached: true });
    const kill = (): void => void (browser.pid !== undefined && killGroup(browser.pid));
    const timer = setTimeout(kill, 60_000);
    const forget = dieTogether(() => {
      kill();
      remove(folder);
    });
    signal?.addEventListener("abort", kill);
    let html = "";
    browser.stdout.setEncoding("utf8").on("data", (text: string) => (html += text));
    const end = (): void => {
      clearTimeout(timer);
      forget();
      signal?.removeEventListener("abort", kill);
    };
    browser.once("error", (error) => {
      end();
      reject(new Error(`${chromium} could not be started: ${error.message}`));
    });
    browser.once("close", (code, killed) => {
      end();
      if (code === 0) resolve(html);
      else reject(new Error(`${chromium} ended with ${killed ?? `code ${code}`} before the figures were drawn`));
    });
  });
}

function killGroup(leader: number): void {
  try {
    process.kill(-leader, "SIGKILL");
  } catch {
    // It has ended meanwhile.
  }
}

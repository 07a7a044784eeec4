import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { gzipSync } from "node:zlib";
import type { Figure } from "./figure.js";
import { drawingProgram } from "./drawing-program.js";
import { figureTable, type FigureTable } from "./figure-table.js";

const resolveFrom = createRequire(__filename);

/**
 * The class of HTML in which `$` is a dollar: notebook front ends take what stands between two of them for a formula, and
 * MathJax, before version 3 and since, passes over elements of these classes.
 */
export const NOT_MATHS = "tex2jax_ignore mathjax_ignore";

/** Text as it may stand in HTML, between tags or inside a quoted attribute: a symbol named `<img onerror=…>` stays a name. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}

/** JSON that may stand inside a `<script>`: nothing in it can close the element or end a line of the program. */
export function scriptJson(value: unknown): string {
  const escape = (c: string): string => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return (JSON.stringify(value) ?? "null").replace(/[<>&\u2028\u2029]/g, escape);
}

/**
 * A figure as plain JSON values: `{data, layout, config}`, and `frames` where there are any, with typed arrays written as arrays, NaN and infinities as
 * `null` (blank in Plotly), whole BigInts as numbers. The figure itself is not touched.
 */
export function plotlyJson({ data, layout, config, frames }: Figure): Figure {
  const plain = (_key: string, value: unknown): unknown => {
    if (typeof value === "bigint") return Number(value);
    return ArrayBuffer.isView(value) && !(value instanceof DataView) ? Array.from(value as Float64Array) : value;
  };
  return JSON.parse(JSON.stringify({ data, layout, config: config ?? {}, frames }, plain)) as Figure;
}

/** A drawing of a figure that no longer changes, see {@link figureHtml}. */
export interface StillImage {
  /** PNG in base64. */
  readonly png: string;
  /** CSS pixels. */
  readonly width: number;
  readonly height: number;
}

/**
 * A figure as HTML that draws itself as soon as Plotly is on the page: through {@link plotlyLoaderHtml} if that has been
 * shown, else, after five seconds, from Plotly's CDN in the same version. Until then, and for ever where scripts do not
 * run, its text is shown.
 *
 * There is no id in it. The script draws every element that carries the hash of its content and is still empty, so the
 * same figure has the same bytes in every run and may stand on a page twice.
 *
 * The drawing takes the colour of the text around it for its own text, axes and grid, on a transparent ground, and
 * follows the page when that changes between light and dark: with the reader's system, or by an attribute of the page, as
 * JupyterLab's theme is.
 *
 * Where scripts do not run it is as high as what it holds: with `still` that image, with the whole text as its alternative,
 * else the text from its second line on. Default: the text. The image is about 0.1 MB.
 *
 * Below it stand the text as a caption and, folded away, the numbers as a table ({@link figureTable}). They need no
 * script, so a page that runs none still has them.
 */
export function figureHtml(figure: Figure, text: string, still?: StillImage): string {
  const json = scriptJson(plotlyJson(figure));
  const hash = createHash("sha256").update(json).update(text).digest("hex").slice(0, 16);
  const [first, ...rest] = text.split("\n");
  const pre = rest.length > 0 ? `<pre>${escapeHtml(rest.join("\n"))}</pre>` : "";
  return (
    `${BEGINNING} data-figure="${hash}" role="figure" aria-label="${escapeHtml(first)}" style="width:100%">` +
    (still ? imgHtml(still, text) : pre) +
    `</div><p style="${SMALL}">${escapeHtml(first)}</p>` +
    detailsHtml(figureTable(figure)) +
    `<script type="text/javascript">(${drawingProgram})("${hash}",${json},"${plotlyCdn()}")</script></div>`
  );
}

const BEGINNING = `<div class="${NOT_MATHS}"><div class="zerodte-figure"`;

/** Whether it is what {@link figureHtml} gives. */
export function isFigureHtml(html: unknown): boolean {
  return typeof html === "string" && html.startsWith(BEGINNING);
}

function imgHtml({ png, width, height }: StillImage, text: string): string {
  const size = `width="${width}" height="${height}" style="max-width:100%;height:auto"`;
  return `<img src="data:image/png;base64,${png}" alt="${escapeHtml(text)}" ${size}>`;
}

/** Of what stands below a drawing. It takes the colour of the page, whatever that is. */
const SMALL = "margin:0.2em 0 0.6em;max-width:none;font-size:0.8em;opacity:0.75";

function detailsHtml(table: FigureTable | null): string {
  if (table === null) return "";
  const row = (cells: readonly string[], tag: string): string =>
    `<tr>${cells.map((cell) => `<${tag} style="text-align:left;padding:0 1.2em 0 0">${escapeHtml(cell)}</${tag}>`).join("")}</tr>`;
  const note = table.note && `<p style="margin:0.3em 0">${escapeHtml(table.note)}</p>`;
  return (
    `<details style="${SMALL}"><summary style="display:list-item;cursor:pointer">Data</summary>` +
    `<table style="border:0;border-collapse:collapse;font-size:1em;font-variant-numeric:tabular-nums"><thead>${row(table.columns, "th")}</thead>` +
    `<tbody>${table.rows.map((cells) => row(cells, "td")).join("")}</tbody></table>${note}</details>`
  );
}

let loader: string | undefined;

/**
 * Plotly itself as one script element, 2.0 MB instead of 4.8: gzip in base64, unpacked by the browser's
 * DecompressionStream (all browsers since 2023). Once per page is enough; a second one does nothing. Every
 * {@link figureHtml} of the page waits for it. It needs no network.
 */
export function plotlyLoaderHtml(): string {
  loader ??=
    `<script type="text/javascript">(function () { if (window.__zerodtePlotly) return; window.__zerodtePlotly = (async function () {` +
    ` if (window.Plotly) return window.Plotly;` +
    ` var zip = Uint8Array.from(atob("${gzipSync(readFileSync(plotlyScriptPath()), { level: 9 }).toString("base64")}"), function (c) { return c.charCodeAt(0); });` +
    ` var text = await new Response(new Blob([zip]).stream().pipeThrough(new DecompressionStream("gzip"))).text();` +
    ` (0, eval)(text); return window.Plotly; })(); })();</script>`;
  return loader;
}

/** Where the installed plotly.min.js lies. It is read as text, never imported: outside a browser it throws. */
export function plotlyScriptPath(): string {
  return resolveFrom.resolve("plotly.js-dist-min/plotly.min.js");
}

let cdn: string | undefined;

function plotlyCdn(): string {
  cdn ??= `https://cdn.plot.ly/plotly-${(resolveFrom("plotly.js-dist-min/package.json") as { version: string }).version}.min.js`;
  return cdn;
}

import { stripVTControlCharacters } from "node:util";
import { marked, type Renderer, type Tokens } from "marked";
import { PLOTLY_MIME, type Figure } from "../figures/figure.js";
import { escapeHtml, figureHtml } from "../figures/plotly-html.js";
import { highlight } from "./highlight.js";
import { firstLine } from "./first-line.js";
import type { CellOutput, Notebook, NotebookCell } from "./notebook.js";
import { pageHtml } from "./page-html.js";

/**
 * An executed notebook as one HTML page that needs nothing else: no network, no server, no other file.
 *
 * Prose and outputs stand in front; a cell's code is one quiet line that unfolds. Figures are drawn from their Plotly
 * JSON, with Plotly embedded once (2 MB, and only if there is a figure), and follow the width of the window. The page is
 * light or dark as the reader's system is.
 *
 * Of an output's forms the page takes the first of: Plotly, HTML, SVG and bitmaps (as images), Markdown, text. HTML in
 * the notebook's Markdown is shown as text, and links to anything but http(s), mailto and the page itself are dropped; an
 * output's own HTML is what the code that was run has made, and is taken as it is.
 *
 * @param options.title The page's title; default: the notebook's first heading.
 */
export function notebookHtml(notebook: Notebook, options: { title?: string } = {}): string {
  const body = notebook.cells.map(cellHtml).join("\n");
  const title = options.title ?? firstHeading(notebook) ?? "Notebook";
  return pageHtml(body, title);
}

function firstHeading({ cells }: Notebook): string | undefined {
  for (const { cell_type, source } of cells) {
    const heading = cell_type === "markdown" ? /^#+ +(.+?)[ #]*$/m.exec(source)?.[1] : undefined;
    if (heading) return heading.replace(/[*_`]/g, "");
  }
  return undefined;
}

function cellHtml(cell: NotebookCell): string {
  if (cell.cell_type === "markdown") return `<section class="prose">\n${markdownHtml(cell.source)}</section>`;
  if (cell.cell_type === "raw" || (!cell.source.trim() && !cell.outputs?.length)) return "";
  const outputs = (cell.outputs ?? []).map(outputHtml).filter((html) => html !== "");
  const shown = outputs.length === 0 ? "" : `\n<div class="outputs">\n${outputs.join("\n")}\n</div>`;
  return `<section class="cell">\n${codeHtml(cell)}${shown}\n</section>`;
}

function codeHtml({ source, execution_count }: NotebookCell): string {
  const code = `<pre class="code">${highlight(source.trim())}</pre>`;
  const summary = `<span class="count">${execution_count ?? " "}</span><code>${highlight(firstLine(source))}</code>`;
  return `<details>\n<summary>${summary}</summary>\n${code}\n</details>`;
}

function outputHtml(output: CellOutput): string {
  if (output.output_type === "stream") {
    const text = stripVTControlCharacters(output.text ?? "").trimEnd();
    return text && `<pre class="${output.name === "stderr" ? "stderr" : "stdout"}">${escapeHtml(text)}</pre>`;
  }
  if (output.output_type === "error") {
    const said = `${String(output.ename)}: ${String(output.evalue)}`;
    const traceback = stripVTControlCharacters(((output.traceback as string[] | undefined) ?? []).join("\n"));
    // Ours has the cells' lines and no paths.
    const text = traceback.includes("    at cell ") ? traceback : said;
    return `<pre class="stderr">${escapeHtml(text)}</pre>`;
  }
  return dataHtml(output.data ?? {});
}

function dataHtml(data: Record<string, unknown>): string {
  const text = (type: string): string | undefined => (typeof data[type] === "string" ? data[type] : undefined);
  const plain = text("text/plain") ?? "";
  const figure = data[PLOTLY_MIME] as Figure | undefined;
  if (figure) return figureHtml(figure, plain);
  const html = text("text/html");
  if (html !== undefined) return `<div class="html">${html}</div>`;
  const svg = text("image/svg+xml");
  if (svg !== undefined) return imageHtml("image/svg+xml", Buffer.from(svg).toString("base64"), plain);
  for (const type of ["image/png", "image/jpeg"]) {
    const image = text(type);
    if (image !== undefined) return imageHtml(type, image.replace(/\s/g, ""), plain);
  }
  const markdown = text("text/markdown");
  if (markdown !== undefined) return `<div class="prose">${markdownHtml(markdown)}</div>`;
  return plain && `<pre class="stdout">${escapeHtml(plain)}</pre>`;
}

function imageHtml(type: string, base64: string, alt: string): string {
  return `<img src="data:${type};base64,${escapeHtml(base64)}" alt="${escapeHtml(alt)}">`;
}

function markdownHtml(source: string): string {
  return marked.parse(source, { async: false, renderer: RENDERER });
}

/** Markdown is prose: what it holds of HTML is shown, not obeyed. */
const RENDERER: Renderer = Object.assign(new marked.Renderer(), {
  html: ({ text }: Tokens.HTML | Tokens.Tag): string => escapeHtml(text),
  link(this: Renderer, { href, tokens }: Tokens.Link): string {
    const text = this.parser.parseInline(tokens);
    return isHarmless(href) ? `<a href="${escapeHtml(href)}">${text}</a>` : text;
  },
  image: ({ href, text }: Tokens.Image): string =>
    /^data:image\/|^https?:/.test(href)
      ? `<img src="${escapeHtml(href)}" alt="${escapeHtml(text)}">`
      : escapeHtml(text),
  table(this: Renderer, token: Tokens.Table): string {
    return `<div class="html">${marked.Renderer.prototype.table.call(this, token)}</div>`;
  },
});

/** Web addresses, mail, and places relative to the page; never a scheme that runs something. */
function isHarmless(href: string): boolean {
  return /^(https?:|mailto:)/i.test(href) || !/^[^/?#]*:/.test(href);
}

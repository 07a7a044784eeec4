import { escapeHtml, NOT_MATHS } from "../figures/plotly-html.js";
import { mimeBundle } from "../kernel/mime-bundle.js";
import { newYorkDateTime, toInstant } from "../session.js";
import type { TearSheet } from "./tear-sheet.js";

/** A sheet as HTML to stand in a page: headings, sentences, figures that draw themselves, tables, and what is missing. */
export function sheetHtml(sheet: TearSheet): string {
  const parts = sheet.sections.map(({ title, text, rows, figure }) =>
    [
      `<section>\n<h3>${escapeHtml(title)}</h3>\n<p>${escapeHtml(text)}</p>`,
      formOf(figure, "text/html"),
      scrolled(formOf(rows, "text/html")),
      "</section>",
    ]
      .filter((part) => part !== "")
      .join("\n"),
  );
  const missing = sheet.missing.map(({ title, why }) => `<li>${escapeHtml(`${title}: ${why}`)}</li>`);
  const list =
    missing.length > 0 ? [`<section>\n<h3>Missing</h3>\n<ul>\n${missing.join("\n")}\n</ul>\n</section>`] : [];
  const heading = `<h2>${escapeHtml(headingOf(sheet))}</h2>`;
  return `<article class="zerodte-sheet ${NOT_MATHS}">\n${[heading, ...parts, ...list].join("\n")}\n</article>`;
}

/** A sheet as text: each section's title, sentence and table. Of a figure it has no drawing. */
export function sheetText(sheet: TearSheet): string {
  const parts = sheet.sections.map(({ title, text, rows }) =>
    [title, text, formOf(rows, "text/plain")].filter((part) => part !== "").join("\n"),
  );
  const missing = sheet.missing.map(({ title, why }) => `  ${title}: ${why}`);
  return [headingOf(sheet), ...parts, ...(missing.length > 0 ? [["Missing", ...missing].join("\n")] : [])].join("\n\n");
}

function headingOf({ symbol, as_of, origin }: TearSheet): string {
  const when = as_of === "" ? "" : `, ${newYorkDateTime(toInstant(as_of)).slice(0, 16)} ET`;
  return `${symbol} 0DTE session${when}${origin === undefined ? "" : ` (${origin})`}`;
}

/** A wide table is scrolled by itself, and not the page with it. */
function scrolled(table: string): string {
  return table && `<div style="overflow-x:auto">${table}</div>`;
}

/** No rows and no figure have no form. */
function formOf(value: unknown, type: string): string {
  const form = mimeBundle(value)?.[type];
  return typeof form === "string" ? form : "";
}

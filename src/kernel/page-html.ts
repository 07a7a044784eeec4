import { escapeHtml, plotlyLoaderHtml } from "../figures/plotly-html.js";
import { PAGE_STYLE } from "./page-style.js";

/**
 * A whole page around some HTML, which needs nothing else: no network, no server, no other file. With a figure in it
 * Plotly is embedded, once (2 MB). The page is light or dark as the reader's system is.
 *
 * @param body HTML as it shall stand in the page
 * @param title text
 */
export function pageHtml(body: string, title: string): string {
  const plotly = body.includes('class="zerodte-figure"') ? plotlyLoaderHtml() : "";
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="zerodte">
<link rel="icon" href="data:,">
<title>${escapeHtml(title)}</title>
<style>${PAGE_STYLE}</style>
${plotly}
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`;
}

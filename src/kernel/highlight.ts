import { escapeHtml } from "../figures/plotly-html.js";

const KEYWORDS =
  "as async await break case catch class const continue default do else export extends false finally for from function if import in instanceof interface let new null of return switch throw true try type typeof undefined var void while yield";

const TOKEN = new RegExp(
  [
    "(?<comment>\\/\\/[^\\n]*|\\/\\*[^]*?\\*\\/)",
    "(?<string>\"(?:[^\"\\\\\\n]|\\\\.)*\"|'(?:[^'\\\\\\n]|\\\\.)*'|`(?:[^`\\\\]|\\\\[^])*`)",
    "(?<number>\\b\\d[\\d_]*(?:\\.\\d+)?(?:e[+-]?\\d+)?\\b)",
    `(?<keyword>(?<!\\.)\\b(?:${KEYWORDS.replaceAll(" ", "|")})\\b(?!\\s*:))`,
  ].join("|"),
  "g",
);

/**
 * TypeScript as escaped HTML with comments, strings, numbers and keywords in spans of those class names. Enough to read
 * a cell by; it does not parse.
 */
export function highlight(source: string): string {
  let html = "";
  let end = 0;
  for (const match of source.matchAll(TOKEN)) {
    const kind = Object.entries(match.groups ?? {}).find(([, text]) => text !== undefined)?.[0] ?? "";
    html += `${escapeHtml(source.slice(end, match.index))}<span class="${kind}">${escapeHtml(match[0])}</span>`;
    end = match.index + match[0].length;
  }
  return html + escapeHtml(source.slice(end));
}

/** The look of an exported notebook: paper first, figures wide, code quiet, numbers in columns that line up. */
export const PAGE_STYLE = `
:root {
  --ink: #1c2128; --soft: #656d76; --faint: #8c959f; --line: #d8dee4; --paper: #fff; --tint: #f6f8fa;
  --accent: #0b6bcb; --warn: #9a3412; --warn-tint: #fff5ef;
  --string: #0a5c36; --number: #7a3e9d; --keyword: #a3246b;
  --sans: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  --mono: ui-monospace, "SF Mono", "Cascadia Code", Menlo, Consolas, "DejaVu Sans Mono", monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ink: #e3e7ec; --soft: #9aa4af; --faint: #6e7781; --line: #2d343c; --paper: #14181d; --tint: #1b2027;
    --accent: #6cb6ff; --warn: #ffb08a; --warn-tint: #2a1d17;
    --string: #7ee2a8; --number: #d2a8ff; --keyword: #ff9bce;
  }
}
* { box-sizing: border-box; }
html { background: var(--paper); color: var(--ink); font: 17px/1.6 var(--sans); -webkit-text-size-adjust: 100%; }
body { margin: 0; }
main { max-width: 62rem; margin: 0 auto; padding: 3rem 1.5rem 6rem; }
.prose { max-width: 44rem; overflow-wrap: break-word; }
h1, h2, h3 { line-height: 1.25; letter-spacing: -0.015em; margin: 2.4em 0 0.6em; text-wrap: balance; }
h1 { font-size: 2rem; margin-top: 0; }
h2 { font-size: 1.35rem; }
h3 { font-size: 1.1rem; }
p, ul, ol { margin: 0.7em 0; }
li + li { margin-top: 0.2em; }
a { color: var(--accent); text-underline-offset: 0.15em; }
blockquote { margin: 1em 0; padding-left: 1em; border-left: 3px solid var(--line); color: var(--soft); }
hr { border: 0; border-top: 1px solid var(--line); margin: 2.5rem 0; }
code { font: 0.88em var(--mono); }
.prose code { background: var(--tint); border-radius: 4px; padding: 0.1em 0.3em; }
pre { font: 0.8rem/1.55 var(--mono); margin: 0; overflow-x: auto; tab-size: 2; }
.prose pre { background: var(--tint); border-radius: 6px; padding: 0.8rem 1rem; }
.prose pre code { background: none; padding: 0; font-size: inherit; }
img { max-width: 100%; height: auto; }

.cell { margin: 1.1rem 0 1.6rem; }
.cell > details { color: var(--faint); }
.cell > details > summary { display: flex; gap: 0.75rem; align-items: baseline; cursor: pointer; list-style: none; padding: 0.15rem 0; border-radius: 4px; }
.cell > details > summary::-webkit-details-marker { display: none; }
summary code { font-size: 0.74rem; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; opacity: 0.85; }
summary:hover code, summary:focus-visible code { color: var(--ink); opacity: 1; }
summary:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.count { flex: none; min-width: 1.4rem; text-align: right; font: 0.68rem var(--mono); color: var(--faint); }
.count::before { content: "\\25B8\\00A0"; display: inline-block; }
details[open] .count::before { content: "\\25BE\\00A0"; }
details[open] summary code { visibility: hidden; }
.code { color: var(--ink); background: var(--tint); border-radius: 6px; padding: 0.8rem 1rem; margin: 0.1rem 0 0.8rem; }
.code .comment { color: var(--soft); font-style: italic; }
.code .string { color: var(--string); }
.code .number { color: var(--number); }
.code .keyword { color: var(--keyword); }

.outputs { margin-top: 0.5rem; display: grid; gap: 0.9rem; }
.outputs > * { min-width: 0; }
.stdout { color: var(--ink); }
.stderr { color: var(--warn); background: var(--warn-tint); border-radius: 6px; padding: 0.7rem 1rem; white-space: pre-wrap; }
.html { overflow-x: auto; }
table { border-collapse: collapse; font-size: 0.82rem; line-height: 1.4; font-variant-numeric: tabular-nums; }
th, td { padding: 0.34rem 0.85rem; border: 0; white-space: nowrap; }
th { font-weight: 600; color: var(--soft); border-bottom: 1px solid var(--line); vertical-align: bottom; }
th:not([align]) { text-align: left; }
td { border-bottom: 1px solid color-mix(in srgb, var(--line) 55%, transparent); }
tbody tr:last-child td { border-bottom-color: var(--line); }
tbody tr:hover td { background: var(--tint); }
th:first-child, td:first-child { padding-left: 0.2rem; }
.html > p { margin: 0.5rem 0 0; font-size: 0.76rem; color: var(--soft); }
.zerodte-figure > pre { color: var(--soft); }
@media (max-width: 40rem) { html { font-size: 16px; } main { padding: 1.5rem 1rem 4rem; } }
@media print { html { font-size: 10pt; } main { max-width: none; padding: 0; } .cell > details { display: none; } .cell { break-inside: avoid; } }
`;

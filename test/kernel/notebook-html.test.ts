import { expect, it } from "vitest";
import { figure, PLOTLY_MIME } from "../../src/figures/figure.js";
import { plotlyJson } from "../../src/figures/plotly-html.js";
import type { CellOutput, Notebook, NotebookCell } from "../../src/kernel/notebook.js";
import { notebookHtml } from "../../src/kernel/notebook-html.js";

function notebook(...cells: Partial<NotebookCell>[]): Notebook {
  const whole = cells.map((cell): NotebookCell => ({ id: "c", cell_type: "code", metadata: {}, source: "", ...cell }));
  return { nbformat: 4, nbformat_minor: 5, metadata: {}, cells: whole };
}

const display = (data: Record<string, unknown>): CellOutput => ({ output_type: "display_data", data, metadata: {} });
const main = (html: string): string => /<main>\n([^]*)\n<\/main>/.exec(html)?.[1] ?? "";

it("renders Markdown, and shows its HTML instead of obeying it", () => {
  const source =
    "# A *title*\n\n<script>alert(1)</script>\n\nx <b onclick=1>y</b> [go](javascript:alert(1)) [ok](https://example.org/?a=1&b=2) [next](02.html)";
  const html = notebookHtml(notebook({ cell_type: "markdown", source }));
  expect(html).toContain("<title>A title</title>");
  expect(main(html)).not.toMatch(/<script|<b |javascript:/);
  expect(main(html)).toContain('<a href="https://example.org/?a=1&#38;b=2">ok</a>');
  expect(main(html)).toContain('<a href="02.html">next</a>');
  expect(main(html)).toContain("go");
});

it("folds code to one line and takes the richest form of an output", () => {
  const outputs = [
    { output_type: "stream", name: "stdout", text: "\u001b[32m<ok>\u001b[39m\n" } as const,
    display({ "text/html": "<table></table>", "text/plain": "t" }),
    display({ "image/png": "QQ==\n", "text/plain": 'alt "text"' }),
    display({ "text/plain": "<plain>" }),
  ];
  const html = main(notebookHtml(notebook({ source: "// why\nconst a = `<b>`;", outputs, execution_count: 3 })));
  expect(html).toContain('<pre class="stdout">&#60;ok&#62;</pre>');
  expect(html).toContain('<div class="html"><table></table></div>');
  expect(html).toContain('<img src="data:image/png;base64,QQ==" alt="alt &#34;text&#34;">');
  expect(html).toContain('<pre class="stdout">&#60;plain&#62;</pre>');
  expect(html).toContain(
    '<span class="count">3</span><code><span class="keyword">const</span> a = <span class="string">`&#60;b&#62;`</span>;</code>',
  );
});

it("embeds Plotly once if there are figures, and not at all if there are none", () => {
  const bar = plotlyJson(figure([{ type: "bar", y: [1] }], {}, "A bar."));
  const output = display({ [PLOTLY_MIME]: bar, "text/plain": "A bar." });
  const html = notebookHtml(
    notebook({ source: "bar", outputs: [output, output] }, { source: "bar", outputs: [output] }),
  );
  expect(html.match(/DecompressionStream/g)).toHaveLength(1);
  expect(html.match(/class="zerodte-figure"/g)).toHaveLength(3);
  expect(html.length).toBeGreaterThan(1e6);
  expect(notebookHtml(notebook({ source: "1" })).length).toBeLessThan(1e4);
});

it("leaves out empty and raw cells, and takes a title", () => {
  const html = notebookHtml(notebook({ source: " " }, { cell_type: "raw", source: "raw" }), { title: "<T>" });
  expect(main(html).trim()).toBe("");
  expect(html).toContain("<title>&#60;T&#62;</title>");
});

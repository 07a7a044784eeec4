import { describe, expect, it } from "vitest";
import { attribute } from "../../src/analytics/attribute.js";
import { decodeMatrix, encodeMatrix } from "../../src/figures/encoding.js";
import { figure } from "../../src/figures/figure.js";
import { figureTable } from "../../src/figures/figure-table.js";
import { plot } from "../../src/figures/index.js";
import { figureHtml } from "../../src/figures/plotly-html.js";
import { sampleGrid } from "./sample.js";

describe("the table of a figure", () => {
  it("has each bar of an attribution with its place, its value and its label", () => {
    const grid = sampleGrid([5900, 5905], [[1e6], [-2.5e6]], { field: "signed_flow", kind: "increment" });
    expect(figureTable(plot.attribution(attribute(grid), { grid }))).toEqual({
      columns: ["", "USD", "label"],
      rows: [
        ["5905", "−2,500,000", "−$2.50 M"],
        ["5900", "1,000,000", "+$1.00 M"],
        ["net", "−1,500,000", "−$1.50 M"],
      ],
      note: "",
    });
  });

  it("has each strike of a heatmap with its last, lowest and highest known value, and none that knows nothing", () => {
    const rows = [
      [-1.5e6, 4e6, NaN],
      [NaN, NaN, NaN],
      [3e6, NaN, -0.25e6],
    ];
    expect(figureTable(plot.heatmap(sampleGrid([5900, 5905, 5910], rows), { clip: 1 }))).toEqual({
      columns: ["Strike (USD)", "last", "lowest", "highest"],
      rows: [
        ["5900", "4", "−1.5", "4"],
        ["5910", "−0.25", "−0.25", "3"],
      ],
      note: "gex, USD M per 1 % move",
    });
  });

  it("has numbers to six digits, and no sign before zero", () => {
    const rows = figureTable(figure([{ name: "sum", y: [-0, 1234567.8] }], {}, "Two."))!.rows;
    expect(rows.map((row) => row.at(-1))).toEqual(["0", "1,234,570"]);
  });

  it("leaves out decoration and points without a place, and tells times in New York", () => {
    const x = ["2026-06-05 09:30:30", "2026-06-05 09:31:30"];
    const traces = [
      { name: "edge", hoverinfo: "skip", x, y: [1, 2] },
      { name: "spot", x0: "2026-06-05 09:30:30", dx: 60_000, y: [100.5, NaN] },
      { name: "flips", x, y: [101, 102], text: ["<b>▲ up</b><br>known at 09:33", "&lt;b&gt;"] },
    ];
    const layout = { xaxis: { type: "date", title: { text: "New York time (ET)" } }, yaxis: { title: "Strike" } };
    expect(figureTable(figure(traces, layout, "Flips."))).toEqual({
      columns: ["", "New York time (ET)", "Strike", "label"],
      rows: [
        ["spot", "09:30 ET", "100.5", ""],
        ["flips", "09:30 ET", "101", "▲ up, known at 09:33"],
        ["flips", "09:31 ET", "102", "<b>"],
      ],
      note: "",
    });
  });

  it("takes evenly spaced points of a long trace, the first and the last among them, and says so", () => {
    const y = Array.from({ length: 1000 }, (_, i) => i);
    const table = figureTable(figure([{ name: "count", y }], {}, "A thousand."));
    expect(table?.rows).toHaveLength(40);
    expect(table?.rows[0]).toEqual(["0", "0"]);
    expect(table?.rows[39]).toEqual(["999", "999"]);
    expect(table?.note).toBe("40 of 1,000 points of count, evenly spaced");
  });

  it("is none where nothing is drawn", () => {
    expect(figureTable(plot.heatmap(sampleGrid([], [])))).toBeNull();
    expect(figureTable(figure([{ type: "scatter" }], {}, "Nothing."))).toBeNull();
    expect(figureTable(figure([{ type: "heatmap", z: [[NaN]] }], {}, "Nothing."))).toBeNull();
  });

  it("reads back what was encoded, and nested rows", () => {
    expect(decodeMatrix(encodeMatrix([1, NaN, -2.5, 4], 2, 2))).toEqual([
      [1, NaN],
      [-2.5, 4],
    ]);
    expect(decodeMatrix([[1, 2], Float64Array.of(3)])).toEqual([[1, 2], [3]]);
    expect(decodeMatrix({ dtype: "f8", bdata: "", shape: "0,0" })).toEqual([]);
  });
});

describe("a figure's HTML", () => {
  it("names itself to screen readers, has its text as a caption, and its numbers folded away", () => {
    const html = figureHtml(figure([{ name: "<b>", y: [1, -2] }], {}, "First <line>.\nMore."), "First <line>.\nMore.");
    expect(html).toContain(`role="figure" aria-label="First &#60;line&#62;."`);
    expect(html).toContain("<pre>More.</pre>");
    expect(html).toMatch(/<p style="[^"]*">First &#60;line&#62;\.<\/p>/);
    expect(html).toMatch(/<details [^>]*><summary [^>]*>Data<\/summary><table/);
    expect(html).toContain("−2</td>");
    expect(html.split("<script")[0]).not.toMatch(/<b>|<line>/);
  });

  it("is the same for the same figure, and has no table where nothing is drawn", () => {
    const empty = (): string => figureHtml(figure([], {}, "Nothing."), "Nothing.");
    expect(empty()).toBe(empty());
    expect(empty()).not.toContain("<details");
  });
});

import { inspect } from "node:util";
import * as danfo from "danfojs-node";
import { expect, it } from "vitest";
import { figure, PLOTLY_MIME } from "../../src/figures/figure.js";
import { mimeBundle } from "../../src/kernel/mime-bundle.js";

const EVIL = `</script><img src=x onerror="alert('1')">`;

it("shows an array of plain rows as a table and as aligned text", () => {
  const rows = [
    { strike: 500, share: 0.25, right: "call" },
    { strike: 1500, share: NaN, right: null },
  ];
  expect(mimeBundle(rows)).toEqual({
    "text/html": [
      '<table class="dataframe tex2jax_ignore mathjax_ignore">',
      '<thead><tr><th align="right">strike</th><th align="right">share</th><th style="text-align:left;white-space:nowrap">right</th></tr></thead>',
      "<tbody>",
      '<tr><td align="right">500</td><td align="right">0.25</td><td style="text-align:left;white-space:nowrap">call</td></tr>',
      '<tr><td align="right">1,500</td><td align="right">NaN</td><td style="text-align:left;white-space:nowrap">null</td></tr>',
      "</tbody>",
      "</table>",
    ].join("\n"),
    "text/plain": "strike  share  right\n   500   0.25  call\n 1,500    NaN  null",
  });
});

it("collects the columns of all rows in the order in which they appear", () => {
  expect(mimeBundle([{ a: 1 }, { b: 2, a: 3 }])?.["text/plain"]).toBe("a  b\n1\n3  2");
});

it("shows at most 24 rows and 16 columns, and says how many there are", () => {
  const wide = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`c${i}`, i]));
  const lines = String(mimeBundle(Array.from({ length: 1000 }, () => wide))?.["text/plain"]).split("\n");
  expect(lines).toHaveLength(1 + 24 + 1);
  expect(lines[0]?.trim().split(/ +/)).toEqual("c0 c1 c2 c3 c4 c5 c6 c7 … c12 c13 c14 c15 c16 c17 c18 c19".split(" "));
  expect(lines.at(-1)).toBe("1,000 rows × 20 columns, the first 24 rows shown");
  expect(mimeBundle([wide])?.["text/html"]).toContain("<p>1 row × 20 columns, not all columns shown</p>");
});

it("escapes everything that comes from data", () => {
  const frame = new danfo.DataFrame([{ [EVIL]: EVIL }], { index: [EVIL] });
  for (const value of [[{ [EVIL]: EVIL }], frame, frame.column(EVIL)]) {
    const bundle = mimeBundle(value);
    expect(bundle?.["text/plain"]).toContain(EVIL.slice(0, 30));
    const html = String(bundle?.["text/html"]);
    expect(html).toContain("&#60;img");
    expect(html.match(/<(?!\/?(table|thead|tbody|tr|th|td|p)\b)/g)).toBeNull();
  }
});

it("shows a danfojs DataFrame with its index, and a Series as one column", () => {
  const frame = new danfo.DataFrame([
    { symbol: "SPY", heat: 0.5 },
    { symbol: "QQQ", heat: NaN },
  ]);
  expect(mimeBundle(frame)?.["text/plain"]).toBe("   symbol  heat\n0  SPY      0.5\n1  QQQ      NaN");
  expect(mimeBundle(frame)?.["text/html"]).toContain(
    '<td style="text-align:left;white-space:nowrap">SPY</td><td align="right">0.5</td>',
  );
  expect(mimeBundle(frame.column("heat"))?.["text/plain"]).toBe("   heat\n0   0.5\n1   NaN");
  expect(mimeBundle(new danfo.DataFrame([]))?.["text/html"]).toContain("<table");
});

it("shows a figure as Plotly JSON, as HTML and as its text, whatever its arrays are made of", () => {
  const z = [new Float64Array([1, NaN]), new Float32Array([0.5, Infinity])];
  const shown = mimeBundle(
    figure([{ type: "heatmap", z, x: [1n, 2n] }], { title: { text: EVIL } }, `Two by two.\n${EVIL}`),
  );
  expect(shown?.[PLOTLY_MIME]).toEqual({
    data: [
      {
        type: "heatmap",
        z: [
          [1, null],
          [0.5, null],
        ],
        x: [1, 2],
      },
    ],
    layout: { title: { text: EVIL } },
    config: { responsive: true, displaylogo: false },
  });
  expect(shown?.["text/plain"]).toBe(`Two by two.\n${EVIL}`);
  const html = String(shown?.["text/html"]);
  expect(html).not.toContain("<img");
  expect(html.match(/<\/script>/g)).toHaveLength(1);
  expect(html).toContain('aria-label="Two by two."');
});

it("gives the same figure the same bytes, and another figure another hash", () => {
  const bar = (y: number[]): unknown => mimeBundle(figure([{ y }], {}, "Bars."))?.["text/html"];
  expect(bar([1, 2])).toBe(bar([1, 2]));
  const hash = (html: unknown): string | undefined => /data-figure="(\w+)"/.exec(String(html))?.[1];
  expect(hash(bar([1, 2]))).not.toBe(hash(bar([1, 3])));
});

it("knows a figure without its hidden methods, and leaves the figure itself alone", () => {
  const original = figure([{ y: [1] }, { type: "bar", y: [2] }], { height: 200 }, "Two traces.");
  expect(Object.keys(original)).toEqual(["data", "layout", "config"]);
  expect(inspect(original)).toBe("Two traces.");
  const copy = { ...original, layout: { height: 300 } };
  const before = structuredClone(copy);
  expect(mimeBundle(copy)).toMatchObject({
    [PLOTLY_MIME]: { layout: { height: 300 } },
    "text/plain": "Plotly figure: scatter, bar",
  });
  expect(copy).toEqual(before);
});

it("takes what Jupyter.display returns, and the text of what has its own", () => {
  expect(mimeBundle({ [Symbol.for("Jupyter.display")]: () => ({ "text/html": "<b>x</b>" }) })).toEqual({
    "text/html": "<b>x</b>",
  });
  expect(mimeBundle({ [inspect.custom]: () => "StrikeGrid SPY" })).toEqual({ "text/plain": "StrikeGrid SPY" });
});

it("shows nothing of what has been shown already", () => {
  expect(mimeBundle({ [Symbol.for("Jupyter.display")]: () => ({}) })).toEqual({});
});

it("sums typed arrays up: the first numbers, their range, what is missing", () => {
  const text = (value: object): unknown => mimeBundle(value)?.["text/plain"];
  expect(text(new Float64Array([3, NaN, -1]))).toBe("Float64Array(3) [ 3, NaN, -1 ]\nfrom -1 to 3, 1 NaN");
  expect(text(new Int32Array(20))).toBe(`Int32Array(20) [ ${"0, ".repeat(12)}... 8 more items ]\nfrom 0 to 0`);
  expect(text(new Float32Array([NaN]))).toBe("Float32Array(1) [ NaN ]\n1 NaN");
  expect(text(new BigInt64Array([2n, -2n]))).toBe("BigInt64Array(2) [ 2n, -2n ]\nfrom -2 to 2");
  expect(mimeBundle(new Float64Array(0))).toBeNull();
});

it("says what an error says, with what it carries and what was behind it, and no stack", () => {
  const error = Object.assign(new RangeError("too far", { cause: new Error("net") }), { code: "E1" });
  expect(mimeBundle(error)).toEqual({ "text/plain": "RangeError: too far { code: 'E1' }\ncaused by Error: net" });
});

it("leaves everything else to the kernel", () => {
  const plain = [
    0,
    "text",
    true,
    5n,
    null,
    undefined,
    () => 1,
    Symbol("s"),
    {},
    { a: 1 },
    [],
    [1, 2],
    [{}],
    [[1]],
    new Map(),
  ];
  const mixed = [[{ a: 1 }, 2], [{ a: { b: 1 } }], [{ a: [1] }], [new Error("x")], Promise.resolve(1)];
  for (const value of [...plain, ...mixed]) expect(mimeBundle(value), inspect(value)).toBeNull();
});

it("gives up on a value that throws, or shows itself as something that is no bundle", () => {
  const display = Symbol.for("Jupyter.display");
  const thrower = () => {
    throw new Error("no");
  };
  expect(mimeBundle({ [display]: thrower })).toBeNull();
  expect(mimeBundle({ [display]: () => Promise.resolve({}) })).toBeNull();
  expect(mimeBundle({ [display]: () => "text" })).toBeNull();
  expect(mimeBundle(new Proxy({}, { get: thrower, has: thrower }))).toBeNull();
});

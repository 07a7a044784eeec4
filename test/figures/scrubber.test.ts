import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { MAGNITUDE } from "../../src/figures/colours.js";
import { figure as figureOf } from "../../src/figures/figure.js";
import { plot } from "../../src/figures/index.js";
import { figureHtml, plotlyJson } from "../../src/figures/plotly-html.js";
import { mimeBundle } from "../../src/kernel/mime-bundle.js";
import { around, sampleGrid } from "./sample.js";

const gex = sampleGrid(
  [5895, 5900, 5905],
  [
    [-1.23456e6, NaN, 2e6],
    [3e6, NaN, 0],
    [NaN, NaN, -4e6],
  ],
  { spot: Float64Array.of(5901, NaN, 5902.255) },
);

describe("plot.scrubber", () => {
  it("has a frame and a step of the slider for each bar, which change bars, spot, mark and caption", () => {
    const figure = plot.scrubber(gex);
    expect(figure.frames).toMatchObject([
      {
        name: "09:30",
        traces: [0, 1, 2, 4, 5],
        data: [
          { x: [null, 3, null] },
          { x: [-1.23, null, null] },
          { y: [5901, 5901] },
          { x: ["2026-06-05 09:30:00"], y: [5901] },
          { text: ["<b>09:30 ET (13:30 UTC)</b>\u2002spot 5,901.00<br>net +$1.77 M per 1 % move"] },
        ],
      },
      { name: "09:31", data: [{ x: [null, null, null] }, { x: [null, null, null] }, { y: [null, null] }, {}, {}] },
      { name: "09:32", data: [{ x: [2, 0, null] }, { x: [null, null, -4] }, {}, {}, {}] },
    ]);
    expect((figure.frames![1].data as { text: string[] }[])[4].text[0]).toBe(
      "<b>09:31 ET (13:31 UTC)</b>\u2002spot n/a<br>no value",
    );
    const [{ steps, active }] = figure.layout.sliders as [
      { steps: { label: string; args: unknown[] }[]; active: number },
    ];
    expect(steps.map(({ label, args }) => [label, (args[0] as string[])[0]])).toEqual(
      ["09:30", "09:31", "09:32"].map((name) => [name, name]),
    );
    expect(active).toBe(0);
    expect(around(figure).x.title.text).toBe("USD per 1 % move");
    expect(around(figure).x.ticktext).toContain("\u2212$4 M");
    expect(inspect(figure)).toContain(
      "SPX gamma exposure by strike, 2026-06-05 09:30–09:32 ET, to be played: largest +$3.00 M",
    );
  });

  it("starts where it is told, in the state of that bar", () => {
    const figure = plot.scrubber(gex, { bar: "09:32" });
    expect(figure.data[0].x).toEqual([2, 0, null]);
    expect((figure.layout.sliders as [{ active: number }])[0].active).toBe(2);
    expect(() => plot.scrubber(gex, { bar: 9 })).toThrow(RangeError);
    expect(() => plot.scrubber(gex, { duration: 0 })).toThrow(RangeError);
  });

  it("has one colour and no negative side for a field without a sign", () => {
    const figure = plot.scrubber(sampleGrid([5900], [[400, 300]], { field: "oi" }));
    expect(figure.data[0].marker).toEqual({ color: MAGNITUDE });
    expect(around(figure).x.range[0]).toBe(0);
    expect((figure.data[5].text as string[])[0]).toContain("total 400 contracts");
  });

  it("says where the axis cuts, and that there is nothing to play", () => {
    const row = Array.from({ length: 60 }, (_, bar) => (bar === 59 ? 9e9 : 1e6));
    expect(around(plot.scrubber(sampleGrid([5900], [row]))).subtitle).toContain("cut at ±$1 M in 1 bar");
    expect(plot.scrubber(sampleGrid([5900], [[NaN]])).data).toEqual([]);
    expect(inspect(plot.scrubber(sampleGrid([], [])))).toContain("No bars: nothing was sampled in this stretch.");
  });

  it("takes less than 600 kB for a session of 390 bars and 49 strikes, saved as HTML", () => {
    const rows = Array.from({ length: 49 }, (_, k) => Array.from({ length: 390 }, (_, i) => Math.sin(k * 7 + i) * 1e9));
    const strikes = rows.map((_, k) => 5780 + 5 * k);
    const html = figureHtml(plot.scrubber(sampleGrid(strikes, rows), { near: 0.05 }), "text");
    expect(html.length).toBeLessThan(600_000);
    expect(html.length).toBeGreaterThan(200_000);
  });

  it("keeps its frames as JSON, as HTML, in a notebook, and when it was copied", () => {
    const figure = plot.scrubber(gex);
    const names = (value: unknown): string[] =>
      (value as { frames: { name: string }[] }).frames.map(({ name }) => name);
    expect(names(plotlyJson(figure))).toEqual(["09:30", "09:31", "09:32"]);
    expect(figureHtml(figure, "text")).toContain('"frames":[{"name":"09:30"');
    for (const shown of [figure, { ...figure }])
      expect(names(mimeBundle(shown)!["application/vnd.plotly.v1+json"])).toEqual(["09:30", "09:31", "09:32"]);
    expect(plotlyJson(figureOf([], {}, "still"))).not.toHaveProperty("frames");
  });
});

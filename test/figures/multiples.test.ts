import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { filledBins } from "../../src/figures/filled-bins.js";
import { plot } from "../../src/figures/index.js";
import type { RelativeGrid } from "../../src/grid/relative.js";
import { around, cellsOf, sampleGrid } from "./sample.js";

const grid = (symbol: string, scale: number, expiration = "2026-06-05") =>
  sampleGrid(
    [99, 100, 101],
    [
      [-scale, -scale],
      [0, NaN],
      [scale, 2 * scale],
    ],
    { symbol, expiration, spot: Float64Array.of(100, 100) },
  );
const percent = (symbol: string, scale: number) => grid(symbol, scale).relative("percent", { step: 1, to: 1 });

describe("plot.multiples", () => {
  it("draws a panel a name on one axis of moneyness, each with its own limit and the spot at zero", () => {
    const figure = plot.multiples([percent("SPY", 1e6), percent("<QQQ>", 2e9)], { clip: 1 });
    expect(cellsOf(figure)).toEqual([
      [-1, -1],
      [0, NaN],
      [1, 2],
    ]);
    expect(figure.data[0]).toMatchObject({ y0: -1, dy: 1, zmin: -2, zmax: 2, xaxis: "x", yaxis: "y", showscale: true });
    expect(figure.data[1]).toMatchObject({ y: [0, 0], text: ["13:30 UTC", "13:31 UTC"] });
    expect(figure.data[2]).toMatchObject({ zmax: 4, xaxis: "x2", yaxis: "y2", showscale: false });
    expect(figure.data[2].hovertemplate).toBe("%{y:+} %: <b>%{z:+$,.3~r} bn</b> per 1 % move<extra></extra>");
    expect(figure.layout.yaxis2).toMatchObject({ matches: "y", range: [-1.5, 1.5] });
    expect(around(figure).y.title.text).toBe("% from spot");
    expect(around(figure).x.title.text).toBe("New York time (ET)");
    expect(around(figure).labels).toEqual(["<b>SPY</b> ±$2 M", "<b>&lt;QQQ&gt;</b> ±$4 bn"]);
    expect(inspect(figure)).toBe(
      "Gamma exposure against the spot, 2026-06-05: 2 panels from 09:30 ET; SPY largest +$2 M at +1 %, 09:31; " +
        "<QQQ> largest +$4 bn at +1 %, 09:31.",
    );
  });

  it("puts grids of strikes on the axis of percent, and lays panels out in rows", () => {
    const figure = plot.multiples(
      ["A", "B", "C"].map((symbol) => grid(symbol, 1)),
      { columns: 2 },
    );
    const domain = (axis: string) => (figure.layout[axis] as { domain: [number, number] }).domain;
    expect(figure.data[0]).toMatchObject({ y0: -2, dy: 0.1 });
    expect(domain("xaxis3")).toEqual(domain("xaxis"));
    expect(domain("yaxis")[0]).toBeGreaterThan(domain("yaxis3")[1]);
    expect(domain("yaxis2")).toEqual(domain("yaxis"));
  });

  it("has one limit and a scale in percent for shares, and names sigmas", () => {
    const shares = [1, 1e6].map((scale) =>
      grid(`S${scale}`, scale).relative("sigma", { sigma: 1, share: true, step: 1, to: 1 }),
    );
    const figure = plot.multiples(shares, { clip: 1 });
    expect(figure.data[0].zmax).toBe(figure.data[2].zmax);
    expect((figure.data[0].colorbar as { ticktext: string[] }).ticktext).toEqual(["\u221267 %", "0 %", "+67 %"]);
    expect(around(figure).y.title.text).toBe("deviations from spot");
    expect(around(figure).labels).toEqual(["<b>S1</b>", "<b>S1000000</b>"]);
  });

  it("puts days beside each other by the clock, with their dates", () => {
    const figure = plot.multiples(
      [grid("SPX", 1), grid("SPX", 1, "2026-06-08")].map((each) => each.relative("percent", { step: 1, to: 1 })),
    );
    expect(around(figure).title).toContain("2 days");
    expect(around(figure).labels[0]).toContain("<b>SPX</b> 2026-06-05");
  });

  it("says so in a panel, and in the whole, where there is no value", () => {
    const none = sampleGrid([100], [[NaN, NaN]], { symbol: "NONE" }).relative("percent", { step: 1, to: 1 });
    expect(around(plot.multiples([percent("SPY", 1), none])).labels[1]).toBe("<b>NONE</b> no value");
    expect(inspect(plot.multiples([none]))).toBe(
      "Gamma exposure against the spot, 2026-06-05: No value is known in any of the grids.",
    );
    expect(inspect(plot.multiples([]))).toBe("Small multiples: No grid was given.");
  });

  it("refuses grids of different fields or axes, and a number of columns that is none", () => {
    const other = grid("QQQ", 1).relative("percent", { step: 0.5, to: 1 });
    expect(() => plot.multiples([percent("SPY", 1), other])).toThrow("one axis: that of QQQ differs from that of SPY");
    const sigma = grid("QQQ", 1).relative("sigma", { sigma: 1 });
    expect(() => plot.multiples([percent("SPY", 1), sigma])).toThrow("one axis: SPY has percent, QQQ sigma");
    expect(() => plot.multiples([percent("SPY", 1)], { columns: 0 })).toThrow(RangeError);
  });
});

describe("filledBins", () => {
  const bins = (values: number[]): RelativeGrid => ({
    ...percent("SPY", 1),
    centres: Float64Array.from(values.keys()),
    minutes: Float64Array.of(0),
    values: Float64Array.from(values),
  });

  it("lets a strike cover the bins up to halfway to its neighbours, and no further", () => {
    expect([...filledBins(bins([NaN, NaN, 1, NaN, NaN, NaN, 2, NaN, NaN, NaN]))]).toEqual([
      ...[1, 1, 1, 1, 2, 2, 2, 2, 2],
      NaN,
    ]);
  });

  it("leaves bins that hold strikes each as they are, and lone and missing ones", () => {
    expect([...filledBins(bins([1, 2, 3]))]).toEqual([1, 2, 3]);
    expect([...filledBins(bins([NaN, 2, NaN]))]).toEqual([NaN, 2, NaN]);
    expect([...filledBins(bins([NaN, NaN]))]).toEqual([NaN, NaN]);
  });
});

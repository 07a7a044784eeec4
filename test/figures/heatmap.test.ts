import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { signFlips } from "../../src/analytics/flips.js";
import { levelsOverTime } from "../../src/analytics/levels-over-time.js";
import { DIVERGING, SEQUENTIAL, colorscale } from "../../src/figures/colours.js";
import { plot } from "../../src/figures/index.js";
import { around, cellsOf, sampleGrid } from "./sample.js";

const M = 1e6;

describe("plot.heatmap", () => {
  it("draws strike x time with the spot over it, in New York time, symmetric around zero", () => {
    const gex = sampleGrid(
      [5895, 5900, 5905],
      [
        [-1 * M, -2 * M],
        [0, 3 * M],
        [NaN, 4 * M],
      ],
      { spot: Float64Array.of(5901, 5902.25) },
    );
    const figure = plot.heatmap(gex, { clip: 1 });
    const [cells, edge, spot] = figure.data;
    expect({ ...cells, z: cellsOf(figure) }).toEqual({
      type: "heatmap",
      name: "gex, USD M per 1 % move",
      z: [
        [-1, -2],
        [0, 3],
        [NaN, 4],
      ],
      x0: "2026-06-05 09:30:30",
      dx: 60_000,
      y0: 5895,
      dy: 5,
      zmin: -4,
      zmax: 4,
      colorscale: colorscale(DIVERGING),
      hoverongaps: false,
      zhoverformat: "+$,.3f",
      hovertemplate: "strike %{y}: <b>%{z} M</b> per 1 % move<extra></extra>",
      colorbar: expect.objectContaining({
        tickvals: [-4, -2, 0, 2, 4],
        ticktext: ["\u2212$4 M", "\u2212$2 M", "$0", "+$2 M", "+$4 M"],
      }) as unknown,
    });
    expect(edge).toMatchObject({ y: [5901, 5902.25], hoverinfo: "skip" });
    expect(spot).toMatchObject({
      name: "spot",
      mode: "lines+markers",
      x0: "2026-06-05 09:30:30",
      dx: 60_000,
      y: [5901, 5902.25],
      text: ["13:30 UTC", "13:31 UTC"],
      hovertemplate: "spot %{y:,.2f} · %{text}<extra></extra>",
    });
    expect(around(figure).title).toBe("SPX gamma exposure 2026-06-05 09:30–09:31 ET");
    expect(around(figure).x.range).toEqual(["2026-06-05 09:30:00", "2026-06-05 09:32:00"]);
    expect(around(figure).y.range).toEqual([5892.5, 5907.5]);
    expect(around(figure).subtitle).toBe("black line: spot, last 5,902.25 · grey: no value");
    expect(inspect(figure)).toBe(
      "SPX gamma exposure, 2026-06-05 09:30–09:31 ET: largest +$4.00 M per 1 % move at 5905, 09:31, " +
        "lowest \u2212$2.00 M per 1 % move at 5895, 09:31. Spot last 5,902.25.",
    );
  });

  it("says how much lies beyond the colours, and marks the ends of the colour bar", () => {
    const row = Array.from({ length: 50 }, (_, i) => (i === 7 ? -9e9 : 1.2e9));
    const figure = plot.heatmap(sampleGrid([5900], [row]));
    expect(figure.data[0].zmax).toBe(1.2);
    expect((figure.data[0].colorbar as { ticktext: string[] }).ticktext).toEqual([
      "\u2264 \u2212$1.2 bn",
      "\u2212$600 M",
      "$0",
      "+$600 M",
      "\u2265 +$1.2 bn",
    ]);
    expect(around(figure).subtitle).toBe("black line: spot, last 5,902.50 · 2.0 % of cells beyond ±$1.2 bn");
    expect(inspect(figure)).toContain("lowest \u2212$9.00 bn per 1 % move at 5900, 09:37");
  });

  it("draws a missing bar blank and says how many there are", () => {
    const figure = plot.heatmap(
      sampleGrid(
        [5900, 5905],
        [
          [1, NaN, 2],
          [3, NaN, 4],
        ],
        { spot: Float64Array.of(1, NaN, 2) },
      ),
    );
    expect(cellsOf(figure)).toEqual([
      [1, NaN, 2],
      [3, NaN, 4],
    ]);
    expect(figure.data[2].y).toEqual([1, null, 2]);
    expect(figure.data.slice(1)).toMatchObject([{ connectgaps: false }, { connectgaps: false }]);
    expect(around(figure).subtitle).toContain("grey: no value (1 of 3 bars)");
    expect(inspect(figure)).toContain("1 of 3 bars without a value.");
  });

  it("leaves rows blank where no strike is listed", () => {
    const figure = plot.heatmap(sampleGrid([100, 105, 115], [[1], [2], [3]], { spot: Float64Array.of(106) }));
    expect(cellsOf(figure)).toEqual([[1], [2], [NaN], [3]]);
    expect(figure.data[0]).toMatchObject({ y0: 100, dy: 5 });
    expect(around(figure).subtitle).toBe("black line: spot, last 106.00 · grey: no strike");
  });

  it("gives strikes one by one where they fit no even axis", () => {
    const figure = plot.heatmap(sampleGrid([100, 100.37, 200], [[1], [2], [3]]));
    expect(figure.data[0].y).toEqual([100, 100.37, 200]);
    expect(figure.data[0]).not.toHaveProperty("y0");
    expect(cellsOf(figure)).toEqual([[1], [2], [3]]);
  });

  it("draws a field without a sign from zero up, in contracts", () => {
    const figure = plot.heatmap(
      sampleGrid(
        [5900, 5905],
        [
          [0, 400],
          [19_000, 20_000],
        ],
        { field: "oi" },
      ),
      { clip: 1 },
    );
    expect(figure.data[0]).toMatchObject({
      name: "oi, contracts",
      zmin: 0,
      zmax: 20_000,
      colorscale: colorscale(SEQUENTIAL),
      zhoverformat: ",.0f",
      hovertemplate: "strike %{y}: <b>%{z}</b> contracts<extra></extra>",
      colorbar: { ticktext: ["0", "5,000", "10,000", "15,000", "20,000"] },
    });
  });

  it("shows both signs of a change in a field that has none", () => {
    const oi = sampleGrid([5900], [[100, 90, 120]], { field: "oi" });
    const figure = plot.heatmap(oi.diff());
    expect(figure.data[0]).toMatchObject({ zmin: -30, zmax: 30, colorscale: colorscale(DIVERGING) });
    expect(around(figure).title).toContain("SPX effective open interest change per minute");
  });

  it("shows one bar of the day, one strike, and zeros alone", () => {
    const bar = plot.heatmap(sampleGrid([5900, 5905], [[1], [2]]));
    expect(bar.data[0]).toMatchObject({ x0: "2026-06-05 09:30:30", dx: 60_000 });
    expect(around(bar).x.range).toEqual(["2026-06-05 09:30:00", "2026-06-05 09:31:00"]);
    expect(bar.data[2].mode).toBe("lines+markers");

    const strike = plot.heatmap(sampleGrid([5890], [[1, 2]]));
    expect(strike.data[0]).toMatchObject({ y0: 5890, dy: 6.25 });
    expect(around(strike).y.range).toEqual([5886.875, 5902.5]);

    expect(plot.heatmap(sampleGrid([5900], [[0]])).data[0]).toMatchObject({ zmin: -1, zmax: 1 });
  });

  it("names longer bars by their start and end", () => {
    const five = plot.heatmap(
      sampleGrid([5900], [[1, 2]], { barMs: 300_000, field: "signed_flow", kind: "increment" }),
    );
    expect(five.data[0]).toMatchObject({ x0: "2026-06-05 09:32:30", dx: 300_000 });
    expect(five.data[2].text).toEqual(["09:30–09:35 ET (13:30 UTC)", "09:35–09:40 ET (13:35 UTC)"]);
    expect(around(five).title).toContain("SPX signed flow per 5 minutes");
  });

  it("keeps the strikes near the spot, and marks levels inside the view", () => {
    const grid = sampleGrid([5800, 5900, 5950, 6000], [[1], [2], [3], [4]]);
    const figure = plot.heatmap(grid, { near: 0.01, levels: { "call <wall>": 5950, far: 6000, none: NaN } });
    expect(cellsOf(figure)).toEqual([[2], [3]]);
    // A white edge and a black line.
    expect(around(figure).lines).toEqual([
      [5950, 5950],
      [5950, 5950],
    ]);
    expect(around(figure).labels).toEqual(["call &lt;wall&gt; 5950"]);
    expect(plot.heatmap(grid, { near: { percent: 1 } }).data[0]).toEqual(plot.heatmap(grid, { near: 0.01 }).data[0]);
    expect(() => plot.heatmap(grid, { near: 1.5 })).toThrow(RangeError);
  });

  it("lays levels over the cells, a stroke for each stay at a strike, and names them", () => {
    const gex = sampleGrid(
      [5895, 5900, 5905],
      [
        [-9, -9, NaN, -1],
        [1, 1, NaN, 2],
        [8, 8, NaN, 7],
      ],
    );
    const over = levelsOverTime(gex);
    const figure = plot.heatmap(gex, { over });
    const named = (name: string) => figure.data.find((trace) => trace.name === name)!;
    expect(named("magnet")).toMatchObject({
      x: ["2026-06-05 09:30:00", "2026-06-05 09:32:00", null, "2026-06-05 09:33:00", "2026-06-05 09:34:00"],
      y: [5895, 5895, null, 5905, 5905],
      connectgaps: false,
    });
    expect(named("magnet in the hover")).toMatchObject({
      y: [5895, 5895, null, 5905],
      hovertemplate: "magnet %{y:,.2f}<extra></extra>",
    });
    expect(around(figure).labels).toEqual([
      "max positive<br>gamma =<br>magnet 5905",
      "max negative<br>gamma 5895",
      "flip by strike<br>5896.67",
    ]);
    expect(inspect(figure)).toContain("Levels last max positive gamma 5,905.00, max negative gamma 5,895.00, magnet");
    expect(
      plot.heatmap(gex, { over: over.map((row) => ({ ...row, magnet: 9999 })) }).data.map((t) => t.name as string),
    ).not.toContain("magnet");
    expect(plot.heatmap(gex, { over: [] }).data).toHaveLength(3);
  });

  it("prefers the walls of a series to the extremes of net exposure", () => {
    const gex = sampleGrid([5895, 5905], [[-9], [8]]);
    const walls = { t: "2026-06-05T13:30:00Z", call_wall: 5905, put_wall: 5895, gamma_flip: 5901.5 };
    const over = levelsOverTime(gex, { series: { bar_size: "1m", bars: [walls] } });
    expect(around(plot.heatmap(gex, { over })).labels).toEqual([
      "call wall 5905",
      "put wall =<br>magnet 5895",
      "flip 5901.5",
    ]);
  });

  it("marks sign flips, hollow across a gap, and leaves out those outside the view", () => {
    const flow = sampleGrid(
      [5900, 5905],
      [
        [-1e6, 2e6, 2e6, 2e6],
        [1e6, NaN, -3e6, -3e6],
      ],
    );
    const events = signFlips(flow);
    const figure = plot.heatmap(flow, { events });
    expect(figure.data.at(-1)).toMatchObject({
      name: "sign flips",
      x: ["2026-06-05 09:31:30", "2026-06-05 09:32:30"],
      y: [5900, 5905],
      marker: { symbol: ["triangle-up", "triangle-down-open"] },
      text: [
        "▲ 5900, 09:31 ET (13:31 UTC): \u2212$1.00 M → +$2.00 M",
        "▼ 5905, 09:32 ET (13:32 UTC): +$1.00 M → \u2212$3.00 M",
      ],
    });
    expect(around(figure).subtitle).toContain("▲ 1 to positive, ▼ 1 to negative");
    expect(inspect(figure)).toContain("2 sign flips: 1 to positive, 1 to negative.");
    expect(plot.heatmap(flow.between("09:33", "09:34"), { events }).data).toHaveLength(3);
  });

  it("says how many bars are known in part", () => {
    const figure = plot.heatmap(sampleGrid([5900], [[1, 2, 3]], { partial: Uint8Array.of(1, 0, 1) }));
    expect(around(figure).subtitle).toContain("2 bars known in part");
  });

  it("says so where there is nothing to draw", () => {
    const empty = plot.heatmap(sampleGrid([], []));
    expect(empty.data).toEqual([]);
    expect(inspect(empty)).toBe("SPX gamma exposure, 2026-06-05: No bars: nothing was sampled in this stretch.");
    expect(around(empty).subtitle).toBe("No bars: nothing was sampled in this stretch.");
    expect(inspect(plot.heatmap(sampleGrid([5900], [[NaN, NaN]])))).toBe(
      "SPX gamma exposure, 2026-06-05 09:30–09:31 ET: No value is known: 2 bars of 1 strike, all missing.",
    );
    expect(inspect(plot.heatmap(sampleGrid([5000], [[1]]), { near: 0.01 }))).toContain("No strikes in this range.");
    expect(plot.heatmap(sampleGrid([5900], [[1]], { spot: Float64Array.of(NaN) })).data[2].y).toEqual([null]);
  });

  it("is small: a day of 41 strikes takes 120 kB", () => {
    const rows = Array.from({ length: 41 }, (_, k) => Array.from({ length: 390 }, (_, i) => Math.sin(k * i) * 1e9));
    const figure = plot.heatmap(
      sampleGrid(
        rows.map((_, k) => 5800 + 5 * k),
        rows,
      ),
    );
    expect(JSON.stringify(figure).length).toBeLessThan(120_000);
  });
});

import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { MAGNITUDE, NEGATIVE, POSITIVE } from "../../src/figures/colours.js";
import { plot } from "../../src/figures/index.js";
import { around, sampleGrid } from "./sample.js";

const gex = sampleGrid(
  [5895, 5900, 5905],
  [
    [1e6, -2e6],
    [2e6, NaN],
    [3e6, 5e6],
  ],
);

describe("plot.profile", () => {
  it("draws the strikes of the last bar with their sign in colour and in words, and marks the spot", () => {
    const figure = plot.profile(gex, { before: null });
    expect(figure.data).toMatchObject([
      {
        type: "bar",
        orientation: "h",
        name: "gex",
        x: [-2e6, 5e6],
        y: [5895, 5905],
        width: 4,
        marker: { color: [NEGATIVE, POSITIVE] },
        text: ["\u2212$2.00 M", "+$5.00 M"],
        customdata: ["\u2212$2.00 M per 1 % move", "+$5.00 M per 1 % move"],
      },
    ]);
    expect(around(figure).x.title.text).toBe("USD per 1 % move");
    expect(around(figure).lines).toEqual([[5902.5, 5902.5]]);
    expect(around(figure).labels).toEqual(["spot<br>5,902.50"]);
    expect(around(figure).subtitle).toBe("net +$3.00 M per 1 % move · orange: positive, blue: negative");
    expect(inspect(figure)).toBe(
      "SPX gamma exposure by strike, 2026-06-05 09:31 ET: largest +$5.00 M per 1 % move at 5905, 09:31, " +
        "lowest \u2212$2.00 M per 1 % move at 5895, 09:31. Spot last 5,902.50.",
    );
  });

  it("shows the bar before as hollow dots, with what changed since", () => {
    const figure = plot.profile(gex);
    expect(figure.data[1]).toMatchObject({
      mode: "markers+text",
      name: "bar of 09:30",
      x: [1e6, 2e6, 3e6],
      y: [5895, 5900, 5905],
      customdata: [
        ["+$1.00 M per 1 % move", "\u2212$3.00 M"],
        ["+$2.00 M per 1 % move", "n/a"],
        ["+$3.00 M per 1 % move", "+$2.00 M"],
      ],
    });
    expect(figure.data[1].hovertemplate).toContain("strike %{y}, 09:30 ET (13:30 UTC): ");
    expect(around(figure).subtitle).toBe(
      "net +$3.00 M per 1 % move · orange: positive, blue: negative · \u25cb 09:30 ET",
    );
    expect(around(figure).x.range).toEqual(around(plot.profile(gex, { before: null })).x.range);
  });

  it("compares with any bar, puts a label behind the dot that would cover it, and drops dots that say nothing", () => {
    const flow = sampleGrid(
      [5900, 5905, 5910],
      [
        [11e6, 12e6, 10e6],
        [1, 2, 3],
        [-20e6, -11e6, -10e6],
      ],
    );
    const figure = plot.profile(flow, { before: "09:30" });
    expect(figure.data[0].text).toEqual(["", "+$3.00", "\u2212$10.0 M"]);
    expect(figure.data[1]).toMatchObject({
      x: [11e6, -20e6],
      y: [5900, 5910],
      text: ["+$10.0 M", ""],
      textposition: ["middle right", "middle left"],
    });
    expect(around(figure).x.range[0]).toBeLessThan(-20e6);
    expect(() => plot.profile(flow, { before: 5 })).toThrow(RangeError);
  });

  it("has no dots for the first bar, without any, or where nothing was known a bar before", () => {
    expect(plot.profile(gex, { bar: 0 }).data).toHaveLength(1);
    expect(plot.profile(gex, { before: null }).data).toHaveLength(1);
    expect(plot.profile(sampleGrid([5900], [[NaN, 1]])).data).toHaveLength(1);
    expect(
      plot.profile(
        sampleGrid(
          [5900, 5950],
          [
            [1, 1],
            [2, 2],
          ],
        ),
        { near: 0.001 },
      ).data[1].y,
    ).toEqual([5900]);
  });

  it("takes a bar by its position or its time, and the strikes near its spot", () => {
    expect(plot.profile(gex, { bar: 0 }).data[0].x).toEqual([1e6, 2e6, 3e6]);
    expect(plot.profile(gex, { bar: "09:30" }).data[0].x).toEqual([1e6, 2e6, 3e6]);
    expect(plot.profile(gex, { bar: 0, near: 0.0005 }).data[0].y).toEqual([5900, 5905]);
    expect(() => plot.profile(gex, { bar: 2 })).toThrow(RangeError);
  });

  it("writes the value at the six largest only", () => {
    const strikes = Array.from({ length: 9 }, (_, i) => 5900 + i);
    const { text } = plot.profile(
      sampleGrid(
        strikes,
        strikes.map((_, i) => [(i + 1) * 1000]),
      ),
    ).data[0];
    expect(text).toEqual(["", "", "", ...[4, 5, 6, 7, 8, 9].map((k) => `+$${k}.00 k`)]);
  });

  it("has one colour and no plus for a field without a sign", () => {
    const figure = plot.profile(sampleGrid([5900, 5905], [[400], [20]], { field: "oi" }));
    expect(figure.data[0]).toMatchObject({ marker: { color: [MAGNITUDE, MAGNITUDE] }, text: ["400", "20"] });
    expect(around(figure).subtitle).toBe("total 420 contracts");
  });

  it("draws one strike, uneven strikes and a bar without a spot", () => {
    expect(plot.profile(sampleGrid([5900], [[1]])).data[0]).toMatchObject({ x: [1], y: [5900] });
    expect(plot.profile(sampleGrid([100, 100.37, 200], [[1], [2], [3]])).data[0].width).toBeCloseTo(0.296, 9);
    expect(plot.profile(sampleGrid([5900], [[1]], { spot: Float64Array.of(NaN) })).layout).not.toHaveProperty("shapes");
  });

  it("says so where there is nothing to draw", () => {
    expect(inspect(plot.profile(sampleGrid([], [])))).toContain("No bars: nothing was sampled in this stretch.");
    expect(inspect(plot.profile(sampleGrid([5900], [[1, NaN]])))).toBe(
      "SPX gamma exposure by strike, 2026-06-05 09:31 ET: No value is known: 1 bar of 1 strike, all missing.",
    );
  });
});

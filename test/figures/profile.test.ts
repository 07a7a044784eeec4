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
    const figure = plot.profile(gex);
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

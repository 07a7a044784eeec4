import { describe, expect, it } from "vitest";
import { plot } from "../../src/figures/index.js";
import { nearInWords, outsideStrikes } from "../../src/figures/outside-strikes.js";
import { inspect } from "node:util";
import { around, sampleGrid } from "./sample.js";

const grid = (...spots: number[]) =>
  sampleGrid(
    [599, 600, 601],
    Array.from({ length: 3 }, () => spots.map(() => 1)),
    { spot: Float64Array.from(spots) },
  );

describe("a heatmap whose strikes near has cut off", () => {
  it("says until when the spot stood outside them, without a break or at times", () => {
    expect(outsideStrikes(grid(597, NaN, 598, 600), [598.5, 601.5])).toBe("below 598.5 until 09:33");
    expect(outsideStrikes(grid(600, 597, 600, 602), [598.5, 601.5])).toBe(
      "below 598.5 at times until 09:32 and above 601.5 at times until 09:34",
    );
    expect(outsideStrikes(grid(602, 603), [598.5, 601.5])).toBe("above 601.5 until 09:32");
    expect(outsideStrikes(grid(600, NaN), [598.5, 601.5])).toBe("");
  });

  it("names what near was, in whatever form it was given", () => {
    expect([0.01, { percent: 1.2 }, { dollars: 5 }, { sigmas: 2, sigma: 3.4 }].map(nearInWords)).toEqual([
      "near 1 %",
      "near 1.2 %",
      "near $5",
      "near 2 deviations",
    ]);
  });

  it("tells it below the title and in its text, and goes no further than half of what was kept", () => {
    const strikes = [580, 590, 598, 599, 600, 601, 602];
    const far = sampleGrid(
      strikes,
      strikes.map(() => [1, 1, 1]),
      { spot: Float64Array.of(585, 597.5, 600) },
    );
    const figure = plot.heatmap(far, { near: { dollars: 2 } });
    expect(around(figure).subtitle).toContain("spot below 597.5 until 09:31, outside near $2");
    expect(inspect(figure)).toContain("SPX stood below 597.5 until 09:31: strikes there are not drawn (near $2).");
    expect(around(figure).y.range).toEqual([595, 602.5]);
    const whole = plot.heatmap(far);
    expect(around(whole).y.range).toEqual([579.5, 602.5]);
    expect(inspect(whole)).not.toContain("not drawn");
  });
});

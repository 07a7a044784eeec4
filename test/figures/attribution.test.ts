import fc from "fast-check";
import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { attribute } from "../../src/analytics/attribute.js";
import { NEGATIVE, NEUTRAL, POSITIVE } from "../../src/figures/colours.js";
import { plot } from "../../src/figures/index.js";
import { around, sampleGrid } from "./sample.js";

function rowsOf(values: number[]) {
  const strikes = values.map((_, i) => 5900 + 5 * i);
  const flow = sampleGrid(
    strikes,
    values.map((value) => [value]),
    { field: "signed_flow", kind: "increment" },
  );
  return attribute(flow);
}

describe("plot.attribution", () => {
  it("is a waterfall from zero to the net total, each bar where the one above ends", () => {
    const figure = plot.attribution(rowsOf([1e6, -5e6, 3e6, -1.5e6]), { n: 2, symbol: "SPX" });
    expect(figure.data[0]).toMatchObject({
      x: [-5e6, 3e6, -0.5e6, -2.5e6],
      base: [0, -5e6, -2e6, 0],
      y: [1, 2, 3, 4],
      marker: { color: [NEGATIVE, POSITIVE, NEUTRAL, NEUTRAL] },
    });
    expect(around(figure).y.ticktext).toEqual(["5905\u2002", "5910\u2002", "2 others\u2002", "net\u2002"]);
    expect((figure.layout.shapes as { x0: number }[]).map(({ x0 }) => x0)).toEqual([-5e6, -2e6, -2.5e6]);
    expect(around(figure).labels).toHaveLength(8);
  });

  it("draws the largest first, the rest as one bar, and what each covers with those above it", () => {
    const figure = plot.attribution(rowsOf([1e6, -5e6, 3e6, -1e6]), { form: "bars", n: 2, symbol: "SPX" });
    expect(figure.data).toMatchObject([
      {
        type: "bar",
        orientation: "h",
        x: [-5e6, 3e6, 0],
        y: [1, 2, 3],
        marker: { color: [NEGATIVE, POSITIVE, NEUTRAL] },
        text: ["\u2212$5.00 M", "+$3.00 M", "$0"],
        customdata: ["5905: <b>\u2212$5.00 M</b>", "5910: <b>+$3.00 M</b>", "2 other strikes: <b>$0</b>"],
      },
    ]);
    expect(around(figure).y.ticktext).toEqual(["5905\u2002", "5910\u2002", "2 others\u2002"]);
    expect(around(figure).labels).toEqual([
      ...["\u2212$5.00 M", "+$3.00 M", "$0"],
      ...["value", "covered", "50 %", "80 %"],
    ]);
    expect(around(figure).subtitle).toBe("net \u2212$2.00 M · 80 % of the gross total at 2 strikes");
    expect(inspect(figure)).toBe(
      "SPX contributions by strike: net \u2212$2.00 M; largest \u2212$5.00 M at 5905; 80 % of the gross total at 2 strikes.",
    );
  });

  it("shows no rest where every strike has its bar", () => {
    const figure = plot.attribution(rowsOf([3, 1]), { form: "bars", unit: "contracts", title: "Who moved <it>" });
    expect(figure.data[0]).toMatchObject({ x: [3, 1], text: ["+3", "+1"] });
    expect(around(figure).title).toBe("Who moved &lt;it&gt;");
    expect(around(figure).subtitle).toBe("net +4 contracts · 100 % of the gross total at 2 strikes");
  });

  it("keeps the whole of rows that were filtered", () => {
    const figure = plot.attribution(rowsOf([6e6, -3e6, 1e6]).filter(({ share }) => share > 0.5));
    expect(around(figure).y.ticktext).toEqual(["5900\u2002", "all others\u2002", "net\u2002"]);
    expect(figure.data[0].x).toEqual([6e6, -2e6, 4e6]);
    expect(around(figure).subtitle).toBe("net +$4.00 M · 60 % of the gross total at 1 strike");
  });

  it("adds up to the net total, however many bars there are", () => {
    const values = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 25 }), (list, n) => {
        const { x, base } = plot.attribution(rowsOf(list), { n }).data[0] as { x: number[]; base: number[] };
        const bars = x.slice(0, -1);
        bars.forEach((value, i) =>
          expect(base[i] + value).toBeCloseTo(i + 1 < bars.length ? base[i + 1] : x.at(-1)!, 6),
        );
        const net = list.reduce((sum, value) => sum + value, 0);
        expect(bars.reduce((sum, value) => sum + value, 0)).toBeCloseTo(net, 6);
        expect(bars.length).toBe(Math.min(list.length, n + 1));
      }),
    );
  });

  it("stands for zeros and for buying that was sold again", () => {
    expect(plot.attribution(rowsOf([0, 0])).data[0].x).toEqual([0, 0, 0]);
    expect(around(plot.attribution(rowsOf([5, -5]))).subtitle).toBe("net $0 · 100 % of the gross total at 2 strikes");
  });

  it("takes its words from the grid that was attributed", () => {
    const flow = { field: "signed_delta_dollars", kind: "increment", origin: "simulated market, seed 7" } as const;
    const grid = sampleGrid([5900, 5905], [[1e6], [-5e6]], flow);
    const figure = plot.attribution(attribute(grid), { grid });
    expect(around(figure).title).toBe(
      "SPX signed delta-dollars by strike 2026-06-05 09:30 ET \u00b7 simulated market, seed 7",
    );
    expect(inspect(figure)).toBe(
      "SPX signed delta-dollars by strike, 2026-06-05 09:30 ET: net \u2212$4.00 M; largest \u2212$5.00 M at 5905; " +
        "100 % of the gross total at 2 strikes. (simulated market, seed 7)",
    );
  });

  it("says so without rows, and refuses a number of strikes that is none", () => {
    expect(inspect(plot.attribution([], { symbol: "SPX" }))).toBe(
      "SPX contributions by strike: No contributions: nothing is known in this stretch.",
    );
    expect(() => plot.attribution(rowsOf([1]), { n: 0 })).toThrow(
      new RangeError("n is how many strikes to show, 1 or more, not 0"),
    );
  });
});

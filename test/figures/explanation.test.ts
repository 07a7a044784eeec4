import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { plot } from "../../src/figures/index.js";
import { atNewYork } from "../../src/session.js";
import { around, sampleGrid } from "./sample.js";

const FACTORS = { spot: 5e6, volatility: -2e6, time: 1e6, trades: 4e6, open_interest: 0, residual: 1e6 };
const one = { total: 9e6, ...FACTORS };
const two = { total: -4e6, spot: -4e6, volatility: 0, time: 0, trades: 0, open_interest: 0, residual: 0 };
const OPEN = atNewYork("2026-06-05", "09:30");

describe("plot.explanation", () => {
  it("stacks the factors of each strike, from the highest strike down, with the total as a diamond", () => {
    const figure = plot.explanation(
      [
        { strike: 5900, ...one },
        { strike: 5905, ...two },
      ],
      { symbol: "SPX" },
    );
    expect(figure.layout.barmode).toBe("relative");
    expect(figure.data.map(({ name }) => name as string)).toEqual([
      "spot +$1.00 M",
      "volatility \u2212$2.00 M",
      "time +$1.00 M",
      "trades +$4.00 M",
      "open interest $0",
      "residual +$1.00 M",
      "total",
    ]);
    expect(figure.data[0]).toMatchObject({ orientation: "h", x: [-4e6, 5e6], y: [1, 2] });
    expect(figure.data[6]).toMatchObject({ x: [-4e6, 9e6], marker: { symbol: "diamond" } });
    expect(figure.data[1].customdata).toEqual([
      "5905, volatility: <b>$0 per 1 % move</b>",
      "5900, volatility: <b>\u2212$2.00 M per 1 % move</b>",
    ]);
    expect(around(figure).y.ticktext).toEqual(["5905\u2002", "5900\u2002"]);
    expect(around(figure).labels).toEqual(["total", "\u2212$4.00 M", "+$9.00 M"]);
    expect(around(figure).x.title.text).toBe("USD per 1 % move");
    expect(inspect(figure)).toBe(
      "SPX: why it changed: net +$5.00 M per 1 % move; spot +$1.00 M, volatility \u2212$2.00 M, time +$1.00 M, trades +$4.00 M, " +
        "open interest $0, residual +$1.00 M; largest factor trades. Largest change +$9.00 M at 5900.",
    );
  });

  it("tells all factors apart by colour, and those of like colours by a pattern too", () => {
    const { data } = plot.explanation([{ strike: 5900, ...one }]);
    const markers = data.slice(0, 6).map(({ marker }) => marker as { color: string; pattern?: { shape: string } });
    expect(new Set(markers.map(({ color }) => color)).size).toBe(6);
    expect(markers.map(({ pattern }) => pattern?.shape)).toEqual([undefined, "/", undefined, "x", ".", "-"]);
  });

  it("gathers all but the largest changes in one row, so that the rows add up", () => {
    const rows = [1, 2, 3, 4].map((k) => ({ strike: 5900 + k, ...one, total: k * 1e6 }));
    const figure = plot.explanation(rows, { n: 2 });
    expect(around(figure).y.ticktext).toEqual(["5904\u2002", "5903\u2002", "2 others\u2002"]);
    expect(figure.data[6].x).toEqual([4e6, 3e6, 3e6]);
    expect(figure.data[0].x).toEqual([5e6, 5e6, 10e6]);
  });

  it("stacks the factors of bars over time, and greys bars that are not known", () => {
    const bars = [0, 1, 3].map((bar) => ({ t: OPEN + bar * 60_000, ...one, total: bar === 1 ? NaN : 9e6 }));
    const grid = sampleGrid([5900], [[1, 2, 3, 4]]);
    const figure = plot.explanation([...bars, { t: OPEN + 240_000, ...two }], { grid });
    expect(figure.data[0]).toMatchObject({
      x: ["2026-06-05 09:30:30", "2026-06-05 09:33:30", "2026-06-05 09:34:30"],
      y: [5e6, 5e6, -4e6],
    });
    expect(figure.data[6].y).toEqual([9e6, 9e6, -4e6]);
    expect(figure.data[6].customdata[0]).toBe("09:30 ET (13:30 UTC), total: <b>+$9.00 M per 1 % move</b>");
    expect(figure.layout.shapes).toMatchObject([{ x0: "2026-06-05 09:31:00", x1: "2026-06-05 09:33:00" }]);
    expect(around(figure).subtitle).toContain("grey: not known (2 of 5 bars)");
    expect(around(figure).title).toContain("SPX gamma exposure: why it changed");
  });

  it("says so without rows, and refuses a number of strikes that is none", () => {
    expect(inspect(plot.explanation([]))).toBe(
      "Why it changed: Nothing to explain: no change is known in this stretch.",
    );
    expect(inspect(plot.explanation([{ strike: 1, ...one, total: NaN }]))).toContain("Nothing to explain");
    expect(() => plot.explanation([], { n: 1.5 })).toThrow(RangeError);
  });
});

import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import type { HedgeSide } from "../../src/api/snapshot-types.js";
import type { HedgeFlow } from "../../src/api/types.js";
import { plot } from "../../src/figures/index.js";
import { atNewYork, toIso } from "../../src/session.js";
import { around, sampleGrid } from "./sample.js";

const OPEN = atNewYork("2026-06-05", "09:30");
const at = (bar: number): string => toIso(OPEN + bar * 60_000);

/** Hedge flow whose cumulative sums these are; undefined leaves the bar out. */
function flow(side: HedgeSide, sums: (number | null | undefined)[]): HedgeFlow<HedgeSide, "1m"> {
  return {
    symbol: "SPX",
    expiration: "2026-06-05",
    as_of: at(sums.length),
    side,
    bar_size: "1m",
    bars: sums.flatMap((cumulative, bar) => (cumulative === undefined ? [] : [{ t: at(bar), bar: null, cumulative }])),
  };
}

const calls = flow("calls", [1e6, 3e6, -2e6]);
const puts = flow("puts", [1e6, -1e6, -1e6]);
type Drawn = ReturnType<typeof plot.cumulative>;
const named = (figure: Drawn, name: string) => figure.data.filter((trace) => trace.name === name);

describe("plot.cumulative", () => {
  it("draws calls, puts and their net, with its area above and below zero", () => {
    const figure = plot.cumulative([puts, calls]);
    expect(named(figure, "net")).toMatchObject([{ y: [2e6, 2e6, -3e6], x0: "2026-06-05 09:30:30", dx: 60_000 }]);
    expect(named(figure, "calls")).toMatchObject([{ y: [1e6, 3e6, -2e6] }]);
    expect(named(figure, "puts")).toMatchObject([{ y: [1e6, -1e6, -1e6], line: { dash: "dash" } }]);
    expect(named(figure, "net above zero")).toMatchObject([{ y: [2e6, 2e6, 0], fill: "tozeroy" }]);
    expect(named(figure, "net below zero")).toMatchObject([{ y: [0, 0, -3e6] }]);
    expect(named(figure, "net")[0].text).toEqual([
      "+$2.00 M · 13:30 UTC",
      "+$2.00 M · 13:31 UTC",
      "\u2212$3.00 M · 13:32 UTC",
    ]);
    expect(around(figure).y.title.text).toBe("USD, + dealers buy");
    expect(around(figure).x.title.text).toBe("New York time (ET)");
    expect(around(figure).subtitle).toBe("━━ net \u2212$3.00 M · ━━ calls \u2212$2.00 M · ╍╍ puts \u2212$1.00 M");
    expect(inspect(figure)).toBe(
      "SPX hedge flow since the open, 2026-06-05 09:30–09:32 ET: net \u2212$3.00 M, calls \u2212$2.00 M, puts \u2212$1.00 M; " +
        "net highest +$2.00 M at 09:30, lowest \u2212$3.00 M at 09:32.",
    );
  });

  it("takes the net from an answer of all, and makes none from one side", () => {
    expect(named(plot.cumulative([calls, puts, flow("all", [5, 5, 5])]), "net")[0].y).toEqual([5, 5, 5]);
    const one = plot.cumulative([calls]);
    expect(one.data.map(({ name }) => name as string)).toEqual(["calls"]);
    expect(inspect(one)).toContain("calls highest +$3.00 M at 09:31, lowest \u2212$2.00 M at 09:32.");
  });

  it("puts the spot of a series or of a grid on the right axis", () => {
    const spot = {
      bars: [
        { t: at(0), spot: 5900 },
        { t: at(2), spot: null },
        { t: at(1), spot: 5905.5 },
      ],
    };
    const figure = plot.cumulative([calls, puts], { spot });
    expect(named(figure, "spot")).toMatchObject([{ y: [5900, 5905.5, null], yaxis: "y2", connectgaps: false }]);
    expect(figure.layout.yaxis2).toMatchObject({ overlaying: "y", side: "right", title: { text: "Spot (USD)" } });
    expect(inspect(figure)).toContain(" Spot last 5,905.50.");
    const grid = sampleGrid([5900], [[1, 2, 3]]);
    expect(named(plot.cumulative([calls], { spot: grid }), "spot")[0].y).toEqual([5902.5, 5902.5, 5902.5]);
    expect(plot.cumulative([calls], { spot: { bars: [] } }).layout).not.toHaveProperty("yaxis2");
  });

  it("draws intervals as bands, as far as they are given", () => {
    const rows = [0, 1].map((bar) => ({ t: OPEN + bar * 60_000, low: bar, high: 1e7 + bar }));
    const figure = plot.cumulative([calls, puts], { bands: { all: rows } });
    expect(named(figure, "low of net")).toMatchObject([{ y: [0, 1], line: { width: 0 } }]);
    expect(named(figure, "interval of net")).toMatchObject([{ y: [1e7, 1e7 + 1], fill: "tonexty" }]);
    expect(around(figure).y.range[1]).toBeGreaterThan(1e7);
    expect(around(figure).subtitle).toContain("band: interval");
  });

  it("breaks lines and areas where bars are missing, and greys what no answer has", () => {
    const figure = plot.cumulative([
      flow("calls", [1, 2, undefined, undefined, 5, 6]),
      flow("puts", [1, 2, undefined, null, 5, 6]),
    ]);
    expect(named(figure, "net")[0].y).toEqual([2, 4, null, null, 10, 12]);
    expect(named(figure, "net above zero").map(({ x0, y }) => [x0 as string, y as number[]])).toEqual([
      ["2026-06-05 09:30:30", [2, 4]],
      ["2026-06-05 09:34:30", [10, 12]],
    ]);
    expect(figure.layout.shapes).toMatchObject([
      { type: "rect", x0: "2026-06-05 09:32:00", x1: "2026-06-05 09:34:00" },
    ]);
    expect(around(figure).subtitle).toContain("grey: no bars");
  });

  it("shows one bar as marks, with its area over the bar", () => {
    const figure = plot.cumulative([flow("calls", [1e6]), flow("puts", [-3e6])]);
    expect(named(figure, "net")[0]).toMatchObject({ mode: "lines+markers", y: [-2e6] });
    expect(named(figure, "net below zero")[0]).toMatchObject({ x0: "2026-06-05 09:30:00", y: [-2e6, -2e6] });
  });

  it("says so without bars, and refuses answers that do not fit", () => {
    expect(inspect(plot.cumulative([flow("calls", []), flow("puts", [])]))).toBe(
      "SPX hedge flow since the open, 2026-06-05: No bars: no hedge flow in this stretch.",
    );
    expect(inspect(plot.cumulative([flow("calls", [null])]))).toContain("No bars");
    expect(() => plot.cumulative([])).toThrow(RangeError);
    expect(() => plot.cumulative([calls, calls])).toThrow("one answer a side, not two of calls");
    expect(() => plot.cumulative([calls, { ...puts, symbol: "SPY" }])).toThrow("of one symbol, not SPX and SPY");
  });
});

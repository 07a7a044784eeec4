import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { signFlips } from "../../src/analytics/flips.js";
import { NEGATIVE, POSITIVE } from "../../src/figures/colours.js";
import { plot } from "../../src/figures/index.js";
import { around, sampleGrid } from "./sample.js";

const gex = sampleGrid(
  [5900, 5905],
  [
    [-1e6, 3e6, 2e6, 1e6],
    [1e6, 1e6, NaN, -15e6],
  ],
);

describe("plot.flips", () => {
  it("draws ▲ up and ▼ down with the spot, hollow across a gap, larger where the value moved further", () => {
    const figure = plot.flips(signFlips(gex), { grid: gex });
    expect(figure.data).toMatchObject([
      { name: "spot", y: [5902.5, 5902.5, 5902.5, 5902.5] },
      {
        name: "to positive",
        x: ["2026-06-05 09:31:30"],
        y: [5900],
        marker: { symbol: ["triangle-up"], color: POSITIVE, size: [11.5] },
        text: ["<b>▲ 5900, 09:31 ET: \u2212$1.00 M → +$3.00 M</b><br>known at 09:32, held 3 bars"],
      },
      {
        name: "to negative",
        x: ["2026-06-05 09:33:30"],
        y: [5905],
        marker: { symbol: ["triangle-down-open"], color: NEGATIVE, size: [16] },
        text: [
          "<b>▼ 5905, 09:33 ET: +$1.00 M → \u2212$15.0 M</b><br>known at 09:34, held 1 bar" +
            "<br>across a gap: the time is not certain",
        ],
      },
    ]);
    expect(around(figure).subtitle).toBe(
      "▲ to positive: 1 · ▼ to negative: 1 · hollow: across a gap · line: spot, last 5,902.50",
    );
    expect(around(figure).title).toBe("SPX gamma exposure: sign flips 2026-06-05 09:30–09:33 ET");
    expect(inspect(figure)).toBe(
      "SPX gamma exposure: sign flips, 2026-06-05 09:30–09:33 ET: 1 to positive, 1 to negative at 2 strikes; " +
        "largest ▼ 5905, 09:33 ET: +$1.00 M → \u2212$15.0 M.",
    );
  });

  it("needs no grid", () => {
    const figure = plot.flips(signFlips(gex), { unit: "contracts", title: "Flips of <mine>" });
    expect(figure.data.map(({ name }) => name as string)).toEqual(["to positive", "to negative"]);
    expect(around(figure).title).toContain("Flips of &lt;mine&gt;");
    expect(around(figure).x.range).toEqual(["2026-06-05 09:29:00", "2026-06-05 09:36:00"]);
    expect(around(figure).y.range).toEqual([5899.7, 5905.3]);
  });

  it("says so where nothing flipped", () => {
    expect(inspect(plot.flips([], { grid: gex }))).toBe(
      "SPX gamma exposure: sign flips, 2026-06-05 09:30–09:33 ET: No sign flips in this stretch.",
    );
    expect(inspect(plot.flips([]))).toBe("Sign flips: No sign flips in this stretch.");
  });
});

import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { flipSurvival } from "../../src/analytics/flip-survival.js";
import { signFlips } from "../../src/analytics/flips.js";
import { NEGATIVE, POSITIVE, transparent } from "../../src/figures/colours.js";
import { plot } from "../../src/figures/index.js";
import { around, sampleGrid } from "./sample.js";

const gex = sampleGrid(
  [5900, 5905],
  [
    [-1e6, 3e6, 2e6, -1e6],
    [1e6, 1e6, NaN, -15e6],
  ],
);
const flips = signFlips(gex);

describe("plot.flipLedger", () => {
  it("draws a row a flip: from when to when it lived, its size before and after, and whether it still lives", () => {
    const figure = plot.flipLedger(flips, { grid: gex });
    expect(
      around(figure).y.ticktext.map((text) =>
        text
          .replace(/<[^>]*>/g, "")
          .replaceAll("\u2002", " ")
          .trim(),
      ),
    ).toEqual([
      "5900 ▲ \u2212$1.00 M → +$3.00 M",
      "5900 ▼ +$2.00 M → \u2212$1.00 M",
      "5905 ▼ +$1.00 M → \u2212$15.0 M",
    ]);
    const [lives, marks, alive] = figure.data;
    expect(lives).toMatchObject({
      base: ["2026-06-05 09:31:00", "2026-06-05 09:33:00", "2026-06-05 09:33:00"],
      x: [120_000, 60_000, 60_000],
      y: [1, 2, 3],
      marker: { color: [POSITIVE, NEGATIVE, NEGATIVE] },
    });
    expect(marks.marker).toMatchObject({ symbol: ["triangle-up", "triangle-down", "triangle-down-open"] });
    expect(alive).toMatchObject({ x: ["2026-06-05 09:34:00", "2026-06-05 09:34:00"], y: [2, 3] });
    expect((lives.customdata as string[])[0]).toBe(
      "<b>▲ 5900, 09:31 ET: \u2212$1.00 M → +$3.00 M</b><br>09:31 ET (13:31 UTC) to 09:33 ET, 2 bars, known at 09:32",
    );
    expect(around(figure).subtitle).toBe("▲ 1 ▼ 2 · ▶ still held · hollow: across a gap");
    expect(inspect(figure)).toBe(
      "SPX gamma exposure: sign flips, 2026-06-05 09:30–09:33 ET: 3 flips, 1 to positive, 2 to negative; " +
        "largest ▼ 5905, 09:33 ET: +$1.00 M → \u2212$15.0 M.",
    );
  });

  it("marks certified flips, pales the others, and keeps the certified ones where there is no room for all", () => {
    const tested = flips.map((flip, i) => ({ ...flip, certified: i === 1, q: i === 1 ? 0.01 : NaN }));
    const figure = plot.flipLedger(tested, { grid: gex, n: 2 });
    expect(around(figure).y.ticktext[0]).toContain("✓ <b>5900</b> ▼");
    expect(figure.data[0].marker).toMatchObject({ color: [NEGATIVE, transparent(NEGATIVE, 0.5)] });
    expect((figure.data[0].customdata as string[]).map((text) => text.split("<br>")[2])).toEqual([
      "certified, q 0.010",
      "not certified, not tested",
    ]);
    expect(around(figure).subtitle).toContain("2 of 3 · ✓ certified: 1");
    expect(inspect(figure)).toContain("3 flips, 1 to positive, 2 to negative, 1 certified");
  });

  it("draws survival below, with its interval, from all flips down", () => {
    const survival = flipSurvival(flips, gex);
    const figure = plot.flipLedger(flips, { grid: gex, survival });
    const curve = figure.data.find(({ name }) => name === "survival")!;
    expect(curve).toMatchObject({ x: [0, ...survival.map(({ bars }) => bars)], xaxis: "x2", yaxis: "y2" });
    expect((curve.y as number[])[0]).toBe(1);
    expect(figure.data.find(({ name }) => name === "interval")).toMatchObject({ fill: "tonexty" });
    const top = (figure.layout.yaxis2 as { domain: number[] }).domain[1];
    expect(top).toBeLessThan((figure.layout.yaxis as { domain: number[] }).domain[0]);
    expect(figure.layout.xaxis2).toMatchObject({ title: { text: "Minutes held" } });
    expect(figure.layout.yaxis2).toMatchObject({ title: { text: "Flips still held" } });
  });

  it("needs no grid, and draws one flip", () => {
    const figure = plot.flipLedger(flips.slice(0, 1), { unit: "contracts", title: "<mine>" });
    expect(around(figure).title).toBe("&lt;mine&gt; 2026-06-05");
    expect(around(figure).x.range).toEqual(["2026-06-05 09:30:00", "2026-06-05 09:34:00"]);
    expect(figure.data[2].x).toEqual([]);
  });

  it("says so without flips, and refuses a number that is none", () => {
    expect(inspect(plot.flipLedger([], { grid: gex }))).toContain("No sign flips in this stretch.");
    expect(() => plot.flipLedger(flips, { n: 0 })).toThrow(RangeError);
  });
});

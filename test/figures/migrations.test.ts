import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { levelsOverTime } from "../../src/analytics/levels-over-time.js";
import { migrations } from "../../src/analytics/migrations.js";
import { wallTests } from "../../src/analytics/wall-tests.js";
import { plot } from "../../src/figures/index.js";
import { around, sampleGrid } from "./sample.js";

const gex = sampleGrid(
  [5895, 5900, 5905],
  [
    [-9, -9, NaN, -1, -1],
    [1, 1, NaN, 2, 2],
    [8, 8, NaN, 7, 7],
  ],
  { spot: Float64Array.of(5902.5, 5902.25, NaN, 5904, 5920) },
);
const rows = levelsOverTime(gex);
type Drawn = ReturnType<typeof plot.migrations>;
const named = (figure: Drawn, name: string) => figure.data.find((trace) => trace.name === name)!;

const wordsOf = (figure: Drawn) =>
  around(figure).labels.map((label) =>
    label
      .replaceAll("<br>", " ")
      .replace(/<[^>]*>/g, "")
      .replaceAll("━\u2009", ""),
  );

describe("plot.migrations", () => {
  it("draws a stroke for each stay of a level against the spot, and names it with its last price", () => {
    const figure = plot.migrations(rows, { grid: gex, levels: ["magnet"] });
    expect(named(figure, "magnet")).toMatchObject({
      x: ["2026-06-05 09:30:00", "2026-06-05 09:32:00", null, "2026-06-05 09:33:00", "2026-06-05 09:35:00"],
      y: [5895, 5895, null, 5905, 5905],
    });
    expect(named(figure, "spot")).toMatchObject({ y: [5902.5, 5902.25, null, 5904, 5920], connectgaps: false });
    expect(named(figure, "spot").text[0]).toBe("13:30 UTC");
    expect(wordsOf(figure)).toEqual(["magnet 5,905.00", "spot 5,920.00"]);
    expect(figure.layout.shapes).toMatchObject([{ x0: "2026-06-05 09:32:00", x1: "2026-06-05 09:33:00" }]);
    expect(around(figure).y.title.text).toBe("Strike (USD)");
    expect(inspect(figure)).toBe(
      "SPX levels over time, 2026-06-05 09:30–09:34 ET: last magnet 5,905.00, spot 5,920.00.",
    );
  });

  it("shows walls, magnet and flip by default, the flip as a line", () => {
    const figure = plot.migrations(rows, { symbol: "SPX" });
    const names = ["max positive gamma", "max negative gamma", "magnet", "flip by strike"];
    for (const name of names) expect(named(figure, name)).toBeDefined();
    expect(named(figure, "flip by strike")).toHaveProperty("dx", 60_000);
  });

  it("names levels at one price together, and says where strokes lie on each other", () => {
    const figure = plot.migrations(rows, { grid: gex, levels: ["max_positive_gamma", "magnet"] });
    expect(wordsOf(figure)).toEqual(["max positive gamma = magnet 5,905.00", "spot 5,920.00"]);
    expect(around(figure).subtitle).toContain("striped: levels at one strike");
    expect(around(plot.migrations(rows, { grid: gex, levels: ["magnet"] })).subtitle).not.toContain("striped");
  });

  it("marks moves and tests of walls, each by its shape", () => {
    const moves = migrations(rows);
    const figure = plot.migrations(rows, { grid: gex, moves, tests: wallTests(rows) });
    expect(named(figure, "moves")).toMatchObject({
      x: ["2026-06-05 09:33:30"],
      y: [5905],
      marker: { symbol: ["triangle-up-open"] },
      text: ["▲ magnet 5895 → 5905, 09:33 ET (13:33 UTC), held 2 bars"],
    });
    const test = { time: "09:30", wall: 5905, from: "below", spot: 5904, bars: 3, decided: null } as const;
    const made = (["hold", "break", "open"] as const).map((outcome, i) => ({ ...test, t: gex.times[i], outcome }));
    const marked = plot.migrations(rows, { grid: gex, tests: made });
    expect(named(marked, "tests of a wall").marker).toMatchObject({ symbol: ["circle", "x", "circle-open"] });
    expect(named(marked, "tests of a wall").text[1]).toBe(
      "5,905.00 tested from below at 5,904.00, 09:31 ET (13:31 UTC): broken after 3 bars",
    );
    expect(around(marked).subtitle).toContain("tests of a wall: ● 1 held, ✕ 1 broken, ○ 1 open");
    expect(inspect(marked)).toContain("walls held 1 of 2 decided tests");
  });

  it("draws one bar, and says so where no level is known", () => {
    const figure = plot.migrations(rows.slice(0, 1), { levels: ["magnet"] });
    expect(named(figure, "magnet").x).toEqual(["2026-06-05 09:30:00", "2026-06-05 09:31:00"]);
    expect(named(figure, "spot").mode).toBe("lines+markers");
    expect(inspect(plot.migrations([]))).toBe("Levels over time: No level is known in this stretch.");
    expect(inspect(plot.migrations(rows.slice(2, 3), { grid: gex }))).toContain("No level is known");
    expect(inspect(plot.migrations(rows, { levels: ["call_wall"] }))).toContain("No level is known");
  });
});

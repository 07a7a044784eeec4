import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import type { BoardMetric, Leaderboard } from "../../src/api/types.js";
import { plot } from "../../src/figures/index.js";
import { around } from "./sample.js";

function board(metric: BoardMetric, values: Record<string, number>, market_open: boolean = true): Leaderboard {
  const entries = Object.entries(values).map(([symbol, value], i) => ({ rank: i + 1, symbol, value }));
  return { metric, n: 10, as_of: "2026-06-05T18:44:00Z", market_open, entries };
}

describe("plot.leaderboard", () => {
  it("draws a bar a name, the first on top", () => {
    const figure = plot.leaderboard(board("heat", { SPX: 2.413, QQQ: 0.9 }));
    expect(figure.data).toMatchObject([
      { type: "bar", orientation: "h", x: [2.413, 0.9], y: [1, 2], text: ["2.41 x", "0.90 x"] },
    ]);
    expect(figure.layout.yaxis).toMatchObject({
      range: [2.6, 0.4],
      tickvals: [1, 2],
      ticktext: ["1\u2002<b>SPX</b>\u2002", "2\u2002<b>QQQ</b>\u2002"],
    });
    expect(around(figure).title).toBe("0DTE leaderboard: heat 2026-06-05 14:44 ET");
    expect(inspect(figure)).toBe(
      "0DTE leaderboard: heat, 2026-06-05 14:44 ET: 2 names, first SPX with 2.41 x, last QQQ with 0.90 x.",
    );
  });

  it.each([
    ["heat", 2.413, "2.41 x"],
    ["pin_risk", 87.25, "87.3"],
    ["abs_flow", 1.24e9, "$1.24 bn"],
    ["charm_intensity", 3.1e6, "$3.10 M/h"],
    ["heat", NaN, "n/a"],
    ["charm_intensity", NaN, "n/a"],
  ] as const)("writes a %s of %d as %s", (metric, value, text) => {
    expect(plot.leaderboard(board(metric, { SPX: value })).data[0].text).toEqual([text]);
  });

  it("says what the metric measures, and when the market is closed", () => {
    expect(around(plot.leaderboard(board("pin_risk", { SPX: 1 }))).subtitle).toBe("pin score, 0 to 100");
    expect(around(plot.leaderboard(board("pin_risk", { SPX: 1 }, false))).subtitle).toBe(
      "pin score, 0 to 100 · market closed",
    );
  });

  it("has room for zeros alone, and says so where nobody is on the board", () => {
    expect(around(plot.leaderboard(board("heat", { SPX: 0 }))).x.range).toEqual([0, 1]);
    expect(inspect(plot.leaderboard(board("heat", {}, false)))).toBe(
      "0DTE leaderboard: heat, 2026-06-05 14:44 ET: No name is on the board: the market is closed.",
    );
  });
});

import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { rankBoards } from "../../src/analytics/rank-boards.js";
import type { BoardMetric, Leaderboard } from "../../src/api/types.js";
import { plot } from "../../src/figures/index.js";
import { around } from "./sample.js";

function board<M extends BoardMetric>(metric: M, values: Record<string, number>, minute: number = 44): Leaderboard<M> {
  const entries = Object.entries(values).map(([symbol, value], i) => ({ rank: i + 1, symbol, value }));
  return { metric, n: 10, as_of: `2026-06-05T18:${minute}:00Z`, market_open: true, entries };
}

const textsOf = (figure: ReturnType<typeof plot.boards>, name: string): string[] =>
  (figure.data.find((trace) => trace.name === name)!.text as string[]).map((text) => text.replace(/<[^>]*>/g, ""));

describe("plot.boards", () => {
  const now = [board("heat", { SPX: 2.4, QQQ: 1.2, IWM: 0.5 }), board("abs_flow", { SPY: 3e9 })];

  it("draws a column a metric, each with its own axis, rank, name, value and unit", () => {
    const figure = plot.boards(now);
    expect(textsOf(figure, "names by heat")).toEqual(["1\u2002SPX", "2\u2002QQQ", "3\u2002IWM"]);
    expect(textsOf(figure, "values of heat")).toEqual(["2.40 x", "1.20 x", "0.50 x"]);
    expect(textsOf(figure, "values of absolute flow")).toEqual(["$3.00 bn"]);
    expect(figure.data.map(({ xaxis }) => xaxis as string)).toEqual(["x", "x", "x", "x2", "x2", "x2"]);
    expect(figure.layout.xaxis2).toMatchObject({ range: [0, 3e9] });
    expect((figure.layout.xaxis as { domain: number[] }).domain[1]).toBeLessThan(
      (figure.layout.xaxis2 as { domain: number[] }).domain[0],
    );
    expect((figure.layout.annotations as { text: string }[]).map(({ text }) => text)).toEqual([
      '<b>heat</b><br><span style="font-size:11px">flow / gamma</span>',
      '<b>absolute flow</b><br><span style="font-size:11px">USD, last minute</span>',
    ]);
    expect(inspect(figure)).toBe(
      "0DTE leaderboards, 2026-06-05 14:44 ET: heat: first of 3 names SPX with 2.40 x; " +
        "absolute flow: first of 1 name SPY with $3.00 bn.",
    );
  });

  it("lays boards out two beside each other, or as many as are wanted", () => {
    const four = (["heat", "pin_risk", "abs_flow", "charm_intensity"] as const).map((metric) =>
      board(metric, { SPX: 1 }),
    );
    const domain = (figure: ReturnType<typeof plot.boards>, axis: string) =>
      (figure.layout[axis] as { domain: [number, number] }).domain;
    const two = plot.boards(four);
    expect(domain(two, "xaxis3")).toEqual(domain(two, "xaxis"));
    expect(domain(two, "yaxis")[0]).toBeGreaterThan(domain(two, "yaxis3")[1]);
    const row = plot.boards(four, { columns: 4 });
    expect(domain(row, "yaxis4")).toEqual(domain(row, "yaxis"));
    expect(domain(row, "xaxis")[1]).toBeLessThan(domain(row, "xaxis2")[0]);
    expect(() => plot.boards(four, { columns: 0.5 })).toThrow(RangeError);
  });

  it("tells places won, lost and kept, and who is new, since earlier boards", () => {
    const before = [board("heat", { QQQ: 3, SPX: 2, IWM: 1 }, 14), board("abs_flow", { TSLA: 1 }, 14)];
    const figure = plot.boards(now, { before });
    expect(textsOf(figure, "names by heat")).toEqual(["1\u2002SPX\u2002▲1", "2\u2002QQQ\u2002▼1", "3\u2002IWM\u2002="]);
    expect(textsOf(figure, "names by absolute flow")).toEqual(["1\u2002SPY\u2002new"]);
    expect(figure.data[0].customdata).toEqual([
      "1. <b>SPX</b>: 2.40 x, up from 2",
      "2. <b>QQQ</b>: 1.20 x, down from 1",
      "3. <b>IWM</b>: 0.50 x, same place",
    ]);
    expect(around(figure).subtitle).toBe("▲ ▼ places won and lost since 2026-06-05 14:14 ET");
    expect(inspect(figure)).toContain("first of 3 names SPX with 2.40 x, up from 2");
  });

  it("takes rows of rankBoards instead", () => {
    const heat = rankBoards([board("heat", { QQQ: 3, SPX: 2 }, 14), now[0]]);
    const figure = plot.boards(now, { ranks: { heat } });
    expect(textsOf(figure, "names by heat")).toEqual([
      "1\u2002SPX\u2002▲1",
      "2\u2002QQQ\u2002▼1",
      "3\u2002IWM\u2002new",
    ]);
    expect(textsOf(figure, "names by absolute flow")).toEqual(["1\u2002SPY"]);
  });

  it("draws NaN without a bar, and a column without names with a word", () => {
    const figure = plot.boards([board("heat", { SPX: NaN }), board("pin_risk", {})]);
    expect(figure.data[0].x).toEqual([null]);
    expect(textsOf(figure, "values of heat")).toEqual(["n/a"]);
    expect(around(figure).labels).toContain("no name");
    expect(inspect(figure)).toContain("pin risk: no name on the board");
  });

  it("says so without boards or names, and refuses two boards of one metric", () => {
    expect(inspect(plot.boards([]))).toBe("0DTE leaderboards: No board was given.");
    expect(inspect(plot.boards([{ ...board("heat", {}), market_open: false }]))).toBe(
      "0DTE leaderboards, 2026-06-05 14:44 ET: No name is on a board: the market is closed.",
    );
    expect(() => plot.boards([now[0], now[0]])).toThrow(new RangeError("boards of different metrics, not two of heat"));
  });
});

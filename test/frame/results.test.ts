import { beforeAll, describe, expect, test } from "vitest";
import { FlowEngine, StrikeGrid, isSnapshot, toFrame, type FlowSource } from "../../src/index.js";
import * as z from "../../src/index.js";
import { gridOf } from "../grid/sample.js";

/** Its magnet moves and is touched, which a quiet hour's does not. */
const MOVING = gridOf(
  "level",
  [
    [9, 9, 1, 1],
    [1, 1, 9, 9],
  ],
  { spot: [509, 500, 505, 500] },
);

/** Every kind of rows that the package gives, of a simulated name. */
const RESULTS = [
  ["a ranking", ({ gex }) => z.rank(gex.bar(-1), { n: 3 })],
  ["a ranking by change, per bar", ({ gex }) => z.rank(gex, { by: "change", per: "bar", n: 2 })],
  ["a ranking per cell", ({ gex }) => z.rank(gex, { per: "cell", n: 5 })],
  ["an attribution", ({ delta }) => z.attribute(delta)],
  ["an attribution by bar", ({ delta }) => z.attribute(delta, { by: "bar" })],
  ["a nested attribution", ({ delta }) => z.attribute(delta, { by: ["bar", "strike"] })],
  ["what an attribution leaves", ({ delta }) => [z.reconcile(z.attribute(delta), delta)]],
  ["a concentration", ({ delta }) => [z.concentration(z.attribute(delta))]],
  [
    "sides",
    async ({ flow }) =>
      z.attributeSides(await flow.hedgeFlow("SPY", { side: "calls" }), await flow.hedgeFlow("SPY", { side: "puts" })),
  ],
  ["influence", ({ delta, gex }) => z.influence(delta, { netGex: gex })],
  ["a board's entries", async ({ flow }) => (await flow.leaderboard()).entries],
  ["boards over time", async ({ flow }) => z.rankBoards([await flow.leaderboard()], { per: "board" })],
  ["a comparison", ({ gex, delta }) => [z.compareGrids(gex, delta)]],
  ["the largest differences", ({ gex }) => z.largestDifferences(gex, gex.near(0.01), { scale: 1 })],
  ["conventions", () => z.conventions({ a: 1, b: 2 }, (weight) => ({ weight, half: weight / 2 }))],
  ["flips", ({ gex }) => z.signFlips(gex)],
  ["certificates", ({ gex }) => z.flipCertificates(gex)],
  ["survival", ({ gex }) => z.flipSurvival(z.signFlips(gex), gex)],
  ["levels over time", ({ gex }) => z.levelsOverTime(gex)],
  ["migrations", () => z.migrations(z.levelsOverTime(MOVING))],
  ["tests of a wall", () => z.wallTests(z.levelsOverTime(MOVING))],
  ["placebo", ({ gex }) => z.placebo(() => ({ hits: 1, trials: 2 }), gex, { shuffles: 2 })],
  ["totals", ({ gex }) => gex.totals()],
  ["a snapshot's strikes", async ({ flow }) => snapshotOf(await flow.snapshot("SPY")).strikes ?? []],
  ["a series' bars", async ({ flow }) => (await flow.series("SPY", { bar: "5m", minutes: 60 })).bars],
  ["hedge flow's bars", async ({ flow }) => (await flow.hedgeFlow("SPY", { minutes: 60 })).bars],
  ["a chain's levels", ({ flow }) => flow.levels("SPY")],
  ["coverage", ({ flow }) => flow.coverage("SPY")],
  ["a report", ({ flow }) => flow.report(flow.truth())],
] satisfies [string, (given: Given) => readonly object[] | Promise<readonly object[]>][];

interface Given {
  flow: FlowEngine;
  gex: StrikeGrid<"level">;
  delta: StrikeGrid<"increment">;
}

function snapshotOf(answer: z.SnapshotAnswer): z.Snapshot {
  if (!isSnapshot(answer)) throw new Error("there is a session");
  return answer;
}

let given: Given;
beforeAll(async () => {
  const flow = FlowEngine.simulate({ seed: 7, symbols: ["SPY"] }).at("10:30");
  const source: FlowSource = flow;
  const gex = StrikeGrid.from(await source.heatmap("SPY", { metric: "gex", minutes: 60 }));
  const delta = StrikeGrid.from(await source.strikeFlow("SPY", { minutes: 60 }));
  given = { flow, gex, delta };
});

describe("a frame", () => {
  test.each(RESULTS)("of %s has its columns and cells, works, and takes either form of times", async (_, make) => {
    const rows = (await make(given)) as unknown as Record<string, unknown>[];
    const frame = toFrame(rows);
    const names = Object.keys(rows[0]);
    expect(frame.columns.map((name: string) => name.replace(/_+$/, ""))).toEqual(names);
    expect(frame.shape).toEqual([rows.length, names.length]);
    const last = rows.length - 1;
    const cellsOf = (row: readonly unknown[]): unknown[] => row.map((cell) => (Number.isNaN(cell) ? null : cell));
    expect(cellsOf((frame.values as unknown[][])[last])).toEqual(
      cellsOf(names.map((name) => rows[last][name] ?? null)),
    );
    expect(String(frame) + String(frame.head(2))).not.toBe("");
    if ("t" in rows[0]) {
      expect(toFrame(rows, { times: "ET" }).column("time").values[0]).toMatch(/^\d\d:\d\d(:\d\d)?$/);
      expect(toFrame(rows, { times: "epoch" }).column("t").values[0]).toBeGreaterThan(1e12);
    }
  });

  test("of the legs of a snapshot is that of a grid, leg by leg", async () => {
    const legs = StrikeGrid.split(snapshotOf(await given.flow.snapshot("SPY")));
    expect(toFrame(legs.puts).shape).toEqual([1, legs.puts.strikes.length + 2]);
    expect(() => toFrame(legs as never)).toThrow("of this object give calls or puts");
  });

  test("of what a watch brings is one of its parts", async () => {
    const { bars } = await given.flow.series("SPY", { minutes: 5 });
    const news: z.BarNews<z.Series> = { bars, revised: [], gaps: [], answer: await given.flow.series("SPY") };
    expect(toFrame(news.bars).shape[0]).toBe(bars.length);
    expect(() => toFrame(news as never)).toThrow("of this object give bars or revised or gaps");
  });
});

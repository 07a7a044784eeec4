import { rm } from "node:fs/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Heatmap, StrikeFlow } from "../../src/api/types.js";
import { attribute } from "../../src/analytics/attribute.js";
import { concentration } from "../../src/analytics/concentration.js";
import { flipCertificates } from "../../src/analytics/flip-certificates.js";
import { signFlips } from "../../src/analytics/flips.js";
import { levelsOverTime } from "../../src/analytics/levels-over-time.js";
import { migrations } from "../../src/analytics/migrations.js";
import { rank } from "../../src/analytics/rank.js";
import { FlowEngine } from "../../src/engine/engine.js";
import { StrikeGrid } from "../../src/grid/strike-grid.js";
import { atNewYork } from "../../src/session.js";
import { leanTape } from "../lean-tape.js";
import { describeShared } from "../shared-data.js";

/*
 * Whole rows on a real session. What they should be is found from the answers of the wire, cell by cell, without a grid and
 * in the plainest way; strikes and times beside them were read off once and stand as typed.
 */
describeShared("on GOOG's half day of 2015-12-24", "lean-us-0dte", (source) => {
  let folder: string;
  let flow: StrikeFlow;
  let map: Heatmap;
  let delta: StrikeGrid<"increment">;
  let gex: StrikeGrid<"level">;
  beforeAll(async () => {
    folder = await leanTape(source);
    const engine = await FlowEngine.open(folder);
    flow = await engine.strikeFlow("GOOG", { minutes: 390 });
    map = await engine.heatmap("GOOG", { minutes: 390 });
    delta = StrikeGrid.from(flow);
    gex = StrikeGrid.from(map as Heatmap<"gex", "raw">);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const at = (time: string): number => atNewYork("2015-12-24", time);
  const sum = (values: (number | null)[]): number => values.reduce((total: number, value) => total + (value ?? 0), 0);
  const near = (value: number): number => expect.closeTo(value, Math.abs(value) > 100 ? 4 : 9) as number;
  /** A strike's flow of the day, by the wire. */
  const flowAt = (strike: number): number =>
    sum(flow.bars.map((bar) => bar.signed_delta_dollars[flow.strikes_grid.indexOf(strike)]));
  const gross = (): number => sum(flow.strikes_grid.map((strike) => Math.abs(flowAt(strike))));
  /** Exposure by strike of a minute, known ones only. */
  const gexIn = (bar: number): [strike: number, value: number][] =>
    map.strikes_grid
      .map((strike, i): [number, number | null] => [strike, map.bars[bar].values[i]])
      .filter((cell): cell is [number, number] => cell[1] !== null);

  test("rank: 747.5 took more than half of the flow, 745 and 730 a tenth each", () => {
    const rows = [747.5, 745, 730].map((strike, i, all) => ({
      rank: i + 1,
      strike,
      value: near(flowAt(strike)),
      share: near(Math.abs(flowAt(strike)) / gross()),
      coverage: near(sum(all.slice(0, i + 1).map((each) => Math.abs(flowAt(each)))) / gross()),
      // The last minute ends at 747.75.
      distance_pct: near((strike / 747.75 - 1) * 100),
    }));
    expect(rank(delta, { n: 3 })).toEqual(rows);
    expect(flow.bars.at(-1)!.spot).toBe(747.75);
    const others = flow.strikes_grid.filter((strike) => ![747.5, 745, 730].includes(strike));
    expect(Math.max(...others.map((strike) => Math.abs(flowAt(strike))))).toBeLessThan(Math.abs(flowAt(730)));
  });

  test("attribute: the same strikes lead, with their parts of the sum and of what was moved one way or the other", () => {
    const [row] = attribute(delta);
    expect(row).toEqual({
      strike: 747.5,
      value: near(flowAt(747.5)),
      share: near(flowAt(747.5) / gross()),
      coverage: near(flowAt(747.5) / gross()),
      net_share: near(flowAt(747.5) / sum(flow.strikes_grid.map(flowAt))),
      distance_pct: near((747.5 / 747.75 - 1) * 100),
    });
    const ofNet = sum(attribute(delta).map(({ value }) => value));
    expect(ofNet).toEqual(near(sum(flow.strikes_grid.map(flowAt))));
    // The last ten minutes by bar: all of the bar's cells, added up.
    const late = attribute(delta.between("12:50", "13:00"), { by: "bar" });
    const bars = flow.bars
      .slice(-10)
      .map(({ t, signed_delta_dollars: cells }) => ({ t: Date.parse(t), value: sum(cells) }));
    const moved = sum(bars.map(({ value }) => Math.abs(value)));
    bars.sort((a, b) => Math.abs(b.value) - Math.abs(a.value));
    expect(late.slice(0, 2)).toMatchObject(
      bars.slice(0, 2).map(({ t, value }) => ({ t, value: near(value), share: near(Math.abs(value) / moved) })),
    );
  });

  test("concentration: three quarters at three strikes, as much as at 3.08 equal ones", () => {
    const shares = flow.strikes_grid.map((strike) => Math.abs(flowAt(strike)) / gross());
    const net = sum(flow.strikes_grid.map(flowAt));
    const squares = sum(shares.map((share) => share ** 2));
    const row = concentration(attribute(delta));
    expect(row).toEqual({
      parts: 88,
      net: near(net),
      gross: near(gross()),
      one_way: near(Math.abs(net) / gross()),
      top3: near(sum([...shares].sort((a, b) => b - a).slice(0, 3))),
      herfindahl: near(squares),
      effective: near(1 / squares),
    });
    expect([row.top3, row.effective].map((value) => value.toFixed(3))).toEqual(["0.746", "3.083"]);
  });

  test("flips of the running flow are those of a walk along each strike's sum so far", () => {
    const expected = flow.strikes_grid.flatMap((strike, i) => {
      let before = 0;
      const sums = flow.bars.map((bar) => (before += bar.signed_delta_dollars[i] ?? 0));
      const turns: { bar: number; from: number }[] = [];
      let signed = 0;
      sums.forEach((value, bar) => {
        if (value !== 0 && signed !== 0 && value > 0 !== signed > 0) turns.push({ bar, from: signed });
        if (value !== 0) signed = value;
      });
      return turns.map(({ bar, from }, turn) => ({
        t: Date.parse(flow.bars[bar].t),
        strike,
        direction: sums[bar] > 0 ? "up" : "down",
        before: near(from),
        after: near(sums[bar]),
        held: (turns[turn + 1]?.bar ?? 210) - bar,
        spot: flow.bars[bar].spot,
      }));
    });
    expected.sort((a, b) => a.t - b.t || a.strike - b.strike);
    expect(flow.bars).toHaveLength(210);
    const rows = signFlips(delta.cumulate());
    expect(rows).toMatchObject(expected);
    expect(rows.length).toBeGreaterThan(17);
    expect(rows.find(({ strike, held }) => strike === 760 && held === 95)).toMatchObject({
      ...{ time: "11:25", direction: "up", confirmed: "11:26", across_gap: false, spot: 750.15 },
      distance_pct: near((760 / 750.15 - 1) * 100),
    });
  });

  test("levels over time: the magnet and the ends of net gamma, where it crosses zero, its centre and width", () => {
    const rows = levelsOverTime(gex);
    expect(rows).toHaveLength(210);
    for (const [bar, time, spot] of [
      [0, "09:30", 748.54],
      [60, "10:30", 748.33],
      [209, "12:59", 747.75],
    ] as const) {
      const cells = gexIn(bar);
      const weight = sum(cells.map(([, value]) => Math.abs(value)));
      const centre = sum(cells.map(([strike, value]) => strike * Math.abs(value))) / weight;
      const variance = sum(cells.map(([strike, value]) => (strike - centre) ** 2 * Math.abs(value))) / weight;
      // Between 742.5, below zero, and the strike above, over it.
      const below = cells.findIndex(([strike]) => strike === 742.5);
      const [[strike, under], [above, over]] = [cells[below], cells[below + 1]];
      expect(under < 0 && over > 0).toBe(true);
      expect(rows[bar]).toEqual({
        ...{ t: at(time), time, spot, call_wall: NaN, put_wall: NaN, gamma_flip: NaN },
        ...{ magnet: 745, max_positive_gamma: 745, max_negative_gamma: 727.5 },
        gamma_flip_by_strike: near(strike + ((above - strike) * -under) / (over - under)),
        centre: near(centre),
        width: near(Math.sqrt(variance)),
      });
      const sorted = [...cells].sort((a, b) => b[1] - a[1]);
      expect([sorted[0][0], sorted.at(-1)![0]]).toEqual([745, 727.5]);
    }
  });

  test("migrations: the magnet went to 750 and back, twice", () => {
    const magnets = map.bars.map((_, bar) => gexIn(bar).sort((a, b) => Math.abs(b[1]) - Math.abs(a[1]))[0][0]);
    // What it was for three minutes or more, minute by minute.
    const stays = magnets
      .map((strike, bar) => ({ strike, bar, stays: [1, 2].every((step) => magnets[bar + step] === strike) }))
      .filter(({ stays: three }) => three)
      .filter(({ strike }, i, all) => i > 0 && all[i - 1].strike !== strike);
    const typed = [
      ["11:01", 745, 750, "11:04", 37, 749.78],
      ["11:38", 750, 745, "11:41", 7, 748.41],
      ["11:45", 745, 750, "11:48", 71, 749.3],
      ["12:56", 750, 745, "12:59", 4, 748.17],
    ] as const;
    expect(migrations(levelsOverTime(gex), { minHold: 3 })).toEqual(
      typed.map(([time, from, to, confirmed, held, spot]) => ({
        ...{ t: at(time), time, level: "magnet", from, to, confirmed, held, across_gap: false, spot },
        distance_pct: near((to / spot - 1) * 100),
      })),
    );
    expect(stays.map(({ bar, strike }) => [map.bars[bar].t, strike])).toEqual(
      typed.map(([time, , to]) => [new Date(at(time)).toISOString().replace(".000", ""), to]),
    );
  });

  test("certificates: five of seventeen flips, and each changed the sign of the mean about it", () => {
    const rows = flipCertificates(delta.cumulate(), { minRun: 3 });
    const certified = rows.filter((row) => row.certified);
    expect([rows.length, certified.length]).toEqual([17, 5]);
    expect(certified.find(({ strike }) => strike === 760)).toMatchObject({
      ...{ t: at("11:25"), time: "11:25", direction: "up", confirmed: "11:28", held: 95, known: "11:37" },
      // None of 999 rearrangements was as strong; of nine strikes with flips four were as unlikely.
      ...{ p: near(1 / 1000), q: near((1 / 1000) * (9 / 4)) },
    });
    for (const { strike, t, direction } of certified) {
      const row = flow.strikes_grid.indexOf(strike);
      const sums = flow.bars.map((_, bar) =>
        sum(flow.bars.slice(0, bar + 1).map((each) => each.signed_delta_dollars[row])),
      );
      const bar = (t - at("09:30")) / 60_000;
      const [before, after] = [sum(sums.slice(bar - 12, bar)), sum(sums.slice(bar, bar + 12))];
      expect([Math.sign(before), Math.sign(after)], `${strike}`).toEqual(direction === "up" ? [-1, 1] : [1, -1]);
    }
  });
});

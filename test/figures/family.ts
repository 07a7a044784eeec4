import { attribute } from "../../src/analytics/attribute.js";
import { flipCertificates } from "../../src/analytics/flip-certificates.js";
import { flipSurvival } from "../../src/analytics/flip-survival.js";
import { signFlips } from "../../src/analytics/flips.js";
import { levelsOverTime } from "../../src/analytics/levels-over-time.js";
import { migrations } from "../../src/analytics/migrations.js";
import { wallTests } from "../../src/analytics/wall-tests.js";
import type { BoardMetric } from "../../src/api/types.js";
import { FlowEngine } from "../../src/engine/engine.js";
import { explain } from "../../src/engine/explain.js";
import type { Figure } from "../../src/figures/figure.js";
import { plot } from "../../src/figures/index.js";
import { StrikeGrid } from "../../src/grid/strike-grid.js";
import { toInstant } from "../../src/session.js";

const METRICS: readonly BoardMetric[] = ["heat", "pin_risk", "abs_flow", "charm_intensity"];

/** Each figure as people see it: from the simulated market, with all that it can show at once. */
export async function family(): Promise<Record<string, Figure>> {
  const engine = FlowEngine.simulate({ seed: 27 });
  const flow = engine.at("15:30");
  const day = { minutes: 390 } as const;
  const minutes = { bar: "1m", ...day } as const;
  const levelsOf = async (symbol: string) => StrikeGrid.from(await flow.heatmap(symbol, { metric: "gex", ...day }));
  const gex = await levelsOf("QQQ");
  const series = await flow.series("QQQ", minutes);
  const over = levelsOverTime(gex, { series });
  const events = signFlips(gex, { deadBand: 0.01 * gex.largest, minRun: 3 });
  const boards = (at: FlowEngine) => Promise.all(METRICS.map((metric) => at.leaderboard({ metric, n: 8 })));
  const now = await boards(flow);
  const flows = await Promise.all(
    (["calls", "puts", "all"] as const).map((side) => flow.hedgeFlow("QQQ", { side, ...minutes })),
  );
  const all = flows[2].bars.map(({ t, cumulative }) => ({
    t: toInstant(t),
    low: cumulative! - 1e7,
    high: cumulative! + 1e7,
  }));
  const hour = StrikeGrid.from(await flow.strikeFlow("QQQ", { minutes: 60 }), "signed_delta_dollars");
  const running = StrikeGrid.from(await flow.strikeFlow("QQQ", day), "signed_delta_dollars")
    .near(0.01)
    .cumulate();
  const flips = flipCertificates(running, { deadBand: 0.02 * running.largest, minRun: 5 });
  const why = explain(flow, "QQQ", "14:30", "15:30", { metric: "gex" });
  const grid = gex.between("14:30", "15:30");
  const spx = await flow.heatmap("SPX", { metric: "gex", ...day });
  return {
    leaderboard: plot.leaderboard(now[3]),
    boards: plot.boards(now, { before: await boards(engine.at("14:30")) }),
    heatmap: plot.heatmap(gex),
    "heatmap with levels and flips": plot.heatmap(gex, { near: 0.012, over, events }),
    "heatmap with levels that are near each other": plot.heatmap(gex, {
      near: 0.004,
      levels: { "my level": 533.5, "another level": 533.6, "a third one": 533.6 },
    }),
    profile: plot.profile(gex, { near: 0.018 }),
    "profile of an index": plot.profile(StrikeGrid.from(spx), { near: 0.012, before: "14:30" }),
    cumulative: plot.cumulative(flows, { spot: series, bands: { all } }),
    attribution: plot.attribution(attribute(hour), { grid: hour }),
    "attribution in bars": plot.attribution(attribute(hour), { grid: hour, form: "bars", n: 8 }),
    explanation: plot.explanation(why.strikes, { grid, unit: why.unit }),
    "explanation by bar": plot.explanation(why.bars, { grid, unit: why.unit }),
    flips: plot.flips(events, { grid: gex }),
    flipLedger: plot.flipLedger(flips, { grid: running, survival: flipSurvival(flips, running) }),
    migrations: plot.migrations(over, { grid: gex, moves: migrations(over, { minHold: 3 }), tests: wallTests(over) }),
    pin: plot.pin(await flow.snapshot("SPX"), { base: { rate: 0.2, low: 0.12, high: 0.31, what: "60 sessions" } }),
    multiples: plot.multiples([gex, await levelsOf("SPY"), await levelsOf("IWM"), await levelsOf("MSFT")], {
      columns: 3,
    }),
    scrubber: plot.scrubber(gex.between("15:00", "15:30"), { near: 0.01 }),
    "a figure of nothing": plot.flips([], { grid: gex }),
  };
}

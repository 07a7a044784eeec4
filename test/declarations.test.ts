import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const ROOT = new URL("..", import.meta.url).pathname;
// A cell resolves packages from its folder upwards, so the probe lies in the project.
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(ROOT, "out-declarations-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Diagnostics of TypeScript 5.0.4, which is the one inside tslab, with its module resolution and library. */
function typeScript50(source: string, ...flags: string[]): string[] {
  const file = join(folder, "cell.ts");
  writeFileSync(file, source);
  const compiler = join(ROOT, "node_modules/typescript-5.0/bin/tsc");
  const fixed =
    "--noEmit --target es2022 --lib es2022 --module commonjs --moduleResolution node10 --esModuleInterop --types node";
  const { stdout } = spawnSync(process.execPath, [compiler, ...fixed.split(" "), ...flags, file], {
    encoding: "utf8",
    cwd: ROOT,
  });
  return stdout.split("\n").filter((line) => line.includes("error TS"));
}

/** The exported functions, classes and values, and one call of each that a cell would make. */
const CELL = `
import * as z from "zerodte";
import { FlowClient, FlowEngine, StrikeGrid, attribute, figure, openFlow, plot, rank, readTape, serve, show, signFlips, toFrame } from "zerodte";

type IsAny<T> = 0 extends 1 & T ? true : false;
function known<T>(value: T, ...never: IsAny<T> extends true ? ["this is any"] : []): void { void value; void never; }

// A cell's names are exported and its awaits are at the top; their types must be nameable from outside.
declare function wait<T>(promise: Promise<T>): T;
export const engine = FlowEngine.simulate({ seed: 7 });
export const at = engine.at("10:30");
export const opened = wait(FlowEngine.open("tape"));
export const of = FlowEngine.of([]);
export const client = new FlowClient({ baseUrl: "http://127.0.0.1:1" });
export const patient = new FlowClient({
  retry: { retries: 5, firstDelay: 100, longestDelay: 9_000, random: Math.random }, attemptTimeout: 5_000, maxBytes: 1e6,
  pace: { perSecond: 2, burst: 4 }, keep: true,
});
export const known30 = wait(client.leaderboard({ metric: "heat" }, { timeout: 1_000, signal: undefined }).withMeta());
export const flow = wait(openFlow());
export const server = wait(serve(engine));
export const planned = wait(serve(engine, { keys: ["k", { key: "g", plan: "Growth", daily: 9 }] }));
export const board = wait(flow.leaderboard({ metric: "heat", n: 10 }));
export const strikeFlow = wait(flow.strikeFlow("SPY", { minutes: 60 }));
export const heatmap = wait(flow.heatmap("SPY", { metric: "gex", minutes: 390 }));
export const gex = StrikeGrid.from(heatmap);
export const delta = StrikeGrid.from(strikeFlow, "signed_delta_dollars");
export const level: "level" = gex.kind;
export const increment: "increment" = delta.kind;
export const change = gex.diff();
export const day = delta.cumulate();
export const longer = delta.resample("5m");
export const near = gex.near(0.01);
export const nearer = [gex.near({ percent: 1 }), gex.near({ dollars: 5 }), gex.near({ sigmas: 2, sigma: 3.4 })];
export const smooth = gex.rolling(5, "mean");
export const quarters = delta.rolling(15, "sum", { minKnown: 15 });
export const both = z.StrikeGrid.all(strikeFlow);
export const aligned = delta.alignTo(gex);
export const joined = StrikeGrid.concat([delta, delta]);
export const bar = gex.bar(-1);
export const between = gex.between("10:00", "10:30");
export const history = gex.history(500);
export const percent = gex.relative("percent", { step: 0.25, to: 1 });
export const followed = z.watch((minutes, signal) => flow.series("SPY", { bar: "5m", minutes }), { signal: undefined });
export const recorder = z.record(flow, "cassettes", { secrets: ["k"] });
export const sealed = wait(recorder.close());
export const replayed = z.replay("cassettes", { date: "2026-06-05" }).at("14:32");
export const questions = replayed.recorded();
export const recordedGex = wait(replayed.heatmap("SPY", { metric: "gex" }));
export const places = z.watchBoard(() => flow.leaderboard({ metric: "heat" }));
export const seen = wait(z.each(followed, ({ bars, gaps }) => [bars[0].net_gex, gaps.length]));
export const totals = delta.totals();
export const ranked = rank(delta.bar(-1), { by: "magnitude", n: 3 });
export const moved = rank(gex, { by: "change", per: "bar", n: 3 });
export const cells = rank(gex, { per: "cell", n: 20 });
export const parts = attribute(delta);
export const byBar = attribute(delta, { by: "bar" });
export const nested = attribute(delta, { by: ["bar", "strike"] });
export const left = z.reconcile(nested, delta);
export const concentrated = z.concentration(parts);
export const sides = z.attributeSides(wait(flow.hedgeFlow("SPY", { side: "calls" })), wait(flow.hedgeFlow("SPY", { side: "puts" })), { by: "bar" });
export const hangs = z.influence(delta, { netGex: gex, board });
export const hangsOnBars = z.influence(delta, { by: "bar", netGex: 1e9 });
export const boards = z.rankBoards([board], { k: 3, per: "board" });
export const alike = z.compareGrids(gex, delta);
export const differ = z.largestDifferences(gex, gex, { scale: alike.scale });
export const sources = wait(z.compareSources(flow, engine, "SPY"));
export const survive = wait(z.conventions({ a: 1, b: 2 }, (weight) => ({ weight })));
export const flips = signFlips(gex, { deadBand: 5e6, minRun: 3 });
export const noiseFlips = signFlips(gex, { deadBand: { noise: 3, warmUp: 20 }, release: 0.5 });
export const certificates = z.flipCertificates(gex, { minRun: 3, rate: 0.1 });
export const survival = z.flipSurvival(flips, gex);
export const levelRows = z.levelsOverTime(gex, { series: wait(flow.series("SPY", { bar: "1m", minutes: 390 })) });
export const migrated = z.migrations(levelRows, { level: "call_wall", minHold: 3 });
export const wallTests = z.wallTests(levelRows, { wall: "put_wall" });
export const nulls = z.placebo((grid) => ({ hits: 0, trials: z.wallTests(z.levelsOverTime(grid)).length }), gex);
export const frame = toFrame(board.entries);
export const epochFrame = toFrame(percent, { shape: "long", times: "epoch", maxRows: 1e5 });
export const fromGex: StrikeGrid<"level"> = z.fromFrame(toFrame(gex), { like: gex });
export const fromFacts = z.fromFrame(frame, { symbol: "SPY", expiration: "2026-06-05", field: "gex", barMs: 60_000 });
export const csv = z.toCsv(board.entries, { file: "board.csv" });
export const npy = z.toNpy(gex.strikes, { file: "strikes.npy" });
export const arrow = z.toArrow(gex, { shape: "matrix", format: "stream" });
export const parquet = z.toParquet(gex, "gex.parquet", { shape: "long", times: "epoch" });
export const sheet = wait(z.tearSheet(flow, "SPY", { minutes: 60, near: { percent: 1 }, n: 5 }));
export const drawn = [plot.leaderboard(board), plot.heatmap(gex), plot.profile(gex), plot.attribution(parts), plot.flips(flips)];
export const drawnBoards = plot.boards([board], { before: [board], ranks: { heat: boards } });
export const overlaid = plot.heatmap(gex, { over: levelRows, events: flips, levels: { mine: 500 } });
export const ghost = plot.profile(gex, { before: "14:30" });
export const sums = plot.cumulative([wait(flow.hedgeFlow("SPY", { side: "all", bar: "1m" }))], { spot: wait(flow.series("SPY", { bar: "1m" })), bands: { all: [{ t: 0, low: 0, high: 1 }] } });
export const steps = plot.attribution(parts, { form: "bars" });
export const whyDrawn = plot.explanation([{ strike: 500, total: 1, spot: 1, volatility: 0, time: 0, trades: 0, open_interest: 0, residual: 0 }], { grid: gex });
export const ledger = [plot.flipLedger(certificates, { grid: gex, survival }), plot.flipLedger(flips)];
export const levelMoves = plot.migrations(levelRows, { levels: ["magnet"], moves: migrated, tests: wallTests, grid: gex });
export const pinned = plot.pin(wait(flow.snapshot("SPY")), { base: { rate: 0.1 } });
export const panels = plot.multiples([gex, gex.relative("percent")], { columns: 2 });
export const played = plot.scrubber(gex, { near: 0.01 });
export const own = figure([], {}, "nothing");
export const chart = z.live(own);
export const progressed = [...z.progress(3)][0] + [...z.progress([1], { label: "days" })][0];
export const counting = z.progress(followed, { total: 9 });
export const tape = wait(readTape("tape"));
export const market = z.simulatedMarket({ seed: 7 });
export const simulated = z.simulateTape(market.names[0], market);
export const cut = z.cutTape(tape, 0);
export const noQuote: [bid: number, ask: number] = [0, z.NO_PRICE];
export const snapshot = wait(flow.snapshot("SPY"));
export const netGex = z.isSnapshot(snapshot) ? snapshot.exposures?.net_gex : z.isNoZeroDte(snapshot) ? snapshot.message : snapshot.last_session;
export const series = wait(flow.series("SPY", { bar: "5m" }));
export const legs = z.isSnapshot(snapshot) ? StrikeGrid.split(snapshot, "gex") : undefined;
export const moves = z.remainingMoves(series, gex);
export const sigmas = gex.relative("sigma", { sigma: moves, share: true });
export const typical = z.average([percent, percent]);
export const fiveMinutes: "5m" = series.bar_size;
export const hedgeFlow = wait(flow.hedgeFlow("SPY", { side: "calls" }));
export const made = z.simulateSession(market.names[0], market);
export const book = z.bookAt(made.tape, made.truth, 0);
export const levels = engine.levels("SPY");
export const report = engine.report(engine.truth());
export const influential = engine.influentialTrades(engine.truth()[0].tape, { n: 3 });
export const why = z.explain(engine, "SPY", "14:00", "15:00", { metric: "gex", path: "ends", before: at });
export const closed = engine.append(z.sliceTape(tape, 0, 1));
export const aggressors = z.classify(tape, ["trade_size", "lee_ready"]);
export const custom = FlowEngine.of([tape], { rules: "emo", positions: "settled", dealers: "against_customers", leaveOut: ["late"] });
export const counted = z.calibrate([made], { rules: "lee_ready" });
export const believed = [FlowEngine.of([tape], { confidence: counted }), FlowEngine.of([tape], { confidence: { quote: 0.8 } })];
export const sure = z.outranks(delta, delta, { by: "value" });
export const wide = day.totals({ level: 0.5 })[0].low;
export const session = z.sessionOn("2026-06-05");
export const columns = { forward: [6000], strike: Float64Array.of(6010), right: [1], hours: [1.5] };
export const volatility = z.impliedVolatilities({ ...columns, price: [6.6] });
export const greeks = z.optionGreeks({ ...columns, volatility });
export const again = z.optionGreeks({ ...columns, volatility, spot: [5999] }, greeks);
known(engine); known(at); known(opened); known(of); known(client); known(patient); known(known30.answer.entries); known(known30.meta.feeds[0].age); known(flow); known(server); known(board); known(board.entries[0].value);
known(strikeFlow); known(strikeFlow.bars[0].contracts); known(heatmap); known(heatmap.bars[0].values); known(gex); known(gex.values); known(delta);
known(level); known(increment); known(change); known(day); known(longer); known(near); known(bar); known(between); known(history); known(totals);
known(ranked); known(ranked[0].share); known(parts); known(parts[0].coverage); known(flips); known(flips[0].held); known(noiseFlips); known(certificates[0].q); known(survival[0].share);
known(levelRows[0].magnet); known(migrated[0].from); known(wallTests[0].outcome); known(nulls[0].p); known(frame); known(epochFrame); known(fromGex); known(fromFacts.values); known(sheet.sections[0].rows); known(sheet.missing[0].why); known(csv); known(npy); known(arrow); known(parquet); known(chart); known(progressed); known(whyDrawn); known(counting);
known(drawn); known(own); known(own.data); known(tape); known(tape.trades.time); known(market); known(simulated); known(cut); known(session);
known(snapshot); known(netGex); known(series.bars); known(fiveMinutes); known(hedgeFlow); known(made); known(book); known(levels); known(report); known(influential); known(why.factors[0].factor); known(why.strikes[0].open_interest); known(why.bars[0].total);
known(closed); known(aggressors); known(custom); known(z.ENDPOINTS); known(z.FIELDS); known(z.TICKS_PER_DOLLAR); show(board);
known(recorder); known(sealed[0].sha256); known(replayed); known(replayed.session); known(questions[0].first); known(recordedGex.bars);
known(nearer); known(smooth); known(quarters); known(both.contracts); known(aligned); known(joined); known(legs?.puts); known(moves);
known(percent.values); known(sigmas.outside); known(typical.counts); known(typical.kind);
known(moved[0].change); known(moved[0].time); known(cells[0].t); known(byBar[0].spot); known(nested[0].parent_value); known(left.residual);
known(concentrated.effective); known(sides[0].time); known(hangs[0].strike); known(hangsOnBars[0].time); known(boards[0].status);
known(alike.scale); known(differ[0].difference); known(sources.sign_agreement); known(survive[0].value);
known(counted[0].right); known(believed); known(sure); known(wide); known(ranked[0].p_above_next); known(parts[0].high); known(delta.uncertainty?.variance);
known(z.SIMULATED_CONFIDENCE); known(z.TRADE_PLACES); known(strikeFlow.bars[0].expected_delta_dollars); known(volatility); known(greeks); known(greeks.charm); known(again);
export const all = { ...z };
`;

describe("the declarations, read by TypeScript 5.0.4 as a notebook cell reads them", () => {
  it("are clean with skipLibCheck off, but for what third parties' own files say", () => {
    const errors = typeScript50(`import * as z from "zerodte"; export const all = { ...z };`, "--strict");
    const foreign = errors.filter((line) => /node_modules\/(?!zerodte)/.test(line));
    expect(errors.filter((line) => !foreign.includes(line))).toEqual([]);
    // danfojs names packages without types and Plotly's types need a browser's; nobody else's may appear here.
    const sources = new Set(foreign.map((line) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(line)?.[1]));
    expect([...sources].filter((name) => name !== "danfojs-node" && name !== "plotly.js-dist-min")).toEqual([]);
  });

  it("give no value of a cell the type any, and every one can be assigned to a const", () => {
    expect(typeScript50(CELL, "--strict", "--skipLibCheck", "--declaration")).toEqual([]);
  });

  it("would say so if a value were any", () => {
    const cell = CELL.replace("known(engine);", "known(engine as any);");
    expect(typeScript50(cell, "--strict", "--skipLibCheck", "--declaration")).toHaveLength(1);
  });

  it("read the same without strict, as tslab checks", () => {
    expect(typeScript50(CELL, "--skipLibCheck", "--declaration")).toEqual([]);
  });

  it("refuse to cumulate a level and to difference an increment", () => {
    const errors = typeScript50(
      `import { StrikeGrid, type FlowSource } from "zerodte";
       export async function cell(flow: FlowSource) {
         StrikeGrid.from(await flow.heatmap("SPY")).cumulate();
         StrikeGrid.from(await flow.strikeFlow("SPY")).diff();
       }`,
      "--skipLibCheck",
    );
    expect(errors).toHaveLength(2);
    expect(errors.every((line) => line.includes("TS2684"))).toBe(true);
  });

  it("are published by the package with the code, and nothing of the tests", () => {
    const packed = JSON.parse(
      execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], { cwd: ROOT, encoding: "utf8" }),
    ) as [{ files: { path: string }[] }];
    const paths = packed[0].files.map(({ path }) => path);
    expect(paths).toEqual(
      expect.arrayContaining(["dist/index.js", "dist/index.d.ts", "dist/cli/main.js", "LICENSE", "README.md"]),
    );
    expect(paths.filter((path) => /^(test|out|src|\.ci)/.test(path))).toEqual([]);
  });
});

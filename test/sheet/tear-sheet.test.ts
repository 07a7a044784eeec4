import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as z from "../../src/index.js";
import { FlowClient, FlowEngine, StrikeGrid, tearSheet, type FlowSource, type TearSheet } from "../../src/index.js";
import { mimeBundle } from "../../src/kernel/mime-bundle.js";

const TITLES = [
  "Place on the board",
  "Levels and expected move",
  "Gamma exposure by strike and minute",
  "Largest strikes",
  "Levels over time",
  "Strikes behind the flow",
  "Calls and puts",
  "Sign flips of gamma exposure",
];

const engine = FlowEngine.simulate({ seed: 7, symbols: ["SPY", "QQQ"] }).at("11:05");
const MINUTES = { minutes: 95 };
let sheet: TearSheet;
beforeAll(async () => {
  sheet = await tearSheet(engine, "SPY", MINUTES);
});

/** The engine as a source of which some answers are other ones. */
function sourceWith(others: Partial<Record<keyof FlowSource, (...args: never[]) => unknown>>): FlowSource {
  const ask = (name: keyof FlowSource) => (engine[name] as (...args: unknown[]) => unknown).bind(engine);
  const names = ["leaderboard", "snapshot", "series", "hedgeFlow", "strikeFlow", "heatmap"] as const;
  return { ...Object.fromEntries(names.map((name) => [name, ask(name)])), ...others } as unknown as FlowSource;
}

const sectionOf = ({ sections }: TearSheet, title: string): z.TearSheetSection =>
  sections.find((section) => section.title === title)!;

describe("a tear sheet", () => {
  test("has all parts in order, each with a sentence and a table or a figure, and misses nothing", () => {
    expect(sheet).toMatchObject({ symbol: "SPY", missing: [] });
    expect(sheet.as_of).toBe((snapshotNow as z.Snapshot).as_of);
    expect(sheet.origin).toBe("simulated market, seed 7");
    expect(sheet.sections.map(({ title }) => title)).toEqual(TITLES);
    for (const { text, rows, figure } of sheet.sections) {
      expect(text).toMatch(/^[^\n]+\.$/);
      expect(rows ?? figure).toBeDefined();
    }
    const drawn = sheet.sections.filter(({ figure }) => figure !== undefined).map(({ title }) => title);
    expect(drawn).toEqual([TITLES[0], TITLES[2], TITLES[3], TITLES[5], TITLES[7]]);
  });

  test("holds what the functions give", async () => {
    const gex = StrikeGrid.from(await engine.heatmap("SPY", { metric: "gex", minutes: 95 }));
    const flow = StrikeGrid.from(await engine.strikeFlow("SPY", { minutes: 95 }));
    const series = await engine.series("SPY", { bar: "1m", minutes: 95 });
    const [calls, puts] = [
      await engine.hedgeFlow("SPY", { side: "calls", bar: "1m", minutes: 95 }),
      await engine.hedgeFlow("SPY", { side: "puts", bar: "1m", minutes: 95 }),
    ];
    expect(sectionOf(sheet, "Place on the board").rows).toEqual((await engine.leaderboard()).entries);
    expect(sectionOf(sheet, "Largest strikes").rows).toEqual(z.rank(gex.bar(-1), { n: 10 }));
    expect(sectionOf(sheet, "Strikes behind the flow").rows).toEqual(z.attribute(flow).slice(0, 10));
    expect(sectionOf(sheet, "Calls and puts").rows).toEqual(z.attributeSides(calls, puts));
    expect(sectionOf(sheet, "Sign flips of gamma exposure").rows).toEqual(
      z.signFlips(gex, { deadBand: 0.01 * gex.largest, minRun: 3 }),
    );
    const all = z.levelsOverTime(gex, { series });
    const times = ["09:59", "10:29", "10:59", "11:04"];
    expect(sectionOf(sheet, "Levels over time").rows).toEqual(all.filter(({ time }) => times.includes(time)));
    const snapshot = snapshotNow as z.Snapshot;
    expect(sectionOf(sheet, "Levels and expected move").rows).toContainEqual({
      level: "call_wall",
      price: snapshot.levels!.call_wall,
      distance_pct: expect.closeTo(snapshot.levels!.distance_to_call_wall_pct!, 3) as number,
    });
  });

  test("asks each question once, all at the same time", async () => {
    const asked: string[] = [];
    let release = (): void => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    const names = ["leaderboard", "snapshot", "series", "hedgeFlow", "strikeFlow", "heatmap"] as const;
    const waiting = names.map((name) => [
      name,
      async (...args: unknown[]) => {
        asked.push(`${name} ${JSON.stringify(args)}`);
        await gate;
        return (engine[name] as (...args: unknown[]) => unknown)(...args);
      },
    ]);
    const made = tearSheet(sourceWith(Object.fromEntries(waiting) as object), "SPY", MINUTES);
    expect(asked).toEqual([
      'leaderboard [{"metric":"heat","n":100}]',
      'snapshot ["SPY"]',
      'series ["SPY",{"bar":"1m","minutes":95}]',
      'hedgeFlow ["SPY",{"side":"calls","bar":"1m","minutes":95}]',
      'hedgeFlow ["SPY",{"side":"puts","bar":"1m","minutes":95}]',
      'strikeFlow ["SPY",{"minutes":95}]',
      'heatmap ["SPY",{"metric":"gex","minutes":95}]',
    ]);
    release();
    expect(await made).toEqual(sheet);
    expect(asked).toHaveLength(7);
  });

  test("shows as many rows as are wanted, and the name itself behind them", async () => {
    const other = (await engine.leaderboard()).entries[1].symbol;
    const short = await tearSheet(engine, other, { ...MINUTES, n: 1 });
    const board = sectionOf(short, "Place on the board");
    expect(board.rows).toMatchObject([{ rank: 1 }, { rank: 2, symbol: other }]);
    expect(board.text).toMatch(new RegExp(`^${other} is 2 of 2 names by heat, [\\d.]+ x\\.$`));
    expect(sectionOf(short, "Largest strikes").rows).toHaveLength(1);
    for (const n of [0, 1.5, NaN])
      await expect(tearSheet(engine, "SPY", { n })).rejects.toThrow(`n is how many rows to show, 1 or more, not ${n}`);
    await expect(tearSheet(engine, "SPY", { near: 50 })).rejects.toThrow(RangeError);
  });
});

let snapshotNow: z.SnapshotAnswer;
beforeAll(async () => {
  snapshotNow = await engine.snapshot("SPY");
});

describe("the same sheet", () => {
  const folder = mkdtempSync(join(tmpdir(), "zerodte-sheet-"));
  let server: z.FlowServer;
  beforeAll(async () => {
    server = await z.serve(engine, { keys: ["all", { key: "some", plan: "Growth" }] });
  });
  afterAll(async () => {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test("comes through a client", async () => {
    expect(await tearSheet(new FlowClient({ baseUrl: server.url, apiKey: "all" }), "SPY", MINUTES)).toEqual(sheet);
  });

  test("comes out of a cassette", async () => {
    const recorder = z.record(engine, folder);
    await tearSheet(recorder, "SPY", MINUTES);
    await recorder.close();
    expect(await tearSheet(z.replay(folder), "SPY", MINUTES)).toEqual(sheet);
  });

  test("is without what the plan does not reach, and says which plan does", async () => {
    const client = new FlowClient({ baseUrl: server.url, apiKey: "some" });
    const less = await tearSheet(client, "SPY", MINUTES);
    expect(less.sections.map(({ title }) => title)).toEqual(["Levels and expected move", "Calls and puts"]);
    expect(less.missing.map(({ title }) => title)).toEqual(TITLES.filter((_, i) => i !== 1 && i !== 6));
    for (const { why, code } of less.missing) {
      expect(code).toBe("tier_restricted");
      expect(why).toContain("Alpha");
    }
  });

  test("is of what was recorded, and names what was not", async () => {
    const part = mkdtempSync(join(tmpdir(), "zerodte-sheet-"));
    const recorder = z.record(engine, part);
    await recorder.heatmap("SPY", { metric: "gex", minutes: 95 });
    await recorder.close();
    const less = await tearSheet(z.replay(part), "SPY", MINUTES);
    rmSync(part, { recursive: true });
    expect(less.sections.map(({ title }) => title)).toEqual([TITLES[2], TITLES[3], TITLES[4], TITLES[7]]);
    expect(less.missing.every(({ code }) => code === "not_recorded")).toBe(true);
    expect(sectionOf(less, "Levels over time").text).toMatch(/; walls and gamma flip would need the series\.$/);
  });
});

describe("a sheet of nothing", () => {
  const empty = (answer: Promise<object>, parts: object): Promise<object> =>
    answer.then((whole) => ({ ...whole, bars: [], ...parts }));

  test("says that nothing expires today", async () => {
    const message = "XYZ has no same-day expiry today.";
    const none = sourceWith({
      snapshot: () => Promise.resolve({ symbol: "XYZ", no_zero_dte: true, next_zero_dte_expiry: null, message }),
      series: () => empty(engine.series("SPY"), { symbol: "XYZ" }),
      hedgeFlow: () => empty(engine.hedgeFlow("SPY"), { symbol: "XYZ" }),
      strikeFlow: () => empty(engine.strikeFlow("SPY"), { symbol: "XYZ" }),
      heatmap: () => empty(engine.heatmap("SPY"), { symbol: "XYZ" }),
    });
    const made = await tearSheet(none, "XYZ");
    expect(made.sections.map(({ text }) => text)).toEqual(["XYZ is not among the 2 names of the board."]);
    expect(made.missing).toEqual(TITLES.slice(1).map((title) => ({ title, why: message, code: "no_zero_dte" })));
  });

  test("at the open says that there is nothing yet", async () => {
    const made = await tearSheet(engine.at("09:30"), "SPY");
    expect(made.missing.length).toBeGreaterThan(5);
    expect(made.missing.map(({ code }) => code)).toContain("no_data");
    expect(made.missing[0]).toEqual({ title: TITLES[0], why: "No name is on the board yet.", code: "no_data" });
  });

  test("of exposures that are all 0 has no magnet", async () => {
    const gex = await engine.heatmap("SPY", MINUTES);
    const zeros = { ...gex, bars: gex.bars.map((bar) => ({ ...bar, values: bar.values.map(() => 0) })) };
    const made = await tearSheet(sourceWith({ heatmap: () => Promise.resolve(zeros) }), "SPY", MINUTES);
    expect(sectionOf(made, "Levels over time").text).toBe(
      "Every half hour and last: no strike is a magnet, all hold 0.",
    );
  });

  test("behind the close says so, and has what the session left", async () => {
    const made = await tearSheet(engine.at("17:00"), "SPY", MINUTES);
    expect(made.missing.map(({ code }) => code)).toContain("session_closed");
    expect(made.sections.map(({ title }) => title)).toContain("Gamma exposure by strike and minute");
  });

  test("is refused for a name that is not known", async () => {
    await expect(tearSheet(engine, "NOPE")).rejects.toThrow(z.NotFoundError);
  });

  test("is refused when no question is answered, and when one was stopped or went wrong in another way", async () => {
    const refuse = (error: Error) => () => Promise.reject(error);
    const names = ["leaderboard", "snapshot", "series", "hedgeFlow", "strikeFlow", "heatmap"];
    const unauthorized = new z.AuthenticationError("no such key");
    const closed = sourceWith(Object.fromEntries(names.map((name) => [name, refuse(unauthorized)])));
    await expect(tearSheet(closed, "SPY")).rejects.toBe(unauthorized);
    for (const error of [new z.AbortedError("stopped"), new TypeError("a bug")])
      await expect(tearSheet(sourceWith({ series: refuse(error) }), "SPY")).rejects.toBe(error);
    const thrown = sourceWith({
      heatmap: () => {
        throw new z.InvalidRequestError("minutes");
      },
    });
    expect((await tearSheet(thrown, "SPY", MINUTES)).missing[0]).toMatchObject({
      why: "minutes",
      code: "invalid_request",
    });
  });
});

describe("a sheet that is looked at", () => {
  test("is a page's part in a notebook: headings, tables, and figures that draw themselves", () => {
    const html = String(mimeBundle(sheet)!["text/html"]);
    expect(html.match(/<h3>[^<]*/g)).toEqual(TITLES.map((title) => `<h3>${title}`));
    expect(html.match(/class="zerodte-figure"/g)).toHaveLength(5);
    // Figures have their numbers in tables of another kind.
    expect(html.match(/<table class="dataframe /g)).toHaveLength(
      sheet.sections.filter(({ rows }) => rows !== undefined && rows.length > 0).length,
    );
    expect(html).toContain("<h2>SPY 0DTE session, 2026-06-05 11:05 ET (simulated market, seed 7)</h2>");
    expect(html).not.toContain("<h3>Missing</h3>");
  });

  test("is text in a script, with what is missing at its end", () => {
    const missing = [{ title: "Calls & <puts>", why: "a reason", code: "no_data" }];
    const short = Object.assign(Object.create(sheet) as TearSheet, {
      ...sheet,
      sections: [{ title: "A <b>", text: "One row.", rows: [{ a: 1 }] }],
      missing,
    });
    const bundle = mimeBundle(short)!;
    expect(bundle["text/plain"]).toBe(
      "SPY 0DTE session, 2026-06-05 11:05 ET (simulated market, seed 7)\n\nA <b>\nOne row.\na\n1\n\n" +
        "Missing\n  Calls & <puts>: a reason",
    );
    expect(bundle["text/html"]).toContain("<li>Calls &#38; &#60;puts&#62;: a reason</li>");
    expect(bundle["text/html"]).toContain("<h3>A &#60;b&#62;</h3>");
    expect(inspect(sheet)).toBe(mimeBundle(sheet)!["text/plain"]);
  });

  test("is plain data to whoever reads it", () => {
    expect(Object.keys(sheet)).toEqual(["symbol", "as_of", "origin", "sections", "missing"]);
    expect(JSON.parse(JSON.stringify(sheet))).toMatchObject({ symbol: "SPY", missing: [] });
  });
});

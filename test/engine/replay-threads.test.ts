import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { describe, expect, test } from "vitest";
import type * as Zerodte from "../../src/index.js";
import { MINUTE, sessionOn } from "../../src/session.js";
import { replayInThreads } from "../../src/engine/replay-threads.js";
import { FILES, tapeFolder, type TapeFiles } from "./tape-folder.js";

// Threads run what is built.
const { FlowEngine, TapeError } = createRequire(import.meta.url)("../../dist/index.js") as typeof Zerodte;

/** A market of three names, in folders beside and apart from each other. */
async function market(changed: (symbol: string) => TapeFiles = () => ({})): Promise<string[]> {
  const symbols = ["GOOG", "META", "AAPL"];
  return Promise.all(
    symbols.map((symbol) =>
      tapeFolder({ "session.json": `{"symbol": "${symbol}", "date": "2015-12-24"}`, ...changed(symbol) }, symbol),
    ),
  );
}

/** All that an engine says. */
async function everything(flow: Zerodte.FlowEngine): Promise<unknown> {
  const { symbols, instant, origin, convention, rejected } = flow;
  const answers = symbols.map(async (symbol) => ({
    snapshot: await flow.snapshot(symbol),
    series: await flow.series(symbol, { minutes: 390 }),
    strikeFlow: await flow.strikeFlow(symbol, { minutes: 390 }),
    coverage: flow.coverage(symbol),
    levels: flow.levels(symbol),
  }));
  const board = await flow.leaderboard();
  return { symbols, instant, origin, convention, rejected, board, all: await Promise.all(answers) };
}

describe("a market that is read on several threads", () => {
  const options = { positions: "settled", rules: ["lee_ready"] } as const;

  test.each([2, 3, 8])("answers on %i as on one, under the same conventions", async (threads) => {
    const folders = await market((symbol) =>
      symbol === "META" ? { "trades.csv": `${FILES["trades.csv"]}2015-12-24T14:31:00.5Z,750,P,3.05,0\n` } : {},
    );
    const lenient = { ...options, maxRejected: 0.5 };
    const one = await FlowEngine.open(folders, lenient);
    expect(one.rejected).not.toEqual({});
    expect(await everything(await FlowEngine.open(folders, { ...lenient, threads }))).toStrictEqual(
      await everything(one),
    );
  });

  test("answers again, on threads that were kept, and from a folder that holds the tapes", async () => {
    const folders = await market();
    const all = await everything(await FlowEngine.open(folders, { threads: 2 }));
    for (let again = 0; again < 3; again++)
      expect(await everything(await FlowEngine.open(folders, { threads: 2 }))).toStrictEqual(all);
    const single = await FlowEngine.open(dirname(folders[0]), { threads: 2 });
    expect(single.symbols).toEqual(["GOOG"]);
  });

  test("takes more events, as one that was read on one", async () => {
    const { open } = sessionOn("2015-12-24")!;
    const early = (table: "trades.csv" | "quotes.csv"): string =>
      FILES[table].split("\n").slice(0, 2).join("\n") + "\n";
    const folders = await market((symbol) => ({
      "session.json": `{"symbol": "${symbol}", "date": "2015-12-24", "recorded_to": "2015-12-24T09:31:00-05:00"}`,
      "trades.csv": early("trades.csv"),
      "quotes.csv": early("quotes.csv"),
    }));
    const engines = await Promise.all([1, 2].map((threads) => FlowEngine.open(folders, { threads })));
    for (const flow of engines) {
      expect(flow.instant).toBe(open + MINUTE);
      const time = Float64Array.of(open + 1.5 * MINUTE);
      const quotes = { time, contract: Int32Array.of(0), bid: Int32Array.of(30_000), ask: Int32Array.of(31_000) };
      const trades = { ...quotes, time: time.map((t) => t + 1), price: Int32Array.of(31_000), size: Int32Array.of(4) };
      const events = { symbol: "META", strikes: Float64Array.of(747.5), trades, quotes, recordedTo: open + 3 * MINUTE };
      expect(flow.append(events)).toBe(4);
    }
    const [one, several] = await Promise.all(engines.map(everything));
    expect(several).toStrictEqual(one);
  });

  test("refuses a tape as one thread does: the same class, words and counts", async () => {
    const folders = await market((symbol) =>
      symbol === "AAPL" ? { "trades.csv": "time,strike,right,price,size\n2015-12-24T14:31:00Z,750,P,3,0\n" } : {},
    );
    const failures = await Promise.all(
      [1, 2].map((threads) =>
        FlowEngine.open(folders, { threads }).then(
          () => null,
          (error: unknown) => error,
        ),
      ),
    );
    for (const failure of failures) expect(failure).toBeInstanceOf(TapeError);
    const [one, several] = failures.map((failure) => {
      const { message, code, rejected } = failure as Zerodte.TapeError;
      return { message, code, rejected };
    });
    expect(one.message).toMatch(/AAPL.*size/s);
    expect(several).toEqual(one);
  });

  test("refuses an option as one thread does", async () => {
    const folders = await market();
    await expect(FlowEngine.open(folders, { threads: 2, maxRejected: 2 })).rejects.toThrow(RangeError);
    await expect(FlowEngine.open(folders, { threads: 2, effectiveOiWeight: -1 })).rejects.toThrow(RangeError);
  });

  test.each([0, 1.5, -2, NaN])("is refused for %d threads", async (threads) => {
    await expect(FlowEngine.open(await market(), { threads })).rejects.toThrow(
      `threads must be a whole number of 1 or more, not ${threads}`,
    );
  });

  test("is refused when a thread dies, now and the next time: beside the sources there is no code for one", async () => {
    const folders = await market();
    for (let again = 0; again < 3; again++)
      await expect(replayInThreads(folders, {}, 2)).rejects.toThrow("Cannot find module");
  });

  test("does not keep a process alive", async () => {
    const script = `require("./dist/index.js").FlowEngine.open(${JSON.stringify(await market())}, { threads: 2 })
      .then((flow) => console.log(flow.symbols.join()))`;
    const root = new URL("../..", import.meta.url);
    const printed = execFileSync(process.execPath, ["-e", script], { cwd: root, encoding: "utf8", timeout: 20_000 });
    expect(printed).toBe("GOOG,META,AAPL\n");
  });
});

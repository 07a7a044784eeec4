import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { AuthenticationError, ConnectionError, ServerError, TierRestrictedError } from "../../src/api/errors.js";
import type { PollClock } from "../../src/api/poll.js";
import { record } from "../../src/api/record.js";
import { replay } from "../../src/api/replay.js";
import { type FlowServer, serve } from "../../src/api/server.js";
import type { FlowSource } from "../../src/api/source.js";
import { recordRounds, roundQuestions, type RoundsOptions, type RoundsProgress } from "../../src/cli/record-rounds.js";
import { recordCommand } from "../../src/cli/record.js";
import { FlowEngine } from "../../src/engine/engine.js";
import { MINUTE, newYorkTime } from "../../src/session.js";
import { cassetteFolder, cassetteNames } from "../api/cassette-folder.js";

const engine = FlowEngine.simulate({ seed: 5, symbols: ["AVGO", "META"] });
const { open, close } = engine.session;

/** A clock that jumps over every wait. */
function jumpingClock(start: number): PollClock & { at: number } {
  const clock = {
    at: start,
    now: () => clock.at,
    sleep: (milliseconds: number) => {
      clock.at += milliseconds;
      return Promise.resolve();
    },
    random: () => 0.5,
  };
  return clock;
}

/** The engine as a source whose time is that of a clock; `before` may fail in its place. */
function moving(clock: PollClock, before: (question: string) => void = () => undefined): FlowSource {
  const now = (question: string): FlowEngine => {
    before(question);
    return engine.at(clock.now());
  };
  return {
    leaderboard: async (params) => now("leaderboard").leaderboard(params),
    snapshot: async (symbol, params) => now(`snapshot ${symbol}`).snapshot(symbol, params),
    series: async (symbol, params) => now(`series ${symbol} ${params?.minutes}`).series(symbol, params),
    hedgeFlow: async (symbol, params) => now(`hedgeFlow ${symbol}`).hedgeFlow(symbol, params),
    strikeFlow: async (symbol, params) => now(`strikeFlow ${symbol}`).strikeFlow(symbol, params),
    heatmap: async (symbol, params) => now(`heatmap ${symbol}`).heatmap(symbol, params),
  };
}

interface Told {
  rounds: string[];
  troubles: string[];
  last?: RoundsProgress;
}

async function rounds(flow: FlowSource, clock: PollClock, options: Partial<RoundsOptions> = {}): Promise<Told> {
  const told: Told = { rounds: [], troubles: [] };
  told.last = await recordRounds(flow, {
    symbols: ["AVGO"],
    metrics: ["gex"],
    every: MINUTE,
    signal: new AbortController().signal,
    onRound: () => told.rounds.push(newYorkTime(clock.now(), true)),
    onTrouble: (asked, error, then) => told.troubles.push(`${asked}: ${error.code}, ${then}`),
    ...options,
    clock,
  });
  return told;
}

describe("the rounds of a recording", () => {
  it("go on to the close, whole at first and at last, and are joined to the day by a replay", async () => {
    const folder = cassetteFolder();
    const clock = jumpingClock(close - 20.5 * MINUTE);
    const asked = new Set<string>();
    const source = moving(clock, (question) => void (question.startsWith("series") && asked.add(question)));
    const recorder = record(source, folder, { now: clock.now });
    const { rounds: times, last } = await rounds(recorder, clock);
    expect(times).toHaveLength(22);
    expect([...asked]).toEqual(["series AVGO 390", "series AVGO 3"]);
    expect(last).toMatchObject({ answers: 22 * 11, failures: 0, questions: 11 });
    await recorder.close();
    for (const time of ["15:39:30", "15:47:30", "15:59:30", "16:00:30"]) {
      const tape = replay(folder).at(time);
      const board = await tape.leaderboard();
      const then = engine.at(board.as_of);
      expect(await tape.heatmap("AVGO", { minutes: 390 })).toEqual(await then.heatmap("AVGO", { minutes: 390 }));
      expect(await tape.series("AVGO", { bar: "5m" })).toEqual(await then.series("AVGO", { bar: "5m" }));
    }
  });

  it("name an unknown symbol once and go on with the others", async () => {
    const clock = jumpingClock(close - 2.5 * MINUTE);
    const { troubles, last } = await rounds(moving(clock), clock, { symbols: ["NOBODY", "AVGO"] });
    expect(troubles).toEqual(["NOBODY snapshot: symbol_not_found, nothing more is asked of it in this round"]);
    expect(last).toMatchObject({ rounds: 4, answers: 4 * 11, failures: 4 });
  });

  it("wait where the first question fails for a moment, and count other failures", async () => {
    const clock = jumpingClock(close - 2.5 * MINUTE);
    const failures: Record<string, Error | undefined> = {
      leaderboard: new ConnectionError("gone"),
      "heatmap AVGO": new ServerError("failed"),
    };
    const source = moving(clock, (question) => {
      const error = failures[question];
      failures[question] = undefined;
      if (error !== undefined) throw error;
    });
    const { troubles, last } = await rounds(source, clock);
    expect(troubles).toEqual([
      "the round: connection_failed, asked again in 1 s",
      "AVGO heatmap gex: server_error, asked again in the next round",
    ]);
    expect(last).toMatchObject({ rounds: 4, failures: 2 });
  });

  it("leave out for good what the plan does not allow", async () => {
    const clock = jumpingClock(close - 2.5 * MINUTE);
    const source = moving(clock, (question) => {
      if (/leaderboard|strikeFlow|heatmap/.test(question))
        throw new TierRestrictedError("no", { currentPlan: "Growth", requiredPlan: "Alpha" });
    });
    const { troubles, last } = await rounds(source, clock);
    expect(troubles).toHaveLength(6);
    expect(last).toMatchObject({ rounds: 4, answers: 4 * 5, failures: 6, questions: 5 });
  });

  it("end with a key that is refused", async () => {
    const clock = jumpingClock(open + MINUTE);
    const source = moving(clock, (question) => {
      if (question.startsWith("snapshot")) throw new AuthenticationError();
    });
    await expect(rounds(source, clock)).rejects.toBeInstanceOf(AuthenticationError);
  });

  it("ask nothing more once one question has failed for good, and end when those under way have ended", async () => {
    const clock = jumpingClock(open + MINUTE);
    const asked: string[] = [];
    const ended: string[] = [];
    const source = moving(clock, (question) => void asked.push(question));
    const snapshot = source.snapshot.bind(source);
    let underWay: (() => void) | undefined;
    // Of META a question is on its way while the key is refused for one of AVGO.
    source.snapshot = async (symbol, params) => {
      if (symbol !== "META") throw new AuthenticationError();
      const answer = await snapshot(symbol, params);
      await new Promise<void>((resolve) => (underWay = resolve));
      ended.push("META");
      return answer;
    };
    const recorded = rounds(source, clock, { symbols: ["META", "AVGO"] }).finally(() => ended.push("rounds"));
    const refused = expect(recorded).rejects.toBeInstanceOf(AuthenticationError);
    await vi.waitFor(() => expect(underWay).toBeDefined());
    await new Promise((resolve) => setImmediate(resolve));
    expect(ended).toEqual([]);
    underWay!();
    await refused;
    expect(ended).toEqual(["META", "rounds"]);
    expect(asked.filter((question) => question.startsWith("series"))).toEqual([]);
  });

  it("end with the signal, without an error", async () => {
    const clock = jumpingClock(open + MINUTE);
    const controller = new AbortController();
    const { rounds: times } = await rounds(moving(clock), clock, {
      signal: controller.signal,
      onRound: () => controller.abort(),
    });
    expect(times).toEqual([]);
  });

  it("ask 4 boards and 12 questions of each symbol when nothing is left out", () => {
    expect(roundQuestions(["A", "B"], ["gex", "dex", "vex", "chex", "oi", "signed_flow"])).toHaveLength(4 + 2 * 12);
  });
});

describe("zerodte record, the command line", () => {
  afterEach(() => {
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
  });

  it.each([
    [[], "which names? Give --symbols SPY,QQQ"],
    [["--symbols", "a/b"], 'symbol "A/B" cannot be one'],
    [["--symbols", "SPY", "--every", "soon"], "--every soon: give a time from 1s to 30m"],
    [["--symbols", "SPY", "--every", "0s"], "--every 0s: give a time from 1s to 30m"],
    [["--symbols", "SPY", "--metrics", "gex,vega"], "--metrics vega: give some of gex,dex"],
    [["--symbols", "SPY"], "set FLASHALPHA_API_KEY for the live API, or give --url URL"],
    [["--symbols", "SPY", "--sede"], "Unknown option '--sede'"],
  ])("%j is refused in one line, with 2", async (argv, message) => {
    for (const name of ["FLASHALPHA_API_KEY", "ZERODTE_URL"]) vi.stubEnv(name, "");
    const said = vi.spyOn(console, "error").mockImplementation(() => undefined);
    expect(await recordCommand(argv)).toBe(2);
    expect(said.mock.calls.flat().join("\n")).toMatch(/^zerodte record: [^\n]+$/);
    expect(said.mock.calls.flat().join("\n")).toContain(message);
  });
});

describe("zerodte record, against a served engine", () => {
  const MAIN = new URL("../../dist/cli/main.js", import.meta.url).pathname;
  const KEY = "plain-words-as-key_77";
  let server: FlowServer;
  const running: ChildProcess[] = [];
  beforeAll(async () => {
    server = await serve(engine.at("11:00"), { keys: [KEY] });
  });
  afterEach(() => {
    for (const child of running.splice(0)) child.kill("SIGKILL");
  });
  afterAll(() => server.close());

  /** Starts a recording, and resolves when it has told of so many rounds. */
  async function recording(folder: string, count: number): Promise<{ child: ChildProcess; said: () => string }> {
    const argv = ["record", "--symbols", "AVGO", "--every", "1s", "--out", folder, "--metrics", "gex", "--at-once"];
    const child = spawn(process.execPath, [MAIN, ...argv, "--url", `${server.url}?apiKey=${KEY}`], {
      env: { ...process.env, FLASHALPHA_API_KEY: undefined, ZERODTE_URL: undefined },
    });
    running.push(child);
    let text = "";
    await new Promise<void>((resolve, reject) => {
      child.stderr.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
      child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
        text += chunk;
        if (text.includes(`round ${count} `)) resolve();
      });
      child.once("exit", () => reject(new Error(`it ended: ${text}`)));
    });
    return { child, said: () => text };
  }

  it.each(["SIGINT", "SIGTERM"] as const)(
    "seals at %s what was recorded, says where it is, and ends with 0",
    async (signal) => {
      const folder = cassetteFolder();
      const { child, said } = await recording(folder, 2);
      child.kill(signal);
      expect(await once(child, "close")).toEqual([0, null]);
      const [name, ...others] = readdirSync(folder);
      expect(others).toEqual([]);
      expect(said()).toContain(`sealed in ${join(folder, name)}`);
      expect(said()).toContain(`replay(${JSON.stringify(folder)}).at("14:32")`);
      expect(said()).not.toContain(KEY);
      const tape = replay(folder);
      expect(await tape.heatmap("AVGO", { minutes: 390 })).toEqual(
        await engine.at("11:00").heatmap("AVGO", { minutes: 390 }),
      );
      expect(tape.recorded()[0].answers).toBeGreaterThanOrEqual(2);
    },
  );

  it("ends with 0 when it is stopped while its first question is asked", async () => {
    const silent = createServer();
    await once(silent.listen(0, "127.0.0.1"), "listening");
    const folder = cassetteFolder();
    const argv = ["record", "--symbols", "AVGO", "--out", folder, "--at-once", "--url"];
    const child = spawn(
      process.execPath,
      [MAIN, ...argv, `http://127.0.0.1:${(silent.address() as AddressInfo).port}`],
      {
        env: { ...process.env, FLASHALPHA_API_KEY: undefined, ZERODTE_URL: undefined },
      },
    );
    running.push(child);
    let said = "";
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text) => (said += text));
    await once(silent, "request");
    child.kill("SIGINT");
    expect(await once(child, "close")).toEqual([0, null]);
    expect(said).toBe("nothing was recorded\n");
    expect(readdirSync(folder)).toEqual([]);
    silent.close().closeAllConnections();
  });

  it("loses nothing of what it told when it is killed, and goes on behind it when it is started again", async () => {
    const folder = cassetteFolder();
    const { child } = await recording(folder, 2);
    child.kill("SIGKILL");
    await once(child, "close");
    expect(cassetteNames(folder)).toEqual(["2026-06-05.jsonl"]);
    const before = replay(folder).recorded();
    // Four boards, a snapshot, and six of bars, each for the whole day and for a few minutes.
    expect(before).toHaveLength(17);
    const lines = readFileSync(join(folder, "2026-06-05.jsonl"), "utf8").split("\n").length - 2;
    const again = await recording(folder, 1);
    expect(again.said()).toMatch(/2026-06-05\.jsonl has \d+ answers; this goes on behind them/);
    again.child.kill("SIGINT");
    await once(again.child, "close");
    const answers = replay(folder)
      .recorded()
      .reduce((sum, row) => sum + row.answers, 0);
    expect(answers).toBeGreaterThanOrEqual(lines + 11);
  });
});

it("a disk that is full fails the question that did not fit, leaves no half line, and takes what fits", async () => {
  const folder = cassetteFolder();
  const index = new URL("../../dist/index.js", import.meta.url).pathname;
  const script = `
    const { FlowEngine, record } = require(${JSON.stringify(index)});
    const flow = record(FlowEngine.simulate({ seed: 5, symbols: ["AVGO"] }), ${JSON.stringify(folder)});
    (async () => {
      await flow.snapshot("AVGO");
      await flow.heatmap("AVGO", { minutes: 390 }).catch((error) => console.log(error.code, error.file));
      await flow.leaderboard({ n: 1 });
    })();`;
  // No file may be longer than 120 blocks of 512 bytes.
  const child = spawn("sh", ["-c", 'ulimit -f 120; exec "$0" -e "$1"', process.execPath, script]);
  let said = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => (said += chunk));
  expect(await once(child, "close")).toEqual([0, null]);
  expect(said).toBe(`cassette_not_written ${join(folder, "2026-06-05.jsonl")}\n`);
  const tape = replay(folder);
  expect(tape.notes).toEqual([]);
  expect(tape.recorded().map(({ endpoint }) => endpoint)).toEqual(["snapshot", "leaderboard"]);
});

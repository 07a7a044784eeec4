import { execFile, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FlowClient, FlowEngine } from "../../src/index.js";
import { cassetteFolder, recordOnce } from "../api/cassette-folder.js";
import { LAB_KERNELSPEC } from "../jupyter.js";
import { leanTape } from "../lean-tape.js";
import { writeNotebook } from "../notebook-file.js";
import { describeShared } from "../shared-data.js";

/** Three notebooks' worth of cold kernels on a busy machine. */
const PATIENCE = 240_000;

const MAIN = new URL("../../dist/cli/main.js", import.meta.url).pathname;
const environment = { ...process.env, FLASHALPHA_API_KEY: undefined, ZERODTE_URL: undefined, ZERODTE_TAPE: undefined };

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "zerodte-cli-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the command line to its end. */
function zerodte(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [MAIN, ...args], { env: environment, encoding: "utf8" }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}

describe("zerodte", () => {
  it("lists its commands, and ends with 2 for one that is none", async () => {
    expect((await zerodte()).stdout).toMatch(
      /zerodte start .*\n.*zerodte init .*\n.*zerodte kernel .*\n.*zerodte run .*\n.*zerodte report .*\n.*zerodte serve /,
    );
    expect(await zerodte("sell")).toMatchObject({
      code: 2,
      stderr: 'zerodte: there is no command "sell"; there are init, kernel, record, report, run, serve, start\n',
    });
  });

  it("tells its version", async () => {
    expect(await zerodte("--version")).toEqual({ code: 0, stdout: "0.1.0\n", stderr: "" });
  });

  it.each(["start", "run", "report", "serve", "record", "kernel", "init"])("explains %s by --help", async (command) => {
    const { code, stdout } = await zerodte(command, "--help");
    expect({ code, first: stdout.split(" ").slice(0, 2) }).toEqual({ code: 0, first: ["zerodte", command] });
  });

  it.each([
    [["serve", "--port", "http"], 2, "--port http: give a number from 0 to 65535"],
    [["serve", "--port", "99999"], 2, "--port 99999: give a number from 0 to 65535"],
    [["serve", "--sede", "7"], 2, "Unknown option '--sede'"],
    [["serve", "--cassette", "x", "--seed", "7"], 2, "leave out --tape and --seed"],
    [["start", "--seed", "x"], 1, "--seed x: give a whole number"],
    [["start", "--tape", "no/such/folder"], 1, "no/such/folder: there is no such folder"],
    [["start", "--date", "2026-06-06"], 1, "2026-06-06"],
    [["start", "--at", "25:00"], 1, "25:00"],
    [["start", "--at", "09:15"], 1, "no name is on the board at 09:15 ET"],
  ])("%j ends with %i and one line", async (args, code, message) => {
    const result = await zerodte(...args);
    expect(result.code).toBe(code);
    expect(result.stderr).toContain(message);
    expect(result.stderr.trim().split("\n")).toHaveLength(1);
  });
});

/** Starts `zerodte serve` and gives all it says until it serves, in the order in which it says it, with the way to end it. */
async function serving(args: string[], env: NodeJS.ProcessEnv = {}): Promise<Serving> {
  const child = spawn(process.execPath, [MAIN, "serve", "--port", "0", ...args], { env: { ...environment, ...env } });
  const said = { first: "", stdout: "", stderr: "" };
  const exit = new Promise<number | null>((resolve) => child.once("exit", resolve));
  await new Promise<void>((resolve) => {
    for (const stream of ["stdout", "stderr"] as const)
      child[stream].setEncoding("utf8").on("data", (chunk: string) => {
        said.first ||= stream;
        said[stream] += chunk;
        if (said.stdout.includes("ZERODTE_URL=")) resolve();
      });
    void exit.then(() => resolve());
  });
  const stop = (): Promise<number | null> => {
    child.kill("SIGINT");
    return exit;
  };
  return { ...said, url: /serving at (\S+);/.exec(said.stdout)?.[1] ?? "", stop };
}

interface Serving {
  first: string;
  stdout: string;
  stderr: string;
  url: string;
  stop: () => Promise<number | null>;
}

describe("zerodte serve --host", () => {
  it("of the network says first of all, on stderr, that everybody may read, and what to do", async () => {
    const { first, stderr, stdout, url, stop } = await serving(["--host", "0.0.0.0", "--at", "11:00"]);
    await stop();
    expect({ first, url }).toEqual({
      first: "stderr",
      url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) as string,
    });
    expect(stderr).toMatch(
      /^zerodte serve: WARNING: --host 0\.0\.0\.0 opens .* every network .* no key: everybody there may read the tapes\.\n.*ZERODTE_SERVE_KEYS.*\n$/,
    );
    expect(stdout).not.toContain("WARNING");
  });

  it("of the network says in one line that a key is asked for where one is", async () => {
    const { first, stderr, stop } = await serving(["--host", "0.0.0.0", "--at", "11:00"], {
      ZERODTE_SERVE_KEYS: "s3cret",
    });
    await stop();
    expect(first).toBe("stderr");
    expect(stderr).toMatch(
      /^zerodte serve: --host 0\.0\.0\.0 opens [^\n]* a key of ZERODTE_SERVE_KEYS is asked for[^\n]*\n$/,
    );
    expect(stderr).not.toContain("s3cret");
  });

  it("says it before it finds that the market cannot be had", async () => {
    const { code, stdout, stderr } = await zerodte("serve", "--host", "::", "--seed", "x");
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(
      /^zerodte serve: WARNING: --host :: opens [^]*\nzerodte serve: --seed x: give a whole number\n$/,
    );
  });

  it("of this machine says nothing on stderr", async () => {
    const { stderr, stop } = await serving(["--host", "localhost", "--at", "11:00"]);
    expect([stderr, await stop()]).toEqual(["", 0]);
  });
});

describe("zerodte serve of what cannot be served", () => {
  const tape = cassetteFolder();
  beforeAll(() => recordOnce(FlowEngine.simulate({ seed: 7, symbols: ["SPY"] }), tape, (flow) => flow.leaderboard()));

  it.each<[string[], string]>([
    [["--cassette", "/no/such/folder"], "/no/such/folder: there is no such folder"],
    [["--cassette", tape, "--date", "2026-06-04"], "it holds 2026-06-05, not 2026-06-04"],
    [["--cassette", tape, "--at", "25:00"], "25:00"],
    [["--tape", "no/such/folder"], "no/such/folder: there is no such folder"],
    [["--seed", "x"], "--seed x: give a whole number"],
    [["--date", "2026-06-06"], "2026-06-06"],
    [["--at", "25:00"], "25:00"],
  ])("%j ends with 2 and one line of its own", async (args, message) => {
    const { code, stdout, stderr } = await zerodte("serve", "--port", "0", ...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(/^zerodte serve: [^\n]+\n$/);
    expect(stderr).toContain(message);
  });
});

describe("zerodte serve with ZERODTE_SERVE_KEYS", () => {
  it("accepts each key with its plan and its requests a day", async () => {
    const keys = "all, basic:BASIC ,three:growth:1";
    const { url, stdout, stderr, stop } = await serving(["--at", "11:00"], { ZERODTE_SERVE_KEYS: keys });
    const ask = async (key: string, endpoint: string): Promise<unknown[]> => {
      const { status, headers } = await fetch(`${url}/v1/flow/zero-dte/${endpoint}`, { headers: { "X-Api-Key": key } });
      return [status, headers.get("x-ratelimit-limit"), headers.get("x-ratelimit-remaining")];
    };
    expect(await ask("all", "heatmap/SPY")).toEqual([200, "unlimited", "unlimited"]);
    expect(await ask("basic", "series/SPY")).toEqual([403, "250", "250"]);
    expect(await ask("three", "heatmap/SPY")).toEqual([403, "1", "1"]);
    expect(await ask("three", "series/SPY")).toEqual([200, "1", "0"]);
    expect(await ask("three", "series/SPY")).toEqual([429, "1", "0"]);
    expect((await ask("three:growth:1", "series/SPY"))[0]).toBe(401);
    expect(await stop()).toBe(0);
    for (const key of ["basic", "three"]) expect(stdout + stderr).not.toContain(key);
  });

  it("ends with 2 and one line, without the key, where an entry cannot be read", async () => {
    const { stdout, stderr, stop } = await serving([], { ZERODTE_SERVE_KEYS: "one,s3cret:gold" });
    expect({ code: await stop(), stdout, stderr }).toEqual({
      code: 2,
      stdout: "",
      stderr:
        "zerodte serve: entry 2 of ZERODTE_SERVE_KEYS: plan must be Free|Basic|Growth|Alpha|Enterprise; a key cannot hold a colon\n",
    });
  });

  it("explains its entries by --help", async () => {
    expect((await zerodte("serve", "--help")).stdout).toMatch(/KEY:PLAN:REQUESTS .*\n[^]*no comma and no colon/);
  });
});

describe("zerodte serve", () => {
  it("serves a simulated market to any client until it is interrupted, and then ends with 0", async () => {
    const { stdout, url: baseUrl, stop } = await serving(["--seed", "3", "--at", "11:00"]);
    expect(stdout).toContain("simulated market, seed 3: 2026-06-05, as of 11:00 ET, 12 names");
    const board = await new FlowClient({ baseUrl }).leaderboard({ n: 3 });
    expect(board).toMatchObject({ n: 3, market_open: true, as_of: "2026-06-05T15:00:00Z" });
    expect(await stop()).toBe(0);
  });
});

describe("zerodte start", () => {
  it(
    "runs the notebooks against a served market and prints the board, the strikes, the flips and the pages",
    async () => {
      const out = join(folder, "simulated");
      const { code, stdout, stderr } = await zerodte("start", "--out", out);
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      expect(stdout).toMatch(/rank {3}symbol +heat\n +1 {3}QQQ +2\.45 x\n/);
      expect(stdout).toMatch(/QQQ, strikes behind its flow, 14:30 to 15:30 ET/);
      expect(stdout).toMatch(/side of QQQ's contracts: 98 % by the quote, 2 % by the tick test, <1 % unknown/);
      expect(stdout).toMatch(/ET {3}strike {3}flip/);
      expect(stdout).not.toMatch(/NaN|undefined/);
      expect(readdirSync(out).sort()).toEqual([
        "01-scan-and-drill.html",
        "01-scan-and-drill.ipynb",
        "02-heatmap-and-flips.html",
        "02-heatmap-and-flips.ipynb",
      ]);
      expect(readFileSync(join(out, "01-scan-and-drill.ipynb"), "utf8")).not.toContain('"output_type": "error"');
    },
    PATIENCE,
  );
});

describeShared("on a real session, GOOG on 2015-12-24", "lean-us-0dte", (source) => {
  it(
    "start finds the board, the strikes and the flips of a recorded half day",
    async () => {
      const tape = await leanTape(source);
      const { code, stdout } = await zerodte("start", "--tape", tape, "--out", join(folder, "goog-out"));
      expect(code).toBe(0);
      expect(stdout).toContain("GOOG 2015-12-24");
      expect(stdout).toContain("as of 13:00 ET, GOOG");
      expect(stdout).toMatch(/1 {3}GOOG/);
      expect(stdout).not.toMatch(/NaN|undefined/);
    },
    PATIENCE,
  );

  it(
    "run --tape executes a notebook on it",
    async () => {
      const cells = ["const flow = await openFlow();", "(await flow.leaderboard()).entries"];
      const notebook = writeNotebook(join(folder, "board.ipynb"), cells, { kernelspec: LAB_KERNELSPEC });
      const tape = await leanTape(source);
      const { code, stderr } = await zerodte("run", notebook, "--tape", tape, "--out", join(folder, "goog-run-out"));
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      expect(readFileSync(join(folder, "goog-run-out", "board.ipynb"), "utf8")).toMatch(/1 {2}GOOG/);
    },
    PATIENCE,
  );
});

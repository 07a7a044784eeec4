import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import * as z from "../src/index.js";
import { FILES, temporaryFolder } from "./engine/tape-folder.js";
import { publicFunctions } from "./public-examples.js";

/*
 * The example of every function that a user calls runs as it stands, where its names mean what a notebook has by then: an
 * engine as `flow`, its grids, a server on this machine in place of FlashAlpha's, and files in a folder of its own.
 */

const engine = z.FlowEngine.simulate({ seed: 7, symbols: ["SPY", "QQQ"] });
const home = process.cwd();
let scope: Record<string, unknown>;
let server: z.FlowServer;

/** Who asks without an address asks the server on this machine. */
class LoopbackClient extends z.FlowClient {
  constructor(options: z.FlowClientOptions = {}) {
    super({ baseUrl: server.url, apiKey: "k", ...options });
  }
}

beforeAll(async () => {
  vi.stubEnv("FLASHALPHA_API_KEY", undefined);
  server = await z.serve(engine);
  const folder = await temporaryFolder();
  process.chdir(folder);
  writeTape("tapes/goog-2015-12-24");
  await recordCassette("recorded");

  const market = z.simulatedMarket({ seed: 7 });
  const { tape } = z.simulateSession(market.names[0], market);
  const gex = z.StrikeGrid.from(await engine.heatmap("SPY", { minutes: 390 }));
  const settled = z.FlowEngine.simulate({ seed: 7, symbols: ["SPY"], positions: "settled" });
  // After the session, so that whoever watches asks once.
  const clock = { now: () => engine.session.close, sleep: () => Promise.resolve(), random: () => 0 };
  scope = {
    ...z,
    FlowClient: LoopbackClient,
    serve: (source: z.FlowSource, options: z.ServeOptions) => z.serve(source, { ...options, port: 0 }),
    watch: (ask: Parameters<typeof z.watch>[0]) => z.watch(ask, { clock }),
    watchBoard: (ask: Parameters<typeof z.watchBoard>[0]) => z.watchBoard(ask, { clock }),
    replay: () => z.replay("recorded"),
    console: { log: () => undefined, table: () => undefined },
    engine,
    flow: engine,
    market,
    tape,
    gex,
    days: [gex, gex],
    theirs: z.StrikeGrid.from(await settled.heatmap("SPY", { minutes: 390 })),
    delta: z.StrikeGrid.from(await engine.strikeFlow("SPY", { minutes: 390 })),
    board: await engine.leaderboard({ metric: "heat" }),
  };
});

afterAll(async () => {
  process.chdir(home);
  vi.unstubAllEnvs();
  await server.close();
});

/** A tape of which twelve quotes are crossed. */
function writeTape(folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(FILES)) writeFileSync(`${folder}/${name}`, text);
  const open = Date.parse("2015-12-24T14:30:00Z");
  const quotes = Array.from({ length: 300 }, (_, i) => `${open + i * 1000},750,C,2,${i < 12 ? 1 : 3}\n`);
  writeFileSync(`${folder}/quotes.csv`, `time,strike,right,bid,ask\n${quotes.join("")}`);
}

/** What an example of a recording asks for. */
async function recordCassette(folder: string): Promise<void> {
  const recorder = z.record(engine.at("14:30"), folder);
  await recorder.leaderboard({ metric: "heat", n: 5 });
  await recorder.close();
}

/** Runs an example; of a line that ends in what it gives, `// 2`, both are returned. */
async function run(example: string): Promise<{ given: unknown; said: unknown }[]> {
  const seen: { given: unknown; said: unknown }[] = [];
  const saw = (given: unknown, said: unknown): void => void seen.push({ given, said });
  const code = example.replace(
    /^(.+?);? \/\/ (-?\d[\d.]*|"[^"]*"|true|\[.*\]|\{.*\})(?=$|:|, [a-z]).*$/gm,
    (_, expression, said) => `saw(${expression}, ${said});`,
  );
  const AsyncFunction = run.constructor as new (...parts: string[]) => (...values: unknown[]) => Promise<void>;
  await new AsyncFunction("saw", ...Object.keys(scope), `{${code}\n}`)(saw, ...Object.values(scope));
  return seen;
}

const functions = publicFunctions();

test("every function that a user calls has an example", () => {
  expect(functions.length).toBeGreaterThan(80);
  expect(functions.filter(({ examples }) => examples.length === 0).map(({ name }) => name)).toEqual([]);
});

test.each(functions.filter(({ examples }) => examples.length > 0))(
  "the example of $name runs as it stands",
  async ({ examples }) => {
    const write = vi.spyOn(process.stdout, "write").mockReturnValue(true);
    try {
      for (const example of examples)
        for (const { given, said } of await run(example)) expect(given, example).toEqual(said);
      expect(examples).not.toEqual([]);
    } finally {
      write.mockRestore();
    }
  },
);

test("the examples that write files have written them, and nothing beside them", () => {
  expect(readdirSync("out").sort()).toEqual([
    "gex.arrow",
    "gex.npy",
    "gex.parquet",
    "strikes.csv",
    "strikes.npy",
    "times.npy",
  ]);
});

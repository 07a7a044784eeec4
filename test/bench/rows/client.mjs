import { Buffer } from "node:buffer";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { createInterface } from "node:readline";
import { fileURLToPath, URL } from "node:url";
import { isDeepStrictEqual } from "node:util";
import { roundOf, startPeer } from "../peer.mjs";
import { close, numbers } from "../random.mjs";

const require = createRequire(import.meta.url);
const { FlowClient, FlowEngine, StrikeGrid } = require("../../../dist/index.js");
const { ENDPOINTS } = require("../../../dist/api/endpoints.js");
const { readAnswer } = require("../../../dist/api/read-answer.js");
const { FlashAlpha } = require("flashalpha");

const FIELDS = ["signed_delta_dollars", "signed_gamma_dollars", "contracts"];

/** A whole session of 500 strikes, in whole dollars. */
function largeAnswer() {
  const random = numbers(4);
  const [strikes, bars] = [500, 390];
  const open = Date.parse("2026-06-05T13:30:00Z");
  const cells = (scale) => Array.from({ length: strikes }, () => Math.round((random() - 0.5) * scale));
  return {
    symbol: "SPX",
    underlying_price: 6000,
    expiration: "2026-06-05",
    bar_size: "1m",
    as_of: "2026-06-05T20:00:00Z",
    tier_used: "raw",
    strikes_grid: Array.from({ length: strikes }, (_, k) => 4750 + 5 * k),
    bars: Array.from({ length: bars }, (_, bar) => ({
      t: new Date(open + bar * 60_000).toISOString(),
      spot: 6000,
      signed_delta_dollars: cells(1e6),
      signed_gamma_dollars: cells(1e5),
      contracts: cells(1e3),
    })),
    gap_intervals: [],
  };
}

/** A process that answers everything with these bytes. */
async function serving(body) {
  const folder = mkdtempSync(join(tmpdir(), "zerodte-bench-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "body.json");
  writeFileSync(file, body);
  const script = fileURLToPath(new URL("../body-server.mjs", import.meta.url));
  const child = spawn(process.execPath, [script, file], { stdio: ["pipe", "pipe", "inherit"] });
  const { value: port } = await createInterface({ input: child.stdout })[Symbol.asyncIterator]().next();
  return { url: `http://127.0.0.1:${port}`, close: () => child.stdin.end() };
}

const grids = (answer) => FIELDS.map((field) => StrikeGrid.from(answer, field));
const sums = (all) => all.map(({ values }) => values.reduce((sum, value) => sum + value, 0));

async function tables() {
  const text = JSON.stringify(largeAnswer());
  const server = await serving(text);
  const url = `${server.url}/v1/flow/zero-dte/strike-flow/SPX?minutes=390`;
  const inputs = { "answer.json": Buffer.from(text), "url.txt": Buffer.from(url) };
  const python = await startPeer("answers.py", { inputs, needs: ["numpy", "pandas"] });
  const same = async (ours) => {
    await python.save();
    return close(sums(ours), [...python.float64("sums.f64")], 1e-12, 1) && python.float64("rows.f64")[0] === 195_000;
  };
  const against = (round, atMost) => [
    { peer: "Python json, pandas", theirs: roundOf(python, round), timed: true, atMost, same },
  ];
  const end = () => {
    server.close();
    python.close?.();
  };
  return { text, server, against, end };
}

export const rows = [
  {
    name: "answer of 585,000 numbers, text to checked grids",
    async setUp() {
      const { text, against, end } = await tables();
      const read = () => grids(readAnswer(ENDPOINTS.strikeFlow, {}, text, (each) => each));
      return { ours: read, peers: against("parse", 0.35), close: end };
    },
  },
  {
    name: "the same over loopback, question to grids",
    async setUp() {
      const { server, against, end } = await tables();
      const flow = new FlowClient({ baseUrl: server.url });
      const ask = async () => grids(await flow.strikeFlow("SPX", { minutes: 390 }));
      return { ours: ask, peers: against("fetch", 0.4), close: end };
    },
  },
  {
    name: "200 leaderboards over loopback, one after the other",
    async setUp() {
      const board = await FlowEngine.simulate({ seed: 27 }).leaderboard();
      const server = await serving(JSON.stringify(board));
      const flow = new FlowClient({ baseUrl: server.url, apiKey: "k" });
      const sdk = new FlashAlpha("k", { baseUrl: server.url });
      const times = async (ask) => {
        let answer;
        for (let i = 0; i < 200; i++) answer = await ask();
        return answer;
      };
      return {
        ours: () => times(() => flow.leaderboard()),
        peers: [
          {
            // It has no leaderboard; what it sends and reads for another path is the same.
            peer: "flashalpha 0.3.2",
            theirs: () => times(() => sdk.zeroDte("SPY")),
            same: isDeepStrictEqual,
            atLeast: 1,
          },
        ],
        close: server.close,
      };
    },
  },
];

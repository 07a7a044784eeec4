/*
 * A server of one board, as a process of its own: `node board-server.mjs zerodte|node|express`. It prints its port, and ends
 * with its input.
 */
import { Buffer } from "node:buffer";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import process from "node:process";
import { marketDay } from "./market-day.mjs";
import { requirePeer } from "./require-peer.mjs";

const require = createRequire(import.meta.url);
const { FlowEngine, serve } = require("../../dist/index.js");

const engine = FlowEngine.of(marketDay({ symbols: 50, strikes: 9, trades: 50_000, samples: 20 }));
const board = await engine.leaderboard({ n: 50 });
const kept = Buffer.from(JSON.stringify(board));

const SERVERS = {
  zerodte: async () => (await serve(engine)).port,
  node: () =>
    listening(
      createServer((_, response) => {
        const headers = { "Content-Type": "application/json; charset=utf-8", "Content-Length": kept.length };
        response.writeHead(200, headers).end(kept);
      }),
    ),
  express: () => {
    const app = requirePeer("express")();
    app.get("/v1/flow/zero-dte/leaderboard", (_, response) => response.json(board));
    return listening(createServer(app));
  },
};

function listening(server) {
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server.address().port)));
}

console.log(await SERVERS[process.argv[2]]());
process.stdin.resume().on("end", () => process.exit());

import { createRequire } from "node:module";
import { parentPort, workerData } from "node:worker_threads";
import { marketDay } from "./market-day.mjs";

/* Owns the names of a market that are its own, and replays them for each message; answers with the sum of their net GEX. */
const require = createRequire(import.meta.url);
const { conventionsOf } = require("../../dist/engine/engine-options.js");
const { namedTape } = require("../../dist/engine/engine-name.js");
const { totalsOf } = require("../../dist/engine/session-totals.js");

const conventions = conventionsOf();
const { part, parts } = workerData;
const tapes = marketDay().filter((_, n) => n % parts === part);
parentPort.on("message", () => {
  const totals = tapes.map((tape) => totalsOf(namedTape(tape, conventions).name().view));
  parentPort.postMessage(totals.map(({ gex }) => gex.at(-1)));
});
parentPort.postMessage("ready");

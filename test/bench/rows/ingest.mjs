import { Buffer } from "node:buffer";
import { createRequire } from "node:module";
import { joined, marketDay } from "../market-day.mjs";
import { roundOf, startPeer } from "../peer.mjs";
import { tradesTape } from "../trades-tape.mjs";

const require = createRequire(import.meta.url);
const { FlowEngine } = require("../../../dist/index.js");
const { conventionsOf } = require("../../../dist/engine/engine-options.js");
const { engineName } = require("../../../dist/engine/engine-name.js");

const TRADES = 5_000_000;

/** Sessions of trades only: nothing is quoted and no price is known, so that samples hold flow and nothing else. */
function tradesOnly(size) {
  const nothing = {
    time: new Float64Array(0),
    contract: new Int32Array(0),
    bid: new Int32Array(0),
    ask: new Int32Array(0),
  };
  const underlying = { time: new Float64Array(0), price: new Float64Array(0) };
  return marketDay(size).map((tape) => ({ ...tape, quotes: nothing, underlying }));
}

const conventions = conventionsOf();
const replayed = (tape) => engineName(tape, conventions).live.history;

export const rows = [
  {
    name: `${TRADES / 1e6} M trades in columns to net contracts by sample`,
    async setUp() {
      const tapes = tradesOnly({ symbols: 150, trades: TRADES });
      const samples = replayed(tapes[0]).samples;
      const instrument = tapes.flatMap(({ strikes }, n) => 2 * strikes.length * n);
      const trades = joined(tapes.map((tape) => tape.trades));
      const inputs = {
        "start.f64": Float64Array.of(tapes[0].session.open),
        "counts.i32": Int32Array.from(tapes, (tape) => tape.trades.time.length),
        "widths.i32": Int32Array.from(tapes, ({ strikes }) => 2 * strikes.length),
        "samples.i32": Int32Array.of(samples),
        "time.f64": trades.time,
        ...Object.fromEntries(["contract", "price", "size", "bid", "ask"].map((name) => [`${name}.i32`, trades[name]])),
        "instrument.i32": joined(
          tapes.map((tape, n) => ({ instrument: tape.trades.contract.map((c) => c + instrument[n]) })),
        ).instrument,
      };
      const c = await startPeer("ingest.c", { inputs });
      const pandas = await startPeer("ingest.py", { inputs, needs: ["numpy", "pandas"] });
      return {
        ours: () => tapes.map(replayed),
        peers: [
          {
            peer: "C -O3",
            theirs: roundOf(c, "ingest"),
            timed: true,
            atLeast: 0.6,
            same: async (histories) => {
              await c.save();
              const tables = {
                net: "net",
                volume: "volume",
                ruleTrades: "rule_trades",
                ruleContracts: "rule_contracts",
              };
              return Object.entries(tables).every(([ours, theirs]) =>
                equal(joined(histories.map((history) => ({ table: history[ours] }))).table, c.int32(`${theirs}.i32`)),
              );
            },
          },
          {
            peer: "pandas",
            theirs: roundOf(pandas, "ingest"),
            timed: true,
            atLeast: 5,
            same: async (histories) => {
              await pandas.save();
              const [sample, contract, sum] = ["sample", "instrument", "sum"].map((name) =>
                pandas.float64(`${name}.f64`),
              );
              return sum.every((net, i) => net === tradedIn(histories, instrument, sample[i], contract[i]));
            },
          },
        ],
        rounds: 8,
        close: () => [c, pandas].forEach((peer) => peer.close?.()),
      };
    },
  },
  {
    name: "2 M trades of a CSV, 51 B each, to net contracts by sample",
    async setUp() {
      const folder = tradesTape(2_000_000);
      const pandas = await startPeer("read-csv.py", {
        inputs: { "folder.txt": Buffer.from(folder) },
        needs: ["numpy", "pandas"],
      });
      return {
        ours: async () => (await FlowEngine.open(folder)).coverage(),
        peers: [
          {
            peer: "pandas.read_csv alone",
            theirs: roundOf(pandas, "read"),
            timed: true,
            atLeast: 3,
            same: async (coverage) => {
              await pandas.save();
              const [rows, contracts] = pandas.float64("totals.f64");
              const sum = (name) => coverage.reduce((total, row) => total + row[name], 0);
              return sum("trades") === rows && sum("contracts") === contracts;
            },
          },
        ],
        rounds: 8,
        close: () => pandas.close?.(),
      };
    },
  },
];

function equal(ours, theirs) {
  return ours.length === theirs.length && ours.every((value, i) => value === theirs[i]);
}

/** Net contracts of an instrument in one sample. */
function tradedIn(histories, first, sample, instrument) {
  let n = first.length - 1;
  while (first[n] > instrument) n--;
  const width = 2 * histories[n].strikes.length;
  const at = sample * width + instrument - first[n];
  return histories[n].net[at] - (sample === 0 ? 0 : histories[n].net[at - width]);
}

import { once } from "node:events";
import { createRequire } from "node:module";
import { URL } from "node:url";
import { Worker } from "node:worker_threads";
import { median, row } from "../compare.mjs";
import { joined, marketDay, marketFolders } from "../market-day.mjs";
import { roundOf, startPeer } from "../peer.mjs";
import { close } from "../random.mjs";

const require = createRequire(import.meta.url);
const { FlowEngine } = require("../../../dist/index.js");
const { conventionsOf } = require("../../../dist/engine/engine-options.js");
const { engineName, namedTape } = require("../../../dist/engine/engine-name.js");
const { impliedDeviations } = require("../../../dist/engine/implied-deviations.js");
const { markInstant } = require("../../../dist/engine/sample-clock.js");
const { sessionView } = require("../../../dist/engine/session-view.js");
const { totalsOf } = require("../../../dist/engine/session-totals.js");
const { hoursToClose } = require("../../../dist/session.js");

const conventions = conventionsOf();

/** All names of a market, checked, replayed and summed up: what the first board of a day costs. */
const replayed = (tapes) =>
  tapes.map((tape) => {
    const { live, view } = namedTape(tape, conventions).name();
    return { history: live.history, totals: totalsOf(view) };
  });

const SUMS = ["gex", "gross_gex", "dex", "vex", "chex", "call_flow", "put_flow"];

export const rows = [
  {
    name: "replay of a day: 1 M trades, 30 names",
    async setUp() {
      const tapes = marketDay();
      const day = replayed(tapes);
      const [{ session, strikes }] = tapes;
      const { samples } = day[0].history;
      const trades = joined(tapes.map((tape) => tape.trades));
      const quotes = joined(tapes.map((tape) => tape.quotes));
      const inputs = {
        "shape.i32": Int32Array.of(tapes.length, samples, strikes.length),
        "start.f64": Float64Array.of(session.open),
        "time.f64": trades.time,
        "instrument.i32": joined(
          tapes.map((tape, n) => ({ all: tape.trades.contract.map((c) => c + n * 2 * strikes.length) })),
        ).all,
        "price.i32": trades.price,
        "size.i32": trades.size,
        "trade_bid.i32": trades.bid,
        "trade_ask.i32": trades.ask,
        "bid.i32": quotes.bid,
        "ask.i32": quotes.ask,
        "strikes.f64": joined(tapes.map((tape) => ({ all: tape.strikes }))).all,
        "settled.f64": joined(tapes.map((tape) => ({ all: tape.openInterest }))).all,
        "forward.f64": joined(day.map(({ history }) => ({ all: history.forward }))).all,
        "spot.f64": Float64Array.from(tapes, ({ underlying }) => underlying.price[0]),
        "hours.f64": Float64Array.from({ length: samples }, (_, i) => hoursToClose(session, markInstant(session, i))),
      };
      const python = await startPeer("replay.py", { inputs, needs: ["numpy", "scipy", "pandas"] });
      return {
        ours: () => replayed(tapes),
        peers: [
          {
            peer: "pandas, numpy Newton and greeks",
            theirs: roundOf(python, "replay"),
            timed: true,
            atLeast: 4,
            same: async (names) => {
              await python.save();
              const theirs = python.float64("totals.f64");
              const cells = names.length * samples;
              return SUMS.every((name, i) => {
                const ours = joined(names.map(({ totals }) => ({ all: totals[name] }))).all;
                // Sums that nearly cancel keep the digits of what they are made of.
                const size = Math.max(...ours.map(Math.abs));
                return close(ours, theirs.subarray(i * cells, (i + 1) * cells), 1e-10, size);
              });
            },
          },
        ],
        rounds: 8,
        close: () => python.close?.(),
      };
    },
  },
  {
    name: "the same beside its parts, each alone",
    setUp: () => measuredBesideParts(marketDay()),
  },
  {
    name: "replay of a day: 1 M trades, 30 names, on two workers",
    async setUp() {
      const [one, two] = [await dayOn(1), await dayOn(2)];
      return {
        ours: two.replay,
        peers: [
          {
            peer: "one worker",
            theirs: one.replay,
            same: (a, b) => a.join() === b.join() && a.length > 0,
            atLeast: 1.6,
          },
        ],
        rounds: 10,
        close: () => [one, two].forEach((workers) => workers.close()),
      };
    },
  },
  {
    name: "2 M trades, 30 names, from CSV to the first board",
    async setUp() {
      const folder = marketFolders({ trades: 2_000_000 });
      const board = async (threads) => (await FlowEngine.open(folder, { threads })).leaderboard({ n: 100 });
      return {
        ours: () => board(2),
        peers: [
          {
            peer: "one thread, the same",
            theirs: () => board(1),
            same: (ours, theirs) => JSON.stringify(ours) === JSON.stringify(theirs),
            atLeast: 1.6,
          },
        ],
        rounds: 6,
      };
    },
  },
];

/** A market parted by name among so many workers, each with its columns. */
async function dayOn(parts) {
  const workers = Array.from(
    { length: parts },
    (_, part) => new Worker(new URL("../day-worker.mjs", import.meta.url), { workerData: { part, parts } }),
  );
  await Promise.all(workers.map((worker) => once(worker, "message")));
  const replayIn = async (worker) => {
    const answer = once(worker, "message");
    worker.postMessage("replay");
    return (await answer)[0];
  };
  return {
    replay: async () => (await Promise.all(workers.map(replayIn))).flat().sort((a, b) => a - b),
    close: () => workers.forEach((worker) => worker.terminate()),
  };
}

/** A replay beside the sum of what it is made of: taking trades and quotes, solving volatilities, greeks
 * with exposures and their sums. */
async function measuredBesideParts(tapes) {
  const day = replayed(tapes);
  const noPrice = { time: new Float64Array(0), price: new Float64Array(0) };
  const events = tapes.map((tape) => ({ ...tape, underlying: noPrice }));
  const prices = day.map(({ history }) => outOfTheMoney(history));
  const found = new Float64Array(tapes[0].strikes.length);
  const parts = {
    events: () => events.forEach((tape) => engineName(tape, conventions)),
    volatilities: () =>
      day.forEach(({ history }, n) => {
        for (let sample = 0; sample < history.samples; sample++) {
          const price = prices[n].subarray(sample * found.length, (sample + 1) * found.length);
          impliedDeviations(found, price, history.strikes, history.forward[sample], 1);
        }
      }),
    exposures: () => day.forEach(({ history }) => totalsOf(sessionView(history, conventions))),
  };
  const times = { whole: [], events: [], volatilities: [], exposures: [] };
  for (let round = 0; round < 8; round++)
    for (const [name, run] of Object.entries({ whole: () => replayed(tapes), ...parts })) {
      const start = performance.now();
      run();
      if (round > 0) times[name].push(performance.now() - start);
    }
  const sum = Object.keys(parts).reduce((total, name) => total + median(times[name]), 0);
  const name = "replay of a day: 1 M trades, 30 names";
  return [row(name, { peer: "its events, volatilities, exposures", atMost: 1.4 }, median(times.whole), sum)];
}

/** Middles of the quotes out of the money, by sample and strike; NaN without a bid. */
function outOfTheMoney({ samples, strikes, forward, bid, ask }) {
  const prices = new Float64Array(samples * strikes.length);
  for (let sample = 0, at = 0; sample < samples; sample++)
    for (let k = 0; k < strikes.length; k++, at++) {
      const c = strikes[k] >= forward[sample] ? 2 * at : 2 * at + 1;
      prices[at] = bid[c] > 0 ? (bid[c] + ask[c]) / 20_000 : NaN;
    }
  return prices;
}

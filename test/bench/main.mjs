/* `npm run bench`: what this package does often, beside the plain way of doing it. Ratios, not times, are the result. */
import { createRequire } from "node:module";
import { compare, print } from "./compare.mjs";

const require = createRequire(import.meta.url);
const {
  attribute,
  FlowEngine,
  rank,
  signFlips,
  simulatedMarket,
  simulateTape,
  StrikeGrid,
  toFrame,
} = require("../../dist/index.js");
const { classify } = require("../../dist/engine/classify.js");
const { netContracts } = require("../../dist/engine/flow.js");
const { blackPrice, impliedDeviation } = require("../../dist/engine/black.js");

const close = (a, b, tolerance) => Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(a), Math.abs(b));

const market = simulatedMarket({ seed: 27, symbols: ["SPX"] });
const tape = simulateTape(market.names[0], market);
const engine = FlowEngine.of([tape]);
const answer = await engine.strikeFlow("SPX", { minutes: 390 });
const text = JSON.stringify(answer);
const delta = StrikeGrid.from(answer, "signed_delta_dollars");
const gex = StrikeGrid.from(await engine.heatmap("SPX", { minutes: 390 }));
const fields = ["signed_delta_dollars", "signed_gamma_dollars", "contracts"];

const quotes = Array.from({ length: 20_000 }, (_, i) => {
  const strike = 5950 + (i % 101);
  return [blackPrice(6000, strike, 0.004 + 0.000002 * (i % 1000), strike >= 6000 ? 1 : -1), strike];
});

const rows = [
  compare({
    name: "answer to three grids",
    peer: "JSON.parse of the answer",
    ours: () => fields.map((field) => StrikeGrid.from(answer, field)),
    theirs: () => JSON.parse(text),
    same: (grids, parsed) => grids[0].at(40, 200) === parsed.bars[200].signed_delta_dollars[40],
  }),
  compare({
    name: "ten largest strikes of a day",
    peer: "danfojs group and sort",
    ours: () => rank(delta, { n: 10 }).map((row) => row.strike),
    theirs: () => {
      const frame = toFrame(delta, { shape: "long", maxRows: Infinity });
      const sums = frame
        .loc({ columns: ["strike", "value"] })
        .groupby(["strike"])
        .sum();
      const names = sums.columns;
      const pairs = sums.values.map((row) => [row[names.indexOf("strike")], row[names.indexOf("value_sum")]]);
      return pairs
        .sort((a, b) => Math.abs(b[1]) - Math.abs(a[1]))
        .slice(0, 10)
        .map(([strike]) => strike);
    },
    same: (a, b) => a.join() === b.join(),
    rounds: 5,
  }),
  compare({
    name: "attribution of a day",
    peer: "objects and reduce",
    ours: () => attribute(delta).map((row) => row.share),
    theirs: () => {
      const sums = answer.strikes_grid.map((_, k) =>
        answer.bars.reduce((sum, bar) => sum + bar.signed_delta_dollars[k], 0),
      );
      const gross = sums.reduce((sum, value) => sum + Math.abs(value), 0);
      return sums.map((value) => Math.abs(value) / gross).sort((a, b) => b - a);
    },
    same: (a, b) => a.every((share, i) => close(share, b[i], 1e-12)),
  }),
  compare({
    name: "sign flips of a day",
    peer: "objects and filter",
    ours: () => signFlips(gex).length,
    theirs: () =>
      Array.from(gex.strikes, (strike) =>
        [...gex.history(strike)].filter((value) => value !== 0 && !Number.isNaN(value)),
      )
        .map((values) => values.filter((value, i) => i > 0 && value > 0 !== values[i - 1] > 0).length)
        .reduce((sum, count) => sum + count, 0),
    same: (a, b) => a === b,
  }),
  compare({
    name: "trades to net contracts",
    peer: "an object a trade, a Map",
    ours: () => netContracts(tape, classify(tape)).reduce((sum, net) => sum + Math.abs(net), 0),
    theirs: () => naiveNetContracts(tape),
    same: (a, b) => a === b,
  }),
  compare({
    name: "implied volatility, 20,000",
    peer: "Newton from 0.004",
    ours: () => quotes.map(([price, strike]) => impliedDeviation(price, 6000, strike, strike >= 6000 ? 1 : -1)),
    theirs: () => quotes.map(([price, strike]) => newton(price, 6000, strike)),
    same: (a, b) => a.every((deviation, i) => close(deviation / b[i], 1, 1e-8)),
  }),
];
print(rows);

/** The same count with an object for each event: the way a first version is written. */
function naiveNetContracts({ trades, quotes: { time, contract, bid, ask }, session }) {
  const events = [
    ...Array.from(time, (t, i) => ({ t, order: 1, contract: contract[i], bid: bid[i], ask: ask[i] })),
    ...Array.from(trades.time, (t, i) => ({
      t,
      order: 0,
      contract: trades.contract[i],
      price: trades.price[i],
      size: trades.size[i],
    })),
  ].sort((a, b) => a.t - b.t || a.order - b.order);
  const [quote, last, direction, net] = [new Map(), new Map(), new Map(), new Map()];
  for (const event of events) {
    if (event.order === 1) quote.set(event.contract, event);
    else {
      const before = last.get(event.contract);
      if (before !== undefined && before !== event.price)
        direction.set(event.contract, Math.sign(event.price - before));
      last.set(event.contract, event.price);
      const { bid: b = 0, ask: a = -1 } = quote.get(event.contract) ?? {};
      const side = (a < 0 ? 0 : Math.sign(2 * event.price - a - b)) || (direction.get(event.contract) ?? 0);
      const key = `${event.contract}|${Math.floor((event.t - session.open) / 60_000)}`;
      net.set(key, (net.get(key) ?? 0) + side * event.size);
    }
  }
  return [...net.values()].reduce((sum, value) => sum + Math.abs(value), 0);
}

/** The textbook's way, twenty steps, on our own price. */
function newton(price, forward, strike) {
  const right = strike >= forward ? 1 : -1;
  let deviation = 0.004;
  for (let step = 0; step < 20; step++) {
    const d1 = Math.log(forward / strike) / deviation + deviation / 2;
    const vega = (forward * Math.exp(-0.5 * d1 * d1)) / Math.sqrt(2 * Math.PI);
    const change = (blackPrice(forward, strike, deviation, right) - price) / vega;
    deviation -= change;
    if (Math.abs(change) < 1e-12) break;
  }
  return deviation;
}

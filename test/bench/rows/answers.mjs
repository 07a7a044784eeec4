import { createRequire } from "node:module";
import { close } from "../random.mjs";

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
} = require("../../../dist/index.js");

/** One day of the simulated market, made when the first row asks for it. */
let day;
const simulatedDay = () => (day ??= makeDay());
async function makeDay() {
  const market = simulatedMarket({ seed: 27, symbols: ["SPX"] });
  const engine = FlowEngine.of([simulateTape(market.names[0], market)]);
  const answer = await engine.strikeFlow("SPX", { minutes: 390 });
  return {
    answer,
    delta: StrikeGrid.from(answer, "signed_delta_dollars"),
    gex: StrikeGrid.from(await engine.heatmap("SPX", { minutes: 390 })),
  };
}

export const rows = [
  {
    name: "answer to three grids",
    async setUp() {
      const { answer } = await simulatedDay();
      const text = JSON.stringify(answer);
      const parsed = JSON.parse(text);
      return {
        ours: () => StrikeGrid.all(parsed),
        peers: [
          {
            peer: "JSON.parse of the answer",
            theirs: () => JSON.parse(text),
            same: (grids, again) =>
              grids.signed_delta_dollars.at(40, 200) === again.bars[200].signed_delta_dollars[40] &&
              grids.contracts.at(40, 200) === again.bars[200].contracts[40],
          },
          {
            // Fresh memory costs more than filling it, and as much here.
            peer: "three matrices by hand, a loop in a loop",
            theirs: () => matrices(parsed),
            same: (grids, byHand) => Object.keys(byHand).every((field) => close(grids[field].values, byHand[field], 0)),
          },
        ],
        rounds: 40,
      };
    },
  },
  {
    name: "ten largest strikes of a day",
    async setUp() {
      const { delta } = await simulatedDay();
      return {
        ours: () => rank(delta, { n: 10 }).map((row) => row.strike),
        peers: [
          { peer: "danfojs group and sort", theirs: () => tenLargest(delta), same: (a, b) => a.join() === b.join() },
        ],
        rounds: 6,
      };
    },
  },
  {
    name: "attribution of a day",
    async setUp() {
      const { answer, delta } = await simulatedDay();
      return {
        ours: () => attribute(delta).map((row) => row.share),
        peers: [{ peer: "objects and reduce", theirs: () => shares(answer), same: (a, b) => close(a, b, 1e-12, 1) }],
      };
    },
  },
  {
    name: "sign flips of a day",
    async setUp() {
      const { gex } = await simulatedDay();
      return {
        ours: () => signFlips(gex).length,
        peers: [{ peer: "objects and filter", theirs: () => countFlips(gex), same: (a, b) => a === b }],
      };
    },
  },
];

function matrices({ bars, strikes_grid: strikes }) {
  const fields = ["signed_delta_dollars", "signed_gamma_dollars", "contracts"];
  const cells = fields.map((field) => {
    const values = new Float64Array(strikes.length * bars.length);
    for (let bar = 0; bar < bars.length; bar++)
      for (let strike = 0; strike < strikes.length; strike++)
        values[strike * bars.length + bar] = bars[bar][field][strike] ?? NaN;
    return [field, values];
  });
  return Object.fromEntries(cells);
}

function tenLargest(delta) {
  const frame = toFrame(delta, { shape: "long", maxRows: Infinity });
  const sums = frame
    .loc({ columns: ["strike", "value"] })
    .groupby(["strike"])
    .sum();
  const names = sums.columns;
  return sums.values
    .map((row) => [row[names.indexOf("strike")], row[names.indexOf("value_sum")]])
    .sort((a, b) => Math.abs(b[1]) - Math.abs(a[1]))
    .slice(0, 10)
    .map(([strike]) => strike);
}

function shares(answer) {
  const sums = answer.strikes_grid.map((_, k) =>
    answer.bars.reduce((sum, bar) => sum + bar.signed_delta_dollars[k], 0),
  );
  const gross = sums.reduce((sum, value) => sum + Math.abs(value), 0);
  return sums.map((value) => Math.abs(value) / gross).sort((a, b) => b - a);
}

function countFlips(gex) {
  return Array.from(gex.strikes, (strike) =>
    [...gex.history(strike)].filter((value) => value !== 0 && !Number.isNaN(value)),
  )
    .map((values) => values.filter((value, i) => i > 0 && value > 0 !== values[i - 1] > 0).length)
    .reduce((sum, count) => sum + count, 0);
}

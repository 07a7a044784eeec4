import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const {
  FlowEngine,
  levelsOverTime,
  signFlips,
  simulatedMarket,
  simulateTape,
  StrikeGrid,
} = require("../../../dist/index.js");

/** One day of the simulated market: gamma exposure as an answer and as a grid, and the flow's grid, which flips often. */
let day;
const simulatedDay = () => (day ??= makeDay());
async function makeDay() {
  const market = simulatedMarket({ seed: 27, symbols: ["SPX"] });
  const engine = FlowEngine.of([simulateTape(market.names[0], market)]);
  const answer = await engine.heatmap("SPX", { minutes: 390 });
  const delta = StrikeGrid.from(await engine.strikeFlow("SPX", { minutes: 390 }));
  return { answer, gex: StrikeGrid.from(answer), delta };
}

export const rows = [
  {
    name: "levels of a day",
    async setUp() {
      const { answer, gex } = await simulatedDay();
      return {
        ours: () => levelsOverTime(gex).map((row) => row.magnet),
        peers: [{ peer: "objects and sort", theirs: () => magnets(answer), same: (a, b) => a.join() === b.join() }],
      };
    },
  },
  {
    name: "sign flips of a day's flow beyond its noise",
    async setUp() {
      const { delta } = await simulatedDay();
      return {
        ours: () => signFlips(delta, { deadBand: { noise: 2 } }).length,
        peers: [{ peer: "objects, filter and sort", theirs: () => countFlips(delta), same: (a, b) => a === b }],
        rounds: 6,
      };
    },
  },
];

function magnets({ strikes_grid: strikes, bars }) {
  return bars.map(({ values }) => {
    const known = strikes.map((strike, k) => ({ strike, value: values[k] })).filter(({ value }) => value !== null);
    return known.sort((a, b) => Math.abs(b.value) - Math.abs(a.value) || a.strike - b.strike)[0].strike;
  });
}

function countFlips(grid) {
  let count = 0;
  for (const strike of grid.strikes) {
    const values = [...grid.history(strike)];
    let sign = 0;
    values.forEach((value, bar) => {
      const changes = values.slice(1, bar).map((each, i) => Math.abs(each - values[i]));
      const sorted = changes.filter((each) => !Number.isNaN(each)).sort((a, b) => a - b);
      if (sorted.length < 10) return;
      const middle = (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
      if (!(Math.abs(value) > 2 * 1.4826 * middle)) return;
      if (sign !== 0 && Math.sign(value) !== sign) count++;
      sign = Math.sign(value);
    });
  }
  return count;
}

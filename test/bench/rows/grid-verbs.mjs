import { close } from "../random.mjs";
import { flowGrid } from "../session-grids.mjs";

const [STRIKES, BARS] = [300, 390];

/** Ours against a loop written by hand for this one case: what the verb's generality costs. */
const row = (name, ours, theirs) => ({
  name: `${name} of a session`,
  setUp: () => {
    const grid = flowGrid({ strikes: STRIKES, bars: BARS });
    return {
      ours: () => ours(grid),
      peers: [
        {
          peer: "a loop by hand",
          theirs: () => theirs(grid),
          // NaN, which the loops by hand do not know, is their 0.
          same: (a, b) =>
            close(
              a.values.map((value) => value || 0),
              b,
              1e-9,
              1,
            ),
          atMost: 3,
        },
      ],
      rounds: 40,
    };
  },
});

export const rows = [
  row("rolling sum", (grid) => grid.rolling(15, "sum"), rollingSum),
  row("resample to 5m", (grid) => grid.resample("5m"), fiveMinutes),
  row("relative in percent", (grid) => grid.relative("percent", { to: 20 }), inPercent),
];

function rollingSum({ values }) {
  const sums = new Float64Array(values.length);
  for (let row = 0; row < values.length; row += BARS) {
    let sum = 0;
    for (let bar = 0; bar < BARS; bar++) {
      sum += values[row + bar];
      if (bar >= 15) sum -= values[row + bar - 15];
      sums[row + bar] = sum;
    }
  }
  return sums;
}

function fiveMinutes({ values }) {
  const sums = new Float64Array(values.length / 5);
  for (let cell = 0; cell < values.length; cell++) sums[Math.floor(cell / 5)] += values[cell];
  return sums;
}

function inPercent({ values, strikes, spot }) {
  const bins = new Float64Array(401 * BARS);
  for (let strike = 0; strike < STRIKES; strike++)
    for (let bar = 0; bar < BARS; bar++) {
      const bin = Math.floor(((strikes[strike] - spot[bar]) / (spot[bar] / 100) + 20) / 0.1 + 0.5);
      if (bin < 0 || bin > 400) continue;
      bins[bin * BARS + bar] += values[strike * BARS + bar];
    }
  return bins;
}

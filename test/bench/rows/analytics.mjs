import { createRequire } from "node:module";
import { roundOf, startPeer } from "../peer.mjs";
import { close } from "../random.mjs";
import { flowGrid } from "../session-grids.mjs";

const require = createRequire(import.meta.url);
const { attribute, rank } = require("../../../dist/index.js");

/** Ours beside a round of Python. */
async function besidePython({ ours, round, must, same, rounds = 30 }) {
  const grid = flowGrid({ seed: 22 });
  const python = await startPeer("cells.py", {
    inputs: { "values.f64": grid.values, "strikes.f64": grid.strikes },
    needs: ["numpy", "pandas"],
  });
  const check = async (rows) => {
    await python.save();
    return same(rows, python.float64("found.f64"));
  };
  const peer = round === "top" ? "numpy argpartition" : "pandas";
  return {
    ours: () => ours(grid),
    peers: [{ peer, theirs: roundOf(python, round), timed: true, same: check, ...must }],
    rounds,
    close: () => python.close?.(),
  };
}

export const rows = [
  {
    name: "twenty largest of 195,000 cells",
    // By itself: who reads the cells first after another process has run also pays for bringing them back.
    async setUp() {
      const grid = flowGrid({ seed: 22 });
      return {
        ours: () => rank(grid, { per: "cell", n: 20 }),
        peers: [
          {
            peer: "a plain scan for the largest",
            theirs: () => largest(grid.values),
            same: (ranked, found) => Math.abs(ranked[0].value) === found,
            atMost: 2.5,
          },
        ],
        rounds: 100,
      };
    },
  },
  {
    name: "twenty largest of 195,000 cells",
    setUp: () =>
      besidePython({
        ours: (grid) => rank(grid, { per: "cell", n: 20 }),
        round: "top",
        rounds: 100,
        must: { atLeast: 5 },
        same: (ranked, found) => ranked.every(({ value }, i) => value === found[i]),
      }),
  },
  {
    name: "195,000 cells summed by strike, with shares",
    setUp: () =>
      besidePython({
        ours: (grid) => attribute(grid),
        round: "group",
        must: { atMost: 2.5 },
        same: (parts, found) => {
          const sums = [...parts].sort((a, b) => a.strike - b.strike).map(({ value }) => value);
          return close(sums, found, 1e-9, 1);
        },
      }),
  },
  {
    name: "195,000 cells in order, a row each",
    setUp: () =>
      besidePython({
        ours: (grid) => rank(grid, { per: "cell" }),
        round: "order",
        must: { atMost: 2.5 },
        same: (ranked, found) => ranked.every(({ value }, i) => value === found[i]),
      }),
  },
];

function largest(values) {
  let most = 0;
  for (let i = 0; i < values.length; i++) {
    const magnitude = Math.abs(values[i]);
    if (magnitude > most) most = magnitude;
  }
  return most;
}

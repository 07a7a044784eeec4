import { createRequire } from "node:module";
import { close } from "../random.mjs";
import { requirePeer } from "../require-peer.mjs";
import { sessionGrids, wavesOf } from "../session-grids.mjs";

const require = createRequire(import.meta.url);
const { attribute, rank, signFlips } = require("../../../dist/index.js");

/*
 * The questions of a day beside danfojs, in its own words and on a frame that is there already. Most of its long forms
 * take quadratic time, up to a minute of a whole day: each row says on how many bars and strikes, of which it ends soon.
 */

const danfojs = () => requirePeer("danfojs-node");

/** A row about two grids of a size, as `prepare` changes them; danfojs gets frames that `make` makes of them beforehand. */
const beside = (name, size, { atLeast, rounds = 6, prepare = (...grids) => grids, make, theirs, ours, same }) => ({
  name: `${name}, ${size.bars} x ${size.strikes}`,
  setUp() {
    const grids = prepare(...[5, 6].map((seed) => sessionGrids({ ...size, seed }).grids[0]));
    const made = make(...grids);
    return {
      ours: () => ours(...grids),
      peers: [{ peer: "danfojs", theirs: () => theirs(made), same, atLeast }],
      rounds,
    };
  },
});

const DAY = { bars: 390, strikes: 500 };

/** Long, as columns: bar, strike and value of each cell. */
function longOf({ values, strikes, times }) {
  const bars = times.length;
  return new (danfojs().DataFrame)({
    bar: Array.from(values, (_, cell) => cell % bars),
    bucket: Array.from(values, (_, cell) => Math.floor((cell % bars) / 5)),
    strike: Array.from(values, (_, cell) => strikes[Math.floor(cell / bars)]),
    value: [...values],
    magnitude: Array.from(values, Math.abs),
  });
}

/** Wide: a row a strike, or, turned, a row a bar. */
function wideOf({ values, strikes, times }, turned = false) {
  const [rows, columns] = turned ? [times.length, strikes.length] : [strikes.length, times.length];
  const cell = (row, column) => values[turned ? column * times.length + row : row * times.length + column];
  const table = Array.from({ length: rows }, (_, row) => Array.from({ length: columns }, (_, i) => cell(row, i)));
  return new (danfojs().DataFrame)(table);
}

const byMagnitude = (a, b) => Math.abs(b) - Math.abs(a);

export const rows = [
  beside("ten largest strikes", DAY, {
    atLeast: 15,
    rounds: 40,
    make: (grid) => wideOf(grid),
    theirs: (frame) => frame.sum({ axis: 1 }).values.sort(byMagnitude).slice(0, 10),
    ours: (grid) => rank(grid, { n: 10 }).map(({ value }) => value),
    same: (a, b) => close(a, b, 1e-9),
  }),
  beside("attribution", DAY, {
    atLeast: 15,
    rounds: 40,
    make: (grid) => wideOf(grid),
    theirs: (frame) => {
      const sums = frame.sum({ axis: 1 }).abs();
      return sums.div(sums.sum()).values.sort((a, b) => b - a);
    },
    ours: (grid) => attribute(grid).map(({ share }) => share),
    // Its division is of single precision.
    same: (a, b) => close(a, b, 1e-6),
  }),
  beside("sign flips", DAY, {
    atLeast: 5,
    rounds: 30,
    prepare: (grid) => [wavesOf(grid)],
    make: (level) => wideOf(level),
    theirs: (frame) =>
      frame.apply((row) => row.filter((value, bar) => bar > 0 && value * row[bar - 1] < 0).length, { axis: 1 }).values,
    ours: (level) => signFlips(level),
    same: (flips, counts) => flips.length === counts.reduce((sum, count) => sum + count, 0),
  }),
  beside("ten largest of each bar", DAY, {
    atLeast: 5,
    rounds: 30,
    make: (grid) => wideOf(grid, true),
    theirs: (frame) => frame.values.flatMap((row) => [...row].sort(byMagnitude).slice(0, 10)),
    ours: (grid) => rank(grid, { per: "bar", n: 10 }).map(({ value }) => value),
    same: (a, b) => close(a, b, 0),
  }),
  beside("sums by strike", DAY, {
    atLeast: 100,
    make: (grid) => longOf(grid),
    theirs: (frame) => frame.groupby(["strike"]).col(["value"]).sum()["value_sum"].values,
    ours: (grid) => attribute(grid),
    same: (parts, sums) =>
      close(
        [...parts].sort((a, b) => a.strike - b.strike).map(({ value }) => value),
        sums,
        1e-9,
        1,
      ),
  }),
  beside(
    "resample to 5m",
    { bars: 390, strikes: 60 },
    {
      atLeast: 100,
      make: (grid) => longOf(grid),
      theirs: (frame) => frame.groupby(["strike", "bucket"]).col(["value"]).sum()["value_sum"].values,
      ours: (grid) => grid.resample("5m"),
      same: ({ values }, sums) => close(values, sums, 1e-9, 1),
    },
  ),
  beside(
    "all cells in order, a row each",
    // Of a whole day, 195,000 cells, danfojs sorts for more than ten seconds: 100 times there is 30 times here.
    { bars: 390, strikes: 150 },
    {
      atLeast: 30,
      make: (grid) => longOf(grid),
      theirs: (frame) => frame.sortValues("magnitude", { ascending: false })["value"].values,
      ours: (grid) => rank(grid, { per: "cell" }),
      same: (ranked, values) => ranked.every(({ value }, i) => value === values[i]),
    },
  ),
  beside(
    "two grids joined on bar and strike",
    { bars: 130, strikes: 100 },
    {
      atLeast: 100,
      prepare: (grid, second) => [grid.between("09:30", "11:00"), second],
      make: (grid, second) => ({ left: longOf(grid), right: longOf(second) }),
      theirs: ({ left, right }) => danfojs().merge({ left, right, on: ["strike", "bar"], how: "inner" }).shape[0],
      ours: (grid, second) => second.alignTo(grid),
      same: ({ values }, joined) => values.length === joined,
    },
  ),
];

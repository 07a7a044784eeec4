import { createRequire } from "node:module";
import { median, row } from "../compare.mjs";
import { roundOf, startPeer } from "../peer.mjs";
import { close } from "../random.mjs";
import { sessionGrids, wavesOf } from "../session-grids.mjs";

const require = createRequire(import.meta.url);
const { attribute, rank, signFlips, StrikeGrid } = require("../../../dist/index.js");

/*
 * The seven questions of a day, 390 bars of 500 strikes: beside reading its JSON, beside pandas, and of twice as many
 * strikes beside half of them.
 */

/** What is asked of a day, by the name of pandas' round; `numbers` is what the answer says, as pandas writes it. */
const QUESTIONS = {
  top: {
    name: "ten largest strikes",
    ask: ({ delta }) => rank(delta, { n: 10 }),
    numbers: (rows) => rows.map(({ value }) => value),
  },
  attribution: {
    name: "attribution",
    ask: ({ delta }) => attribute(delta),
    numbers: (rows) => [...rows].sort((a, b) => a.strike - b.strike).map(({ share }) => share),
  },
  flips: {
    name: "sign flips",
    ask: ({ level }) => signFlips(level),
    numbers: (rows, { level }) => {
      const counts = new Map(Array.from(level.strikes, (strike) => [strike, 0]));
      for (const { strike } of rows) counts.set(strike, counts.get(strike) + 1);
      return [...counts.values()];
    },
  },
  resample: {
    name: "resample to 5m",
    ask: ({ delta }) => delta.resample("5m"),
    numbers: ({ values }) => values,
  },
  sums: {
    name: "three fields summed by strike",
    ask: ({ grids }) => grids.map((grid) => attribute(grid)),
    numbers: (parts) =>
      parts.flatMap((rows) => [...rows].sort((a, b) => a.strike - b.strike).map(({ value }) => value)),
  },
  top_per_bar: {
    name: "ten largest of each bar",
    ask: ({ delta }) => rank(delta, { per: "bar", n: 10 }),
    numbers: (rows) => rows.map(({ value }) => value),
  },
  rolling: {
    name: "rolling sum of 15",
    ask: ({ delta }) => delta.rolling(15, "sum"),
    numbers: ({ values }) => values,
  },
};

function dayOf(strikes = 500) {
  const { grids, text } = sessionGrids({ strikes });
  return { grids, text, delta: grids[0], level: wavesOf(grids[0]) };
}

/** One question beside pandas. */
const besidePandas = ([round, { name, ask, numbers }]) => ({
  name: `a day: ${name}`,
  async setUp() {
    const day = dayOf();
    const [delta, gamma, contracts] = day.grids.map(({ values }) => values);
    const python = await startPeer("day.py", {
      inputs: {
        "strikes.f64": day.delta.strikes,
        "delta.f64": delta,
        "gamma.f64": gamma,
        "contracts.f64": contracts,
        "level.f64": day.level.values,
      },
      needs: ["numpy", "pandas"],
    });
    const same = async (answer) => {
      await python.save();
      return close(numbers(answer, day), python.float64("found.f64"), 1e-9, 1);
    };
    return {
      ours: () => ask(day),
      peers: [{ peer: "pandas", theirs: roundOf(python, round), timed: true, same, atLeast: 1 }],
      rounds: 12,
      close: () => python.close?.(),
    };
  },
});

/** One question of 500 strikes beside the same of 250. */
const growing = ([, { name, ask }]) => ({
  name: `growth: ${name}`,
  setUp() {
    const days = [250, 500].map(dayOf);
    const times = days.map(() => []);
    for (let round = 0; round < 41; round++)
      for (const [i, day] of days.entries()) {
        const start = performance.now();
        ask(day);
        if (round > 0) times[i].push(performance.now() - start);
      }
    const [half, whole] = times.map(median);
    return [row(`growth: ${name}`, { peer: "itself at half the strikes", atMost: 2.5 }, whole, half)];
  },
});

const GRIDS = "a day: parsed answer to three grids";

/**
 * New memory costs more than what is done in it: three arrays of this size take as long as the whole reading, on some
 * machines many times as long, whoever asks for them. So there is a row beside those arrays, filled and nothing else, and
 * one beside JSON.parse of what the reading takes more than they do.
 */
function threeGrids() {
  const { grids, text } = dayOf();
  const parsed = JSON.parse(text);
  const all = StrikeGrid.all(parsed);
  if (!grids.every(({ field, values }) => close(all[field].values, values, 0)))
    throw new Error(`${GRIDS}: they are not those of the answer; a time would mean nothing`);
  const runs = {
    ours: () => StrikeGrid.all(parsed),
    memory: () => grids.map(({ values }) => new Float64Array(values.length).fill(NaN)),
    parse: () => JSON.parse(text),
  };
  const times = Object.fromEntries(Object.keys(runs).map((name) => [name, []]));
  for (let round = 0; round < 41; round++)
    for (const [name, run] of Object.entries(runs)) {
      const start = performance.now();
      run();
      if (round > 0) times[name].push(performance.now() - start);
    }
  const [ours, memory, parse] = Object.values(times).map(median);
  return [
    row(GRIDS, { peer: "three new arrays, filled with NaN", atMost: 3 }, ours, memory),
    row(`${GRIDS}, less the arrays`, { peer: "JSON.parse of the answer", atMost: 0.1 }, ours - memory, parse),
  ];
}

export const rows = [
  {
    name: "a day: all seven questions together",
    setUp() {
      const day = dayOf();
      return {
        ours: () => Object.values(QUESTIONS).map(({ ask }) => ask(day)),
        peers: [
          {
            peer: "JSON.parse of the answer",
            theirs: () => JSON.parse(day.text),
            // That they are right is asked of each beside pandas; here, that they are of this answer.
            same: (_, { bars }) => bars[200].signed_delta_dollars[40] === day.delta.at(40, 200),
            atMost: 0.5,
          },
        ],
        rounds: 20,
      };
    },
  },
  { name: GRIDS, setUp: threeGrids },
  ...Object.entries(QUESTIONS).map(besidePandas),
  ...Object.entries(QUESTIONS).map(growing),
];

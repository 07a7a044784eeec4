import { createRequire } from "node:module";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import process from "node:process";
import { median, row } from "../compare.mjs";
import { marketDay } from "../market-day.mjs";

const require = createRequire(import.meta.url);
const { FlowEngine } = require("../../../dist/index.js");

/** What a day costs up to its first board. */
const board = (tapes) => FlowEngine.of(tapes).leaderboard({ n: 100 });

const windowAnswer = ({ engine, minutes }) => engine.strikeFlow("N0", { minutes });

const DAY = { symbols: 20, strikes: 40, samples: 390, trades: 400_000 };
const LONG = { symbols: 4, strikes: 40, samples: 780, trades: 2_000_000 };

export const rows = [
  // Fewer trades fit the cache, and twice as many then do not.
  grows("twice the trades, 2 M and 4 M", () => [LONG, { ...LONG, trades: 2 * LONG.trades }].map(marketDay), board),
  grows("twice the bars, 195 and 390", () => [DAY, { ...DAY, samples: 780 }].map(marketDay), board),
  grows("twice the strikes of a name, 40 and 80", () => [DAY, { ...DAY, strikes: 80 }].map(marketDay), board),
  grows("twice the names, 20 and 40", () => [DAY, { ...DAY, symbols: 40 }].map(marketDay), board),
  grows("twice the minutes asked for, 195 and 390", windows, windowAnswer, 40),
  { name: "a second replay of the same day", setUp: async () => [await heapOfSecondReplay()] },
];

function windows() {
  const engine = FlowEngine.of(marketDay({ symbols: 1, strikes: 100, trades: 100_000 }));
  return [195, 390].map((minutes) => ({ engine, minutes }));
}

/** A row of how many times as long twice the size takes, round by round in turn. */
function grows(name, sizes, run, rounds = 8) {
  return {
    name: `growth: ${name}`,
    async setUp() {
      const inputs = sizes();
      const times = inputs.map(() => []);
      for (let round = 0; round < rounds; round++)
        for (const [i, input] of inputs.entries()) {
          const start = performance.now();
          await run(input);
          if (round > 0) times[i].push(performance.now() - start);
        }
      const [once, twice] = times.map(median);
      return [row(`growth: ${name}`, { peer: "itself at half the size", atMost: 2.4 }, twice, once)];
    },
  };
}

/** Bytes, shown as MB where others show milliseconds: what is in use after a second replay, beside the first. */
async function heapOfSecondReplay() {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc");
  const tapes = marketDay({ symbols: 10, trades: 300_000 });
  const used = async () => {
    const engine = FlowEngine.of(tapes);
    await engine.leaderboard();
    collect();
    const { heapUsed, external } = process.memoryUsage();
    return { engine, megabytes: (heapUsed + external) / 1e6 };
  };
  // The very first also brings code; what is asked is whether a day leaves something behind.
  await used();
  const first = await used();
  const second = await used();
  return row(
    "heap after a second replay of a day, MB",
    { peer: "after the first", atMost: 1.05 },
    second.megabytes,
    first.megabytes,
  );
}

import { beforeAll, describe, expect, test } from "vitest";
import type { Confidence } from "../../src/engine/confidence.js";
import { FlowEngine } from "../../src/engine/engine.js";
import { LITERATURE_1995, LITERATURE_2021 } from "../../src/engine/literature-markets.js";
import {
  LITERATURE_1995_CONFIDENCE,
  LITERATURE_2021_CONFIDENCE,
  SIMULATED_CONFIDENCE,
} from "../../src/engine/simulated-confidence.js";
import { simulatedMarket, simulateSession, type SimulateOptions } from "../../src/engine/simulate.js";
import { StrikeGrid } from "../../src/grid/strike-grid.js";
import { trueTape } from "./true-tape.js";

/** Of a 90 % interval. */
const Z = 1.6448536269514722;

/** Errors in standard deviations, at four levels. */
interface Errors {
  cells: number[];
  bars: number[];
  strikeHours: number[];
  sinceOpen: number[];
}

const minutes = 390;

/** What an engine expected of sessions of a seed that the table was not counted on, against what was true. */
async function errorsOf(options: SimulateOptions, confidence: Confidence): Promise<Errors> {
  const market = simulatedMarket(options);
  const errors: Errors = { cells: [], bars: [], strikeHours: [], sinceOpen: [] };
  for (const name of market.names) {
    const session = simulateSession(name, market);
    const ask = (engine: FlowEngine) => engine.strikeFlow(name.symbol, { minutes });
    const grid = StrikeGrid.from(await ask(FlowEngine.of([session.tape], { confidence })));
    const truth = StrikeGrid.from(await ask(FlowEngine.of([trueTape(session)])));
    const { expected, variance } = grid.uncertainty!;
    const trades = tradesOf(session.tape, grid);
    const bars = [new Float64Array(minutes), new Float64Array(minutes)];
    grid.strikes.forEach((_, row) => {
      let [sum, square, count] = [0, 0, 0];
      for (let bar = 0; bar < minutes; bar++) {
        const cell = row * minutes + bar;
        const error = truth.values[cell] - expected[cell];
        if (!Number.isNaN(error)) {
          bars[0][bar] += error;
          bars[1][bar] += variance[cell];
          sum += error;
          square += variance[cell];
          count += trades[cell];
          if (trades[cell] >= 8 && variance[cell] > 0) errors.cells.push(error / Math.sqrt(variance[cell]));
        }
        if (bar % 60 !== 59) continue;
        if (count >= 50 && square > 0) errors.strikeHours.push(sum / Math.sqrt(square));
        sum = square = count = 0;
      }
    });
    let [sum, square] = [0, 0];
    for (let bar = 0; bar < minutes; bar++) {
      if (bars[1][bar] > 0) errors.bars.push(bars[0][bar] / Math.sqrt(bars[1][bar]));
      sum += bars[0][bar];
      square += bars[1][bar];
      if (bar % 30 === 29) errors.sinceOpen.push(sum / Math.sqrt(square));
    }
  }
  return errors;
}

/** How many trades a cell has. */
function tradesOf({ trades, strikes, session }: ReturnType<typeof trueTape>, grid: StrikeGrid): Int32Array {
  const row = new Map(Array.from(grid.strikes, (strike, k) => [strike, k]));
  const counts = new Int32Array(grid.values.length);
  trades.time.forEach((time, trade) => {
    const bar = Math.min(minutes - 1, Math.floor((time - session.open) / 60_000));
    counts[row.get(strikes[trades.contract[trade] >> 1])! * minutes + bar]++;
  });
  return counts;
}

const covered = (errors: readonly number[]): number =>
  errors.filter((error) => Math.abs(error) <= Z).length / errors.length;

/*
 * Given the true sides, errors of trades are independent, so those of cells, of bars and of strikes are too, and of n of
 * them the share that is covered has the standard deviation sqrt(0.9 * 0.1 / n). It must be between 88 and 92 %, or within
 * three of those where they are more: below 2025.
 *
 * Sums since the open share their errors. Of bars alike the k-th and the l-th of 13 sums have the correlation sqrt(k / l),
 * k < l; whether |error| is below a bound correlates by no more than its square (its Hermite series begins with the second
 * term). So the 13 of a session are worth at least 13^2 / (13 + 2 sum of k / l) = 13^2 / 91 = 1.857 independent ones.
 */
const toleranceOf = (independent: number): number => Math.max(0.02, 3 * Math.sqrt(0.09 / independent));

describe("90 % intervals of sessions that were not counted, at the accuracies of 1995 and of 2021,", () => {
  let markets: Errors[];
  beforeAll(async () => {
    markets = [
      await errorsOf({ seed: 1, ...LITERATURE_1995 }, LITERATURE_1995_CONFIDENCE),
      await errorsOf({ seed: 1, ...LITERATURE_2021 }, LITERATURE_2021_CONFIDENCE),
    ];
  }, 60_000);

  test.each([
    ["cells with eight trades or more", "cells", 1500],
    ["all strikes of a bar", "bars", 4500],
    ["strikes in hours with fifty trades or more", "strikeHours", 450],
  ] as const)("hold the truth of %s", (_, level, least) => {
    for (const { [level]: errors } of markets) {
      expect(errors.length).toBeGreaterThan(least);
      expect(Math.abs(covered(errors) - 0.9)).toBeLessThan(toleranceOf(errors.length));
    }
  });

  test("hold the truth of flow since the open", () => {
    const errors = markets.flatMap(({ sinceOpen }) => sinceOpen);
    expect(errors).toHaveLength(24 * 13);
    expect(Math.abs(covered(errors) - 0.9)).toBeLessThan(toleranceOf(24 * 1.857));
  });

  test("do not where rules are believed more than they are right", async () => {
    const { bars } = await errorsOf({ seed: 1, symbols: ["SPY"], ...LITERATURE_2021 }, LITERATURE_1995_CONFIDENCE);
    expect(covered(bars)).toBeLessThan(0.8);
  });
});

test("where sides are nearly always right, no interval is too narrow, and what is certain has no width", async () => {
  const options = { seed: 1, symbols: ["SPY", "AAPL"] };
  const { cells, bars, strikeHours } = await errorsOf(options, SIMULATED_CONFIDENCE);
  // A bar has a trade or two at the middle: each can only be bought or sold, and the interval must hold both.
  for (const level of [cells, bars, strikeHours]) expect(covered(level)).toBeGreaterThan(0.9);
  const grid = StrikeGrid.from(await FlowEngine.simulate(options).strikeFlow("SPY"));
  const certain = [...grid.values.keys()].filter((cell) => grid.uncertainty!.variance[cell] === 0);
  expect(certain.length).toBeGreaterThan(1000);
  for (const cell of certain) expect(grid.uncertainty!.expected[cell]).toBeCloseTo(grid.values[cell], -1);
});

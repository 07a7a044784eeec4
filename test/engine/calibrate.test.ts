import { describe, expect, test } from "vitest";
import { calibrate } from "../../src/engine/calibrate.js";
import type { ConfidenceRow } from "../../src/engine/confidence.js";
import { FlowEngine } from "../../src/engine/engine.js";
import { docstringExample } from "../example.js";
import { LITERATURE_1995, LITERATURE_2021 } from "../../src/engine/literature-markets.js";
import { probabilityOf } from "../../src/engine/side-weights.js";
import {
  LITERATURE_1995_CONFIDENCE,
  LITERATURE_2021_CONFIDENCE,
  SIMULATED_CONFIDENCE,
  simulatedConfidence,
} from "../../src/engine/simulated-confidence.js";
import { marketKnobs } from "../../src/engine/simulate-knobs.js";
import { simulatedMarket, simulateSession, type SimulateOptions } from "../../src/engine/simulate.js";
import type { Truth } from "../../src/engine/truth.js";
import { tinyTape } from "./tiny-tape.js";

const tape = tinyTape({
  quotes: [
    [0, "100C", 1.0, 1.2],
    [0, "101C", null, 0.01],
  ],
  trades: [
    [1, "100C", 1.1, 2], // at the middle, and no price before
    [2, "100C", 1.2, 3], // at the ask
    [3, "100C", 1.2, 1], // at the ask
    [4, "100C", 1.1, 4], // at the middle, below 1.20
    [5, "101C", 0.01, 7], // nobody bids
    [6, "100C", 1.0, 9], // left out below
  ],
  conditions: ["regular", "regular", "regular", "regular", "regular", "late"],
});
const truth: Truth = {
  symbol: "TINY",
  aggressor: Int8Array.of(1, 1, 1, 1, 1, 1),
  customer: Int8Array.of(1, 1, -1, -1, -1, -1),
  opens: new Uint8Array(6),
  dealers: new Float64Array(6),
};

describe("a count of sides that are right", () => {
  test("has a row for each rule and place of which there are trades", () => {
    expect(calibrate([{ tape, truth }])).toEqual([
      { rule: "unknown", place: "mid", trades: 1, right: 0, dispersion: 1 },
      { rule: "quote", place: "no_bid", trades: 1, right: 0, dispersion: 1 },
      // Bought 3, sold 1: (3 - 1)^2 / (9 + 1).
      { rule: "quote", place: "at_quotes", trades: 2, right: 1, dispersion: 0.4 },
      { rule: "tick", place: "mid", trades: 1, right: 1, dispersion: 1 },
    ]);
    expect(calibrate([])).toEqual([]);
  });

  test("adds up over sessions, and counts with the rules that the engine will have", () => {
    const twice = calibrate([
      { tape, truth },
      { tape, truth },
    ]);
    expect(twice).toEqual(
      calibrate([{ tape, truth }]).map((row) => ({ ...row, trades: 2 * row.trades, right: 2 * row.right })),
    );
    expect(calibrate([{ tape, truth }], { rules: "tick", leaveOut: [] }).map(({ rule }) => rule)).not.toContain(
      "quote",
    );
    expect(calibrate([{ tape, truth }], { leaveOut: [] }).find(({ place }) => place === "at_quotes")).toMatchObject({
      trades: 3,
      right: 2,
    });
  });

  test("wants the truth of its tape", () => {
    expect(() => calibrate([{ tape, truth: { ...truth, symbol: "OTHER" } }])).toThrow(
      "the truth of OTHER with 6 trades",
    );
    expect(() => calibrate([{ tape, truth: { ...truth, customer: new Int8Array(5) } }])).toThrow("with 5 trades");
    expect(() => calibrate([], { rules: "reverse_tick" })).toThrow("look at later trades");
  });
});

test("the example runs as it stands", async () => {
  const code = docstringExample("engine/calibrate.ts", "calibrate");
  const AsyncFunction = docstringExample.constructor as new (
    ...parts: string[]
  ) => (...values: unknown[]) => FlowEngine;
  const scope = { calibrate, simulatedMarket, simulateSession, FlowEngine, LITERATURE_2021 };
  const flow = new AsyncFunction(...Object.keys(scope), `${code}; return flow;`)(...Object.values(scope));
  const { bars } = await flow.strikeFlow("META", { minutes: 1 });
  expect(bars[0].expected_delta_dollars).toBeDefined();
});

describe("the tables of the simulated markets", () => {
  const counted = (knobs: SimulateOptions): ConfidenceRow[] => {
    const market = simulatedMarket({ seed: 109, ...knobs, symbols: ["SPY", "AAPL", "AVGO"] });
    return calibrate(market.names.map((name) => simulateSession(name, market)));
  };

  test.each([
    ["without knobs", {}, SIMULATED_CONFIDENCE],
    ["of 1995", LITERATURE_1995, LITERATURE_1995_CONFIDENCE],
    ["of 2021", LITERATURE_2021, LITERATURE_2021_CONFIDENCE],
  ])("are right on another seed: %s", (_, knobs, table) => {
    const tested = counted(knobs).filter(({ trades, rule }) => trades >= 2000 && rule !== "unknown");
    expect(tested.length).toBeGreaterThanOrEqual(2);
    for (const row of tested) {
      const expected = probabilityOf(table.find(({ rule, place }) => rule === row.rule && place === row.place)!);
      // Four standard deviations of a count; names differ by a little more where spreads are a tick or two.
      const tolerance = 4 * Math.sqrt((expected * (1 - expected)) / row.trades) + 0.01;
      expect(Math.abs(row.right / row.trades - expected)).toBeLessThan(tolerance);
    }
  });

  test("are taken for their own knobs and rules, and for nothing else", () => {
    expect(simulatedConfidence(marketKnobs(), {})).toBe(SIMULATED_CONFIDENCE);
    expect(simulatedConfidence(marketKnobs(LITERATURE_1995), {})).toBe(LITERATURE_1995_CONFIDENCE);
    expect(simulatedConfidence(marketKnobs(LITERATURE_2021), {})).toBe(LITERATURE_2021_CONFIDENCE);
    expect(simulatedConfidence(marketKnobs({ quoteLag: 1 }), {})).toBeUndefined();
    expect(simulatedConfidence(marketKnobs(), { rules: "emo" })).toBeUndefined();
    expect(simulatedConfidence(marketKnobs(), { leaveOut: [] })).toBeUndefined();
  });
});

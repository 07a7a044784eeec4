import { describe, expect, test } from "vitest";
import { InvalidRequestError } from "../../src/api/errors.js";
import { FlowEngine } from "../../src/engine/engine.js";
import { cutTape } from "../../src/engine/tape.js";
import { type TinyTape, tinyTape } from "./tiny-tape.js";

const typed: TinyTape = {
  quotes: [[0, "100C", 1.0, 1.2]],
  trades: [
    [1, "100C", 1.2, 3], // at the offer
    [2, "100C", 1.1, 2], // at the middle, below 1.20
    [3, "100P", 5, 4], // no quote, no price before
    [60, "100C", 1.0, 6], // at the bid
    [150, "100P", 6, 1], // above 5
    [240, "100C", 1.2, 8], // at the close
  ],
};
const flow = FlowEngine.of([tinyTape(typed), tinyTape({ symbol: "OTHER" })]);

const rows = (symbol: string, quote: number[], tick: number[], unknown: number[]): object[] =>
  Object.entries({ quote, tick, unknown }).map(([rule, [trades, contracts, share]]) => ({
    symbol,
    rule,
    trades,
    contracts,
    share,
  }));

describe("coverage counts trades and contracts by the rule that found their side", () => {
  test("over the whole session, the close included", () => {
    expect(flow.coverage("tiny ")).toEqual(rows("TINY", [3, 17, 17 / 24], [2, 3, 3 / 24], [1, 4, 4 / 24]));
  });

  test("over the minutes that are complete, and no later ones", () => {
    expect(flow.at("09:31:59").coverage("TINY")).toEqual(rows("TINY", [1, 3, 3 / 9], [1, 2, 2 / 9], [1, 4, 4 / 9]));
    expect(flow.at("09:32").coverage("TINY")).toEqual(rows("TINY", [2, 9, 9 / 15], [1, 2, 2 / 15], [1, 4, 4 / 15]));
    expect(flow.at("09:30:59").coverage("TINY")).toEqual(rows("TINY", [0, 0, NaN], [0, 0, NaN], [0, 0, NaN]));
    for (const time of ["09:31", "09:31:30", "09:33", "09:34"]) {
      const now = flow.at(time);
      expect(
        FlowEngine.of([cutTape(tinyTape(typed), now.instant)])
          .at(time)
          .coverage(),
      ).toEqual(now.coverage("TINY"));
    }
  });

  test("without those that were not recorded whole, as the answers do", () => {
    const gap = FlowEngine.of([tinyTape({ ...typed, gaps: [[90, 100]] })]);
    expect(gap.coverage()).toEqual(rows("TINY", [2, 11, 11 / 18], [2, 3, 3 / 18], [1, 4, 4 / 18]));
  });

  test("of every name, and of an unknown one not at all", () => {
    const none = [0, 0, NaN];
    expect(flow.coverage()).toEqual([...flow.coverage("TINY"), ...rows("OTHER", none, none, none)]);
    expect(flow.coverage("NOBODY")).toEqual([]);
    expect(() => flow.coverage("A B")).toThrow(InvalidRequestError);
  });
});

test("the flow is of no more contracts than have a side, which are nearly all", async () => {
  const simulated = FlowEngine.simulate({ seed: 3, symbols: ["META"], date: "2026-11-27" });
  const parts = simulated.coverage("META");
  expect(parts.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12);
  expect(parts[0].share).toBeGreaterThan(0.9);
  const { bars } = await simulated.strikeFlow("META", { minutes: 390 });
  const net = bars.flatMap(({ contracts }) => contracts).reduce<number>((sum, cell) => sum + Math.abs(cell ?? 0), 0);
  expect(net).toBeLessThanOrEqual(parts[0].contracts + parts[1].contracts);
});

import { describe, expect, test } from "vitest";
import { addKnown, grossOfKnown, sumOfKnown, totalsOf } from "../../src/engine/session-totals.js";
import { chainAt } from "../../src/engine/session-view.js";
import { tinyView } from "./tiny-history.js";

describe("a sum of what is known", () => {
  test("leaves out what is unknown, and is unknown when nothing else tells anything", () => {
    const sums = (...cells: number[]): number[] =>
      [sumOfKnown, grossOfKnown].map((sum) => sum(Float64Array.from(cells)));
    expect(sums(1, NaN, 2)).toEqual([3, 3]);
    expect(sums(NaN, 0, NaN)).toEqual([NaN, NaN]);
    expect(sums(0, 0)).toEqual([0, 0]);
    expect(sums()).toEqual([0, 0]);
    expect(sums(3, -4, NaN)).toEqual([-1, 7]);
    expect(sums(3, -4)).toEqual([-1, 7]);
  });

  test("is of two cells what it is of many", () => {
    const cells = [NaN, 0, 5, -5, 0.1];
    for (const a of cells) for (const b of cells) expect(addKnown(a, b)).toBe(sumOfKnown(Float64Array.of(a, b)));
  });
});

describe("totals", () => {
  const view = tinyView({
    strikes: [99, 100],
    openInterest: { "99P": 100, "100C": 200 },
    quotes: [
      [0, "99C", 1.01, 1.03],
      [0, "99P", 0.01, 0.03],
      [0, "100C", 0.09, 0.11],
      [0, "100P", 0.09, 0.11],
    ],
    trades: [
      [10, "100C", 0.11, 20],
      [70, "100P", 0.11, 5],
      [200, "99P", 0.01, 8],
    ],
    gaps: [[61, 90]],
  });

  test("are the sums over strikes, sample by sample", () => {
    const totals = totalsOf(view);
    expect(totals.samples).toBe(8);
    for (const sample of [0, 3, 7]) {
      const chain = chainAt(view, sample);
      for (const name of ["gex", "dex", "vex", "chex", "call_flow", "put_flow"] as const)
        expect(totals[name][sample]).toBe(chain[name].reduce((sum, cell) => sum + cell, 0));
      expect(totals.gross_gex[sample]).toBe(chain.gex.reduce((sum, cell) => sum + Math.abs(cell), 0));
    }
  });

  test("run from the open over the samples that were recorded", () => {
    const { calls_since_open: calls, puts_since_open: puts, call_flow, put_flow } = totalsOf(view);
    expect([...calls.subarray(0, 8)]).toEqual(new Array(8).fill(call_flow[0]));
    // The put of the second minute was traded in a gap; the one of the fourth minute counts.
    expect(put_flow[2]).toBeLessThan(0);
    expect([...puts.subarray(0, 8)]).toEqual([0, 0, 0, 0, 0, 0, put_flow[6], put_flow[6]]);
  });
});

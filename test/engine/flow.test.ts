import { describe, expect, test } from "vitest";
import { netContracts } from "../../src/engine/flow.js";
import { effectiveOpenInterest, EFFECTIVE_OI_WEIGHT } from "../../src/engine/positions.js";
import { tinyTape } from "./tiny-tape.js";

/** Rows of `bars` numbers. */
const rowsOf = (values: Float64Array, bars: number): number[][] =>
  Array.from({ length: values.length / bars }, (_, row) => [...values.subarray(row * bars, (row + 1) * bars)]);

describe("net contracts", () => {
  test("are buys minus sells by contract and minute; an unknown side counts for nothing", () => {
    const tape = tinyTape({
      strikes: [99, 100],
      trades: [
        [0, "99C", 1, 5], // the open is in the first minute
        [59.999, "99C", 1, 2],
        [60, "99C", 1, 7], // the end of a minute is in the next
        [61, "99P", 1, 3],
        [62, "99P", 1, 100],
        [150, "100P", 1, 4],
        [240, "100C", 1, 6], // the close is in the last
      ],
    });
    const side = Int8Array.from([1, -1, 1, 1, 0, -1, 1]);
    expect(rowsOf(netContracts(tape, { side, rule: new Uint8Array(7) }), 4)).toEqual([
      [3, 7, 0, 0], // 99 C
      [0, 3, 0, 0], // 99 P
      [0, 0, 0, 6], // 100 C
      [0, 0, -4, 0], // 100 P
    ]);
  });

  test("of a tape without strikes are none", () => {
    expect(netContracts(tinyTape({ strikes: [] }), { side: new Int8Array(0), rule: new Uint8Array(0) })).toHaveLength(
      0,
    );
  });
});

describe("effective open interest", () => {
  test("moves with the net contracts so far, by the published weight", () => {
    expect(EFFECTIVE_OI_WEIGHT).toBe(0.43);
    const net = Float64Array.from([100, -100, 0, -50, 0, 0]);
    expect(rowsOf(effectiveOpenInterest(Float64Array.of(1000, 0), net), 3)).toEqual([
      [1043, 1000, 1000],
      [0, 0, 0],
    ]);
  });

  test("is never below 0, contract by contract, and remembers what lies below", () => {
    const net = Float64Array.from([-30, 10, 40, 20, 0, 0]);
    expect(rowsOf(effectiveOpenInterest(Float64Array.of(10, 5), net, 1), 3)).toEqual([
      [0, 0, 30], // 10 - 30 = -20, then -10, then 30
      [25, 25, 25], // the other right does not pay for it
    ]);
  });

  test("of weight 0 is the settled one", () => {
    expect([...effectiveOpenInterest(Float64Array.of(7), Float64Array.of(100, -100), 0)]).toEqual([7, 7]);
  });

  test("without contracts is none", () => {
    expect(effectiveOpenInterest(new Float64Array(0), new Float64Array(0))).toHaveLength(0);
  });
});

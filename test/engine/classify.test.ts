import { describe, expect, test } from "vitest";
import { classify, RULE } from "../../src/engine/classify.js";
import { type TinyTape, tinyTape } from "./tiny-tape.js";

/** Side and rule of each trade, in words. */
function sides(typed: TinyTape): string[] {
  const { side, rule } = classify(tinyTape(typed));
  const rules = Object.fromEntries(Object.entries(RULE).map(([name, number]) => [number, name]));
  return Array.from(side, (sign, i) => `${sign === 0 ? "?" : sign === 1 ? "buy" : "sell"} by ${rules[rule[i]]}`);
}

describe("the quote rule", () => {
  test("takes what is above the middle for a buy and what is below for a sell", () => {
    expect(
      sides({
        quotes: [[0, "100C", 1.0, 1.1]],
        trades: [
          [1, "100C", 1.1, 1],
          [2, "100C", 1.0, 1],
          [3, "100C", 1.06, 1],
          [4, "100C", 1.04, 1],
          [5, "100C", 1.2, 1],
          [6, "100C", 0.9, 1],
        ],
      }),
    ).toEqual(["buy by quote", "sell by quote", "buy by quote", "sell by quote", "buy by quote", "sell by quote"]);
  });

  test("takes no middle for a side, though (0.1 + 0.2) / 2 is above 0.15 in doubles", () => {
    expect((0.1 + 0.2) / 2).toBeGreaterThan(0.15);
    expect(sides({ quotes: [[0, "100C", 0.1, 0.2]], trades: [[1, "100C", 0.15, 1]] })).toEqual(["? by unknown"]);
    expect(sides({ quotes: [[0, "100C", 0.1, 0.25]], trades: [[1, "100C", 0.175, 1]] })).toEqual(["? by unknown"]);
    expect(sides({ quotes: [[0, "100C", 0.1, 0.2]], trades: [[1, "100C", 0.1501, 1]] })).toEqual(["buy by quote"]);
  });

  test("uses the contract's own last quote strictly before the trade", () => {
    expect(
      sides({
        quotes: [
          [0, "100C", 1.0, 1.1],
          [0, "100P", 2.0, 2.1],
          [10, "100C", 1.1, 1.3],
        ],
        trades: [
          [10, "100C", 1.1, 1], // the quote of the same time may be its consequence
          [11, "100C", 1.1, 1],
          [11, "100P", 2.0, 1],
        ],
      }),
    ).toEqual(["buy by quote", "sell by quote", "sell by quote"]);
  });

  test("prefers the quote that came with the trade", () => {
    expect(
      sides({
        quotes: [[0, "100C", 1.0, 1.1]],
        trades: [
          [1, "100C", 1.1, 1, 1.1, 1.3],
          [2, "100C", 1.1, 1],
        ],
      }),
    ).toEqual(["sell by quote", "buy by quote"]);
  });

  test("takes a missing bid for 0, and a missing offer for no quote", () => {
    expect(
      sides({
        quotes: [
          [0, "100C", null, 0.05],
          [0, "100P", 0.05, null],
        ],
        trades: [
          [1, "100C", 0.05, 1],
          [2, "100C", 0.02, 1],
          [3, "100P", 0.05, 1],
        ],
      }),
    ).toEqual(["buy by quote", "sell by quote", "? by unknown"]);
  });

  test("forgets a quote that is withdrawn", () => {
    expect(
      sides({
        quotes: [
          [0, "100C", 1.0, 1.1],
          [5, "100C", null, null],
        ],
        trades: [
          [1, "100C", 1.1, 1],
          [6, "100C", 1.1, 1],
        ],
      }),
    ).toEqual(["buy by quote", "? by unknown"]);
  });
});

describe("the tick test", () => {
  test("decides at the middle, in a locked market and without a quote, and is marked", () => {
    expect(
      sides({
        quotes: [
          [0, "100C", 1.0, 1.1],
          [20, "100C", 1.02, 1.02],
        ],
        trades: [
          [1, "100C", 1.0, 1],
          [2, "100C", 1.05, 1], // middle, above 1.00
          [21, "100C", 1.02, 1], // locked, below 1.05
          [22, "99P", 0.3, 1], // no quote, no trade before
          [23, "99P", 0.2, 1],
          [24, "99P", 0.25, 1],
        ],
      }),
    ).toEqual(["sell by quote", "buy by tick", "sell by tick", "? by unknown", "sell by tick", "buy by tick"]);
  });

  test("keeps its direction over equal prices, and never looks at another contract", () => {
    expect(
      sides({
        trades: [
          [1, "100C", 1.0, 1],
          [2, "100P", 5.0, 1],
          [3, "100C", 1.0, 1],
          [4, "100C", 1.1, 1],
          [5, "100C", 1.1, 1],
          [6, "100P", 5.0, 1],
        ],
      }),
    ).toEqual(["? by unknown", "? by unknown", "? by unknown", "buy by tick", "buy by tick", "? by unknown"]);
  });
});

test("a tape without trades has no sides", () => {
  expect(classify(tinyTape({ quotes: [[0, "100C", 1, 2]] }))).toEqual({
    side: new Int8Array(0),
    rule: new Uint8Array(0),
  });
});

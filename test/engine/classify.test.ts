import { describe, expect, test } from "vitest";
import type { AggressorRule } from "../../src/engine/aggressor-rules.js";
import { classify } from "../../src/engine/classify.js";
import { type TinyTape, tinyTape } from "./tiny-tape.js";

/** Side and rule of each trade, in words. */
function sides(typed: TinyTape, rules?: AggressorRule | AggressorRule[]): string[] {
  const { side, rule, layers } = classify(tinyTape(typed), rules);
  const word = (sign: number): string => (sign === 0 ? "?" : sign === 1 ? "buy" : "sell");
  return Array.from(side, (sign, i) => `${word(sign)} by ${layers.names[rule[i] - 1] ?? "unknown"}`);
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

describe("the reverse tick test", () => {
  test("compares with the contract's next different price, however far", () => {
    expect(
      sides(
        {
          trades: [
            [1, "100C", 1.0, 1],
            [2, "100P", 0.5, 1],
            [3, "100C", 1.0, 1],
            [4, "100C", 1.1, 1],
            [5, "100C", 0.9, 1],
            [6, "100C", 0.9, 1],
          ],
        },
        "reverse_tick",
      ),
    ).toEqual([
      "sell by reverse_tick",
      "? by unknown",
      "sell by reverse_tick",
      "buy by reverse_tick",
      "? by unknown",
      "? by unknown",
    ]);
  });

  test("looks ahead: a trade that is not there yet is not known", () => {
    const trades: TinyTape["trades"] = [
      [1, "100C", 1.0, 1],
      [2, "100C", 1.1, 1],
    ];
    expect(sides({ trades: trades.slice(0, 1) }, "reverse_tick")).toEqual(["? by unknown"]);
    expect(sides({ trades }, "reverse_tick")[0]).toBe("sell by reverse_tick");
  });
});

describe("quoted sizes", () => {
  const mid: TinyTape["trades"] = [[1, "100C", 1.05, 7]];

  test("are those of the quote, which came with the trade or stood before it", () => {
    const quotes: TinyTape["quotes"] = [[0, "100C", 1.0, 1.1, 10, 20]];
    expect(sides({ quotes, trades: mid }, "depth")).toEqual(["buy by depth"]);
    expect(sides({ quotes, trades: [[1, "100C", 1.05, 7, 1.0, 1.1, 20, 10]] }, "depth")).toEqual(["sell by depth"]);
    expect(sides({ quotes, trades: [[1, "100C", 1.05, 7, 1.0, 1.1]] }, "depth")).toEqual(["? by unknown"]);
  });

  test("change with the quote, and are another contract's never", () => {
    const quotes: TinyTape["quotes"] = [
      [0, "100C", 1.0, 1.1, 10, 20],
      [0, "100P", 1.0, 1.1, 7, 20],
      [2, "100C", 1.0, 1.1, 20, 10],
      [4, "100C", 1.0, 1.1],
    ];
    const trades = [1, 3, 5].map((second): [number, string, number, number] => [second, "100C", 1.05, 7]);
    expect(sides({ quotes, trades }, ["trade_size", "depth"])).toEqual([
      "buy by depth",
      "sell by depth",
      "? by unknown",
    ]);
  });

  test("may be known of one side only", () => {
    const { trades, quotes, strikes } = tinyTape({ quotes: [[0, "100C", 1.0, 1.1, 7, 20]], trades: mid });
    const bidOnly = { ...quotes, askSize: undefined };
    const askOnly = { ...quotes, bidSize: undefined };
    expect([...classify({ trades, quotes, strikes }, "trade_size").side]).toEqual([1]);
    expect([...classify({ trades, quotes: bidOnly, strikes }, "trade_size").side]).toEqual([1]);
    expect([...classify({ trades, quotes: askOnly, strikes }, "trade_size").side]).toEqual([0]);
  });
});

test("the default is quote, then tick, which Lee and Ready is too", () => {
  const typed: TinyTape = {
    quotes: [[0, "100C", 1.0, 1.1]],
    trades: [
      [1, "100C", 1.0, 1],
      [2, "100C", 1.05, 1],
    ],
  };
  expect(sides(typed)).toEqual(["sell by quote", "buy by tick"]);
  expect(classify(tinyTape(typed))).toEqual(classify(tinyTape(typed), "lee_ready"));
});

test("a trade of any condition has a side, and is the last price of the next", () => {
  const trades: TinyTape["trades"] = [
    [1, "100C", 1.0, 1],
    [2, "100C", 1.1, 1],
    [3, "100C", 1.0, 1],
  ];
  const typed = sides({ trades, conditions: ["cancelled", "late", "multi_leg"] }, "tick");
  expect(typed).toEqual(["? by unknown", "buy by tick", "sell by tick"]);
});

test("a tape without trades has no sides", () => {
  const { side, rule } = classify(tinyTape({ quotes: [[0, "100C", 1, 2]] }));
  expect([side, rule]).toEqual([new Int8Array(0), new Uint8Array(0)]);
});

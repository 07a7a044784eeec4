import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  AGGRESSOR_LAYERS,
  AGGRESSOR_RULES,
  aggressorLayers,
  aggressorOf,
  type AggressorRule,
} from "../../src/engine/aggressor-rules.js";
import { classify } from "../../src/engine/classify.js";
import { NO_PRICE, type TradeColumns } from "../../src/engine/tape.js";
import { slowSides } from "./slow-aggressors.js";

const NONE = NO_PRICE;

/** The sides that a trade has by each rule, each decided by hand. */
const TABLE = `
 price  size   bid   ask  sizes   last next | quote at outer depth size tick rev | lee emo clnv stacked
   200     5   100   200  10x20     -    -  |   +   +    +     .    .    -    -  |  +   +   +    +   the ask
   100     5   100   200  10x20     +    +  |   -   -    -     .    .    +    +  |  -   -   -    -   the bid
   170     5   100   200  10x20     -    +  |   +   .    +     .    .    -    +  |  +   -   +    +   30 % below the ask
   169     5   100   200  10x20     -    +  |   +   .    .     .    .    -    +  |  +   -   -    +   a tick more
   130     5   100   200  10x20     +    -  |   -   .    -     .    .    +    -  |  -   +   -    -   30 % above the bid
   131     5   100   200  10x20     +    -  |   -   .    .     .    .    +    -  |  -   +   +    -   a tick more
   102     5   100   105  10x20     +    +  |   -   .    .     .    .    +    +  |  -   +   +    -   40 % above the bid
   104     5   100   105  10x20     -    -  |   +   .    +     .    .    -    -  |  +   -   +    +   20 % below the ask
   150     5   100   200  10x20     -    -  |   .   .    .     +    .    -    -  |  -   -   -    +   mid, more offered
   150     5   100   200  20x10     +    +  |   .   .    .     -    .    +    +  |  +   +   +    -   mid, more bid
   150     5   100   200  10x10     +    -  |   .   .    .     .    .    +    -  |  +   +   +    -   mid, equal sizes
   150     5   100   200   0x20     .    +  |   .   .    .     .    .    .    +  |  .   .   .    +   mid, one size unknown
   150     5   100   200   0x0      .    .  |   .   .    .     .    .    .    .  |  .   .   .    .   nothing known
   210     5   100   200  10x20     -    .  |   +   .    .     .    .    -    .  |  +   -   -    +   above the ask
    90     5   100   200  10x20     +    .  |   -   .    .     .    .    +    .  |  -   +   +    -   below the bid
   200    20   100   200  10x20     +    +  |   +   +    +     .    -    +    +  |  +   +   +    -   of the size offered
   100    10   100   200  10x20     -    -  |   -   -    -     .    +    -    -  |  -   -   -    +   of the size bid
   150    10   100   200  10x20     .    .  |   .   .    .     +    +    .    .  |  .   .   .    +   the same at mid
   100    10   100   200  10x10     +    +  |   -   -    -     .    .    +    +  |  -   -   -    -   of both sizes
   100     5   100   200   0x5      +    +  |   -   -    -     .    -    +    +  |  -   -   -    -   of the only size known
   200     5   100   200   0x0      -    -  |   +   +    +     .    .    -    -  |  +   +   +    +   no size known
   150     5   150   150  10x20     -    +  |   .   .    .     +    .    -    +  |  -   -   -    +   locked
   151     5   150   150  10x20     -    -  |   +   .    .     .    .    -    -  |  +   -   -    +   above a locked market
   149     5   150   150  10x20     +    +  |   -   .    .     .    .    +    +  |  -   +   +    -   below it
   200    20   200   100  10x20     -    +  |   .   .    .     .    .    -    +  |  -   -   -    +   crossed
   150     5   200   100  10x20     +    -  |   .   .    .     .    .    +    -  |  +   +   +    -   crossed, in the middle
    10     5     0    10   0x20     -    -  |   +   +    +     .    .    -    -  |  +   +   +    +   no bid, at the ask
     5     5     0    10   0x20     +    -  |   .   .    .     .    .    +    -  |  +   +   +    -   no bid, at the middle
     3     5  none    10   0x20     +    +  |   -   .    -     .    .    +    +  |  -   +   -    -   no bid, at 30 %
   100    10   100  none  10x0      -    +  |   .   .    .     .    .    -    +  |  -   -   -    +   no offer
   100     5  none  none   0x0      +    -  |   .   .    .     .    .    +    -  |  +   +   +    -   no quote
   100     5     0     0   0x0      -    +  |   .   .    .     .    .    -    +  |  -   -   -    +   an offer at 0
2147483647 5 2147483645 2147483647 1x2 - -  |   +   +    +     .    .    -    -  |  +   +   +    +   the highest prices
2147483646 5 2147483645 2147483647 1x2 - -  |   .   .    .     +    .    -    -  |  -   -   -    +   mid of the highest
2147483647 5     0 2147483647  1x2  -    -  |   +   +    +     .    .    -    -  |  +   +   +    +   the widest spread
`;

const COLUMNS: readonly AggressorRule[] = [
  ...(["quote", "at_quotes", "outer_quotes", "depth", "trade_size", "tick", "reverse_tick"] as const),
  ...(["lee_ready", "emo", "clnv", "stacked"] as const),
];

const rows = TABLE.trim()
  .split("\n")
  .slice(1)
  .map((line) => {
    const [given, layers, rest] = line.split("|").map((part) => part.trim().split(/\s+/));
    const [price, size, bid, ask, sizes, last, next] = given;
    const sides = [...layers, ...rest.slice(0, 4)];
    const ticks = (text: string): number => (text === "none" ? NONE : Number(text));
    const [bidSize, askSize] = sizes.split("x").map(Number);
    const signs = [last, next].map((mark) => ({ "+": 1, "-": -1, ".": 0 })[mark]!);
    const numbers = [Number(price), Number(size), ticks(bid), ticks(ask), bidSize, askSize, ...signs];
    return { title: rest.slice(4).join(" "), trade: numbers as unknown as TradeState, sides };
  });

/** price, size, bid, ask, bidSize, askSize, direction, nextDirection */
type TradeState = [number, number, number, number, number, number, number, number];

describe("sides decided by hand", () => {
  test.each(rows)("$title", ({ trade, sides }) => {
    const found = COLUMNS.map((rule) => "-.+"[1 + Math.sign(aggressorOf(aggressorLayers(rule).codes, ...trade))]);
    expect(Object.fromEntries(COLUMNS.map((rule, i) => [rule, found[i]]))).toEqual(
      Object.fromEntries(COLUMNS.map((rule, i) => [rule, sides[i]])),
    );
  });

  test("cover every rule, each with a buy, a sell and an unknown", () => {
    expect([...COLUMNS].sort()).toEqual([...AGGRESSOR_RULES].sort());
    COLUMNS.forEach((_, i) => expect(new Set(rows.map(({ sides }) => sides[i]))).toEqual(new Set(["+", "-", "."])));
  });
});

test("the first layer that decides is told by its place", () => {
  const { codes } = aggressorLayers(["depth", "quote", "tick"]);
  const by = (price: number, bidSize: number, direction: number): number =>
    aggressorOf(codes, price, 1, 100, 200, bidSize, 20, direction, 0);
  expect([by(150, 10, -1), by(150, 30, 1), by(110, 30, 1), by(190, 0, -1), by(150, 0, -1), by(150, 0, 0)]).toEqual([
    1, -1, -2, 2, -3, 0,
  ]);
});

describe("rules as layers", () => {
  test.each<[AggressorRule | AggressorRule[], string[]]>([
    ["tick", ["tick"]],
    ["lee_ready", ["quote", "tick"]],
    ["emo", ["at_quotes", "tick"]],
    ["clnv", ["outer_quotes", "tick"]],
    ["stacked", ["trade_size", "quote", "depth", "reverse_tick"]],
    [
      ["depth", "trade_size"],
      ["depth", "trade_size"],
    ],
    [
      ["trade_size", "lee_ready"],
      ["trade_size", "quote", "tick"],
    ],
    [
      ["emo", "lee_ready"],
      ["at_quotes", "tick", "quote"],
    ],
  ])("%s", (rules, names) => {
    const layers = aggressorLayers(rules);
    expect(layers.names).toEqual(names);
    expect(Array.from(layers.codes, (code) => AGGRESSOR_LAYERS[code])).toEqual(names);
    expect(layers.looksAhead).toBe(names.includes("reverse_tick"));
  });

  test("none, and one that is not known, are refused", () => {
    expect(() => aggressorLayers([])).toThrow(/^rules must be one or more of quote, .*, stacked, not none$/);
    expect(() => aggressorLayers(["quote", "bvc"] as AggressorRule[])).toThrow(
      /^rules must be some of quote, .*, not "bvc"$/,
    );
    expect(() => aggressorLayers("toString" as "tick")).toThrow(RangeError);
  });
});

const size = fc.integer({ min: 0, max: 3 });
const sign = fc.constantFrom(-1, 0, 1);

test("mirrored about the middle of the quote, with sizes and ticks turned round, every side turns round", () => {
  const tick = fc.integer({ min: 0, max: 12 });
  fc.assert(
    fc.property(tick, size, tick, tick, size, size, sign, sign, (...given) => {
      const [price, traded, bid, ask, bidSize, askSize, direction, next] = given;
      for (const rule of AGGRESSOR_RULES) {
        const { codes } = aggressorLayers(rule);
        const plain = aggressorOf(codes, price, traded, bid, ask, bidSize, askSize, direction, next);
        const other = bid + ask - price;
        const mirrored = aggressorOf(codes, other, traded, bid, ask, askSize, bidSize, -direction, -next);
        expect(plain + mirrored).toBe(0);
      }
    }),
    { numRuns: 2000 },
  );
});

const EVENTS = { maxLength: 30, size: "max" } as const;
const event = { time: fc.integer({ min: 0, max: 15 }), contract: fc.integer({ min: 0, max: 3 }) };
const price = fc.integer({ min: 1, max: 12 });
const quoted = { bid: fc.integer({ min: 0, max: 10 }), bidSize: size, askSize: size };

/** Tapes in which everything happens: equal times, quotes locked, crossed, one-sided and withdrawn, sizes unknown or absent. */
const tapes = fc
  .record({
    trades: fc.array(
      fc.record({
        ...event,
        price,
        size: fc.integer({ min: 1, max: 3 }),
        ...quoted,
        ask: fc.oneof({ weight: 2, arbitrary: fc.constant(NONE) }, price),
      }),
      EVENTS,
    ),
    quotes: fc.array(
      fc.record({ ...event, ...quoted, ask: fc.oneof({ weight: 6, arbitrary: price }, fc.constant(NONE)) }),
      EVENTS,
    ),
    absent: fc.subarray(["trades.bidSize", "trades.askSize", "quotes.bidSize", "quotes.askSize"]),
  })
  .map(({ trades, quotes, absent }) => {
    const columns = <R extends { time: number }>(
      table: string,
      rows: R[],
      names: (keyof R & string)[],
    ): TradeColumns => {
      const sorted = [...rows].sort((a, b) => a.time - b.time);
      const column = (name: keyof R): Int32Array => Int32Array.from(sorted, (row) => row[name] as number);
      return Object.fromEntries([
        ["time", Float64Array.from(sorted, ({ time }) => time)],
        ...names.filter((name) => !absent.includes(`${table}.${name}`)).map((name) => [name, column(name)]),
      ]) as TradeColumns;
    };
    const sizes = ["bidSize", "askSize"] as const;
    return {
      strikes: Float64Array.of(99, 100),
      trades: columns("trades", trades, ["contract", "price", "size", "bid", "ask", ...sizes]),
      quotes: columns("quotes", quotes, ["contract", "bid", "ask", ...sizes]),
    };
  });

test.each(AGGRESSOR_RULES)("%s is on any tape what its definition says, one trade after the other", (rule) => {
  const seen = new Set<number>();
  fc.assert(
    fc.property(tapes, (tape) => {
      const { side } = classify(tape, rule);
      expect([...side]).toEqual(slowSides(tape, [rule]));
      side.forEach((sign) => seen.add(sign));
    }),
    { numRuns: 300 },
  );
  expect(seen).toEqual(new Set([1, -1, 0]));
});

test("any stack of rules takes the first that decides, and names it", () => {
  fc.assert(
    fc.property(tapes, fc.shuffledSubarray([...AGGRESSOR_LAYERS], { minLength: 1 }), (tape, rules) => {
      const { side, rule, layers } = classify(tape, rules);
      expect(layers.names).toEqual(rules);
      const alone = rules.map((name) => classify(tape, name).side);
      side.forEach((sign, trade) => {
        const first = alone.findIndex((sides) => sides[trade] !== 0);
        expect([rule[trade], sign]).toEqual([first + 1, first < 0 ? 0 : alone[first][trade]]);
      });
    }),
    { numRuns: 300 },
  );
});

test("the reverse tick test is the tick test of the tape played backwards", () => {
  fc.assert(
    fc.property(tapes, ({ trades, ...tape }) => {
      const backwards = Object.fromEntries(
        Object.entries(trades).map(([name, column]) => [name, (column as Int32Array).slice().reverse()]),
      ) as unknown as TradeColumns;
      const { side } = classify({ ...tape, trades: { ...backwards, time: trades.time } }, "tick");
      expect([...side].reverse()).toEqual([...classify({ ...tape, trades }, "reverse_tick").side]);
    }),
  );
});

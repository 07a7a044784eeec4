import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { rankBoards, type BoardRankRow } from "../../src/analytics/rank-boards.js";
import type { Leaderboard } from "../../src/api/types.js";
import { MINUTE, toIso } from "../../src/session.js";
import { START } from "../grid/sample.js";
import { AT } from "./exactly.js";

/** A board of names with their values, a minute after the one before. */
function board(bar: number, values: Record<string, number>, n = 3): Leaderboard {
  const entries = Object.entries(values)
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .slice(0, n)
    .map(([symbol, value], i) => ({ rank: i + 1, symbol, value }));
  return { metric: "heat", n, as_of: toIso(START + bar * MINUTE), market_open: true, entries };
}

const four = [
  board(0, { SPY: 5, QQQ: 4, IWM: 3 }),
  board(1, { SPY: 5, QQQ: 6, TSLA: 4 }),
  board(2, { QQQ: 7, TSLA: 8 }),
  board(3, { SPY: 9, QQQ: 3, TSLA: 8 }),
];

describe("boards over time", () => {
  test("tell where each name stands on the last one, and how it came there", () => {
    expect(rankBoards(four, { k: 2, enough: 2 })).toEqual([
      {
        ...AT[3],
        symbol: "SPY",
        rank: 1,
        before: NaN,
        change: NaN,
        status: "back",
        value: 9,
        normalised: NaN, // both earlier values are 5
        best: 1,
        boards_in_top: 3,
        minutes_in_top: 2,
        persistence: 0.75,
        run: 1,
        longest_run: 2,
      },
      {
        ...AT[3],
        symbol: "TSLA",
        rank: 2,
        before: 1,
        change: -1,
        status: "stays",
        value: 8,
        normalised: expect.closeTo((8 - 6) / (1.4826 * 2), 12) as number,
        best: 1,
        boards_in_top: 2,
        minutes_in_top: 1,
        persistence: 2 / 3,
        run: 2,
        longest_run: 2,
      },
      {
        ...AT[3],
        symbol: "QQQ",
        rank: 3,
        before: 2,
        change: -1,
        status: "stays",
        value: 3,
        normalised: expect.closeTo((3 - 6) / 1.4826, 12) as number,
        best: 1,
        boards_in_top: 3,
        minutes_in_top: 3,
        persistence: 0.75,
        run: 0,
        longest_run: 3,
      },
      {
        ...AT[3],
        symbol: "IWM",
        rank: NaN,
        before: NaN,
        change: NaN,
        status: "off",
        value: NaN,
        normalised: NaN,
        best: 3,
        boards_in_top: 0,
        minutes_in_top: 0,
        persistence: 0,
        run: 0,
        longest_run: 0,
      },
    ]);
  });

  test("tell as of every board those that were seen by then, and those that left from those that never were", () => {
    const rows = rankBoards(four, { per: "board", k: 2 });
    expect(rows.map(({ time, symbol, rank, status }) => [time, symbol, rank, status])).toEqual([
      ["14:30", "SPY", 1, "new"],
      ["14:30", "QQQ", 2, "new"],
      ["14:30", "IWM", 3, "new"],
      ["14:31", "QQQ", 1, "stays"],
      ["14:31", "SPY", 2, "stays"],
      ["14:31", "TSLA", 3, "new"],
      ["14:31", "IWM", NaN, "left"],
      ["14:32", "TSLA", 1, "stays"],
      ["14:32", "QQQ", 2, "stays"],
      ["14:32", "IWM", NaN, "off"],
      ["14:32", "SPY", NaN, "left"],
      ["14:33", "SPY", 1, "back"],
      ["14:33", "TSLA", 2, "stays"],
      ["14:33", "QQQ", 3, "stays"],
      ["14:33", "IWM", NaN, "off"],
    ]);
    expect(rows.slice(-4)).toEqual(rankBoards(four, { k: 2 }));
  });

  test("take the ten first as the top, or all of a smaller board", () => {
    expect(rankBoards(four).map(({ boards_in_top }) => boards_in_top)).toEqual([3, 3, 4, 1]);
    const large = board(0, Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`N${i}`, 20 - i])), 20);
    expect(rankBoards([large]).filter(({ run }) => run === 1)).toHaveLength(10);
  });

  test("count no minutes over night, and seconds where boards are of half minutes", () => {
    const half = { ...board(1, { SPY: 1 }), as_of: toIso(START + 30_000) };
    const rows = rankBoards([board(0, { SPY: 1 }), half], { per: "board" });
    expect(rows.map(({ time, minutes_in_top }) => [time, minutes_in_top])).toEqual([
      ["14:30:00", 0],
      ["14:30:30", 0.5],
    ]);
    const [tomorrow] = rankBoards([board(0, { SPY: 1 }), board(24 * 60, { SPY: 1 })]);
    expect(tomorrow).toMatchObject({ boards_in_top: 2, minutes_in_top: 0, persistence: 1 });
  });

  test("of one board have nothing before, of no board or of empty ones are nothing", () => {
    expect(rankBoards([four[0]])).toMatchObject([
      { symbol: "SPY", rank: 1, before: NaN, change: NaN, status: "new", normalised: NaN, minutes_in_top: 0 },
      { symbol: "QQQ" },
      { symbol: "IWM" },
    ]);
    expect(rankBoards([])).toEqual([]);
    expect(rankBoards([board(0, {}), board(1, {})], { per: "board" })).toEqual([]);
  });

  test("are refused when they do not fit together", () => {
    const other: Leaderboard = { ...four[1], metric: "abs_flow" };
    expect(() => rankBoards([four[0], other])).toThrow("boards[1] is of abs_flow, the first of heat");
    expect(() => rankBoards([four[1], four[0]])).toThrow(
      "boards must ascend in as_of: boards[1] is of 2026-06-05T18:30:00Z",
    );
    expect(() => rankBoards([four[0], four[0]])).toThrow("leave out one that came twice");
    expect(() => rankBoards(four, { k: 4 })).toThrow("k = 4 places cannot be told from a board of n = 3");
    for (const k of [0, 1.5, NaN]) expect(() => rankBoards(four, { k })).toThrow("k is how many places are the top");
    for (const enough of [1, 2.5, NaN]) expect(() => rankBoards(four, { enough })).toThrow("enough is a whole number");
    expect(() => rankBoards(four, { per: "minute" as "board" })).toThrow('rankBoards per "last" or "board"');
  });
});

const arbitraryBoards = fc
  .array(fc.dictionary(fc.constantFrom("A", "B", "C", "D", "E"), fc.integer({ min: 0, max: 9 })), {
    minLength: 1,
    maxLength: 25,
  })
  .map((list) => list.map((values, bar) => board(bar, values)));

/** A row from its definition: each column looks through all boards. */
function slowRow(boards: Leaderboard[], symbol: string, k: number, enough: number): Partial<BoardRankRow> {
  const entries = boards.map((one) => one.entries.find((entry) => entry.symbol === symbol));
  const now = entries.at(-1);
  const earlier = entries.slice(0, -1).flatMap((entry) => entry?.value ?? []);
  const since = entries.slice(entries.findIndex((entry) => entry !== undefined));
  const top = since.map((entry) => (entry !== undefined && entry.rank <= k ? "x" : "-")).join("");
  const middle = median(earlier);
  const scale = 1.4826 * median(earlier.map((value) => Math.abs(value - middle)));
  return {
    rank: now?.rank ?? NaN,
    before: entries.at(-2)?.rank ?? NaN,
    value: now?.value ?? NaN,
    normalised: now === undefined || earlier.length < enough || scale === 0 ? NaN : (now.value - middle) / scale,
    best: Math.min(...entries.map((entry) => entry?.rank ?? Infinity)),
    boards_in_top: top.replaceAll("-", "").length,
    minutes_in_top: top.slice(0, -1).replaceAll("-", "").length,
    persistence: top.replaceAll("-", "").length / top.length,
    run: /x*$/.exec(top)![0].length,
    longest_run: Math.max(...top.split("-").map((run) => run.length)),
  };
}

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[Math.floor((sorted.length - 1) / 2)] + sorted[Math.floor(sorted.length / 2)]) / 2;
}

describe("every list of boards", () => {
  test("gives rows that agree with their definition", () => {
    fc.assert(
      fc.property(
        arbitraryBoards,
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 2, max: 5 }),
        (boards, k, enough) => {
          for (const { symbol, ...row } of rankBoards(boards, { k, enough })) {
            const { normalised, ...exact } = slowRow(boards, symbol, k, enough);
            expect(row).toMatchObject(exact);
            expect(row.change).toBe(row.before - row.rank);
            if (Number.isNaN(normalised)) expect(row.normalised).toBeNaN();
            else expect(row.normalised).toBeCloseTo(normalised!, 10);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  test("has a row for every name that was seen, and looks at nothing later", () => {
    fc.assert(
      fc.property(arbitraryBoards, fc.nat(25), (boards, cut) => {
        const early = boards.slice(0, cut);
        const whole = rankBoards(boards, { per: "board", enough: 2 });
        const end = START + cut * MINUTE;
        expect(rankBoards(early, { per: "board", enough: 2 })).toEqual(whole.filter(({ t }) => t < end));
        const seen = new Set(boards.flatMap(({ entries }) => entries.map(({ symbol }) => symbol)));
        expect(new Set(rankBoards(boards).map(({ symbol }) => symbol))).toEqual(seen);
      }),
    );
  });

  test("is the same in another unit, but for the values", () => {
    fc.assert(
      fc.property(arbitraryBoards, (boards) => {
        const doubled = boards.map((one) => ({
          ...one,
          entries: one.entries.map((entry) => ({ ...entry, value: 2 * entry.value })),
        }));
        const strip = (rows: BoardRankRow[]): object[] => rows.map((row) => ({ ...row, value: typeof row.value }));
        expect(strip(rankBoards(doubled, { enough: 2 }))).toEqual(strip(rankBoards(boards, { enough: 2 })));
      }),
    );
  });
});

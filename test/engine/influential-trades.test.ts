import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { conventionsOf, type EngineOptions } from "../../src/engine/engine-options.js";
import { engineSides } from "../../src/engine/engine-sides.js";
import { FlowEngine } from "../../src/engine/engine.js";
import type { TradeInfluenceRow } from "../../src/engine/influential-trades.js";
import { simulatedMarket, simulateTape } from "../../src/engine/simulate.js";
import { cutTape, sliceTape, type Tape, type TradeColumns } from "../../src/engine/tape.js";
import { MINUTE, newYorkTime } from "../../src/session.js";
import { tinyTape } from "./tiny-tape.js";

const market = simulatedMarket({ seed: 7, symbols: ["SPY", "QQQ", "IWM"] });
const end = market.session.open + 12 * MINUTE;
const tapes = market.names.map((name) => cutTape(simulateTape(name, market), end));
const [spy] = tapes;
const engine = FlowEngine.of(tapes);

/**
 * The tape with its sides written into it, as quotes that came with the trades: whoever reads it by the quote rule finds
 * these sides, whichever trades are left out.
 */
function withSides(tape: Tape, options: EngineOptions = {}): Tape {
  const { side } = engineSides(tape, conventionsOf(options));
  const { price } = tape.trades;
  const bid = price.map((ticks, i) => (side[i] === -1 ? ticks : ticks - 1));
  const ask = price.map((ticks, i) => (side[i] === 1 ? ticks : ticks + 1));
  return { ...tape, trades: { ...tape.trades, bid, ask } };
}

function withoutTrade(tape: Tape, left: number): Tape {
  const columns = Object.entries(tape.trades as unknown as Record<string, Int32Array>);
  const trades = Object.fromEntries(columns.map(([name, column]) => [name, column.filter((_, i) => i !== left)]));
  return { ...tape, trades: trades as unknown as TradeColumns };
}

/** What an engine that never saw the trade says of heat, place and flip. */
async function rebuilt(all: readonly Tape[], left: number, options: EngineOptions = {}): Promise<number[]> {
  const [tape, ...others] = all;
  const sided = withSides(tape, options);
  const quoted = FlowEngine.of(
    [left < 0 ? sided : withoutTrade(sided, left), ...others.map((each) => withSides(each))],
    {
      ...options,
      rules: ["quote"],
    },
  );
  const { entries } = await quoted.leaderboard({ metric: "heat", n: 100 });
  const found = entries.find(({ symbol }) => symbol === tape.symbol);
  const flip = quoted.levels(tape.symbol).find(({ level }) => level === "gamma_flip_repriced");
  return [found?.value ?? NaN, found?.rank ?? NaN, flip?.price ?? NaN];
}

const said = ({ heat_without, rank_without, flip_without }: TradeInfluenceRow): number[] => [
  heat_without,
  rank_without,
  flip_without,
];

describe("influential trades", () => {
  const rows = engine.influentialTrades(spy, { n: Infinity });

  test("say what an engine says that was built without the trade, the other sides as they were", async () => {
    const [heat, rank, flip] = await rebuilt(tapes, -1);
    for (const row of [rows[0], rows[1], rows[40], rows.at(-1)!]) {
      const trade = spy.trades.time.findIndex(
        (t, i) =>
          t === row.t &&
          spy.strikes[spy.trades.contract[i] >> 1] === row.strike &&
          spy.trades.contract[i] % 2 === (row.right === "put" ? 1 : 0) &&
          spy.trades.size[i] === row.size,
      );
      expect(said(row)).toEqual(await rebuilt(tapes, trade));
      expect(row.heat_change).toBe(row.heat_without - heat);
      expect(row.rank_change).toBe(rank - row.rank_without);
      expect(row.flip_change).toBe(row.flip_without - flip);
    }
    expect(rows[0].heat_change).not.toBe(0);
    expect(rows[0].flip_change).not.toBe(0);
  });

  test("add up to the flow of every minute", async () => {
    const { bars } = await engine.hedgeFlow("SPY", { bar: "1m", minutes: 390 });
    expect(bars).toHaveLength(12);
    for (const { t, bar } of bars) {
      const start = Date.parse(t);
      const inBar = rows.filter((row) => row.t >= start && row.t < start + MINUTE);
      const sum = inBar.reduce((total, row) => total + row.signed_delta_dollars, 0);
      expect(sum / bar!).toBeCloseTo(1, 9);
    }
  });

  test("come largest first, and n cuts them off", () => {
    const sizes = rows.map((row) => Math.abs(row.signed_delta_dollars));
    expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
    expect(rows.length).toBeGreaterThan(100);
    expect(engine.influentialTrades(spy, { n: 3 })).toEqual(rows.slice(0, 3));
    expect(engine.influentialTrades(spy)).toEqual(rows.slice(0, 10));
    expect(engine.influentialTrades(spy, { n: 0 })).toEqual([]);
  });

  test("see nothing later than the engine's instant", () => {
    const early = market.session.open + 5 * MINUTE;
    const then = FlowEngine.of(tapes.map((tape) => cutTape(tape, early)));
    expect(engine.at(early).influentialTrades(spy)).toEqual(then.influentialTrades(cutTape(spy, early)));
    expect(engine.at(market.session.open).influentialTrades(spy)).toEqual([]);
  });

  test("are those of the conventions that the engine has", async () => {
    const options: EngineOptions = { positions: "inventory", dealers: "against_customers" };
    const [row] = FlowEngine.of([spy], options).influentialTrades(spy, { n: 1 });
    const { time, size } = spy.trades;
    const trade = time.findIndex((t, i) => t === row.t && size[i] === row.size);
    expect(said(row)).toEqual(await rebuilt([spy], trade, options));
  });
});

/** A market of four minutes in which the put is sold at the middle, and the tick rule reads it by the trade before. */
const typed = {
  openInterest: { "100C": 50, "100P": 20, "99P": 300, "101C": 200 },
  quotes: [
    [0, "99C", 1.4, 1.6],
    [0, "99P", 0.4, 0.6],
    [0, "100C", 0.9, 1.1],
    [0, "100P", 0.9, 1.1],
    [0, "101C", 0.4, 0.6],
    [0, "101P", 1.4, 1.6],
  ],
  trades: [
    [10, "100P", 1.1, 5],
    [40, "100P", 0.9, 40],
    [70, "100P", 1, 10],
    [80, "101C", 0.5, 7],
  ],
} satisfies Parameters<typeof tinyTape>[0];

describe("on a tape typed by hand", () => {
  const tape = tinyTape(typed);
  const tiny = FlowEngine.of([tape]);

  test("each trade with a side has its row, the largest first", () => {
    const rows = tiny.influentialTrades(tape);
    // The call at its exact middle has no trade before it: nothing tells its side.
    expect(rows.map(({ time, strike, right, price, size, side }) => [time, strike, right, price, size, side])).toEqual([
      ["09:30:40", 100, "put", 0.9, 40, -1],
      ["09:31:10", 100, "put", 1, 10, 1],
      ["09:30:10", 100, "put", 1.1, 5, 1],
    ]);
    // Sold puts are bullish: about 40 x 100 shares x half a delta x 100 USD.
    expect(rows[0].signed_delta_dollars).toBeGreaterThan(190_000);
    expect(rows[0].signed_delta_dollars).toBeLessThan(210_000);
    expect(rows[1].signed_delta_dollars).toBeLessThan(0);
  });

  test("without the sale the tick rule would call the next trade a sale, but its side stays", async () => {
    const without = withoutTrade(tape, 1);
    expect([...engineSides(tape, conventionsOf()).side]).toEqual([1, -1, 1, 0]);
    expect([...engineSides(without, conventionsOf()).side]).toEqual([1, -1, 0]);
    const [row] = tiny.influentialTrades(tape, { n: 1 });
    expect(said(row)).toEqual(await rebuilt([tape], 1));
    const [otherwise] = (await FlowEngine.of([without]).leaderboard()).entries;
    expect(otherwise.value).not.toBeCloseTo(row.heat_without, 6);
  });

  test("of what cannot be known nothing is said: no flip, no heat, no place", () => {
    const quoteless = tinyTape({ ...typed, quotes: typed.quotes.slice(2, 4), openInterest: {} });
    const [row] = FlowEngine.of([quoteless], { positions: "settled" }).influentialTrades(quoteless, { n: 1 });
    expect(row).toMatchObject({ size: 40, heat_without: NaN, rank_without: NaN, flip_without: NaN, rank_change: NaN });
    const unmarked = tinyTape({ ...typed, quotes: [] });
    expect(FlowEngine.of([unmarked]).influentialTrades(unmarked)).toEqual([]);
  });

  test("what was traded in a gap gave no flow and has no row", () => {
    const holed = tinyTape({ ...typed, gaps: [[30, 50]] });
    expect(FlowEngine.of([holed]).influentialTrades(holed)).toMatchObject([{ size: 10 }]);
  });

  test("equal ones come in the order of time", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(1, 2, 3), { minLength: 1, maxLength: 8 }), (sizes) => {
        const trades = sizes.map((size, i): [number, string, number, number] => [i + 1, "100C", 1.1, size]);
        const equal = tinyTape({ ...typed, trades });
        const rows = FlowEngine.of([equal]).influentialTrades(equal);
        const expected = sizes.map((size, i) => ({ size, i })).sort((a, b) => b.size - a.size || a.i - b.i);
        expect(rows.map(({ size, time }) => [size, time])).toEqual(
          expected.map(({ size, i }) => [size, newYorkTime(equal.session.open + (i + 1) * 1000, true)]),
        );
      }),
      { numRuns: 20 },
    );
  });

  test("a tape that is not the engine's is refused", () => {
    const other = tinyTape({ ...typed, trades: typed.trades.slice(1) });
    expect(() => tiny.influentialTrades(other)).toThrow("the trades of this tape of TINY are not those of the engine");
    expect(() => tiny.influentialTrades({ ...tape, symbol: "OTHER" })).toThrow(
      "OTHER is not in the engine, which has TINY",
    );
    expect(() => tiny.influentialTrades(tape, { n: -1 })).toThrow("n is how many rows to keep, a whole number, not -1");
    expect(() => tiny.influentialTrades(tape, { n: NaN })).toThrow("not NaN");
    expect(() => tiny.influentialTrades(tape, { n: 2.5 })).toThrow("a whole number, not 2.5");
  });

  test("what was appended needs the whole tape", () => {
    const { open, close } = tape.session;
    const first = cutTape(tape, open + 60_000);
    const fed = FlowEngine.of([first]);
    fed.append(sliceTape(tape, open + 60_000, close));
    expect(fed.influentialTrades(tape)).toEqual(tiny.influentialTrades(tape));
    expect(() => fed.influentialTrades(first)).toThrow("and all that was appended to it");
  });
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { AggressorRule } from "../../src/engine/aggressor-rules.js";
import { classify } from "../../src/engine/classify.js";
import { CONDITIONS } from "../../src/engine/conditions.js";
import { LITERATURE_1995, LITERATURE_2021 } from "../../src/engine/literature-markets.js";
import {
  simulatedMarket,
  simulateSession,
  type SimulatedSession,
  type SimulateOptions,
} from "../../src/engine/simulate.js";
import { type Tape } from "../../src/engine/tape.js";
import { bookAt, type Truth } from "../../src/engine/truth.js";

const HALF_DAY = "2026-11-27";

function simulate(symbol: string, options: SimulateOptions = {}): SimulatedSession {
  const market = simulatedMarket({ date: HALF_DAY, ...options, symbols: [symbol] });
  return simulateSession(market.names[0], market);
}

const anyKnobs = fc.record({
  seed: fc.integer({ min: 1, max: 1000 }),
  customerLimitOrders: fc.constantFrom(0, 0.2, 1),
  quoteLag: fc.constantFrom(0, 250, 60_000),
  multiLeg: fc.constantFrom(0, 0.3, 1),
  inside: fc.constantFrom(undefined, 0, 0.5, 1),
});
const few = { numRuns: 12 };

/** Time, contract, bid and ask of each quote that differs in price from the contract's last. */
function priceMoves({ quotes }: Tape): number[][] {
  const last = new Map<number, string>();
  const moves: number[][] = [];
  for (let i = 0; i < quotes.time.length; i++) {
    const [contract, bid, ask] = [quotes.contract[i], quotes.bid[i], quotes.ask[i]];
    if (last.get(contract) !== `${bid} ${ask}`) moves.push([quotes.time[i], contract, bid, ask]);
    last.set(contract, `${bid} ${ask}`);
  }
  return moves;
}

describe("the true book", () => {
  test("of a tape typed by hand", () => {
    // A call that customers are 6 long and 10 short of, and a put that they are 5 long and 1 short of.
    const openInterest = Float64Array.of(10, 5);
    const dealers = Float64Array.of(4, -4);
    const trades = [
      // time, contract, size, customer, opens
      [1, 0, 3, 1, 1], // buys to open: 9 long
      [2, 0, 2, 1, 0], // buys to close: 8 short
      [3, 1, 4, -1, 0], // sells to close: 1 long
      [4, 1, 6, -1, 1], // sells to open: 7 short
    ];
    const column = (at: number): number[] => trades.map((trade) => trade[at]);
    const tape = {
      openInterest,
      trades: { time: column(0), contract: column(1), size: column(2) },
    } as unknown as Tape;
    const truth: Truth = {
      symbol: "XYZ",
      aggressor: Int8Array.from(column(3)),
      customer: Int8Array.from(column(3)),
      opens: Uint8Array.from(column(4)),
      dealers,
    };
    const books = [1, 1.5, 3, 4, 5].map((instant) => {
      const book = bookAt(tape, truth, instant);
      return [book.customersLong, book.customersShort, book.dealers, book.openInterest].map((part) => [...part]);
    });
    expect(books).toEqual([
      [
        [6, 5],
        [10, 1],
        [4, -4],
        [10, 5],
      ],
      [
        [9, 5],
        [10, 1],
        [1, -4],
        [10, 5],
      ],
      [
        [9, 5],
        [8, 1],
        [-1, -4],
        [9, 5],
      ],
      [
        [9, 1],
        [8, 1],
        [-1, 0],
        [9, 1],
      ],
      [
        [9, 1],
        [8, 7],
        [-1, 6],
        [9, 7],
      ],
    ]);
    expect([...dealers, ...openInterest]).toEqual([4, -4, 10, 5]);
  });

  test("changes by exactly what customers trade, and no position is ever below 0", () => {
    fc.assert(
      fc.property(anyKnobs, fc.double({ min: 0, max: 1, noNaN: true }), (options, part) => {
        const { tape, truth } = simulate("META", options);
        const { trades, session } = tape;
        const instant = session.open + part * (session.close - session.open);
        const expected = truth.dealers.slice();
        for (let i = 0; i < trades.time.length && trades.time[i] < instant; i++)
          expected[trades.contract[i]] -= truth.customer[i] * trades.size[i];
        const book = bookAt(tape, truth, instant);
        expect(book.dealers).toEqual(expected);
        for (let c = 0; c < expected.length; c++) {
          const [long, short] = [book.customersLong[c], book.customersShort[c]];
          if (!(long >= 0 && short >= 0 && book.openInterest[c] === Math.max(long, short)))
            expect.fail(`contract ${c}: ${long} long, ${short} short, ${book.openInterest[c]} open`);
        }
      }),
      few,
    );
  });

  test("never falls below 0 between trades either", () => {
    const { tape, truth } = simulate("META", { seed: 5 });
    const { contract, size } = tape.trades;
    const { customersLong, customersShort } = bookAt(tape, truth, tape.session.open);
    const closed = { trades: 0, late: 0 };
    for (let i = 0; i < contract.length; i++) {
      const held = (truth.customer[i] === 1) === (truth.opens[i] === 1) ? customersLong : customersShort;
      held[contract[i]] += truth.opens[i] === 1 ? size[i] : -size[i];
      if (held[contract[i]] < 0) expect.fail(`trade ${i}`);
      if (truth.opens[i] === 0) closed[i < contract.length / 2 ? "trades" : "late"]++;
    }
    // Most trades open, and more close in the afternoon than in the morning.
    expect(closed.trades).toBeGreaterThan(0);
    expect(closed.late).toBeGreaterThan(1.2 * closed.trades);
    expect(closed.late + closed.trades).toBeLessThan(0.5 * contract.length);
  });

  test("holds what was settled at the open", () => {
    const { tape, truth } = simulate("IWM", { seed: 2 });
    const book = bookAt(tape, truth, tape.session.open);
    expect(book.openInterest).toEqual(tape.openInterest);
    expect(book.dealers).toEqual(truth.dealers);
  });

  test("is long calls and short puts more often than not, and not always", () => {
    // P(normal > -0.22 / 0.5) = 0.670; five standard errors of some 700 contracts that are open.
    const signs = ["META", "IWM", "SPX", "TSLA", "AAPL"].flatMap((symbol) => {
      const { dealers } = simulate(symbol).truth;
      return Array.from(dealers, (held, c) => (c % 2 === 0 ? Math.sign(held) : -Math.sign(held))).filter(
        (s) => s !== 0,
      );
    });
    const share = signs.filter((sign) => sign === 1).length / signs.length;
    expect(signs.length).toBeGreaterThan(250);
    expect(Math.abs(share - 0.67)).toBeLessThan(5 * Math.sqrt((0.67 * 0.33) / signs.length));
  });
});

describe("the truth of a seed", () => {
  test("is the same each time, and whichever other names are asked for", () => {
    const market = simulatedMarket({ seed: 7, symbols: ["AVGO", "META"], date: HALF_DAY, ...LITERATURE_1995 });
    const [, meta] = market.names.map((name) => simulateSession(name, market));
    expect(meta).toEqual(simulate("META", { seed: 7, ...LITERATURE_1995 }));
    expect(meta.truth).not.toEqual(simulate("META", { seed: 8, ...LITERATURE_1995 }).truth);
  });

  test("has a line for each trade, all of them +1 or -1, 0 or 1", () => {
    const { tape, truth } = simulate("META");
    const trades = tape.trades.time.length;
    expect([truth.aggressor.length, truth.customer.length, truth.opens.length]).toEqual([trades, trades, trades]);
    expect(truth.symbol).toBe("META");
    expect(truth.dealers).toHaveLength(2 * tape.strikes.length);
    for (const side of [truth.aggressor, truth.customer]) expect(new Set(side)).toEqual(new Set([1, -1]));
    expect(new Set(truth.opens)).toEqual(new Set([0, 1]));
  });
});

describe("knobs", () => {
  test("leave the underlying, open interest, the book, and who trades what and when alone", () => {
    const plain = simulate("META", { seed: 3 });
    fc.assert(
      fc.property(anyKnobs, (knobs) => {
        const { tape, truth } = simulate("META", { ...knobs, seed: 3 });
        expect(tape.underlying).toEqual(plain.tape.underlying);
        expect(tape.openInterest).toEqual(plain.tape.openInterest);
        for (const column of ["time", "contract", "size"] as const)
          expect(tape.trades[column]).toEqual(plain.tape.trades[column]);
        expect({ ...truth, aggressor: undefined }).toEqual({ ...plain.truth, aggressor: undefined });
      }),
      few,
    );
  });

  test("keep every price between the quotes, in whole cents, and every column in order", () => {
    fc.assert(
      fc.property(anyKnobs, (knobs) => {
        const { tape } = simulate("META", { ...knobs, quoteLag: 0 });
        const { trades, quotes } = tape;
        const [bid, ask] = [new Int32Array(2 * tape.strikes.length), new Int32Array(2 * tape.strikes.length)];
        for (let i = 0, quote = 0; i < trades.time.length; i++) {
          for (; quote < quotes.time.length && quotes.time[quote] < trades.time[i]; quote++) {
            if (quotes.time[quote] < (quotes.time[quote - 1] ?? 0)) expect.fail(`quote ${quote} out of order`);
            bid[quotes.contract[quote]] = quotes.bid[quote];
            ask[quotes.contract[quote]] = quotes.ask[quote];
          }
          const c = trades.contract[i];
          const price = trades.price[i];
          if (price < Math.max(100, bid[c]) || price > ask[c] || price % 100 !== 0)
            expect.fail(`trade ${i} at ${price}, ${bid[c]} / ${ask[c]}`);
        }
        expect(trades.time.length).toBeGreaterThan(0);
      }),
      few,
    );
  });

  test("quoteLag moves quotes only, by so much, and those behind the close are not recorded", () => {
    const [now, late] = [0, 90_000].map((quoteLag) => simulate("META", { customerLimitOrders: 0.3, quoteLag }));
    const kept = late.tape.quotes.time.length;
    expect({ ...late.tape, quotes: null, origin: null }).toEqual({ ...now.tape, quotes: null, origin: null });
    expect(late.truth).toEqual(now.truth);
    expect(kept).toBeLessThan(now.tape.quotes.time.length);
    expect(now.tape.quotes.time[kept] + 90_000).toBeGreaterThan(now.tape.session.close);
    expect(Array.from(late.tape.quotes.time, (time) => time - 90_000)).toEqual([
      ...now.tape.quotes.time.slice(0, kept),
    ]);
    expect(late.tape.quotes.askSize).toEqual(now.tape.quotes.askSize!.slice(0, kept));
  });

  test("customerLimitOrders turn the aggressor round and put the price on the other side of the quote", () => {
    const { tape, truth } = simulate("META", { customerLimitOrders: 1 });
    const { side } = classify(tape, "quote");
    let turned = 0;
    for (let i = 0; i < side.length; i++) {
      if (side[i] === 0) continue;
      if (side[i] !== truth.aggressor[i]) expect.fail(`trade ${i}`);
      if (side[i] === -truth.customer[i]) turned++;
    }
    // All but the buyers who find no bid to rest at, or at whose bid nobody sells.
    expect(turned / side.length).toBeGreaterThan(0.9);
  });

  test("a resting order that stands alone is seen in the quoted size", () => {
    const { tape, truth } = simulate("SPY", { customerLimitOrders: 0.5 });
    const { side } = classify(tape, "trade_size");
    const decided = [...side.keys()].filter((i) => side[i] !== 0 && truth.aggressor[i] !== truth.customer[i]);
    const right = decided.filter((i) => side[i] === truth.customer[i]).length / decided.length;
    // A quoted size equal to the trade's on the wrong side alone is a coincidence, rare among sizes of hundreds.
    expect(right).toBeGreaterThan(0.97);
    const hit = side.filter((_, i) => truth.aggressor[i] !== truth.customer[i]).length;
    // About 0.35 of them by the simulator, and coincidences.
    expect(decided.length / hit).toBeGreaterThan(0.3);
    expect(decided.length / hit).toBeLessThan(0.45);
    for (const size of [tape.quotes.bidSize!, tape.quotes.askSize!])
      expect(size.every((contracts) => contracts >= 0)).toBe(true);
  });

  test("resting orders are seen in sizes only: bids and asks move when the market makers' do", () => {
    const [plain, rested] = [0, 1].map((customerLimitOrders) => simulate("META", { customerLimitOrders }).tape);
    expect(rested.quotes.time.length).toBeGreaterThan(plain.quotes.time.length);
    expect(priceMoves(rested)).toEqual(priceMoves(plain));
  });

  test("a larger share takes in the trades of a smaller one", () => {
    const [few, many] = [0.1, 0.3].map((customerLimitOrders) => simulate("META", { customerLimitOrders }).truth);
    const turned = [...few.customer.keys()].filter((i) => few.aggressor[i] !== few.customer[i]);
    expect(turned.length).toBeGreaterThan(100);
    expect(turned.every((i) => many.aggressor[i] !== many.customer[i])).toBe(true);
    expect([...many.customer.keys()].filter((i) => many.aggressor[i] !== many.customer[i]).length).toBeGreaterThan(
      2 * turned.length,
    );
  });

  test("multiLeg marks its prints, and on them a quote tells nothing", () => {
    const { tape, truth } = simulate("META", { multiLeg: 0.4, date: "2026-06-05" });
    const code = CONDITIONS.indexOf("multi_leg");
    const { side } = classify(tape, "quote");
    const legs = [...side.keys()].filter((i) => tape.trades.condition![i] === code);
    const told = legs.filter((i) => side[i] !== 0);
    // Five standard errors of a share of trades.
    expect(Math.abs(legs.length / side.length - 0.4)).toBeLessThan(5 * Math.sqrt(0.24 / side.length));
    const right = told.filter((i) => side[i] === truth.customer[i]).length / told.length;
    expect(Math.abs(right - 0.5)).toBeLessThan(5 * Math.sqrt(0.25 / told.length));
    expect(simulate("META").tape.trades.condition).toBeUndefined();
  });

  test("are named wherever the market is", () => {
    expect(simulate("META", { seed: 4, customerLimitOrders: 0.2, quoteLag: 500 }).tape.origin).toBe(
      "simulated market, seed 4, customer limit orders 0.2, quote lag 500 ms",
    );
    expect(simulate("META", { seed: 4, multiLeg: 0.1, inside: 0 }).tape.origin).toBe(
      "simulated market, seed 4, multi-leg 0.1, inside 0",
    );
  });

  test.each<[SimulateOptions, string]>([
    [
      { customerLimitOrders: 1.5 },
      "customerLimitOrders must be a share of trades from 0 to 1, not 1.5; 0.2 is one in five",
    ],
    [{ multiLeg: -0.1 }, "multiLeg must be a share of trades from 0 to 1, not -0.1; 0.2 is one in five"],
    [{ inside: NaN }, "inside must be a share of trades from 0 to 1, not NaN; 0.2 is one in five"],
    [{ quoteLag: -1 }, "quoteLag must be milliseconds from 0 on, not -1; 0 records quotes at once"],
    [{ quoteLag: Infinity }, "quoteLag must be milliseconds from 0 on, not Infinity; 0 records quotes at once"],
  ])("out of range are refused: %o", (options, message) => {
    expect(() => simulatedMarket(options)).toThrow(RangeError);
    expect(() => simulatedMarket(options)).toThrow(message);
  });
});

/** The contract's last bid strictly before each trade, ticks. */
function bidsBefore({ trades, quotes, strikes }: Tape): Int32Array {
  const last = new Int32Array(2 * strikes.length);
  let quote = 0;
  return Int32Array.from(trades.time, (time, i) => {
    for (; quote < quotes.time.length && quotes.time[quote] < time; quote++)
      last[quotes.contract[quote]] = quotes.bid[quote];
    return last[trades.contract[i]];
  });
}

/** Right among classified trades of all twelve names, %. */
function accuracies(options: SimulateOptions, rules: readonly AggressorRule[], legs = true): number[] {
  const market = simulatedMarket(options);
  const right = new Float64Array(rules.length);
  const told = new Float64Array(rules.length);
  for (const name of market.names) {
    const { tape, truth } = simulateSession(name, market);
    rules.forEach((rule, r) => {
      const { side } = classify(tape, rule);
      for (let i = 0; i < side.length; i++) {
        if (side[i] === 0 || (!legs && tape.trades.condition?.[i] === 3)) continue;
        told[r]++;
        if (side[i] === truth.customer[i]) right[r]++;
      }
    });
  }
  return Array.from(right, (count, r) => (100 * count) / told[r]);
}

/*
 * Bands are five deviations between the markets of seeds 1 to 8, on which the knobs were chosen, around their mean; the
 * seeds here are others.
 */
describe("rules are as often right as published", () => {
  const expectNear = (measured: number[], bands: [mean: number, deviation: number][]): void =>
    bands.forEach(([mean, deviation], i) =>
      expect(Math.abs(measured[i] - mean), `rule ${i}`).toBeLessThan(5 * deviation),
    );

  test.each([11, 12])("on the CBOE of 1995, seed %i: 83, 80, 77 and 59 in a hundred", (seed) => {
    const measured = accuracies({ seed, ...LITERATURE_1995 }, ["quote", "lee_ready", "emo", "tick"]);
    expectNear(measured, [
      [83.1, 0.14],
      [80.8, 0.17],
      [77.2, 0.14],
      [60.3, 0.3],
    ]);
    expect(measured).toEqual([...measured].sort((a, b) => b - a));
    // Without complex legs, above 87 %.
    expectNear(accuracies({ seed, ...LITERATURE_1995 }, ["quote"], false), [[88.6, 0.13]]);
  });

  test.each([11, 12])(
    "on the ISE of 2005 to 2021, seed %i: 64, 64 and 57 in a hundred, 75 with trade sizes",
    (seed) => {
      const measured = accuracies({ seed, ...LITERATURE_2021 }, [
        "stacked",
        "quote",
        "lee_ready",
        "clnv",
        "emo",
        "tick",
      ]);
      expectNear(measured, [
        [74.2, 0.13],
        [63.3, 0.14],
        [63.1, 0.15],
        [58.9, 0.16],
        [57.1, 0.14],
        [53.3, 0.22],
      ]);
      expect(measured).toEqual([...measured].sort((a, b) => b - a));
    },
  );

  test("and on a plain tape the quote is always right off the middle: about who crossed, and where somebody bids about the customer", () => {
    const market = simulatedMarket({ seed: 11 });
    let [told, right] = [0, 0];
    for (const name of market.names) {
      const { tape, truth } = simulateSession(name, market);
      const { side } = classify(tape, "quote");
      const bids = bidsBefore(tape);
      for (let i = 0; i < side.length; i++) {
        if (side[i] === 0) continue;
        if (side[i] !== truth.aggressor[i]) expect.fail(`aggressor of trade ${i}`);
        told++;
        if (side[i] === truth.customer[i]) right++;
        // A seller who found no bid rested at the ask.
        else if (bids[i] > 0 || truth.customer[i] === 1) expect.fail(`customer of trade ${i}, bid ${bids[i]}`);
      }
    }
    // Which makes 98.9 % of the customers' sides: just short of 99.
    expectNear([(100 * right) / told], [[98.94, 0.12]]);
  });
});

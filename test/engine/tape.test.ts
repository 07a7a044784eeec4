import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { TapeError } from "../../src/api/errors.js";
import { checkTape } from "../../src/engine/check-tape.js";
import { contractOf, countUpTo, cutTape, recordingEnd, sliceTape, type Tape } from "../../src/engine/tape.js";
import { tinyTape } from "./tiny-tape.js";

const tape = tinyTape({
  openInterest: { "100C": 5 },
  trades: [
    [10, "100C", 1, 1],
    [60, "101P", 2, 2],
    [60, "99C", 3, 3],
  ],
  quotes: [
    [-10, "100C", 1, 2],
    [60, "100C", 1, 3],
  ],
  underlying: [
    [0, 100],
    [61, 101],
  ],
});
const at = (seconds: number): number => tape.session.open + seconds * 1000;

test("a strike's call is even and its put odd", () => {
  expect([contractOf(0, 1), contractOf(0, -1), contractOf(7, 1), contractOf(7, -1)]).toEqual([0, 1, 14, 15]);
});

test("counts what is at or before an instant", () => {
  const times = Float64Array.of(1, 2, 2, 5);
  expect([0, 1, 2, 4.9, 5, 9, NaN].map((time) => countUpTo(times, time))).toEqual([0, 1, 3, 3, 4, 4, 0]);
  expect(countUpTo(new Float64Array(0), 1)).toBe(0);
});

describe("a cut tape", () => {
  test("keeps events at or before the instant, and what was known before the open", () => {
    const cut = cutTape(tape, at(60));
    expect([...cut.trades.size]).toEqual([1, 2, 3]);
    expect([...cut.quotes.ask]).toEqual([20_000, 30_000]);
    expect([...cut.underlying.price]).toEqual([100]);
    expect(cut.openInterest).toBe(tape.openInterest);
    expect(cut.strikes).toBe(tape.strikes);
    expect(cutTape(tape, at(59)).trades.size).toHaveLength(1);
    expect(cutTape(tape, at(-20)).quotes.time).toHaveLength(0);
  });

  test("is recorded to the instant, and not further than it was", () => {
    const short = { ...tape, recordedTo: at(90) };
    expect([61, 89.5, 90, 200].map((seconds) => cutTape(short, at(seconds)).recordedTo)).toEqual(
      [61, 89.5, 90, 90].map(at),
    );
  });

  test("shares its columns with the whole one", () => {
    expect(cutTape(tape, at(30)).trades.price.buffer).toBe(tape.trades.price.buffer);
  });
});

describe("a slice of a tape", () => {
  test("has what is behind the first instant, up to and with the second", () => {
    const slice = sliceTape(tape, at(10), at(60));
    expect([...slice.trades.size]).toEqual([2, 3]);
    expect([...slice.quotes.ask]).toEqual([30_000]);
    expect(slice.underlying.price).toHaveLength(0);
    expect(slice.recordedTo).toBe(at(60));
    expect(slice.openInterest).toBe(tape.openInterest);
    expect(sliceTape(tape, at(60), at(60)).trades.time).toHaveLength(0);
    expect(sliceTape(tape, at(60), at(10)).trades.time).toHaveLength(0);
  });

  test("and the next one hold every event once, whatever the cuts", () => {
    const columns = ({ trades, quotes, underlying }: Tape): number[][] =>
      [trades, quotes, underlying].map(({ time }) => [...time]);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -20, max: 250 }), { maxLength: 6 }), (seconds) => {
        const cuts = [-Infinity, ...seconds.sort((a, b) => a - b).map(at), Infinity];
        const slices = cuts.slice(1).map((to, i) => columns(sliceTape(tape, cuts[i], to)));
        expect([0, 1, 2].map((table) => slices.flatMap((slice) => slice[table]))).toEqual(columns(tape));
      }),
    );
  });

  test("is recorded to its end, and not further than the tape", () => {
    const short = { ...tape, recordedTo: at(90) };
    expect([61, 90, 200].map((seconds) => sliceTape(short, at(0), at(seconds)).recordedTo)).toEqual(
      [61, 90, 90].map(at),
    );
  });

  test("has the optional columns of the tape and no others, as views", () => {
    const sized = tinyTape({
      trades: [
        [10, "100C", 1, 1, 1, 2, 3, 4],
        [20, "100C", 1, 1, 1, 2, 5, 6],
      ],
      conditions: ["late", "auction"],
      quotes: [[0, "100C", 1, 2, 7, 8]],
    });
    const { trades, quotes } = sliceTape(sized, at(10), at(20));
    expect([...trades.bidSize!, ...trades.askSize!, ...trades.condition!]).toEqual([5, 6, 4]);
    expect(trades.condition!.buffer).toBe(sized.trades.condition!.buffer);
    expect(quotes.bidSize).toHaveLength(0);
    expect(Object.keys(sliceTape(tape, at(0), at(9)).trades)).toEqual(Object.keys(tape.trades));
    const absent = { ...tape, quotes: { ...tape.quotes, bidSize: undefined } };
    expect(cutTape(absent, at(9)).quotes.bidSize).toBeUndefined();
  });
});

describe("a recording that does not say how far it goes ends", () => {
  const end = (typed: Parameters<typeof tinyTape>[0]): number =>
    (recordingEnd(tinyTape({ minutes: 10, ...typed })) - tape.session.open) / 1000;

  test("at the end of its last event's minute", () => {
    expect(end({ trades: [[61, "100C", 1, 1]] })).toBe(120);
    expect(end({ quotes: [[61, "100C", 1, 2]] })).toBe(120);
    expect(end({ underlying: [[61, 100]] })).toBe(120);
  });

  test("with a quote or price at a minute's end in that minute, with a trade there in the next", () => {
    expect(end({ quotes: [[120, "100C", 1, 2]] })).toBe(120);
    expect(end({ underlying: [[180, 100]] })).toBe(180);
    expect(end({ trades: [[120, "100C", 1, 1]] })).toBe(180);
  });

  test("at the open without events", () => {
    expect(end({ underlying: [] })).toBe(0);
    expect(end({ underlying: [[-500, 100]] })).toBe(0);
  });

  test("at the close, and never after it, when that is five minutes or less from the last event's minute", () => {
    expect(end({ underlying: [[240, 100]] })).toBe(240);
    expect(end({ underlying: [[241, 100]] })).toBe(600);
    expect(end({ trades: [[600, "100C", 1, 1]] })).toBe(600);
  });
});

describe("a tape made in memory is refused", () => {
  const { trades, quotes, underlying } = tape;
  test.each<[string, Partial<Tape>, string]>([
    ["in lower case", { symbol: "tiny" }, 'symbol "tiny" must be trimmed and in upper case'],
    ["without a multiplier", { multiplier: 0 }, "multiplier must be above 0, not 0"],
    [
      "of a session that ends inside a minute",
      { session: { ...tape.session, close: tape.session.close + 1 } },
      "the session must be of whole minutes",
    ],
    ["with strikes out of order", { strikes: Float64Array.of(99, 101, 100) }, "strikes[2] must be above the strike"],
    ["with a strike of NaN", { strikes: Float64Array.of(99, NaN, 101) }, "strikes[1] must be above the strike"],
    [
      "with too little open interest",
      { openInterest: new Float64Array(5) },
      "openInterest must have two entries a strike",
    ],
    [
      "with negative open interest",
      { openInterest: Float64Array.of(0, 0, -1, 0, 0, 0) },
      "openInterest[2] must be 0 or more, not -1",
    ],
    [
      "with columns of unequal length",
      { trades: { ...trades, price: new Int32Array(2) } },
      "trades.price has 2 entries, trades.time 3",
    ],
    [
      "with trades out of order",
      { trades: { ...trades, time: Float64Array.of(at(2), at(1), at(3)) } },
      "trades.time[1] must be in order and inside the session",
    ],
    [
      "with a trade before the open",
      { trades: { ...trades, time: Float64Array.of(at(-1), at(1), at(3)) } },
      "trades.time[0] must be in order and inside the session",
    ],
    [
      "with a trade after the close",
      { trades: { ...trades, time: Float64Array.of(at(1), at(2), at(240.001)) } },
      "trades.time[2] must be in order and inside the session",
    ],
    [
      "with a time of NaN",
      { quotes: { ...quotes, time: Float64Array.of(NaN, at(1)) } },
      "quotes.time[0] must be in order and not after the close, not NaN",
    ],
    [
      "with a contract of no strike",
      { trades: { ...trades, contract: Int32Array.of(0, 6, 1) } },
      "trades.contract[1] must be a contract of the strikes, not 6",
    ],
    ["that ends before its last event", { recordedTo: at(60.999) }, "recordedTo must be at or after the last event"],
    [
      "that ends after the close",
      { recordedTo: at(241) },
      "recordedTo must be at or after the last event and not after",
    ],
    ["that ends at NaN", { recordedTo: NaN }, "recordedTo must be at or after the last event and not after the close"],
    [
      "with a price of 0",
      { trades: { ...trades, price: Int32Array.of(0, 1, 1) } },
      "trades.price[0] must be 1 tick or more",
    ],
    [
      "with a size of 0",
      { trades: { ...trades, size: Int32Array.of(1, 0, 1) } },
      "trades.size[1] must be 1 or more, not 0",
    ],
    [
      "with a condition of no code",
      { trades: { ...trades, condition: Uint8Array.of(0, 4, 5) } },
      "trades.condition[2] must be a code of regular, cancelled, late, multi_leg, auction, not 5",
    ],
    [
      "with too few quoted sizes",
      { quotes: { ...quotes, askSize: Int32Array.of(1) } },
      "quotes.askSize has 1 entries, quotes.time 2",
    ],
    [
      "with a spot of 0",
      { underlying: { ...underlying, price: Float64Array.of(0, 1) } },
      "underlying.price[0] must be above 0, not 0",
    ],
  ])("%s", (_, change, message) => {
    const check = (): void => checkTape({ ...tape, ...change });
    expect(check).toThrow(TapeError);
    expect(check).toThrow(`tape of ${change.symbol ?? "TINY"}: ${message}`);
  });

  test("and not otherwise", () => {
    expect(() => checkTape(tape)).not.toThrow();
    expect(() => checkTape(tinyTape({ strikes: [], underlying: [] }))).not.toThrow();
    expect(() =>
      checkTape(tinyTape({ trades: [[1, "100C", 1, 1, 1, 2, 0, 9]], conditions: ["auction"] })),
    ).not.toThrow();
  });
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BOARD_METRICS, HEATMAP_METRICS } from "../../src/api/endpoints.js";
import type { FlowSource } from "../../src/api/source.js";
import { FlowEngine } from "../../src/engine/engine.js";
import { classify } from "../../src/engine/classify.js";
import { joined, type TapeEvents } from "../../src/engine/event-columns.js";
import { simulatedMarket, simulateTape } from "../../src/engine/simulate.js";
import { cutTape, sliceTape, type Tape } from "../../src/engine/tape.js";
import { MINUTE } from "../../src/session.js";
import { withoutIdleStrikes } from "./listed-strikes.js";
import { historyOf } from "./tiny-history.js";
import { tinyTape } from "./tiny-tape.js";

/** All that a source says about a name. */
async function everything(flow: FlowSource, symbol: string): Promise<unknown> {
  return Promise.all([
    flow.snapshot(symbol),
    flow.series(symbol, { minutes: 390 }),
    flow.hedgeFlow(symbol, { bar: "5m", minutes: 390 }),
    flow.strikeFlow(symbol, { minutes: 390 }),
    ...HEATMAP_METRICS.map((metric) => flow.heatmap(symbol, { metric, minutes: 390 })),
    ...BOARD_METRICS.map((metric) => flow.leaderboard({ metric })),
  ]);
}

/** An engine that knows of a tape what is known at the open: by the strikes that have open interest then. */
function atOpen(tape: Tape): FlowEngine {
  return FlowEngine.of([cutTape(tape, tape.session.open)]);
}

const market = simulatedMarket({ seed: 3, symbols: ["META"], date: "2026-11-27" });
const meta = simulateTape(market.names[0], market);
const { open, close } = market.session;

describe("a session that is fed", () => {
  const whole = FlowEngine.of([meta]);

  test("gives at every instant the answers of the whole tape, however the events are cut", async () => {
    const cuts = fc.array(fc.integer({ min: open, max: close }), { minLength: 1, maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(cuts, fc.integer({ min: open - 1000, max: close }), async (times, asked) => {
        const live = atOpen(meta);
        let from = open;
        for (const to of [...times, close].sort((a, b) => a - b)) {
          if (to === from) continue;
          live.append(sliceTape(meta, from, to));
          from = to;
        }
        expect(live.instant).toBe(close);
        for (const instant of [asked, close])
          expect(await everything(live.at(instant), "META")).toStrictEqual(await everything(whole.at(instant), "META"));
      }),
      { numRuns: 8 },
    );
  });

  test("gives the same event by event, also when several have one time and no piece says how far it goes", async () => {
    const at = open + 20 * MINUTE;
    const early = cutTape(meta, at);
    const live = atOpen(meta);
    for (const piece of singleEvents(early)) live.append(piece);
    live.append({ symbol: "META", strikes: meta.strikes, recordedTo: at });
    expect(await everything(live.at(at), "META")).toStrictEqual(await everything(whole.at(at), "META"));
  });

  test("takes up strikes as they are listed, and answers as if it had known them", async () => {
    const live = FlowEngine.of([withoutIdleStrikes(cutTape(meta, open))]);
    for (let from = open; from < close; from += 17 * MINUTE)
      live.append(withoutIdleStrikes(sliceTape(meta, from, Math.min(close, from + 17 * MINUTE))));
    for (const instant of [open + 10 * MINUTE, open + 61 * MINUTE, close])
      expect(await everything(live.at(instant), "META")).toStrictEqual(await everything(whole.at(instant), "META"));
  });

  test("closes one sample every thirty seconds, and each of them once", () => {
    const live = atOpen(meta);
    expect(live.append(sliceTape(meta, open, open + 29_999))).toBe(0);
    expect(live.append(sliceTape(meta, open + 29_999, open + 30_000))).toBe(1);
    expect(live.append(sliceTape(meta, open + 30_000, open + 10 * MINUTE))).toBe(19);
    expect(live.append(sliceTape(meta, open + 10 * MINUTE, close))).toBe(420 - 20);
  });
});

test("what is kept of a session does not grow with its trades", () => {
  const bytes = (tape: Tape): number =>
    Object.values<unknown>({ ...historyOf(tape) }).reduce<number>(
      (sum, value) => sum + (ArrayBuffer.isView(value) ? value.byteLength : 0),
      0,
    );
  const [once, tenTimes] = [1, 10].map((times) => {
    const repeated = (column: ArrayLike<number>): number[] =>
      Array.from(column).flatMap((cell) => new Array<number>(times).fill(cell));
    const each = (column: Int32Array): Int32Array => Int32Array.from(repeated(column));
    const { time, contract, price, size, bid, ask } = meta.trades;
    return {
      ...meta,
      trades: {
        time: Float64Array.from(repeated(time)),
        contract: each(contract),
        price: each(price),
        size: each(size),
        bid: each(bid),
        ask: each(ask),
      },
    };
  });
  expect(tenTimes.trades.time).toHaveLength(10 * once.trades.time.length);
  expect(bytes(tenTimes)).toBe(bytes(once));
});

describe("an outage that comes to be known while a session is fed", () => {
  const MISSING = [
    [20 * MINUTE, 27 * MINUTE],
    [20.5 * MINUTE, 27.25 * MINUTE],
    [0, 90_000],
  ];
  test.each(MISSING)(
    "from %d to %d ms is missing as in the whole tape, also where it was answered from",
    async (a, b) => {
      const gap = { from: open + a, to: open + b };
      const [before, after] = [cutTape(meta, gap.from), sliceTape(meta, gap.to, close)];
      const whole = FlowEngine.of([
        {
          ...meta,
          trades: joined(before.trades, after.trades),
          quotes: joined(before.quotes, after.quotes),
          underlying: joined(before.underlying, after.underlying),
          gaps: [gap],
        },
      ]);
      const live = atOpen(meta);
      if (gap.from > open) live.append(sliceTape(meta, open, gap.from));
      // Sums and levels up to here are kept, and of the gap's first minute a sample may be among them.
      await everything(live, "META");
      live.append({ ...sliceTape(meta, gap.to, gap.to + MINUTE), gaps: [gap] });
      live.append({ ...sliceTape(meta, gap.to + MINUTE, close), gaps: [gap] });
      for (const instant of [gap.to + 10_000, gap.to + 5 * MINUTE, close])
        expect(await everything(live.at(instant), "META")).toStrictEqual(await everything(whole.at(instant), "META"));
      expect((await live.at(close).strikeFlow("META", { minutes: 390 })).gap_intervals).toHaveLength(1);
    },
  );
});

test("a trade with an ask of 0 came without a quote, and is compared with the tape's", () => {
  const tape = tinyTape({
    trades: [
      [5, "100C", 1, 2],
      [9, "100C", 1.05, 3],
    ],
    quotes: [[0, "100C", 0.95, 1.05]],
  });
  const trades = { ...tape.trades, ask: new Int32Array(2) };
  const sides = { quote: 3, tick: 0, unknown: 2 };
  for (const each of [tape, { ...tape, trades }]) {
    const rows = FlowEngine.of([each]).coverage("TINY");
    expect(Object.fromEntries(rows.map(({ rule, contracts }) => [rule, contracts]))).toEqual(sides);
    expect([...classify(each).side]).toEqual([0, 1]);
  }
});

describe("what is refused leaves everything as it was", () => {
  const given = (): FlowEngine => {
    const live = atOpen(meta);
    live.append(sliceTape(meta, open, open + 5 * MINUTE));
    return live;
  };
  const refused: [string, () => TapeEvents, RegExp][] = [
    ["events from before what is recorded", () => sliceTape(meta, open, open + 6 * MINUTE), /recorded already/],
    [
      "a recording that ends before its last event",
      () => ({ ...sliceTape(meta, open + 5 * MINUTE, open + 6 * MINUTE), recordedTo: open + 5 * MINUTE }),
      /recordedTo must be at or after the last event/,
    ],
    ["a name without a tape", () => ({ symbol: "SPY", strikes: meta.strikes }), /SPY has no tape to append to/],
    [
      "a gap in what is recorded already",
      () => ({ symbol: "META", strikes: meta.strikes, gaps: [{ from: open + 4 * MINUTE, to: open + 9 * MINUTE }] }),
      /a gap must begin at or after what is recorded already/,
    ],
    [
      "a gap that ends before it begins",
      () => ({ symbol: "META", strikes: meta.strikes, gaps: [{ from: open + 9 * MINUTE, to: open + 8 * MINUTE }] }),
      /a gap must begin/,
    ],
    [
      "a contract that none of its strikes is",
      () => {
        const piece = sliceTape(meta, open + 5 * MINUTE, open + 6 * MINUTE);
        return { ...piece, strikes: piece.strikes.subarray(0, 1) };
      },
      /contract/,
    ],
  ];
  test.each(refused)("%s", async (_, events, message) => {
    const live = given();
    expect(() => live.append(events())).toThrow(message);
    live.append(sliceTape(meta, open + 5 * MINUTE, open + 6 * MINUTE));
    const whole = FlowEngine.of([cutTape(meta, open + 6 * MINUTE)]);
    expect(await everything(live, "META")).toStrictEqual(await everything(whole, "META"));
  });
});

test("a trade at the very end of a sample belongs to the next one, though it is read before that end's quotes", async () => {
  // The quote at 30 s would make the trade at 30 s a sale; the one before makes it a purchase.
  const tape = tinyTape({
    trades: [
      [29.999, "100C", 1.05, 3],
      [30, "100C", 1.05, 5],
    ],
    quotes: [
      [0, "100C", 0.95, 1.05],
      [30, "100C", 1.05, 1.15],
    ],
  });
  const engine = FlowEngine.of([tape]);
  expect(engine.coverage("TINY")[0]).toMatchObject({ rule: "quote", trades: 2, contracts: 8 });
  const { bars } = await engine.strikeFlow("TINY");
  expect(bars[0].contracts).toEqual([8]);
});

// ------------------------------------------------------------------------------------------------------------- pieces

/** The tape's events one at a time, in the order of time, prices before quotes before trades, without an end. */
function singleEvents(tape: Tape): TapeEvents[] {
  const { symbol, strikes } = tape;
  const kinds = ["underlying", "quotes", "trades"] as const;
  return kinds
    .flatMap((kind, order) =>
      Array.from(tape[kind].time, (time, row) => {
        const columns = Object.entries(tape[kind]).map(([name, column]) => [
          name,
          (column as Float64Array).subarray(row, row + 1),
        ]);
        return { time, order, row, event: { symbol, strikes, [kind]: Object.fromEntries(columns) as never } };
      }),
    )
    .filter(({ time }) => time > tape.session.open)
    .sort((a, b) => a.time - b.time || a.order - b.order || a.row - b.row)
    .map(({ event }) => event);
}

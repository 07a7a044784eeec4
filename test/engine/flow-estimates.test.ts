import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { FlowClient } from "../../src/api/client.js";
import { partsOf } from "../../src/api/answer-parts.js";
import { bodyOfParts } from "../../src/api/answer-body.js";
import { checkStrikeFlow } from "../../src/api/schema.js";
import { serve, type FlowServer } from "../../src/api/server.js";
import { FlowEngine, viewOf } from "../../src/engine/engine.js";
import { addFlowEstimates } from "../../src/engine/flow-estimates.js";
import { LITERATURE_2021 } from "../../src/engine/literature-markets.js";
import { simulatedMarket, simulateTape } from "../../src/engine/simulate.js";
import { LITERATURE_2021_CONFIDENCE } from "../../src/engine/simulated-confidence.js";
import { cutTape, sliceTape, type Tape } from "../../src/engine/tape.js";
import { StrikeGrid } from "../../src/grid/strike-grid.js";
import { MINUTE } from "../../src/session.js";
import { withoutIdleStrikes } from "./listed-strikes.js";
import { tinyTape } from "./tiny-tape.js";

const confidence = LITERATURE_2021_CONFIDENCE;
const market = simulatedMarket({ seed: 3, symbols: ["META"], date: "2026-11-27", ...LITERATURE_2021 });
const meta = simulateTape(market.names[0], market);
const { open, close } = market.session;
const whole = FlowEngine.of([meta], { confidence });
const all = { minutes: 390 };

describe("expected flow", () => {
  const typed = {
    minutes: 2,
    strikes: [100],
    quotes: [
      [0, "100C", 0.1, 0.12],
      [0, "100P", 0.1, 0.12],
    ] as [number, string, number, number][],
    trades: [
      [1, "100C", 0.12, 10],
      [2, "100C", 0.1, 4],
      [3, "100P", 0.12, 2],
      [70, "100C", 0.11, 5], // at the middle, above 0.10
    ] as [number, string, number, number][],
  };

  test("is what the sides are worth in delta-dollars, and its variance that of all trades", async () => {
    const flow = FlowEngine.of([tinyTape(typed)], { confidence: { quote: 0.75 } });
    const { bars } = await flow.strikeFlow("TINY");
    const [
      {
        signed_delta_dollars: [delta],
      },
    ] = bars;
    // By put-call parity the forward is the spot, so that calls have a delta of a bit more than 0.5: p of 10 000 USD.
    const p = (delta! / 10_000 + 2) / 8;
    expect(p).toBeGreaterThan(0.5);
    expect(p).toBeLessThan(0.51);
    // Each side counts twice, and each trade has 1 / 0.5^2 - 1 = 3 times its size squared.
    expect(bars[0].expected_delta_dollars![0]).toBe(Math.round(2 * delta!));
    const variance = 3 * (10 ** 2 + 4 ** 2) * p ** 2 + 3 * 2 ** 2 * (1 - p) ** 2;
    expect(bars[0].delta_dollars_deviation![0]).toBeCloseTo(10_000 * Math.sqrt(variance), -1);
    // Of the tick test nothing is said: 0, and as far off as the trade is large.
    expect(bars[1].expected_delta_dollars).toEqual([0]);
    expect(bars[1].delta_dollars_deviation![0]).toBeCloseTo(Math.abs(bars[1].signed_delta_dollars[0]!), -1);
  });

  test("of rules that are always right is the flow, without variance", async () => {
    const flow = FlowEngine.of([meta], { confidence: { quote: 1, tick: 1 } });
    const answer = await flow.strikeFlow("META", all);
    const grid = StrikeGrid.from(answer);
    expect([...grid.uncertainty!.expected]).toEqual([...grid.values].map((value) => Math.round(value) + 0));
    // Only what no rule told is unknown, in a market with hardly a trade of that kind.
    const unknown = flow.coverage().find(({ rule }) => rule === "unknown")!.trades;
    expect(grid.uncertainty!.variance.filter((variance) => variance > 0).length).toBeLessThanOrEqual(unknown);
  });

  test("turns round with every aggressor, and its variance stays", async () => {
    // A price as far from the other side of the quote, and ticks upside down.
    const mirrored = { ...typed, trades: typed.trades.map(([at, c, price, size]) => [at, c, 0.22 - price, size]) };
    const flows = [typed, mirrored as typeof typed].map((tape) =>
      FlowEngine.of([tinyTape(tape)], { confidence: { quote: 0.8, tick: 0.6 } }).strikeFlow("TINY"),
    );
    const [plain, turned] = (await Promise.all(flows)).map((flow) => StrikeGrid.from(flow));
    expect(plain.values.every((value) => value !== 0)).toBe(true);
    expect([...turned.values]).toEqual([...plain.values].map((value) => -value));
    expect([...turned.uncertainty!.expected]).toEqual([...plain.uncertainty!.expected].map((value) => -value));
    expect([...turned.uncertainty!.variance]).toEqual([...plain.uncertainty!.variance]);
  });
});

describe("estimates of flow", () => {
  test("are those of a tape cut at the instant, and of a session that is fed, also with strikes that are listed late", async () => {
    const cuts = fc.array(fc.integer({ min: open, max: close }), { minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(cuts, fc.integer({ min: open, max: close }), async (times, asked) => {
        const fed = FlowEngine.of([withoutIdleStrikes(cutTape(meta, open))], { confidence });
        let from = open;
        for (const to of [...times, close].sort((a, b) => a - b)) {
          if (to > from) fed.append(withoutIdleStrikes(sliceTape(meta, from, to)));
          from = to;
        }
        const cut = FlowEngine.of([cutTape(meta, asked)], { confidence });
        const answer = await whole.at(asked).strikeFlow("META", all);
        expect(await cut.at(asked).strikeFlow("META", all)).toStrictEqual(answer);
        expect(await fed.at(asked).strikeFlow("META", all)).toStrictEqual(answer);
      }),
      { numRuns: 5 },
    );
  });

  test("do not change what is answered without them, and are not there where nothing is believed", async () => {
    const plain: Tape[] = [meta];
    for (const engine of [FlowEngine.of(plain), FlowEngine.of(plain, { confidence: false })]) {
      const answer = await engine.strikeFlow("META", all);
      expect(Object.keys(answer.bars[0])).toEqual([
        "t",
        "spot",
        "signed_delta_dollars",
        "signed_gamma_dollars",
        "contracts",
      ]);
      const { bars } = await whole.strikeFlow("META", all);
      expect(answer.bars).toEqual(
        bars.map(({ expected_delta_dollars: expected, delta_dollars_deviation: deviation, ...rest }) => {
          expect(expected).toHaveLength(answer.strikes_grid.length);
          expect(deviation).toHaveLength(answer.strikes_grid.length);
          return rest;
        }),
      );
      expect(StrikeGrid.from(answer).uncertainty).toBeUndefined();
      expect(engine.convention).not.toContain("sides right");
    }
    expect(whole.convention).toContain("; sides right quote 0.63, tick 0.49");
  });

  test("are there in a simulated market whose kind was counted, unless they are not wanted", async () => {
    const has = async (options: object): Promise<boolean> => {
      const flow = FlowEngine.simulate({ seed: 3, symbols: ["META"], date: "2026-11-27", ...options });
      return "expected_delta_dollars" in (await flow.strikeFlow("META", { minutes: 1 })).bars[0];
    };
    expect(await has({})).toBe(true);
    expect(await has(LITERATURE_2021)).toBe(true);
    expect(await has({ confidence: false })).toBe(false);
    expect(await has({ customerLimitOrders: 0.2 })).toBe(false);
    expect(await has({ customerLimitOrders: 0.2, confidence: { quote: 0.8 } })).toBe(true);
  });

  test("are whole dollars, of either sign", async () => {
    const { bars } = await whole.strikeFlow("META", all);
    for (const { expected_delta_dollars: expected, delta_dollars_deviation: deviation } of bars)
      expect([...expected!, ...deviation!].filter((cell) => cell !== Math.round(cell!))).toEqual([]);
    expect(bars.some(({ expected_delta_dollars: expected }) => expected!.some((cell) => cell! < 0))).toBe(true);
  });

  test("of a minute whose first half is unknown are those of the second, as the flow is", async () => {
    const trades: [number, string, number, number, number, number][] = [
      [10, "100C", 0.12, 30, 0.1, 0.12],
      [45, "100C", 0.12, 10, 0.1, 0.12],
    ];
    const quotes: [number, string, number, number][] = [
      [35, "100C", 0.1, 0.12],
      [35, "100P", 0.1, 0.12],
    ];
    const [both, second] = [trades, trades.slice(1)].map((some) =>
      FlowEngine.of([tinyTape({ minutes: 2, strikes: [100], quotes, trades: some })], { confidence: { quote: 0.75 } }),
    );
    const [bar] = (await both.strikeFlow("TINY")).bars;
    expect(bar.signed_delta_dollars[0]).toBeGreaterThan(0);
    expect(bar.expected_delta_dollars).toEqual([Math.round(2 * bar.signed_delta_dollars[0]!)]);
    const [late] = (await second.strikeFlow("TINY")).bars;
    expect(bar.expected_delta_dollars).toEqual(late.expected_delta_dollars);
    expect(bar.delta_dollars_deviation).toEqual(late.delta_dollars_deviation);
    // The other way round: what is known first stays when the next half is unknown.
    const known = { expected: Float64Array.of(5), variance: Float64Array.of(9) };
    addFlowEstimates(known, { callDelta: Float64Array.of(NaN) }, viewOf(both, "TINY")!.history, 0, [0]);
    expect(known).toEqual({ expected: Float64Array.of(5), variance: Float64Array.of(9) });
  });

  test("are missing where the delta is, and zero where nothing was traded", async () => {
    const flow = FlowEngine.of([tinyTape({ trades: [[1, "100C", 1.2, 10, 1, 1.2]], strikes: [100, 101] })], {
      confidence: { quote: 0.9 },
    });
    const [bar] = (await flow.strikeFlow("TINY")).bars;
    expect(bar.signed_delta_dollars).toEqual([null]);
    expect(bar.expected_delta_dollars).toEqual([null]);
    expect(bar.delta_dollars_deviation).toEqual([null]);
  });
});

describe("over the wire", () => {
  let server: FlowServer;
  beforeAll(async () => {
    server = await serve(whole);
  });
  afterAll(() => server.close());

  test("estimates are what the engine gives, at any instant and length", async () => {
    const client = new FlowClient({ baseUrl: server.url });
    for (const minutes of [1, 60, 390])
      expect(await client.strikeFlow("META", { minutes })).toStrictEqual(await whole.strikeFlow("META", { minutes }));
  });

  test("kept bytes are those of the answer", async () => {
    for (const [at, minutes] of [
      [20, 60],
      [20, 5],
      [200, 390],
      [200, 60],
    ]) {
      const engine = whole.at(open + at * MINUTE);
      const parts = partsOf(engine, "strikeFlow", "META", { bar: "1m", minutes })!;
      const text = JSON.stringify(await engine.strikeFlow("META", { minutes }));
      expect(text).toContain("delta_dollars_deviation");
      const body = bodyOfParts(parts);
      expect(Buffer.concat(body.plain()).toString()).toBe(text);
      expect(gunzipSync(Buffer.concat(body.gzip())).toString()).toBe(text);
    }
  });

  test("a column that is not as long as the strikes is refused", async () => {
    const answer = await whole.strikeFlow("META", { minutes: 1 });
    const broken = structuredClone(answer);
    broken.bars[0].delta_dollars_deviation!.pop();
    const { length } = answer.strikes_grid;
    expect(() => checkStrikeFlow(broken)).toThrow(
      `bars[0].delta_dollars_deviation: expected ${length} cells, one a strike, got an array of ${length - 1}`,
    );
    expect(() => checkStrikeFlow({ ...answer, bars: [{ ...answer.bars[0], expected_delta_dollars: 5 }] })).toThrow(
      "bars[0].expected_delta_dollars",
    );
  });
});

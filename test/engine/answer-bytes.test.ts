import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bodyOfParts } from "../../src/api/answer-body.js";
import { partsOf } from "../../src/api/answer-parts.js";
import { BAR_SIZES, HEATMAP_METRICS, HEATMAP_MODES, HEDGE_SIDES, type EndpointName } from "../../src/api/endpoints.js";
import { FlowEngine } from "../../src/engine/engine.js";
import { simulatedMarket, simulateTape } from "../../src/engine/simulate.js";
import { cutTape, sliceTape, type Tape } from "../../src/engine/tape.js";
import { MINUTE } from "../../src/session.js";
import { withoutIdleStrikes } from "./listed-strikes.js";

const market = simulatedMarket({ seed: 3, symbols: ["META", "SPY"], date: "2026-11-27" });
const [meta, spy] = market.names.map((name) => simulateTape(name, market));
const { open, close } = market.session;

/** META, in which every third strike has no open interest, and nothing happens at one in the first 20 minutes or more. */
const growing = ((): Tape => {
  const isLate = (contract: number, time: number): boolean =>
    (contract >> 1) % 3 === 0 && time < open + (20 + (contract >> 1)) * MINUTE;
  const kept = <T extends { time: Float64Array; contract: Int32Array }>(columns: T): T => {
    const rows = [...columns.time.keys()].filter((row) => !isLate(columns.contract[row], columns.time[row]));
    const cut = Object.entries<Float64Array | Int32Array>(columns as never).map(([name, column]) => {
      return [name, (column.constructor as typeof Float64Array).from(rows, (row) => column[row])];
    });
    return Object.fromEntries(cut) as T;
  };
  const openInterest = meta.openInterest.map((contracts, c) => ((c >> 1) % 3 === 0 ? 0 : contracts));
  return { ...meta, openInterest, trades: kept(meta.trades), quotes: kept(meta.quotes) };
})();

/** What a server may be asked that is answered in parts. */
interface Question {
  method: EndpointName;
  symbol: string;
  params: Record<string, string | number>;
}

const minutes = fc.integer({ min: 1, max: 390 });
const symbol = fc.constantFrom("META", "META", "SPY", "NONE");
const bar = fc.constantFrom(...BAR_SIZES);
const question: fc.Arbitrary<Question> = fc.oneof(
  fc.record({
    method: fc.constant("strikeFlow" as const),
    symbol,
    params: fc.record({ bar: fc.constant("1m"), minutes }),
  }),
  fc.record({
    method: fc.constant("heatmap" as const),
    symbol,
    params: fc.record({
      metric: fc.constantFrom(...HEATMAP_METRICS),
      mode: fc.constantFrom(...HEATMAP_MODES),
      bar: fc.constant("1m"),
      minutes,
    }),
  }),
  fc.record({ method: fc.constant("series" as const), symbol, params: fc.record({ bar, minutes }) }),
  fc.record({
    method: fc.constant("hedgeFlow" as const),
    symbol,
    params: fc.record({ side: fc.constantFrom(...HEDGE_SIDES), bar, minutes }),
  }),
);
/** Of a day's instants, half minutes and those of no sample among them. */
const instant = fc.oneof(
  fc.integer({ min: -1, max: 422 }).map((half) => open + half * 30_000),
  fc.integer({ min: open, max: close }),
);

async function expectSame(engine: FlowEngine, { method, symbol, params }: Question): Promise<void> {
  const methods = engine as unknown as Record<EndpointName, (symbol: string, params: object) => Promise<unknown>>;
  const text = JSON.stringify(await methods[method](symbol, params));
  const body = bodyOfParts(partsOf(engine, method, symbol, params)!);
  expect(Buffer.concat(body.plain()).toString()).toBe(text);
  expect(body.length).toBe(Buffer.byteLength(text));
  expect(gunzipSync(Buffer.concat(body.gzip())).toString()).toBe(text);
}

describe("the bytes of an answer are those of its object, and its gzip holds them", () => {
  test("for every question, window and instant, asked in any order", async () => {
    const engine = FlowEngine.of([growing, spy]);
    const { strikes_grid: early } = await engine.at(open + MINUTE).strikeFlow("META");
    const { strikes_grid: late } = await engine.at(close).strikeFlow("META");
    expect(late.length).toBeGreaterThan(early.length + 5);
    await fc.assert(
      fc.asyncProperty(question, instant, (asked, at) => expectSame(engine.at(at), asked)),
      { numRuns: 300 },
    );
  });

  test("while a session is fed, its strikes are listed and outages come to be known", async () => {
    const questions = fc.array(question, { minLength: 1, maxLength: 4 });
    const step = fc.record({ minutes: fc.double({ min: 0.1, max: 40, noNaN: true }), gap: fc.boolean(), instant });
    await fc.assert(
      fc.asyncProperty(questions, fc.array(step, { minLength: 3, maxLength: 10 }), async (asked, steps) => {
        const live = FlowEngine.of([withoutIdleStrikes(cutTape(growing, open)), cutTape(spy, open)]);
        let from = open;
        for (const { minutes, gap, instant } of steps) {
          const to = Math.min(close, Math.floor(from + minutes * MINUTE));
          if (to > from && !gap) live.append(withoutIdleStrikes(sliceTape(growing, from, to)));
          if (to > from && gap) live.append({ symbol: "META", strikes: growing.strikes, gaps: [{ from, to }] });
          from = to;
          for (const each of asked) {
            await expectSame(live, each);
            await expectSame(live.at(instant), each);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  test("also of half a minute that an outage takes away after it was sent", async () => {
    const live = FlowEngine.of([cutTape(meta, open + 10.75 * MINUTE)]);
    const asked: Question[] = [
      { method: "series", symbol: "META", params: { bar: "30s", minutes: 60 } },
      { method: "hedgeFlow", symbol: "META", params: { side: "all", bar: "30s", minutes: 60 } },
    ];
    for (const each of asked) await expectSame(live, each);
    const gap = { from: live.instant, to: open + 12 * MINUTE };
    live.append({ ...sliceTape(meta, gap.to, open + 20 * MINUTE), gaps: [gap] });
    for (const each of asked) await expectSame(live, each);
  });
});

test("a method that was replaced answers a server with what it was replaced with", async () => {
  const engine = FlowEngine.of([spy]);
  const params = { bar: "1m", minutes: 1 };
  expect(partsOf(engine, "strikeFlow", "SPY", params)).toBeDefined();
  engine.strikeFlow = () => Promise.reject(new Error("replaced"));
  expect(partsOf(engine, "strikeFlow", "SPY", params)).toBeUndefined();
  expect(partsOf(engine, "snapshot", "SPY", {})).toBeUndefined();
  expect(partsOf(engine, "leaderboard", undefined, {})).toBeUndefined();
});

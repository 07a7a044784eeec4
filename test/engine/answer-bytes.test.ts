import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bodyOfParts } from "../../src/api/answer-body.js";
import { partsOf } from "../../src/api/answer-parts.js";
import { BAR_SIZES, HEATMAP_METRICS, HEATMAP_MODES, HEDGE_SIDES, type EndpointName } from "../../src/api/endpoints.js";
import { FlowEngine } from "../../src/engine/engine.js";
import { simulatedMarket, simulateTape } from "../../src/engine/simulate.js";
import { cutTape, sliceTape } from "../../src/engine/tape.js";
import { MINUTE } from "../../src/session.js";
import { withoutIdleStrikes } from "./listed-strikes.js";

const market = simulatedMarket({ seed: 3, symbols: ["META", "SPY"], date: "2026-11-27" });
const [meta, spy] = market.names.map((name) => simulateTape(name, market));
const { open, close } = market.session;

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
  const ask = engine[method] as (symbol: string, params: object) => Promise<unknown>;
  const text = JSON.stringify(await ask.call(engine, symbol, params));
  const body = bodyOfParts(partsOf(engine, method, symbol, params)!);
  expect(body.plain().toString()).toBe(text);
  expect(body.length).toBe(Buffer.byteLength(text));
  expect(gunzipSync(body.gzip()).toString()).toBe(text);
}

describe("the bytes of an answer are those of its object, and its gzip holds them", () => {
  test("for every question, window and instant, asked in any order", async () => {
    const engine = FlowEngine.of([meta, spy]);
    await fc.assert(
      fc.asyncProperty(question, instant, (asked, at) => expectSame(engine.at(at), asked)),
      { numRuns: 150 },
    );
  });

  test("while a session is fed, its strikes are listed and outages come to be known", async () => {
    const steps = fc.array(
      fc.record({ minutes: fc.double({ min: 0.1, max: 40, noNaN: true }), gap: fc.boolean(), question, instant }),
      { minLength: 3, maxLength: 12 },
    );
    await fc.assert(
      fc.asyncProperty(steps, async (taken) => {
        const live = FlowEngine.of([withoutIdleStrikes(cutTape(meta, open)), cutTape(spy, open)]);
        let from = open;
        for (const { minutes, gap, question, instant } of taken) {
          const to = Math.min(close, Math.floor(from + minutes * MINUTE));
          const piece = sliceTape(meta, from, to);
          if (to > from && !gap) live.append(withoutIdleStrikes(piece));
          if (to > from && gap) live.append({ symbol: "META", strikes: new Float64Array(0), gaps: [{ from, to }] });
          from = to;
          await expectSame(live, question);
          await expectSame(live.at(instant), question);
        }
      }),
      { numRuns: 40 },
    );
  });
});

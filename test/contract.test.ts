import { rm } from "node:fs/promises";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { FlowClient } from "../src/api/client.js";
import { BAR_SIZES, BOARD_METRICS, HEATMAP_METRICS, HEDGE_SIDES } from "../src/api/endpoints.js";
import type { FlowError } from "../src/api/errors.js";
import { serve } from "../src/api/server.js";
import type { FlowSource } from "../src/api/source.js";
import { isSessionClosed, isSnapshot } from "../src/api/snapshot-types.js";
import type { HeatmapMetric } from "../src/api/types.js";
import { HEAT_FLOOR } from "../src/engine/board-values.js";
import { classify } from "../src/engine/classify.js";
import { FlowEngine } from "../src/engine/engine.js";
import { readTape } from "../src/engine/read-tape.js";
import { SAMPLE_MS } from "../src/engine/sample-clock.js";
import { simulatedMarket, simulateTape } from "../src/engine/simulate.js";
import { cutTape, NO_PRICE, type Tape, type TradeColumns } from "../src/engine/tape.js";
import { MINUTE, toIso } from "../src/session.js";
import { leanTape } from "./lean-tape.js";
import { describeShared } from "./shared-data.js";

/*
 * The laws: for every endpoint, parameter and error an engine and a client of that engine, served through a real socket,
 * are the same source; an engine sees nothing later than its instant; and its answers agree with each other. On simulated
 * sessions, whole and half days, and on a recorded one.
 */

// ------------------------------------------------------------------------------------------------------ what is asked

interface Question {
  says: string;
  ask: (flow: FlowSource) => Promise<unknown>;
}

// Notebook cells are checked without strict, so values of any kind arrive.
const odd = fc.constantFrom<unknown>(
  null,
  "",
  " 5",
  "5m",
  "7",
  "1e1",
  "0x10",
  2.5,
  NaN,
  Infinity,
  -1e9,
  1e9,
  true,
  "é&=?#",
);
const mostly = <T>(usual: fc.Arbitrary<T>): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 6, arbitrary: usual }, { weight: 1, arbitrary: odd });
const minutes = mostly(fc.integer({ min: -5, max: 500 }));
const bar = mostly(fc.constant("1m"));
const expiry = fc.constantFrom("2015-12-24", "2026-06-05", "2026-11-27", "2026-02-30", "1999-12-31", "05.06.2026");
const symbol = (known: readonly string[]): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...known) },
    { weight: 1, arbitrary: fc.constantFrom(...known).map((name) => ` ${name.toLowerCase()}\t`) },
    {
      weight: 2,
      arbitrary: fc.constantFrom("NOBODY", "BRK.B", "ES=F", "^SPX", "..", "A/B", "A B", "", "%2F", "é", "\ud800"),
    },
    { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 40 }) },
  );

function questions(known: readonly string[]): fc.Arbitrary<Question> {
  const asked = (
    says: string,
    ask: (flow: FlowSource, params: never) => Promise<unknown>,
    params: object,
  ): Question => ({
    says: `${says} ${fc.stringify(params)}`,
    ask: (flow) => ask(flow, params as never),
  });
  return fc.oneof(
    fc
      .record(
        { metric: mostly(fc.constantFrom(...BOARD_METRICS)), n: mostly(fc.integer({ min: -5, max: 120 })) },
        { requiredKeys: [] },
      )
      .map((params) => asked("leaderboard", (flow, it) => flow.leaderboard(it), params)),
    fc
      .tuple(symbol(known), fc.record({ bar, minutes }, { requiredKeys: [] }))
      .map(([name, params]) => asked(`strikeFlow ${name}`, (flow, it) => flow.strikeFlow(name, it), params)),
    fc
      .tuple(
        symbol(known),
        fc.record(
          {
            metric: mostly(fc.constantFrom(...HEATMAP_METRICS)),
            mode: mostly(fc.constantFrom("raw", "delta")),
            bar,
            minutes,
          },
          { requiredKeys: [] },
        ),
      )
      .map(([name, params]) => asked(`heatmap ${name}`, (flow, it) => flow.heatmap(name, it), params)),
    fc
      .tuple(symbol(known), fc.record({ expiry: mostly(expiry) }, { requiredKeys: [] }))
      .map(([name, params]) => asked(`snapshot ${name}`, (flow, it) => flow.snapshot(name, it), params)),
    fc
      .tuple(symbol(known), fc.record({ bar: mostly(fc.constantFrom(...BAR_SIZES)), minutes }, { requiredKeys: [] }))
      .map(([name, params]) => asked(`series ${name}`, (flow, it) => flow.series(name, it), params)),
    fc
      .tuple(
        symbol(known),
        fc.record(
          {
            side: mostly(fc.constantFrom(...HEDGE_SIDES)),
            bar: mostly(fc.constantFrom(...BAR_SIZES)),
            minutes,
          },
          { requiredKeys: [] },
        ),
      )
      .map(([name, params]) => asked(`hedgeFlow ${name}`, (flow, it) => flow.hedgeFlow(name, it), params)),
  );
}

/** An answer, or all of an error that both sides have: class, code, status and message. */
async function outcome(question: Promise<unknown>): Promise<unknown> {
  try {
    return { answer: await question };
  } catch (error) {
    const { constructor, name, code, status, message } = error as FlowError;
    return { class: constructor.name, name, code, status, message };
  }
}

/** Instants that matter: any millisecond, ends of minutes and just before them, the open, the close, before and after. */
function instants({ open, close }: Tape["session"]): fc.Arbitrary<number> {
  const minute = fc.integer({ min: 0, max: (close - open) / MINUTE }).map((count) => open + count * MINUTE);
  return fc.oneof(
    fc.integer({ min: open, max: close }),
    minute,
    minute.map((end) => end - 1),
    minute.map((end) => end + 0.25),
    fc.constantFrom(
      open - 3_600_000,
      open - 1,
      open,
      open + MINUTE,
      close - 30_000,
      close - 1,
      close,
      close + 3_600_000,
    ),
  );
}

/** Everything that a source says of a name. */
async function everything(flow: FlowSource, name: string): Promise<unknown> {
  return Promise.all([
    ...BOARD_METRICS.map((metric) => flow.leaderboard({ metric })),
    flow.strikeFlow(name, { minutes: 390 }),
    ...HEATMAP_METRICS.map((metric) => flow.heatmap(name, { metric, minutes: 390 })),
    flow.heatmap(name, { mode: "delta", minutes: 7 }),
    flow.snapshot(name),
    ...BAR_SIZES.map((bar) => flow.series(name, { bar, minutes: 390 })),
    ...HEDGE_SIDES.map((side) => flow.hedgeFlow(name, { side, minutes: 390 })),
    flow.hedgeFlow(name, { bar: "15m", minutes: 45 }),
  ]);
}

// ------------------------------------------------------------------------------------------------------- the sessions

const NAMES = ["META", "AVGO", "GOOGL"];
const made = new Map<string, Tape[]>();

const simulated: fc.Arbitrary<Tape[]> = fc
  .record({ seed: fc.integer({ min: -1, max: 3 }), date: fc.constantFrom("2026-06-05", "2026-11-27") })
  .map((options) => {
    const key = JSON.stringify(options);
    const market = simulatedMarket({ ...options, symbols: NAMES });
    if (!made.has(key))
      made.set(
        key,
        market.names.map((name) => simulateTape(name, market)),
      );
    return made.get(key)!;
  });

describe("simulated sessions", () => laws(simulated));

/** The same names, but the first one's recording stops somewhere, and the second one's has a gap. */
const broken: fc.Arbitrary<Tape[]> = fc
  .tuple(simulated, fc.double({ min: 0.05, max: 0.95, noNaN: true }), fc.double({ min: 0, max: 0.95, noNaN: true }))
  .map(([[first, second, ...others], end, gap]) => {
    const { open, close } = first.session;
    const from = open + Math.floor(gap * (close - open));
    return [
      cutTape(first, open + Math.floor(end * (close - open))),
      { ...second, gaps: [{ from, to: from + 7.5 * MINUTE }] },
      ...others,
    ];
  });

describe("sessions whose recordings break off or have gaps", () => {
  test("an engine sees nothing later than its instant, and ranks no name whose last minute was not recorded", async () => {
    const moments = broken.chain((given) => fc.tuple(fc.constant(given), instants(given[0].session)));
    await fc.assert(
      fc.asyncProperty(moments, async ([given, instant]) => {
        const whole = FlowEngine.of(given).at(instant);
        const cut = FlowEngine.of(given.map((tape) => cutTape(tape, instant))).at(instant);
        for (const { symbol, session } of given.slice(0, 2)) {
          const answers = await everything(whole, symbol);
          expect(answers).toStrictEqual(await everything(cut, symbol));
          const { bars, underlying_price } = await whole.strikeFlow(symbol, { minutes: 1 });
          if (bars.length > 0 || instant < session.open + MINUTE) continue;
          expect(underlying_price).toBeNull();
          for (const metric of BOARD_METRICS)
            expect((await whole.leaderboard({ metric })).entries.map((entry) => entry.symbol)).not.toContain(symbol);
        }
      }),
      { numRuns: 12 },
    );
  });
});

describeShared("GOOG's half day of 2015-12-24", "lean-us-0dte", (source) => {
  let folder: string;
  let goog: Tape;
  beforeAll(async () => {
    folder = await leanTape(source);
    goog = await readTape(folder);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));
  laws(fc.constant(null).map(() => [goog]));
});

// ----------------------------------------------------------------------------------------------------------- the laws

function laws(tapes: fc.Arbitrary<Tape[]>): void {
  const engines = new WeakMap<Tape[], FlowEngine>();
  const engineOf = (given: Tape[]): FlowEngine => {
    const engine = engines.get(given) ?? FlowEngine.of(given);
    engines.set(given, engine);
    return engine;
  };
  /** Tapes and an instant of their session. */
  const moments = tapes.chain((given) => fc.tuple(fc.constant(given), instants(given[0].session)));
  const oneTape = tapes.chain((given) => fc.constantFrom(...given));
  /** The engine at an instant and one of its names, in the session. */
  const inSession = moments.map(([given, instant]) => ({
    flow: engineOf(given).at(Math.max(instant, given[0].session.open + MINUTE)),
    name: given[0].symbol,
  }));

  test("an engine and a client of it, through a socket, answer and refuse alike", async () => {
    const cases = moments.chain(([given, instant]) =>
      fc.tuple(
        fc.constant(engineOf(given).at(instant)),
        fc.array(questions(given.map((tape) => tape.symbol)), { minLength: 8, maxLength: 8 }),
      ),
    );
    const seen = { answers: 0, errors: new Set<unknown>() };
    await fc.assert(
      fc.asyncProperty(cases, async ([engine, asked]) => {
        const server = await serve(engine);
        try {
          const client = new FlowClient({ baseUrl: server.url });
          for (const { says, ask } of asked) {
            const ours = await outcome(ask(engine));
            expect(await outcome(ask(client)), says).toStrictEqual(ours);
            if ("answer" in (ours as object)) seen.answers++;
            else seen.errors.add((ours as FlowError).code);
          }
        } finally {
          await server.close();
        }
      }),
      { numRuns: 40, seed: 5 },
    );
    expect(seen.answers).toBeGreaterThan(50);
    expect([...seen.errors].sort()).toEqual(
      [
        ...["bar_unavailable", "invalid_bar", "invalid_expiry", "invalid_metric", "invalid_minutes", "invalid_mode"],
        ...["invalid_n", "invalid_side", "invalid_symbol", "symbol_not_found"],
      ].sort(),
    );
  });

  test("a request with ?at= is answered by the engine at that instant, and one of another day is refused", async () => {
    await fc.assert(
      fc.asyncProperty(moments, async ([given, instant]) => {
        const [{ symbol, session }] = given;
        const server = await serve(engineOf(given));
        const get = async (at: string): Promise<unknown> =>
          (
            await fetch(`${server.url}/v1/flow/zero-dte/heatmap/${symbol}?minutes=5&at=${encodeURIComponent(at)}`)
          ).json();
        try {
          const answer = await engineOf(given).at(instant).heatmap(symbol, { minutes: 5 });
          expect(await get(toIso(instant))).toEqual(answer);
          expect(await get(toIso(session.open - 86_400_000))).toMatchObject({
            error: "invalid_at",
            message: expect.stringContaining(`is not on ${session.date} in New York`) as string,
          });
        } finally {
          await server.close();
        }
      }),
      { numRuns: 5 },
    );
  });

  test("an engine sees nothing later than its instant", async () => {
    await fc.assert(
      fc.asyncProperty(moments, async ([given, instant]) => {
        const cut = given.map((tape) => cutTape(tape, instant));
        const name = given[0].symbol;
        expect(await everything(engineOf(given).at(instant), name)).toStrictEqual(
          await everything(FlowEngine.of(cut).at(instant), name),
        );
      }),
      { numRuns: 25 },
    );
  });

  test("a later instant adds bars and changes none", async () => {
    await fc.assert(
      fc.asyncProperty(
        tapes.chain((given) => fc.tuple(fc.constant(given), instants(given[0].session), instants(given[0].session))),
        async ([given, a, b]) => {
          const name = given[0].symbol;
          const [early, late] = await Promise.all(
            [Math.min(a, b), Math.max(a, b)].map((instant) =>
              engineOf(given).at(instant).heatmap(name, { minutes: 390 }),
            ),
          );
          const positions = early.strikes_grid.map((strike) => late.strikes_grid.indexOf(strike));
          expect(positions).not.toContain(-1);
          const [before, after] = await Promise.all(
            [Math.min(a, b), Math.max(a, b)].map((instant) =>
              Promise.all(BAR_SIZES.map((bar) => engineOf(given).at(instant).series(name, { bar, minutes: 390 }))),
            ),
          );
          before.forEach(({ bars }, i) => expect(after[i].bars.slice(0, bars.length)).toEqual(bars));
          const shared = late.bars.slice(0, early.bars.length);
          expect(shared.map((bar) => ({ ...bar, values: positions.map((at) => bar.values[at]) }))).toEqual(early.bars);
        },
      ),
      { numRuns: 15 },
    );
  });

  test("strike-flow and the heatmap of flow are the same numbers", async () => {
    await fc.assert(
      fc.asyncProperty(inSession, fc.integer({ min: 1, max: 390 }), async ({ flow, name }, minutes) => {
        const [byStrike, map, changes] = await Promise.all([
          flow.strikeFlow(name, { minutes }),
          flow.heatmap(name, { metric: "signed_flow", minutes }),
          flow.heatmap(name, { metric: "signed_flow", mode: "delta", minutes }),
        ]);
        expect(map.strikes_grid).toEqual(byStrike.strikes_grid);
        expect(map.bars).toEqual(
          byStrike.bars.map(({ t, spot, signed_delta_dollars }) => ({ t, spot, values: signed_delta_dollars })),
        );
        // Flow is an increment already: the API documents its two modes as the same.
        expect(changes.bars).toEqual(map.bars);
      }),
      { numRuns: 15 },
    );
  });

  test("hedge flow is the sum of strike-flow over strikes, and the difference of what it is since the open", async () => {
    await fc.assert(
      fc.asyncProperty(inSession, fc.constantFrom(...BAR_SIZES), async ({ flow, name }, bar) => {
        const minutes = 390;
        const [all, calls, puts] = await Promise.all(
          HEDGE_SIDES.map((side) => flow.hedgeFlow(name, { side, bar, minutes })),
        );
        // What is added up in another order agrees to the rounding of the sum of magnitudes.
        const size = all.bars.reduce((sum, one) => sum + Math.abs(one.bar ?? 0), 1);
        const close = (ours: number | null, theirs: number): void =>
          expect(Math.abs((ours ?? 0) - theirs)).toBeLessThanOrEqual(1e-9 * size);
        all.bars.forEach((one, i) => {
          close(one.bar, (calls.bars[i].bar ?? 0) + (puts.bars[i].bar ?? 0));
          close(one.cumulative, (calls.bars[i].cumulative ?? 0) + (puts.bars[i].cumulative ?? 0));
          close(one.bar, (one.cumulative ?? 0) - (i === 0 ? 0 : (all.bars[i - 1].cumulative ?? 0)));
        });
        if (bar !== "1m") return;
        const { bars } = await flow.strikeFlow(name, { minutes });
        expect(all.bars.map(({ t }) => t)).toEqual(bars.map(({ t }) => t));
        bars.forEach(({ signed_delta_dollars }, i) =>
          close(
            all.bars[i].bar,
            signed_delta_dollars.reduce<number>((sum, cell) => sum + (cell ?? 0), 0),
          ),
        );
      }),
      { numRuns: 12 },
    );
  });

  test("a series holds the last sample of each bar, and hedge flow's running sums", async () => {
    await fc.assert(
      fc.asyncProperty(inSession, fc.constantFrom("1m", "5m", "15m"), async ({ flow, name }, bar) => {
        const minutes = 390;
        const [samples, series, hedge] = await Promise.all([
          flow.series(name, { minutes }),
          flow.series(name, { bar, minutes }),
          flow.hedgeFlow(name, { bar, minutes }),
        ]);
        const length = { "1m": 60_000, "5m": 300_000, "15m": 900_000 }[bar];
        for (const [i, { t, ...last }] of series.bars.entries()) {
          const ends = toIso(Date.parse(t) + length - SAMPLE_MS);
          expect(samples.bars.find((sample) => sample.t === ends)).toEqual({ t: ends, ...last });
          expect(last.hedge_flow_cumulative_all).toBe(hedge.bars[i].cumulative);
        }
      }),
      { numRuns: 12 },
    );
  });

  test("a snapshot adds up to the last sample of the series, and its strikes are the heatmap's", async () => {
    await fc.assert(
      fc.asyncProperty(inSession, async ({ flow, name }) => {
        const answer = await flow.snapshot(name);
        if (!isSnapshot(answer)) {
          expect(isSessionClosed(answer)).toBe(true);
          return;
        }
        const { bars } = await flow.series(name, { minutes: 390 });
        const last = bars.at(-1)!;
        const { exposures, regime, levels, pin_risk, expected_move, flow_direction, strikes } = answer;
        expect([exposures?.net_gex, exposures?.net_dex, exposures?.net_chex]).toEqual([
          last.net_gex,
          last.net_dex,
          last.charm_dollars_per_hour,
        ]);
        expect([regime?.label, regime?.gamma_flip, levels?.call_wall, levels?.put_wall]).toEqual([
          last.regime,
          last.gamma_flip,
          last.call_wall,
          last.put_wall,
        ]);
        expect([pin_risk?.magnet_strike, pin_risk?.pin_score, expected_move?.atm_iv]).toEqual([
          last.magnet,
          last.pin_score,
          last.atm_iv,
        ]);
        expect(flow_direction?.live_net_gex).toBe(last.net_gex);
        const size = strikes!.reduce((sum, { net_gex }) => sum + Math.abs(net_gex ?? 0), 0);
        const sum = strikes!.reduce((total, { net_gex }) => total + (net_gex ?? 0), 0);
        if (last.net_gex !== null) expect(Math.abs(sum - last.net_gex)).toBeLessThanOrEqual(1e-12 * size);
        const map = await flow.heatmap(name, { minutes: 1 });
        if (map.bars.length === 1 && Date.parse(map.bars[0].t) + MINUTE === Date.parse(last.t) + SAMPLE_MS)
          expect(strikes!.map(({ net_gex }) => net_gex)).toEqual(map.bars[0].values);
      }),
      { numRuns: 12 },
    );
  });

  test("mode delta is the first difference of raw, and its first bar is raw", async () => {
    const levels = HEATMAP_METRICS.filter((metric) => metric !== "signed_flow");
    const cases = fc.tuple(inSession, fc.constantFrom<HeatmapMetric>(...levels), fc.integer({ min: 1, max: 390 }));
    await fc.assert(
      fc.asyncProperty(cases, async ([{ flow, name }, metric, minutes]) => {
        const raw = await flow.heatmap(name, { metric, minutes });
        const { bars } = await flow.heatmap(name, { metric, mode: "delta", minutes });
        expect(bars).toEqual(
          raw.bars.map((bar, i) => ({
            ...bar,
            values: bar.values.map((value, k) => {
              const before = i === 0 ? 0 : raw.bars[i - 1].values[k];
              return value === null || before === null ? null : value - before;
            }),
          })),
        );
      }),
      { numRuns: 15 },
    );
  });

  test("a board ranks 1..k, its values never rise, and a shorter one is its start", async () => {
    await fc.assert(
      fc.asyncProperty(
        moments,
        fc.constantFrom(...BOARD_METRICS),
        fc.integer({ min: 1, max: 5 }),
        async ([given, instant], metric, n) => {
          const flow = engineOf(given).at(instant);
          const { entries } = await flow.leaderboard({ metric });
          expect(entries.map(({ rank }) => rank)).toEqual(entries.map((_, i) => i + 1));
          expect(new Set(entries.map((entry) => entry.symbol)).size).toBe(entries.length);
          for (const [i, { value }] of entries.entries()) {
            expect(value).toBeGreaterThanOrEqual(0);
            if (i > 0) expect(value).toBeLessThanOrEqual(entries[i - 1].value);
          }
          expect((await flow.leaderboard({ metric, n })).entries).toEqual(entries.slice(0, n));
        },
      ),
      { numRuns: 25 },
    );
  });

  test("a board's values are those of the name's own answers", async () => {
    await fc.assert(
      fc.asyncProperty(inSession, async ({ flow, name }) => {
        const value = async (metric: (typeof BOARD_METRICS)[number]): Promise<number> =>
          (await flow.leaderboard({ metric })).entries.find((entry) => entry.symbol === name)?.value ?? NaN;
        const sum = (cells: (number | null)[]): number => cells.reduce<number>((total, cell) => total + (cell ?? 0), 0);
        const close = (ours: number, theirs: number): void =>
          expect(Math.abs(ours - theirs)).toBeLessThanOrEqual(1e-9 * Math.abs(theirs));
        const [{ bars: flows }, { bars: gex }, { bars: chex }] = await Promise.all([
          flow.strikeFlow(name, { minutes: 390 }),
          flow.heatmap(name, { metric: "gex", minutes: 390 }),
          flow.heatmap(name, { metric: "chex", minutes: 390 }),
        ]);
        if (chex.at(-1)!.values.every((cell) => cell === null)) return expect(await value("charm_intensity")).toBeNaN();
        close(await value("charm_intensity"), Math.abs(sum(chex.at(-1)!.values)));

        const total = sum(flows.map((bar) => sum(bar.signed_delta_dollars)));
        const gross = Math.max(...gex.map((bar) => sum(bar.values.map((cell) => Math.abs(cell ?? 0)))));
        close(await value("heat"), Math.abs(total) / Math.max(Math.abs(sum(gex.at(-1)!.values)), HEAT_FLOOR * gross));

        // Two legs, which may oppose each other: never less than their sum.
        const last = Math.abs(sum(flows.at(-1)!.signed_delta_dollars));
        expect(await value("abs_flow")).toBeGreaterThanOrEqual(last * (1 - 1e-9));
        const pin = await value("pin_risk");
        expect(Number.isInteger(pin) && pin >= 0 && pin <= 100).toBe(true);
      }),
      { numRuns: 15 },
    );
  });

  test("mirroring every aggressor flips the sign of every flow cell and nothing else", async () => {
    await fc.assert(
      fc.asyncProperty(oneTape, async (tape) => {
        const plain = onlyByQuote(tape);
        const mirrored = mirror(plain);
        expect([...classify(mirrored).side]).toEqual(Array.from(classify(plain).side, (side) => -side));
        const [there, back] = [plain, mirrored].map((one) => FlowEngine.of([one], { effectiveOiWeight: 0 }));

        const flip = (cells: (number | null)[]): (number | null)[] =>
          cells.map((cell) => (cell === null ? null : 0 - cell));
        const flow = await there.strikeFlow(tape.symbol, { minutes: 390 });
        expect(flow.bars.some((bar) => bar.signed_delta_dollars.some((cell) => cell))).toBe(true);
        expect(await back.strikeFlow(tape.symbol, { minutes: 390 })).toEqual({
          ...flow,
          bars: flow.bars.map((bar) => ({
            ...bar,
            signed_delta_dollars: flip(bar.signed_delta_dollars),
            signed_gamma_dollars: flip(bar.signed_gamma_dollars),
            contracts: flip(bar.contracts),
          })),
        });
        // With settled open interest the levels do not depend on sides, nor do the boards, which rank magnitudes.
        for (const metric of ["gex", "dex", "vex", "chex", "oi"] as const)
          expect(await back.heatmap(tape.symbol, { metric })).toEqual(await there.heatmap(tape.symbol, { metric }));
        for (const metric of BOARD_METRICS)
          expect(await back.leaderboard({ metric })).toEqual(await there.leaderboard({ metric }));
      }),
      { numRuns: 6 },
    );
  });

  test("the order of trades between two quotes changes nothing: across contracts never, within one by the quote rule", async () => {
    await fc.assert(
      fc.asyncProperty(oneTape, fc.integer({ min: 1, max: 1e6 }), async (tape, salt) => {
        const answers = (one: Tape): Promise<unknown> => everything(FlowEngine.of([one]), one.symbol);
        expect(await answers(reordered(tape, (trade) => (tape.trades.contract[trade] * salt) % 1009))).toStrictEqual(
          await answers(tape),
        );
        const plain = onlyByQuote(tape);
        expect(await answers(reordered(plain, (trade) => (trade * salt) % 7919))).toStrictEqual(await answers(plain));
      }),
      { numRuns: 4 },
    );
  });
}

// ------------------------------------------------------------------------------------------------------ changed tapes

/** A tape of some of its trades, in an order of one's own. */
function withTrades({ trades, ...tape }: Tape, order: readonly number[], changed: Partial<TradeColumns> = {}): Tape {
  const pick = (column: Int32Array): Int32Array => Int32Array.from(order, (trade) => column[trade]);
  return {
    ...tape,
    trades: {
      time: Float64Array.from(order, (trade) => trades.time[trade]),
      contract: pick(trades.contract),
      price: pick(trades.price),
      size: pick(trades.size),
      bid: pick(trades.bid),
      ask: pick(trades.ask),
      ...changed,
    },
  };
}

/** The quote before each trade: bid and ask in ticks, and how many quotes of any contract were before it. */
function quotesBefore({ trades, quotes }: Tape): { bid: number; ask: number; before: number }[] {
  const last = new Map<number, number>();
  let before = 0;
  return Array.from(trades.time, (time, trade) => {
    for (; quotes.time[before] < time; before++) last.set(quotes.contract[before], before);
    const quote = last.get(trades.contract[trade]);
    return {
      bid: quote === undefined ? 0 : quotes.bid[quote],
      ask: quote === undefined ? NO_PRICE : quotes.ask[quote],
      before,
    };
  });
}

/** The tape with the trades that the quote rule decides, against a bid and an offer. */
function onlyByQuote(tape: Tape): Tape {
  const { rule } = classify(tape, "quote");
  const quotes = quotesBefore(tape);
  const kept = [...rule.keys()].filter(
    // A price above twice the middle would be mirrored below zero.
    (trade) =>
      rule[trade] === 1 && quotes[trade].bid > 0 && tape.trades.price[trade] < quotes[trade].bid + quotes[trade].ask,
  );
  return withTrades(tape, kept);
}

/** Each price on the other side of the middle of its quote, as far away. */
function mirror(tape: Tape): Tape {
  const quotes = quotesBefore(tape);
  const price = tape.trades.price.map((ticks, trade) => quotes[trade].bid + quotes[trade].ask - ticks);
  return withTrades(tape, [...price.keys()], { price });
}

/** The trades of each stretch without a new quote or sample in another order, at the same times. */
function reordered(tape: Tape, key: (trade: number) => number): Tape {
  const quotes = quotesBefore(tape);
  const stretch = Array.from(
    tape.trades.time,
    (time, trade) => Math.floor(time / SAMPLE_MS) * 1e6 + quotes[trade].before,
  );
  const order = [...tape.trades.time.keys()].sort((a, b) => stretch[a] - stretch[b] || key(a) - key(b) || a - b);
  return withTrades(tape, order, { time: tape.trades.time });
}

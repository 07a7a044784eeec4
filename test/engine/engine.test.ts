import { describe, expect, test } from "vitest";
import { BOARD_METRICS } from "../../src/api/endpoints.js";
import { TapeError } from "../../src/api/errors.js";
import { isSnapshot } from "../../src/api/snapshot-types.js";
import type { BoardMetric } from "../../src/api/types.js";
import { FlowEngine } from "../../src/engine/engine.js";
import { cutTape } from "../../src/engine/tape.js";
import { atNewYork } from "../../src/session.js";
import { type TinyTape, tinyTape } from "./tiny-tape.js";

const engine = (typed: TinyTape = {}, options = {}): FlowEngine => FlowEngine.of([tinyTape(typed)], options);

/** Quotes of both rights of a strike from a second on. */
const both = (second: number, strike: number, call: number, put: number): NonNullable<TinyTape["quotes"]> => [
  [second, `${strike}C`, call - 0.01, call + 0.01],
  [second, `${strike}P`, put - 0.01, put + 0.01],
];

/** What every answer says about itself. */
const about = {
  data_origin: "typed by hand",
  data_convention:
    "effective open interest, weight 0.43; dealers long calls, short puts; sides by quote, then tick; left out cancelled, late",
};

const day: TinyTape = {
  strikes: [99, 100],
  openInterest: { "99C": 10, "99P": 100, "100C": 200 },
  quotes: [...both(0, 99, 1.02, 0.02), ...both(0, 100, 0.1, 0.1)],
  trades: [
    [10, "100C", 0.11, 20],
    [70, "100C", 0.09, 5],
    [80, "99P", 0.03, 8],
    [239, "100P", 0.11, 1],
  ],
  underlying: [
    [0, 100],
    [90, 100.01],
  ],
};

describe("an answer by strike", () => {
  test("is as the contract says, bar by bar", async () => {
    expect(await engine(day).heatmap("tiny", { metric: "oi" })).toEqual({
      symbol: "TINY",
      underlying_price: 100.01,
      expiration: "2026-06-05",
      metric: "oi",
      mode: "raw",
      bar_size: "1m",
      as_of: "2026-06-05T13:34:00Z",
      tier_used: "raw",
      strikes_grid: [99, 100],
      bars: [
        { t: "2026-06-05T13:30:00Z", spot: 100, values: [110, 200 + 0.43 * 20] },
        { t: "2026-06-05T13:31:00Z", spot: 100.01, values: [110 + 0.43 * 8, 200 + 0.43 * 15] },
        { t: "2026-06-05T13:32:00Z", spot: 100.01, values: [110 + 0.43 * 8, 200 + 0.43 * 15] },
        { t: "2026-06-05T13:33:00Z", spot: 100.01, values: [110 + 0.43 * 8, 200 + 0.43 * 15 + 0.43] },
      ],
      gap_intervals: [],
      ...about,
    });
    const { bars } = await engine(day).strikeFlow("TINY", { minutes: 2 });
    expect(bars.map(({ t, contracts }) => [t, contracts])).toEqual([
      ["2026-06-05T13:32:00Z", [0, 0]],
      ["2026-06-05T13:33:00Z", [0, 1]],
    ]);
  });

  test("has the sign of the aggressor's view: calls bought and puts sold up, calls sold and puts bought down", async () => {
    const { bars } = await engine(day).strikeFlow("TINY");
    expect(bars.map(({ signed_delta_dollars }) => signed_delta_dollars.map((cell) => Math.sign(cell!)))).toEqual([
      [0, 1],
      [-1, -1],
      [0, 0],
      [0, -1],
    ]);
    expect(bars.map(({ signed_gamma_dollars }) => signed_gamma_dollars.map((cell) => Math.sign(cell!)))).toEqual([
      [0, 1],
      [1, -1],
      [0, 0],
      [0, 1],
    ]);
  });

  test("in mode delta is the change of a bar, the first one raw, and of flow the flow itself", async () => {
    const values = async (mode: "raw" | "delta", metric: "oi" | "signed_flow"): Promise<unknown> =>
      (await engine(day, { effectiveOiWeight: 1 }).heatmap("TINY", { metric, mode, minutes: 3 })).bars.map(
        (bar) => bar.values,
      );
    expect(await values("delta", "oi")).toEqual([
      [118, 215],
      [0, 0],
      [0, 1],
    ]);
    expect(await values("delta", "signed_flow")).toEqual(await values("raw", "signed_flow"));
  });

  test("of an unknown name, or before the first bar, has no bars", async () => {
    const nothing = { bars: [], strikes_grid: [], gap_intervals: [], bar_size: "1m", tier_used: "raw" };
    expect(await engine(day).strikeFlow("NOBODY")).toEqual({
      symbol: "NOBODY",
      underlying_price: null,
      expiration: "2026-06-05",
      as_of: "2026-06-05T13:34:00Z",
      ...about,
      ...nothing,
    });
    expect(await engine(day).at("09:30:59").strikeFlow("TINY")).toMatchObject({ underlying_price: 100, ...nothing });
    expect(await engine(day).at("08:00").heatmap("TINY")).toMatchObject({ underlying_price: null, ...nothing });
  });

  test("shows a strike from its first event on, or from the open when it has open interest", async () => {
    const flow = engine({
      strikes: [99, 100, 101],
      openInterest: { "99C": 1 },
      quotes: [[100, "100C", 0.1, 0.2]],
      trades: [[200, "101C", 0.1, 1]],
    });
    const strikes = async (time: string): Promise<number[]> => (await flow.at(time).heatmap("TINY")).strikes_grid;
    expect(await strikes("09:31")).toEqual([99]);
    expect(await strikes("09:32")).toEqual([99, 100]);
    expect(await strikes("09:34")).toEqual([99, 100, 101]);
  });

  test("of one strike has one value a bar", async () => {
    const { strikes_grid, bars } = await engine({ strikes: [100], quotes: both(0, 100, 0.1, 0.1) })
      .at("16:00")
      .heatmap("TINY", {
        metric: "dex",
      });
    expect(strikes_grid).toEqual([100]);
    expect(bars.map(({ values }) => values)).toEqual([[0], [0], [0], [0]]);
  });

  test("without quotes has null cells where a greek is needed, never zero", async () => {
    const flow = engine({
      strikes: [100],
      openInterest: { "100C": 5 },
      trades: [
        [10, "100C", 1, 1],
        [20, "100C", 2, 3],
      ],
    });
    for (const metric of ["gex", "dex", "vex", "chex"] as const)
      expect((await flow.at("09:32").heatmap("TINY", { metric })).bars.map(({ values }) => values)).toEqual([
        [null],
        [null],
      ]);
    const { bars } = await flow.at("09:32").strikeFlow("TINY");
    expect(bars.map(({ contracts, signed_delta_dollars }) => [contracts, signed_delta_dollars])).toEqual([
      [[3], [null]],
      [[0], [0]],
    ]);
    expect((await flow.leaderboard()).entries).toEqual([]);
  });

  test("without a spot yet has a null spot and null exposures", async () => {
    const flow = engine({
      strikes: [100],
      openInterest: { "100C": 5 },
      quotes: both(0, 100, 0.1, 0.1),
      underlying: [[90, 100]],
    });
    const { bars, underlying_price } = await flow.at("09:32").heatmap("TINY");
    expect(bars[0]).toEqual({ t: "2026-06-05T13:30:00Z", spot: null, values: [null] });
    expect(bars[1].spot).toBe(100);
    expect(bars[1].values[0]).toBeGreaterThan(0);
    expect(underlying_price).toBe(100);
    expect((await flow.at("09:31").heatmap("TINY")).underlying_price).toBeNull();
  });

  test("leaves out the minutes that touch a gap, and names the gap as far as it is known", async () => {
    const flow = engine({
      ...day,
      gaps: [
        [61, 62],
        [200, 500],
      ],
    });
    const answer = await flow.heatmap("TINY", { metric: "oi", mode: "delta" });
    expect(answer.bars.map(({ t }) => t.slice(14, 16))).toEqual(["30", "32"]);
    expect(answer.bars[1].values).toEqual([expect.closeTo(0.43 * 8, 12), expect.closeTo(-0.43 * 5, 12)]);
    expect(answer.gap_intervals).toEqual([
      { from: "2026-06-05T13:31:01Z", to: "2026-06-05T13:31:02Z" },
      { from: "2026-06-05T13:33:20Z", to: "2026-06-05T13:34:00Z" },
    ]);
    const before = await flow.at("09:32").strikeFlow("TINY");
    expect(before.gap_intervals).toEqual([{ from: "2026-06-05T13:31:01Z", to: "2026-06-05T13:31:02Z" }]);
    expect((await flow.at("09:31").strikeFlow("TINY")).gap_intervals).toEqual([]);
  });
});

describe("a recording that ends before the instant", () => {
  const short = tinyTape({ ...day, symbol: "SHORT", trades: day.trades!.slice(0, 3), recordedTo: 120 });
  const flow = FlowEngine.of([short, tinyTape({ ...day, symbol: "WHOLE" })]);
  const board = async (at: FlowEngine, metric: BoardMetric): Promise<string[]> =>
    (await at.leaderboard({ metric })).entries.map(({ symbol }) => symbol);

  test("has no bars from there on, one gap instead, and no price", async () => {
    expect(flow.instant).toBe(atNewYork("2026-06-05", "09:34"));
    for (const answer of [await flow.heatmap("SHORT"), await flow.strikeFlow("SHORT")]) {
      expect(answer.bars.map(({ t }) => t)).toEqual(["2026-06-05T13:30:00Z", "2026-06-05T13:31:00Z"]);
      expect(answer.gap_intervals).toEqual([{ from: "2026-06-05T13:32:00Z", to: "2026-06-05T13:34:00Z" }]);
      expect(answer.underlying_price).toBeNull();
    }
    const { bars, strikes_grid, gap_intervals } = await flow.heatmap("SHORT", { minutes: 1 });
    expect({ bars, strikes_grid, gap_intervals }).toEqual({
      bars: [],
      strikes_grid: [99, 100],
      gap_intervals: [{ from: "2026-06-05T13:33:00Z", to: "2026-06-05T13:34:00Z" }],
    });
  });

  test("is on no board, on which it would be ranked by what is stale", async () => {
    for (const metric of BOARD_METRICS) {
      expect(await board(flow, metric)).toEqual(["WHOLE"]);
      expect(await board(flow.at("09:33"), metric)).toEqual(["WHOLE"]);
      expect((await board(flow.at("09:32:59"), metric)).sort()).toEqual(["SHORT", "WHOLE"]);
    }
  });

  test("is whole as long as the last complete minute was recorded", async () => {
    for (const time of ["09:31", "09:32", "09:32:59"])
      expect(await flow.at(time).heatmap("SHORT"), time).toMatchObject({
        underlying_price: time === "09:31" ? 100 : 100.01,
        gap_intervals: [],
        bars: { length: time === "09:31" ? 1 : 2 },
      });
  });

  test("inside a minute leaves that minute out", async () => {
    const inside = FlowEngine.of([{ ...short, recordedTo: short.session.open + 90_000 }]);
    expect(inside.instant).toBe(atNewYork("2026-06-05", "09:31:30"));
    expect(await inside.heatmap("SHORT")).toMatchObject({ gap_intervals: [], bars: { length: 1 } });
    expect(await inside.at("09:32").heatmap("SHORT")).toMatchObject({
      bars: { length: 1 },
      gap_intervals: [{ from: "2026-06-05T13:31:30Z", to: "2026-06-05T13:32:00Z" }],
    });
  });

  test("meets a gap in one interval each", async () => {
    const meeting = FlowEngine.of([
      tinyTape({ ...day, trades: day.trades!.slice(0, 1), recordedTo: 130, gaps: [[100, 999]] }),
    ]).at("09:34");
    expect((await meeting.heatmap("TINY")).gap_intervals).toEqual([
      { from: "2026-06-05T13:31:40Z", to: "2026-06-05T13:32:10Z" },
      { from: "2026-06-05T13:32:10Z", to: "2026-06-05T13:34:00Z" },
    ]);
  });

  test("is the same for a tape that was cut there, which looks no further", async () => {
    for (const time of ["09:31", "09:31:30", "09:32", "09:33"]) {
      const instant = atNewYork("2026-06-05", time);
      const cut = FlowEngine.of([cutTape(short, instant), cutTape(tinyTape({ ...day, symbol: "WHOLE" }), instant)]);
      expect(cut.instant).toBe(instant);
      for (const symbol of ["SHORT", "WHOLE"])
        expect(await cut.heatmap(symbol)).toEqual(await flow.at(time).heatmap(symbol));
      for (const metric of BOARD_METRICS)
        expect(await cut.leaderboard({ metric })).toEqual(await flow.at(time).leaderboard({ metric }));
    }
  });
});

describe("hedge flow", () => {
  test("is the flow of each bar and its sum since the open, by side", async () => {
    const flow = engine(day);
    const [all, calls, puts] = await Promise.all(
      (["all", "calls", "puts"] as const).map((side) => flow.hedgeFlow("TINY", { side, bar: "1m" })),
    );
    expect(all).toMatchObject({ symbol: "TINY", expiration: "2026-06-05", side: "all", bar_size: "1m", ...about });
    expect(all.bars.map(({ t }) => t.slice(11, 16))).toEqual(["13:30", "13:31", "13:32", "13:33"]);
    // Calls bought, then sold while puts are bought; nothing; puts bought.
    const signs = (answer: typeof all): number[] => answer.bars.map((bar) => Math.sign(bar.bar!));
    expect([all, calls, puts].map(signs)).toEqual([
      [1, -1, 0, -1],
      [1, -1, 0, 0],
      [0, -1, 0, -1],
    ]);
    let running = 0;
    for (const { bar, cumulative } of all.bars) expect(cumulative).toBeCloseTo((running += bar!), 6);
  });

  test("sums from the open wherever the window starts", async () => {
    const whole = await engine(day).hedgeFlow("TINY", { bar: "1m" });
    expect((await engine(day).hedgeFlow("TINY", { bar: "1m", minutes: 1 })).bars).toEqual(whole.bars.slice(-1));
  });

  test("shows a bar once it is complete: thirty seconds sooner by samples than by minutes", async () => {
    const flow = engine(day).at("09:31:30");
    const count = async (bar: "30s" | "1m" | "5m"): Promise<number> =>
      (await flow.hedgeFlow("TINY", { bar })).bars.length;
    expect([await count("30s"), await count("1m"), await count("5m")]).toEqual([3, 1, 0]);
  });

  test("of trades whose greek is unknown is null, and does not count for nothing", async () => {
    const flow = engine({ strikes: [100], trades: [[5, "100C", 1, 3, 0.8, 1]] });
    const { bars } = await flow.hedgeFlow("TINY", { bar: "1m" });
    expect(bars[0]).toEqual({ t: "2026-06-05T13:30:00Z", bar: null, cumulative: null });
    // What was traded later is known to be nothing, as strike-flow says too; the sum since the open stays unknown.
    expect(bars[1]).toEqual({ t: "2026-06-05T13:31:00Z", bar: 0, cumulative: null });
  });

  test("of a bar of which a part is unknown is the known part, and so are its strikes", async () => {
    // Quotes come between two trades of the first minute.
    const quotes: TinyTape["quotes"] = [
      [45, "100C", 0.14, 0.16],
      [45, "100P", 0.14, 0.16],
    ];
    const early: NonNullable<TinyTape["trades"]> = [[10, "100C", 0.2, 3, 0.1, 0.2]];
    const late: NonNullable<TinyTape["trades"]> = [[50, "100C", 0.2, 5, 0.1, 0.2]];
    const [twice, once] = [[...early, ...late], late].map((trades) => engine({ strikes: [100], quotes, trades }));
    const [{ bars }, known] = [await twice.strikeFlow("TINY"), await once.strikeFlow("TINY")];
    expect(bars[0].contracts).toEqual([8]);
    expect(bars[0].signed_delta_dollars).toEqual(known.bars[0].signed_delta_dollars);
    expect(bars[0].signed_gamma_dollars).toEqual(known.bars[0].signed_gamma_dollars);
    const hedge = await twice.hedgeFlow("TINY", { bar: "1m" });
    expect([hedge.bars[0].bar]).toEqual(bars[0].signed_delta_dollars);
    expect(hedge.bars[0].bar).toBeGreaterThan(0);
  });

  test("leaves out the bars of a gap, and their flow of the sum", async () => {
    const whole = await engine(day).hedgeFlow("TINY", { bar: "1m" });
    const { bars } = await engine({ ...day, gaps: [[75, 80]] }).hedgeFlow("TINY", { bar: "1m" });
    expect(bars.map(({ t }) => t.slice(11, 16))).toEqual(["13:30", "13:32", "13:33"]);
    expect(bars[1].cumulative).toBe(whole.bars[0].cumulative);
  });

  test("of an unknown name has no bars", async () => {
    expect(await engine(day).hedgeFlow("NOBODY")).toMatchObject({ symbol: "NOBODY", bars: [], ...about });
    expect(await engine(day).series("NOBODY")).toMatchObject({ symbol: "NOBODY", bar_size: "30s", bars: [] });
  });
});

describe("a snapshot", () => {
  test("tells why there is none: another day's expiry, before the open, behind the close", async () => {
    const flow = engine(day);
    expect(await flow.snapshot("TINY", { expiry: "2026-06-08" })).toEqual({
      symbol: "TINY",
      no_zero_dte: true,
      next_zero_dte_expiry: null,
      message: "There are no contracts of TINY that expire on 2026-06-08; those here expire on 2026-06-05.",
      ...about,
    });
    expect(await flow.at("09:29").snapshot("TINY")).toMatchObject({ session_closed: true, last_session: "2026-06-04" });
    expect(await flow.at("09:35").snapshot("TINY")).toMatchObject({ session_closed: true, last_session: "2026-06-05" });
    await expect(flow.snapshot("NOBODY")).rejects.toMatchObject({ code: "symbol_not_found", status: 404 });
  });

  test("has no numbers before the first sample", async () => {
    const answer = await engine(day).at("09:30:29").snapshot("TINY");
    expect(answer).toMatchObject({
      underlying_price: 100,
      strikes: [],
      warnings: ["No sample of 30 seconds has been recorded yet."],
    });
    expect(answer).toMatchObject({ exposures: { net_gex: null }, regime: { label: "undetermined", gamma_flip: null } });
  });

  test("counts open contracts, volume and quotes, strike by strike", async () => {
    const answer = await engine(day).snapshot("TINY");
    if (!isSnapshot(answer)) throw new Error("a snapshot");
    expect(
      answer.strikes?.map(({ strike, call_oi, put_oi, call_volume, put_volume, call_mid }) => [
        strike,
        call_oi,
        put_oi,
        call_volume,
        put_volume,
        call_mid,
      ]),
    ).toEqual([
      [99, 10, 100 + 0.43 * 8, 0, 8, 1.02],
      [100, 200 + 0.43 * 15, 0.43, 25, 1, 0.1],
    ]);
    expect(answer.flow).toMatchObject({ total_volume: 34, call_volume: 25, put_volume: 9, pc_ratio_volume: 9 / 25 });
    expect(answer.flow_direction).toMatchObject({ contracts_with_flow: 3 });
    expect(answer.vol_context).toMatchObject({ vix: null, seven_dte_atm_iv: null });
    expect(answer.warnings).toEqual([
      "Less than five minutes to the close: greeks and levels change with every tick.",
      "Quotes, volatilities and distances are those of 30 seconds before the close, when the spot was 100.01.",
    ]);
  });

  test("of a session in a gap is that before it, and says how old it is", async () => {
    const answer = await engine({ ...day, gaps: [[60, 240]] })
      .at("09:33:30")
      .snapshot("TINY");
    expect(answer).toMatchObject({ underlying_price: null, metadata: { snapshot_age_seconds: 150 } });
  });

  test("under other conventions is another, and says so", async () => {
    const answer = await engine(day, { positions: "inventory", dealers: "against_customers" }).snapshot("TINY");
    if (!isSnapshot(answer)) throw new Error("a snapshot");
    // 15 calls bought, 8 and 1 puts bought: dealers are short all of them.
    expect(answer.strikes?.map(({ call_oi, put_oi }) => [call_oi, put_oi])).toEqual([
      [0, 8],
      [15, 1],
    ]);
    expect(Math.sign(answer.exposures!.net_gex!)).toBe(-1);
    expect(answer.data_convention).toBe(
      "net contracts traded since the open; dealers against the customers' net flow; sides by quote, then tick; left out cancelled, late",
    );
  });
});

describe("a board", () => {
  test("ranks what has a value, highest first, equal ones by symbol", async () => {
    const tapes = ["B", "A", "C", "NONE"].map((symbol) =>
      tinyTape(
        symbol === "NONE" ? { symbol } : { ...day, symbol, openInterest: { "99P": symbol === "C" ? 500 : 100 } },
      ),
    );
    const flow = FlowEngine.of(tapes).at("09:31");
    const { entries, ...head } = await flow.leaderboard({ metric: "charm_intensity", n: 3 });
    expect(head).toEqual({
      metric: "charm_intensity",
      n: 3,
      as_of: "2026-06-05T13:31:00Z",
      market_open: true,
      ...about,
    });
    expect(entries.map(({ rank, symbol }) => `${rank} ${symbol}`)).toEqual(["1 C", "2 A", "3 B"]);
    expect(entries[1].value).toBe(entries[2].value);
    expect((await flow.leaderboard({ metric: "charm_intensity", n: 1 })).entries).toEqual(entries.slice(0, 1));
  });

  test("is empty before the first bar", async () => {
    const { entries, market_open } = await engine(day).at("09:29").leaderboard();
    expect([entries, market_open]).toEqual([[], false]);
  });
});

describe("an engine's instant", () => {
  test("is the end of its longest tape at first", () => {
    expect(engine(day).instant).toBe(atNewYork("2026-06-05", "09:34"));
    const tapes = [tinyTape({ symbol: "A", recordedTo: 150 }), tinyTape({ symbol: "B", recordedTo: 120 })];
    expect(FlowEngine.of(tapes).instant).toBe(atNewYork("2026-06-05", "09:32:30"));
  });

  test("is set by New York time, ISO or milliseconds", () => {
    const noon = atNewYork("2026-06-05", "12:00");
    for (const time of ["12:00", "12:00:00", "2026-06-05T16:00:00Z", "2026-06-05T12:00:00-04:00", noon])
      expect(engine().at(time).instant).toBe(noon);
    expect(engine().at("12:00").at("9:31").instant).toBe(atNewYork("2026-06-05", "09:31"));
  });

  test.each([
    ["another day", "2026-06-06T16:00:00Z", "2026-06-06T16:00:00Z is not on 2026-06-05 in New York, the only day"],
    ["the day before in New York", "2026-06-05T03:00:00Z", "is not on 2026-06-05 in New York"],
    ["a time without a zone", "2026-06-05T12:00:00", "has no UTC offset"],
    ["an hour of no clock", "25:00", '"25:00" is not a time of day'],
    ["seconds for milliseconds", 1780675200, "1780675200"],
    ["no text at all", "noon", '"noon"'],
    ["NaN", NaN, "NaN"],
  ])("is refused: %s", (_, time, message) => {
    expect(() => engine().at(time)).toThrow(RangeError);
    expect(() => engine().at(time)).toThrow(message);
  });

  test("shares what is computed: the same engine, and no look at what comes later", async () => {
    const tape = tinyTape(day);
    for (const time of ["09:30", "09:31", "09:32", "09:33", "09:34"]) {
      const instant = atNewYork("2026-06-05", time);
      const [now, cut] = [FlowEngine.of([tape]), FlowEngine.of([cutTape(tape, instant)])].map((flow) => flow.at(time));
      expect(await now.heatmap("TINY")).toEqual(await cut.heatmap("TINY"));
      expect(await now.strikeFlow("TINY")).toEqual(await cut.strikeFlow("TINY"));
      expect(await now.leaderboard()).toEqual(await cut.leaderboard());
    }
  });
});

describe("an engine is refused", () => {
  test.each<[string, () => unknown, typeof TapeError | typeof RangeError, string]>([
    ["without a tape", () => FlowEngine.of([]), TapeError, "an engine needs a tape, none was given"],
    ["with two tapes of a name", () => FlowEngine.of([tinyTape(), tinyTape()]), TapeError, "TINY has two tapes"],
    [
      "with tapes of two days",
      () => {
        const other = tinyTape({ symbol: "B" });
        return FlowEngine.of([tinyTape(), { ...other, session: { ...other.session, date: "2026-06-08" } }]);
      },
      TapeError,
      "TINY is of 2026-06-05, B of 2026-06-08",
    ],
    ["with a broken tape", () => FlowEngine.of([tinyTape({ symbol: "a" })]), TapeError, "tape of a: symbol"],
    ["with a negative weight", () => engine(day, { effectiveOiWeight: -1 }), RangeError, "effectiveOiWeight must be"],
    ["with an endless weight", () => engine(day, { effectiveOiWeight: Infinity }), RangeError, "not Infinity"],
    [
      "of a name that is not simulated",
      () => FlowEngine.simulate({ symbols: ["GME"] }),
      RangeError,
      "GME is not simulated",
    ],
  ])("%s", (_, make, type, message) => {
    expect(make).toThrow(type);
    expect(make).toThrow(message);
  });
});

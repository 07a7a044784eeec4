import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { BAR_SIZES, BOARD_METRICS, HEATMAP_METRICS, HEDGE_SIDES } from "../../src/api/endpoints.js";
import type { FlowSource } from "../../src/api/source.js";
import { isNoZeroDte, isSnapshot, type Snapshot } from "../../src/api/snapshot-types.js";
import { classify } from "../../src/engine/classify.js";
import { FlowEngine } from "../../src/engine/engine.js";
import { cutTape, sliceTape, type Tape } from "../../src/engine/tape.js";
import { MINUTE, toIso } from "../../src/session.js";
import { csvRows, describeShared } from "../shared-data.js";
import { SPXW_DAYS, spxwTape } from "../spxw-tape.js";

/*
 * Two strikes of an index option on three expiry days through the whole engine. What it says is compared with counts made
 * here from the files' rows, and with prices, volatilities and greeks by the slowest means there are: an integral, bisection
 * and finite differences. There is no settled open interest in the files: what is open comes from the day's flow alone.
 */

const STRIKES = [3700, 3800];
const MINUTES = 390;
/** Session hours of a year, the clock of volatilities. */
const HOURS_A_YEAR = 6.5 * 252;
/** Of net contracts in effective open interest, as published. */
const WEIGHT = 0.43;

const sum = (cells: Iterable<number | null>): number =>
  [...cells].reduce<number>((total, cell) => total + (cell ?? 0), 0);

// --------------------------------------------------------------------------------------------------- from the files' rows

interface RawQuote {
  bid: number | null;
  ask: number | null;
}

/** A day as its rows have it: by minute (0 is 09:30) and contract (`3700C`). Prices in whole hundredths of a cent. */
interface RawDay {
  /** The state at the minute's end. */
  quotes: Record<string, RawQuote>[];
  volume: Record<string, number>[];
  /** Contracts bought minus sold in the minute, by the quote before it and else by the tick test. */
  net: Record<string, number>[];
}

function rawDay(folder: string, date: string): RawDay {
  const rows = (name: string): Record<string, string>[] =>
    csvRows(join(folder, name)).filter((row) => row.date === date);
  const minuteOf = ({ time }: Record<string, string>): number =>
    60 * Number(time.slice(0, 2)) + Number(time.slice(3, 5)) - 570;
  const units = (price: string): number => Math.round(1e4 * Number(price));
  const name = ({ strike, right }: Record<string, string>): string => `${Number(strike)}${right}`;

  const quotes: RawDay["quotes"] = [];
  const state: Record<string, RawQuote> = {};
  const quoteRows = rows("spxw_202101_0dte_quotes_1m.csv.gz");
  for (let minute = 0; minute < MINUTES; minute++) {
    for (const row of quoteRows.filter((one) => minuteOf(one) === minute)) {
      const { bid, ask } = state[name(row)] ?? { bid: null, ask: null };
      state[name(row)] = {
        bid: row.bid_close === "" ? bid : units(row.bid_close),
        ask: row.ask_close === "" ? ask : units(row.ask_close),
      };
    }
    quotes.push({ ...state });
  }

  const [volume, net] = [0, 1].map(() => Array.from({ length: MINUTES }, (): Record<string, number> => ({})));
  const prices: Record<string, number[]> = {};
  for (const row of rows("spxw_202101_0dte_trades_1m.csv.gz").sort((a, b) => minuteOf(a) - minuteOf(b))) {
    const [minute, contract, price, size] = [minuteOf(row), name(row), units(row.open), Number(row.volume)];
    const { bid, ask } = (minute === 0 ? undefined : quotes[minute - 1][contract]) ?? { bid: null, ask: null };
    let side = ask === null || (bid ?? 0) > ask ? 0 : Math.sign(2 * price - (bid ?? 0) - ask);
    const other = (prices[contract] ?? []).filter((before) => before !== price).at(-1);
    if (side === 0 && other !== undefined) side = Math.sign(price - other);
    (prices[contract] ??= []).push(price);
    volume[minute][contract] = (volume[minute][contract] ?? 0) + size;
    net[minute][contract] = (net[minute][contract] ?? 0) + side * size;
  }
  return { quotes, volume, net };
}

/** What was added up of a contract up to a minute's end. */
const upTo = (byMinute: Record<string, number>[], contract: string, minute: number): number =>
  sum(byMinute.slice(0, minute + 1).map((cells) => cells[contract] ?? 0));

/** The middle of a quote in USD; null without both sides, or when they cross. */
function middle(quote: RawQuote | undefined): number | null {
  const { bid, ask } = quote ?? { bid: null, ask: null };
  return bid === null || bid <= 0 || ask === null || bid > ask ? null : (bid + ask) / 2e4;
}

// ----------------------------------------------------------------------------------------------------- the slow option

/** The normal distribution, as Simpson's integral of its density. */
function slowNormal(x: number): number {
  const steps = 400;
  const h = x / steps;
  let total = 0;
  for (let i = 0; i <= steps; i++)
    total += (i === 0 || i === steps ? 1 : i % 2 === 1 ? 4 : 2) * Math.exp(-0.5 * (i * h) ** 2);
  return 0.5 + (total * h) / 3 / Math.sqrt(2 * Math.PI);
}

/** An option on a forward, undiscounted, with so many years of the session clock left. */
function slowPrice(right: "C" | "P", forward: number, strike: number, years: number, volatility: number): number {
  const deviation = volatility * Math.sqrt(years);
  const d1 = Math.log(forward / strike) / deviation + deviation / 2;
  const call = forward * slowNormal(d1) - strike * slowNormal(d1 - deviation);
  return right === "C" ? call : call - forward + strike;
}

/** The volatility at which the price is as asked, by halving. */
function slowVolatility(right: "C" | "P", price: number, forward: number, strike: number, years: number): number {
  let [low, high] = [0.001, 10];
  for (let i = 0; i < 60; i++) {
    const half = (low + high) / 2;
    if (slowPrice(right, forward, strike, years, half) < price) low = half;
    else high = half;
  }
  return (low + high) / 2;
}

/** A slope by differences of fourth order, over a step that is a part of x. */
function slope(f: (x: number) => number, x: number, part: number): number {
  const h = x * part;
  return (8 * (f(x + h) - f(x - h)) - (f(x + 2 * h) - f(x - 2 * h))) / (12 * h);
}

/** Slopes of the price; theta and charm as a year passes. */
function slowGreeks(
  forward: number,
  strike: number,
  years: number,
  volatility: number,
): Record<"delta" | "gamma" | "vanna" | "theta" | "charm", number> {
  const call = (f: number, y: number, v: number): number => slowPrice("C", f, strike, y, v);
  const delta = (f: number, y: number, v: number): number => slope((x) => call(x, y, v), f, 1e-5);
  return {
    delta: delta(forward, years, volatility),
    gamma: slope((f) => slope((x) => call(x, years, volatility), f, 3e-5), forward, 3e-5),
    vanna: slope((v) => delta(forward, years, v), volatility, 1e-3),
    theta: -slope((y) => call(forward, y, volatility), years, 1e-3),
    charm: -slope((y) => delta(forward, y, volatility), years, 1e-3),
  };
}

// ------------------------------------------------------------------------------------------------------------ the proof

/** Two numbers agree to a part of the second, or to a rest. */
function near(ours: number, theirs: number, part: number, rest: number): void {
  expect(Math.abs(ours - theirs)).toBeLessThanOrEqual(part * Math.abs(theirs) + rest);
}

/** All that a source says about the name. */
async function everything(flow: FlowSource): Promise<unknown> {
  return Promise.all([
    flow.snapshot("SPXW"),
    ...BAR_SIZES.map((bar) => flow.series("SPXW", { bar, minutes: 390 })),
    ...HEDGE_SIDES.map((side) => flow.hedgeFlow("SPXW", { side, bar: "1m", minutes: 390 })),
    flow.strikeFlow("SPXW", { minutes: 390 }),
    ...HEATMAP_METRICS.map((metric) => flow.heatmap("SPXW", { metric, minutes: 390 })),
    ...BOARD_METRICS.map((metric) => flow.leaderboard({ metric })),
  ]);
}

async function snapshotOf(flow: FlowSource): Promise<Snapshot> {
  const answer = await flow.snapshot("SPXW");
  if (!isSnapshot(answer)) throw new Error(answer.message);
  return answer;
}

describeShared("SPXW on three expiry days of January 2021, through the engine", "lean-us-0dte", (folder) => {
  test("109,464 contracts were traded, and every one of them is in a snapshot, by contract", async () => {
    let contracts = 0;
    for (const date of SPXW_DAYS) {
      const { volume } = rawDay(folder, date);
      const flow = FlowEngine.of([spxwTape(folder, date)]);
      const { strikes, flow: traded } = await snapshotOf(flow);
      const counted = STRIKES.map((strike) => ({
        strike,
        call_volume: upTo(volume, `${strike}C`, MINUTES),
        put_volume: upTo(volume, `${strike}P`, MINUTES),
      }));
      expect(strikes).toMatchObject(counted);
      const total = sum(volume.flatMap((cells) => Object.values(cells)));
      expect(traded?.total_volume).toBe(total);
      expect(sum(flow.coverage().map((row) => row.contracts))).toBe(total);
      contracts += total;
    }
    expect(contracts).toBe(109_464);
  });

  // Counted by another program from the files: the distances in USD of 390 marks, and their mean with sign.
  test("on 4 January the forward that parity implies is the index, within 0.27 in the median", () => {
    const [index, parity] = (["index", "parity"] as const).map((one) => spxwTape(folder, "2021-01-04", one).underlying);
    const at = new Map(Array.from(index.time, (time, i) => [time, index.price[i]]));
    const away = Array.from(parity.time, (time, i) => parity.price[i] - at.get(time)!);
    expect(away).toHaveLength(390);
    const sorted = away.map(Math.abs).sort((a, b) => a - b);
    expect([195, 351, 386, 389].map((i) => sorted[i].toFixed(2))).toEqual(["0.27", "0.68", "1.08", "1.41"]);
    expect((sum(away) / 390).toFixed(2)).toBe("0.03");
  });

  test("on the other days parity stays within the index's range of the day and ends near its close", () => {
    // Low, high and close of the S&P 500 as published by its exchange.
    for (const [date, low, high, close] of [
      ["2021-01-06", 3705.34, 3783.04, 3748.14],
      ["2021-01-08", 3783.6, 3826.69, 3824.68],
    ] as const) {
      const { price, time } = spxwTape(folder, date).underlying;
      expect(time).toHaveLength(390);
      expect(Math.min(...price)).toBeGreaterThanOrEqual(low);
      expect(Math.max(...price)).toBeLessThanOrEqual(high);
      expect(Math.abs(price[389] - close)).toBeLessThan(2.5);
    }
  });

  describe.each(SPXW_DAYS)("%s", (date) => day(date, spxwTape(folder, date), rawDay(folder, date)));

  test("without an underlying nothing that needs one is computed, and nothing is 0 in its place", async () => {
    const tape = spxwTape(folder, "2021-01-06");
    const none = { time: new Float64Array(0), price: new Float64Array(0) };
    const blind = FlowEngine.of([{ ...tape, underlying: none }]);
    const { net } = rawDay(folder, "2021-01-06");

    // On no board while anything is open or traded.
    const traded =
      MINUTES - 1 - [...net].reverse().findIndex((cells) => Object.values(cells).some((count) => count !== 0));
    for (const metric of BOARD_METRICS) {
      const { entries } = await blind.at(tape.session.open + (traded + 1) * MINUTE).leaderboard({ metric });
      expect(entries, metric).toEqual([]);
    }
    // Nothing was traded in the last minute: that flow is known to be 0.
    expect(net[389]).toEqual({});
    expect((await blind.leaderboard({ metric: "abs_flow" })).entries).toMatchObject([{ value: 0 }]);
    const { bars, underlying_price } = await blind.strikeFlow("SPXW", { minutes: 390 });
    expect(underlying_price).toBeNull();
    expect(bars).toHaveLength(390);
    bars.forEach((bar, minute) => {
      expect(bar.spot).toBeNull();
      STRIKES.forEach((strike, k) => {
        const traded = ["C", "P"].map((right) => net[minute][strike + right] ?? 0);
        // A count needs no price. Dollars of nothing are 0 whatever the price; of anything they are unknown.
        expect(bar.contracts[k]).toBe(sum(traded));
        expect(bar.signed_delta_dollars[k]).toBe(traded.every((count) => count === 0) ? 0 : null);
        expect(bar.signed_gamma_dollars[k]).toBe(sum(traded) === 0 ? 0 : null);
      });
    });
    const snapshot = await snapshotOf(blind);
    expect(Object.values(snapshot.exposures!)).toEqual([null, null, null, null, null, null]);
    expect([snapshot.regime!.label, snapshot.regime!.gamma_flip, snapshot.regime!.gamma_flip_status]).toEqual([
      "undetermined",
      null,
      "no_spot",
    ]);
    for (const strike of snapshot.strikes!)
      expect(strike).toMatchObject({
        ...{ call_iv: null, put_iv: null, iv_source: "unknown", distance_from_spot_pct: null },
        ...{ call_delta: null, put_delta: null, call_gamma: null, call_theta: null, put_theta: null },
        // Nothing open has no exposure, whatever the price.
        net_gex: strike.call_oi === 0 && strike.put_oi === 0 ? 0 : null,
      });
    for (const bar of (await blind.series("SPXW", { minutes: 390 })).bars) {
      expect([bar.spot, bar.gamma_flip, bar.atm_iv, bar.pin_score, bar.pin_probability_pct]).toEqual(
        Array(5).fill(null),
      );
      expect(bar.regime).toBe("undetermined");
    }
  });
});

function day(date: string, tape: Tape, raw: RawDay): void {
  const flow = FlowEngine.of([tape]);
  const { open, close } = tape.session;
  /** The engine at a minute's end. */
  const after = (minute: number): FlowEngine => flow.at(open + (minute + 1) * MINUTE);
  /** What was open at a minute's end, by the published weight. */
  const openAt = (contract: string, minute: number): number => Math.max(0, WEIGHT * upTo(raw.net, contract, minute));

  test("all six endpoints answer for 390 minutes and two strikes", async () => {
    expect(flow.instant).toBe(close);
    const [snapshot, series, hedge, byStrike, map] = await Promise.all([
      snapshotOf(flow),
      flow.series("SPXW", { minutes: 390 }),
      flow.hedgeFlow("SPXW", { bar: "1m", minutes: 390 }),
      flow.strikeFlow("SPXW", { minutes: 390 }),
      flow.heatmap("SPXW", { minutes: 390 }),
    ]);
    const starts = Array.from({ length: 390 }, (_, minute) => toIso(open + minute * MINUTE));
    for (const { bars } of [hedge, byStrike, map]) expect(bars.map(({ t }) => t)).toEqual(starts);
    expect(series.bars.map(({ t }) => t)).toEqual(starts.flatMap((t) => [t, toIso(Date.parse(t) + 30_000)]));
    for (const { strikes_grid } of [byStrike, map]) expect(strikes_grid).toEqual(STRIKES);
    expect(snapshot.strikes!.map(({ strike }) => strike)).toEqual(STRIKES);
    for (const answer of [snapshot, series, hedge, byStrike, map])
      expect(answer).toMatchObject({ symbol: "SPXW", expiration: date, as_of: toIso(close), data_origin: tape.origin });
    for (const metric of BOARD_METRICS) {
      const { entries } = await flow.leaderboard({ metric });
      expect(entries).toEqual([{ rank: 1, symbol: "SPXW", value: expect.any(Number) as number }]);
    }
    expect(isNoZeroDte(await flow.snapshot("SPXW", { expiry: "2021-01-05" }))).toBe(true);
  });

  test("net contracts are those counted from the rows, minute by minute, and those of classify", async () => {
    const { bars } = await flow.strikeFlow("SPXW", { minutes: 390 });
    bars.forEach(({ contracts }, minute) =>
      expect(contracts).toEqual(
        STRIKES.map((strike) => (raw.net[minute][`${strike}C`] ?? 0) + (raw.net[minute][`${strike}P`] ?? 0)),
      ),
    );
    const { side } = classify(tape);
    expect(sum(bars.flatMap(({ contracts }) => contracts))).toBe(
      sum(tape.trades.size.map((size, i) => side[i] * size)),
    );
  });

  test("open interest is 0.43 of what was bought net, and never below 0", async () => {
    const { bars } = await flow.heatmap("SPXW", { metric: "oi", minutes: 390 });
    bars.forEach(({ values }, minute) =>
      STRIKES.forEach((strike, k) =>
        expect(values[k]).toBeCloseTo(openAt(`${strike}C`, minute) + openAt(`${strike}P`, minute), 8),
      ),
    );
  });

  test("volatilities, forwards and greeks are those of a slow computation from the rows", async () => {
    let compared = 0;
    // Every twentieth minute, and the last ones; the last is marked half a minute before the close, with the quotes then.
    for (const minute of [0, 1, ...Array.from({ length: 19 }, (_, i) => 20 * i + 15), 387, 388, 389]) {
      const { strikes, metadata, decay, underlying_price } = await snapshotOf(after(minute));
      const marked = Math.min(minute, 388);
      const hours = minute === 389 ? 1 / 120 : (389 - minute) / 60;
      const years = hours / HOURS_A_YEAR;
      const spot = tape.underlying.price[marked];
      expect(underlying_price).toBe(tape.underlying.price[minute]);

      const quote = (strike: number, right: string): number | null => middle(raw.quotes[marked][`${strike}${right}`]);
      const pairs = STRIKES.filter((strike) => Math.abs(strike / spot - 1) <= 0.02).flatMap((strike) => {
        const [call, put] = [quote(strike, "C"), quote(strike, "P")];
        return call === null || put === null ? [] : [strike + call - put];
      });
      const forward = pairs.length === 0 ? spot : sum(pairs) / pairs.length;
      expect([metadata!.forward_pairs, metadata!.forward]).toEqual([pairs.length, expect.closeTo(forward, 8)]);
      expect(metadata!.forward_error).toEqual(
        pairs.length < 2 ? null : expect.closeTo((Math.max(...pairs) - Math.min(...pairs)) / 2, 8),
      );

      let theta = 0;
      for (const row of strikes!) {
        const { strike } = row;
        const right = strike >= forward ? "C" : "P";
        const price = quote(strike, right);
        expect([row.call_mid, row.put_mid]).toEqual([quote(strike, "C"), quote(strike, "P")]);
        if (price === null) expect(row.iv_source).toMatch(/missing_side|crossed/);
        if (row.iv_source === "quote") {
          const volatility = slowVolatility(right, price!, forward, strike, years);
          // Calm markets, but for the last minutes, in which a tick of a strike far away is worth many deviations.
          expect(volatility).toBeGreaterThan(0.05);
          expect(volatility).toBeLessThan(hours > 0.5 ? 0.6 : 6);
          expect(row.call_iv! / volatility).toBeCloseTo(1, 8);
          compared++;
        }
        if (row.call_iv === null) continue;
        expect(row.put_iv).toBe(row.call_iv);

        // Greeks at the engine's own volatility, also where that was filled in from the other strike.
        const slow = slowGreeks(forward, strike, years, row.call_iv);
        near(row.call_delta!, slow.delta, 0, 1e-6);
        near(row.put_delta!, slow.delta - 1, 0, 1e-6);
        near(row.call_gamma!, (slow.gamma * forward) / spot, 1e-4, 1e-7);
        near(row.call_theta!, slow.theta / HOURS_A_YEAR, 1e-4, 1e-6);
        expect([row.put_gamma, row.put_theta]).toEqual([row.call_gamma, row.call_theta]);

        // Exposures in dollars: calls + and puts -, except DEX, which has each option's own delta.
        const [calls, puts] = [openAt(`${strike}C`, minute), openAt(`${strike}P`, minute)];
        const dollars = 100 * spot;
        near(row.call_gex!, calls * row.call_gamma! * dollars * spot * 0.01, 1e-9, 1e-6);
        near(row.put_gex!, -puts * row.call_gamma! * dollars * spot * 0.01, 1e-9, 1e-6);
        near(row.call_dex!, calls * row.call_delta! * dollars, 1e-9, 1e-6);
        near(row.put_dex!, puts * row.put_delta! * dollars, 1e-9, 1e-6);
        const position = (calls - puts) * dollars;
        near(row.net_vex!, position * slow.vanna * 0.01, 1e-4, 1e-7 * Math.abs(position));
        near(row.net_chex!, (position * slow.charm) / HOURS_A_YEAR, 1e-4, 1e-7 * Math.abs(position));
        theta += (calls + puts) * 100 * row.call_theta!;
      }
      if (minute !== 389) near(decay!.theta_per_hour_remaining!, theta, 1e-9, 0);
    }
    // Of 48: the rest could not be told from their quotes.
    expect(compared).toBeGreaterThan(24);
  });

  test("flow is contracts times greeks between 0 and 1, the higher strike's call delta being the smaller", async () => {
    const { bars } = await flow.strikeFlow("SPXW", { minutes: 390 });
    const gex = await flow.heatmap("SPXW", { metric: "gex", minutes: 390 });
    let deltas = 0;
    bars.forEach((bar, minute) => {
      const found = STRIKES.map((strike, k) => {
        const [calls, puts] = ["C", "P"].map((right) => raw.net[minute][strike + right] ?? 0);
        // calls x delta + puts x (delta - 1), each x 100 x S
        if (calls + puts === 0) return null;
        const delta = (bar.signed_delta_dollars[k]! / (100 * bar.spot!) + puts) / (calls + puts);
        expect(delta).toBeGreaterThan(-1e-9);
        expect(delta).toBeLessThan(1 + 1e-9);
        deltas++;
        // Trades are stamped in the middle of their minute: the gamma that weighs them is that of the minute's end.
        const position = openAt(`${strike}C`, minute) - openAt(`${strike}P`, minute);
        if (Math.abs(position) > 1) {
          const perContract = bar.signed_gamma_dollars[k]! / (calls + puts);
          const standing = gex.bars[minute].values[k]! / position;
          near(perContract, standing, 1e-9, 1e-9);
        }
        return delta;
      });
      if (found[0] !== null && found[1] !== null) expect(found[0]).toBeGreaterThanOrEqual(found[1]);
    });
    expect(deltas).toBeGreaterThan(300);
  });

  test("hedge flow is strike-flow over strikes, calls and puts together, and the difference of its running sum", async () => {
    const [{ bars }, map, all, calls, puts] = await Promise.all([
      flow.strikeFlow("SPXW", { minutes: 390 }),
      flow.heatmap("SPXW", { metric: "signed_flow", minutes: 390 }),
      ...HEDGE_SIDES.map((side) => flow.hedgeFlow("SPXW", { side, bar: "1m", minutes: 390 })),
    ]);
    expect(map.bars.map(({ values }) => values)).toEqual(bars.map((bar) => bar.signed_delta_dollars));
    const rounding = 1e-12 * sum(all.bars.map(({ bar }) => Math.abs(bar!)));
    let before = 0;
    all.bars.forEach(({ bar, cumulative }, i) => {
      near(bar!, sum(bars[i].signed_delta_dollars), 0, rounding);
      near(bar!, calls.bars[i].bar! + puts.bars[i].bar!, 0, rounding);
      near(cumulative!, calls.bars[i].cumulative! + puts.bars[i].cumulative!, 0, rounding);
      near(bar!, cumulative! - before, 0, rounding);
      before = cumulative!;
    });
    const series = await flow.series("SPXW", { bar: "1m", minutes: 390 });
    expect(series.bars.map((bar) => bar.hedge_flow_cumulative_all)).toEqual(
      all.bars.map(({ cumulative }) => cumulative),
    );
    expect(series.bars.map((bar) => bar.hedge_flow_call_cumulative)).toEqual(
      calls.bars.map(({ cumulative }) => cumulative),
    );
  });

  test("mode delta is the first difference of raw", async () => {
    for (const metric of ["gex", "dex", "vex", "chex", "oi"] as const) {
      const raws = (await flow.heatmap("SPXW", { metric, minutes: 390 })).bars;
      const { bars } = await flow.heatmap("SPXW", { metric, mode: "delta", minutes: 390 });
      expect(bars.map(({ values }) => values)).toEqual(
        raws.map(({ values }, i) =>
          values.map((value, k) => {
            const before = i === 0 ? 0 : raws[i - 1].values[k];
            return value === null || before === null ? null : value - before;
          }),
        ),
      );
    }
  });

  test("levels and boards follow from the two strikes", async () => {
    for (const minute of [30, 120, 240, 359, 389]) {
      const at = after(minute);
      const { strikes, levels, pin_risk, regime, exposures, underlying_price } = await snapshotOf(at);
      const [low, high] = strikes!;
      const larger = (a: number, b: number): number => (Math.abs(b) > Math.abs(a) ? 3800 : 3700);
      if (exposures!.net_gex === null) continue;
      expect(pin_risk!.magnet_strike).toBe(larger(low.net_gex!, high.net_gex!));
      if (low.call_gex! + high.call_gex! > 0) expect(levels!.call_wall).toBe(larger(low.call_gex!, high.call_gex!));
      if (low.put_gex! + high.put_gex! < 0) expect(levels!.put_wall).toBe(larger(low.put_gex!, high.put_gex!));
      const paid = STRIKES.map((settled) =>
        sum(
          strikes!.map(
            ({ strike, call_oi, put_oi }) =>
              call_oi! * Math.max(0, settled - strike) + put_oi! * Math.max(0, strike - settled),
          ),
        ),
      );
      expect(pin_risk!.max_pain).toBe(paid[1] < paid[0] ? 3800 : 3700);
      expect(regime!.label).toBe(
        exposures!.net_gex > 0 ? "positive_gamma" : exposures!.net_gex < 0 ? "negative_gamma" : "undetermined",
      );
      // Two exposures of opposite sign cross between their strikes, on a straight line.
      const crosses = low.net_gex! * high.net_gex! < 0;
      expect(regime!.gamma_flip_by_strike).toEqual(
        crosses ? expect.closeTo(3700 + (100 * low.net_gex!) / (low.net_gex! - high.net_gex!), 6) : null,
      );
      if (regime!.gamma_flip !== null)
        expect(Math.sign(underlying_price! - regime!.gamma_flip)).toBe(regime!.spot_vs_flip === "above" ? 1 : -1);

      const [series, hedge, calls, puts] = await Promise.all([
        at.series("SPXW", { bar: "1m", minutes: 390 }),
        ...HEDGE_SIDES.map((side) => at.hedgeFlow("SPXW", { side, bar: "1m", minutes: 390 })),
      ]);
      const board = async (metric: (typeof BOARD_METRICS)[number]): Promise<number> =>
        (await at.leaderboard({ metric })).entries[0].value;
      expect(await board("pin_risk")).toBe(pin_risk!.pin_score);
      expect(await board("charm_intensity")).toBe(Math.abs(series.bars.at(-1)!.charm_dollars_per_hour!));
      expect(await board("abs_flow")).toBeCloseTo(
        Math.abs(calls.bars.at(-1)!.bar!) + Math.abs(puts.bars.at(-1)!.bar!),
        2,
      );
      const map = await at.heatmap("SPXW", { minutes: 390 });
      const gross = Math.max(...map.bars.map(({ values }) => sum(values.map((value) => Math.abs(value ?? 0)))));
      const heat = Math.abs(hedge.bars.at(-1)!.cumulative!) / Math.max(Math.abs(exposures!.net_gex), 0.05 * gross);
      expect((await board("heat")) / heat).toBeCloseTo(1, 9);
    }
  });

  test("fed minute by minute it gives the answers of the whole tape, at every instant", async () => {
    const live = FlowEngine.of([cutTape(tape, open)]);
    for (let minute = 0; minute < MINUTES; minute++) {
      expect(live.append(sliceTape(tape, open + minute * MINUTE, open + (minute + 1) * MINUTE))).toBe(2);
      // Now and then the answers of the moment, before anything later has come.
      if (minute % 97 === 13) expect(await everything(live)).toStrictEqual(await everything(after(minute)));
    }
    for (const instant of [open, open + 61_500, open + 77 * MINUTE, close - 30_000, close])
      expect(await everything(live.at(instant))).toStrictEqual(await everything(flow.at(instant)));
  });

  test("at an instant it is the engine of the tape that was cut there", async () => {
    for (const instant of [open, open + 30_000, open + 59_999, open + 100 * MINUTE, close - MINUTE, close - 1, close]) {
      const cut = FlowEngine.of([cutTape(tape, instant)]).at(instant);
      expect(await everything(flow.at(instant))).toStrictEqual(await everything(cut));
    }
  });
}

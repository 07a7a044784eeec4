import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type FlowServer, serve } from "../../src/api/server.js";
import { FlowEngine } from "../../src/engine/engine.js";
import { describeInterop, interop } from "../interop.js";
import { TinySource } from "./samples.js";

/*
 * The server, asked as the vendor's guides ask theirs: by plain fetch and by curl, with the key in a header or in the query,
 * and without our own client. Each row is a case of the guides: what is asked, and what of the answer they promise.
 */

/** The keys: by the plan each has, one that has used up its day, and one that nobody gave out. */
const KEYS = {
  alpha: "key-alpha",
  growth: "key-growth",
  basic: "key-basic",
  free: "key-free",
  spent: "key-spent",
  unknown: "key-unknown",
};

/** Its market is simulated: New York, 2026-06-05, 15:30. */
let market: FlowServer;
/** Fails as a market of one day cannot. */
let tiny: FlowServer;
beforeAll(async () => {
  const keys = [
    { key: KEYS.alpha, plan: "Alpha" },
    { key: KEYS.growth, plan: "Growth" },
    { key: KEYS.basic, plan: "Basic" },
    { key: KEYS.free, plan: "Free" },
    { key: KEYS.spent, plan: "Growth", daily: 0 },
  ] as const;
  market = await serve(FlowEngine.simulate({ seed: 27 }), { keys });
  tiny = await serve(new TinySource(), { keys });
});
afterAll(() => Promise.all([market.close(), tiny.close()]));

// ----------------------------------------------------------------------------------------------------------------- askers

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

/** Asks for a path and query, with a key or with none. */
type Ask = (url: string, key: string | undefined) => Promise<Answer>;

const inQuery = (url: string, key: string | undefined): string =>
  key === undefined ? url : `${url}${url.includes("?") ? "&" : "?"}apiKey=${key}`;

async function byFetch(url: string, headers: Record<string, string>): Promise<Answer> {
  const response = await fetch(url, { headers });
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as Record<string, unknown>,
  };
}

async function byCurl(...args: string[]): Promise<Answer> {
  const { stdout } = await promisify(execFile)(
    interop.curl ?? "curl",
    ["--silent", "--show-error", "--noproxy", "*", "--include", ...args],
    { maxBuffer: 64e6 },
  );
  const end = stdout.indexOf("\r\n\r\n");
  const [statusLine, ...lines] = stdout.slice(0, end).split("\r\n");
  return {
    status: Number(statusLine.split(" ")[1]),
    headers: new Headers(lines.map((line) => line.split(/: ?(.*)/).slice(0, 2) as [string, string])),
    body: JSON.parse(stdout.slice(end)) as Record<string, unknown>,
  };
}

const FETCH: Record<string, Ask> = {
  "fetch with X-Api-Key": (url, key) => byFetch(url, key === undefined ? {} : { "X-Api-Key": key }),
  "fetch with ?apiKey=": (url, key) => byFetch(inQuery(url, key), {}),
};
const CURL: Record<string, Ask> = {
  "curl -H X-Api-Key": (url, key) => byCurl(url, ...(key === undefined ? [] : ["-H", `X-Api-Key: ${key}`])),
  "curl with ?apiKey=": (url, key) => byCurl(inQuery(url, key)),
};

// ----------------------------------------------------------------------------------------------------------------- shapes

type Kind = "text" | "number" | "whole number" | "number or null" | "true or false" | "UTC" | "day" | "list" | "block";

const isKind: Record<Kind, (value: unknown) => boolean> = {
  text: (value) => typeof value === "string" && value !== "",
  number: (value) => typeof value === "number",
  "whole number": Number.isInteger,
  "number or null": (value) => value === null || typeof value === "number",
  "true or false": (value) => typeof value === "boolean",
  UTC: (value) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(String(value)),
  day: (value) => /^\d{4}-\d\d-\d\d$/.test(String(value)),
  list: Array.isArray,
  block: (value) => typeof value === "object" && value !== null && !Array.isArray(value),
};

/** Which fields an object has not, or not of the kind. */
function wrongFields(object: Record<string, unknown>, fields: Record<string, Kind>): string[] {
  const wrong = Object.entries(fields).filter(([name, kind]) => !(name in object && isKind[kind](object[name])));
  return wrong.map(([name, kind]) => `${name}: ${kind}, not ${JSON.stringify(object[name])}`);
}

type Rows = Record<string, unknown>[];
const rows = (body: Record<string, unknown>, name = "bars"): Rows => body[name] as Rows;

function expectAscending(values: readonly number[]): void {
  expect(values).toEqual([...new Set(values)].sort((a, b) => a - b));
}

/** Times of bars ascend on the grid of half minutes, and none is twice. */
function expectBarTimes(body: Record<string, unknown>, seconds: number): void {
  const times = rows(body).map(({ t }) => Date.parse(String(t)) / 1000);
  expectAscending(times);
  expect(times.filter((time) => time % seconds !== 0)).toEqual([]);
}

const NAMED = { symbol: "text", expiration: "day", as_of: "UTC", bar_size: "text", bars: "list" } as const;
const GRID = {
  underlying_price: "number or null",
  tier_used: "text",
  strikes_grid: "list",
  gap_intervals: "list",
} as const;

/** What the guides promise of each endpoint's 200, besides the parameters it repeats. */
const PROMISES = {
  leaderboard(body: Record<string, unknown>): void {
    const fields = {
      metric: "text",
      n: "whole number",
      as_of: "UTC",
      market_open: "true or false",
      entries: "list",
    } as const;
    expect(wrongFields(body, fields)).toEqual([]);
    const entries = rows(body, "entries");
    const entry = { rank: "whole number", symbol: "text", value: "number" } as const;
    expect(entries.flatMap((each) => wrongFields(each, entry))).toEqual([]);
    expect(entries.map(({ rank }) => rank)).toEqual(entries.map((_, i) => i + 1));
    const values = entries.map(({ value }) => Number(value));
    expect(values).toEqual([...values].sort((a, b) => b - a));
    expect(entries.length).toBeLessThanOrEqual(Number(body.n));
  },
  snapshot(body: Record<string, unknown>): void {
    const blocks = "regime exposures expected_move pin_risk hedging decay vol_context flow levels liquidity metadata";
    expect(
      wrongFields(body, {
        ...{
          symbol: "text",
          underlying_price: "number",
          expiration: "day",
          as_of: "UTC",
          market_open: "true or false",
        },
        ...{ time_to_close_hours: "number", time_to_close_pct: "number", strikes: "list", flow_direction: "block" },
        ...Object.fromEntries(blocks.split(" ").map((name) => [name, "block"] as const)),
      }),
    ).toEqual([]);
    const strikes = rows(body, "strikes");
    expectAscending(strikes.map(({ strike }) => Number(strike)));
    const sums = "net_gex call_gex put_gex net_dex call_dex put_dex net_vex net_chex call_oi put_oi".split(" ");
    const fields = Object.fromEntries(sums.map((name) => [name, "number or null"] as const));
    expect(strikes.flatMap((each) => wrongFields(each, fields))).toEqual([]);
    expect(
      wrongFields(body.flow_direction as Record<string, unknown>, {
        ...{ label: "text", settled_net_gex: "number or null", live_net_gex: "number or null", description: "text" },
        ...{ flow_gex_adjustment: "number or null", flow_gex_pct_shift: "number or null" },
        ...{ contracts_with_flow: "whole number", total_abs_delta_contracts: "number" },
      }),
    ).toEqual([]);
  },
  series(body: Record<string, unknown>): void {
    expect(wrongFields(body, NAMED)).toEqual([]);
    const levels = "gamma_flip call_wall put_wall magnet pin_probability_pct atm_iv charm_dollars_per_hour".split(" ");
    const numbers = "spot net_gex net_dex pin_score".split(" ");
    const legs = ["hedge_flow_call_cumulative", "hedge_flow_put_cumulative", "hedge_flow_cumulative_all"];
    const fields: Record<string, Kind> = {
      ...{ t: "UTC", regime: "text" },
      ...Object.fromEntries([...levels, ...numbers, ...legs].map((name) => [name, "number or null"] as const)),
    };
    expect(rows(body).flatMap((bar) => wrongFields(bar, fields))).toEqual([]);
    for (const { pin_score } of rows(body)) if (pin_score !== null) expect(pin_score).toBeLessThanOrEqual(100);
  },
  "hedge-flow"(body: Record<string, unknown>): void {
    expect(wrongFields(body, { ...NAMED, side: "text" })).toEqual([]);
    const fields = { t: "UTC", bar: "number or null", cumulative: "number or null" } as const;
    expect(rows(body).flatMap((bar) => wrongFields(bar, fields))).toEqual([]);
  },
  "strike-flow"(body: Record<string, unknown>): void {
    expectGrid(body, ["signed_delta_dollars", "signed_gamma_dollars", "contracts"]);
  },
  heatmap(body: Record<string, unknown>): void {
    expect(wrongFields(body, { metric: "text", mode: "text" })).toEqual([]);
    expectGrid(body, ["values"]);
  },
} satisfies Record<string, (body: Record<string, unknown>) => void>;

/** Strikes ascend, and each array of a bar has a number or null for each of them. */
function expectGrid(body: Record<string, unknown>, arrays: readonly string[]): void {
  expect(wrongFields(body, { ...NAMED, ...GRID })).toEqual([]);
  expect(body.gap_intervals).toEqual([]);
  const grid = body.strikes_grid as number[];
  expectAscending(grid);
  for (const bar of rows(body)) {
    expect(wrongFields(bar, { t: "UTC", spot: "number or null" })).toEqual([]);
    for (const name of arrays) {
      const cells = bar[name] as unknown[];
      expect([name, cells.length, cells.every(isKind["number or null"])]).toEqual([name, grid.length, true]);
    }
  }
}

// -------------------------------------------------------------------------------------------------------------- questions

interface Question {
  readonly endpoint: keyof typeof PROMISES;
  /** What stands behind the endpoint: the symbol and the query. */
  readonly asks: string;
  /** What the answer repeats of it. */
  readonly repeats: Record<string, unknown>;
  /** Seconds between the bars' places, and how many bars there are. */
  readonly bars?: readonly [seconds: number, count: number];
  readonly entries?: number;
}

const SPY = { symbol: "SPY" };
/** From 09:30 to 15:30. */
const SO_FAR = 360;

const questions: Question[] = [
  { endpoint: "leaderboard", asks: "", repeats: { metric: "heat", n: 20, market_open: true }, entries: 12 },
  ...["heat", "pin_risk", "abs_flow", "charm_intensity"].map((metric) => ({
    ...{ endpoint: "leaderboard" as const, asks: `?metric=${metric}&n=5`, repeats: { metric, n: 5 }, entries: 5 },
  })),
  { endpoint: "leaderboard", asks: "?n=100000", repeats: { n: 100 }, entries: 12 },
  { endpoint: "leaderboard", asks: "?n=0", repeats: { n: 1 }, entries: 1 },

  { endpoint: "snapshot", asks: "/SPY", repeats: { ...SPY, expiration: "2026-06-05", market_open: true } },
  { endpoint: "snapshot", asks: "/spy?expiry=2026-06-05", repeats: { ...SPY, expiration: "2026-06-05" } },

  { endpoint: "series", asks: "/SPY", repeats: { ...SPY, bar_size: "30s" }, bars: [30, 120] },
  { endpoint: "series", asks: "/SPY?bar=30s&minutes=1", repeats: { bar_size: "30s" }, bars: [30, 2] },
  { endpoint: "series", asks: "/spy?bar=1m&minutes=30", repeats: { ...SPY, bar_size: "1m" }, bars: [60, 30] },
  { endpoint: "series", asks: "/SPY?bar=5m&minutes=390", repeats: { bar_size: "5m" }, bars: [300, SO_FAR / 5] },
  { endpoint: "series", asks: "/SPY?bar=15m&minutes=10000", repeats: { bar_size: "15m" }, bars: [900, SO_FAR / 15] },
  { endpoint: "series", asks: "/NOBODY", repeats: { symbol: "NOBODY" }, bars: [30, 0] },

  { endpoint: "hedge-flow", asks: "/SPY", repeats: { ...SPY, side: "all", bar_size: "30s" }, bars: [30, 120] },
  ...["all", "calls", "puts"].map((side) => ({
    ...{
      endpoint: "hedge-flow" as const,
      asks: `/SPY?side=${side}&bar=5m&minutes=30`,
      repeats: { side, bar_size: "5m" },
    },
    bars: [300, 6] as const,
  })),
  { endpoint: "hedge-flow", asks: "/NOBODY?bar=15m", repeats: { symbol: "NOBODY", bar_size: "15m" }, bars: [900, 0] },

  { endpoint: "strike-flow", asks: "/SPY", repeats: { ...SPY, bar_size: "1m", tier_used: "raw" }, bars: [60, 60] },
  { endpoint: "strike-flow", asks: "/spy?bar=1m&minutes=0", repeats: SPY, bars: [60, 1] },
  { endpoint: "strike-flow", asks: "/SPY?minutes=391", repeats: SPY, bars: [60, SO_FAR] },
  { endpoint: "strike-flow", asks: "/NOBODY", repeats: { symbol: "NOBODY", strikes_grid: [] }, bars: [60, 0] },

  {
    endpoint: "heatmap",
    asks: "/SPY",
    repeats: { ...SPY, metric: "gex", mode: "raw", bar_size: "1m" },
    bars: [60, 60],
  },
  ...["gex", "dex", "vex", "chex", "oi", "signed_flow"].map((metric) => ({
    ...{ endpoint: "heatmap" as const, asks: `/SPY?metric=${metric}&mode=delta&bar=1m&minutes=5` },
    ...{ repeats: { metric, mode: "delta" }, bars: [60, 5] as const },
  })),
  { endpoint: "heatmap", asks: "/%53PY?minutes=390", repeats: SPY, bars: [60, SO_FAR] },
  { endpoint: "heatmap", asks: "/NOBODY", repeats: { symbol: "NOBODY", strikes_grid: [] }, bars: [60, 0] },
];

/** Bodies of a 200 that say why there is no snapshot. */
const reasons = [
  ["no same-day expiry", "/SPY?expiry=2026-06-12", { no_zero_dte: true, symbol: "SPY" }, "next_zero_dte_expiry"],
  ["a closed session", "/SPY?at=2026-06-05T12:00:00Z", { session_closed: true, symbol: "SPY" }, "last_session"],
] as const;

// ----------------------------------------------------------------------------------------------------------------- errors

interface Refusal {
  readonly asks: string;
  /** null is without a key. */
  readonly key: keyof typeof KEYS | null;
  readonly status: number;
  /** Members of the body that are told: an exact value, or the kind of it. */
  readonly body: Record<string, unknown>;
  readonly kinds: Record<string, Kind>;
  /** Where the market cannot give it. */
  readonly source?: "tiny";
}

const invalid = (asks: string, error: string, source?: "tiny"): Refusal => ({
  ...{ asks, key: "alpha", status: 400, body: { error }, kinds: { message: "text" } },
  ...(source === undefined ? {} : { source }),
});

const unauthorized = (asks: string, key: "unknown" | null): Refusal => ({
  ...{ asks, key, status: 401, body: { title: "Unauthorized", status: 401 }, kinds: { detail: "text" } },
});

const restricted = (asks: string, key: keyof typeof KEYS, current_plan: string, required_plan: string): Refusal => ({
  ...{ asks, key, status: 403, kinds: { message: "text" } },
  body: { status: "ERROR", error: "tier_restricted", current_plan, required_plan },
});

const refusals: Refusal[] = [
  invalid("series/SPY?bar=2m", "invalid_bar"),
  invalid("hedge-flow/SPY?bar=1h", "invalid_bar"),
  invalid("hedge-flow/SPY?side=both", "invalid_side"),
  invalid("heatmap/SPY?bar=5m", "bar_unavailable"),
  invalid("strike-flow/SPY?bar=15m", "bar_unavailable"),
  invalid("heatmap/SPY?metric=vega", "invalid_metric"),
  invalid("leaderboard?metric=vega", "invalid_metric"),
  invalid("heatmap/SPY?mode=cumulative", "invalid_mode"),
  invalid("snapshot/SPY?expiry=today", "invalid_expiry"),
  invalid("heatmap/OLD", "no_strike_data_for_window", "tiny"),
  unauthorized("leaderboard", null),
  unauthorized("snapshot/SPY", "unknown"),
  ...["snapshot/SPY", "series/SPY", "hedge-flow/SPY"].flatMap((asks) => [
    restricted(asks, "free", "Free", "Growth"),
    restricted(asks, "basic", "Basic", "Growth"),
  ]),
  ...["heatmap/SPY", "strike-flow/SPY", "leaderboard"].flatMap((asks) => [
    restricted(asks, "free", "Free", "Alpha"),
    restricted(asks, "growth", "Growth", "Alpha"),
  ]),
  {
    asks: "snapshot/NOBODY",
    key: "growth",
    status: 404,
    body: { error: "symbol_not_found" },
    kinds: { message: "text" },
  },
  {
    ...{ asks: "snapshot/SPY", key: "spent", status: 429 },
    body: { status: "ERROR", error: "Quota exceeded", current_plan: "Growth", limit: 0, upgrade_to: "Alpha" },
    kinds: { message: "text", reset_at: "UTC" },
  },
];

function expectRateLimit({ status, headers }: Answer, authenticated: boolean): void {
  const [limit, remaining, reset] = ["limit", "remaining", "reset"].map((name) => headers.get(`x-ratelimit-${name}`));
  if (!authenticated) expect([limit, remaining, reset]).toEqual([null, null, null]);
  else {
    for (const told of [limit, remaining]) expect(told).toMatch(/^(\d+|unlimited)$/);
    expect([Number(reset) % 86_400, Number(reset) * 1000 > Date.now()]).toEqual([0, true]);
  }
  if (status === 429) expect(headers.get("retry-after")).toMatch(/^[1-9]\d*$/);
  else expect(headers.get("retry-after")).toBeNull();
}

function expectJson({ headers }: Answer): void {
  expect(headers.get("content-type")).toMatch(/^application\/json/);
  expect(headers.get("access-control-allow-origin")).toBe("*");
}

// ------------------------------------------------------------------------------------------------------------------ tests

function tests(askers: Record<string, Ask>): void {
  const path = "/v1/flow/zero-dte/";
  describe.each(Object.entries(askers))("%s", (_, ask) => {
    test.each(questions)(
      "$endpoint $asks has the promised shape",
      async ({ endpoint, asks, repeats, bars, entries }) => {
        const answer = await ask(market.url + path + endpoint + asks, KEYS.alpha);
        expect([answer.status, answer.body]).toEqual([200, expect.objectContaining(repeats)]);
        PROMISES[endpoint](answer.body);
        if (bars !== undefined) {
          expectBarTimes(answer.body, bars[0]);
          expect(rows(answer.body)).toHaveLength(bars[1]);
        }
        if (entries !== undefined) expect(rows(answer.body, "entries")).toHaveLength(entries);
        expectJson(answer);
        expectRateLimit(answer, true);
      },
    );

    test.each(reasons)("a snapshot on %s is a 200 that says so", async (_, asks, body, day) => {
      const answer = await ask(`${market.url}${path}snapshot${asks}`, KEYS.growth);
      expect([answer.status, answer.body]).toEqual([200, expect.objectContaining(body)]);
      expect(
        wrongFields(answer.body, { message: "text", ...(answer.body[day] === null ? {} : { [day]: "day" }) }),
      ).toEqual([]);
      expectRateLimit(answer, true);
    });

    test.each(refusals)("$asks by $key is a $status", async ({ asks, key, status, body, kinds, source }) => {
      const { url } = source === "tiny" ? tiny : market;
      const answer = await ask(url + path + asks, key === null ? undefined : KEYS[key]);
      expect([answer.status, answer.body]).toEqual([status, expect.objectContaining(body)]);
      expect(wrongFields(answer.body, kinds)).toEqual([]);
      expect(Object.keys(answer.body).sort()).toEqual([...Object.keys(body), ...Object.keys(kinds)].sort());
      expectJson(answer);
      expectRateLimit(answer, status !== 401);
    });
  });
}

describe("fetch, as the guides ask", () => tests(FETCH));
describeInterop("curl, as the guides ask", ["curl"], () => tests(CURL));

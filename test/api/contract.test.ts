import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { FlowClient } from "../../src/api/client.js";
import type { FlowError } from "../../src/api/errors.js";
import { type FlowServer, serve } from "../../src/api/server.js";
import type { FlowSource } from "../../src/api/source.js";
import { TinySource } from "./samples.js";

// A source and a client of that source, served through a real socket, are the same source.
const source = new TinySource();
let server: FlowServer;
let client: FlowClient;
beforeAll(async () => {
  server = await serve(source);
  client = new FlowClient({ baseUrl: server.url });
});
afterAll(() => server.close());

type Question = (flow: FlowSource) => Promise<unknown>;
// Notebook cells are checked without strict, so values of any kind arrive.
const odd = (params: Record<string, unknown>): never => params as never;

const answered: [string, Question][] = [
  ["leaderboard by default", (f) => f.leaderboard()],
  ["leaderboard by metric", (f) => f.leaderboard({ metric: "pin_risk", n: 2 })],
  ["n 0", (f) => f.leaderboard({ n: 0 })],
  ["n 101", (f) => f.leaderboard({ n: 101 })],
  ["n as text", (f) => f.leaderboard(odd({ n: "2" }))],
  ["undefined and null", (f) => f.leaderboard(odd({ n: undefined, metric: null }))],
  ["keys that nobody knows", (f) => f.heatmap("SPY", odd({ expiry: "2026-06-12", at: "never" }))],
  ["snapshot", (f) => f.snapshot("SPY")],
  ["snapshot of another day", (f) => f.snapshot("SPY", { expiry: "2026-06-12" })],
  ["snapshot with an expiry that is undefined or null", (f) => f.snapshot("SPY", odd({ expiry: null }))],
  ["snapshot on a day without an expiry", (f) => f.snapshot("TSLA")],
  ["snapshot outside the session", (f) => f.snapshot("SHUT")],
  ["series by default", (f) => f.series("SPY")],
  ["series in bars of 15 minutes", (f) => f.series("SPY", { bar: "15m", minutes: 390 })],
  ["hedge-flow by default", (f) => f.hedgeFlow("SPY")],
  ["hedge-flow of one leg", (f) => f.hedgeFlow("SPY", { side: "puts", bar: "5m", minutes: 1 })],
  ["strike-flow by default", (f) => f.strikeFlow("SPY")],
  ["minutes 0", (f) => f.strikeFlow("SPY", { minutes: 0 })],
  ["minutes 10000", (f) => f.strikeFlow("SPY", { bar: "1m", minutes: 10_000 })],
  ["a symbol in lower case and space", (f) => f.strikeFlow(" spy ")],
  ["a symbol that needs encoding", (f) => f.strikeFlow("ES=F?&#%+é")],
  ["an unknown symbol: an answer without bars", (f) => f.strikeFlow("NOBODY")],
  ["heatmap by default", (f) => f.heatmap("SPY")],
  ["heatmap with everything", (f) => f.heatmap("SPY", { metric: "signed_flow", mode: "delta", bar: "1m", minutes: 1 })],
];

const refused: [string, Question, string][] = [
  ["an unknown metric of the board", (f) => f.leaderboard(odd({ metric: "haet" })), "invalid_metric"],
  ["a broken n", (f) => f.leaderboard({ n: 2.5 }), "invalid_n"],
  ["n NaN", (f) => f.leaderboard({ n: NaN }), "invalid_n"],
  ["an unknown metric of the heatmap", (f) => f.heatmap("SPY", odd({ metric: "vega&mode=x" })), "invalid_metric"],
  ["an unknown mode", (f) => f.heatmap("SPY", odd({ mode: "" })), "invalid_mode"],
  ["bar 5m", (f) => f.heatmap("SPY", odd({ bar: "5m" })), "bar_unavailable"],
  ["bar 5m of strike-flow", (f) => f.strikeFlow("SPY", odd({ bar: "5m" })), "bar_unavailable"],
  ["minutes that are no number", (f) => f.strikeFlow("SPY", odd({ minutes: "all" })), "invalid_minutes"],
  ["two faults at once", (f) => f.heatmap("SPY", odd({ minutes: "x", metric: "y" })), "invalid_metric"],
  ["a date that is none", (f) => f.snapshot("SPY", { expiry: "2026-02-30" }), "invalid_expiry"],
  ["a date in another form", (f) => f.snapshot("SPY", { expiry: "12 June" }), "invalid_expiry"],
  ["snapshot of an unknown symbol", (f) => f.snapshot("lost"), "symbol_not_found"],
  ["bar 2m of series", (f) => f.series("SPY", odd({ bar: "2m" })), "invalid_bar"],
  ["bar 1h of hedge-flow", (f) => f.hedgeFlow("SPY", odd({ bar: "1h" })), "invalid_bar"],
  ["a side that is none", (f) => f.hedgeFlow("SPY", odd({ side: "both" })), "invalid_side"],
  ["side and bar wrong at once", (f) => f.hedgeFlow("SPY", odd({ bar: "x", side: "y" })), "invalid_side"],
  ["no symbol", (f) => f.heatmap(""), "invalid_symbol"],
  ["a symbol that is a path", (f) => f.heatmap("../leaderboard"), "invalid_symbol"],
  ["a symbol of dots", (f) => f.strikeFlow(".."), "invalid_symbol"],
  ["half a surrogate pair", (f) => f.strikeFlow("\ud800"), "invalid_symbol"],
  ["a symbol that is not there", (f) => f.strikeFlow("lost"), "symbol_not_found"],
  ["a window without strikes", (f) => f.heatmap("OLD"), "no_strike_data_for_window"],
];

describe("equal answers", () => {
  test.each(answered)("%s", async (_, ask) => {
    expect(await ask(client)).toStrictEqual(await ask(source));
  });
});

describe("equal errors", () => {
  const failure = (asked: Promise<unknown>): Promise<FlowError> =>
    asked.then(
      () => expect.unreachable("it answered"),
      (error: unknown) => error as FlowError,
    );
  test.each(refused)("%s", async (_, ask, code) => {
    const [ours, theirs] = await Promise.all([failure(ask(source)), failure(ask(client))]);
    expect(ours.code).toBe(code);
    expect(theirs.constructor).toBe(ours.constructor);
    expect([theirs.code, theirs.status, theirs.message]).toEqual([ours.code, ours.status, ours.message]);
  });
});

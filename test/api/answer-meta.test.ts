import { inspect } from "node:util";
import { type Interceptable, MockAgent } from "undici";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { FlowClient, type FlowClientOptions } from "../../src/api/client.js";
import { AbortedError } from "../../src/api/errors.js";
import { board, flow } from "./samples.js";

const ORIGIN = "https://lab.flashalpha.com";
const KEY = "fa_0123456789abcdef";
const PATH = "/v1/flow/zero-dte";
const NOON = Date.parse("2026-05-27T12:00:00Z");

let agent: MockAgent;
let api: Interceptable;
beforeEach(() => {
  agent = new MockAgent();
  agent.disableNetConnect();
  api = agent.get(ORIGIN);
});
afterEach(async () => {
  vi.useRealTimers();
  agent.assertNoPendingInterceptors();
  await agent.close();
});
const client = (options: FlowClientOptions = {}): FlowClient =>
  new FlowClient({ apiKey: KEY, dispatcher: agent, retry: { firstDelay: 0 }, ...options });
const answering = (headers: Record<string, string> = {}, body: object = board()): void =>
  void api.intercept({ path: `${PATH}/leaderboard` }).reply(200, body, { headers });

describe("withMeta", () => {
  test("gives the answer with its status, headers, rate limit, attempts and time", async () => {
    vi.useFakeTimers({ toFake: ["Date"], now: NOON });
    api.intercept({ path: `${PATH}/leaderboard` }).reply(503, "");
    answering({
      "X-RateLimit-Limit": "2500",
      "X-RateLimit-Remaining": "2499",
      "X-RateLimit-Reset": "1779926400",
      "Server-Timing": "total;dur=46",
    });
    const { answer, meta } = await client().leaderboard().withMeta();
    expect(answer).toEqual(board());
    const { milliseconds, headers, ...rest } = meta;
    expect(rest).toEqual({
      url: `${ORIGIN}${PATH}/leaderboard`,
      status: 200,
      attempts: 2,
      receivedAt: NOON,
      rateLimit: { limit: 2500, remaining: 2499, resetAt: 1_779_926_400_000 },
      feeds: [],
    });
    expect(headers["server-timing"]).toBe("total;dur=46");
    expect(milliseconds).toBeGreaterThan(0);
  });

  test.each([
    [{}, { limit: null, remaining: null, resetAt: null }],
    [
      { "X-RateLimit-Limit": "unlimited", "X-RateLimit-Remaining": "unlimited", "X-RateLimit-Reset": "1779926400" },
      { limit: Infinity, remaining: Infinity, resetAt: 1_779_926_400_000 },
    ],
    [
      { "X-RateLimit-Limit": "many", "X-RateLimit-Remaining": "-1", "X-RateLimit-Reset": "unlimited" },
      { limit: null, remaining: null, resetAt: null },
    ],
  ])("reads a rate limit of %j", async (headers, rateLimit) => {
    answering(headers);
    expect((await client().leaderboard().withMeta()).meta.rateLimit).toEqual(rateLimit);
  });

  test("gives the age of each feed in seconds, and null for one that was never seen or says no time", async () => {
    vi.useFakeTimers({ toFake: ["Date"], now: NOON });
    const data_as_of = {
      flow_feed: "2026-05-27T11:59:58.5Z",
      oi_feed: "2026-05-26T20:00:00Z",
      node: "2026-05-27T12:00:01Z",
      index_feed: null,
      macro_feed: "yesterday",
      odd_feed: 7,
    };
    answering({}, { ...board(), data_as_of });
    const { meta } = await client().leaderboard().withMeta();
    expect(meta.feeds).toEqual([
      { feed: "flow_feed", seen: "2026-05-27T11:59:58.5Z", age: 1.5 },
      { feed: "oi_feed", seen: "2026-05-26T20:00:00Z", age: 57_600 },
      { feed: "node", seen: "2026-05-27T12:00:01Z", age: -1 },
      { feed: "index_feed", seen: null, age: null },
      { feed: "macro_feed", seen: null, age: null },
      { feed: "odd_feed", seen: null, age: null },
    ]);
  });

  test("shows neither cookies nor the key, should the server send it back", async () => {
    answering({ "Set-Cookie": "session=abc", "X-Echo": `key ${KEY}` });
    const { meta } = await client().leaderboard().withMeta();
    expect(meta.headers["x-echo"]).toBe("key ***");
    expect(inspect(meta, { depth: Infinity })).not.toMatch(/session=abc|fa_0123/);
  });

  test("fails as the question does, and leaves no rejection that nobody takes", async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown): void => void unhandled.push(reason);
    process.on("unhandledRejection", note);
    api
      .intercept({ path: `${PATH}/leaderboard` })
      .reply(400, { error: "invalid_n", message: "m" })
      .times(2);
    const asked = client().leaderboard();
    await expect(asked.withMeta()).rejects.toMatchObject({ code: "invalid_n" });
    await expect(client().leaderboard()).rejects.toMatchObject({ code: "invalid_n" });
    await new Promise((resolve) => setTimeout(resolve, 10));
    process.off("unhandledRejection", note);
    expect(unhandled).toEqual([]);
  });

  test("a question that is printed looks like any promise", async () => {
    answering();
    const asked = client().leaderboard();
    expect(inspect(asked)).toBe("Promise { <pending> }");
    await asked;
  });
});

describe("keep", () => {
  test("gives the leaderboard again for 30 seconds, a new object each time, and then asks", async () => {
    vi.useFakeTimers({ toFake: ["performance"] });
    const keeping = client({ keep: true });
    answering();
    const first = await keeping.leaderboard().withMeta();
    vi.advanceTimersByTime(29_999);
    const again = await keeping.leaderboard().withMeta();
    expect(again.answer).toEqual(first.answer);
    expect(again.answer).not.toBe(first.answer);
    expect([first.meta.attempts, again.meta.attempts]).toEqual([1, 0]);
    expect(again.meta.receivedAt).toBe(first.meta.receivedAt);
    vi.advanceTimersByTime(1);
    answering({}, { ...board(), as_of: "2026-06-12T18:46:00Z" });
    expect((await keeping.leaderboard()).as_of).toBe("2026-06-12T18:46:00Z");
  });

  test("keeps each question for itself, and nothing but the leaderboard", async () => {
    const keeping = client({ keep: true });
    answering();
    await keeping.leaderboard();
    api.intercept({ path: `${PATH}/leaderboard?n=5` }).reply(200, board());
    await keeping.leaderboard({ n: 5 });
    api
      .intercept({ path: `${PATH}/strike-flow/SPY` })
      .reply(200, flow())
      .times(2);
    await keeping.strikeFlow("SPY");
    expect(await keeping.strikeFlow("SPY")).toEqual(flow());
  });

  test("keeps no failure, and no answer that breaks the contract", async () => {
    const keeping = client({ keep: true });
    answering({}, { ...board(), entries: null as never });
    await expect(keeping.leaderboard()).rejects.toMatchObject({ name: "ResponseError" });
    api.intercept({ path: `${PATH}/leaderboard` }).reply(404, "");
    await expect(keeping.leaderboard()).rejects.toMatchObject({ name: "NotFoundError" });
    answering();
    expect(await keeping.leaderboard()).toEqual(board());
    await expect(keeping.leaderboard({}, { signal: AbortSignal.abort() })).rejects.toBeInstanceOf(AbortedError);
  });

  test("is not done unless it is asked for", async () => {
    answering();
    answering();
    const plain = client();
    await plain.leaderboard();
    expect((await plain.leaderboard().withMeta()).meta.attempts).toBe(1);
  });
});

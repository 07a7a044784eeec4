import { spawn } from "node:child_process";
import { getEventListeners } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import fc from "fast-check";
import { type Interceptable, MockAgent } from "undici";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { FlowClient, type FlowClientOptions } from "../../src/api/client.js";
import { FlowError, RateLimitError, ServerError } from "../../src/api/errors.js";
import { retryDelay, retryOf } from "../../src/api/retry.js";
import { board } from "./samples.js";

const ORIGIN = "https://lab.flashalpha.com";
const KEY = "fa_0123456789abcdef";
const PATH = "/v1/flow/zero-dte/leaderboard";
const AT_ONCE = { firstDelay: 0 };

const said = (pattern: RegExp): string => expect.stringMatching(pattern) as string;

/** What a question ends with, and how long it took, milliseconds. */
async function ending(question: Promise<unknown>): Promise<{ error: FlowError; took: number }> {
  const start = performance.now();
  const error: unknown = await question.then(
    () => new Error("it was answered"),
    (reason: unknown) => reason,
  );
  return { error: error as FlowError, took: performance.now() - start };
}

describe("a client asks again", () => {
  let agent: MockAgent;
  let api: Interceptable;
  const client = (options: FlowClientOptions = {}): FlowClient =>
    new FlowClient({ apiKey: KEY, dispatcher: agent, retry: AT_ONCE, ...options });
  beforeEach(() => {
    agent = new MockAgent();
    agent.disableNetConnect();
    api = agent.get(ORIGIN);
  });
  afterEach(async () => {
    agent.assertNoPendingInterceptors();
    await agent.close();
  });
  const failing = (status: number, times: number, body = "", headers: Record<string, string> = {}): void =>
    void api.intercept({ path: PATH }).reply(status, body, { headers }).times(times);
  const answering = (): void => void api.intercept({ path: PATH }).reply(200, board());

  test.each([408, 425, 429, 500, 502, 503, 504])("after a %i, three times if it must", async (status) => {
    failing(status, 3);
    answering();
    expect(await client().leaderboard()).toEqual(board());
  });

  test.each(["ECONNREFUSED", "ECONNRESET", "ENOTFOUND", "UND_ERR_CONNECT_TIMEOUT"])("after %s", async (code) => {
    api
      .intercept({ path: PATH })
      .replyWithError(Object.assign(new Error("broken"), { code }))
      .times(2);
    answering();
    expect(await client().leaderboard()).toEqual(board());
  });

  test("no more often than it may, and the error tells how often that was", async () => {
    failing(503, 4);
    await expect(client().leaderboard()).rejects.toMatchObject({ name: "ServerError", status: 503, attempts: 4 });
    failing(503, 2);
    await expect(client({ retry: { retries: 1, firstDelay: 0 } }).leaderboard()).rejects.toMatchObject({ attempts: 2 });
  });

  // One interceptor each: a second question would end as a ConnectionError of the mock.
  test.each([
    [400, '{"error":"invalid_metric","message":"m"}', "InvalidRequestError"],
    [401, '{"title":"Unauthorized","status":401,"detail":"d"}', "AuthenticationError"],
    [403, '{"error":"tier_restricted","required_plan":"Alpha"}', "TierRestrictedError"],
    [404, '{"error":"symbol_not_found","message":"m"}', "NotFoundError"],
    [200, "not JSON", "ResponseError"],
    [204, "", "ResponseError"],
    [429, '{"error":"Quota exceeded","message":"m","reset_at":"2030-01-01T00:00:00Z"}', "RateLimitError"],
  ])("not after %i %s", async (status, body, name) => {
    failing(status, 1, body);
    await expect(client().leaderboard()).rejects.toMatchObject({ name, attempts: 1 });
  });

  test("not after a redirect, nor after a 429 that tells only when the quota starts anew", async () => {
    failing(302, 1, "", { location: "https://elsewhere.example/" });
    await expect(client().leaderboard()).rejects.toMatchObject({ code: "redirected", attempts: 1 });
    failing(429, 1, "", { "X-RateLimit-Reset": "1893456000" });
    const { error } = await ending(client().leaderboard());
    expect(error).toMatchObject({ name: "RateLimitError", attempts: 1, retryAt: 1_893_456_000_000 });
  });

  test("not where nothing is left of the day's quota, however soon it says to come back", async () => {
    failing(429, 1, "", { "X-RateLimit-Remaining": "0", "Retry-After": "0" });
    await expect(client().leaderboard()).rejects.toMatchObject({ name: "RateLimitError", remaining: 0, attempts: 1 });
    failing(429, 1, "", { "X-RateLimit-Remaining": "1", "Retry-After": "0" });
    answering();
    expect(await client().leaderboard()).toEqual(board());
  });

  test.each(["DEPTH_ZERO_SELF_SIGNED_CERT", "CERT_HAS_EXPIRED", "ERR_TLS_CERT_ALTNAME_INVALID", "UND_ERR_INVALID_ARG"])(
    "not after %s, which no waiting mends",
    async (code) => {
      api.intercept({ path: PATH }).replyWithError(Object.assign(new Error("refused"), { code }));
      await expect(client().leaderboard()).rejects.toMatchObject({ name: "ConnectionError", code, attempts: 1 });
    },
  );

  test.each([408, 425, 429, 500, 503])(
    "as late as a %i says, and at once no more where that is too late",
    async (status) => {
      failing(status, 1, "", { "Retry-After": "0" });
      answering();
      // By its own delay it would wait 20 s.
      expect(
        await client({ retry: { firstDelay: 20_000, longestDelay: 20_000, random: () => 1 } }).leaderboard(),
      ).toEqual(board());
      failing(status, 1, "", { "Retry-After": "60" });
      const before = Date.now();
      const { error, took } = await ending(client({ timeout: 5_000 }).leaderboard());
      expect(error).toMatchObject({ status, attempts: 1, retryAfter: 60 });
      expect(error.retryAt).toBeGreaterThanOrEqual(before + 60_000);
      expect(took).toBeLessThan(1_000);
    },
  );

  test("when the server says, in seconds or by a date that has passed, and by its own delay where that is garbage", async () => {
    const once = { retry: { retries: 1, firstDelay: 20_000, longestDelay: 20_000, random: () => 1 } };
    for (const after of ["0", "Thu, 01 Jan 2026 00:00:00 GMT"]) {
      failing(429, 1, "", { "Retry-After": after });
      answering();
      expect(await client(once).leaderboard()).toEqual(board());
    }
    failing(429, 1, "", { "Retry-After": "soon" });
    const { error, took } = await ending(client({ ...once, timeout: 10_000 }).leaderboard());
    expect(error).toMatchObject({ name: "RateLimitError", attempts: 1 });
    expect(took).toBeLessThan(1_000);
    failing(429, 1, "", { "Retry-After": "1" });
    answering();
    const start = performance.now();
    expect(await client({ retry: AT_ONCE }).leaderboard()).toEqual(board());
    expect(performance.now() - start).toBeGreaterThanOrEqual(990);
  });

  test("not where the wait is longer than its time: the error comes at once, and tells when", async () => {
    failing(429, 1, "", { "Retry-After": "60" });
    const before = Date.now();
    const { error, took } = await ending(client({ timeout: 5_000 }).leaderboard());
    expect(took).toBeLessThan(1_000);
    expect(error).toBeInstanceOf(RateLimitError);
    expect((error as RateLimitError).retryAt).toBeGreaterThanOrEqual(before + 60_000);
    // Beyond what a timer can be set to, where it would go off at once.
    failing(429, 1, "", { "Retry-After": "3000000" });
    expect((await ending(client({ timeout: Infinity }).leaderboard())).error).toMatchObject({ attempts: 1 });
    failing(503, 1);
    const short = client({ timeout: 300, retry: { firstDelay: 2_000, random: () => 1 } });
    expect((await ending(short.leaderboard())).error).toMatchObject({ name: "ServerError", attempts: 1 });
  });

  test("no more once its signal aborts, and leaves nothing behind", async () => {
    failing(503, 1);
    const stop = new AbortController();
    const waiting = client({ retry: { firstDelay: 8_000, random: () => 1 } }).leaderboard({}, { signal: stop.signal });
    setTimeout(() => stop.abort(), 50);
    const { error, took } = await ending(waiting);
    expect(error).toMatchObject({ name: "AbortedError", attempts: 1 });
    expect(took).toBeLessThan(500);
    expect(getEventListeners(stop.signal, "abort")).toEqual([]);
  });

  test.each([{ retries: -1 }, { retries: 1.5 }, { firstDelay: -1 }, { longestDelay: NaN }])(
    "is not told %j",
    (retry) => {
      expect(() => client({ retry })).toThrow(RangeError);
    },
  );

  test("is not told a chance that is no function", () => {
    expect(() => client({ retry: { random: 0.5 as never } })).toThrow("retry.random must be a function");
  });
});

describe("over a real socket", () => {
  const servers: Server[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      server.close();
    }
  });
  const listening = (listener: RequestListener, port = 0): Promise<string> =>
    new Promise((resolve) => {
      const server = createServer(listener);
      servers.push(server);
      server.listen(port, "127.0.0.1", () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
    });

  test("is not asked twice by whom it may be asked once, however it breaks off", async () => {
    let asked = 0;
    const url = await listening(({ socket }) => {
      asked++;
      socket.destroy();
    });
    const { error } = await ending(new FlowClient({ baseUrl: url, retry: { retries: 0 } }).leaderboard());
    expect([error.name, error.attempts, asked]).toEqual(["ConnectionError", 1, 1]);
  });

  test("a question that a pace lets nobody ask in time says so, and leaves the next its turn", async () => {
    const url = await listening((_, response) => void response.end(JSON.stringify(board())));
    const paced = new FlowClient({ baseUrl: url, pace: { perSecond: 0.5 }, timeout: 100 });
    await paced.leaderboard();
    const { error } = await ending(paced.leaderboard());
    expect(error).toMatchObject({ name: "TimeoutError", attempts: 0, message: said(/as { pace } had no turn for it/) });
    expect(await paced.leaderboard({}, { timeout: 10_000 })).toEqual(board());
  });

  test("a server that comes up a moment later is reached", async () => {
    const probe = await listening(() => undefined);
    await new Promise((resolve) => servers.pop()!.close(resolve));
    const client = new FlowClient({ baseUrl: probe, retry: { firstDelay: 300, random: () => 1 } });
    const answer = client.leaderboard();
    setTimeout(
      () => void listening((_, response) => void response.end(JSON.stringify(board())), Number(new URL(probe).port)),
      50,
    );
    expect(await answer).toEqual(board());
  });

  test.each<[string, RequestListener]>([
    ["does not begin", () => undefined],
    ["does not end", (_, response) => void response.writeHead(200).write('{"metric":')],
    [
      "breaks off",
      (_, response) => void response.writeHead(200, { "Content-Length": "99" }).write("{", () => response.destroy()),
    ],
  ])("an answer that %s is asked for again", async (_, first) => {
    let asked = 0;
    const url = await listening((request, response) => {
      if (asked++ === 0) first(request, response);
      else response.end(JSON.stringify(board()));
    });
    const client = new FlowClient({ baseUrl: url, attemptTimeout: 100, retry: AT_ONCE });
    expect(await client.leaderboard()).toEqual(board());
    expect(asked).toBe(2);
  });

  test("attempts that take too long are told from a question that does", async () => {
    const url = await listening(() => undefined);
    const slow = new FlowClient({ baseUrl: url, attemptTimeout: 30, retry: { retries: 2, firstDelay: 0 } });
    const { error } = await ending(slow.leaderboard());
    expect(error).toMatchObject({
      name: "TimeoutError",
      attempts: 3,
      message: said(/within 30 ms; raise { attemptTimeout }/),
    });
    const whole = new FlowClient({ baseUrl: url, timeout: 60, attemptTimeout: 1_000, retry: AT_ONCE });
    const { error: late } = await ending(whole.leaderboard());
    expect(late).toMatchObject({ name: "TimeoutError", attempts: 1, message: said(/within 60 ms; raise { timeout }/) });
  });

  test("a code that spells the key in another way is not told to NODE_DEBUG=zerodte either", async () => {
    const spelled = [...KEY].map((character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`).join("");
    const url = await listening((_, response) => void response.writeHead(503).end(`{"error":"${spelled}"}`));
    const library = JSON.stringify(createRequire(import.meta.url).resolve("../../dist/index.js"));
    const script = `new (require(${library}).FlowClient)({ baseUrl: "${url}", apiKey: "${KEY}", retry: { firstDelay: 0 } })
      .leaderboard().catch((error) => console.log(error.code));`;
    const child = spawn(process.execPath, ["-e", script], { env: { ...process.env, NODE_DEBUG: "zerodte" } });
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
    expect(stdout).toBe("***\n");
    expect(stderr).toContain("leaderboard: ***, asked again in 0 ms");
    expect(stderr).not.toContain(KEY);
  });

  test("each attempt and each wait is told to NODE_DEBUG=zerodte, without the key, and to nobody else", async () => {
    const url = await listening((_, response) => void response.writeHead(503).end());
    const library = JSON.stringify(createRequire(import.meta.url).resolve("../../dist/index.js"));
    const script = `new (require(${library}).FlowClient)({ baseUrl: "${url}", apiKey: "${KEY}", retry: { firstDelay: 0 } })
      .series("${KEY}").catch((error) => console.log(error.attempts));`;
    const run = async (debug: string | undefined): Promise<{ stdout: string; stderr: string }> => {
      const child = spawn(process.execPath, ["-e", script], { env: { ...process.env, NODE_DEBUG: debug } });
      const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
      return { stdout, stderr };
    };
    const silent = await run(undefined);
    expect(silent).toEqual({ stdout: "4\n", stderr: "" });
    const { stderr } = await run("zerodte");
    expect(stderr.match(/GET \/v1\/flow\/zero-dte\/series\/\*\*\*: 503 in \d+ ms/g)).toHaveLength(4);
    expect(stderr.match(/\/v1\/flow\/zero-dte\/series\/\*\*\*: server_error, asked again in 0 ms/g)).toHaveLength(3);
    expect(stderr).not.toContain(KEY);
  });
});

test("a delay is a random part of a time that doubles, up to the longest", () => {
  const delays = fc.record({
    firstDelay: fc.nat(5_000),
    longestDelay: fc.nat(60_000),
    part: fc.double({ min: 0, max: 1, noNaN: true }),
  });
  fc.assert(
    fc.property(delays, fc.integer({ min: 1, max: 40 }), ({ firstDelay, longestDelay, part }, failures) => {
      const delay = retryDelay(
        new ServerError("m"),
        failures,
        retryOf({ firstDelay, longestDelay, random: () => part }),
      );
      expect(delay).toBe(part * Math.min(longestDelay, firstDelay * 2 ** (failures - 1)));
    }),
  );
  const defaults = retryOf({ random: () => 1 });
  expect([1, 2, 3, 9].map((failures) => retryDelay(new ServerError("m"), failures, defaults))).toEqual([
    250, 500, 1000, 8000,
  ]);
  expect(retryDelay(new RateLimitError("m", { retryAfter: 12 }), 1, defaults)).toBe(12_000);
});

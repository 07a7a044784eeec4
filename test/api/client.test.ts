import { getEventListeners } from "node:events";
import { createServer, type RequestListener } from "node:http";
import { createServer as createSocketServer, type AddressInfo, type Server, type Socket } from "node:net";
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { type Interceptable, MockAgent } from "undici";
import { afterEach, beforeEach, describe, expect, expectTypeOf, test } from "vitest";
import { version } from "../../package.json";
import { FlowClient, type FlowClientOptions } from "../../src/api/client.js";
import * as errors from "../../src/api/errors.js";
import { serve } from "../../src/api/server.js";
import type { SnapshotAnswer } from "../../src/api/snapshot-types.js";
import type { Heatmap, HedgeFlow, Leaderboard, Series } from "../../src/api/types.js";
import { board, flow, hedgeFlow, map, noZeroDte, series, sessionClosed, snapshot, TinySource } from "./samples.js";

const ORIGIN = "https://lab.flashalpha.com";
const KEY = "fa_0123456789abcdef";
const PATH = "/v1/flow/zero-dte";
/** What zlib says of packed bytes that end too soon. */
const CUT = "Z_BUF_ERROR";

describe("against a mocked API", () => {
  let agent: MockAgent;
  let api: Interceptable;
  let client: FlowClient;
  beforeEach(() => {
    agent = new MockAgent();
    agent.disableNetConnect();
    api = agent.get(ORIGIN);
    // Retries have tests of their own, retry.test.ts.
    client = new FlowClient({ apiKey: KEY, dispatcher: agent, retry: { retries: 0 } });
  });
  afterEach(async () => {
    agent.assertNoPendingInterceptors();
    await agent.close();
  });

  test("a request is the row's path, the parameters that were given, and the key in a header", async () => {
    const headers = {
      "x-api-key": KEY,
      accept: "application/json",
      "user-agent": `zerodte/${version} node/${process.versions.node}`,
    };
    api.intercept({ path: `${PATH}/leaderboard`, headers }).reply(200, board());
    api.intercept({ path: `${PATH}/leaderboard?metric=heat&n=0`, headers }).reply(200, board());
    api.intercept({ path: `${PATH}/strike-flow/ES%3DF?minutes=390`, headers }).reply(200, flow());
    api.intercept({ path: `${PATH}/heatmap/SPY?metric=dex&mode=delta&bar=1m`, headers }).reply(200, {
      ...map(),
      metric: "dex",
      mode: "delta",
    });
    api.intercept({ path: `${PATH}/snapshot/SPY`, headers }).reply(200, snapshot());
    api.intercept({ path: `${PATH}/snapshot/SPY?expiry=2026-06-12`, headers }).reply(200, noZeroDte());
    api
      .intercept({ path: `${PATH}/series/SPY?bar=5m&minutes=390`, headers })
      .reply(200, { ...series(), bar_size: "5m" });
    api.intercept({ path: `${PATH}/hedge-flow/SPY`, headers }).reply(200, hedgeFlow());
    api
      .intercept({ path: `${PATH}/hedge-flow/SPY?side=calls&bar=1m&minutes=5`, headers })
      .reply(200, { ...hedgeFlow(), side: "calls", bar_size: "1m" });
    expect(await client.snapshot("spy", { expiry: undefined })).toEqual(snapshot());
    expect(await client.snapshot("SPY", { expiry: "2026-06-12" })).toEqual(noZeroDte());
    expect((await client.series("SPY", { minutes: 390, bar: "5m" })).bar_size).toBe("5m");
    expect(await client.hedgeFlow("SPY")).toEqual(hedgeFlow());
    expect((await client.hedgeFlow("SPY", { bar: "1m", minutes: 5, side: "calls" })).side).toBe("calls");
    expect(await client.leaderboard()).toEqual(board());
    expect(await client.leaderboard({ metric: "heat", n: 0 })).toEqual(board());
    expect(await client.strikeFlow("es=f", { bar: undefined, minutes: 390 })).toEqual(flow());
    expect((await client.heatmap("SPY", { metric: "dex", mode: "delta", bar: "1m" })).metric).toBe("dex");
  });

  test("the answer's type follows the words asked for", async () => {
    api.intercept({ path: `${PATH}/leaderboard` }).reply(200, board());
    api.intercept({ path: `${PATH}/heatmap/SPY?metric=gex&mode=raw` }).reply(200, map());
    expectTypeOf(await client.leaderboard()).toEqualTypeOf<Leaderboard<"heat">>();
    expectTypeOf(await client.heatmap("SPY", { metric: "gex", mode: "raw" })).toEqualTypeOf<Heatmap<"gex", "raw">>();
    api.intercept({ path: `${PATH}/series/SPY` }).reply(200, series());
    api.intercept({ path: `${PATH}/hedge-flow/SPY?side=puts` }).reply(200, { ...hedgeFlow(), side: "puts" });
    api.intercept({ path: `${PATH}/snapshot/SPY` }).reply(200, sessionClosed());
    expectTypeOf(await client.series("SPY")).toEqualTypeOf<Series<"30s">>();
    expectTypeOf(await client.hedgeFlow("SPY", { side: "puts" })).toEqualTypeOf<HedgeFlow<"puts", "30s">>();
    expectTypeOf(await client.snapshot("SPY")).toEqualTypeOf<SnapshotAnswer>();
    // @ts-expect-error a typo is found in the cell
    const typo = (): unknown => client.heatmap("SPY", { metric: "gexx" });
    expect(typo).toBeTypeOf("function");
  });

  test.each([
    [400, { error: "invalid_metric", message: "m" }, errors.InvalidRequestError, "invalid_metric"],
    [400, { error: "no_strike_data_for_window", message: "m" }, errors.NoStrikeDataError, "no_strike_data_for_window"],
    [
      401,
      { title: "Unauthorized", status: 401, detail: "Invalid API key." },
      errors.AuthenticationError,
      "unauthorized",
    ],
    [
      403,
      { error: "tier_restricted", message: "m", required_plan: "Alpha" },
      errors.TierRestrictedError,
      "tier_restricted",
    ],
    [404, { error: "symbol_not_found", message: "m" }, errors.NotFoundError, "symbol_not_found"],
    [429, { error: "Quota exceeded", message: "m", limit: 5 }, errors.RateLimitError, "Quota exceeded"],
    [500, "<html>Oops</html>", errors.ServerError, "server_error"],
    [503, "", errors.ServerError, "server_error"],
    [204, "", errors.ResponseError, "invalid_response"],
    [304, "", errors.FlowError, "http_304"],
  ])("%i %j is an error of its class, with what was asked", async (status, body, Type, code) => {
    api.intercept({ path: `${PATH}/heatmap/SPY?minutes=5` }).reply(status, body);
    const failed = client.heatmap("SPY", { minutes: 5 });
    await expect(failed).rejects.toBeInstanceOf(Type);
    await expect(failed).rejects.toMatchObject({
      code,
      status,
      url: `${ORIGIN}${PATH}/heatmap/SPY?minutes=5`,
      attempts: 1,
    });
  });

  test("a 429 tells how long to wait, from now", async () => {
    api.intercept({ path: `${PATH}/leaderboard` }).reply(429, "", { headers: { "Retry-After": "60" } });
    const before = Date.now();
    const error = (await client.leaderboard().catch((e: unknown) => e)) as errors.RateLimitError;
    expect(error.retryAfter).toBe(60);
    expect(error.retryAt).toBeGreaterThanOrEqual(before + 60_000);
    expect(error.retryAt).toBeLessThanOrEqual(Date.now() + 60_000);
  });

  test.each([
    ["<html>Welcome</html>", 'expected JSON, got 20 characters: "<html>Welcome</html>"'],
    ["", 'expected JSON, got 0 characters: ""'],
    [
      '{"symbol":"SPY","bars":[{"t":',
      'expected JSON, got 29 characters: "{\\"symbol\\":\\"SPY\\",\\"bars\\":[{\\"t\\":"',
    ],
    ["[]", "expected an object, got an array of 0"],
    [
      JSON.stringify({ ...map(), strikes_grid: [1, 2] }),
      "bars[0].values: expected 2 cells, one a strike, got an array of 3",
    ],
    [JSON.stringify({ ...map(), metric: "dex" }), 'metric: expected "gex" as asked, got "dex"'],
    [JSON.stringify({ ...map(), mode: "delta" }), 'mode: expected "raw" as asked, got "delta"'],
  ])("a 200 with %j is a ResponseError", async (body, message) => {
    api.intercept({ path: `${PATH}/heatmap/SPY` }).reply(200, body);
    await expect(client.heatmap("SPY")).rejects.toMatchObject({
      name: "ResponseError",
      code: "invalid_response",
      message,
      url: `${ORIGIN}${PATH}/heatmap/SPY`,
    });
  });

  test.each([
    ["series", series(), { bar_size: "1m" }, 'bar_size: expected "30s" as asked, got "1m"'],
    ["hedge-flow", hedgeFlow(), { bar_size: "15m" }, 'bar_size: expected "30s" as asked, got "15m"'],
    ["hedge-flow", hedgeFlow(), { side: "puts" }, 'side: expected "all" as asked, got "puts"'],
    ["snapshot", snapshot(), { strikes: {} }, "strikes: expected an array, got an object"],
    ["snapshot", snapshot(), { as_of: null }, "as_of: expected an ISO 8601 time with Z or a UTC offset, got null"],
  ])("a 200 of %s that is not what was asked is a ResponseError: %#", async (name, sample, change, message) => {
    api.intercept({ path: `${PATH}/${name}/SPY` }).reply(200, { ...sample, ...change });
    const asked: Record<string, () => Promise<unknown>> = {
      series: () => client.series("SPY"),
      "hedge-flow": () => client.hedgeFlow("SPY"),
      snapshot: () => client.snapshot("SPY"),
    };
    await expect(asked[name]()).rejects.toMatchObject({ name: "ResponseError", code: "invalid_response", message });
  });

  test.each([
    ["series", 400, { error: "invalid_bar", message: "m" }, errors.InvalidRequestError],
    ["hedge-flow", 400, { error: "invalid_side", message: "m" }, errors.InvalidRequestError],
    ["hedge-flow", 400, { error: "invalid_bar", message: "m" }, errors.InvalidRequestError],
    ["snapshot", 400, { error: "invalid_expiry", message: "m" }, errors.InvalidRequestError],
    ["snapshot", 404, { error: "symbol_not_found", message: "m" }, errors.NotFoundError],
    [
      "snapshot",
      403,
      { status: "ERROR", error: "tier_restricted", message: "m", current_plan: "Free", required_plan: "Growth" },
      errors.TierRestrictedError,
    ],
  ])("%s %i %j is an error of its class", async (name, status, body, Type) => {
    api.intercept({ path: `${PATH}/${name}/SPY` }).reply(status, body);
    const failed =
      name === "series" ? client.series("SPY") : name === "snapshot" ? client.snapshot("SPY") : client.hedgeFlow("SPY");
    await expect(failed).rejects.toBeInstanceOf(Type);
    await expect(failed).rejects.toMatchObject({ code: body.error, status });
  });

  test("a redirect is not followed, and the message says where it leads, not with what", async () => {
    const headers = { location: `https://elsewhere.example/x?apiKey=${KEY}` };
    api.intercept({ path: `${PATH}/leaderboard` }).reply(302, "", { headers });
    await expect(client.leaderboard()).rejects.toMatchObject({
      name: "ConnectionError",
      code: "redirected",
      status: 302,
      message:
        "lab.flashalpha.com redirects to https://elsewhere.example, which is not followed, so that the key stays with the " +
        "host you named; set baseUrl to where the API is.",
    });
  });

  test("a path in baseUrl is a prefix", async () => {
    agent
      .get("https://proxy.example")
      .intercept({ path: `/flash/alpha${PATH}/leaderboard` })
      .reply(200, board());
    const behind = new FlowClient({ apiKey: KEY, baseUrl: "https://proxy.example/flash/alpha/", dispatcher: agent });
    expect(behind.baseUrl).toBe("https://proxy.example/flash/alpha");
    expect(await behind.leaderboard()).toEqual(board());
  });
});

describe("making a client", () => {
  const saved = process.env.FLASHALPHA_API_KEY;
  beforeEach(() => {
    delete process.env.FLASHALPHA_API_KEY;
  });
  afterEach(() => {
    if (saved === undefined) delete process.env.FLASHALPHA_API_KEY;
    else process.env.FLASHALPHA_API_KEY = saved;
  });

  test.each([[undefined], [""], ["  \n"]])("without a key (%j) is an error that says how to give one", (key) => {
    if (key !== undefined) process.env.FLASHALPHA_API_KEY = key;
    expect(() => new FlowClient()).toThrow(errors.AuthenticationError);
    expect(() => new FlowClient({ apiKey: key })).toThrow(
      "There is no API key for lab.flashalpha.com. Pass { apiKey }; FLASHALPHA_API_KEY is for FlashAlpha's own host.",
    );
  });

  test.each([
    ["http://localhost:8080"],
    ["http://127.0.0.1"],
    ["http://127.3.2.1:1"],
    ["http://[::1]:80/x"],
    ["https://a.localhost"],
  ])("for this machine needs no key: %s", (baseUrl) => {
    expect(new FlowClient({ baseUrl })).toBeInstanceOf(FlowClient);
  });

  test.each([["http://localhost.evil.example"], ["http://127.0.0.1.example"], ["http://10.0.0.1"]])(
    "for a machine that only sounds like this one needs a key: %s",
    (baseUrl) => {
      expect(() => new FlowClient({ baseUrl })).toThrow(errors.AuthenticationError);
    },
  );

  test.each([
    [{ baseUrl: "lab.flashalpha.com" }, "baseUrl is not an address"],
    [{ baseUrl: "ftp://lab.flashalpha.com" }, "baseUrl is not http(s)"],
    [{ baseUrl: "https://me:pw@lab.flashalpha.com" }, "holds a user name or a password"],
    [{ baseUrl: "https://lab.flashalpha.com?at=now" }, "a query other than apiKey"],
    [{ timeout: 0 }, "timeout 0 is no time"],
    [{ timeout: NaN }, "timeout NaN is no time"],
  ])("with %j is refused", (options: FlowClientOptions, message) => {
    expect(() => new FlowClient({ apiKey: KEY, ...options })).toThrow(message);
  });

  test("takes the key from the option, or else the address", async () => {
    const seen: (string | undefined)[] = [];
    const url = await listening((request, response) => {
      seen.push(request.headers["x-api-key"] as string | undefined);
      response.end(JSON.stringify(board()));
    });
    process.env.FLASHALPHA_API_KEY = " from-env\n";
    const clients = [
      new FlowClient({ baseUrl: `${url}?apiKey=from-url`, apiKey: "from-option" }),
      new FlowClient({ baseUrl: `${url}?apikey=from-url` }),
      new FlowClient({ baseUrl: url }),
    ];
    for (const client of clients) await client.leaderboard();
    // The environment's key is for the vendor: a server of one's own is not given it.
    expect(seen).toEqual(["from-option", "from-url", undefined]);
  });

  test("takes the environment's key for the vendor's host, once", async () => {
    const agent = new MockAgent();
    agent.disableNetConnect();
    const seen: unknown[] = [];
    agent
      .get("https://lab.flashalpha.com")
      .intercept({ path: /leaderboard/ })
      .reply(200, ({ headers }) => {
        seen.push(new Headers(headers).get("x-api-key"));
        return JSON.stringify(board());
      });
    process.env.FLASHALPHA_API_KEY = " from-env\n";
    const client = new FlowClient({ dispatcher: agent });
    process.env.FLASHALPHA_API_KEY = "later";
    await client.leaderboard();
    expect(seen).toEqual(["from-env"]);
    agent.assertNoPendingInterceptors();
  });

  test("sends no key unencrypted to another machine", () => {
    expect(() => new FlowClient({ apiKey: KEY, baseUrl: "http://flow.example" })).toThrow(
      "baseUrl sends the key to flow.example unencrypted; use https",
    );
  });
});

describe("over a real socket", () => {
  test("a gzipped answer is read", async () => {
    const url = await listening((_, response) => {
      response.writeHead(200, { "Content-Encoding": "gzip" }).end(gzipSync(JSON.stringify(board())));
    });
    expect(await new FlowClient({ baseUrl: url }).leaderboard()).toEqual(board());
  });

  test("a wrong key is an AuthenticationError, the right one answers", async () => {
    const server = await serve(new TinySource(), { keys: [KEY] });
    try {
      const ask = (apiKey?: string): Promise<unknown> => new FlowClient({ baseUrl: server.url, apiKey }).leaderboard();
      await expect(ask("wrong")).rejects.toMatchObject({ name: "AuthenticationError", status: 401 });
      await expect(ask()).rejects.toThrow("No API key was sent.");
      expect(await ask(KEY)).toEqual(board());
    } finally {
      await server.close();
    }
  });

  test("nobody listening is a ConnectionError with the host and what to check", async () => {
    const server = await serve(new TinySource());
    await server.close();
    await expect(new FlowClient({ baseUrl: server.url }).leaderboard()).rejects.toMatchObject({
      name: "ConnectionError",
      code: "ECONNREFUSED",
      message: `No whole answer from 127.0.0.1:${server.port}: connect ECONNREFUSED 127.0.0.1:${server.port}. Is the server running and the network up?`,
    });
  });

  test("a host that does not exist is a ConnectionError", async () => {
    const failed = new FlowClient({ baseUrl: "https://nowhere.invalid", apiKey: KEY }).leaderboard();
    await expect(failed).rejects.toMatchObject({ name: "ConnectionError" });
    await expect(failed).rejects.toThrow(/nowhere\.invalid/);
  });

  test.each<[string, number, (socket: Socket) => void]>([
    ["before a byte", 1, (socket) => void socket.destroy()],
    ["inside the headers", 1, (socket) => void socket.end("HTTP/1.1 200 OK\r\nContent-Ty")],
    [
      "inside a body of known length",
      1,
      (socket) => void socket.end('HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"metric":'),
    ],
    [
      "inside a chunk",
      1,
      (socket) => void socket.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n{"metric":'),
    ],
    ["with words that are no HTTP", 1, (socket) => void socket.end("hello, this is not HTTP\r\n\r\n")],
  ])(
    "an answer that breaks off %s is a ConnectionError, never half an answer (attempts: %i)",
    async (_, attempts, answer) => {
      const url = await listeningRaw(answer);
      const client = new FlowClient({ baseUrl: url, retry: { retries: 0 } });
      await expect(client.leaderboard()).rejects.toMatchObject({
        name: "ConnectionError",
        attempts,
      });
    },
  );

  test("a connection that was closed since the last answer costs a retry: the question is asked again on a new one", async () => {
    const used = new WeakSet<object>();
    let connections = 0;
    const url = await listening(({ socket }, response) => {
      if (used.has(socket)) return void socket.destroy();
      used.add(socket);
      connections++;
      response.end(JSON.stringify(board()));
    });
    const client = new FlowClient({ baseUrl: url });
    await client.leaderboard();
    expect(await client.leaderboard()).toEqual(board());
    expect(connections).toBe(2);
  });

  test.each([
    ["gzip", gzipSync],
    ["x-gzip", gzipSync],
    ["deflate", deflateSync],
    ["br", brotliCompressSync],
  ])("an answer packed as %s is read, and is never half an answer where it breaks off", async (encoding, pack) => {
    const packed = pack(JSON.stringify(board()));
    let cut = packed.length;
    const url = await listening((_, response) => {
      response.writeHead(200, { "Content-Encoding": encoding }).end(packed.subarray(0, cut));
    });
    const client = new FlowClient({ baseUrl: url, retry: { retries: 0 } });
    expect(await client.leaderboard()).toEqual(board());
    for (cut of [10, 30, packed.length - 1])
      await expect(client.leaderboard()).rejects.toMatchObject({ name: "ConnectionError", code: CUT });
  });

  test("letters of all alphabets are read, wherever the chunks part them, and a byte order mark is passed over", async () => {
    const answer = { ...board(), data_origin: "marché – 市場 🙂" };
    const bytes = Buffer.from(`\ufeff${JSON.stringify(answer)}`);
    const url = await listening((_, response) => {
      for (let i = 0; i < bytes.length; i++) response.write(bytes.subarray(i, i + 1));
      response.end();
    });
    expect(await new FlowClient({ baseUrl: url }).leaderboard()).toEqual(answer);
  });

  test("what is cut short on its way is asked for again", async () => {
    const packed = gzipSync(JSON.stringify(board()));
    let asked = 0;
    const url = await listening((_, response) => {
      response.writeHead(200, { "Content-Encoding": "gzip" }).end(asked++ === 0 ? packed.subarray(0, 30) : packed);
    });
    expect(await new FlowClient({ baseUrl: url, retry: { firstDelay: 0 } }).leaderboard()).toEqual(board());
    expect(asked).toBe(2);
  });

  test("packed answers are asked for of another machine, and not of this one", async () => {
    const seen: unknown[] = [];
    const url = await listening(({ headers }, response) => {
      seen.push(headers["accept-encoding"]);
      response.end(JSON.stringify(board()));
    });
    await new FlowClient({ baseUrl: url }).leaderboard();
    const agent = new MockAgent();
    agent.disableNetConnect();
    agent
      .get(ORIGIN)
      .intercept({ path: /leaderboard/, headers: { "accept-encoding": "gzip, br" } })
      .reply(200, board());
    await new FlowClient({ apiKey: KEY, dispatcher: agent }).leaderboard();
    await agent.close();
    expect(seen).toEqual([undefined]);
  });

  test.each<[string, RequestListener]>([
    ["never begins", () => {}],
    ["never ends", (_, response) => void response.writeHead(200).write('{"metric":')],
  ])("an answer that %s is a TimeoutError, by the client's limit or the request's", async (_, listener) => {
    const url = await listening(listener);
    const expected = {
      name: "TimeoutError",
      code: "timeout",
      message: "No complete answer within 40 ms; raise { timeout }.",
    };
    await expect(new FlowClient({ baseUrl: url, timeout: 40 }).leaderboard()).rejects.toMatchObject(expected);
    const patient = new FlowClient({ baseUrl: url, timeout: Infinity });
    await expect(patient.leaderboard({}, { timeout: 40 })).rejects.toMatchObject(expected);
  });

  test("a timeout of the request that is no time is refused", async () => {
    const client = new FlowClient({ baseUrl: "http://127.0.0.1:9" });
    await expect(client.leaderboard({}, { timeout: -1 })).rejects.toThrow(RangeError);
  });

  test.each<[string, (controller: AbortController) => RequestListener]>([
    ["while it waits", (controller) => () => controller.abort("enough")],
    [
      "inside the body",
      (controller) => (_, response) => {
        response.writeHead(200).write('{"metric":', () => setTimeout(() => controller.abort("enough"), 20));
      },
    ],
  ])("an abort %s is an AbortedError with the signal's reason", async (_, listener) => {
    const controller = new AbortController();
    const url = await listening(listener(controller));
    const failed = new FlowClient({ baseUrl: url }).strikeFlow("SPY", {}, { signal: controller.signal });
    await expect(failed).rejects.toMatchObject({ name: "AbortedError", code: "aborted", cause: "enough" });
    expect(getEventListeners(controller.signal, "abort")).toEqual([]);
  });

  test("an abort beforehand sends nothing", async () => {
    let asked = 0;
    const url = await listening((_, response) => {
      asked++;
      response.end(JSON.stringify(board()));
    });
    const client = new FlowClient({ baseUrl: url });
    await expect(client.leaderboard({}, { signal: AbortSignal.abort() })).rejects.toBeInstanceOf(errors.AbortedError);
    expect(asked).toBe(0);
  });

  test("one signal may stop as many questions as one likes, without a warning", async () => {
    const warnings: string[] = [];
    const note = ({ name }: Error): void => void warnings.push(name);
    process.on("warning", note);
    const url = await listening(() => undefined);
    const client = new FlowClient({ baseUrl: url });
    const stop = new AbortController();
    const scan = Array.from({ length: 30 }, (_, i) =>
      client.series(`NAME${i}`, {}, { signal: stop.signal }).catch((error: unknown) => error),
    );
    stop.abort();
    for (const error of await Promise.all(scan)) expect(error).toBeInstanceOf(errors.AbortedError);
    await new Promise((resolve) => setImmediate(resolve));
    process.off("warning", note);
    expect(warnings).toEqual([]);
  });

  test("a request that ends well leaves neither a timer nor a listener", async () => {
    const url = await listening((_, response) => void response.end(JSON.stringify(board())));
    const { signal } = new AbortController();
    const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;
    const client = new FlowClient({ baseUrl: url, timeout: 3_600_000 });
    await client.leaderboard({}, { signal });
    const before = timers();
    for (let i = 0; i < 5; i++) await client.leaderboard({}, { signal });
    expect(getEventListeners(signal, "abort")).toEqual([]);
    expect(timers() - before).toBeLessThan(5);
  });
});

const open: Server[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) {
    (server as Partial<{ closeAllConnections: () => void }>).closeAllConnections?.();
    await new Promise((resolve) => server.close(resolve));
  }
});

function listening(listener: RequestListener): Promise<string> {
  return address(createServer(listener));
}

/** A server that answers with bytes of its own as soon as it is asked anything. */
function listeningRaw(answer: (socket: Socket) => void): Promise<string> {
  return address(
    createSocketServer((socket) => {
      socket.on("error", () => {});
      socket.once("data", () => answer(socket));
    }),
  );
}

async function address(server: Server): Promise<string> {
  open.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

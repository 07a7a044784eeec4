import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach, describe, expect, test, vi } from "vitest";
import { FlowClient } from "../../src/api/client.js";
import { FlowError } from "../../src/api/errors.js";
import { type FlowServer, serve, type ServeOptions } from "../../src/api/server.js";
import type { FlowSource } from "../../src/api/source.js";
import { board, flow, TinySource } from "./samples.js";

const PATH = "/v1/flow/zero-dte";
const servers: FlowServer[] = [];
afterEach(() => Promise.all(servers.splice(0).map((server) => server.close())));

async function started(source: FlowSource = new TinySource(), options?: ServeOptions): Promise<FlowServer> {
  const server = await serve(source, options);
  servers.push(server);
  return server;
}

async function get(server: FlowServer, path: string, init?: RequestInit): Promise<{ status: number; body: unknown }> {
  const response = await fetch(server.url + path, init);
  const text = await response.text();
  return { status: response.status, body: text === "" ? "" : JSON.parse(text) };
}

describe("requests", () => {
  test("are answered on a free port of this machine", async () => {
    const server = await started();
    expect(server.url).toBe(`http://127.0.0.1:${server.port}`);
    expect(await get(server, `${PATH}/strike-flow/spy?minutes=1`)).toEqual({
      status: 200,
      body: { ...flow(), as_of: board().as_of, bars: flow().bars.slice(1) },
    });
  });

  test("with a wrong parameter are refused in the wire's shape", async () => {
    expect(await get(await started(), `${PATH}/heatmap/SPY?bar=5m`)).toEqual({
      status: 400,
      body: {
        error: "bar_unavailable",
        message: 'bar must be 1m, not "5m"; ask for 1m and resample the grid for longer bars',
      },
    });
  });

  test("with a key given twice take the first", async () => {
    expect((await get(await started(), `${PATH}/leaderboard?n=1&n=x`)).body).toMatchObject({ n: 1 });
  });

  test("that a URL parser reads in two ways end as a 400 or an empty answer, never as a 500", async () => {
    const server = await started();
    for (const symbol of ["%zz", "A%2FB", "%2e%2e%2fx", "A%00B", "%ff", "A%0d%0aB", "..%5c.."]) {
      expect((await get(server, `${PATH}/heatmap/${symbol}`)).status).not.toBe(500);
    }
    expect((await get(server, `${PATH}/heatmap/A%2FB`)).body).toMatchObject({ error: "invalid_symbol" });
  });

  test("whose URL or Host cannot be read are a 400 in JSON that any page may read", async () => {
    const { port } = await started();
    for (const [path, headers] of [
      ["/a\\b", {}],
      ["/", { Host: "a b" }],
    ] as const) {
      const asked = request({ host: "127.0.0.1", port, path, headers }).end();
      const [response] = (await once(asked, "response")) as [IncomingMessage];
      expect([response.statusCode, response.headers["access-control-allow-origin"]]).toEqual([400, "*"]);
      expect(JSON.parse(await text(response))).toEqual({
        error: "invalid_url",
        message: "The URL or the Host header cannot be read.",
      });
    }
  });

  test("for another path are a 404 in JSON", async () => {
    const server = await started();
    for (const path of [
      "/",
      "/v1/flow/zero-dte",
      `${PATH}/heatmap`,
      `${PATH}/snapshot`,
      `${PATH}/historical/SPY`,
      `${PATH}/heatmap/A/B`,
    ]) {
      expect(await get(server, path)).toEqual({
        status: 404,
        body: { error: "not_found", message: `There is nothing at ${path}.` },
      });
    }
  });

  test("by another method are a 405 that names the allowed ones", async () => {
    const response = await fetch(`${(await started()).url}${PATH}/leaderboard`, { method: "POST", body: "{}" });
    expect([response.status, response.headers.get("allow")]).toEqual([405, "GET, HEAD, OPTIONS"]);
    expect(await response.json()).toMatchObject({ error: "method_not_allowed" });
  });

  test("by HEAD have the headers and no body", async () => {
    const response = await fetch(`${(await started()).url}${PATH}/leaderboard`, { method: "HEAD" });
    expect([response.status, response.headers.get("content-type"), await response.text()]).toEqual([
      200,
      "application/json; charset=utf-8",
      "",
    ]);
  });

  test("that break the source are a 500 that tells nothing", async () => {
    const response = await get(await started(), `${PATH}/strike-flow/CRASH`);
    expect(response).toEqual({
      status: 500,
      body: { error: "internal_error", message: "The server failed to make this answer." },
    });
  });

  test("never bring NaN or Infinity", async () => {
    const source = new TinySource();
    source.strikeFlow = async () => ({ ...flow(), underlying_price: NaN, strikes_grid: [1, Infinity], bars: [] });
    expect((await get(await started(source), `${PATH}/strike-flow/SPY`)).body).toMatchObject({
      underlying_price: null,
      strikes_grid: [1, null],
    });
  });
});

describe("headers", () => {
  test("say that there is no quota, and when it would reset", async () => {
    const now = (): number => Date.parse("2026-05-27T17:58:00Z");
    const { headers } = await fetch(`${(await started(undefined, { now })).url}${PATH}/leaderboard`);
    expect(headers.get("x-ratelimit-limit")).toBe("unlimited");
    expect(headers.get("x-ratelimit-remaining")).toBe("unlimited");
    expect(headers.get("x-ratelimit-reset")).toBe("1779926400");
  });

  test("let any page ask, errors and preflights included", async () => {
    const server = await started(undefined, { keys: ["k"] });
    for (const path of [`${PATH}/leaderboard?apiKey=k`, `${PATH}/leaderboard`, "/nothing?apiKey=k"]) {
      expect((await fetch(server.url + path)).headers.get("access-control-allow-origin")).toBe("*");
    }
    const preflight = await fetch(`${server.url}${PATH}/leaderboard`, { method: "OPTIONS" });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get("access-control-allow-headers")).toBe(
      "X-Api-Key,X-Source,Content-Type,Authorization,If-None-Match",
    );
  });
});

describe("keys", () => {
  const ask = (server: FlowServer, init?: RequestInit, query = ""): ReturnType<typeof get> =>
    get(server, `${PATH}/leaderboard${query}`, init);

  test("are not asked for unless there are some", async () => {
    const server = await started();
    expect((await ask(server)).status).toBe(200);
    expect((await ask(server, { headers: { "X-Api-Key": "anything" } })).status).toBe(200);
  });

  test("let in by header or query", async () => {
    const server = await started(undefined, { keys: ["first", "second"] });
    expect((await ask(server, { headers: { "X-Api-Key": "first" } })).status).toBe(200);
    expect((await ask(server, undefined, "?apiKey=second")).status).toBe(200);
  });

  test("that are missing or wrong give a 401 in the form of problem details", async () => {
    const server = await started(undefined, { keys: ["first"] });
    const advice = "Pass { apiKey }; FLASHALPHA_API_KEY is for FlashAlpha's own host.";
    expect(await ask(server)).toEqual({
      status: 401,
      body: { title: "Unauthorized", status: 401, detail: `No API key was sent. ${advice}` },
    });
    for (const key of ["firs", "first1", "FIRST", "x"]) {
      expect(await ask(server, { headers: { "X-Api-Key": key } })).toEqual({
        status: 401,
        body: { title: "Unauthorized", status: 401, detail: `Invalid API key. ${advice}` },
      });
    }
  });

  test("an empty list lets nobody in, and an empty key is refused at the start", async () => {
    expect((await ask(await started(undefined, { keys: [] }), { headers: { "X-Api-Key": "x" } })).status).toBe(401);
    await expect(serve(new TinySource(), { keys: ["good", ""] })).rejects.toThrow("keys holds an empty key");
  });
});

describe("the leaderboard", () => {
  test("is kept for 30 seconds for each of its parameters, and for each instant", async () => {
    let now = 1_000_000;
    const source = new TinySource();
    const server = await started(source, { now: () => now });
    const ask = (query: string): Promise<unknown> => get(server, `${PATH}/leaderboard${query}`);

    await ask("?metric=heat&n=2");
    now += 29_999;
    await ask("?n=2");
    expect(source.asked).toBe(1);
    await ask("?n=3");
    await ask("?metric=abs_flow&n=2");
    expect(source.asked).toBe(3);
    now += 1;
    await ask("?n=2");
    expect(source.asked).toBe(4);

    const before = await ask("?n=2&at=2026-06-12T15:00:00Z");
    expect(before).toMatchObject({ body: { as_of: "2026-06-12T15:00:00.000Z" } });
    expect(await ask("?n=2&at=1781276400000")).toEqual(before);
    expect(await ask("?n=2")).toMatchObject({ body: { as_of: board().as_of } });
    expect(source.asked).toBe(4);
  });

  test("is made once for all who ask at the same time", async () => {
    const source = new TinySource();
    const server = await started(source);
    await Promise.all(Array.from({ length: 8 }, () => get(server, `${PATH}/leaderboard`)));
    expect(source.asked).toBe(1);
  });

  test("is not kept when it failed", async () => {
    const source = new TinySource();
    const good = source.leaderboard;
    source.leaderboard = async () => {
      throw new Error("once");
    };
    const server = await started(source);
    expect((await get(server, `${PATH}/leaderboard`)).status).toBe(500);
    source.leaderboard = good;
    expect((await get(server, `${PATH}/leaderboard`)).status).toBe(200);
  });

  test("strike-flow is never kept", async () => {
    const source = new TinySource();
    const server = await started(source);
    await get(server, `${PATH}/strike-flow/SPY`);
    await get(server, `${PATH}/strike-flow/SPY`);
    expect(source.asked).toBe(2);
  });
});

describe("?at=", () => {
  test.each([
    ["2026-06-12T15:00:00Z"],
    ["1781276400000"],
    ["2026-06-12T11:00:00-04:00"],
    ["2026-06-12T17:00:00+02:00"], // the plus is not encoded: it arrives as a space
    ["2026-06-12T17:00:00%2B02:00"],
  ])("sets the clock of the source: %s", async (at) => {
    expect(await get(await started(), `${PATH}/heatmap/SPY?at=${at}`)).toMatchObject({
      status: 200,
      body: { as_of: "2026-06-12T15:00:00.000Z" },
    });
  });

  test.each([
    ["2026-06-12T15:00", "has no UTC offset"],
    ["noon", "is not an instant"],
    ["", "is not an instant"],
    ["1781276400", "multiply seconds by 1e3"],
    ["2026-06-20T15:00:00Z", "the tape ends before that"],
  ])("is refused when it is %j", async (at, why) => {
    expect(await get(await started(), `${PATH}/heatmap/SPY?at=${at}`)).toEqual({
      status: 400,
      body: { error: "invalid_at", message: expect.stringContaining(why) as string },
    });
  });

  test("is refused by a source that has no clock to set", async () => {
    const { leaderboard, snapshot, series, hedgeFlow, strikeFlow, heatmap } = new TinySource();
    const server = await started({ leaderboard, snapshot, series, hedgeFlow, strikeFlow, heatmap });
    expect(await get(server, `${PATH}/heatmap/SPY?at=2026-06-12T15:00:00Z`)).toEqual({
      status: 400,
      body: { error: "invalid_at", message: "at: this source has no clock that could be set; leave at out" },
    });
  });
});

describe("starting and stopping", () => {
  /** Stops the timers that are set from now on, so that nothing but the end of its answers can end a connection. */
  const stopTimers = (): void => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  afterEach(() => void vi.useRealTimers());

  test("a port in use is an error that says so, and leaves the one who has it alone", async () => {
    const first = await started();
    const second = serve(new TinySource(), { port: first.port });
    await expect(second).rejects.toBeInstanceOf(FlowError);
    await expect(second).rejects.toMatchObject({
      code: "EADDRINUSE",
      message: `Cannot serve on port ${first.port} of 127.0.0.1: it is in use; stop what listens there, or give another port (0 is any free one).`,
    });
    expect((await get(first, `${PATH}/leaderboard`)).status).toBe(200);
  });

  test("a host that is not this machine's, and a port that is none, are errors", async () => {
    await expect(serve(new TinySource(), { host: "192.0.2.1" })).rejects.toMatchObject({ code: "EADDRNOTAVAIL" });
    await expect(serve(new TinySource(), { port: 70_000 })).rejects.toThrow(RangeError);
  });

  test("every address of this machine is reached through the loopback one", async () => {
    const server = await started(undefined, { host: "0.0.0.0" });
    expect(server.url).toBe(`http://127.0.0.1:${server.port}`);
    expect((await get(server, `${PATH}/leaderboard`)).status).toBe(200);
  });

  test("close lets an answer under way end, refuses new ones, and may be called twice", async () => {
    const source = new TinySource();
    const { promise: asked, resolve: tellAsked } = gate();
    const { promise: mayAnswer, resolve: letAnswer } = gate();
    source.strikeFlow = async () => {
      tellAsked();
      await mayAnswer;
      return flow();
    };
    const server = await serve(source);
    const client = new FlowClient({ baseUrl: server.url });
    const answer = client.strikeFlow("SPY");
    await asked;
    stopTimers();
    const closed = server.close();
    expect(server.close()).toBe(closed);
    await expect(client.leaderboard()).rejects.toMatchObject({ name: "ConnectionError" });
    letAnswer();
    expect(await answer).toEqual(flow());
    await closed;
    await server.close();
  }, 3000);

  test("close waits until a slow reader has the whole answer", async () => {
    const size = 12e6;
    const source = new TinySource();
    source.strikeFlow = async () => ({ ...flow(), symbol: "x".repeat(size) });
    const server = await serve(source);
    const socket = connect(server.port, "127.0.0.1").pause();
    socket.write(`GET ${PATH}/strike-flow/SPY HTTP/1.1\r\nHost: here\r\n\r\n`);
    await new Promise((resolve) => socket.once("readable", resolve));
    const closed = server.close();
    let got = 0;
    for await (const chunk of socket) got += (chunk as Buffer).length;
    expect(got).toBeGreaterThan(size);
    await closed;
  });

  test("close ends connections that ask nothing", async () => {
    const server = await serve(new TinySource());
    const silent = connect(server.port, "127.0.0.1");
    await new Promise((resolve) => silent.once("connect", resolve));
    await get(server, `${PATH}/leaderboard`); // its connection is kept alive
    const ended = new Promise((resolve) => silent.once("close", resolve));
    silent.resume();
    stopTimers();
    await server.close();
    await ended;
    await expect(get(server, `${PATH}/leaderboard`)).rejects.toThrow();
  }, 3000);

  test("close waits five seconds, not more, for a reader that does not read", async () => {
    const source = new TinySource();
    source.strikeFlow = async () => ({ ...flow(), symbol: "x".repeat(30e6) });
    const server = await serve(source);
    const socket = connect(server.port, "127.0.0.1").pause();
    socket.on("error", () => {});
    socket.write(`GET ${PATH}/strike-flow/SPY HTTP/1.1\r\nHost: here\r\n\r\n`);
    await new Promise((resolve) => socket.once("readable", resolve));
    stopTimers();
    let isClosed = false;
    const closed = server.close().then(() => (isClosed = true));
    vi.advanceTimersByTime(4999);
    await new Promise((resolve) => setImmediate(resolve));
    expect(isClosed).toBe(false);
    vi.advanceTimersByTime(1);
    expect(await closed).toBe(true);
    socket.destroy();
  }, 3000);
});

function gate(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => {};
  const promise = new Promise<void>((done) => (resolve = done));
  return { promise, resolve };
}

import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { inspect } from "node:util";
import { MockAgent } from "undici";
import { afterEach, describe, expect, test } from "vitest";
import { FlowClient } from "../../src/api/client.js";
import { FlowError } from "../../src/api/errors.js";
import { hider, redact } from "../../src/api/redact.js";
import { serve } from "../../src/api/server.js";
import { board, map, TinySource } from "./samples.js";

const KEY = 'fa_"S3cret"+key/0123456789%abcdef';
/** What of the key must never be seen: any eight characters in a row, in any of the ways to write it. */
const TRACES = [KEY, encodeURIComponent(KEY), JSON.stringify(KEY).slice(1, -1)].flatMap((form) =>
  Array.from({ length: form.length - 7 }, (_, i) => form.slice(i, i + 8).toLowerCase()),
);

/** Everything that could be seen of a value: printed in all depth, as JSON, and each of its own texts. */
function seen(value: unknown): string {
  const texts = [
    inspect(value, { depth: Infinity, showHidden: true, getters: true }),
    JSON.stringify(value),
    String(value),
  ];
  for (let at = value; at instanceof Error; at = at.cause) {
    texts.push(at.message, at.stack ?? "", inspect(Object.getOwnPropertyDescriptors(at), { depth: Infinity }));
  }
  return texts.join("\n").toLowerCase();
}

function expectNoTrace(value: unknown): void {
  const text = seen(value);
  expect(TRACES.filter((trace) => text.includes(trace))).toEqual([]);
}

const caught = (asked: Promise<unknown>): Promise<unknown> =>
  asked.then(
    () => expect.unreachable("it answered"),
    (error: unknown) => error,
  );

const open: Server[] = [];
afterEach(() => {
  for (const server of open.splice(0)) server.close().closeAllConnections();
});

async function listening(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  open.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test("the traces would be found", () => {
  expect(() => expectNoTrace(new Error(`key ${KEY}`))).toThrow();
  expect(() => expectNoTrace(new Error("x", { cause: { deep: { text: `?k=${encodeURIComponent(KEY)}` } } }))).toThrow();
});

test("a client shows its address and nothing else", () => {
  const client = new FlowClient({ apiKey: KEY });
  expect(inspect(client, { showHidden: true })).toBe("FlowClient { baseUrl: 'https://lab.flashalpha.com' }");
  expect(JSON.stringify(client)).toBe('{"baseUrl":"https://lab.flashalpha.com"}');
  expectNoTrace(client);
});

test("a key in baseUrl is taken out of it", () => {
  const client = new FlowClient({ baseUrl: `https://lab.flashalpha.com/?apiKey=${encodeURIComponent(KEY)}#x` });
  expect(client.baseUrl).toBe("https://lab.flashalpha.com");
  expectNoTrace(client);
});

test.each([
  [{ apiKey: `${KEY}\nX-Evil: 1` }],
  [{ apiKey: `${KEY}é` }],
  [{ apiKey: "", baseUrl: `https://lab.flashalpha.com?token=${encodeURIComponent(KEY)}` }],
  [{ apiKey: "", baseUrl: `https://user:${encodeURIComponent(KEY)}@lab.flashalpha.com` }],
  [{ apiKey: "", baseUrl: `no address ?apiKey=${encodeURIComponent(KEY)}` }],
  [{ apiKey: KEY, timeout: -1 }],
])("options that are refused are not shown (%#)", (options) => {
  const failed = (): unknown => new FlowClient(options);
  expect(failed).toThrow();
  try {
    failed();
  } catch (error) {
    expectNoTrace(error);
  }
});

describe("a server that echoes the key", () => {
  const long = "x".repeat(100);
  test.each<[string, number, string]>([
    ["in a message", 400, JSON.stringify({ error: "bad", message: `You sent ${KEY}.` })],
    ["in a code", 400, JSON.stringify({ error: KEY, message: "m" })],
    ["in a plan", 403, JSON.stringify({ error: "tier_restricted", message: "m", required_plan: KEY })],
    ["in a detail", 401, JSON.stringify({ title: "Unauthorized", detail: `Unknown key ${KEY.toUpperCase()}` })],
    ["in an upgrade", 429, JSON.stringify({ message: "m", upgrade_to: KEY })],
    ["in a page", 502, `<html>GET /?apiKey=${encodeURIComponent(KEY)}</html>`],
    ["where a page is cut", 502, `${long}0123456${KEY}`],
    ["in a value of the wrong type", 200, JSON.stringify({ ...map(), underlying_price: KEY })],
    ["where a value is cut", 200, JSON.stringify({ ...map(), underlying_price: `${long.slice(0, 45)}${KEY}` })],
    ["in another metric", 200, JSON.stringify({ ...map(), metric: KEY })],
    ["instead of JSON", 200, `key=${KEY}`],
    ["where what is no JSON is cut", 200, `${long.slice(0, 45)}${KEY}`],
  ])("%s", async (_, status, body) => {
    const url = await listening((_request, response) => void response.writeHead(status).end(body));
    const error = await caught(new FlowClient({ baseUrl: url, apiKey: KEY }).heatmap("SPY"));
    expect(error).toBeInstanceOf(FlowError);
    expectNoTrace(error);
  });

  test("in a redirect, and does not get it again elsewhere", async () => {
    let received = 0;
    const elsewhere = await listening((_, response) => {
      received++;
      response.end(JSON.stringify(board()));
    });
    const url = await listening((_, response) => {
      response.writeHead(307, { Location: `${elsewhere}/?apiKey=${encodeURIComponent(KEY)}` }).end();
    });
    expectNoTrace(await caught(new FlowClient({ baseUrl: url, apiKey: KEY }).leaderboard()));
    expect(received).toBe(0);
  });
});

test("a cause that knows the key is replaced", async () => {
  const agent = new MockAgent();
  agent.disableNetConnect();
  // What undici says of a request that no mock fits shows its headers.
  agent
    .get("https://lab.flashalpha.com")
    .intercept({ path: () => true, headers: { "x-api-key": "other" } })
    .reply(200, {});
  const client = new FlowClient({ apiKey: KEY, dispatcher: agent });
  const error = (await caught(client.leaderboard())) as FlowError;
  expect(error).toMatchObject({ name: "ConnectionError" });
  expectNoTrace(error);
  await agent.close();
});

test("the key in place of a symbol or a word is not shown either", async () => {
  const server = await serve(new TinySource(), { keys: [KEY] });
  const client = new FlowClient({ baseUrl: server.url, apiKey: KEY });
  expectNoTrace(await caught(client.heatmap(KEY)));
  expectNoTrace(await caught(client.heatmap("SPY", { metric: KEY as never })));
  await server.close();
});

test("a server does not echo the key it refuses", async () => {
  const server = await serve(new TinySource(), { keys: ["another"] });
  const response = await fetch(`${server.url}/v1/flow/zero-dte/leaderboard?apiKey=${encodeURIComponent(KEY)}`);
  expect(response.status).toBe(401);
  expectNoTrace([await response.text(), [...response.headers]]);
  await server.close();
});

test("hider hides every form of a secret, and nothing without one", () => {
  expect(hider("a.b")("xa.bx A.B aXb")).toBe("x***x *** aXb");
  expect(hider("a/b")("a%2Fb a%2fb a/b")).toBe("*** *** ***");
  expect(hider(undefined)("anything")).toBe("anything");
});

test.each([
  ["behind a long text", { text: `${"x".repeat(20_000)}${KEY}` }],
  ["behind a long list", { list: [...Array.from({ length: 200 }, String), KEY] }],
  ["in bytes", { bytes: Buffer.from(KEY) }],
])("a key %s in a cause is gone with it", (_where, held) => {
  const cause = Object.assign(new Error("socket gave up"), held);
  const cleaned = redact(new FlowError("failed", { cause }), hider(KEY));
  expect(cleaned.cause).toHaveProperty("message", "socket gave up");
  expectNoTrace(cleaned);
});

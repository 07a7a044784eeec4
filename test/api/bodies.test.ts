import { get, type IncomingHttpHeaders } from "node:http";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { FlowClient } from "../../src/api/client.js";
import { type FlowServer, serve } from "../../src/api/server.js";
import { FlowEngine } from "../../src/engine/engine.js";
import { TinySource } from "./samples.js";

const PATH = "/v1/flow/zero-dte";
const engine = FlowEngine.simulate({ seed: 7, symbols: ["SPY", "QQQ"] });
let server: FlowServer;
beforeAll(async () => {
  server = await serve(engine, { keys: ["k", { key: "few", plan: "Alpha", daily: 2 }] });
});
afterAll(() => server.close());

interface Raw {
  status: number | undefined;
  headers: IncomingHttpHeaders;
  bytes: Buffer;
}

/** A request as it is sent: nothing is added, and nothing decoded. */
function ask(path: string, headers: Record<string, string> = {}, method: string = "GET"): Promise<Raw> {
  return new Promise((resolve, reject) => {
    get(server.url + PATH + path, { method, headers: { "X-Api-Key": "k", ...headers } }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () =>
        resolve({ status: response.statusCode, headers: response.headers, bytes: Buffer.concat(chunks) }),
      );
    }).on("error", reject);
  });
}

const GZIP = { "Accept-Encoding": "gzip" };
const asked: [string, () => Promise<unknown>][] = [
  ["/leaderboard?n=50", () => engine.leaderboard({ n: 50 })],
  ["/snapshot/SPY", () => engine.snapshot("SPY")],
  ["/series/SPY?minutes=390", () => engine.series("SPY", { minutes: 390 })],
  ["/hedge-flow/SPY?side=puts&bar=5m", () => engine.hedgeFlow("SPY", { side: "puts", bar: "5m" })],
  ["/strike-flow/SPY?minutes=390", () => engine.strikeFlow("SPY", { minutes: 390 })],
  ["/heatmap/SPY?mode=delta", () => engine.heatmap("SPY", { mode: "delta" })],
];

describe("an answer", () => {
  test.each(asked)("%s is the source's, plain and as gzip", async (path, answer) => {
    const text = JSON.stringify(await answer());
    const plain = await ask(path);
    expect(plain.bytes.toString()).toBe(text);
    expect(plain.headers).not.toHaveProperty("content-encoding");
    expect(plain.headers["content-length"]).toBe(String(Buffer.byteLength(text)));
    const gzip = await ask(path, GZIP);
    if (text.length < 1_024) {
      expect(gzip.bytes.toString()).toBe(text);
      return;
    }
    expect(gzip.headers["content-encoding"]).toBe("gzip");
    expect(gzip.headers["content-length"]).toBe(String(gzip.bytes.length));
    expect(gunzipSync(gzip.bytes).toString()).toBe(text);
    expect(gzip.bytes.length).toBeLessThan(text.length);
  });

  test("below a kilobyte is never gzip, and has one tag", async () => {
    const [plain, asGzip] = await Promise.all([ask("/leaderboard"), ask("/leaderboard", GZIP)]);
    expect(plain.bytes.length).toBeLessThan(1_024);
    expect(asGzip.headers).not.toHaveProperty("content-encoding");
    expect(asGzip.headers.etag).toBe(plain.headers.etag);
  });

  test.each([["identity"], ["gzip;q=0, *"], ["br"]])("is plain for Accept-Encoding %s", async (header) => {
    const { headers, bytes } = await ask("/strike-flow/SPY", { "Accept-Encoding": header });
    expect(headers).not.toHaveProperty("content-encoding");
    expect(bytes[0]).toBe("{".charCodeAt(0));
  });

  test("says in Vary that it depends on what was asked, errors and unchanged answers included", async () => {
    const { headers } = await ask("/strike-flow/SPY");
    const answers = [
      await ask("/strike-flow/SPY", GZIP),
      await ask("/strike-flow/SPY", { "If-None-Match": headers.etag! }),
      await ask("/heatmap/SPY?bar=2m"),
      await ask("/nothing"),
      await ask("/leaderboard", { "X-Api-Key": "wrong" }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 304, 400, 404, 401]);
    for (const answer of answers) expect(answer.headers.vary).toBe("Accept-Encoding");
  });

  test("reaches the client of this package, which asks for gzip by itself, as it is", async () => {
    const client = new FlowClient({ baseUrl: server.url, apiKey: "k" });
    expect(await client.strikeFlow("SPY", { minutes: 390 })).toStrictEqual(
      await engine.strikeFlow("SPY", { minutes: 390 }),
    );
  });
});

describe("the entity tag", () => {
  const path = "/heatmap/SPY?minutes=100";

  test("is strong, the same as long as the bytes are, and another for gzip", async () => {
    const tags = [await ask(path), await ask(path), await ask(path, GZIP), await ask(path, GZIP)];
    const [first, second, third, fourth] = tags.map(({ headers }) => headers.etag);
    expect(first).toMatch(/^"[\w-]+"$/);
    expect(second).toBe(first);
    expect(third).toBe(`"${first!.slice(1, -1)}-gzip"`);
    expect(fourth).toBe(third);
    expect((await ask(`${path}&at=${engine.instant - 60_000}`)).headers.etag).not.toBe(first);
    expect((await ask("/heatmap/SPY?minutes=99")).headers.etag).not.toBe(first);
  });

  test("that the request names is answered with 304, without a body and with what a cache needs", async () => {
    for (const encoding of [{}, GZIP]) {
      const { headers } = await ask(path, encoding);
      const again = await ask(path, { ...encoding, "If-None-Match": `"other", W/${headers.etag}` });
      expect(again.status).toBe(304);
      expect(again.bytes).toHaveLength(0);
      expect(again.headers).toMatchObject({
        etag: headers.etag,
        vary: "Accept-Encoding",
        "access-control-allow-origin": "*",
        "x-ratelimit-limit": "unlimited",
      });
      expect(again.headers).not.toHaveProperty("content-type");
    }
    expect((await ask(path, { "If-None-Match": "*" })).status).toBe(304);
  });

  test("of the other form, or of another answer, does not", async () => {
    const { headers } = await ask(path);
    expect((await ask(path, { ...GZIP, "If-None-Match": headers.etag! })).status).toBe(200);
    expect((await ask("/heatmap/QQQ?minutes=100", { "If-None-Match": headers.etag! })).status).toBe(200);
  });

  test("can be read by a page", async () => {
    const { headers } = await ask("/leaderboard");
    expect(headers["access-control-expose-headers"]!.split(",")).toContain("ETag");
  });

  test("of the leaderboard stays while the board is kept", async () => {
    const [first, second] = [await ask("/leaderboard?n=3"), await ask("/leaderboard?n=3")];
    expect((await ask("/leaderboard?n=3", { "If-None-Match": first.headers.etag! })).status).toBe(304);
    expect(second.headers.etag).toBe(first.headers.etag);
  });
});

test("a request that is answered with 304 counts as any other", async () => {
  const few = { "X-Api-Key": "few" };
  const { headers } = await ask("/leaderboard", few);
  expect(headers["x-ratelimit-remaining"]).toBe("1");
  const unchanged = await ask("/leaderboard", { ...few, "If-None-Match": headers.etag! });
  expect([unchanged.status, unchanged.headers["x-ratelimit-remaining"]]).toEqual([304, "0"]);
  expect((await ask("/leaderboard", { ...few, "If-None-Match": headers.etag! })).status).toBe(429);
});

test("HEAD has the headers of GET, the length included, and no body", async () => {
  for (const encoding of [{}, GZIP]) {
    const [whole, head] = [await ask("/series/SPY", encoding), await ask("/series/SPY", encoding, "HEAD")];
    const headers = { ...head.headers, date: whole.headers.date };
    expect(headers).toEqual(whole.headers);
    expect(headers["content-length"]).toBe(String(whole.bytes.length));
    expect(head.bytes).toHaveLength(0);
  }
});

test("a source that gives only objects is sent as gzip too", async () => {
  const other = await serve(new TinySource());
  try {
    const response = await fetch(`${other.url}${PATH}/snapshot/SPY`, { headers: GZIP });
    expect(response.headers.get("content-encoding")).toBe("gzip");
    expect(await response.json()).toEqual(JSON.parse(JSON.stringify(await new TinySource().snapshot("SPY"))));
  } finally {
    await other.close();
  }
});

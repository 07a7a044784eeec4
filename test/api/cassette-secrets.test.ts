import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test, vi } from "vitest";
import { FlowClient } from "../../src/api/client.js";
import { record } from "../../src/api/record.js";
import { replay } from "../../src/api/replay.js";
import { scrubber } from "../../src/api/scrub.js";
import { FlowEngine } from "../../src/engine/engine.js";
import { cassetteFolder, cassetteNames, textOf } from "./cassette-folder.js";
import { board, flow, map } from "./samples.js";

const KEY = "Xq7-plain_looking.Key/+42";
const COOKIE = "sid=s%3Aabcdef0123456789.signature; theme=dark";

/** What a key looks like to someone who searches a folder for one. */
const KEY_SHAPED = [
  /\b(fa|sk|pk|ghp)[-_][\w-]{8,}/i,
  /Bearer\s+(?!\*\*\*)\S+/i,
  /eyJ[\w-]{8,}/,
  /AKIA[A-Z\d]{12}/,
  /(api[-_]?key|token|secret|password|cookie|authorization)\\?["']?\s*[=:]\s*\\?["']?(?!\*\*\*)[^\s"'\\*]/i,
  /(?=[\w+-]*\d)(?=[\w+-]*[a-z])[\w+-]{32,}/i,
];
const traces = [KEY, encodeURIComponent(KEY), "Xq7-plain", "s%3Aabcdef", "abcdef0123456789", "theme=dark"];

function expectClean(text: string): void {
  expect(KEY_SHAPED.flatMap((shape) => shape.exec(text)?.[0] ?? [])).toEqual([]);
  expect(traces.filter((trace) => text.toLowerCase().includes(trace.toLowerCase()))).toEqual([]);
}

const open: Server[] = [];
afterEach(() => {
  vi.unstubAllEnvs();
  for (const server of open.splice(0)) server.close().closeAllConnections();
});

/** A server that puts the key and the cookie that it gets and sets into all that it says. */
async function echoing(): Promise<string> {
  const server = createServer((request, response) => {
    const key = String(request.headers["x-api-key"]);
    const echo = {
      api_key: key,
      request_headers: { "X-Api-Key": key, cookie: COOKIE, authorization: `Bearer ${key}` },
      [`key ${key}`]: 1,
      note: `asked with ${key} and fa_live_0123456789abcdef, sk-proj-0123456789; Set-Cookie: ${COOKIE}`,
      trace: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
      jwt: "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl",
    };
    const [status, body] = request.url!.includes("leaderboard")
      ? [200, { ...board(), ...echo }]
      : request.url!.includes("heatmap")
        ? [200, { ...map(), ...echo }]
        : request.url!.includes("strike-flow")
          ? [200, { ...flow(), ...echo, data_origin: `key ${encodeURIComponent(key)}` }]
          : request.url!.includes("LOST")
            ? [404, { error: "symbol_not_found", message: `No LOST for ${key}, Cookie: ${COOKIE}.` }]
            : [403, { error: "tier_restricted", message: `${key} may not`, current_plan: key, required_plan: "Alpha" }];
    response.writeHead(status, { "Set-Cookie": COOKIE, "X-Echo": encodeURIComponent(key) });
    response.end(JSON.stringify(body));
  });
  open.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test.each(["under way", "sealed"])(
  "no key, cookie or token gets into a recording %s, whatever the server echoes",
  async (state) => {
    const folder = cassetteFolder();
    const recorder = record(new FlowClient({ baseUrl: await echoing(), apiKey: KEY, retry: { retries: 0 } }), folder, {
      secrets: [KEY],
    });
    await recorder.leaderboard();
    await recorder.heatmap("SPY");
    await recorder.strikeFlow("SPY");
    for (const ask of [
      () => recorder.snapshot("LOST"),
      () => recorder.snapshot("SPY"),
      () => recorder.snapshot(KEY),
      () => recorder.series(KEY, { bar: KEY as never }),
    ])
      await expect(ask()).rejects.toHaveProperty("code");
    if (state === "sealed") await recorder.close();
    expect(cassetteNames(folder)).toHaveLength(1);
    const text = textOf(folder);
    expect(text.split("\n").filter((line) => line.startsWith('{"chain"'))).toHaveLength(8);
    expectClean(text);
    // The numbers are all there.
    expect((await replay(folder).leaderboard()).entries).toEqual(board().entries);
    expect((await replay(folder).heatmap("SPY")).bars).toEqual(map().bars);
  },
);

test("the scan would find them", () => {
  for (const found of [KEY, COOKIE, "fa_live_0123456789", '"api_key":"x"', "Bearer abc", "a1".repeat(16)])
    expect(() => expectClean(`{"text":"${found}"}`)).toThrow();
});

test("the key of the environment is hidden without being named", async () => {
  vi.stubEnv("FLASHALPHA_API_KEY", KEY);
  const folder = cassetteFolder();
  const recorder = record(new FlowClient({ baseUrl: await echoing(), apiKey: KEY }), folder);
  await recorder.leaderboard();
  expectClean(textOf(folder));
});

describe("scrubber", () => {
  test("gives back what holds no secret, the same object", async () => {
    const engine = FlowEngine.simulate({ seed: 7, symbols: ["SPY", "QQQ"] });
    const scrub = scrubber([KEY, "k"]);
    for (const answer of [await engine.snapshot("SPY"), await engine.heatmap("SPY"), await engine.leaderboard()])
      expect(scrub(answer)).toBe(answer);
  });

  test("hides a short key where it is the whole text, and leaves words alone that hold it", () => {
    expect(scrubber(["k"])({ who: "k", strike: "k590", kind: "ask" })).toEqual({
      who: "***",
      strike: "k590",
      kind: "ask",
    });
  });

  test("hides members that are called like a secret, whatever they hold", () => {
    const secrets = { apiKey: 12, "X-Api-Key": "a", token: ["b"], Cookie: { c: 1 }, password: null, tokens_used: 3 };
    expect(scrubber([])(secrets)).toEqual({
      apiKey: "***",
      "X-Api-Key": "***",
      token: "***",
      Cookie: "***",
      password: null,
      tokens_used: 3,
    });
  });
});

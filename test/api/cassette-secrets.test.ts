import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import fc from "fast-check";
import { afterEach, describe, expect, test, vi } from "vitest";
import { FlowClient } from "../../src/api/client.js";
import { AuthenticationError } from "../../src/api/errors.js";
import { record } from "../../src/api/record.js";
import { replay } from "../../src/api/replay.js";
import { scrubber } from "../../src/api/scrub.js";
import { FlowEngine } from "../../src/engine/engine.js";
import { cassetteFolder, cassetteNames, recordOnce, textOf } from "./cassette-folder.js";
import { board, flow, map, TinySource } from "./samples.js";

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
      note: `asked with ${key} and ${encodeURIComponent(key)}, and what it is called: X-Api-Key`,
    };
    const shapes =
      "fa_live_0123456789abcdef, sk-proj-0123456789, eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl, " +
      "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
    const [status, body] = request.url!.includes("leaderboard")
      ? [200, { ...board(), ...echo }]
      : request.url!.includes("heatmap")
        ? [200, { ...map(), ...echo }]
        : request.url!.includes("strike-flow")
          ? [200, { ...flow(), ...echo, data_origin: `key ${encodeURIComponent(key)}` }]
          : request.url!.includes("LOST")
            ? [404, { error: "symbol_not_found", message: `No LOST for ${key}, ${shapes}, Cookie: ${COOKIE}.` }]
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
  const engine = FlowEngine.simulate({ seed: 7, symbols: ["SPY", "QQQ"] });

  test("gives back what holds no secret, the same object", async () => {
    const scrub = scrubber({ key: KEY });
    for (const answer of [await engine.snapshot("SPY"), await engine.heatmap("SPY"), await engine.leaderboard()]) {
      expect(scrub.answer(answer)).toBe(answer);
      expect(scrub.error(answer)).toBe(answer);
    }
  });

  test("leaves an answer as it was given, whatever its free texts look like, unless they hold a named secret", async () => {
    const board = await engine.leaderboard();
    const shaped = fc.constantFrom(
      "goog-2015-12-24-itch-replay-of-march-v2",
      "Bearer of news since 2015",
      "token: none; cookie = of the house",
      `fa_${"0123456789abcdef"}`,
      "AKIA0123456789ABCDEF",
    );
    const text = fc.oneof(shaped, fc.string({ unit: "grapheme" }), fc.stringMatching(/^[\w-]{32,60}$/));
    const scrub = scrubber({ key: KEY });
    fc.assert(
      fc.property(text, text, (data_origin, data_convention) => {
        fc.pre(!`${data_origin}${data_convention}`.includes(KEY));
        const answer = { ...board, data_origin, data_convention };
        expect(scrub.answer(answer)).toBe(answer);
      }),
    );
    expect(scrub.answer({ ...board, data_origin: `of ${KEY}` })).toEqual({ ...board, data_origin: "of ***" });
  });

  test("an origin that looks like a key is replayed as it was recorded", async () => {
    const source = new TinySource();
    const answer = { ...board(), data_origin: "goog-2015-12-24-itch-replay-of-march-v2" };
    source.leaderboard = async () => answer as never;
    const folder = cassetteFolder();
    await recordOnce(source, folder, (flow) => flow.leaderboard());
    expect(await replay(folder).leaderboard()).toEqual(answer);
  });

  test("hides a short secret wherever it stands by itself, and leaves words alone that hold it", () => {
    const texts = [
      "k3y-",
      "Key k3y-abc is not known.",
      "?apiKey=k3y-abc&n=1",
      "apiKey%3Dk3y-abc%26",
      "(K3Y-ABC)",
      '"k3y-abc"',
    ];
    const { answer, error } = scrubber({ key: "k3y-abc", other: "a?b/" });
    for (const clean of [answer, error]) {
      expect(
        texts
          .slice(1)
          .map((text) => clean(text) as string)
          .filter((text) => /k3y/i.test(text)),
      ).toEqual([]);
      expect(clean({ "k3y-abc": ["of k3y-abc"] })).toEqual({ "***": ["of ***"] });
      expect(clean(["k3y-abcd", "xk3y-abc", texts[0]])).toEqual(["k3y-abcd", "xk3y-abc", texts[0]]);
      expect(clean(JSON.stringify({ text: "\nk3y-abc" }))).toBe('{"text":"\\n***"}');
      expect(clean("see a?b/, a%3Fb%2F")).toBe("see ***, ***");
    }
  });

  test("hides a secret of any length from 4 characters on in what is recorded, and refuses a shorter one without showing it", async () => {
    for (const secret of ["k3y?", "k3y-abc", "k3y-abcd", KEY]) {
      const folder = cassetteFolder();
      const source = new TinySource();
      source.leaderboard = () => Promise.reject(new AuthenticationError(`Key ${secret} is not known.`));
      await recordOnce(source, folder, (flow) => flow.leaderboard().catch(() => undefined), { secrets: [secret, ""] });
      expect(textOf(folder)).toContain("Key *** is not known.");
    }
    const refused = (): unknown => record(new TinySource(), cassetteFolder(), { secrets: [KEY, "q9z"] });
    expect(refused).toThrow(TypeError);
    expect(refused).toThrow(/^secrets\[1\] has fewer than 4 characters(?!.*q9z)/);
    vi.stubEnv("FLASHALPHA_API_KEY", "q9z");
    expect(() => record(new TinySource(), cassetteFolder())).toThrow(/^FLASHALPHA_API_KEY has fewer(?!.*q9z)/);
  });

  test("a secret that is the name of an endpoint does not make the recording unreadable", async () => {
    const folder = cassetteFolder();
    await recordOnce(new TinySource(), folder, (flow) => flow.leaderboard(), { secrets: ["leaderboard"] });
    expect(replay(folder).recorded()).toMatchObject([{ endpoint: "leaderboard", answers: 1 }]);
  });

  test("hides what has the shape of a key in an error", () => {
    const shapes = ["fa_live_0123456789", `Bearer ${"plain.words"}`, "Set-Cookie:  sid=1; theme=dark", "a1".repeat(16)];
    for (const text of shapes) {
      const hidden = scrubber({}).error({ message: `You sent ${text}` }) as { message: string };
      expect(hidden.message).toContain("***");
      expect(() => expectClean(hidden.message)).not.toThrow();
    }
  });

  test("is done with long hostile texts", () => {
    const long = 200_000;
    const pieces = [
      " ",
      "<",
      "a",
      "a1",
      "1",
      "-",
      "fa-",
      "key=",
      "token=",
      "token =",
      "cookie: ",
      "cookie:\n",
      "authorization",
      "Bearer ",
    ];
    const more = ["Bearer\t", "eyJ", "eyJ.", "AKIA", "=", "'", "k3y", "%", "\\n", "password:   ", "fa_a", ".", "é"];
    const scrub = scrubber({ short: "k3y-", long: KEY });
    for (const piece of [...pieces, ...more]) {
      const text = piece.repeat(Math.ceil(long / piece.length));
      for (const hostile of [text, `token=${text}`, `cookie:${text}`, `Bearer${text}`, `eyJ${text}!`, `${text}=x`])
        expect(typeof scrub.error({ message: hostile })).toBe("object");
    }
  });

  test("hides members that are called like a secret, whatever they hold", () => {
    const secrets = { apiKey: 12, "X-Api-Key": "a", token: ["b"], Cookie: { c: 1 }, password: null, tokens_used: 3 };
    for (const clean of [scrubber({}).answer, scrubber({}).error])
      expect(clean(secrets)).toEqual({
        apiKey: "***",
        "X-Api-Key": "***",
        token: "***",
        Cookie: "***",
        password: null,
        tokens_used: 3,
      });
  });
});

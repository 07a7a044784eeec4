import { once } from "node:events";
import { Agent, request } from "node:http";
import { connect } from "node:net";
import { brotliDecompressSync, gunzipSync, inflateSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, type MockInstance, test, vi } from "vitest";
import { type Endpoint, ENDPOINTS } from "../../src/api/endpoints.js";
import {
  AuthenticationError,
  ConnectionError,
  FlowError,
  RateLimitError,
  ResponseError,
  ServerError,
  TimeoutError,
} from "../../src/api/errors.js";
import { type FlowServer, serve } from "../../src/api/server.js";
import type { FlowSource } from "../../src/api/source.js";
import { FlowEngine } from "../../src/engine/engine.js";
import { TinySource } from "./samples.js";

/*
 * The server, asked what nobody would ask on purpose. A rejection that nobody handles fails the run by itself.
 */

const PATH = "/v1/flow/zero-dte";
const agent = new Agent({ keepAlive: true });

let market: FlowServer;
let locked: FlowServer;
beforeAll(async () => {
  const engine = FlowEngine.simulate({ seed: 27 });
  market = await serve(engine);
  locked = await serve(engine, { keys: ["k", { key: "g", plan: "Growth", daily: 20 }] });
});
afterAll(async () => {
  agent.destroy();
  await Promise.all([market.close(), locked.close()]);
});

// A library does not print; the server's framework would, where an answer breaks off.
let printed: MockInstance[];
beforeEach(() => {
  printed = (["log", "info", "warn", "error"] as const).map((method) => vi.spyOn(console, method));
});
afterEach(() => {
  for (const print of printed) expect(print).not.toHaveBeenCalled();
  vi.restoreAllMocks();
});

// -------------------------------------------------------------------------------------------------------------- questions

interface Question {
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: string | undefined;
}

interface Answer {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly bytes: Buffer;
}

function ask({ port }: FlowServer, { method, path, headers, body }: Question): Promise<Answer> {
  return new Promise((resolve, reject) => {
    // Node's client would send the body of a GET without a word on its length, and so as another question.
    const length = body === undefined ? {} : { "Content-Length": Buffer.byteLength(body) };
    const options = { host: "127.0.0.1", port, agent, method, path, headers: { ...headers, ...length } };
    const asked = request(options, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, bytes: Buffer.concat(chunks) });
      });
    });
    asked.on("error", reject);
    asked.end(body);
  });
}

const decode: Record<string, (bytes: Buffer) => Buffer> = {
  gzip: gunzipSync,
  deflate: inflateSync,
  br: brotliDecompressSync,
};

/**
 * What must hold of any answer: JSON as its Content-Type says, an error that says what it is, nothing of the inside.
 *
 * @returns the body
 */
function expectDecent({ method }: Question, { status, headers, bytes }: Answer): Record<string, unknown> {
  // 431 is Node's own, of headers and a URL that are too long together.
  if (method === "HEAD" || status === 204 || status === 304 || status === 431) {
    expect(bytes.length).toBe(0);
    return {};
  }
  expect(headers["content-type"]).toMatch(/^application\/json/);
  const encoding = headers["content-encoding"];
  const text = (encoding === undefined ? bytes : decode[String(encoding)](bytes)).toString();
  const body = JSON.parse(text) as Record<string, unknown>;
  expect(body).toBeTypeOf("object");
  if (status >= 400) expect(body.error ?? body.title).toMatch(/./);
  expect(text).not.toContain(process.cwd());
  expect(text).not.toMatch(/node_modules|node:internal|\.[cm]?[jt]s\b|\bat \S+ \(|\n {4}at /);
  return body;
}

// What HTTP lets through in a path: no space, no control character, nothing beyond ASCII.
const pathText = fc.string({ unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)) });
const encoded = fc.string({ unit: "binary" }).map((text) => encodeURIComponent(text));
const broken = fc.constantFrom(
  "%",
  "%2",
  "%zz",
  "%00",
  "%2F",
  "%5C",
  "%ff",
  "%c3%28",
  "%ed%a0%80",
  "%0d%0aX:y",
  "%25%32%46",
);
const dots = fc.constantFrom(".", "..", "%2e%2e", "../leaderboard", "..%2f..%2fetc", "//", "./", "...", "\\..");
const long = fc.integer({ min: 1, max: 15_000 }).map((length) => "A".repeat(length));
const symbol = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom("SPY", "spy", "%53PY", "SPX", "NOBODY", "BRK.B", "ES%3DF", "^SPX", "__proto__"),
  },
  ...[pathText, encoded, broken, dots, long],
);

const endpoints = Object.values<Endpoint>(ENDPOINTS);
const known = fc.tuple(fc.constantFrom(...endpoints), symbol).map(([{ path }, name]) => path.replace("{symbol}", name));
const path = fc.oneof(
  { weight: 4, arbitrary: known },
  fc.tuple(known, fc.oneof(pathText, broken, dots)).map(([start, end]) => start + end),
  fc.oneof(pathText, encoded, broken, dots, long).map((text) => `/${text}`),
  fc.constantFrom("/", PATH, `${PATH}/`, `${PATH}/snapshot/`, `${PATH}/SERIES/SPY`, "//", "/v1//flow", "/favicon.ico"),
);

const names = [...new Set(endpoints.flatMap(({ params }) => Object.keys(params))), "at", "apiKey"];
const name = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...names) },
  fc.constantFrom("__proto__", "constructor", "toString", "minutes[]", "minutes[0]", "", "MINUTES"),
  encoded,
);
const word = fc.constantFrom(
  ...endpoints.flatMap(({ params }) =>
    Object.values(params).flatMap((param) => (param.kind === "choice" ? param.values : [])),
  ),
);
const number = fc.oneof(
  fc.integer().map(String),
  fc.double().map(String),
  fc.constantFrom(
    "0",
    "-0",
    "1e400",
    "-1e400",
    "1e-400",
    "99999999999999999999",
    "0x10",
    "1_000",
    "+5",
    "%D9%A3",
    "NaN",
    "1,5",
  ),
);
const instant = fc.oneof(
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
  fc
    .date({ noInvalidDate: true, min: new Date("2026-06-05T13:00Z"), max: new Date("2026-06-05T21:00Z") })
    .map((d) => String(+d)),
  fc.constantFrom(
    "2026-06-05T15:00:00-04:00",
    "2026-02-30",
    "2026-06-05",
    "9".repeat(400),
    "8640000000000001",
    "09:45",
  ),
);
const value = fc.oneof(
  word,
  number,
  instant,
  encoded,
  broken,
  pathText,
  fc.constantFrom("", "k", "g", "[]", "null", "undefined"),
);
const query = fc
  .array(fc.tuple(name, fc.option(value)), { maxLength: 5 })
  .map((pairs) => pairs.map(([key, given]) => (given === null ? key : `${key}=${given}`)).join("&"));

const headerText = fc.string({
  unit: fc
    .oneof(fc.integer({ min: 0x20, max: 0x7e }), fc.integer({ min: 0x80, max: 0xff }))
    .map((code) => String.fromCharCode(code)),
  maxLength: 200,
});
const headers = fc.dictionary(
  fc.oneof(
    fc.constantFrom(
      "X-Api-Key",
      "Accept-Encoding",
      "If-None-Match",
      "Accept",
      "Range",
      "Content-Type",
      "Cookie",
      "Origin",
    ),
    fc.constantFrom("If-Modified-Since", "X-Forwarded-Host", "Authorization", "X-HTTP-Method-Override", "__proto__"),
  ),
  fc.oneof(
    fc.constantFrom(
      "gzip",
      "br, gzip;q=0.1",
      "identity;q=0, *;q=0",
      "gzip;q=x;;,,",
      "*",
      'W/"a", "b',
      '"',
      "k",
      "g",
      "",
    ),
    fc.constantFrom("bytes=0-1", "application/xml", "multipart/form-data", "null", "chunked"),
    headerText,
  ),
  { maxKeys: 4 },
);

const question: fc.Arbitrary<Question> = fc.record({
  method: fc.oneof(
    { weight: 6, arbitrary: fc.constant("GET") },
    fc.constantFrom("HEAD", "OPTIONS", "POST", "PUT", "DELETE", "PATCH", "TRACE", "PROPFIND", "M-SEARCH", "PURGE"),
  ),
  path: fc.tuple(path, query).map(([before, behind]) => (behind === "" ? before : `${before}?${behind}`)),
  headers,
  body: fc.option(fc.oneof(fc.string(), fc.json(), long), { nil: undefined }),
});

describe("an engine's server", () => {
  test("answers any question without a 500, in JSON, and without a word of its inside", async () => {
    await fc.assert(
      fc.asyncProperty(question, async (asked) => {
        const answer = await ask(market, asked);
        expect(answer.status).toBeLessThan(500);
        expectDecent(asked, answer);
      }),
    );
  });

  test("lets nobody past the keys, whatever is asked", async () => {
    await fc.assert(
      fc.asyncProperty(question, async (asked) => {
        const answer = await ask(locked, asked);
        const { error } = expectDecent(asked, answer);
        const key = Object.entries(asked.headers)
          .find(([each]) => each.toLowerCase() === "x-api-key")?.[1]
          .trim();
        const mayBeKey = key === "k" || key === "g" || /apiKey=[kg]/.test(asked.path);
        if (mayBeKey || asked.method === "OPTIONS") expect(answer.status).toBeLessThan(500);
        else if (answer.status === 400 && asked.method !== "HEAD") expect(error).toBe("invalid_url");
        else expect([400, 401, 414, 431]).toContain(answer.status);
      }),
    );
  });
});

// ---------------------------------------------------------------------------------------------------- sources that misbehave

const SECRET = "secret of the inside";

class Throwing {
  get message(): string {
    throw new Error(SECRET);
  }
  get status(): number {
    throw new Error(SECRET);
  }
  toString(): string {
    throw new Error(SECRET);
  }
}

const strange: Record<string, () => unknown> = {
  null: () => null,
  undefined: () => undefined,
  "a text": () => SECRET,
  "a number": () => 404,
  "a symbol": () => Symbol(SECRET),
  "a function": () => () => SECRET,
  "an object like an error": () => ({ name: "FlowError", message: SECRET, status: 404, code: SECRET }),
  "an object whose getters throw": () => new Throwing(),
  "an error whose getters throw": () => Object.setPrototypeOf(new Error(SECRET), new Throwing()) as unknown,
  "a proxy that throws at everything": () =>
    new Proxy(new Error(SECRET), {
      get: () => {
        throw new Error(SECRET);
      },
      getPrototypeOf: () => {
        throw new Error(SECRET);
      },
    }),
  "a revoked proxy": () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return proxy;
  },
  "an error with a chain of causes": () => new Error(SECRET, { cause: new Error(SECRET, { cause: SECRET }) }),
  "an error that is its own cause": () => {
    const error = new Error(SECRET);
    error.cause = error;
    return error;
  },
  "a frozen error": () => Object.freeze(new TypeError(SECRET)),
  "an aggregate": () => new AggregateError([new Error(SECRET)], SECRET),
  "an error called TimeoutError": () => Object.assign(new Error(SECRET), { name: "TimeoutError" }),
  "an answer of HTTP": () => new Response(SECRET, { status: 200 }),
  "an error with an answer of HTTP": () =>
    Object.assign(new Error(SECRET), { getResponse: () => new Response(SECRET, { status: 418 }) }),
  "an error without a status": () => new FlowError(SECRET),
  "a connection that failed": () => new ConnectionError(SECRET),
  "a time that ran out": () => new TimeoutError(SECRET),
  "an answer that breaks the contract": () => new ResponseError("bars[0]", SECRET),
  ...Object.fromEntries(
    [0, 99, 200, 204, 304, 399, 600, 1000, 404.5, -404, NaN, Infinity, "404", null, {}].map((status) => [
      `an error of status ${JSON.stringify(status)} (${typeof status})`,
      () => new FlowError(SECRET, { status: status as number }),
    ]),
  ),
  "an error whose status throws": () =>
    Object.defineProperty(new FlowError(SECRET), "status", {
      get: () => {
        throw new Error(SECRET);
      },
    }),
  "a limit that ends at no time": () => Object.assign(new RateLimitError(SECRET), { resetAt: NaN }),
};

const NOTHING_TOLD = [
  { error: "internal_error", message: "The server failed to make this answer." },
  { error: "upstream_unavailable", message: "The server behind this one does not answer." },
  { error: "upstream_invalid", message: "The server behind this one gave an answer that breaks the contract." },
];

/** A source whose methods all do the same, at whatever instant. */
function sourceOf(does: () => unknown): FlowSource {
  const source: Record<string, unknown> = Object.fromEntries(endpoints.map((each) => [each.name, does]));
  return { ...source, at: () => source } as never;
}

const throwing: Record<string, (thrown: () => unknown) => unknown> = {
  throws: (thrown) => {
    throw thrown();
  },
  // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
  rejects: (thrown) => Promise.reject(thrown()),
  "rejects late": async (thrown) => {
    await new Promise((resolve) => setImmediate(resolve));
    throw thrown();
  },
};

async function whileServed(source: FlowSource, check: (server: FlowServer) => Promise<void>): Promise<void> {
  const server = await serve(source);
  try {
    await check(server);
  } finally {
    await server.close();
  }
}

const paths = endpoints.map((each) => each.path.replace("{symbol}", "SPY"));
const get = (path: string): Question => ({ method: "GET", path, headers: {}, body: undefined });

describe.each(Object.entries(throwing))("a source that %s", (_, how) => {
  test.each(Object.entries(strange))("%s gives an error that tells nothing of it", async (_, thrown) => {
    await whileServed(
      sourceOf(() => how(thrown)),
      async (server) => {
        for (const asked of [...paths, `${paths[1]}?at=1780678800000`].map(get)) {
          const answer = await ask(server, asked);
          expectDecent(asked, answer);
          expect([500, 502]).toContain(answer.status);
          expect(NOTHING_TOLD).toContainEqual(JSON.parse(answer.bytes.toString()));
          expect(answer.headers["access-control-allow-origin"]).toBe("*");
        }
      },
    );
  });
});

const answers: Record<string, () => unknown> = {
  undefined: () => undefined,
  "a function": () => () => SECRET,
  "a symbol": () => Symbol(SECRET),
  "a bigint": () => ({ value: 1n }),
  "a circle": () => {
    const circle: Record<string, unknown> = {};
    circle.self = circle;
    return circle;
  },
  "an object that cannot be written": () => ({
    toJSON: () => {
      throw new Error(SECRET);
    },
  }),
  "an object that writes itself as nothing": () => ({ toJSON: () => undefined }),
};

test.each(Object.entries(answers))("a source that answers %s gives a 500 that tells nothing", async (_, does) => {
  await whileServed(
    sourceOf(async () => does()),
    async (server) => {
      for (const asked of paths.map(get)) {
        const answer = await ask(server, asked);
        expect([answer.status, JSON.parse(answer.bytes.toString())]).toEqual([500, NOTHING_TOLD[0]]);
      }
    },
  );
});

test("a source's errors of the contract keep what they say", async () => {
  const said: [FlowError, number][] = [
    [new AuthenticationError("Not here."), 401],
    [new ServerError("Later.", { status: 503, code: "busy" }), 503],
    [new FlowError("A teapot.", { status: 418, code: "teapot" }), 418],
  ];
  for (const [error, status] of said)
    await whileServed(
      sourceOf(() => Promise.reject(Object.freeze(error))),
      async (server) => {
        const answer = await ask(server, get(paths[0]));
        expect([answer.status, answer.bytes.toString().includes(error.message)]).toEqual([status, true]);
      },
    );
});

// ------------------------------------------------------------------------------------------------------------- raw sockets

/** Sends bytes as they are and gives all that comes until the connection is closed, by the server's idle limit at last. */
async function sendRaw({ port }: FlowServer, bytes: Buffer): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  const chunks: Buffer[] = [];
  socket.on("error", () => {}).on("data", (chunk: Buffer) => chunks.push(chunk));
  const closed = new Promise((resolve) => socket.once("close", resolve));
  await Promise.race([once(socket, "connect"), closed]).catch(() => undefined);
  socket.write(bytes);
  await closed;
  return Buffer.concat(chunks).toString("latin1");
}

const anyBytes = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes).toString("latin1"));
const anyText = fc.oneof(anyBytes, fc.string({ unit: "grapheme" }), headerText);
const lineEnd = fc.constantFrom("\r\n", "\r\n", "\r\n", "\n", "\r", "");
const requestLine = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.tuple(fc.constantFrom("GET", "HEAD", "POST"), path).map(([verb, at]) => `${verb} ${at} HTTP/1.1`),
  },
  fc.tuple(anyText, anyText, anyText).map((parts) => parts.join(" ")),
  fc.constantFrom(
    ...[
      "GET  / HTTP/1.1",
      "GET / HTTP/2.0",
      "GET / HTTP/0.9",
      "GET /",
      "GET / HTTP/1.1 x",
      "get / HTTP/1.1",
      "OPTIONS * HTTP/1.1",
    ],
    ...[
      "CONNECT evil:443 HTTP/1.1",
      "GET http://evil/v1 HTTP/1.1",
      "GET evil HTTP/1.1",
      "PRI * HTTP/2.0",
      "GET \\..\\x HTTP/1.1",
    ],
    ...[
      "GET http:// HTTP/1.1",
      "GET http://[ HTTP/1.1",
      "GET //evil/ HTTP/1.1",
      "GET /a#b HTTP/1.1",
      "QUERY / HTTP/1.1",
    ],
  ),
);
const headerLine = fc.oneof(
  fc.constantFrom(
    ...["Host: a", "Host: a", "Host:", "Host: a b", "Host: [", "Host: [::1]:x", "Host: a/../b", "Host: a@b", "Host: é"],
    ...["Content-Length: 5", "Content-Length: -1", "Content-Length: 99999999999999999999", "Content-Length: 5, 6"],
    ...["Transfer-Encoding: chunked", "Transfer-Encoding: gzip", "Transfer-Encoding: chunked, identity"],
    ...["Connection: close", "Connection: keep-alive", "Connection: Upgrade", "Upgrade: websocket", "Upgrade: h2c"],
    ...[
      "Expect: 100-continue",
      "Expect: 200-maybe",
      " folded",
      "\tfolded",
      ": no name",
      "no colon",
      "X-Api-Key: \u0000",
    ],
    ...["Accept-Encoding: gzip\r", "__proto__: x", "X-Api-Key: k\u0001"],
  ),
  anyText,
  fc.tuple(fc.string(), anyText).map(([key, given]) => `${key}: ${given}`),
);
const raw = fc
  .tuple(
    requestLine,
    fc.array(headerLine, { maxLength: 6 }),
    lineEnd,
    fc.oneof(anyText, fc.constant("5\r\nhello\r\n0\r\n\r\n")),
  )
  .map(([first, lines, end, body]) =>
    Buffer.from([first, ...lines, "", body].join(end === "" ? "\r\n" : end), "latin1"),
  );

test("bytes that are hardly HTTP get a status of 2xx or 4xx or a closed connection, and the next question its answer", async () => {
  const server = await serve(new TinySource(), { idleTimeout: 150 });
  const good = get(`${PATH}/leaderboard`);
  try {
    await fc.assert(
      fc.asyncProperty(fc.array(raw, { minLength: 10, maxLength: 25 }), async (sent) => {
        for (const got of await Promise.all(sent.map((bytes) => sendRaw(server, bytes)))) {
          if (got !== "") expect(got).toMatch(/^HTTP\/1\.1 ([24]\d\d|100) /);
          expect(got).not.toContain(process.cwd());
          expect(got).not.toMatch(/HTTP\/1\.1 5\d\d |node_modules|node:internal|\n {4}at /);
        }
        expect((await ask(server, good)).status).toBe(200);
      }),
      { numRuns: 10 },
    );
  } finally {
    await server.close();
  }
});

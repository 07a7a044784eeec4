import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Endpoint, type EndpointName, ENDPOINTS } from "../../src/api/endpoints.js";
import { ResponseError } from "../../src/api/errors.js";
import { readAnswer } from "../../src/api/read-answer.js";
import { hider } from "../../src/api/redact.js";
import { FlowEngine } from "../../src/engine/engine.js";
import { toInstant } from "../../src/session.js";
import { board, flow, hedgeFlow, map, noZeroDte, series, sessionClosed, snapshot } from "./samples.js";

/*
 * Answers that are broken at random places: each is read as what the contract says, or refused by a ResponseError that
 * names the place in a line.
 */

const engine = FlowEngine.simulate({ seed: 27 });
const window = { minutes: 3 } as const;

/** Whole answers of each endpoint, by the parameters they answer. */
const ANSWERS: Record<EndpointName, (readonly [params: object, answer: object])[]> = {
  leaderboard: [
    [{}, board()],
    [{ metric: "pin_risk" }, await engine.leaderboard({ metric: "pin_risk" })],
  ],
  snapshot: [
    [{}, snapshot()],
    [{}, noZeroDte()],
    [{}, sessionClosed()],
    [{}, await engine.snapshot("SPY")],
  ],
  series: [
    [{}, series()],
    [{ bar: "1m" }, await engine.series("SPY", { bar: "1m", ...window })],
  ],
  hedgeFlow: [
    [{}, hedgeFlow()],
    [{ side: "puts" }, await engine.hedgeFlow("SPY", { side: "puts", ...window })],
  ],
  strikeFlow: [
    [{}, flow()],
    [{}, await engine.strikeFlow("SPY", window)],
  ],
  heatmap: [
    [{}, map()],
    [{ metric: "oi", mode: "delta" }, await engine.heatmap("SPY", { metric: "oi", mode: "delta", ...window })],
  ],
};

// ---------------------------------------------------------------------------------------------------------------- breaking

/** Written as a number that no double can hold, which JSON.parse reads as Infinity. */
const HUGE = "@1e999@";
const KEY = "s3cret-key";

const words = fc.constantFrom<unknown>(
  ...[
    "",
    "NaN",
    "Infinity",
    "12",
    "null",
    HUGE,
    KEY,
    `x${KEY}`.repeat(9),
    "x".repeat(5_000),
    "\u0000".repeat(200),
    "\ud800",
  ],
  ...[
    "2026-06-12T18:43:00Z",
    "2026-06-12T18:43:00",
    "2026-06-12T18:43:00.000000000Z",
    "2026-06-12T14:43-04:00",
    "2026-06-12",
  ],
  ...[
    "2026-06-12T18:43:30Z[x=y]",
    `2026-06-12T18:43:00Z${"[u-aa=abcdefgh]".repeat(40)}`,
    "-999999-01-01T00:00Z",
    "2026-02-30",
  ],
  ...["gex", "heat", "all", "1m", "30s", "positive_gamma"],
);
const strange = fc.oneof(
  words,
  fc.constantFrom<unknown>(null, true, false, 0, -0, -1, 1.5, 1e308, -1e308, 2 ** 53, [], {}, [null], [[]], {
    length: 3,
  }),
  fc.double(),
  fc.jsonValue(),
);
const name = fc.constantFrom(
  ...[
    "__proto__",
    "constructor",
    "prototype",
    "toString",
    "length",
    "then",
    "no_zero_dte",
    "session_closed",
    "bars",
    "",
    KEY,
  ],
);

/** One thing done to a place of an answer; a list only to lists, a member only to objects. */
const change = fc.oneof(
  { weight: 2, arbitrary: fc.constant({ does: "leave out" } as const) },
  { weight: 4, arbitrary: fc.record({ does: fc.constant("replace" as const), value: strange }) },
  fc.record({ does: fc.constantFrom("double" as const, "reverse" as const, "shorten" as const, "swap" as const) }),
  fc.record({ does: fc.constant("add" as const), name, value: strange }),
);

/** At each level the step's number says which child, around and around; the walk ends where there is none. */
const walk = fc.array(fc.nat({ max: 1_000 }), { minLength: 1, maxLength: 4 });
const changes = fc.array(fc.record({ walk, change }), { minLength: 1, maxLength: 3 });

type Tree = Record<string, unknown>;
type Change = typeof changes extends fc.Arbitrary<(infer C)[]> ? C : never;

function broken(answer: object, done: readonly Change[]): unknown {
  const root: Tree = { root: structuredClone(answer) };
  for (const { walk, change } of done) {
    let [holder, key] = [root, "root"];
    for (const step of walk) {
      const child = holder[key];
      const keys = typeof child === "object" && child !== null ? Object.keys(child) : [];
      if (keys.length === 0) break;
      [holder, key] = [child as Tree, keys[step % keys.length]];
    }
    const place = holder[key];
    if (change.does === "leave out") Reflect.deleteProperty(holder, key);
    else if (change.does === "replace") holder[key] = change.value;
    else if (change.does === "add") {
      const { name, value } = change;
      const into = typeof place === "object" && place !== null ? place : root;
      Object.defineProperty(into, name === "length" && Array.isArray(into) ? "0" : name, {
        ...{ value, enumerable: true, writable: true, configurable: true },
      });
    } else if (Array.isArray(place)) {
      if (change.does === "double") place.push(...(place as unknown[]).slice(-1));
      else if (change.does === "reverse") place.reverse();
      else if (change.does === "shorten") place.pop();
      else place.unshift(place.pop());
    }
  }
  return root.root;
}

const textOf = (body: unknown): string => (JSON.stringify(body) ?? "").replaceAll(JSON.stringify(HUGE), "1e999");

/** Cuts, doubles or replaces a piece of a text. */
const cut = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.nat({ max: 20 }),
  put: fc.string(),
});
function cutText(text: string, { at, length, put }: { at: number; length: number; put: string }): string {
  const start = Math.floor(at * text.length);
  return length === 20 ? text.slice(0, start) : text.slice(0, start) + put + text.slice(start + length);
}

// ---------------------------------------------------------------------------------------------------------------- reading

/** The answer, or undefined when it is refused as it should be. */
function readOrRefused(read: () => unknown): Tree | undefined {
  try {
    return read() as Tree;
  } catch (error) {
    if (!(error instanceof ResponseError)) throw error;
    const { path, problem, message } = error;
    expect(message).toBe(path === "" ? problem : `${path}: ${problem}`);
    expect(message.length).toBeLessThan(300);
    expect(message).not.toContain(KEY);
    return undefined;
  }
}

function ascends(values: readonly number[]): boolean {
  return values.every((each, i) => Number.isFinite(each) && (i === 0 || each > values[i - 1]));
}

const isCell = (value: unknown): boolean => value === null || Number.isFinite(value);

/** What whoever reads the answer relies on. */
function expectContract(endpoint: EndpointName, answer: Tree): void {
  const isText = (...names: string[]): void => {
    for (const each of names) expect(answer[each]).toBeTypeOf("string");
  };
  if (endpoint === "leaderboard") {
    const entries = answer.entries as { rank: number; symbol: string; value: number }[];
    expect(entries.map(({ rank }) => rank)).toEqual(entries.map((_, i) => i + 1));
    expect(entries.every(({ value }, i) => Number.isFinite(value) && (i === 0 || value <= entries[i - 1].value))).toBe(
      true,
    );
    expect(entries.every(({ symbol }) => typeof symbol === "string")).toBe(true);
    return;
  }
  isText("symbol");
  if (endpoint === "snapshot") {
    if (answer.no_zero_dte === true || answer.session_closed === true) isText("message");
    else {
      isText("expiration", "as_of");
      expect(isCell(answer.underlying_price)).toBe(true);
      const strikes = (answer.strikes ?? []) as Tree[];
      expect(ascends(strikes.map(({ strike }) => strike as number))).toBe(true);
      expect(strikes.every(({ net_gex, call_gex, put_oi }) => [net_gex, call_gex, put_oi].every(isCell))).toBe(true);
    }
    return;
  }
  isText("expiration", "as_of", "bar_size");
  const bars = answer.bars as Tree[];
  expect(ascends(bars.map(({ t }) => toInstant(t as string)))).toBe(true);
  if (endpoint === "series")
    expect(bars.every(({ spot, net_gex, magnet }) => [spot, net_gex, magnet].every(isCell))).toBe(true);
  if (endpoint === "hedgeFlow")
    expect(bars.every(({ bar, cumulative }) => isCell(bar) && isCell(cumulative))).toBe(true);
  const arrays = { heatmap: ["values"], strikeFlow: ["signed_delta_dollars", "signed_gamma_dollars", "contracts"] };
  if (endpoint === "heatmap" || endpoint === "strikeFlow") {
    const grid = answer.strikes_grid as number[];
    expect(ascends(grid)).toBe(true);
    expect(answer.gap_intervals).toBeInstanceOf(Array);
    for (const bar of bars)
      for (const cells of arrays[endpoint].map((each) => bar[each] as unknown[]))
        expect([cells.length, cells.every(isCell)]).toEqual([grid.length, true]);
  }
}

/** Whether an object of the answer has a parent that is not the language's own: a member `__proto__` would have become it. */
function hasForeignParent(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const parent: unknown = Object.getPrototypeOf(value);
  return (
    ![Object.prototype, Array.prototype, null].includes(parent as never) || Object.values(value).some(hasForeignParent)
  );
}

const rows = Object.values<Endpoint>(ENDPOINTS).map((endpoint) => [endpoint.name, endpoint] as const);
const answerOf = (name: EndpointName): fc.Arbitrary<readonly [object, object]> => fc.constantFrom(...ANSWERS[name]);

describe.each(rows)("%s", (name, endpoint) => {
  const read = (params: object, text: string): unknown => readAnswer(endpoint, params, text, hider(KEY));

  test("whole answers are read", () => {
    for (const [params, answer] of ANSWERS[name]) expect(read(params, JSON.stringify(answer))).toEqual(answer);
  });

  test("an answer broken anywhere is refused in a line, or is what the contract says", () => {
    fc.assert(
      fc.property(answerOf(name), changes, ([params, whole], done) => {
        const answer = readOrRefused(() =>
          read(
            params,
            textOf(
              broken(
                whole,
                done.map((each) => structuredClone(each)),
              ),
            ),
          ),
        );
        if (answer === undefined) return;
        expectContract(name, answer);
        expect(hasForeignParent(answer)).toBe(false);
        expect(endpoint.check(answer)).toEqual(answer);
        // What is read is what was sent: in JSON and read again it is the same.
        expect(endpoint.check(JSON.parse(JSON.stringify(answer)))).toEqual(JSON.parse(JSON.stringify(answer)));
      }),
      { numRuns: 300 },
    );
  });

  test("a text that breaks off, or has something else in it, is refused in a line, or is what the contract says", () => {
    fc.assert(
      fc.property(answerOf(name), cut, ([params, whole], where) => {
        const answer = readOrRefused(() => read(params, cutText(JSON.stringify(whole), where)));
        if (answer !== undefined) expectContract(name, answer);
      }),
    );
  });

  test("a body that is no JSON at all, but any value of the language, is refused in a line", () => {
    const nothings = [
      undefined,
      null,
      1n,
      Symbol("x"),
      () => 1,
      NaN,
      "text",
      [],
      new Date(NaN),
      new Map(),
      new Proxy({}, {}),
    ];
    for (const body of nothings) expect(readOrRefused(() => endpoint.check(body))).toBeUndefined();
    const [[, whole]] = ANSWERS[name];
    fc.assert(
      fc.property(
        walk,
        fc.constantFrom(...nothings, Infinity, -Infinity, [1n], [() => 1], new Array(3)),
        (steps, value) => {
          const body = broken(whole, [{ walk: steps, change: { does: "replace", value } }]);
          const answer = readOrRefused(() => endpoint.check(body));
          if (answer !== undefined) expectContract(name, answer);
        },
      ),
    );
  });
});

test("what a message quotes is cut, be it of the place itself, beside it, or a text that is no JSON", () => {
  const long = `2026-06-12T18:43:00Z${"[u-aa=abcdefgh]".repeat(40)}`;
  const twice = { ...flow(), bars: flow().bars.map((bar) => ({ ...bar, t: long })) };
  expect(toInstant(long)).toBe(toInstant("2026-06-12T18:43:00Z"));
  const ask = (text: string): unknown => readAnswer(ENDPOINTS.strikeFlow, {}, text, hider(KEY));
  for (const text of [
    JSON.stringify(twice),
    "\u0000".repeat(500),
    JSON.stringify("\u0000".repeat(500)),
    "x".repeat(500),
  ])
    expect(readOrRefused(() => ask(text))).toBeUndefined();
});

test("a body nested very deep is refused or read, not a stack that overflows", () => {
  const deep = `${"[".repeat(200_000)}${"]".repeat(200_000)}`;
  const text = JSON.stringify({ ...board(), more: 0 }).replace('"more":0', `"more":${deep}`);
  for (const body of [deep, text]) {
    const answer = readOrRefused(() => readAnswer(ENDPOINTS.leaderboard, {}, body, hider(KEY)));
    if (answer !== undefined) expectContract("leaderboard", answer);
  }
  expect(readOrRefused(() => ENDPOINTS.leaderboard.check(JSON.parse(deep)))).toBeUndefined();
});

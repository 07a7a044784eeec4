import { expect, test } from "vitest";
import { jsonOf } from "../../src/api/kept-bar.js";
import { pieces } from "../../src/api/pieces.js";
import { barStore } from "../../src/engine/bar-store.js";
import { writeText, type JsonBytes } from "../../src/engine/json-bytes.js";

/** A store, and which bars it had to have written. */
function watched(mostBytes?: number): {
  store: ReturnType<typeof barStore>;
  take: (symbol: string, question: string, positions: number[]) => string[];
  wrote: () => number[];
} {
  const store = barStore(mostBytes);
  const log: number[] = [];
  const write = (out: JsonBytes, position: number): void => {
    log.push(position);
    writeText(out, `{"bar":${position}}`);
  };
  return {
    store,
    take: (symbol, question, positions) =>
      store.take(symbol, question, positions, write).map((bar) => jsonOf(bar).toString()),
    wrote: () => log.splice(0),
  };
}

test("a bar is written once, in whatever windows it is asked for", () => {
  const { take, wrote } = watched();
  expect(take("SPY", "flow", [4, 5])).toEqual(['{"bar":4}', '{"bar":5}']);
  expect(take("SPY", "flow", [3, 4, 5, 7])).toEqual(['{"bar":3}', '{"bar":4}', '{"bar":5}', '{"bar":7}']);
  expect(take("SPY", "flow", [])).toEqual([]);
  expect(wrote()).toEqual([4, 5, 3, 7]);
});

test("each name and each question has bars of its own", () => {
  const { take, wrote } = watched();
  take("SPY", "flow", [1]);
  take("SPY", "gex", [1]);
  take("QQQ", "flow", [1]);
  expect(wrote()).toEqual([1, 1, 1]);
});

test("beyond its size the question that was not asked for longest goes first, and what is asked is still answered", () => {
  const { store, take, wrote } = watched(2_000);
  take("SPY", "a", [1, 2]);
  take("SPY", "b", [1, 2]);
  take("SPY", "a", [1]);
  take("SPY", "c", [1, 2]);
  wrote();
  take("SPY", "a", [1, 2]);
  expect(wrote()).toEqual([]);
  take("SPY", "b", [1, 2]);
  expect(wrote()).toEqual([1, 2]);
  expect(take("SPY", "d", [1, 2, 3, 4, 5, 6, 7])).toHaveLength(7);
  expect(store.bytes).toBeLessThanOrEqual(2_000);
});

test("a bar that cannot be written is not kept, nor are those written with it", () => {
  const { store, take, wrote } = watched();
  const broken = (): never => {
    throw new RangeError("no such bar");
  };
  expect(() => store.take("SPY", "flow", [1], broken)).toThrow("no such bar");
  expect(take("SPY", "flow", [1])).toEqual(['{"bar":1}']);
  expect(wrote()).toEqual([1]);
});

test("bars that come one by one come to lie in a few pieces, and stay what they are", () => {
  const { store, take, wrote } = watched();
  for (let bar = 0; bar < 100; bar++) take("SPY", "flow", [bar]);
  const positions = [...wrote()];
  const write = (): never => expect.unreachable("it is written already");
  const bars = store.take("SPY", "flow", positions, write);
  expect(pieces(bars.map(({ text }) => text))).toHaveLength(1);
  expect(bars.map((bar) => jsonOf(bar).toString())).toEqual(positions.map((bar) => `{"bar":${bar}}`));
});

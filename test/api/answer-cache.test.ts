import { expect, test } from "vitest";
import { answerCache } from "../../src/api/answer-cache.js";

/** Asks a cache in turn and tells which keys had to be made. */
async function made(keys: string[], most?: number): Promise<string[]> {
  const cached = answerCache<string>(() => 0, most);
  const log: string[] = [];
  for (const key of keys) {
    const answer = await cached(key, 1000, async () => {
      log.push(key);
      return `answer ${key}`;
    });
    expect(answer).toBe(`answer ${key}`);
  }
  return log;
}

test("an answer is made once", async () => {
  expect(await made(["a", "b", "a", "b"])).toEqual(["a", "b"]);
});

test("beyond its size the oldest answer goes first", async () => {
  expect(await made(["a", "b", "c", "b", "c", "a"], 2)).toEqual(["a", "b", "c", "a"]);
});

test("an answer that is not to be kept is made every time", async () => {
  const cached = answerCache<string>(() => 0);
  let count = 0;
  for (let i = 0; i < 3; i++) await cached("a", 0, async () => String(count++));
  expect(count).toBe(3);
});

test("an answer renewed while the old one fails is kept", async () => {
  let now = 0;
  const cached = answerCache<string>(() => now);
  let fail: (error: Error) => void = () => {};
  const old = cached("a", 10, () => new Promise((_, reject) => (fail = reject)));
  now = 10;
  expect(await cached("a", 10, async () => "new")).toBe("new");
  fail(new Error("late"));
  await expect(old).rejects.toThrow("late");
  expect(await cached("a", 10, async () => "never made")).toBe("new");
});

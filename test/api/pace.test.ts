import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Pace, paceOf } from "../../src/api/pace.js";

/** A signal of its own for each who waits. */
const never = (): AbortSignal => new AbortController().signal;

/** A clock that stands until it is moved, and wakes its sleepers in order. */
class Clock {
  at = 0;
  readonly #sleepers: { until: number; wake: () => void }[] = [];
  readonly now = (): number => this.at;
  readonly sleep = (milliseconds: number, stop: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      this.#sleepers.push({ until: this.at + milliseconds, wake: resolve });
      stop.addEventListener("abort", () => reject(stop.reason as Error));
    });

  async moveTo(end: number): Promise<void> {
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve));
      const next = this.#sleepers.sort((a, b) => a.until - b.until)[0];
      if (next === undefined || next.until > end) break;
      this.#sleepers.shift();
      this.at = Math.max(this.at, next.until);
      next.wake();
    }
    if (end < Infinity) this.at = end;
  }
}

/** When each of so many who come at the same time passes, milliseconds from then. */
async function passing(count: number, pace: Pace, clock: Clock): Promise<number[]> {
  const start = clock.at;
  const passed: number[] = [];
  const all = Array.from({ length: count }, () => pace(never()).then(() => passed.push(clock.at - start)));
  await clock.moveTo(Infinity);
  await Promise.all(all);
  return passed;
}

describe("a pace", () => {
  test("lets a burst pass at once, and then one after the other", async () => {
    const clock = new Clock();
    expect(await passing(5, paceOf({ perSecond: 4, burst: 2 }, clock), clock)).toEqual([0, 0, 250, 500, 750]);
  });

  test("lets one pass at a time where nothing is said of a burst, and all where nothing is said at all", async () => {
    const clock = new Clock();
    expect(await passing(3, paceOf({ perSecond: 0.5 }, clock), clock)).toEqual([0, 2000, 4000]);
    expect(await passing(3, paceOf(undefined, clock), clock)).toEqual([0, 0, 0]);
  });

  test("lets a burst pass again after a pause that is long enough", async () => {
    const clock = new Clock();
    const pace = paceOf({ perSecond: 10, burst: 3 }, clock);
    expect(await passing(4, pace, clock)).toEqual([0, 0, 0, 100]);
    clock.at += 300;
    expect(await passing(4, pace, clock)).toEqual([0, 0, 0, 100]);
    clock.at += 100;
    expect(await passing(2, pace, clock)).toEqual([0, 100]);
  });

  test("tells who gives up waiting at once, and those behind him move up", async () => {
    const clock = new Clock();
    const pace = paceOf({ perSecond: 1 }, clock);
    await pace(never());
    const stop = new AbortController();
    const leaving = pace(stop.signal).catch((error: unknown) => error);
    const staying = passing(1, pace, clock);
    stop.abort(new Error("enough"));
    expect(await leaving).toMatchObject({ message: "enough" });
    expect(await staying).toEqual([1000]);
  });

  test("lets pass again at once where many have given up", async () => {
    const clock = new Clock();
    const pace = paceOf({ perSecond: 10 }, clock);
    const stop = new AbortController();
    const crowd = Array.from({ length: 60 }, () => pace(stop.signal).catch(() => "gone"));
    await clock.moveTo(250);
    stop.abort();
    expect((await Promise.all(crowd)).filter((ending) => ending === "gone")).toHaveLength(57);
    clock.at += 100;
    expect(await passing(1, pace, clock)).toEqual([0]);
  });
});

test("within any stretch of time no more pass than the burst and what the pace allows in it, and all in their order", () => {
  const arrivals = fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 30 });
  const paces = fc.record({ perSecond: fc.integer({ min: 1, max: 50 }), burst: fc.integer({ min: 1, max: 5 }) });
  return fc.assert(
    fc.asyncProperty(paces, arrivals, async ({ perSecond, burst }, pauses) => {
      const clock = new Clock();
      const pace = paceOf({ perSecond, burst }, clock);
      const passed: { who: number; at: number }[] = [];
      for (const [who, pause] of pauses.entries()) {
        await clock.moveTo(clock.at + pause);
        void pace(never()).then(() => passed.push({ who, at: clock.at }));
      }
      await clock.moveTo(Infinity);
      expect(passed.map(({ who }) => who)).toEqual(pauses.map((_, who) => who));
      for (let from = 0; from < passed.length; from++)
        for (let to = from; to < passed.length; to++) {
          const allowed = burst + ((passed[to].at - passed[from].at) * perSecond) / 1000;
          expect(to - from + 1).toBeLessThanOrEqual(allowed + 1e-6);
        }
    }),
  );
});

test.each([
  [{ perSecond: 0 }, "pace.perSecond must be a number above 0, at least one in 2147483647 ms, not 0"],
  [{ perSecond: NaN }, "pace.perSecond"],
  [{ perSecond: Infinity }, "pace.perSecond"],
  [{ perSecond: 1e-7 }, "at least one in 2147483647 ms"],
  [{ perSecond: 1, burst: 0 }, "pace.burst must be a whole number from 1, not 0"],
  [{ perSecond: 1, burst: 1.5 }, "pace.burst"],
])("%j is refused", (options, message) => {
  expect(() => paceOf(options)).toThrow(message);
});

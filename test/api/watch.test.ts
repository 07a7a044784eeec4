import { spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { each } from "../../src/api/each.js";
import { AuthenticationError, ConnectionError, RateLimitError, ServerError } from "../../src/api/errors.js";
import type { PollClock } from "../../src/api/poll.js";
import type { Series } from "../../src/api/types.js";
import { type BarNews, watch, type WatchOptions } from "../../src/api/watch.js";
import { watchBoard } from "../../src/api/watch-board.js";
import { FlowEngine } from "../../src/engine/engine.js";
import { simulatedMarket, simulateTape } from "../../src/engine/simulate.js";
import { cutTape } from "../../src/engine/tape.js";
import { MINUTE, toInstant } from "../../src/session.js";

// The day after Thanksgiving: a half day, which ends at 13:00.
const market = simulatedMarket({ seed: 3, symbols: ["META", "AVGO"], date: "2026-11-27" });
const flow = FlowEngine.of(market.names.map((name) => simulateTape(name, market)));
const { open, close } = market.session;

/** A clock that jumps over every wait, and tells what time it was after each. */
function jumpingClock(start: number): PollClock & { at: number; readonly waits: number[] } {
  const clock = {
    at: start,
    waits: [] as number[],
    now: () => clock.at,
    sleep: (milliseconds: number) => {
      clock.at += milliseconds;
      clock.waits.push(clock.at);
      return Promise.resolve();
    },
    random: () => 0.5,
  };
  return clock;
}

type SeriesNews = BarNews<Series<"1m">>;

/** All that a watch of META's series brings; `ask` may stand in the way of the engine. */
async function watched(
  clock: PollClock,
  ask: (minutes: number) => Promise<Series<"1m">> = (minutes) => seriesAt(clock.now(), minutes),
  options: WatchOptions = {},
): Promise<SeriesNews[]> {
  const news: SeriesNews[] = [];
  await each(watch(ask, { clock, ...options }), (item) => news.push(item));
  return news;
}

function seriesAt(instant: number, minutes: number): Promise<Series<"1m">> {
  return flow.at(Math.min(instant, close)).series("META", { bar: "1m", minutes });
}

const times = (news: SeriesNews[]): string[] => news.flatMap(({ bars }) => bars.map(({ t }) => t));

describe("a watch", () => {
  test("brings the bars so far at once and each other one after its close, until the session's end", async () => {
    const clock = jumpingClock(open + 10.25 * MINUTE);
    const news = await watched(clock);
    expect(news[0].bars).toHaveLength(10);
    expect(news.slice(1).every(({ bars }) => bars.length === 1)).toBe(true);
    const whole = await seriesAt(close, 390);
    expect(news.flatMap(({ bars }) => bars)).toEqual(whole.bars);
    expect(news.flatMap(({ gaps, revised }) => [...gaps, ...revised])).toEqual([]);
    // Half of two seconds behind each minute, and never before.
    expect(clock.waits).toEqual(Array.from({ length: 200 }, (_, i) => open + (11 + i) * MINUTE + 1000));
    expect(clock.at).toBe(close + 1000);
  });

  test("asks for the minutes that it needs: all at first, then a few", async () => {
    const clock = jumpingClock(open + 60 * MINUTE);
    const asked: number[] = [];
    const ask = (minutes: number): Promise<Series<"1m">> => {
      asked.push(minutes);
      return seriesAt(clock.at, minutes);
    };
    await watched(clock, ask, { lookBack: 3 });
    expect(asked[0]).toBe(390);
    expect(new Set(asked.slice(1))).toEqual(new Set([6]));
    asked.length = 0;
    clock.at = open + 60 * MINUTE;
    expect((await watched(clock, ask, { minutes: 7 }))[0].bars).toHaveLength(7);
    expect(asked[0]).toBe(7);
  });

  test("loses no bar and brings none twice, whatever fails and however long", async () => {
    const failure = fc.constantFrom(
      () => new ConnectionError("gone"),
      () => new ServerError("failed"),
      () => new RateLimitError("slowly", { retryAfter: 90, retryAt: 0 }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.option(failure), { maxLength: 60 }), fc.nat(150), async (failures, minute) => {
        const clock = jumpingClock(open + minute * MINUTE + 1);
        const pending = [...failures];
        const told: number[] = [];
        const news = await watched(
          clock,
          (minutes) => {
            const fail = pending.shift();
            return fail ? Promise.reject(fail()) : seriesAt(clock.at, minutes);
          },
          { onTrouble: (_, retryAt) => told.push(retryAt - clock.at) },
        );
        const whole = await seriesAt(close, 390);
        expect(times(news)).toEqual(whole.bars.map(({ t }) => t));
        expect(news.flatMap(({ gaps }) => gaps)).toEqual([]);
        for (const wait of told) expect(wait >= 500 && wait <= MINUTE).toBe(true);
      }),
      { numRuns: 20 },
    );
  });

  test("asks no sooner than a server says, be it days, and not behind the session", async () => {
    const clock = jumpingClock(open);
    const asked: number[] = [];
    const late = new ServerError("later", { status: 503, retryAfter: 30 * 86_400, retryAt: open + 30 * 86_400_000 });
    const ask = (): Promise<Series<"1m">> => {
      asked.push(clock.at);
      return Promise.reject(late);
    };
    await expect(watched(clock, ask)).rejects.toBe(late);
    expect(asked).toEqual([open]);
    // On a day without a session there is no end to wait for; a timer takes 24.8 days at most.
    const sunday = jumpingClock(Date.parse("2026-11-29T15:00:00Z"));
    const start = sunday.at;
    const month = new ServerError("later", { status: 503, retryAfter: 1, retryAt: start + 30 * 86_400_000 });
    let failed = false;
    await watched(sunday, (minutes) => {
      if (failed) return seriesAt(close, minutes);
      failed = true;
      return Promise.reject(month);
    });
    expect(sunday.waits.slice(0, 2)).toEqual([start + 2 ** 31 - 1, start + 30 * 86_400_000]);
  });

  test("waits twice as long after each failure, a minute at most, and a 429 as long as it says", async () => {
    const clock = jumpingClock(open + MINUTE + 1);
    const waits: number[] = [];
    let failures = 0;
    const ask = (minutes: number): Promise<Series<"1m">> => {
      if (failures++ < 8) return Promise.reject(new ConnectionError("gone"));
      if (failures === 11) return Promise.reject(new RateLimitError("slowly", { retryAt: clock.at + 77_000 }));
      return seriesAt(clock.at, minutes);
    };
    await watched(clock, ask, { onTrouble: (_, retryAt) => waits.push(retryAt - clock.at) });
    expect(waits).toEqual([750, 1500, 3000, 6000, 12_000, 24_000, 45_000, 45_000, 77_000]);
  });

  test("throws what no waiting helps: a wrong key, and a quota that is used up for the day", async () => {
    for (const error of [new AuthenticationError("wrong"), new RateLimitError("used up", { retryAt: close + 1 })]) {
      const clock = jumpingClock(open + 5 * MINUTE);
      await expect(watched(clock, () => Promise.reject(error))).rejects.toBe(error);
      expect(clock.waits).toEqual([]);
    }
  });

  test("reports the minutes of which there is no bar, and brings one that comes late", async () => {
    const clock = jumpingClock(open + 30 * MINUTE);
    const late = new Date(open + 40 * MINUTE).toISOString().replace(".000", "");
    const news = await watched(clock, async (minutes) => {
      const answer = await seriesAt(clock.at, minutes);
      return { ...answer, bars: answer.bars.filter(({ t }) => t !== late || clock.at > open + 43 * MINUTE) };
    });
    const [missing, ...more] = news.filter(({ gaps }) => gaps.length > 0);
    expect(more).toEqual([]);
    expect(missing.gaps).toEqual([{ from: late, to: missing.bars[0].t }]);
    expect(toInstant(missing.bars[0].t)).toBe(toInstant(late) + MINUTE);
    const [filled] = news.filter(({ bars }) => bars.some(({ t }) => t === late));
    expect(filled.bars.map(({ t }) => toInstant(t) - open)).toEqual([40 * MINUTE, 42 * MINUTE]);
  });

  test("brings a bar again that has other numbers, as revised", async () => {
    const clock = jumpingClock(open + 30 * MINUTE);
    const news = await watched(clock, async (minutes) => {
      const answer = await seriesAt(clock.at, minutes);
      return {
        ...answer,
        bars: answer.bars.map((bar, i) => (i === answer.bars.length - 1 ? { ...bar, spot: 1 } : bar)),
      };
    });
    expect(news[0].revised).toEqual([]);
    for (const [i, { revised }] of news.slice(1).entries())
      expect(revised.map(({ t }) => t)).toEqual([news[i].bars.at(-1)!.t]);
  });

  test("asks once on a day without a session, and once when it is over", async () => {
    for (const start of [Date.parse("2026-11-26T15:00:00Z"), close, close + 60 * MINUTE]) {
      const clock = jumpingClock(start);
      let asked = 0;
      await watched(clock, (minutes) => {
        asked++;
        return seriesAt(close, minutes);
      });
      expect([asked, clock.waits]).toEqual([1, []]);
    }
  });

  test("before the open waits for the first bar", async () => {
    const clock = jumpingClock(open - 3 * 60 * MINUTE);
    const news = await watched(clock);
    expect(clock.waits[0]).toBe(open + MINUTE + 1000);
    expect(news[0].bars.map(({ t }) => toInstant(t))).toEqual([open]);
  });

  test("follows bars of thirty seconds by their own length", async () => {
    const clock = jumpingClock(close - 3 * MINUTE);
    const ask = (minutes: number): Promise<Series> => flow.at(Math.min(close, clock.at)).series("META", { minutes });
    const counts: number[] = [];
    await each(watch(ask, { clock, minutes: 2 }), ({ bars }) => counts.push(bars.length));
    expect(counts).toEqual([4, 1, 1, 1, 1, 1, 1]);
  });
});

describe("a watch ends", () => {
  test.each(["while it waits", "while it asks"])("with its signal, %s, at once and without an error", async (when) => {
    const stop = new AbortController();
    const listeners = process.listenerCount("SIGINT");
    const ask = (minutes: number): Promise<Series<"1m">> =>
      when === "while it asks" ? new Promise(() => undefined) : seriesAt(open + 5 * MINUTE, minutes);
    const clock: PollClock = {
      now: () => open + 5 * MINUTE,
      random: Math.random,
      sleep: (_, signal) =>
        new Promise((_, reject) => signal.addEventListener("abort", () => reject(new Error("woken")))),
    };
    const ended = each(watch(ask, { clock, signal: stop.signal }), () => undefined);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(process.listenerCount("SIGINT")).toBe(listeners + 1);
    const start = performance.now();
    stop.abort();
    expect(await ended).toBe(when === "while it asks" ? 0 : 1);
    expect(performance.now() - start).toBeLessThan(50);
    expect(process.listenerCount("SIGINT")).toBe(listeners);
  });

  test("with a break out of its loop, and leaves no listener", async () => {
    const listeners = process.listenerCount("SIGINT");
    const clock = jumpingClock(open + 5 * MINUTE);
    for await (const news of watch((minutes) => seriesAt(clock.at, minutes), { clock }))
      if (news.bars.length === 1) break;
    expect(process.listenerCount("SIGINT")).toBe(listeners);
    expect(clock.waits).toHaveLength(1);
  });

  test("with an interrupt of the process, which goes on behind it and ends by itself", async () => {
    const library = JSON.stringify(createRequire(import.meta.url).resolve("../../dist/index.js"));
    // The clock stands in a session, and waits are real.
    const script = `const { each, watch, FlowEngine } = require(${library});
      const { setTimeout: sleep } = require("node:timers/promises");
      const flow = FlowEngine.simulate({ seed: 3, symbols: ["META"] });
      const clock = { now: () => flow.instant, random: () => 0, sleep: (ms, signal) => sleep(ms, undefined, { signal }) };
      each(watch((minutes) => flow.strikeFlow("META", { minutes }), { clock }), ({ bars }) => console.log(bars.length))
        .then((count) => console.log("ended", count));`;
    const child = spawn(process.execPath, ["-e", script], { stdio: ["ignore", "pipe", "inherit"] });
    let printed = "";
    child.stdout.on("data", (text: Buffer) => {
      printed += text.toString();
      if (printed === "360\n") child.kill("SIGINT");
    });
    expect(await once(child, "exit")).toEqual([0, null]);
    expect(printed).toBe("360\nended 1\n");
  }, 20_000);
});

describe("a watch of a board", () => {
  test("brings all of it at once, and then the names whose place changed or that left", async () => {
    const clock = jumpingClock(open + 30 * MINUTE);
    const boards = [
      ["META", "AVGO", "SPY"],
      ["META", "AVGO", "SPY"],
      ["AVGO", "META"],
    ];
    const ask = async (): Promise<Awaited<ReturnType<typeof flow.leaderboard>>> => {
      const names = boards.length > 1 ? boards.shift()! : boards[0];
      const entries = names.map((symbol, i) => ({ rank: i + 1, symbol, value: 10 - i }));
      return { ...(await flow.leaderboard()), entries };
    };
    const news: unknown[] = [];
    await each(watchBoard(ask, { clock }), ({ changes }) => news.push(changes));
    expect(news).toEqual([
      [
        { symbol: "META", rank: 1, before: null, value: 10 },
        { symbol: "AVGO", rank: 2, before: null, value: 9 },
        { symbol: "SPY", rank: 3, before: null, value: 8 },
      ],
      [
        { symbol: "AVGO", rank: 1, before: 2, value: 10 },
        { symbol: "META", rank: 2, before: 1, value: 9 },
        { symbol: "SPY", rank: null, before: 3, value: null },
      ],
    ]);
    expect(clock.waits[0]).toBe(open + 30.5 * MINUTE + 1000);
    expect(clock.at).toBe(close + 1000);
  });

  test("puts the board together again, change by change", async () => {
    const clock = jumpingClock(open + 90_000);
    const places = new Map<string, number>();
    const live = FlowEngine.of(market.names.map((name) => cutTape(simulateTape(name, market), close)));
    await each(
      watchBoard(() => live.at(Math.min(close, clock.at)).leaderboard({ metric: "abs_flow" }), { clock }),
      ({ changes, board }) => {
        for (const { symbol, rank } of changes)
          if (rank === null) places.delete(symbol);
          else places.set(symbol, rank);
        expect([...places].sort((a, b) => a[1] - b[1])).toEqual(
          board.entries.map(({ symbol, rank }) => [symbol, rank]),
        );
      },
    );
    expect(places.size).toBe(2);
  });
});

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { BAR_SIZES, BOARD_METRICS, HEATMAP_METRICS, HEATMAP_MODES, HEDGE_SIDES } from "../../src/api/endpoints.js";
import type { FlowError } from "../../src/api/errors.js";
import { replay } from "../../src/api/replay.js";
import type { FlowSource } from "../../src/api/source.js";
import { FlowEngine } from "../../src/engine/engine.js";
import { simulatedMarket, simulateTape } from "../../src/engine/simulate.js";
import { cutTape } from "../../src/engine/tape.js";
import { MINUTE, toInstant } from "../../src/session.js";
import { cassetteFolder, recordOnce } from "./cassette-folder.js";

// The day after Thanksgiving: a half day, which ends at 13:00. META's recording has two gaps, and ends a while before the close.
const market = simulatedMarket({ seed: 3, symbols: ["META", "AVGO"], date: "2026-11-27" });
const { open, close } = market.session;
const [meta, avgo] = market.names.map((name) => simulateTape(name, market));
const gaps = [
  { from: open + 41.2 * MINUTE, to: open + 44 * MINUTE },
  { from: open + 100 * MINUTE, to: open + 117.5 * MINUTE },
];
const engine = FlowEngine.of([{ ...cutTape(meta, close - 12 * MINUTE), gaps }, avgo]);

/** What was asked, whatever comes of it. */
type Asked = [text: string, ask: (flow: FlowSource) => Promise<unknown>];

const symbol = fc.constantFrom("META", "AVGO", "NOBODY");
const minutes = fc.oneof(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 390 }));
const question: fc.Arbitrary<Asked> = fc.oneof(
  fc
    .record({ metric: fc.constantFrom(...BOARD_METRICS), n: fc.integer({ min: 1, max: 5 }) })
    .map((params): Asked => [`leaderboard ${JSON.stringify(params)}`, (flow) => flow.leaderboard(params)]),
  symbol.map((name): Asked => [`snapshot ${name}`, (flow) => flow.snapshot(name)]),
  fc
    .tuple(symbol, fc.record({ bar: fc.constantFrom(...BAR_SIZES), minutes }))
    .map(([name, params]): Asked => [`series ${name} ${JSON.stringify(params)}`, (flow) => flow.series(name, params)]),
  fc
    .tuple(symbol, fc.record({ bar: fc.constantFrom(...BAR_SIZES), side: fc.constantFrom(...HEDGE_SIDES), minutes }))
    .map(([name, params]): Asked => [
      `hedgeFlow ${name} ${JSON.stringify(params)}`,
      (flow) => flow.hedgeFlow(name, params),
    ]),
  fc
    .tuple(symbol, minutes)
    .map(([name, back]): Asked => [`strikeFlow ${name} ${back}`, (flow) => flow.strikeFlow(name, { minutes: back })]),
  fc
    .tuple(
      symbol,
      fc.record({ metric: fc.constantFrom(...HEATMAP_METRICS), mode: fc.constantFrom(...HEATMAP_MODES), minutes }),
    )
    .map(([name, params]): Asked => [
      `heatmap ${name} ${JSON.stringify(params)}`,
      (flow) => flow.heatmap(name, params),
    ]),
);

async function outcome(asked: Promise<unknown>): Promise<unknown> {
  try {
    return await asked;
  } catch (error) {
    const { name, code, status, message } = error as FlowError;
    return { name, code, status, message };
  }
}

/** One round of all questions, as a recording of a live session asks them. */
async function round(flow: FlowSource, back: number): Promise<void> {
  for (const metric of BOARD_METRICS) await outcome(flow.leaderboard({ metric, n: 100 }));
  for (const name of ["META", "AVGO", "NOBODY"]) {
    await outcome(flow.snapshot(name));
    await flow.series(name, { minutes: back });
    for (const side of HEDGE_SIDES) await flow.hedgeFlow(name, { side, minutes: back });
    await flow.strikeFlow(name, { minutes: back });
    for (const metric of HEATMAP_METRICS) await flow.heatmap(name, { metric, minutes: back });
  }
}

/** Where the rounds were, each with the minutes that it asked for: whole at first, and then what is new and two minutes more. */
async function recordRounds(folder: string, instants: readonly number[]): Promise<void> {
  let last: number | undefined;
  for (const instant of instants) {
    const minutes = last === undefined ? 390 : Math.ceil((instant - last) / MINUTE) + 2;
    await recordOnce(engine.at(instant), folder, (flow) => round(flow, minutes));
    last = instant;
  }
}

const first = open + 17.3 * MINUTE;
const steps = [0.5, 0.5, 0.5, 1, 3.25, 7, 0.5, 13, 2, 2, 20.1, 30, 0.5, 25, 1, 8, 40, 2.5, 20, 3, 20];
const rounds = steps.reduce((times, step) => [...times, times[times.length - 1] + step * MINUTE], [first]);

let folder: string;
beforeAll(async () => {
  folder = cassetteFolder();
  await recordRounds(folder, rounds);
});

describe("a session that was recorded in rounds of the newest minutes", () => {
  test("reaches behind the close", () => {
    expect(rounds.at(-1)).toBeGreaterThan(close);
  });

  test("answers any question as of any time as the engine did at the round before it", async () => {
    const tape = replay(folder);
    const hedgeFlows = { answered: 0, refused: 0 };
    await fc.assert(
      fc.asyncProperty(question, fc.integer({ min: first, max: close + 5 * MINUTE }), async ([text, ask], instant) => {
        const known = rounds.filter((time) => time <= instant).at(-1)!;
        const replayed = (await outcome(ask(tape.at(instant)))) as { code?: string; as_of?: string };
        // Of flow in a longer bar, a part of which was not recorded, it may be that it cannot be told: then an older answer is
        // the last that can be had, as its as_of says, or there is none.
        const isFlow = text.startsWith("hedgeFlow META");
        const older = isFlow && replayed.as_of !== undefined && toInstant(replayed.as_of) !== known;
        if (isFlow && (older || replayed.code === "not_recorded")) hedgeFlows.refused++;
        else hedgeFlows.answered += Number(isFlow);
        if (isFlow && replayed.code === "not_recorded") return;
        const then = older ? rounds.find((time) => time === toInstant(replayed.as_of!)) : known;
        expect(then).toBeLessThanOrEqual(known);
        expect(replayed).toEqual(await outcome(ask(engine.at(then!))));
      }),
      { numRuns: 600 },
    );
    expect(hedgeFlows.refused).toBeLessThan(hedgeFlows.answered / 4);
  });

  test("sees nothing that came later: it answers as a recording that ended there", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: rounds.length - 1 }),
        fc.integer({ min: 0, max: 20_000 }),
        fc.array(question, { minLength: 10, maxLength: 30 }),
        async (count, later, questions) => {
          const cut = join(folder, `cut-${count}`);
          mkdirSync(cut, { recursive: true });
          await recordRounds(cut, rounds.slice(0, count));
          const whole = replay(folder).at(rounds[count - 1] + later);
          for (const [, ask] of questions)
            expect(await outcome(ask(whole))).toEqual(await outcome(ask(replay(cut).at(rounds[count - 1] + later))));
        },
      ),
      { numRuns: 4 },
    );
  });

  test("knows nothing before its first answer", async () => {
    const before = replay(folder).at(first - 1);
    await expect(before.leaderboard()).rejects.toMatchObject({ code: "not_recorded", status: 404 });
    expect(before.recorded()).toEqual([]);
  });
});

import { describe, expect, test } from "vitest";
import { FlowClient } from "../../src/api/client.js";
import { type FlowError, InvalidRequestError } from "../../src/api/errors.js";
import { record } from "../../src/api/record.js";
import { replay } from "../../src/api/replay.js";
import { serve } from "../../src/api/server.js";
import type { FlowSource } from "../../src/api/source.js";
import { FlowEngine } from "../../src/engine/engine.js";
import { atNewYork } from "../../src/session.js";
import { cassetteFolder, recordOnce } from "./cassette-folder.js";
import { map, TinySource } from "./samples.js";

const engine = FlowEngine.simulate({ seed: 5, symbols: ["SPY", "QQQ", "IWM"] });

describe("a recorded engine", () => {
  test("answers from the cassette as it did, under way and sealed", async () => {
    const folder = cassetteFolder();
    const recorder = record(engine, folder);
    const board = await recorder.leaderboard({ metric: "heat", n: 2 });
    const map = await recorder.heatmap("spy", { metric: "gex", minutes: 390 });
    await expect(recorder.snapshot("NOBODY")).rejects.toMatchObject({ code: "symbol_not_found", status: 404 });
    for (const sealed of [false, true]) {
      if (sealed) await recorder.close();
      const tape = replay(folder);
      expect(await tape.leaderboard({ n: 2 })).toEqual(board);
      expect(await tape.heatmap("SPY", { minutes: 390 })).toEqual(map);
      expect(await tape.heatmap("SPY", { minutes: 30 })).toEqual(await engine.heatmap("SPY", { minutes: 30 }));
      await expect(tape.snapshot("NOBODY")).rejects.toMatchObject({ code: "symbol_not_found", status: 404 });
      await expect(tape.snapshot("SPY")).rejects.toMatchObject({ code: "not_recorded", status: 404 });
    }
  });
});

test("a recording stands at its end, and is asked as of any time of its day", async () => {
  const folder = cassetteFolder();
  for (const time of ["10:00", "14:31", "15:00"])
    await recordOnce(engine.at(time), folder, (flow) => flow.snapshot("SPY"));
  const tape = replay(folder);
  const asOf = async (flow: typeof tape): Promise<unknown> => ((await flow.snapshot("SPY")) as { as_of: string }).as_of;
  expect(await asOf(tape)).toBe("2026-06-05T19:00:00Z");
  for (const when of ["14:32", "14:31:00", "2026-06-05T14:32:00-04:00", Date.parse("2026-06-05T18:59:59Z")])
    expect(await asOf(tape.at(when))).toBe("2026-06-05T18:31:00Z");
  expect(await asOf(tape.at("14:30:59"))).toBe("2026-06-05T14:00:00Z");
  expect(() => tape.at("2026-06-06T14:32:00-04:00")).toThrow("the only day of this recording");
  expect(() => tape.at("25:00")).toThrow("25:00");
});

test("what was not recorded is told with what was", async () => {
  const folder = cassetteFolder();
  const recorder = record(engine, folder);
  await recorder.strikeFlow("SPY", { minutes: 30 });
  await recorder.leaderboard({ n: 2 });
  const tape = replay(folder);
  await expect(tape.strikeFlow("SPY", { minutes: 31 })).rejects.toThrow(
    "Not recorded by 15:30:00 ET on 2026-06-05: strikeFlow of SPY, bar 1m, minutes 31. " +
      "Of SPY there is: strikeFlow (bar 1m, minutes 30) 15:30:00 to 15:30:00.",
  );
  await expect(tape.strikeFlow("IWM")).rejects.toThrow("Of IWM there is nothing in it, only of SPY, the leaderboard.");
  await expect(tape.at("15:29").strikeFlow("SPY")).rejects.toThrow(
    "nothing yet at that time; the recording begins at 15:30:00 ET",
  );
  // Three names are there, two were asked for.
  await expect(tape.leaderboard({ n: 3 })).rejects.toMatchObject({ code: "not_recorded", status: 404 });
});

test("a stretch that nobody asked for is not bridged", async () => {
  const folder = cassetteFolder();
  await recordOnce(engine.at("10:00"), folder, (flow) => flow.heatmap("SPY", { minutes: 390 }));
  await recordOnce(engine.at("10:10"), folder, (flow) => flow.heatmap("SPY", { minutes: 9 }));
  const tape = replay(folder);
  // The whole answer of ten minutes ago is the last that there is.
  expect(await tape.heatmap("SPY", { minutes: 390 })).toEqual(
    await engine.at("10:00").heatmap("SPY", { minutes: 390 }),
  );
  expect(await tape.heatmap("SPY", { minutes: 9 })).toEqual(await engine.at("10:10").heatmap("SPY", { minutes: 9 }));
  await recordOnce(engine.at("10:11"), folder, (flow) => flow.heatmap("SPY", { minutes: 11 }));
  expect(await replay(folder).heatmap("SPY", { minutes: 390 })).toEqual(
    await engine.at("10:11").heatmap("SPY", { minutes: 390 }),
  );
});

test("delta of a window is not made of the delta of a longer one", async () => {
  const folder = cassetteFolder();
  await recordOnce(engine, folder, (flow) => flow.heatmap("SPY", { mode: "delta", minutes: 60 }));
  await expect(replay(folder).heatmap("SPY", { mode: "delta", minutes: 59 })).rejects.toMatchObject({
    code: "not_recorded",
  });
});

test("joined answers have the strikes of all of them, and null where one was not asked for", async () => {
  const folder = cassetteFolder();
  const source = new TinySource();
  const bar = (time: string, values: number[]): object => ({ t: `2026-06-12T${time}:00Z`, spot: 590, values });
  const answers = [
    {
      ...map(),
      as_of: "2026-06-12T18:41:00Z",
      strikes_grid: [589, 590],
      bars: [bar("18:39", [1, 2]), bar("18:40", [3, 4])],
    },
    {
      ...map(),
      as_of: "2026-06-12T18:42:00Z",
      strikes_grid: [590, 592],
      bars: [bar("18:40", [5, 6]), bar("18:41", [7, 8])],
    },
  ];
  for (const [i, answer] of answers.entries()) {
    source.heatmap = async () => answer as never;
    await recordOnce(source, folder, (flow) => flow.heatmap("SPY", { minutes: 2 }), {
      now: () => atNewYork("2026-06-12", `14:4${i + 1}`),
    });
  }
  const joined = await replay(folder).heatmap("SPY", { minutes: 3 });
  expect(joined.strikes_grid).toEqual([589, 590, 592]);
  expect(joined.bars.map(({ values }) => values)).toEqual([
    [1, 2, null],
    [null, 5, 6],
    [null, 7, 8],
  ]);
});

describe("a question that cannot be read", () => {
  const unread: [string, (flow: FlowSource) => Promise<unknown>][] = [
    ...["abc", 1.5, NaN, "", "7.5"].map((n): [string, (flow: FlowSource) => Promise<unknown>] => [
      `leaderboard n ${n}`,
      (flow) => flow.leaderboard({ n: n as number }),
    ]),
    ...["7.5", 1.5, "abc"].flatMap((minutes): [string, (flow: FlowSource) => Promise<unknown>][] => [
      [`series minutes ${minutes}`, (flow) => flow.series("SPY", { minutes: minutes as number })],
      [`heatmap minutes ${minutes}`, (flow) => flow.heatmap("SPY", { mode: "delta", minutes: minutes as number })],
    ]),
    ["a symbol of two words", (flow) => flow.series("S PY")],
  ];
  test.each(unread)("is refused as the engine refuses it: %s", async (_, ask) => {
    const folder = cassetteFolder();
    await recordOnce(engine, folder, async (flow) => {
      await flow.leaderboard({ n: 100 });
      await flow.series("SPY", { minutes: 60 });
      await flow.heatmap("SPY", { minutes: 390 });
    });
    const refused = await ask(engine).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(InvalidRequestError);
    await expect(ask(replay(folder))).rejects.toEqual(refused);
  });

  test("is answered as it was recorded, by a server that could read it, and nothing is made of that", async () => {
    const folder = cassetteFolder();
    const source = new TinySource();
    source.heatmap = async () => map() as never;
    await recordOnce(source, folder, (flow) => flow.heatmap("SPY", { minutes: "7.5" as never }), {
      now: () => atNewYork("2026-06-12", "14:45"),
    });
    expect(await replay(folder).heatmap("SPY", { minutes: "7.5" as never })).toEqual(map());
    await expect(replay(folder).heatmap("SPY", { minutes: 7 })).rejects.toMatchObject({ code: "not_recorded" });
  });
});

test("a served recording answers as the recording does, errors and times included", async () => {
  const folder = cassetteFolder();
  for (const time of ["10:00", "15:00"]) {
    await recordOnce(engine.at(time), folder, async (flow) => {
      await flow.strikeFlow("SPY");
      await flow.snapshot("LOST").catch(() => undefined);
    });
  }
  const tape = replay(folder);
  const server = await serve(tape);
  const client = new FlowClient({ baseUrl: server.url });
  expect(await client.strikeFlow("SPY")).toEqual(await tape.strikeFlow("SPY"));
  for (const ask of [() => tape.strikeFlow("QQQ"), () => tape.snapshot("LOST")]) {
    const { code, message, status } = (await ask().catch((error: unknown) => error)) as FlowError;
    const asked = ask.toString().includes("QQQ") ? client.strikeFlow("QQQ") : client.snapshot("LOST");
    await expect(asked).rejects.toMatchObject({ code, message, status });
  }
  const response = await fetch(`${server.url}/v1/flow/zero-dte/strike-flow/SPY?at=2026-06-05T18:00:00Z`);
  expect(await response.json()).toMatchObject({ as_of: "2026-06-05T14:00:00Z" });
  await server.close();
});

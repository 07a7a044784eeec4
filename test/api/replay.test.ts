import { describe, expect, test } from "vitest";
import { record } from "../../src/api/record.js";
import { replay } from "../../src/api/replay.js";
import { FlowEngine } from "../../src/engine/engine.js";
import { cassetteFolder } from "./cassette-folder.js";

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

import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import * as z from "../../src/index.js";
import { docstringExample } from "../example.js";
import { exportFolder, filesIn } from "./files.js";

const folder = exportFolder();
let scope: Record<string, unknown>;
beforeAll(async () => {
  const engine = z.FlowEngine.simulate({ seed: 7, symbols: ["SPY"] }).at("10:30");
  scope = {
    ...z,
    flow: engine,
    board: await engine.leaderboard({ metric: "heat" }),
    delta: z.StrikeGrid.from(await engine.strikeFlow("SPY", { minutes: 30 })),
    gex: z.StrikeGrid.from(await engine.heatmap("SPY", { minutes: 30 })),
  };
});

test.each([
  ["frame/to-frame.ts", "toFrame", []],
  ["frame/from-frame.ts", "fromFrame", []],
  ["export/to-csv.ts", "toCsv", ["strikes.csv"]],
  ["export/to-npy.ts", "toNpy", ["gex.npy", "strikes.npy", "times.npy"]],
  ["export/to-arrow.ts", "toArrow", ["gex.arrow"]],
  ["export/to-parquet.ts", "toParquet", ["gex.parquet"]],
  ["sheet/tear-sheet.ts", "tearSheet", []],
])("the example of %s runs as it stands: %s", async (file, name, files) => {
  const out = join(folder, name);
  const code = docstringExample(file, name).replaceAll('"out/', `"${out}/`);
  expect(code).toContain(name);
  const AsyncFunction = (async () => undefined).constructor as new (
    ...parts: string[]
  ) => (...values: unknown[]) => Promise<void>;
  await new AsyncFunction(...Object.keys(scope), code)(...Object.values(scope));
  expect(files.length === 0 ? [] : filesIn(out)).toEqual(files);
});

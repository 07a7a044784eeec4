import { beforeAll, expect, test } from "vitest";
import * as z from "../../src/index.js";
import { docstringExample } from "../example.js";

let scope: Record<string, unknown>;
beforeAll(async () => {
  const engine = z.FlowEngine.simulate({ seed: 7, symbols: ["SPY", "QQQ"] });
  const settled = z.FlowEngine.simulate({ seed: 7, symbols: ["SPY"], positions: "settled" });
  scope = {
    ...z,
    engine,
    flow: engine,
    board: await engine.leaderboard({ metric: "heat" }),
    delta: z.StrikeGrid.from(await engine.strikeFlow("SPY", { minutes: 390 })),
    gex: z.StrikeGrid.from(await engine.heatmap("SPY", { minutes: 390 })),
    theirs: z.StrikeGrid.from(await settled.heatmap("SPY", { minutes: 390 })),
  };
});

/** Runs the example of a function, and gives what its statements of one line are worth. */
async function valuesOf(file: string, name: string): Promise<unknown[]> {
  const values: unknown[] = [];
  const code = docstringExample(`analytics/${file}`, name).replace(
    /^(?!const |for |[\s})])(.+?);( \/\/.*)?$/gm,
    (_, statement: string) => `values.push(${statement});`,
  );
  const AsyncFunction = valuesOf.constructor as new (...parts: string[]) => (...values: unknown[]) => Promise<void>;
  await new AsyncFunction("values", ...Object.keys(scope), code)(values, ...Object.values(scope));
  return values;
}

test.each([
  ["rank.ts", "rank", [expect.arrayContaining([expect.objectContaining({ rank: 3 })])]],
  [
    "attribute.ts",
    "attribute",
    [expect.any(Array), expect.arrayContaining([expect.objectContaining({ time: "10:00" })])],
  ],
  ["attribute-sides.ts", "attributeSides", [expect.arrayContaining([expect.objectContaining({ side: "puts" })])]],
  ["concentration.ts", "concentration", [expect.any(Number), { gross: 100, top3: 0.8 }]],
  ["reconcile.ts", "reconcile", [0, expect.any(Number)]],
  [
    "influence.ts",
    "influence",
    [expect.objectContaining({ heat_without: expect.any(Number) as number }), expect.any(Array)],
  ],
  ["outranks.ts", "outranks", [expect.any(Number)]],
  ["rank-boards.ts", "rankBoards", [expect.arrayContaining([expect.objectContaining({ time: "11:00" })])]],
  ["compare-grids.ts", "compareGrids", [expect.closeTo(1, 12)]],
  ["largest-differences.ts", "largestDifferences", [expect.objectContaining({ length: 5 })]],
  [
    "compare-sources.ts",
    "compareSources",
    [expect.objectContaining({ a: "SPY gex", sign_agreement: expect.any(Number) as number })],
  ],
  ["conventions.ts", "conventions", [expect.arrayContaining([expect.objectContaining({ convention: "settled" })])]],
])("the example of %s runs as it stands: %s", async (file, name, expected) => {
  expect(await valuesOf(file, name)).toMatchObject(expected);
});

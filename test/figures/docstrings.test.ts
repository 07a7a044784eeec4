import { beforeAll, expect, test } from "vitest";
import * as z from "../../src/index.js";
import { docstringExample } from "../example.js";

let scope: Record<string, unknown>;
beforeAll(async () => {
  const flow = z.FlowEngine.simulate({ seed: 27 });
  const delta = z.StrikeGrid.from(await flow.strikeFlow("SPY", { minutes: 390 }));
  scope = { ...z, flow, delta, gex: z.StrikeGrid.from(await flow.heatmap("SPY", { minutes: 390 })) };
});

test.each([
  ["attribution.ts", "attribution"],
  ["boards.ts", "boards"],
  ["cumulative.ts", "cumulative"],
  ["explanation.ts", "explanation"],
  ["flip-ledger.ts", "flipLedger"],
  ["flips.ts", "flips"],
  ["heatmap.ts", "heatmap"],
  ["leaderboard.ts", "leaderboard"],
  ["migrations.ts", "migrations"],
  ["multiples.ts", "multiples"],
  ["pin.ts", "pin"],
  ["profile.ts", "profile"],
  ["scrubber.ts", "scrubber"],
])("the example of %s runs as it stands: plot.%s", async (file, name) => {
  const figures: z.Figure[] = [];
  const plot = Object.fromEntries(
    Object.entries(z.plot).map(([key, draw]) => [
      key,
      (...args: unknown[]) => figures.push((draw as (...args: unknown[]) => z.Figure)(...args)),
    ]),
  );
  const code = docstringExample(`figures/${file}`, name)
    .replaceAll(" as const", "")
    .replace(/ \*\/\s*$/, "");
  const AsyncFunction = (async () => {}).constructor as new (
    ...parts: string[]
  ) => (...values: unknown[]) => Promise<void>;
  const all = { ...scope, plot };
  await new AsyncFunction(...Object.keys(all), code)(...Object.values(all));
  expect(figures.length).toBeGreaterThan(0);
  for (const figure of figures) {
    expect(figure.layout.height).toBeGreaterThan(100);
    expect(JSON.stringify(figure)).not.toMatch(/NaN|undefined|\[object/);
  }
});

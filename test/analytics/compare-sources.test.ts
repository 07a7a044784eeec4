import { describe, expect, test } from "vitest";
import { compareGrids } from "../../src/analytics/compare-grids.js";
import { compareSources } from "../../src/analytics/compare-sources.js";
import type { HeatmapParams } from "../../src/api/types.js";
import type { FlowSource } from "../../src/api/source.js";
import { FlowEngine } from "../../src/engine/engine.js";
import { StrikeGrid } from "../../src/grid/strike-grid.js";

describe("two sources", () => {
  const engine = FlowEngine.simulate({ seed: 7, symbols: ["SPY"] });
  const settled = FlowEngine.simulate({ seed: 7, symbols: ["SPY"], positions: "settled" });

  test("are compared by the heatmap of each", async () => {
    const grids = await Promise.all(
      [engine, settled].map(async (source) =>
        StrikeGrid.from(await source.heatmap("SPY", { metric: "vex", minutes: 60 })),
      ),
    );
    const row = await compareSources(engine, settled, "SPY", { metric: "vex", minutes: 60 });
    expect(row).toEqual(compareGrids(grids[0], grids[1]));
    expect(row).toMatchObject({ bars: 60, a: "SPY vex" });
    expect(row.largest_difference).toBeGreaterThan(0);
  });

  test("are asked for the whole session of raw GEX unless told otherwise, and at once", async () => {
    const asked: unknown[] = [];
    const listening = {
      heatmap: (symbol: string, params: HeatmapParams) => {
        asked.push([symbol, params]);
        return engine.heatmap(symbol, params);
      },
    } as unknown as FlowSource;
    const compared = compareSources(listening, listening, "SPY");
    expect(asked).toEqual([
      ["SPY", { metric: "gex", mode: "raw", minutes: 390 }],
      ["SPY", { metric: "gex", mode: "raw", minutes: 390 }],
    ]);
    expect((await compared).largest_difference).toBe(0);
  });

  test("of which one does not know the name have nothing in common", async () => {
    expect(await compareSources(engine, FlowEngine.simulate({ seed: 7, symbols: ["QQQ"] }), "SPY")).toMatchObject({
      bars: 0,
      cells: 0,
      scale: NaN,
    });
  });

  test("pass on what a source refuses", async () => {
    await expect(compareSources(engine, settled, "SPY", { metric: "color" as "gex" })).rejects.toThrow("color");
  });
});

import { describe, expect, expectTypeOf, test } from "vitest";
import { attribute } from "../../src/analytics/attribute.js";
import type { FlowSource } from "../../src/api/source.js";
import { StrikeGrid } from "../../src/grid/strike-grid.js";
import { heatmap, strikeFlow } from "./sample.js";

const gex = StrikeGrid.from(heatmap("gex", "raw"));
const delta = StrikeGrid.from(strikeFlow());

describe("types tell levels from increments, and so do errors in plain JavaScript", () => {
  test("a level cannot be cumulated", () => {
    // @ts-expect-error a level has no cumulate
    expect(() => gex.cumulate()).toThrow(
      new TypeError("cumulate() takes an increment, and SPY gex is a level: take its diff() first"),
    );
  });

  test("an increment cannot be differenced", () => {
    // @ts-expect-error an increment has no diff
    expect(() => delta.diff()).toThrow(
      new TypeError("diff() takes a level, and SPY signed_delta_dollars is an increment: take its cumulate() first"),
    );
  });

  test("a level has no attribution", () => {
    // @ts-expect-error a level has no total over time
    expect(() => attribute(gex)).toThrow(
      new TypeError("attribute() takes an increment, and SPY gex is a level: take its diff() first"),
    );
  });

  test("a grid of either kind must be told apart first", () => {
    const either = gex as StrikeGrid;
    // @ts-expect-error it may be an increment
    expect(either.diff().kind).toBe("increment");
  });

  test("a field is one of the wire's", () => {
    // @ts-expect-error no such array
    expect(() => StrikeGrid.from(strikeFlow(), "delta_dollars")).toThrow(RangeError);
  });
});

test("metric, mode and verb decide the kind", () => {
  expectTypeOf(gex).toEqualTypeOf<StrikeGrid<"level">>();
  expectTypeOf(delta).toEqualTypeOf<StrikeGrid<"increment">>();
  expectTypeOf(StrikeGrid.from(heatmap("oi", "raw"))).toEqualTypeOf<StrikeGrid<"level">>();
  expectTypeOf(StrikeGrid.from(heatmap("gex", "delta"))).toEqualTypeOf<StrikeGrid<"increment">>();
  expectTypeOf(StrikeGrid.from(heatmap("signed_flow", "raw"))).toEqualTypeOf<StrikeGrid<"increment">>();
  expectTypeOf(StrikeGrid.from(heatmap("signed_flow", "delta"))).toEqualTypeOf<StrikeGrid<"increment">>();
  expectTypeOf(gex.diff()).toEqualTypeOf<StrikeGrid<"increment">>();
  expectTypeOf(delta.cumulate()).toEqualTypeOf<StrikeGrid<"level">>();
  expectTypeOf(gex.bar(-1).near(0.01).between("14:30", "15:00").resample("5m")).toEqualTypeOf<StrikeGrid<"level">>();
  expect(gex.kind).toBe("level");
});

test("what a source answers decides it too, defaults included", () => {
  const ask = async (flow: FlowSource) => ({
    gex: StrikeGrid.from(await flow.heatmap("SPY")),
    flow: StrikeGrid.from(await flow.heatmap("SPY", { metric: "signed_flow", minutes: 390 })),
    change: StrikeGrid.from(await flow.heatmap("SPY", { metric: "dex", mode: "delta" })),
    contracts: StrikeGrid.from(await flow.strikeFlow("SPY"), "contracts"),
  });
  expectTypeOf(ask).returns.resolves.toEqualTypeOf<{
    gex: StrikeGrid<"level">;
    flow: StrikeGrid<"increment">;
    change: StrikeGrid<"increment">;
    contracts: StrikeGrid<"increment">;
  }>();
  expect(ask).toBeTypeOf("function");
});

test("what a verb makes keeps the kind, or says its own", () => {
  expectTypeOf(gex.near({ dollars: 5 })).toEqualTypeOf<StrikeGrid<"level">>();
  expectTypeOf(delta.alignTo(gex)).toEqualTypeOf<StrikeGrid<"increment">>();
  expectTypeOf(StrikeGrid.concat([delta, delta])).toEqualTypeOf<StrikeGrid<"increment">>();
  expectTypeOf(StrikeGrid.all(strikeFlow()).contracts).toEqualTypeOf<StrikeGrid<"increment">>();
  expectTypeOf(delta.rolling(5, "sum")).toEqualTypeOf<StrikeGrid<"level">>();
  expectTypeOf(gex.rolling(5, "mean")).toEqualTypeOf<StrikeGrid<"level">>();
  expect(gex.relative("percent").kind).toBe("level");
});

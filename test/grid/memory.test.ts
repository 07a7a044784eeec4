import { describe, expect, test } from "vitest";
import { STRIKE_FLOW_FIELDS } from "../../src/api/words.js";
import { StrikeGrid } from "../../src/grid/strike-grid.js";
import { heatmap, rowsOf, strikeFlow } from "./sample.js";

const gex = StrikeGrid.from(heatmap("gex", "raw"));
const delta = StrikeGrid.from(strikeFlow());

/** The axes that two grids have in common, as the same arrays. */
const shared = (a: StrikeGrid, b: StrikeGrid): string[] =>
  (["strikes", "times", "spot", "values"] as const).filter((name) => a[name] === b[name]);
/** The arrays that lie on the same memory, if not from the same place on. */
const overlapping = (a: StrikeGrid, b: StrikeGrid): string[] =>
  (["strikes", "times", "spot", "values"] as const).filter((name) => a[name].buffer === b[name].buffer);

describe("what a verb does not change is the same memory:", () => {
  const all = ["strikes", "times", "spot", "values"];
  const axes = ["strikes", "times", "spot"];

  test("the axes of a change, a running sum and a window", () => {
    expect(shared(gex.diff(), gex)).toEqual(axes);
    expect(shared(delta.cumulate(), delta)).toEqual(axes);
    expect(shared(delta.rolling(2, "sum"), delta)).toEqual(axes);
  });

  test("everything of the strikes nearby, of which a history is a view again", () => {
    const near = gex.near({ dollars: 1 });
    expect(shared(near, gex)).toEqual(["times", "spot"]);
    expect(overlapping(near, gex)).toEqual(all);
    expect(near.history(502.5).byteOffset).toBe(gex.history(502.5).byteOffset);
    expect(near.history(502.5).buffer).toBe(gex.values.buffer);
  });

  test("strikes, times and spot of a stretch, whose values are copied", () => {
    for (const cut of [gex.between("14:31", "14:33"), gex.bar(-1)]) {
      expect(shared(cut, gex)).toEqual(["strikes"]);
      expect(overlapping(cut, gex)).toEqual(axes);
    }
  });

  test("the strikes of longer bars", () => {
    expect(shared(delta.resample("2m"), delta)).toEqual(["strikes"]);
  });

  test("the grid itself, where nothing changes at all", () => {
    expect(gex.between("09:30", "16:00")).toBe(gex);
    expect(gex.near(0.5)).toBe(gex);
    expect(gex.resample("1m")).toBe(gex);
    expect(gex.alignTo(gex)).toBe(gex);
    expect(StrikeGrid.concat([gex])).toBe(gex);
  });
});

describe("all grids of a strike-flow answer", () => {
  const grids = StrikeGrid.all(strikeFlow());

  test("are those of its arrays one by one", () => {
    expect(Object.keys(grids)).toEqual(STRIKE_FLOW_FIELDS);
    for (const field of STRIKE_FLOW_FIELDS) expect(grids[field]).toEqual(StrikeGrid.from(strikeFlow(), field));
  });

  test("share their axes", () => {
    expect(shared(grids.signed_gamma_dollars, grids.signed_delta_dollars)).toEqual(["strikes", "times", "spot"]);
    expect(shared(grids.contracts, grids.signed_delta_dollars)).toEqual(["strikes", "times", "spot"]);
  });

  test("of an answer without bars have none", () => {
    const none = StrikeGrid.all(strikeFlow({ bars: [], strikes_grid: [] }));
    expect(Object.values(none).map((grid) => grid.shape)).toEqual([
      [0, 0],
      [0, 0],
      [0, 0],
    ]);
  });

  test("know nothing of what a row that is too short does not hold", () => {
    const flow = strikeFlow();
    flow.bars[1].contracts.length = 1;
    flow.bars[2].contracts.push(7);
    expect(rowsOf(StrikeGrid.all(flow).contracts)).toEqual([
      [1, 1, -1, 1],
      [-1, NaN, 1, -1],
      [0, NaN, 1, 1],
    ]);
  });
});

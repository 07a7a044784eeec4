import { inspect } from "node:util";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { StrikeGridData } from "../../src/grid/grid-data.js";
import { StrikeGrid } from "../../src/grid/strike-grid.js";
import { MINUTE } from "../../src/session.js";
import { START, gridOf, heatmap, rowsOf, strikeFlow } from "./sample.js";
import { arbitraryRows } from "./arbitrary.js";

const gex = StrikeGrid.from(heatmap("gex", "raw"));
const delta = StrikeGrid.from(strikeFlow());
const empty = StrikeGrid.from(heatmap("gex", "raw", { bars: [], strikes_grid: [] }));
const timesOf = (grid: StrikeGrid): string[] => Array.from(grid.times, (_, bar) => grid.timeOf(bar));

describe("a grid is made", () => {
  const data: StrikeGridData<"level"> = { ...gex };
  const make =
    (parts: Partial<StrikeGridData<"level">>): (() => StrikeGrid) =>
    () =>
      new StrikeGrid({ ...data, ...parts });

  test("of its axes and values without a copy, and is frozen", () => {
    const grid = make({})();
    expect(grid.values).toBe(data.values);
    expect(grid.strikes).toBe(data.strikes);
    expect(Object.isFrozen(grid)).toBe(true);
  });

  test("only when lengths fit", () => {
    expect(make({ values: new Float64Array(11) })).toThrow("values has 11 cells; 3 strikes x 4 bars need 12");
    expect(make({ spot: new Float64Array(3) })).toThrow("spot has 3 prices; 4 bars need as many");
  });

  test("only of ascending strikes", () => {
    expect(make({ strikes: Float64Array.of(500, 505, 502.5) })).toThrow(
      "strikes must ascend: strikes[2] is 502.5, after 505",
    );
    expect(make({ strikes: Float64Array.of(500, 500, 505) })).toThrow("strikes[1] is 500, after 500");
    expect(make({ strikes: Float64Array.of(NaN, 500, 505) })).toThrow("strikes[0] is NaN");
  });

  test("only of bars that are barMs apart", () => {
    expect(make({ times: Float64Array.of(START, START + MINUTE, START + 3 * MINUTE, START + 4 * MINUTE) })).toThrow(
      `times must be barMs = 60000 apart, missing bars included: times[2] is ${START + 3 * MINUTE}, after ${START + MINUTE}`,
    );
    expect(make({ barMs: 0 })).toThrow("barMs is the length of a bar in milliseconds, not 0");
  });
});

describe("a grid says what it is", () => {
  test("in one line, wherever it is printed", () => {
    const line = "StrikeGrid SPY signed_delta_dollars [USD]: 3 strikes x 4 bars, 14:30-14:33 ET";
    expect(delta.toString()).toBe(line);
    expect(inspect(delta)).toBe(line);
    expect(inspect({ delta })).toBe(`{\n  delta: ${line}\n}`);
  });

  test("in the singular, and without bars or strikes", () => {
    expect(String(gridOf("level", [[1]]))).toBe("StrikeGrid SPY gex [USD per 1 % move]: 1 strike x 1 bar, 14:30 ET");
    expect(String(empty)).toBe("StrikeGrid SPY gex [USD per 1 % move]: 0 strikes x 0 bars");
  });

  test("with seconds where bars are shorter than a minute", () => {
    const half = new StrikeGrid({ ...delta.bar(0), barMs: 30_000 });
    expect(String(half)).toMatch("1 bar, 14:30:00 ET");
  });

  test("with what was done to its field", () => {
    expect(gex.label).toBe("gex");
    expect(gex.diff().label).toBe("gex change");
    expect(gex.diff().cumulate().label).toBe("gex change cumulative");
    expect(delta.cumulate().near(0.5).resample("2m").bar(0).label).toBe("signed_delta_dollars cumulative");
    expect(StrikeGrid.from(heatmap("gex", "delta")).label).toBe("gex change");
  });

  test("with its shape and its last known spot", () => {
    expect(gex.shape).toEqual([3, 4]);
    expect(gex.lastSpot).toBe(502.1);
    expect(gridOf("level", [[1, 2, 3]], { spot: [500, 501, NaN] }).lastSpot).toBe(501);
    expect(gridOf("level", [[1]], { spot: [NaN] }).lastSpot).toBeNaN();
    expect(empty.lastSpot).toBeNaN();
  });
});

describe("at", () => {
  test("gives a cell by positions", () => {
    expect([gex.at(0, 0), gex.at(1, 2), gex.at(2, 3)]).toEqual([10, NaN, 37]);
  });

  test("refuses a strike's price and a bar outside", () => {
    expect(() => gex.at(500, 0)).toThrow("no cell (500, 0) in 3 strikes x 4 bars; at() takes positions");
    for (const [strike, bar] of [
      [0, 4],
      [0, -1],
      [3, 0],
      [-1, 0],
      [NaN, 0],
    ])
      expect(() => gex.at(strike, bar)).toThrow(RangeError);
  });
});

describe("history", () => {
  test("is a view on the grid's own memory", () => {
    const history = gex.history(502.5);
    expect([...history]).toEqual([-20, 25, NaN, 24]);
    expect(history.buffer).toBe(gex.values.buffer);
    expect(history.byteOffset).toBe(gex.values.byteOffset + 4 * 8);
  });

  test("names the strikes there are", () => {
    expect(() => gex.history(501)).toThrow("501 is not among the strikes of SPY gex: they run from 500 to 505");
    expect(() => empty.history(500)).toThrow("it has none");
  });
});

describe("bar", () => {
  test("gives one bar as a grid, by position", () => {
    const bar = gex.bar(1);
    expect(rowsOf(bar)).toEqual([[12], [25], [31]]);
    expect([...bar.times]).toEqual([START + MINUTE]);
    expect([...bar.spot]).toEqual([501.75]);
    expect({ ...bar, times: 0, spot: 0, values: 0 }).toEqual({ ...gex, times: 0, spot: 0, values: 0 });
  });

  test("counts from the end where negative", () => {
    expect(rowsOf(gex.bar(-1))).toEqual([[-8], [24], [37]]);
    expect(rowsOf(gex.bar(-4))).toEqual(rowsOf(gex.bar(0)));
  });

  test("takes a New York time or an instant, anywhere inside the bar", () => {
    for (const time of ["14:31", "14:31:59", "2026-06-05T18:31:00Z", "2026-06-05T14:31:30-04:00"])
      expect(timesOf(gex.bar(time))).toEqual(["14:31"]);
  });

  test("says which bars there are when asked for another", () => {
    const bars = "in SPY gex, which has 4 bars, 14:30-14:33 ET";
    for (const which of [4, -5, 1.5, NaN, "14:29", "14:34"])
      expect(() => gex.bar(which)).toThrow(`no bar ${which} ${bars}`);
  });

  test("says why there may be none", () => {
    expect(() => empty.bar(-1)).toThrow(
      "SPY gex has no bars: an unknown symbol, a day without an expiry, a session not",
    );
    expect(() => gex.between("10:00", "10:30").bar("10:10")).toThrow("or a stretch in which nothing lies");
  });

  test("refuses what is no time", () => {
    expect(() => gex.bar("9:30")).toThrow('"9:30" is not a time of day; write it as HH:mm');
    expect(() => gex.bar("2026-06-05T14:31:00")).toThrow("has no UTC offset");
  });
});

describe("between", () => {
  test("gives the bars that start in the stretch, its end excluded", () => {
    const cut = gex.between("14:31", "14:33");
    expect(timesOf(cut)).toEqual(["14:31", "14:32"]);
    expect([...cut.spot]).toEqual([501.75, 502]);
    expect(rowsOf(cut)).toEqual([
      [12, 9],
      [25, NaN],
      [31, 33],
    ]);
  });

  test("takes instants and times between bars", () => {
    expect(timesOf(gex.between(START + 1, "2026-06-05T18:32:00.001Z"))).toEqual(["14:31", "14:32"]);
  });

  test("gives the grid itself where everything lies inside, and no bars where nothing does", () => {
    expect(gex.between("09:30", "16:00")).toBe(gex);
    expect(gex.between("14:31", "14:31").shape).toEqual([3, 0]);
    expect(gex.between("15:00", "16:00").shape).toEqual([3, 0]);
    expect(empty.between("09:30", "16:00")).toBe(empty);
  });

  test("refuses a stretch that runs backwards", () => {
    expect(() => gex.between("14:33", "14:31")).toThrow("between 14:33 and 14:31: the stretch ends before it starts");
  });

  test("knows the first and the last minute of a half day", () => {
    const open = Date.parse("2015-12-24T14:30:00Z");
    const day = new StrikeGrid({
      ...gridOf("increment", [Array<number>(210).fill(1)]),
      expiration: "2015-12-24",
      times: Float64Array.from({ length: 210 }, (_, bar) => open + bar * MINUTE),
    });
    expect(String(day)).toMatch("1 strike x 210 bars, 09:30-12:59 ET");
    expect(day.between("12:58", "13:00").times.at(-1)).toBe(Date.parse("2015-12-24T17:59:00Z"));
    expect(() => day.bar("13:00")).toThrow("no bar 13:00");
    expect(
      day
        .resample("1h")
        .totals()
        .map(({ time, value }) => [time, value]),
    ).toEqual([
      ["09:30", 60],
      ["10:30", 60],
      ["11:30", 60],
      ["12:30", 30],
    ]);
  });
});

describe("near", () => {
  test("keeps the strikes around the last spot on the same memory", () => {
    const near = gex.near(0.001);
    expect([...near.strikes]).toEqual([502.5]);
    expect(rowsOf(near)).toEqual([[-20, 25, NaN, 24]]);
    expect(near.values.buffer).toBe(gex.values.buffer);
    expect(near.strikes.buffer).toBe(gex.strikes.buffer);
    expect(near.times).toBe(gex.times);
  });

  test("includes both ends", () => {
    const grid = gridOf("level", [[1], [2], [3], [4]], { strikes: [494.5, 495, 505, 505.5], spot: [500] });
    expect([...grid.near(0.01).strikes]).toEqual([495, 505]);
  });

  test("keeps everything where no spot is known, and nothing where no strike is near", () => {
    const lost = gridOf("level", [[1], [2]], { spot: [NaN] });
    expect(lost.near(0.01)).toBe(lost);
    expect(gex.near(0.0001).shape).toEqual([0, 4]);
    expect(String(gex.near(0.0001).bar(-1))).toMatch("0 strikes x 1 bar, 14:33 ET");
  });

  test("refuses percentages and nonsense", () => {
    expect(() => gex.near(1)).toThrow("near takes a fraction of the spot, such as 0.01 for 1 %, not 1");
    for (const fraction of [0, -0.01, 5, NaN]) expect(() => gex.near(fraction)).toThrow(RangeError);
  });
});

describe("diff", () => {
  test("is the change from bar to bar, unknown beside the unknown", () => {
    const change = gex.diff();
    expect(change.kind).toBe("increment");
    expect(rowsOf(change)).toEqual([
      [NaN, 2, -3, -17],
      [NaN, 45, NaN, NaN],
      [NaN, 1, 2, 4],
    ]);
    expect(change.times).toBe(gex.times);
  });

  test("of one bar is unknown, of none is none", () => {
    expect(rowsOf(gex.bar(0).diff())).toEqual([[NaN], [NaN], [NaN]]);
    expect(empty.diff().shape).toEqual([0, 0]);
  });
});

describe("cumulate", () => {
  test("is the running sum, which a missing bar interrupts and does not end", () => {
    const sum = delta.cumulate();
    expect(sum.kind).toBe("level");
    expect(rowsOf(sum)).toEqual([
      [100, 150, -250, -230],
      [-200, NaN, -140, -180],
      [0, -30, -20, -15],
    ]);
  });

  test("of nothing known is unknown", () => {
    expect(rowsOf(gridOf("increment", [[NaN, NaN]]).cumulate())).toEqual([[NaN, NaN]]);
  });

  test("is undone by diff, but for the first bar", () => {
    fc.assert(
      fc.property(arbitraryRows({ gaps: false }), (rows) => {
        const grid = gridOf("increment", rows);
        const back = rowsOf(grid.cumulate().diff());
        expect(back).toEqual(rows.map((row) => row.map((value, bar) => (bar === 0 ? NaN : value))));
      }),
    );
  });
});

describe("resample", () => {
  test("sums increments, from the open on, with first and last bar partly filled", () => {
    const grid = delta.resample("3m");
    expect(grid.barMs).toBe(3 * MINUTE);
    expect(timesOf(grid)).toEqual(["14:30", "14:33"]);
    expect([...grid.spot]).toEqual([502, 502.1]);
    expect(rowsOf(grid)).toEqual([
      [-250, 20],
      [-140, -40],
      [-20, 5],
    ]);
    const shifted = delta.between("14:32", "14:34").resample("3m");
    expect(timesOf(shifted)).toEqual(["14:30", "14:33"]);
    expect(rowsOf(shifted)).toEqual([
      [-400, 20],
      [60, -40],
      [10, 5],
    ]);
  });

  test("takes the last known value of a level", () => {
    expect(rowsOf(gex.between("14:30", "14:33").resample("15m"))).toEqual([[9], [25], [33]]);
  });

  test("leaves a bar of which nothing is known unknown", () => {
    const grid = gridOf("increment", [[NaN, NaN, 1, NaN]], { spot: [NaN, NaN, 501, NaN] }).resample("2m");
    expect(rowsOf(grid)).toEqual([[NaN, 1]]);
    expect([...grid.spot]).toEqual([NaN, 501]);
  });

  test("takes milliseconds and hours, its own length, and a grid without bars", () => {
    expect(rowsOf(delta.resample(2 * MINUTE))).toEqual(rowsOf(delta.resample("2m")));
    expect(timesOf(delta.resample("1h"))).toEqual(["14:30"]);
    expect(rowsOf(gex.resample("1m"))).toEqual(rowsOf(gex));
    expect(empty.resample("5m").barMs).toBe(5 * MINUTE);
  });

  test("starts at the first bar on a day without a session", () => {
    expect(timesOf(new StrikeGrid({ ...delta, expiration: "2026-06-06" }).resample("3m"))).toEqual(["14:30", "14:33"]);
  });

  test("refuses what is no length, or no multiple", () => {
    for (const bar of ["5 m", "m", "0m", "", "1d", "-5m", 0, -60_000, NaN, 0.5])
      expect(() => delta.resample(bar)).toThrow(`${JSON.stringify(bar)} is not the length of a bar: write it as "5m"`);
    expect(() => delta.resample(90_000)).toThrow(
      'cannot make bars of 90s from bars of 1m: take a multiple, such as "5m"',
    );
    expect(() => delta.resample("30s")).toThrow("cannot make bars of 30s");
  });

  test("keeps the total of every strike", () => {
    fc.assert(
      fc.property(arbitraryRows(), fc.integer({ min: 1, max: 7 }), (rows, factor) => {
        const grid = gridOf("increment", rows);
        const total = (values: number[]): number =>
          values.filter((value) => !Number.isNaN(value)).reduce((sum, value) => sum + value, 0);
        expect(rowsOf(grid.resample(`${factor}m`)).map(total)).toEqual(rows.map(total));
      }),
    );
  });
});

describe("totals", () => {
  test("sum the known strikes bar by bar", () => {
    expect(delta.totals()).toEqual([
      { t: START, time: "14:30", value: -100, spot: 501.5, partial: false },
      { t: START + MINUTE, time: "14:31", value: 20, spot: 501.75, partial: false },
      { t: START + 2 * MINUTE, time: "14:32", value: -330, spot: 502, partial: false },
      { t: START + 3 * MINUTE, time: "14:33", value: -15, spot: 502.1, partial: false },
    ]);
  });

  test("are unknown where no strike is known, and zero where known ones cancel", () => {
    const grid = gridOf("increment", [
      [NaN, 1, NaN],
      [NaN, -1, 7],
    ]);
    expect(grid.totals().map((row) => row.value)).toEqual([NaN, 0, 7]);
    expect(empty.totals()).toEqual([]);
    expect(gex.near(0.0001).totals()[0].value).toBeNaN();
  });
});

test("no verb changes the grid it is asked of", () => {
  const before = gex.values.slice();
  gex.diff().cumulate();
  gex.resample("2m");
  gex.near(0.5).between("14:31", "14:32").totals();
  expect(gex.values).toEqual(before);
});

describe("largest", () => {
  test("is the largest magnitude of the cells that are known", () => {
    expect(StrikeGrid.from(heatmap("gex", "raw")).largest).toBe(37);
    expect(StrikeGrid.from(strikeFlow()).largest).toBe(400);
  });

  test("is NaN where none is known, and takes any number of cells", () => {
    expect(StrikeGrid.from(heatmap("gex", "raw", { bars: [] })).largest).toBeNaN();
    const wide = gridOf("level", [Array.from({ length: 200_000 }, (_, i) => -i)]);
    expect(wide.largest).toBe(199_999);
  });
});

describe("the origin of a grid", () => {
  test("comes from the answer, goes through every verb and stands in the text, so that simulated never reads as live", () => {
    const grid = StrikeGrid.from({ ...heatmap("gex", "raw"), data_origin: "simulated market, seed 27" });
    expect(grid.near(0.1).diff().bar(0).origin).toBe("simulated market, seed 27");
    expect(String(grid)).toMatch(/ ET \(simulated market, seed 27\)$/);
  });

  test("is absent for the live API, which names none", () => {
    expect(StrikeGrid.from(heatmap("gex", "raw")).origin).toBeUndefined();
  });
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { GapInterval, StrikeFlowField } from "../../src/api/types.js";
import { heatmapBars, strikeFlowBars, wireNumber } from "../../src/grid/responses.js";
import { StrikeGrid } from "../../src/grid/strike-grid.js";
import { MINUTE } from "../../src/session.js";
import { arbitraryRows } from "./arbitrary.js";
import { START, gridOf, heatmap, rowsOf, strikeFlow } from "./sample.js";

const everyBar = (): boolean => true;
const RAW = [
  [10, 12, 9, -8],
  [-20, 25, NaN, 24],
  [30, 31, 33, 37],
];

describe("the grid of a heatmap", () => {
  test("holds its axes and values, strike by strike, null as NaN", () => {
    expect({ ...StrikeGrid.from(heatmap("gex", "raw")) }).toEqual({
      symbol: "SPY",
      expiration: "2026-06-05",
      field: "gex",
      kind: "level",
      label: "gex",
      barMs: MINUTE,
      strikes: Float64Array.of(500, 502.5, 505),
      times: Float64Array.of(START, START + MINUTE, START + 2 * MINUTE, START + 3 * MINUTE),
      spot: Float64Array.of(501.5, 501.75, 502, 502.1),
      values: Float64Array.from(RAW.flat()),
    });
  });

  test.each(["gex", "dex", "vex", "chex", "oi"] as const)("of %s is a level", (metric) => {
    expect(StrikeGrid.from(heatmap(metric, "raw")).kind).toBe("level");
    expect(StrikeGrid.from(heatmap(metric, "delta")).kind).toBe("increment");
  });

  test("of mode delta is a change, whose first bar is unknown", () => {
    const grid = StrikeGrid.from(heatmap("gex", "delta"));
    expect(grid.kind).toBe("increment");
    expect(rowsOf(grid)).toEqual(RAW.map(([, ...rest]) => [NaN, ...rest]));
    expect(grid.spot[0]).toBe(501.5);
  });

  test("of signed flow is an increment in both modes, first bar included", () => {
    for (const mode of ["raw", "delta"] as const) {
      const grid = StrikeGrid.from(heatmap("signed_flow", mode));
      expect(grid.kind).toBe("increment");
      expect(grid.label).toBe("signed_flow");
      expect(rowsOf(grid)).toEqual(RAW);
    }
  });

  test("reads longer bars", () => {
    const bars = [
      { t: "2026-06-05T18:30:00Z", spot: 501, values: [1, 2, 3] },
      { t: "2026-06-05T18:40:00Z", spot: 502, values: [4, 5, 6] },
    ];
    const grid = StrikeGrid.from(heatmap("gex", "raw", { bar_size: "5m", bars }));
    expect(grid.barMs).toBe(5 * MINUTE);
    expect(rowsOf(grid)).toEqual([
      [1, NaN, 4],
      [2, NaN, 5],
      [3, NaN, 6],
    ]);
  });

  test("keeps the strikes of an answer without bars", () => {
    const grid = StrikeGrid.from(heatmap("gex", "raw", { bars: [] }));
    expect(grid.shape).toEqual([3, 0]);
    expect(StrikeGrid.from(heatmap("gex", "delta", { bars: [], strikes_grid: [] })).shape).toEqual([0, 0]);
  });

  test("takes one strike, one bar, and no known value", () => {
    const bars = [{ t: "2026-06-05T18:30:00Z", spot: null, values: [null] }];
    const grid = StrikeGrid.from(heatmap("gex", "raw", { bars, strikes_grid: [500] }));
    expect(rowsOf(grid)).toEqual([[NaN]]);
    expect(grid.lastSpot).toBeNaN();
    expect(rowsOf(StrikeGrid.from(heatmap("gex", "delta", { bars, strikes_grid: [500] })))).toEqual([[NaN]]);
  });
});

describe("the grid of a strike-flow answer", () => {
  test.each<[StrikeFlowField, number[][]]>([
    [
      "signed_delta_dollars",
      [
        [100, 50, -400, 20],
        [-200, NaN, 60, -40],
        [0, -30, 10, 5],
      ],
    ],
    [
      "signed_gamma_dollars",
      [
        [10, 5, -40, 2],
        [-20, NaN, 6, -4],
        [0, -3, 1, 0.5],
      ],
    ],
    [
      "contracts",
      [
        [1, 1, -1, 1],
        [-1, NaN, 1, -1],
        [0, -1, 1, 1],
      ],
    ],
  ])("of %s", (field, rows) => {
    const grid = StrikeGrid.from(strikeFlow(), field);
    expect([grid.field, grid.kind, grid.label]).toEqual([field, "increment", field]);
    expect(rowsOf(grid)).toEqual(rows);
  });

  test("of no named field is that of signed delta-dollars", () => {
    expect(StrikeGrid.from(strikeFlow())).toEqual(StrikeGrid.from(strikeFlow(), "signed_delta_dollars"));
  });

  test("of an unknown field names those there are", () => {
    expect(() => StrikeGrid.from(strikeFlow(), "delta" as StrikeFlowField)).toThrow(
      'strike-flow has no field "delta"; it has signed_delta_dollars, signed_gamma_dollars, contracts',
    );
  });
});

describe("gaps", () => {
  const { bars } = heatmap("gex", "raw");
  const gapped = (...gap_intervals: unknown[]): number[][] =>
    rowsOf(StrikeGrid.from(heatmap("gex", "raw", { gap_intervals })));
  const without = (...columns: number[]): number[][] =>
    RAW.map((row) => row.map((value, bar) => (columns.includes(bar) ? NaN : value)));

  test("missing bars become columns of NaN, their spot too", () => {
    const grid = StrikeGrid.from(heatmap("gex", "raw", { bars: [bars[0], bars[3]] }));
    expect(grid.times).toEqual(StrikeGrid.from(heatmap("gex", "raw")).times);
    expect([...grid.spot]).toEqual([501.5, NaN, NaN, 502.1]);
    expect(rowsOf(grid)).toEqual(without(1, 2));
  });

  test("bars inside a documented interval become columns of NaN, its end excluded", () => {
    const gap: GapInterval = { from: "2026-06-05T18:31:00Z", to: "2026-06-05T18:33:00Z" };
    expect(gapped(gap)).toEqual(without(1, 2));
    expect([...StrikeGrid.from(heatmap("gex", "raw", { gap_intervals: [gap] })).spot]).toEqual([
      501.5,
      NaN,
      NaN,
      502.1,
    ]);
  });

  test("a bar that a gap touches is not known", () => {
    expect(gapped({ from: "2026-06-05T18:31:59Z", to: "2026-06-05T18:32:01Z" })).toEqual(without(1, 2));
    expect(gapped({ from: "2026-06-05T18:00:00Z", to: "2026-06-05T18:30:00Z" })).toEqual(RAW);
    expect(gapped({ from: "2026-06-05T18:34:00Z", to: "2026-06-05T19:00:00Z" })).toEqual(RAW);
    expect(gapped({ from: "2026-06-05T18:00:00Z", to: "2026-06-05T19:00:00Z" })).toEqual(without(0, 1, 2, 3));
  });

  test("a gap may be a pair, an object of two times under any name, or hold more than from and to", () => {
    const [from, to] = ["2026-06-05T18:31:00Z", "2026-06-05T18:32:00Z"];
    for (const gap of [
      [from, to],
      [to, from],
      [Date.parse(from), Date.parse(to)],
      { start: from, end: to },
      { start: from, end: to, minutes: 1, reason: "halt 1" },
      { from, to, noticed: "2026-06-05T18:40:00Z" },
    ])
      expect(gapped(gap)).toEqual(without(1));
  });

  test("what is no gap is passed over", () => {
    const time = "2026-06-05T18:31:00Z";
    const junk = [
      null,
      undefined,
      7,
      "gap",
      time,
      {},
      [],
      [time],
      { from: time },
      { from: time, to: null },
      [time, time],
    ];
    expect(gapped(...junk, ["a 1", "b 2"], [time, time, time], { from: 1, to: 2 })).toEqual(RAW);
    expect(gapped(...junk, [time, "2026-06-05T18:32:00Z"])).toEqual(without(1));
  });

  test("the change over a gap is not the change of one bar", () => {
    const change = (parts: Parameters<typeof heatmap>[2]): number[] =>
      rowsOf(StrikeGrid.from(heatmap("gex", "delta", parts)))[0];
    expect(change({ bars: [bars[0], bars[2], bars[3]] })).toEqual([NaN, NaN, NaN, -8]);
    expect(change({ gap_intervals: [["2026-06-05T18:31:10Z", "2026-06-05T18:31:20Z"]] })).toEqual([NaN, NaN, NaN, -8]);
  });
});

describe("an answer that makes no grid is refused", () => {
  const bar = (t: string) => ({ t, spot: 500, values: [1, 2, 3] });
  const from =
    (...times: string[]): (() => StrikeGrid) =>
    () =>
      StrikeGrid.from(heatmap("gex", "raw", { bars: times.map(bar) }));

  test("for bars closer together than their size", () => {
    expect(from("2026-06-05T18:30:00Z", "2026-06-05T18:30:20Z")).toThrow(
      'bars[1].t must be a time, 1m or more after the bar before it, not "2026-06-05T18:30:20Z"',
    );
    expect(from("2026-06-05T18:30:00Z", "2026-06-05T18:29:00Z")).toThrow(RangeError);
    expect(from("half past two")).toThrow(
      'bars[0].t must be a time, 1m or more after the bar before it, not "half past',
    );
  });

  test("for a bar of another day", () => {
    expect(from("2026-06-05T18:30:00Z", "2062-06-05T18:31:00Z")).toThrow(
      "bars[1] at 2062-06-05T18:31:00Z is a day or more after the first, 2026-06-05T18:30:00Z",
    );
  });

  test("for bars of unknown size", () => {
    expect(() => StrikeGrid.from(heatmap("gex", "raw", { bar_size: "1 minute" }))).toThrow(
      '"1 minute" is not the length of a bar',
    );
  });

  test("but a few seconds of delay are not", () => {
    const grid = from("2026-06-05T18:30:02Z", "2026-06-05T18:31:00Z", "2026-06-05T18:33:01Z")();
    expect(grid.times.length).toBe(4);
    const changed = heatmap("gex", "delta", { bars: ["2026-06-05T18:30:02Z", "2026-06-05T18:31:00Z"].map(bar) });
    expect(rowsOf(StrikeGrid.from(changed))[2]).toEqual([NaN, 3]);
  });
});

describe("the bars of an answer", () => {
  test("are those of the heatmap that the grid was made from", () => {
    expect(heatmapBars(StrikeGrid.from(heatmap("gex", "raw")), "raw", everyBar)).toEqual(heatmap("gex", "raw").bars);
  });

  test("are those of the strike-flow answer that the grids were made from", () => {
    const flow = strikeFlow();
    const grids = {
      signed_delta_dollars: StrikeGrid.from(flow, "signed_delta_dollars"),
      signed_gamma_dollars: StrikeGrid.from(flow, "signed_gamma_dollars"),
      contracts: StrikeGrid.from(flow, "contracts"),
    };
    expect(strikeFlowBars(grids, everyBar)).toEqual(flow.bars);
    expect(strikeFlowBars(grids, (bar) => bar % 2 === 0)).toEqual([flow.bars[0], flow.bars[2]]);
  });

  test("of mode delta are differences to the bar before in the answer, the first raw", () => {
    const grid = StrikeGrid.from(heatmap("gex", "raw"));
    expect(heatmapBars(grid, "delta", (bar) => bar !== 1)).toEqual([
      { t: "2026-06-05T18:30:00Z", spot: 501.5, values: [10, -20, 30] },
      { t: "2026-06-05T18:32:00Z", spot: 502, values: [-1, null, 3] },
      { t: "2026-06-05T18:33:00Z", spot: 502.1, values: [-17, null, 4] },
    ]);
  });

  test("of an increment are the same in mode delta", () => {
    const grid = StrikeGrid.from(heatmap("signed_flow", "raw"));
    expect(heatmapBars(grid, "delta", everyBar)).toEqual(heatmapBars(grid, "raw", everyBar));
  });

  test("are none where nothing was sampled, and hold no cell where there is no strike", () => {
    expect(heatmapBars(gridOf("level", [[1, 2]]), "raw", () => false)).toEqual([]);
    expect(heatmapBars(gridOf("level", [[1]]).near(0.001), "raw", everyBar)).toEqual([
      { t: "2026-06-05T18:30:00Z", spot: 502, values: [] },
    ]);
  });

  test("a number on the wire is finite and zero has no sign", () => {
    expect([1.5, NaN, Infinity, -Infinity].map(wireNumber)).toEqual([1.5, null, null, null]);
    expect(Object.is(wireNumber(-0), 0)).toBe(true);
  });
});

/** A raw grid, the bars of it that were sampled, and the gaps that the answer reports. */
const sampledSession = arbitraryRows().chain((rows) =>
  fc.record({
    rows: fc.constant(rows),
    present: fc.array(fc.boolean(), { minLength: rows[0].length, maxLength: rows[0].length }),
    gap: fc.tuple(fc.nat(40), fc.nat(5)),
  }),
);

describe("grid and answer are inverse", () => {
  test("the grid of a grid's bars is the grid again, where it was sampled", () => {
    fc.assert(
      fc.property(sampledSession, ({ rows, present }) => {
        const grid = gridOf("level", rows);
        const bars = heatmapBars(grid, "raw", (bar) => present[bar]);
        const back = StrikeGrid.from(heatmap("gex", "raw", { bars, strikes_grid: [...grid.strikes] }));
        expect(heatmapBars(back, "raw", (bar) => !Number.isNaN(back.spot[bar]))).toEqual(bars);
        const [first, last] = [present.indexOf(true), present.lastIndexOf(true)];
        const known = rows.map((row) => row.map((value, bar) => (present[bar] ? value : NaN)).slice(first, last + 1));
        expect(rowsOf(back)).toEqual(first < 0 ? rows.map(() => []) : known);
      }),
    );
  });

  test("the grid of mode delta is the difference of the grid of mode raw, whatever is missing", () => {
    fc.assert(
      fc.property(sampledSession, ({ rows, present, gap: [start, length] }) => {
        const grid = gridOf("level", rows);
        const gap_intervals = [[START + start * 30_000, START + (start + length) * 30_000]];
        const strikes_grid = [...grid.strikes];
        const [raw, delta] = (["raw", "delta"] as const).map((mode) => {
          const bars = heatmapBars(grid, mode, (bar) => present[bar]);
          return StrikeGrid.from(heatmap("gex", mode, { bars, strikes_grid, gap_intervals }));
        });
        expect(delta).toEqual((raw as StrikeGrid<"level">).diff());
      }),
    );
  });
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fromFrame, type FrameAxes } from "../../src/frame/from-frame.js";
import { toFrame, type ToFrameOptions } from "../../src/frame/to-frame.js";
import { StrikeGrid } from "../../src/grid/strike-grid.js";
import { arbitraryRows } from "../grid/arbitrary.js";
import { gridOf, heatmap, rowsOf, START } from "../grid/sample.js";

const gex = StrikeGrid.from(heatmap("gex", "raw"));
const FACTS: FrameAxes = { symbol: "SPY", expiration: "2026-06-05", field: "gex" };
const LAYOUTS: ToFrameOptions[] = [
  { shape: "wide", times: "ET" },
  { shape: "wide", times: "epoch" },
  { shape: "long", times: "ET" },
  { shape: "long", times: "epoch" },
];

/** What a frame is made of, to be changed as danfojs would. */
function partsOf(grid: StrikeGrid, options?: ToFrameOptions): { columns: string[]; values: unknown[][] } {
  const { columns, values } = toFrame(grid, options);
  return { columns, values: (values as unknown[][]).map((row) => [...row]) };
}

describe("a grid out of its own frame", () => {
  test("is equal to the bit, wide and long, with labels and with instants", () => {
    for (const layout of LAYOUTS) {
      const frame = toFrame(gex, layout);
      expect(fromFrame(frame, { like: gex })).toEqual(gex);
      expect(fromFrame(frame, FACTS)).toEqual(gex);
    }
  });

  test("keeps its uncertainty in a long frame, which a wide one does not have", () => {
    const cells = [1, 2, NaN, 4, 5, 6, 7, 8, 9, 10, 11, 12];
    const uncertainty = {
      expected: Float64Array.from(cells),
      variance: Float64Array.from(cells, (cell) => cell * cell),
    };
    const rows = [
      [1, 2, 3, 4],
      [5, 6, 7, 8],
      [9, 10, 11, 12],
    ];
    const flow = new StrikeGrid({ ...gridOf("increment", rows), uncertainty });
    const long = toFrame(flow, { shape: "long" });
    expect(long.columns).toEqual(["time", "strike", "value", "expected", "variance", "spot"]);
    expect((long.values as unknown[][])[3].slice(1, 5)).toEqual([flow.strikes[0], 2, 2, 4]);
    expect(fromFrame(long, { like: flow })).toEqual(flow);
    expect(fromFrame(toFrame(flow), { like: flow }).uncertainty).toBeUndefined();
  });

  test("is equal for any strikes, bars, gaps and kinds", () => {
    const anyNumber = fc.double({ noDefaultInfinity: true });
    fc.assert(
      fc.property(arbitraryRows(), fc.constantFrom(...LAYOUTS), anyNumber, fc.boolean(), (rows, layout, odd, level) => {
        const made = gridOf<"level" | "increment">(
          level ? "level" : "increment",
          [[...rows[0].slice(1), odd], ...rows.slice(1)],
          {
            strikes: rows.map((_, i) => 97.5 + 2.5 * i),
            spot: rows[0].map((spot, bar) => (bar % 3 === 0 ? NaN : 100 + spot / 7)),
          },
        );
        const partial = Uint8Array.from(rows[0], (_, bar) => bar % 2);
        for (const grid of [made, new StrikeGrid({ ...made, label: "net of hedges", origin: "a test", partial })])
          expect(fromFrame(toFrame(grid, layout), { like: grid })).toEqual(grid);
      }),
    );
  });

  test("is equal for one strike, one bar, no strikes, no bars and neither", () => {
    const grids = [gex.near({ dollars: 1 }), gex.bar(2), gex.near(0.0001), gex.between("09:30", "10:00")];
    const none = gex.between("09:30", "10:00").near({ dollars: 0.01 });
    for (const layout of LAYOUTS)
      for (const grid of [...grids, none]) expect(fromFrame(toFrame(grid, layout), { like: grid })).toEqual(grid);
    expect(grids.map((grid) => grid.shape)).toEqual([
      [1, 4],
      [3, 1],
      [0, 4],
      [3, 0],
    ]);
  });

  test("is of seconds where bars are not whole minutes", () => {
    const barMs = 30_000;
    const times = Float64Array.of(START, START + barMs, START + 2 * barMs);
    const half = new StrikeGrid({ ...gex.near({ dollars: 1 }), barMs, times, spot: times.map(() => 1), values: times });
    expect(toFrame(half).column("time").values).toEqual(["14:30:00", "14:30:30", "14:31:00"]);
    expect(fromFrame(toFrame(half), { ...FACTS })).toEqual(half);
  });

  test("keeps its kind at compile time", () => {
    const change = gex.diff();
    const back: StrikeGrid<"increment"> = fromFrame(toFrame(change), { like: change });
    expect(back.cumulate()).toEqual(change.cumulate());
    const named: StrikeGrid<"increment"> = fromFrame(toFrame(change), { ...FACTS, kind: "increment" });
    expect(named).toEqual(change);
  });
});

describe("a grid out of a frame that was worked on", () => {
  test("takes rows and columns in any order", () => {
    for (const layout of LAYOUTS) {
      const { columns, values } = partsOf(gex, layout);
      const turned = values.reverse().map((row) => [...row].reverse());
      expect(fromFrame({ columns: [...columns].reverse(), values: turned }, FACTS)).toEqual(gex);
    }
  });

  test("has NaN for bars and cells that were taken out", () => {
    const wide = partsOf(gex);
    wide.values.splice(1, 1);
    const without = [
      [10, NaN, 9, -8],
      [-20, NaN, NaN, 24],
      [30, NaN, 33, 37],
    ];
    expect(rowsOf(fromFrame(wide, { ...FACTS, barMs: 60_000 }))).toEqual(without);
    expect([...fromFrame(wide, FACTS).spot]).toEqual([501.5, NaN, 502, 502.1]);
    expect([...fromFrame(wide, { like: gex }).spot]).toEqual([...gex.spot]);
    const long = partsOf(gex, { shape: "long" });
    long.values.splice(0, 1);
    expect(rowsOf(fromFrame(long, FACTS))[0]).toEqual([NaN, 12, 9, -8]);
  });

  test("has the spot of the other grid where the frame has none", () => {
    const columns = ["time", "500"];
    const values = [["14:31", 1]];
    expect(fromFrame({ columns, values }, { like: gex }).spot).toEqual(Float64Array.of(501.75));
    expect(fromFrame({ columns, values }, { ...FACTS, barMs: 60_000 }).spot).toEqual(Float64Array.of(NaN));
  });

  test("is of another field where that is said", () => {
    const renamed = fromFrame(toFrame(gex), { like: gex, field: "vex", symbol: "QQQ" } as never);
    expect([renamed.field, renamed.kind, renamed.label, renamed.symbol]).toEqual(["vex", "level", "vex", "QQQ"]);
    const flow = fromFrame(toFrame(gex), { like: gex, field: "contracts" } as never);
    expect([flow.kind, flow.label]).toEqual(["increment", "contracts"]);
  });

  test("reads null as missing and leaves columns that are no strikes", () => {
    const columns = ["time", "note", "500", "Infinity"];
    const values = [
      ["14:30", "a", null, 1],
      ["14:31", "b", 2, 1],
    ];
    expect(rowsOf(fromFrame({ columns, values }, FACTS))).toEqual([[NaN, 2]]);
  });
});

describe("what is no frame of a grid", () => {
  const refused =
    (columns: string[], values: unknown[][], axes: object = FACTS): (() => StrikeGrid) =>
    () =>
      fromFrame({ columns, values }, axes as FrameAxes);

  test("is refused with what is missing", () => {
    expect(() => fromFrame([{ a: 1 }] as never, FACTS)).toThrow("fromFrame takes a DataFrame of danfojs");
    expect(() => fromFrame(null as never, FACTS)).toThrow(TypeError);
    expect(() => fromFrame(toFrame([{ rank: 1 }]), FACTS)).toThrow(
      "this frame has neither time nor t: fromFrame reads what toFrame made of a StrikeGrid; its columns are rank",
    );
    expect(() => fromFrame(toFrame(gex.totals()), { like: gex })).toThrow(
      "this frame has no column of a strike, whose name is a number, and no strike and value",
    );
    expect(refused(["time", "500", "500"], [])).toThrow("two columns of the name 500");
    const need = "a frame does not tell symbol, expiration and field: give the three, or like";
    expect(refused(["time"], [], { symbol: "SPY" })).toThrow(need);
    expect(refused(["time"], [], undefined)).not.toThrow(need);
    expect(() => fromFrame(toFrame(gex), undefined as never)).toThrow(need);
    expect(refused(["time"], [], { ...FACTS, field: "color" })).toThrow('there is no field "color"; there are gex');
  });

  test("is refused with the cell that cannot be read", () => {
    expect(refused(["time", "500"], [["14:30", "x"]], { ...FACTS, barMs: 60_000 })).toThrow(
      'column 500, row 0: "x" is not a number',
    );
    expect(refused(["time", "500"], [["2 pm", 1]])).toThrow('"2 pm" is not a time of day');
    expect(refused(["time", "500"], [[null, 1]])).toThrow("column time, row 0: null is not HH:MM");
    expect(refused(["t", "500"], [[870, 1]])).toThrow("column t, row 0: 870 is not an instant");
    expect(refused(["time", "strike", "value"], [["14:30", null, 1]], { ...FACTS, barMs: 1 })).toThrow(
      "column strike, row 0: there is none",
    );
  });

  test("is refused where bars do not fit", () => {
    expect(refused(["time", "500"], [["14:30", 1]])).toThrow(
      "how long is a bar? One does not tell: give barMs or like",
    );
    expect(refused(["time", "500"], [])).toThrow("how long is a bar? None does not tell");
    const rows = ["14:30", "14:32", "14:35"].map((time) => [time, 1]);
    expect(refused(["time", "500"], rows)).toThrow(`bars of 120000 ms start at ${START}, and`);
    expect(refused(["time", "500"], rows, { ...FACTS, barMs: -1 })).toThrow("not -1");
    expect(refused(["time", "500"], rows, { ...FACTS, barMs: 0.5 })).toThrow("is barMs right?");
  });

  test("is refused where a cell comes twice", () => {
    const twice = [
      ["14:30", 500, 1],
      ["14:31", 500, 1],
      ["14:31", 500, 2],
    ];
    expect(refused(["time", "strike", "value"], twice)).toThrow("strike 500 of row 2 comes twice in one bar");
    expect(refused(["time", "500"], [...twice.map(([time]) => [time, 1])])).toThrow("rows 1 and 2 are one");
  });
});

import fc from "fast-check";
import { describe, expect, expectTypeOf, test } from "vitest";
import type { RelativeGrid } from "../../src/grid/relative.js";
import { StrikeGrid } from "../../src/grid/strike-grid.js";
import { arbitraryRows } from "./arbitrary.js";
import { gridOf, heatmap, rowsOf, strikeFlow } from "./sample.js";

/** The values of a relative grid, a row a bin. */
const binsOf = ({ centres, minutes, values }: RelativeGrid): number[][] =>
  Array.from(centres, (_, bin) => [...values.subarray(bin * minutes.length, (bin + 1) * minutes.length)]);

// Four strikes so that two fall into one bin, a spot that moves by one bin, and one that is unknown.
const grid = gridOf(
  "level",
  [
    [1, 10, 100, 1000],
    [2, NaN, 200, 2000],
    [4, 40, 400, 4000],
    [8, 80, 800, NaN],
  ],
  { strikes: [99, 100, 100.25, 103], spot: [100, 101, NaN, 100] },
);

describe("relative to the spot", () => {
  test("in percent, strikes are summed into bins, each bar by its own spot, and the rest is outside", () => {
    const relative = grid.relative("percent", { step: 1, to: 1 });
    expect(relative).toEqual({
      symbol: "SPY",
      expiration: "2026-06-05",
      field: "gex",
      kind: "level",
      label: "gex",
      unit: "USD per 1 % move",
      axis: "percent",
      step: 1,
      centres: Float64Array.of(-1, 0, 1),
      barMs: 60_000,
      minutes: Float64Array.of(300, 301, 302, 303),
      // -1 % | the money | +1 %
      values: Float64Array.of(1, 40, NaN, 1000, 6, NaN, NaN, 6000, NaN, NaN, NaN, NaN),
      outside: Float64Array.of(8, 90, 1500, 0),
    });
  });

  test("in sigmas of the remaining move, one for all bars or one for each", () => {
    const options = { step: 1, to: 1, sigma: 1 };
    expect(binsOf(grid.relative("sigma", options))).toEqual([
      [1, 40, NaN, 1000],
      [6, NaN, NaN, 6000],
      [NaN, NaN, NaN, NaN],
    ]);
    const wide = grid.relative("sigma", { ...options, sigma: [3, 3, 3, NaN] });
    expect(binsOf(wide)).toEqual([
      [NaN, 10, NaN, NaN],
      [7, 40, NaN, NaN],
      [8, 80, NaN, NaN],
    ]);
    expect([...wide.outside]).toEqual([0, 0, 1500, 7000]);
    expect(wide.axis).toBe("sigma");
    const close = grid.relative("sigma", { ...options, sigma: Float64Array.of(0, 0, 0, 1) });
    expect([...close.outside]).toEqual([15, 130, 1500, 0]);
  });

  test("as parts of the bar's magnitudes", () => {
    const flow = gridOf(
      "increment",
      [
        [1, 0, NaN],
        [-3, 0, NaN],
        [4, 0, NaN],
      ],
      { strikes: [99, 100, 103], spot: [100, 100, 100] },
    );
    const relative = flow.relative("percent", { step: 1, to: 1, share: true });
    expect(binsOf(relative)).toEqual([
      [0.125, NaN, NaN],
      [-0.375, NaN, NaN],
      [NaN, NaN, NaN],
    ]);
    expect([...relative.outside]).toEqual([0.5, NaN, NaN]);
    expect([relative.label, relative.unit]).toEqual(["signed_delta_dollars share", "part of all magnitudes"]);
  });

  test("on an axis whose middle is 0, however it is cut", () => {
    expect([...grid.relative("percent").centres].slice(19, 22)).toEqual([-0.1, 0, 0.1]);
    expect(grid.relative("percent").centres.length).toBe(41);
    expect([...grid.relative("sigma", { sigma: 1 }).centres]).toEqual(Array.from({ length: 25 }, (_, i) => -3 + i / 4));
    expect([...grid.relative("percent", { from: 0, to: 0.3, step: 0.1 }).centres]).toEqual([0, 0.1, 0.2, 0.3]);
    expect([...grid.relative("percent", { from: 1, to: 1 }).centres]).toEqual([1]);
  });

  test("a strike on the edge of two bins is in the upper one", () => {
    const edge = gridOf("level", [[1], [2]], { strikes: [99.5, 100.5], spot: [100] });
    expect(binsOf(edge.relative("percent", { step: 1, to: 1 }))).toEqual([[NaN], [1], [2]]);
  });

  test("of nothing is nothing, of one strike and one bar one cell", () => {
    const options = { step: 1, to: 1 };
    const none = StrikeGrid.from(heatmap("gex", "raw", { bars: [], strikes_grid: [] })).relative("percent", options);
    expect([none.values.length, none.outside.length, none.minutes.length]).toEqual([0, 0, 0]);
    const noStrikes = StrikeGrid.from(heatmap("gex", "raw")).near({ dollars: 0.01 }).relative("percent", options);
    expect([[...noStrikes.outside], noStrikes.values.every(Number.isNaN)]).toEqual([[NaN, NaN, NaN, NaN], true]);
    const one = gridOf("increment", [[5]], { strikes: [500], spot: [500] }).relative("percent", options);
    expect([binsOf(one), [...one.outside]]).toEqual([[[NaN], [5], [NaN]], [0]]);
    const unknown = gridOf("increment", [[NaN]], { strikes: [500], spot: [500] }).relative("percent", options);
    expect([unknown.values.every(Number.isNaN), [...unknown.outside]]).toEqual([true, [NaN]]);
  });

  test("keeps the kind, the origin and the marks", () => {
    const flow = StrikeGrid.from(strikeFlow({ as_of: "2026-06-05T18:33:30Z", data_origin: "a tape" }));
    const relative = flow.relative("percent");
    expectTypeOf(relative).toEqualTypeOf<RelativeGrid<"increment">>();
    expect([relative.kind, relative.origin]).toEqual(["increment", "a tape"]);
    expect(relative.partial).toBe(flow.partial);
  });

  test("refuses another axis, bins that do not fit, and a sigma that is none", () => {
    expect(() => grid.relative("dollars" as "percent")).toThrow('relative takes "percent" or "sigma", not "dollars"');
    for (const [from, to, step] of [
      [-1, 1, 0],
      [-1, 1, -1],
      [1, -1, 1],
      [-1, 1, 0.3],
      [-1, 1, NaN],
      [-Infinity, 1, 1],
      [-1, 1, 1e-9],
    ])
      expect(() => grid.relative("percent", { from, to, step })).toThrow(
        new RangeError(
          "relative needs from <= to, a whole number of steps apart, and a step above 0; " +
            `not from ${from} to ${to} by ${step}`,
        ),
      );
    // @ts-expect-error sigmas of what?
    expect(() => grid.relative("sigma")).toThrow(
      'relative("sigma") needs sigma, one standard deviation of the remaining move in USD, for each bar or for all',
    );
    expect(() => grid.relative("sigma", { sigma: [1, 2] })).toThrow(
      "sigma has 2 numbers; 4 bars need as many, or one for all",
    );
    for (const sigma of [-1, 0, NaN, Infinity])
      expect(() => grid.relative("sigma", { sigma })).toThrow(`sigma is a move in USD, above 0, not ${sigma}`);
    for (const move of [-2, Infinity])
      expect(() => grid.relative("sigma", { sigma: [1, 1, move, 1] })).toThrow(
        `sigma is a move in USD, 0 or more, or NaN where unknown; sigma[2] is ${move}`,
      );
  });
});

/** Whole numbers, so that sums are exact in any order. */
const session = arbitraryRows().chain((rows) =>
  fc.record({
    rows: fc.constant(rows),
    spot: fc.array(fc.oneof(fc.integer({ min: 480, max: 540 }), fc.constant(NaN)), {
      minLength: rows[0].length,
      maxLength: rows[0].length,
    }),
    step: fc.constantFrom(0.1, 0.25, 0.5, 1),
  }),
);
const added = (values: number[]): number => {
  const known = values.filter((value) => !Number.isNaN(value));
  return known.length === 0 ? NaN : known.reduce((sum, value) => sum + value, 0);
};

describe("nothing is lost on the way to another axis:", () => {
  test("bins and outside add up to the totals", () => {
    fc.assert(
      fc.property(session, fc.constantFrom("percent", "sigma"), ({ rows, spot, step }, axis) => {
        const any = gridOf("increment", rows, { spot });
        const options = { step, to: 2, sigma: 3 };
        const relative = axis === "percent" ? any.relative("percent", options) : any.relative("sigma", options);
        const sums = Array.from(any.times, (_, bar) =>
          added([...binsOf(relative).map((bin) => bin[bar]), relative.outside[bar]]),
        );
        expect(sums).toEqual(any.totals().map((row) => row.value));
      }),
    );
  });

  test("every cell is in the bin whose middle is nearest, as a slow search finds it", () => {
    fc.assert(
      fc.property(session, ({ rows, spot, step }) => {
        // A spot off the strikes by a third of a cent leaves no strike on an edge.
        const any = gridOf("level", rows, { spot: spot.map((price) => price + 1 / 300) });
        const relative = any.relative("percent", { step, to: 2 });
        const expected = Array.from(relative.centres, (centre) =>
          spot.map((_, bar) =>
            added(
              rows
                .filter((_, i) => Math.abs((any.strikes[i] / any.spot[bar] - 1) * 100 - centre) < step / 2)
                .map((row) => row[bar]),
            ),
          ),
        );
        expect(binsOf(relative)).toEqual(expected);
      }),
    );
  });

  test("nothing is known of the future", () => {
    fc.assert(
      fc.property(session, fc.nat(29), ({ rows, spot }, cut) => {
        const early = gridOf(
          "level",
          rows.map((row) => row.slice(0, cut + 1)),
          { spot: spot.slice(0, cut + 1) },
        );
        const all = gridOf("level", rows, { spot });
        expect(binsOf(early.relative("percent"))).toEqual(
          binsOf(all.relative("percent")).map((bin) => bin.slice(0, cut + 1)),
        );
        expect(rowsOf(all)).toEqual(rows);
      }),
    );
  });
});

import { median } from "d3-array";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { signFlips, type SignFlip } from "../../src/analytics/flips.js";
import { StrikeGrid } from "../../src/grid/strike-grid.js";
import { MINUTE } from "../../src/session.js";
import { arbitraryRows } from "../grid/arbitrary.js";
import { START, gridOf } from "../grid/sample.js";

/** Flips of one strike, each as its bar, direction, values around it and bars held. */
const flipsOf = (row: number[], options?: Parameters<typeof signFlips>[1]): unknown[][] =>
  signFlips(gridOf("level", [row]), options).map(({ t, direction, before, after, held }) => [
    (t - START) / MINUTE,
    direction,
    before,
    after,
    held,
  ]);

describe("a sign flip", () => {
  test("says where, when, from what to what, and how far from spot", () => {
    const grid = gridOf(
      "level",
      [
        [3, -4, -5, 6],
        [-1, -1, 2, 2],
      ],
      { spot: [500, 500, 500, NaN] },
    );
    const flip = { across_gap: false, spot: 500, distance_pct: 0 };
    expect(signFlips(grid)).toEqual([
      {
        ...{ t: START + MINUTE, time: "14:31", strike: 500, direction: "down", before: 3, after: -4 },
        ...{ ...flip, confirmed: "14:32", held: 2 },
      },
      {
        ...{ t: START + 2 * MINUTE, time: "14:32", strike: 505, direction: "up", before: -1, after: 2 },
        ...{ ...flip, confirmed: "14:33", held: 2, distance_pct: expect.closeTo(1, 12) as number },
      },
      {
        ...{ t: START + 3 * MINUTE, time: "14:33", strike: 500, direction: "up", before: -5, after: 6 },
        ...{ ...flip, confirmed: "14:34", held: 1, spot: NaN, distance_pct: NaN },
      },
    ]);
  });

  test("is not the first sign of all, nor a zero or a missing bar", () => {
    expect(flipsOf([0, NaN, 2, 0, 3, NaN, 1])).toEqual([]);
    expect(flipsOf([2, 0, 0, -3])).toEqual([[3, "down", 2, -3, 1]]);
  });

  test("needs more than the dead band", () => {
    expect(flipsOf([10, -5, 10, -6, 5, -7], { deadBand: 5 })).toEqual([[3, "down", 10, -6, 3]]);
    expect(flipsOf([10, -10], { deadBand: Infinity })).toEqual([]);
  });

  test("needs a run, starts with it, and is known when it is complete", () => {
    expect(flipsOf([4, 5, -1, 6, -2, -3, -4], { minRun: 2 })).toEqual([[4, "down", 6, -2, 3]]);
    const [flip] = signFlips(gridOf("level", [[4, 5, -2, -3]]), { minRun: 2 });
    expect([flip.time, flip.confirmed]).toEqual(["14:32", "14:34"]);
    expect(flipsOf([4, -1, -2, 0, -3, NaN, -4], { minRun: 3 })).toEqual([]);
    expect(flipsOf([4, -1, 0, -2, -3], { minRun: 2 })).toEqual([]);
    expect(flipsOf([4, 4, -1, 0, -2, -3], { minRun: 2 })).toEqual([[4, "down", 4, -2, 2]]);
  });

  test("across a missing bar says so, across a zero does not", () => {
    const gaps = (row: number[], minRun = 1): boolean[] =>
      signFlips(gridOf("level", [row]), { minRun }).map((flip) => flip.across_gap);
    expect(gaps([1, NaN, -1, 0, 1])).toEqual([true, false]);
    expect(gaps([1, NaN, 1, -1, NaN, -1])).toEqual([false]);
    expect(gaps([1, 1, -1, NaN, -1, -1], 2)).toEqual([true]);
  });

  test("is found in increments too, and never in nothing", () => {
    expect(signFlips(gridOf("increment", [[1, -1]]))).toHaveLength(1);
    expect(signFlips(gridOf("level", []))).toEqual([]);
    expect(signFlips(gridOf("level", [[1]]))).toEqual([]);
    expect(signFlips(gridOf("level", [[NaN, NaN]]))).toEqual([]);
    expect(signFlips(gridOf("level", [[1, -1]]).between("09:30", "10:00"))).toEqual([]);
  });

  test("shows seconds where bars are shorter than a minute", () => {
    const grid = gridOf("level", [[1, -1]]);
    const half = new StrikeGrid({ ...grid, barMs: 30_000, times: Float64Array.of(START, START + 30_000) });
    const [flip] = signFlips(half);
    expect([flip.time, flip.confirmed]).toEqual(["14:30:30", "14:31:00"]);
  });

  test("may be measured against each strike's own noise, known before the bar", () => {
    const grid = gridOf(
      "level",
      [
        [10, 11, 12, -9], // changes by 1 before the last bar: a band of 1.48
        [10, NaN, 12, -9], // no change is known before the last bar
        [-1, -2, -9, 8], // by 1 and 7: a band of 5.93
      ],
      { strikes: [500, 502, 505], spot: [500, 500, 500, 500] },
    );
    const flip = { t: START + 3 * MINUTE, time: "14:33", confirmed: "14:34", held: 1, across_gap: false, spot: 500 };
    expect(signFlips(grid, { deadBand: { noise: 1, warmUp: 1 } })).toEqual([
      { ...flip, strike: 500, direction: "down", before: 12, after: -9, distance_pct: 0 },
      { ...flip, strike: 505, direction: "up", before: -9, after: 8, distance_pct: expect.closeTo(1, 12) as number },
    ]);
    expect(signFlips(grid, { deadBand: { noise: 1.5, warmUp: 1 } }).map(({ strike }) => strike)).toEqual([500]);
    expect(signFlips(grid, { deadBand: { noise: 1 } })).toEqual([]);
  });

  test("keeps a run through values that lie beyond the release, and never begins one there", () => {
    const row = [9, 9, -6, -4, -6, 4, -4];
    expect(flipsOf(row, { deadBand: 5, minRun: 2 })).toEqual([]);
    expect(flipsOf(row, { deadBand: 5, minRun: 2, release: 0.5 })).toEqual([[2, "down", 9, -6, 5]]);
    expect(flipsOf(row, { deadBand: 5, minRun: 2, release: 0.8 })).toEqual([]);
    expect(flipsOf([9, -6, NaN, -4], { deadBand: 5, minRun: 2, release: 0 })).toEqual([]);
    expect(flipsOf([9, -4, -4, -4], { deadBand: 5, release: 0 })).toEqual([]);
  });

  test("refuses a band or a run that is none", () => {
    const grid = gridOf("level", [[1, -1]]);
    for (const release of [-0.1, 1.1, NaN]) expect(() => signFlips(grid, { release })).toThrow(RangeError);
    expect(() => signFlips(grid, { release: 2 })).toThrow("release is a fraction of the dead band, 0 to 1, not 2");
    expect(() => signFlips(gridOf("level", []), { deadBand: -1 })).toThrow(RangeError);
    expect(() => signFlips(grid, { deadBand: -1 })).toThrow(
      "deadBand is a magnitude in USD per 1 % move, 0 or more, not -1",
    );
    expect(() => signFlips(grid, { deadBand: NaN })).toThrow(RangeError);
    expect(() => signFlips(grid, { minRun: 0 })).toThrow("minRun is a whole number of bars, 1 or more, not 0");
    for (const minRun of [1.5, NaN, Infinity]) expect(() => signFlips(grid, { minRun })).toThrow(RangeError);
  });
});

/** The band of a bar by the definition: from a list of all changes before it. */
function slowBand(row: number[], bar: number, deadBand: Options["deadBand"]): number {
  if (typeof deadBand === "number") return deadBand;
  const { noise, warmUp } = deadBand;
  const changes = row.slice(1, bar).map((value, i) => Math.abs(value - row[i]));
  const known = changes.filter((change) => !Number.isNaN(change));
  return known.length < warmUp ? Infinity : noise * 1.4826 * median(known)!;
}

/** Bar, direction, before and after of the flips of one strike, from the definition: quadratic and without a state. */
function slowFlips(row: number[], { deadBand, release, minRun }: Options): unknown[][] {
  const bands = row.map((_, bar) => slowBand(row, bar, deadBand));
  const signs = row.map((value, bar) => {
    // Beyond the band, or behind a bar that is, with nothing in between that the release gives up.
    for (let i = bar; i >= 0 && row[i] * value > 0; i--) {
      if (Math.abs(row[i]) > bands[i]) return Math.sign(value);
      if (!(Math.abs(row[i]) > release * bands[i])) return 0;
    }
    return 0;
  });
  // The runs that give a sign, each named by its first bar.
  const runs = signs.flatMap((sign, bar) => {
    const run = signs.slice(bar, bar + minRun);
    return sign !== 0 && run.length === minRun && run.every((each) => each === sign) ? [{ bar, sign }] : [];
  });
  return runs.flatMap(({ bar, sign }, i) => {
    if (i === 0 || runs[i - 1].sign === sign) return [];
    const last = signs.lastIndexOf(-sign, bar - 1);
    return [
      [bar, sign > 0 ? "up" : "down", row[last], row[bar], row.slice(last, bar).some((value) => Number.isNaN(value))],
    ];
  });
}

const noisy = arbitraryRows().map((rows) => rows.map((row) => row.map((value) => value % 8)));

interface Options {
  deadBand: number | { noise: number; warmUp: number };
  release: number;
  minRun: number;
}
const options: fc.Arbitrary<Options> = fc.record({
  deadBand: fc.oneof(
    fc.nat(5),
    fc.record({ noise: fc.constantFrom(0, 0.25, 0.5, 1), warmUp: fc.integer({ min: 1, max: 4 }) }),
  ),
  release: fc.constantFrom(0, 0.5, 1),
  minRun: fc.integer({ min: 1, max: 4 }),
});

describe("sign flips", () => {
  test("agree with the definition", () => {
    fc.assert(
      fc.property(noisy, options, (rows, chosen) => {
        const grid = gridOf("level", rows);
        const found = signFlips(grid, chosen);
        rows.forEach((row, i) => {
          const mine = found.filter((flip) => flip.strike === grid.strikes[i]);
          expect(
            mine.map((flip) => [grid.times.indexOf(flip.t), flip.direction, flip.before, flip.after, flip.across_gap]),
          ).toEqual(slowFlips(row, chosen));
        });
      }),
      { numRuns: 500 },
    );
  });

  test("without band and run are the changes of sign among the values that have one", () => {
    fc.assert(
      fc.property(noisy, (rows) => {
        const grid = gridOf("level", rows);
        const changes = rows.map((row) => {
          const signs = row.filter((value) => value > 0 || value < 0).map(Math.sign);
          return signs.filter((sign, i) => i > 0 && sign !== signs[i - 1]).length;
        });
        const flips = signFlips(grid);
        expect(Array.from(grid.strikes, (strike) => flips.filter((flip) => flip.strike === strike).length)).toEqual(
          changes,
        );
      }),
    );
  });

  test("alternate at every strike, each held until the next", () => {
    fc.assert(
      fc.property(noisy, options, (rows, chosen) => {
        const grid = gridOf("level", rows);
        const flips = signFlips(grid, chosen);
        for (const strike of grid.strikes) {
          const mine = flips.filter((flip) => flip.strike === strike);
          mine.forEach((flip, i) => {
            const next = mine.at(i + 1);
            expect(next?.direction).not.toBe(flip.direction);
            const end = next?.t ?? START + rows[0].length * MINUTE;
            expect(flip.held).toBe((end - flip.t) / MINUTE);
          });
        }
        const order = flips.map(({ t, strike }) => [t, strike]);
        expect(order).toEqual([...order].sort(([a, b], [c, d]) => a - c || b - d));
      }),
    );
  });

  test("see nothing later: cutting the grid takes away what was confirmed behind the cut, and changes nothing else", () => {
    fc.assert(
      fc.property(noisy, options, fc.nat(30), (rows, chosen, cut) => {
        const early = (flips: SignFlip[]) => flips.map(({ held, ...flip }) => ({ ...flip, held: held > 0 }));
        const end = START + cut * MINUTE;
        const whole = gridOf("level", rows);
        const known = signFlips(whole, chosen).filter(({ t }) => t + chosen.minRun * MINUTE <= end);
        expect(early(signFlips(whole.between(START, end), chosen))).toEqual(early(known));
      }),
    );
  });

  test("mirror with the signs", () => {
    fc.assert(
      fc.property(noisy, options, (rows, chosen) => {
        const mirrored = rows.map((row) => row.map((value) => 0 - value));
        expect(signFlips(gridOf("level", mirrored), chosen)).toEqual(
          signFlips(gridOf("level", rows), chosen).map((flip) => ({
            ...flip,
            direction: flip.direction === "up" ? "down" : "up",
            before: -flip.before,
            after: -flip.after,
          })),
        );
      }),
    );
  });
});

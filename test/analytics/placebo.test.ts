import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { levelsOverTime } from "../../src/analytics/levels-over-time.js";
import { placebo, type HitCount, type PlaceboRow } from "../../src/analytics/placebo.js";
import { wallTests } from "../../src/analytics/wall-tests.js";
import { wilson } from "../../src/analytics/wilson.js";
import type { StrikeGrid } from "../../src/grid/strike-grid.js";
import { randomStream } from "../../src/random.js";
import { docstringExample, runExample } from "../example.js";
import { arbitraryRows } from "../grid/arbitrary.js";
import { gridOf, rowsOf } from "../grid/sample.js";

/** In how many bars the spot ends on the magnet, of those that have one. */
function onMagnet(grid: StrikeGrid<"level">): HitCount {
  const rows = levelsOverTime(grid).filter(({ magnet, spot }) => !Number.isNaN(magnet + spot));
  return { hits: rows.filter(({ magnet, spot }) => magnet === spot).length, trials: rows.length };
}

describe("a placebo", () => {
  const grid = gridOf(
    "level",
    [
      [9, 1, 1, NaN],
      [1, 1, 9, NaN],
      [1, 9, NaN, NaN],
    ],
    { spot: [500, 510, 505, 505] },
  );

  test("tells the rate, its interval, and what grids with false strikes and false minutes give", () => {
    const near = (value: number) => expect.closeTo(value, 10) as number;
    const [low, high] = [...wilson(1, 3)];
    const [strikes, minutes] = placebo(onMagnet, grid, { shifts: [-1, 1], shuffles: 600 });
    // One strike up the magnets are 505, 515 and 510, one down 495, 505 and 500: the spot is at none of them.
    expect(strikes).toEqual({
      ...{ placebo: "shifted strikes", hits: 3, trials: 3, rate: 1, low, high },
      ...{ null_rate: 0, null_low: 0, null_high: 0, runs: 2, p: near(1 / 3) },
    });
    // Three bars in a random order: one of six orders has all right, three have one right, and two none: a third.
    expect(minutes).toMatchObject({ placebo: "shuffled minutes", hits: 3, trials: 3, rate: 1, low, high, runs: 600 });
    expect(minutes.null_low).toBe(0);
    expect(minutes.null_high).toBe(1);
    // Three standard errors of 600 orders: of the share of one sixth, and of the mean of a third with variance 1/9.
    expect(Math.abs(minutes.p - 1 / 6)).toBeLessThan(3 * Math.sqrt(5 / 36 / 600));
    expect(Math.abs(minutes.null_rate - 1 / 3)).toBeLessThan(3 * Math.sqrt(1 / 9 / 600));
  });

  test("leaves a null out that is not asked for, and grids in which there was no trial", () => {
    expect(placebo(onMagnet, grid, { shifts: [], shuffles: 0 })).toEqual([]);
    expect(placebo(onMagnet, grid, { shifts: [2], shuffles: 0 })).toHaveLength(1);
    expect(placebo(onMagnet, grid, { shifts: [], shuffles: 1 })).toHaveLength(1);
    // Whoever looks at one strike finds nothing of it in a grid that is moved.
    const at500 = (each: StrikeGrid): HitCount => ({ hits: 0, trials: each.strikes[0] === 505 ? 4 : 0 });
    expect(placebo(at500, grid, { shifts: [-1, 1], shuffles: 0 })).toEqual([
      {
        ...{ placebo: "shifted strikes", hits: 0, trials: 0, rate: NaN, low: NaN, high: NaN },
        ...{ null_rate: 0, null_low: 0, null_high: 0, runs: 1, p: NaN },
      },
    ]);
  });

  test("of grids without bars or strikes, and of one of each, says that there is nothing to say", () => {
    const nothing = (row: PlaceboRow) => [row.trials, row.p, row.runs];
    expect(placebo(onMagnet, gridOf("level", []), { shuffles: 2 }).map(nothing)).toEqual([
      [0, NaN, 0],
      [0, NaN, 0],
    ]);
    const one = gridOf("level", [[1]], { spot: [500] });
    expect(placebo(onMagnet, one, { shifts: [1], shuffles: 3 }).map(nothing)).toEqual([
      [1, 0.5, 1],
      [1, 1, 3], // the only order of one bar is the true one
    ]);
  });

  test("is refused when an option is none, or the statistic counts what cannot be", () => {
    expect(() => placebo(onMagnet, grid, { shifts: [0] })).toThrow(
      "shifts are whole numbers of strikes, up or down and not 0, not 0",
    );
    expect(() => placebo(onMagnet, grid, { shifts: [0.5] })).toThrow(RangeError);
    expect(() => placebo(onMagnet, grid, { shuffles: -1 })).toThrow("shuffles is a whole number, 0 or more, not -1");
    expect(() => placebo(onMagnet, grid, { seed: 0.5 })).toThrow("seed is a whole number, not 0.5");
    expect(() => placebo(() => ({ hits: 2, trials: 1 }), grid)).toThrow("not 2 of 1");
    expect(() => placebo(() => ({ hits: NaN, trials: 1 }), grid)).toThrow(RangeError);
  });

  test("is asked for as the docstring says", () => {
    const code = docstringExample("analytics/placebo.ts", "placebo<K extends GridKind>");
    expect(() => runExample(code, { placebo, wallTests, levelsOverTime, gex: grid })).not.toThrow();
  });
});

describe("the false grids", () => {
  test("are false in one way and right in all others", () => {
    fc.assert(
      fc.property(arbitraryRows(), fc.nat(5), (rows, seed) => {
        const grid = gridOf("level", rows);
        const seen: StrikeGrid<"level">[] = [];
        const look = (each: StrikeGrid<"level">): HitCount => {
          seen.push(each);
          return { hits: 0, trials: 1 };
        };
        placebo(look, grid, { shifts: [-2, 3], shuffles: 2, seed });
        const [first, down, up, ...shuffled] = seen;
        expect(first).toBe(grid);
        const step = rows.length > 1 ? 5 : 1;
        expect([...down.strikes]).toEqual([...grid.strikes].map((strike) => strike - 2 * step));
        expect([...up.strikes]).toEqual([...grid.strikes].map((strike) => strike + 3 * step));
        for (const each of [down, up])
          expect([each.values, each.times, each.spot]).toEqual([grid.values, grid.times, grid.spot]);
        const columns = (each: StrikeGrid) =>
          each.times.reduce<string[]>(
            (all, _, bar) => [
              ...all,
              rowsOf(each)
                .map((row) => row[bar])
                .join(),
            ],
            [],
          );
        const empty = rows.map(() => NaN).join();
        for (const each of shuffled) {
          expect([each.strikes, each.times, each.spot]).toEqual([grid.strikes, grid.times, grid.spot]);
          expect(columns(each).sort()).toEqual(columns(grid).sort());
          expect(columns(each).map((column) => column === empty)).toEqual(
            columns(grid).map((column) => column === empty),
          );
        }
      }),
    );
  });

  test("are the same for the same seed, and others for another", () => {
    const random = randomStream(5, "placebo");
    const rows = Array.from({ length: 3 }, () => Array.from({ length: 30 }, () => random.normal()));
    const grid = gridOf("level", rows, { spot: Array.from({ length: 30 }, (_, bar) => 500 + 5 * (bar % 3)) });
    expect(placebo(onMagnet, grid, { seed: 4 })).toEqual(placebo(onMagnet, grid, { seed: 4 }));
    expect(placebo(onMagnet, grid, { seed: 5 })).not.toEqual(placebo(onMagnet, grid, { seed: 4 }));
  });
});

describe("the p-value of shuffled minutes", () => {
  const holds = (grid: StrikeGrid<"level">): HitCount => {
    const tests = wallTests(levelsOverTime(grid), { within: 0.002, bars: 3 }).filter(
      ({ outcome }) => outcome !== "open",
    );
    return { hits: tests.filter(({ outcome }) => outcome === "hold").length, trials: tests.length };
  };
  const STRIKES = 9;

  /** A spot that wanders about, and for each bar which strike is the wall. */
  function market(seed: number, bounces: boolean, bars: number): StrikeGrid<"level"> {
    const random = randomStream(seed, "walls");
    const spot: number[] = [];
    const walls: number[] = [];
    let price = 510;
    let wall = 4;
    for (let bar = 0; bar < bars; bar++) {
      walls.push(wall);
      let next = price + 1.5 * random.normal();
      if (next < 495 || next > 525) next = price;
      const at = 500 + 2.5 * wall;
      // A wall that works throws back what would go through it.
      if (bounces && (price - at) * (next - at) < 0) next = at + 0.5 * Math.sign(price - at);
      price = next;
      spot.push(price);
      if (random.uniform() < (bounces ? 0.03 : 1)) wall = Math.floor(random.uniform() * STRIKES);
    }
    const rows = Array.from({ length: STRIKES }, (_, k) => walls.map((each) => (each === k ? 9 : 1)));
    return gridOf("level", rows, { strikes: rows.map((_, k) => 500 + 2.5 * k), spot });
  }
  const pOf = (grid: StrikeGrid<"level">) => placebo(holds, grid, { shifts: [], shuffles: 39 })[0].p;

  test("is small no more often than it says where walls mean nothing", () => {
    const small = Array.from({ length: 60 }, (_, seed) => pOf(market(seed, false, 240))).filter((p) => p <= 0.1).length;
    // Of 60 with a chance of a tenth at most, 13 or more are one in a hundred.
    expect(small).toBeLessThanOrEqual(12);
  });

  test("is small where the spot bounces off its walls", () => {
    const found = Array.from({ length: 10 }, (_, seed) => pOf(market(seed, true, 780)));
    expect(found.filter((p) => p <= 0.05).length).toBeGreaterThanOrEqual(9);
  });
});

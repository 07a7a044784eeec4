import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { levelsOverTime, type LevelsRow } from "../../src/analytics/levels-over-time.js";
import { wallTests, type WallTest, type WallTestOptions } from "../../src/analytics/wall-tests.js";
import { MINUTE } from "../../src/session.js";
import { docstringExample, runExample } from "../example.js";
import { gridOf, START } from "../grid/sample.js";

/** Rows of a spot, and of a magnet that stands where it is or moves as given. */
function rowsOf(spots: number[], magnet: number | number[] = 500): LevelsRow[] {
  const empty = levelsOverTime(gridOf("level", [spots.map(() => NaN)], { spot: spots }));
  return empty.map((row, bar) => ({ ...row, magnet: typeof magnet === "number" ? magnet : magnet[bar] }));
}

/** Tests, each as its bar, side, outcome and bars to it; a fraction of 0.002 of 500 is 1 USD. */
const testsOf = (spots: number[], { within = 0.002, bars = 3, ...rest }: WallTestOptions = {}, magnet?: number[]) =>
  wallTests(rowsOf(spots, magnet), { within, bars, ...rest }).map((test) => [
    (test.t - START) / MINUTE,
    test.from,
    test.outcome,
    test.bars,
  ]);

describe("a test of a wall", () => {
  test("says when the spot came to it, from where, and what became of it", () => {
    const grid = gridOf(
      "level",
      [
        [1, 1, NaN, 1],
        [9, 9, 9, 9],
        [-1, -1, -1, -1],
      ],
      { spot: [500, 504.8, 506, 506] },
    );
    expect(wallTests(levelsOverTime(grid), { bars: 2 })).toEqual([
      {
        ...{ t: START + MINUTE, time: "14:31", wall: 505, from: "below", spot: 504.8 },
        ...{ outcome: "break", bars: 1, decided: "14:33" },
      },
    ]);
    expect(wallTests(levelsOverTime(grid), { bars: 2, within: 0.002 })).toEqual([
      {
        ...{ t: START + MINUTE, time: "14:31", wall: 505, from: "below", spot: 504.8 },
        ...{ outcome: "hold", bars: 2, decided: "14:34" },
      },
    ]);
    expect(wallTests(levelsOverTime(grid), { bars: 3, within: 0.002 })).toMatchObject([
      { outcome: "open", bars: 2, decided: null },
    ]);
  });

  test("is a break when the spot goes further beyond than a touch is near, at once or within the bars", () => {
    expect(testsOf([503, 500.5, 499.5, 498.9, 498])).toEqual([[1, "above", "break", 2]]);
    expect(testsOf([503, 500.5, 499.5, 499.1, 499, 498])).toEqual([[1, "above", "hold", 3]]);
    expect(testsOf([503, 498])).toEqual([[1, "above", "break", 0]]);
    expect(testsOf([497, 503, 497])).toEqual([
      [1, "below", "break", 0],
      [2, "above", "break", 0],
    ]);
  });

  test("is not a spot that stays near or stays away, nor a wall that comes to it", () => {
    expect(testsOf([500.5, 499.5, 500.5])).toEqual([]);
    expect(testsOf([503, 502, 501.5])).toEqual([]);
    expect(testsOf([503, 503, 503], {}, [500, 503, 503])).toEqual([]);
    // The wall is where it was before the touch, and stays there.
    expect(testsOf([503, 500.5, 500.5, 500.5, 500.5], {}, [500, 600, 600, 600, 600])).toEqual([
      [1, "above", "hold", 3],
    ]);
  });

  test("lasts until it is decided, and no other begins before", () => {
    expect(testsOf([503, 500.5, 503, 500.5, 503, 500.5, 503])).toEqual([
      [1, "above", "hold", 3],
      [5, "above", "open", 1],
    ]);
  });

  test("does not begin at a missing bar, passes over one, and stays open where the last is missing", () => {
    expect(testsOf([503, NaN, 500.5, 500])).toEqual([]);
    expect(testsOf([503, 500.5, NaN, 500.5, 503])).toEqual([[1, "above", "hold", 3]]);
    expect(testsOf([503, 500.5, 501, 501, NaN, 503])).toEqual([[1, "above", "open", 3]]);
    expect(testsOf([503, 500.5, 503, 503, 503], {}, [NaN, 500, 500, 500, 500])).toEqual([]);
    expect([testsOf([]), testsOf([500]), testsOf([NaN, NaN])]).toEqual([[], [], []]);
  });

  test("is refused when an option is none", () => {
    for (const within of [-1, 1, NaN])
      expect(() => wallTests([], { within })).toThrow(
        `within is a fraction of the wall, such as 0.001 for 0.1 %, not ${within}`,
      );
    for (const bars of [0, 1.5, NaN])
      expect(() => wallTests([], { bars })).toThrow(`bars is a whole number of bars, 1 or more, not ${bars}`);
  });

  test("is found as the docstring says", () => {
    const code = docstringExample("analytics/wall-tests.ts", "wallTests");
    expect(() => runExample(code, { wallTests, levelsOverTime, gex: gridOf("level", [[1, 2]]) })).not.toThrow();
  });
});

const spot = fc.oneof(
  { weight: 9, arbitrary: fc.integer({ min: 496, max: 504 }) },
  { weight: 1, arbitrary: fc.constant(NaN) },
);
const spots = fc.array(spot, { maxLength: 40 });
const options = fc.record({ within: fc.constantFrom(0, 0.0021, 0.0041), bars: fc.integer({ min: 1, max: 4 }) });

describe("tests of walls", () => {
  test("are those of the definition, one behind the other", () => {
    fc.assert(
      fc.property(spots, options, (path, { within, bars }) => {
        const zone = path.map((price) =>
          price > 500 * (1 + within) ? 1 : price < 500 * (1 - within) ? -1 : price > 0 ? 0 : NaN,
        );
        const expected: unknown[][] = [];
        let free = 1;
        zone.forEach((now, bar) => {
          const side = zone[bar - 1];
          if (bar < free || !(side === 1 || side === -1) || Number.isNaN(now) || now === side) return;
          const seen = zone.slice(bar, bar + bars + 1);
          const broke = seen.indexOf(-side);
          const complete = seen.length === bars + 1;
          const held = complete && !Number.isNaN(seen[bars]);
          const took = broke >= 0 ? broke : seen.length - 1;
          expected.push([bar, side > 0 ? "above" : "below", broke >= 0 ? "break" : held ? "hold" : "open", took]);
          free = bar + took + 1;
        });
        expect(testsOf(path, { within, bars })).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });

  test("see nothing later than when they are decided", () => {
    fc.assert(
      fc.property(spots, options, fc.nat(40), (path, chosen, cut) => {
        const barOf = ({ t, bars }: WallTest) => (t - START) / MINUTE + bars;
        const whole = wallTests(rowsOf(path), chosen);
        const early = wallTests(rowsOf(path).slice(0, cut), chosen).filter(({ outcome }) => outcome !== "open");
        expect(early).toEqual(whole.filter((each) => each.outcome !== "open" && barOf(each) < cut));
      }),
    );
  });

  test("mirror with the prices", () => {
    fc.assert(
      fc.property(spots, options, (path, chosen) => {
        const turned = (found: unknown[][]) =>
          found.map(([bar, from, ...rest]) => [bar, from === "above" ? "below" : "above", ...rest]);
        expect(
          testsOf(
            path.map((price) => 1000 - price),
            chosen,
          ),
        ).toEqual(turned(testsOf(path, chosen)));
      }),
    );
  });
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { levelsOverTime, type LevelsRow } from "../../src/analytics/levels-over-time.js";
import { migrations, type Migration, type MigrationOptions } from "../../src/analytics/migrations.js";
import { MINUTE } from "../../src/session.js";
import { docstringExample, runExample } from "../example.js";
import { gridOf, START } from "../grid/sample.js";

/** Rows whose magnet is as given. */
function rowsOf(magnets: number[]): LevelsRow[] {
  const empty = levelsOverTime(gridOf("level", [magnets.map(() => NaN)], { spot: magnets.map(() => 500) }));
  return empty.map((row, bar) => ({ ...row, magnet: magnets[bar] }));
}

/** Moves, each as its bar, from, to and bars held. */
const movesOf = (magnets: number[], options?: MigrationOptions): number[][] =>
  migrations(rowsOf(magnets), options).map(({ t, from, to, held }) => [(t - START) / MINUTE, from, to, held]);

describe("a migration", () => {
  test("says which level moved from where to where, when, and how far from spot it is now", () => {
    const grid = gridOf(
      "level",
      [
        [5, 1, 1, -9],
        [1, 6, NaN, 1],
        [1, 1, -1, 2],
      ],
      { spot: [500, 500, 500, NaN] },
    );
    const move = { level: "magnet", across_gap: false };
    expect(migrations(levelsOverTime(grid))).toEqual([
      {
        ...{ ...move, t: START + MINUTE, time: "14:31", from: 500, to: 505, confirmed: "14:32", held: 1 },
        ...{ spot: 500, distance_pct: expect.closeTo(1, 12) as number },
      },
      {
        ...{ ...move, t: START + 2 * MINUTE, time: "14:32", from: 505, to: 500, confirmed: "14:33", held: 2 },
        ...{ spot: 500, distance_pct: 0 },
      },
    ]);
    // The strike above 0 with the most gamma.
    expect(migrations(levelsOverTime(grid), { level: "max_positive_gamma" })).toMatchObject([
      { time: "14:31", from: 500, to: 505 },
      { time: "14:32", from: 505, to: 500 },
      { time: "14:33", from: 500, to: 510, spot: NaN, distance_pct: NaN },
    ]);
  });

  test("needs a stay, starts with it, and is known when it is complete", () => {
    const flicker = [500, 500, 505, 500, 505, 510, 510, 510];
    expect(movesOf(flicker, { minHold: 2 })).toEqual([[5, 500, 510, 3]]);
    expect(movesOf(flicker, { minHold: 4 })).toEqual([]);
    const [move] = migrations(rowsOf(flicker), { minHold: 3 });
    expect(move).toBeUndefined(); // 500 was never held for three bars
    expect(migrations(rowsOf([500, 505, 505]), { minHold: 2 })).toEqual([]);
    expect(migrations(rowsOf([500, 500, 505, 505]), { minHold: 2 }).map(({ confirmed }) => confirmed)).toEqual([
      "14:34",
    ]);
  });

  test("is further than a step, and is not made of many small ones until they are", () => {
    expect(movesOf([500, 500.4, 500.9, 501.2, 501.4, 500.1], { step: 1 })).toEqual([
      [3, 500, 501.2, 2],
      [5, 501.2, 500.1, 1],
    ]);
    expect(movesOf([500, 500.5])).toEqual([[1, 500, 500.5, 1]]);
  });

  test("across a bar without the level says so, and such a bar is no move itself", () => {
    const gaps = (magnets: number[], minHold = 1) =>
      migrations(rowsOf(magnets), { minHold }).map(({ across_gap }) => across_gap);
    expect(gaps([500, NaN, 500, NaN, NaN])).toEqual([]);
    expect(gaps([NaN, 500, NaN, 505, 510])).toEqual([true, false]);
    expect(gaps([500, 500, 505, NaN, 505, 505], 2)).toEqual([true]);
  });

  test("is not the first price, and of nothing there is none", () => {
    expect(movesOf([])).toEqual([]);
    expect(movesOf([500])).toEqual([]);
    expect(movesOf([NaN, NaN])).toEqual([]);
  });

  test("is refused when an option is none", () => {
    expect(() => migrations([], { minHold: 0 })).toThrow("minHold is a whole number of bars, 1 or more, not 0");
    for (const minHold of [1.5, NaN]) expect(() => migrations([], { minHold })).toThrow(RangeError);
    expect(() => migrations([], { step: -1 })).toThrow("step is a distance in USD, 0 or more, not -1");
  });

  test("is found as the docstring says", () => {
    const code = docstringExample("analytics/migrations.ts", "migrations");
    expect(() => runExample(code, { migrations, levelsOverTime, gex: gridOf("level", [[1, 2]]) })).not.toThrow();
  });
});

const prices = fc.array(
  fc.oneof({ weight: 5, arbitrary: fc.integer({ min: 500, max: 503 }) }, { weight: 1, arbitrary: fc.constant(NaN) }),
  { maxLength: 30 },
);
const minHold = fc.integer({ min: 1, max: 3 });

describe("migrations", () => {
  test("are the changes among the stays, from the definition", () => {
    fc.assert(
      fc.property(prices, minHold, (magnets, hold) => {
        // Every bar from which the level stays, by its price.
        const stays = magnets.flatMap((price, bar) => {
          const stay = magnets.slice(bar, bar + hold);
          return stay.length === hold && stay.every((each) => each === price) ? [{ bar, price }] : [];
        });
        const expected = stays.flatMap(({ bar, price }, i) =>
          i > 0 && stays[i - 1].price !== price ? [[bar, stays[i - 1].price, price]] : [],
        );
        expect(movesOf(magnets, { minHold: hold }).map((move) => move.slice(0, 3))).toEqual(expected);
      }),
    );
  });

  test("hang together, each held until the next", () => {
    fc.assert(
      fc.property(prices, minHold, (magnets, hold) => {
        const moves = movesOf(magnets, { minHold: hold });
        moves.forEach(([bar, , to, held], i) => {
          const next = moves.at(i + 1);
          expect(next?.[1] ?? to).toBe(to);
          expect(bar + held).toBe(next?.[0] ?? magnets.length);
        });
      }),
    );
  });

  test("see nothing later, and do not know where the prices lie", () => {
    fc.assert(
      fc.property(prices, minHold, fc.nat(30), (magnets, hold, cut) => {
        const early = (moves: Migration[]) => moves.map((move) => ({ ...move, held: 0 }));
        const whole = migrations(rowsOf(magnets), { minHold: hold });
        const known = whole.filter(({ t }) => t + hold * MINUTE <= START + cut * MINUTE);
        expect(early(migrations(rowsOf(magnets).slice(0, cut), { minHold: hold }))).toEqual(early(known));
        const moved = movesOf(
          magnets.map((price) => 1003 - price),
          { minHold: hold },
        );
        expect(moved.map(([bar, from, to, held]) => [bar, 1003 - from, 1003 - to, held])).toEqual(
          movesOf(magnets, { minHold: hold }),
        );
      }),
    );
  });
});

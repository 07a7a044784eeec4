import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { flipSurvival } from "../../src/analytics/flip-survival.js";
import { signFlips, type SignFlip } from "../../src/analytics/flips.js";
import { wilson } from "../../src/analytics/wilson.js";
import { MINUTE } from "../../src/session.js";
import { docstringExample, runExample } from "../example.js";
import { arbitraryRows } from "../grid/arbitrary.js";
import { gridOf, START } from "../grid/sample.js";

describe("the survival of flips", () => {
  const grid = gridOf("level", [
    [3, -4, -5, 6], // held 2 and then flipped; held 1 when the grid ended
    [-1, NaN, 2, 2], // held 2 when it ended
    [1, -1, 1, 1], // held 1 and then flipped; held 2 when it ended
  ]);

  test("counts a flip that still holds for as long as it was seen", () => {
    expect(flipSurvival(signFlips(grid), grid)).toEqual([
      // Of five flips one was lost sight of after a bar; of the four others one flipped back.
      {
        bars: 1,
        at_risk: 4,
        ended: 1,
        share: 0.75,
        low: expect.closeTo(0.3006, 4) as number,
        high: expect.closeTo(0.9544, 4) as number,
      },
      // Of the three left two were lost, and the last one flipped back.
      { bars: 2, at_risk: 1, ended: 1, share: 0, low: 0, high: expect.closeTo(0.4899, 4) as number },
    ]);
  });

  test("takes any choice of flips, and of none has no rows", () => {
    const ups = signFlips(grid).filter(({ strike }) => strike === 500);
    expect(flipSurvival(ups, grid).map(({ at_risk, ended, share }) => [at_risk, ended, share])).toEqual([
      [1, 0, 1],
      [1, 1, 0],
    ]);
    expect(flipSurvival(signFlips(grid).slice(-1), grid)).toEqual([]); // seen for its first bar only
    expect(flipSurvival([], grid)).toEqual([]);
    expect(flipSurvival([], gridOf("level", []))).toEqual([]);
    expect(flipSurvival(signFlips(gridOf("level", [[1]])), gridOf("level", [[1]]))).toEqual([]);
  });

  test("refuses flips of another grid", () => {
    const short = grid.between("14:30", "14:32");
    expect(() => flipSurvival(signFlips(grid), short)).toThrow(
      "the flip of 500 at 14:31 is not of StrikeGrid SPY gex [USD per 1 % move]: 3 strikes x 2 bars, 14:30-14:31 ET: " +
        "give flips together with the grid they were found in",
    );
    expect(() => flipSurvival(signFlips(grid), grid.between("14:33", "14:40"))).toThrow(RangeError);
    expect(() => flipSurvival(signFlips(grid), gridOf("level", []))).toThrow(RangeError);
  });

  test("is found as the docstring says", () => {
    const code = docstringExample("analytics/flip-survival.ts", "flipSurvival");
    expect(() => runExample(code, { flipSurvival, signFlips, gex: grid })).not.toThrow();
  });
});

const rows = arbitraryRows().map((each) => each.map((row) => row.map((value) => value % 8)));

/** Whether a flip still held at the end of a grid of so many bars. */
const lost = ({ t, held }: SignFlip, bars: number): boolean => (t - START) / MINUTE + held === bars;

describe("the shares that survive", () => {
  test("are what is left when those lost sight of leave their weight to the others (Efron 1967)", () => {
    fc.assert(
      fc.property(rows, (values) => {
        const grid = gridOf("level", values);
        const bars = values[0].length;
        const flips = signFlips(grid);
        let weight = 1;
        let left = flips;
        const expected: [number, number, number, unknown][] = [];
        for (let held = 1; ; held++) {
          const seen = left.filter((flip) => !(flip.held === held && lost(flip, bars)));
          if (seen.length === 0) break;
          const ended = seen.filter((flip) => flip.held === held);
          weight -= (weight * ended.length) / seen.length;
          expected.push([held, seen.length, ended.length, expect.closeTo(weight, 12)]);
          left = seen.filter((flip) => flip.held > held);
        }
        const found = flipSurvival(flips, grid);
        expect(found.map((row) => [row.bars, row.at_risk, row.ended, row.share])).toEqual(expected);
        for (const { share, low, high } of found) {
          expect(low).toBeLessThanOrEqual(share + 1e-12);
          expect(high).toBeGreaterThanOrEqual(share - 1e-12);
        }
      }),
    );
  });

  test("are plain parts with Wilson's interval where no flip still holds", () => {
    fc.assert(
      fc.property(rows, (values) => {
        const grid = gridOf("level", values);
        const flips = signFlips(grid).filter((flip) => !lost(flip, values[0].length));
        for (const { bars, share, low, high } of flipSurvival(flips, grid)) {
          const longer = flips.filter(({ held }) => held > bars).length / flips.length;
          const [from, to] = wilson(longer, flips.length);
          expect([share, low, high]).toEqual([longer, from, to].map((each) => expect.closeTo(each, 9) as number));
        }
      }),
    );
  });

  test("do not know the order of flips or strikes, nor a mirror", () => {
    fc.assert(
      fc.property(rows, (values) => {
        const grid = gridOf("level", values);
        const found = flipSurvival(signFlips(grid), grid);
        expect(flipSurvival(signFlips(grid).reverse(), grid)).toEqual(found);
        const other = gridOf(
          "level",
          [...values].reverse().map((row) => row.map((value) => -3 * value)),
        );
        expect(flipSurvival(signFlips(other), other)).toEqual(found);
      }),
    );
  });
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { levelsOverTime, type LevelsRow } from "../../src/analytics/levels-over-time.js";
import { FlowEngine } from "../../src/engine/engine.js";
import { StrikeGrid } from "../../src/grid/strike-grid.js";
import { MINUTE, toIso } from "../../src/session.js";
import { docstringExample, runExample } from "../example.js";
import { arbitraryRows } from "../grid/arbitrary.js";
import { gridOf, START } from "../grid/sample.js";

const NONE = { call_wall: NaN, put_wall: NaN, gamma_flip: NaN };

describe("levels over time", () => {
  const grid = gridOf(
    "level",
    [
      [-1, -3, NaN, 0],
      [1, 2, 2, 0],
      [2, 3, NaN, 0],
    ],
    { strikes: [500, 502, 506], spot: [501, 501, NaN, 505] },
  );

  test("are a row a bar, of its end", () => {
    const bar = (i: number) => ({ t: START + i * MINUTE, time: `14:3${i}`, ...NONE });
    expect(levelsOverTime(grid)).toEqual([
      {
        ...{ ...bar(0), spot: 501, magnet: 506, gamma_flip_by_strike: 501 },
        ...{ max_positive_gamma: 506, max_negative_gamma: 500 },
        // Weights 1, 1, 2: a mean of 503.5, and squares 12.25, 2.25 and twice 6.25.
        ...{ centre: 503.5, width: Math.sqrt(27 / 4) },
      },
      {
        // Of -3 and 3 the lower strike is the magnet.
        ...{ ...bar(1), spot: 501, magnet: 500, gamma_flip_by_strike: expect.closeTo(501.2, 9) as number },
        ...{ max_positive_gamma: 506, max_negative_gamma: 500 },
        ...{
          centre: 502.75,
          width: expect.closeTo(Math.sqrt((3 * 2.75 ** 2 + 2 * 0.75 ** 2 + 3 * 3.25 ** 2) / 8), 12) as number,
        },
      },
      {
        ...{ ...bar(2), spot: NaN, magnet: 502, gamma_flip_by_strike: NaN },
        ...{ max_positive_gamma: 502, max_negative_gamma: NaN, centre: 502, width: 0 },
      },
      {
        ...{ ...bar(3), spot: 505, magnet: NaN, gamma_flip_by_strike: NaN },
        ...{ max_positive_gamma: NaN, max_negative_gamma: NaN, centre: NaN, width: NaN },
      },
    ]);
  });

  test("take both walls and the re-priced flip from a series of the same bars", () => {
    const bars = [
      { t: toIso(START + MINUTE), call_wall: 506, put_wall: 500, gamma_flip: 501.5 },
      { t: toIso(START + 2 * MINUTE), call_wall: null, put_wall: 500, gamma_flip: null },
    ];
    const rows = levelsOverTime(grid, { series: { bar_size: "1m", bars } });
    expect(rows.map((row) => [row.call_wall, row.put_wall, row.gamma_flip])).toEqual([
      [NaN, NaN, NaN],
      [506, 500, 501.5],
      [NaN, 500, NaN],
      [NaN, NaN, NaN],
    ]);
    expect(() => levelsOverTime(grid, { series: { bar_size: "30s", bars } })).toThrow(
      "the series has bars of 30s and the grid of 1m: ask for both in one size",
    );
  });

  test("of nothing are none, and of one strike it alone", () => {
    expect(levelsOverTime(gridOf("level", []))).toEqual([]);
    expect(levelsOverTime(grid.between("10:00", "10:30"))).toEqual([]);
    const [row] = levelsOverTime(gridOf("level", [[-2]]));
    expect(row).toMatchObject({ magnet: 500, max_positive_gamma: NaN, max_negative_gamma: 500, centre: 500, width: 0 });
  });

  test("are of gamma exposure only", () => {
    const flow = gridOf("increment", [[1, 2]]);
    expect(() => levelsOverTime(flow as never)).toThrow("levelsOverTime() takes a level, and SPY signed_delta_dollars");
    expect(() => levelsOverTime(flow.cumulate())).toThrow(
      "levels are of gamma exposure in USD per 1 % move, and signed_delta_dollars cumulative is in USD",
    );
  });

  test("are found as the docstring says", () => {
    const code = docstringExample("analytics/levels-over-time.ts", "levelsOverTime");
    expect(() => runExample(code, { gex: grid, levelsOverTime })).not.toThrow();
  });
});

test("levels over time are those of the engine at the end of each bar", async () => {
  const day = FlowEngine.simulate({ seed: 7 });
  const engine = day.at(day.session.close - 60 * MINUTE);
  for (const symbol of ["SPY", "NVDA"]) {
    const gex = StrikeGrid.from(await engine.heatmap(symbol, { metric: "gex", minutes: 390 }));
    const series = await engine.series(symbol, { bar: "1m", minutes: 390 });
    const rows = levelsOverTime(gex, { series });
    expect(rows.length).toBe(330);
    const names = [
      ...["call_wall", "put_wall", "magnet", "gamma_flip_by_strike", "max_positive_gamma", "max_negative_gamma"],
    ] as const;
    for (let bar = 0; bar < rows.length; bar += 13) {
      const levels = engine.at(rows[bar].t + MINUTE).levels(symbol);
      const priceOf = (name: string) => levels.find(({ level }) => level === name)?.price ?? NaN;
      const row = rows[bar] as unknown as Record<string, number>;
      expect(names.map((name) => [name, row[name]])).toEqual(names.map((name) => [name, priceOf(name)]));
      expect(row.gamma_flip).toBe(priceOf("gamma_flip_repriced"));
    }
  }
});

describe("levels over time of any grid", () => {
  const numbers = (row: LevelsRow) => ({ ...row, t: 0, time: "", spot: 0 });
  const spots = (bars: number) => Array.from({ length: bars }, (_, bar) => 500 + ((7 * bar) % 30));
  const made = (rows: number[][]) => gridOf("level", rows, { spot: spots(rows[0].length) });

  test("see nothing of other bars", () => {
    fc.assert(
      fc.property(arbitraryRows(), fc.nat(30), (rows, bar) => {
        const grid = made(rows);
        const start = START + bar * MINUTE;
        expect(levelsOverTime(grid.between(start, start + MINUTE))).toEqual(levelsOverTime(grid).slice(bar, bar + 1));
      }),
    );
  });

  test("change sides with the sign and do not know the unit", () => {
    fc.assert(
      fc.property(arbitraryRows(), (rows) => {
        const found = levelsOverTime(made(rows)).map(numbers);
        expect(levelsOverTime(made(rows.map((row) => row.map((value) => 8 * value)))).map(numbers)).toEqual(found);
        expect(levelsOverTime(made(rows.map((row) => row.map((value) => -value)))).map(numbers)).toEqual(
          found.map((row) => ({
            ...row,
            max_positive_gamma: row.max_negative_gamma,
            max_negative_gamma: row.max_positive_gamma,
          })),
        );
      }),
    );
  });

  test("lie on the strikes that sorting finds, and the centre between the outer ones", () => {
    fc.assert(
      fc.property(arbitraryRows(), (rows) => {
        const grid = made(rows);
        levelsOverTime(grid).forEach((row, bar) => {
          const known = rows
            .map((each, i) => ({ strike: grid.strikes[i], value: each[bar] }))
            .filter(({ value }) => value > 0 || value < 0);
          const first = (key: (value: number) => number) =>
            [...known].sort((a, b) => key(b.value) - key(a.value) || a.strike - b.strike)[0];
          expect(row.magnet).toBe(first(Math.abs)?.strike ?? NaN);
          const [most, least] = [first((value) => value), first((value) => -value)];
          expect(row.max_positive_gamma).toBe(most?.value > 0 ? most.strike : NaN);
          expect(row.max_negative_gamma).toBe(least?.value < 0 ? least.strike : NaN);
          if (known.length === 0) return;
          expect(row.centre).toBeGreaterThanOrEqual(known[0].strike - 1e-9);
          expect(row.centre).toBeLessThanOrEqual(known[known.length - 1].strike + 1e-9);
        });
      }),
    );
  });
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { flipCertificates, type FlipCertificate } from "../../src/analytics/flip-certificates.js";
import { signFlips } from "../../src/analytics/flips.js";
import { StrikeGrid } from "../../src/grid/strike-grid.js";
import { randomStream, type Random } from "../../src/random.js";
import { atNewYork, MINUTE } from "../../src/session.js";
import { docstringExample, runExample } from "../example.js";
import { arbitraryRows } from "../grid/arbitrary.js";
import { gridOf, START } from "../grid/sample.js";

/** A whole session of one row a strike. */
function sessionGrid(rows: number[][]): StrikeGrid<"level"> {
  const grid = gridOf("level", rows);
  const open = atNewYork(grid.expiration, "09:30");
  return new StrikeGrid({ ...grid, times: grid.times.map((_, bar) => open + bar * MINUTE) });
}

/** Noise of variance 1, an autoregression of one bar; of memory 1 a random walk. */
function noise(random: Random, memory: number, bars: number = 390): number[] {
  const innovation = memory < 1 ? Math.sqrt(1 - memory * memory) : 1;
  let value = random.normal();
  return Array.from({ length: bars }, () => {
    const now = value;
    value = memory * value + innovation * random.normal();
    return now;
  });
}

describe("a certificate", () => {
  const early = { across_gap: false, spot: 502, p: NaN, q: NaN, certified: false, known: null };

  test("is not given, nor refused, where too few bars are known", () => {
    const grid = gridOf(
      "level",
      [
        [3, -4, -5, 6],
        [-1, NaN, 2, 2],
        [1, 1, 1, 1],
      ],
      { strikes: [500, 502, 505] },
    );
    expect(flipCertificates(grid)).toEqual([
      {
        ...{ t: START + MINUTE, time: "14:31", strike: 500, direction: "down", before: 3, after: -4, held: 2 },
        ...{ ...early, confirmed: "14:32", distance_pct: expect.closeTo(-0.398, 3) as number },
      },
      {
        ...{ t: START + 2 * MINUTE, time: "14:32", strike: 502, direction: "up", before: -1, after: 2, held: 2 },
        ...{ ...early, confirmed: "14:33", across_gap: true, distance_pct: 0 },
      },
      {
        ...{ t: START + 3 * MINUTE, time: "14:33", strike: 500, direction: "up", before: -5, after: 6, held: 1 },
        ...{ ...early, confirmed: "14:34", distance_pct: expect.closeTo(-0.398, 3) as number },
      },
    ]);
  });

  test("is given to a change without any noise, and to no flicker beside it", () => {
    const step = Array.from({ length: 24 }, (_, bar) => (bar < 12 ? -2 : 3));
    const flicker = Array.from({ length: 24 }, (_, bar) => (bar === 6 ? 1 : -2));
    const rows = flipCertificates(gridOf("level", [step, flicker]), { window: 2, permutations: 99 });
    expect(rows.map(({ strike, time, p, q, certified, known }) => [strike, time, p, q, certified, known])).toEqual([
      [505, "14:36", 1, 1, false, "14:50"],
      [505, "14:37", 1, 1, false, "14:50"],
      [500, "14:42", 0.01, 0.02, true, "14:50"], // ten windows of two bars
    ]);
  });

  test("looks at known bars only, and is known when they have come and the flip is confirmed", () => {
    const row: number[] = Array.from({ length: 30 }, (_, bar) => (bar < 20 ? -2 : 3));
    row.splice(21, 3, NaN, NaN, NaN);
    const [flip] = flipCertificates(gridOf("level", [row]), { window: 2, permutations: 99 });
    // Bars 20 and 24 are the first two known of the new sign.
    expect([flip.time, flip.p, flip.known]).toEqual(["14:50", 0.01, "14:55"]);
    const [late] = flipCertificates(gridOf("level", [row]), { window: 2, permutations: 99, minRun: 6 });
    expect([late.time, late.confirmed, late.known]).toEqual(["14:54", "15:00", "15:00"]);
  });

  test("is given on a day without a session as on any other", () => {
    const row: number[] = Array.from({ length: 24 }, (_, bar) => (bar < 12 ? -2 : 3));
    const saturday = new StrikeGrid({ ...gridOf("level", [row]), expiration: "2026-06-06" });
    const found = flipCertificates(saturday, { window: 2, permutations: 99 });
    expect(found).toEqual(flipCertificates(gridOf("level", [row]), { window: 2, permutations: 99 }));
    expect(found.map(({ certified }) => certified)).toEqual([true]);
  });

  test("goes to a step in noise at the step, and nowhere else", () => {
    const rows = [0, 0.3, 0.6].map((memory, i) =>
      noise(randomStream(11, `step ${i}`), memory).map((value, bar) => value + (bar < 200 ? -2 : 2)),
    );
    const certified = flipCertificates(sessionGrid(rows), { minRun: 3 }).filter((flip) => flip.certified);
    expect(certified.map(({ strike, direction }) => [strike, direction])).toEqual([
      [500, "up"],
      [505, "up"],
      [510, "up"],
    ]);
    const step = atNewYork("2026-06-05", "12:50");
    for (const flip of certified) expect(Math.abs(flip.t - step)).toBeLessThanOrEqual(6 * MINUTE);
  });

  test("is refused when an option is none", () => {
    const grid = gridOf("level", [[1, -1]]);
    for (const rate of [0, 1, NaN])
      expect(() => flipCertificates(grid, { rate })).toThrow(`rate is a share between 0 and 1, not ${rate}`);
    expect(() => flipCertificates(grid, { window: 1 })).toThrow("window is a whole number of bars, 2 or more, not 1");
    expect(() => flipCertificates(grid, { block: 0 })).toThrow("block is a whole number of bars, 1 or more, not 0");
    expect(() => flipCertificates(grid, { permutations: 0.5 })).toThrow("permutations is a whole number");
    expect(() => flipCertificates(grid, { seed: NaN })).toThrow("seed is a whole number, not NaN");
    expect(() => flipCertificates(grid, { deadBand: -1 })).toThrow("deadBand is a magnitude");
    expect(flipCertificates(gridOf("level", []))).toEqual([]);
  });
});

describe("certificates under a null without a flip", () => {
  // As many grids that any certificate makes false: a rate kept makes their number binomial at most.
  const [GRIDS, RATE] = [40, 0.1];

  test.each([
    ["without memory", 0, 0],
    ["with the memory of a few bars", 0.6, 0],
    ["with the memory of half an hour", 0.9, 0],
    ["that drifts as a random walk", 1, 0],
    ["about a mean beside zero", 0.6, 0.4],
  ])("are false no more often than the rate says, in noise %s", (_, memory, mean) => {
    let grids = 0;
    let flips = 0;
    for (let seed = 1; seed <= GRIDS; seed++) {
      const random = randomStream(seed, `null ${memory} ${mean}`);
      const rows = Array.from({ length: 5 }, () => noise(random, memory).map((value) => value + mean));
      const found = flipCertificates(sessionGrid(rows), { minRun: 3, rate: RATE, permutations: 99, seed });
      flips += found.filter(({ p }) => !Number.isNaN(p)).length;
      if (found.some(({ certified }) => certified)) grids++;
    }
    expect(flips).toBeGreaterThan(2 * GRIDS);
    expect(grids).toBeLessThanOrEqual(binomialQuantile(GRIDS, RATE, 0.99));
  });

  test("are at most as frequent as the rate itself over many grids of all kinds", () => {
    const grids = Array.from({ length: 100 }, (_, seed) => {
      const random = randomStream(seed, "many nulls");
      const rows = [0, 0.6, 0.9].map((memory) => noise(random, memory));
      const found = flipCertificates(sessionGrid(rows), { minRun: 5, rate: RATE, permutations: 99, seed });
      return found.some(({ certified }) => certified);
    });
    expect(grids.filter(Boolean).length).toBeLessThanOrEqual(RATE * 100);
  });

  /** The least count that a binomial one stays at or below with the given probability. */
  function binomialQuantile(trials: number, rate: number, probability: number): number {
    let term = (1 - rate) ** trials;
    let below = term;
    let count = 0;
    while (below < probability) {
      term *= ((trials - count) / (count + 1)) * (rate / (1 - rate));
      below += term;
      count++;
    }
    return count;
  }
});

const rows = arbitraryRows().map((each) => each.map((row) => row.map((value) => value % 8)));
const chosen = fc.record({
  window: fc.constant(2),
  block: fc.integer({ min: 1, max: 3 }),
  permutations: fc.constant(19),
  seed: fc.nat(5),
  minRun: fc.integer({ min: 1, max: 2 }),
  deadBand: fc.nat(2),
});

describe("flip certificates", () => {
  test("are the flips, with more columns at their end", () => {
    fc.assert(
      fc.property(rows, chosen, (values, { minRun, deadBand, ...rest }) => {
        const grid = gridOf("level", values);
        const found = flipCertificates(grid, { minRun, deadBand, ...rest });
        const flips = signFlips(grid, { minRun, deadBand });
        expect(found).toMatchObject(flips);
        expect(found).toHaveLength(flips.length);
        if (found.length > 0)
          expect(Object.keys(found[0])).toEqual([...Object.keys(flips[0]), "p", "q", "certified", "known"]);
        for (const { p, q, certified, known } of found) {
          expect(Number.isNaN(p)).toBe(known === null);
          expect(Number.isNaN(q)).toBe(known === null);
          expect(certified).toBe(q <= 0.05);
          if (known !== null) expect(q).toBeGreaterThanOrEqual(p);
        }
      }),
    );
  });

  test("are the same for the same seed, do not know a mirror or the unit, and know each strike by itself", () => {
    const marks = (found: FlipCertificate[]) => found.map(({ t, strike, p, known }) => [t, strike, p, known]);
    fc.assert(
      fc.property(rows, chosen, (values, options) => {
        const found = marks(flipCertificates(gridOf("level", values), options));
        expect(marks(flipCertificates(gridOf("level", values), options))).toEqual(found);
        const other = values.map((row) => row.map((value) => -4 * value));
        expect(marks(flipCertificates(gridOf("level", other), { ...options, deadBand: 4 * options.deadBand }))).toEqual(
          found,
        );
        const alone = values.flatMap((row, i) =>
          marks(flipCertificates(gridOf("level", [row], { strikes: [500 + 5 * i] }), options)),
        );
        expect(alone).toEqual(expect.arrayContaining(found));
        expect(alone).toHaveLength(found.length);
      }),
    );
  });

  test("see nothing later than when they are known", () => {
    fc.assert(
      fc.property(rows, chosen, fc.nat(30), (values, options, cut) => {
        const whole = gridOf("level", values);
        const early = whole.between(START, START + cut * MINUTE);
        const end = early.times.length === 0 ? "" : whole.timeOf(early.times.length - 1);
        const known = (found: FlipCertificate[]) =>
          found.filter((flip) => flip.known !== null).map(({ t, strike, p, known }) => [t, strike, p, known]);
        const before = flipCertificates(whole, options).filter(
          (flip) => flip.known !== null && flip.known <= plus(end),
        );
        expect(known(flipCertificates(early, options))).toEqual(known(before));
      }),
    );
  });

  test("run as the docstring says", () => {
    const gex = sessionGrid([noise(randomStream(3, "example"), 0.3)]);
    const example = docstringExample("analytics/flip-certificates.ts", "flipCertificates");
    expect(() => runExample(example, { gex, flipCertificates })).not.toThrow();
  });
});

/** The minute after one of the samples' afternoon. */
function plus(time: string): string {
  const minutes = Number(time.slice(0, 2)) * 60 + Number(time.slice(3)) + 1;
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`;
}

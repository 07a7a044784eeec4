import { describe, expect, test } from "vitest";
import type { Series, SeriesBar } from "../../src/api/types.js";
import { FlowEngine } from "../../src/engine/engine.js";
import { isSnapshot } from "../../src/api/snapshot-types.js";
import { remainingMoves } from "../../src/grid/remaining-moves.js";
import { StrikeGrid } from "../../src/grid/strike-grid.js";
import { MINUTE } from "../../src/session.js";
import { START, gridOf } from "./sample.js";

const bar = (minutes: number, spot: number | null, atm_iv: number | null): SeriesBar =>
  ({ t: new Date(START + minutes * MINUTE).toISOString(), spot, atm_iv }) as SeriesBar;
const series = (bars: SeriesBar[], bar_size: Series["bar_size"] = "1m", parts: Partial<Series> = {}): Series => ({
  symbol: "SPY",
  expiration: "2026-06-05",
  as_of: "2026-06-05T18:34:00Z",
  bar_size,
  bars,
  ...parts,
});
const grid = gridOf("level", [[1, 2, 3, 4]]);
/** The move at so many minutes before the close, by the formula itself. */
const move = (spot: number, volatility: number, minutes: number): number =>
  spot * volatility * Math.sqrt(minutes / 60 / (252 * 6.5));

describe("the remaining move", () => {
  test("is that at the end of each bar, by the spot and the volatility of then", () => {
    const moves = remainingMoves(
      series([bar(0, 500, 0.1), bar(1, 501, 0.2), bar(2, null, 0.2), bar(3, 502, null)]),
      grid,
    );
    expect([...moves]).toEqual([move(500, 0.1, 89), move(501, 0.2, 88), NaN, NaN]);
  });

  test("comes from shorter bars by the last of them, and from longer ones as long as they are new", () => {
    const half = series([bar(0, 1, 0.1), bar(0.5, 500, 0.1), bar(1, 501, 0.1), bar(2.5, 502, 0.1)], "30s");
    expect([...remainingMoves(half, grid)]).toEqual([
      move(500, 0.1, 89),
      move(501, 0.1, 88.5),
      move(502, 0.1, 87),
      NaN,
    ]);
    const five = remainingMoves(series([bar(-5, 500, 0.1)], "5m"), gridOf("level", [[1, 2, 3, 4, 5]]));
    expect([...five]).toEqual([...Array<number>(4).fill(move(500, 0.1, 90)), NaN]);
  });

  test("does not know the future, and nothing before the first bar", () => {
    expect([...remainingMoves(series([bar(2, 500, 0.1)]), grid)]).toEqual([NaN, NaN, move(500, 0.1, 87), NaN]);
    expect([...remainingMoves(series([]), grid)]).toEqual([NaN, NaN, NaN, NaN]);
    expect(remainingMoves(series([bar(2, 500, 0.1)]), gridOf("level", [])).length).toBe(0);
  });

  test("is 0 at the close, and unknown on a day without a session", () => {
    const last = new StrikeGrid({ ...grid.bar(0), times: Float64Array.of(START + 89 * MINUTE) });
    expect([...remainingMoves(series([bar(89, 500, 0.1)]), last)]).toEqual([0]);
    const weekend = series([bar(0, 500, 0.1)], "1m", { expiration: "2026-06-06" });
    expect([...remainingMoves(weekend, new StrikeGrid({ ...grid.bar(0), expiration: "2026-06-06" }))]).toEqual([NaN]);
  });

  test("refuses a series of something else", () => {
    expect(() => remainingMoves(series([], "1m", { symbol: "QQQ" }), grid)).toThrow(
      new RangeError("the series is of QQQ 2026-06-05, the grid of SPY 2026-06-05: ask for the same"),
    );
    expect(() => remainingMoves(series([], "1m", { expiration: "2026-06-04" }), grid)).toThrow("SPY 2026-06-04");
  });

  test("is that of the engine's snapshot, and puts its grid on an axis of sigmas", async () => {
    const engine = FlowEngine.simulate({ seed: 7, symbols: ["SPY"] }).at("10:30");
    const gex = StrikeGrid.from(await engine.heatmap("SPY", { minutes: 30 }));
    const sigma = remainingMoves(await engine.series("SPY", { bar: "1m", minutes: 30 }), gex);
    const snapshot = await engine.snapshot("SPY");
    if (!isSnapshot(snapshot)) throw new Error(snapshot.message);
    expect(sigma.at(-1)).toBeCloseTo(snapshot.expected_move!.remaining_1sd_dollars!, 6);
    const relative = gex.relative("sigma", { sigma });
    expect(relative.values.some((value) => !Number.isNaN(value))).toBe(true);
    expect(relative.outside.every((value) => !Number.isNaN(value))).toBe(true);
  });
});

import { expect, test } from "vitest";
import { barClock } from "../../src/analytics/bar-clock.js";
import { StrikeGrid } from "../../src/grid/strike-grid.js";
import { MINUTE, sessionOn } from "../../src/session.js";

/** A grid without strikes over a whole session. */
function session(expiration: string, barMs: number): StrikeGrid {
  const { open, close } = sessionOn(expiration)!;
  const times = Float64Array.from({ length: Math.floor((close - open) / barMs) }, (_, bar) => open + bar * barMs);
  const none = new Float64Array();
  const spot = times.map(() => NaN);
  return new StrikeGrid({
    symbol: "SPY",
    expiration,
    field: "gex",
    kind: "level",
    barMs,
    strikes: none,
    times,
    spot,
    values: none,
  });
}

test("the clock of bars says what timeOf says, in summer and winter, of minutes and half minutes", () => {
  for (const [date, barMs] of [
    ["2026-06-05", MINUTE],
    ["2026-12-04", MINUTE],
    ["2026-03-09", 30_000],
  ] as const) {
    const grid = session(date, barMs);
    const clock = barClock(grid);
    const bars = [...grid.times.keys()];
    expect(bars.length).toBeGreaterThan(300);
    expect(bars.map(clock)).toEqual(bars.map((bar) => ({ t: grid.times[bar], time: grid.timeOf(bar) })));
  }
});

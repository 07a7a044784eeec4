import { createRequire } from "node:module";
import { numbers } from "./random.mjs";

const require = createRequire(import.meta.url);
const { StrikeGrid } = require("../../dist/index.js");

const OPEN = Date.parse("2026-06-05T13:30:00Z");
const FIELDS = ["signed_delta_dollars", "signed_gamma_dollars", "contracts"];

/** The flow of a session of so many strikes, $5 apart, and minutes, without gaps; all digits. */
export function flowGrid({ strikes = 500, bars = 390, seed = 5, next = numbers(seed), field = FIELDS[0] } = {}) {
  const size = [1e6, 1e5, 1e3][FIELDS.indexOf(field)];
  const cell = () => (field === "contracts" ? Math.round((next() - 0.5) * size) : (next() - 0.5) * size);
  return new StrikeGrid({
    symbol: "SPX",
    expiration: "2026-06-05",
    field,
    kind: "increment",
    barMs: 60_000,
    strikes: Float64Array.from({ length: strikes }, (_, strike) => 6000 + 5 * (strike - strikes / 2)),
    times: Float64Array.from({ length: bars }, (_, bar) => OPEN + bar * 60_000),
    spot: Float64Array.from({ length: bars }, (_, bar) => 6000 + 20 * Math.sin(bar / 60)),
    values: Float64Array.from({ length: strikes * bars }, cell),
  });
}

/** The three grids of such a session, and what they are of as JSON. */
export function sessionGrids({ seed = 5, ...shape } = {}) {
  const next = numbers(seed);
  const grids = FIELDS.map((field) => flowGrid({ ...shape, next, field }));
  return { grids, text: JSON.stringify(answerOf(grids)) };
}

/** A level in place of a grid's flow: waves that cross zero about twice a strike, as exposures do, with a little noise. */
export function wavesOf(grid) {
  const [strikes, bars] = grid.shape;
  const wave = (cell) => Math.sin(2 * Math.PI * ((cell % bars) / bars + Math.floor(cell / bars) / strikes));
  const values = grid.values.map((value, cell) => 1e6 * wave(cell) + 0.01 * value);
  return new StrikeGrid({ ...grid, field: "gex", kind: "level", values });
}

/** The strike-flow answer that the grids are of. */
function answerOf(grids) {
  const { symbol, expiration, strikes, times, spot } = grids[0];
  return {
    symbol,
    underlying_price: spot.at(-1),
    expiration,
    bar_size: "1m",
    as_of: "2026-06-05T20:00:00Z",
    tier_used: "Alpha",
    strikes_grid: [...strikes],
    bars: Array.from(times, (t, bar) => ({
      t: new Date(t).toISOString(),
      spot: spot[bar],
      ...Object.fromEntries(
        grids.map((grid) => [grid.field, Array.from(strikes, (_, row) => grid.values[row * times.length + bar])]),
      ),
    })),
    gap_intervals: [],
  };
}

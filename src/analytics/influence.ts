import { Adder } from "d3-array";
import type { Leaderboard } from "../api/types.js";
import { mustBe } from "../grid/grid-data.js";
import { StrikeGrid } from "../grid/strike-grid.js";
import { barClock } from "./bar-clock.js";
import { exactSum } from "./exact-sum.js";
import { signFlips, type SignFlipOptions } from "./flips.js";
import { netGexOf, placeOnBoard } from "./heat-without.js";
import { leading } from "./leading.js";
import { leavingOut, unknownAt } from "./leaving-out.js";
import { barValues, distancePct, strikeValues } from "./strike-values.js";

/** What {@link influence} leaves out and what it looks at. */
export interface InfluenceOptions<B extends "strike" | "bar" = "strike" | "bar"> {
  /** Leave out one `strike` (default) or one `bar` at a time. */
  by?: B | undefined;
  /**
   * What heat divides by: |net GEX|, USD per 1 % move, as a number, which stays as it is; or as the grid of GEX, whose
   * last known exposures are added up, without that of a strike that is left out. Without it heat is NaN.
   */
  netGex?: number | StrikeGrid<"level"> | undefined;
  /** A heat board, on which the name's place is told by its heat here. Without it, and without heat, ranks are NaN. */
  board?: Leaderboard<"heat"> | undefined;
  /** What counts as a flip of the running total, see {@link signFlips}; default every change of sign. */
  flips?: SignFlipOptions | undefined;
}

/** What changes when a part is left out; `heat_change` and `flips_change` are without minus with. */
export interface InfluenceColumns {
  /** What the part gave to the total: the sum that is left out, in the grid's unit. */
  value: number;
  /** The total without it, 0 when nothing else is known. */
  total_without: number;
  /** Whether the total has another sign without it, or none. */
  sign_changes: boolean;
  /** |total| / |net GEX| without it; NaN where the latter is 0 or not given. */
  heat_without: number;
  heat_change: number;
  /** Place on the board without it, 1 is the first. */
  rank_without: number;
  /** Places won (+) or lost (-) on the board without it: as in `rankBoards`, + is up. */
  rank_change: number;
  /** The strike with the largest magnitude without it; NaN when no strike is left. */
  leader_without: number;
  /** How many of the other strikes have another place by magnitude among them. A strike left out moves none. */
  places_changed: number;
  /** How often the running total changes sign without it. */
  flips_without: number;
  flips_change: number;
}

/** What one strike left out would change; a row of {@link influence}. */
export interface InfluenceRow extends InfluenceColumns {
  strike: number;
  /** Strike against the last known spot, percent: + is above. NaN when the spot is unknown. */
  distance_pct: number;
}

/** What one bar left out would change; a row of {@link influence} by bar. */
export interface BarInfluenceRow extends InfluenceColumns {
  /** Start of the bar, epoch milliseconds UTC. */
  t: number;
  /** The same in New York, HH:MM. */
  time: string;
}

/**
 * How much hangs on one strike or one bar: each is left out in turn, and the total, heat, place and flips of the rest are
 * told. Rows come with the largest magnitude left out first, equal ones by strike or time. A strike or bar of which
 * nothing is known has no row. Take a grid from the open on for heat as the board has it (|flow since the open| / |net
 * GEX|; our engine's has a floor under the divisor besides).
 *
 * Sums are the nearest doubles to the exact ones, made again without the part and not by a subtraction. Single trades are
 * not in a grid; an engine leaves them out, its tape beside it: `influentialTrades`.
 *
 * @throws TypeError for a level, whose sum over time means nothing.
 * @throws RangeError for another `by`, a `netGex` of another symbol or session, or options that signFlips refuses.
 * @example
 * influence(delta, { netGex: gex })[0]; // the strike on which the name's heat hangs most
 * influence(delta, { by: "bar", netGex: gex, board }).filter((row) => row.rank_change !== 0);
 */
export function influence<B extends "strike" | "bar" = "strike">(
  grid: StrikeGrid<"increment">,
  options: InfluenceOptions<B> = {},
): (B extends "strike" ? InfluenceRow : BarInfluenceRow)[] {
  mustBe("increment", grid, "influence");
  return rowsBy(grid, options.by ?? "strike", options) as (B extends "strike" ? InfluenceRow : BarInfluenceRow)[];
}

function rowsBy(
  grid: StrikeGrid<"increment">,
  by: "strike" | "bar",
  options: InfluenceOptions,
): (InfluenceRow | BarInfluenceRow)[] {
  if (by !== "strike" && by !== "bar")
    throw new RangeError(`influence leaves out by "strike" or "bar", not "${String(by)}"`);
  const [strikes, bars] = grid.shape;
  const strikeTotals = strikeValues(grid).values;
  const barTotals = barValues(grid);
  const columnsOf = comparison(grid, strikeTotals, barTotals, options);
  const leaveOut = by === "strike" ? leavingOut(grid.values, strikes, bars, 1) : leavingOut(grid.values, bars, 1, bars);

  const { lastSpot } = grid;
  const clock = barClock(grid);
  return leading(by === "strike" ? strikeTotals : barTotals).positions.map((position) => {
    const { total, across } = leaveOut(position);
    if (by === "bar") {
      const columns = columnsOf(barTotals[position], total, across, unknownAt(barTotals, position));
      return { ...clock(position), ...columns };
    }
    const strike = grid.strikes[position];
    const columns = columnsOf(strikeTotals[position], total, unknownAt(strikeTotals, position), across, position);
    return { strike, ...columns, distance_pct: distancePct(strike, lastSpot) };
  });
}

type ColumnsWithout = (
  value: number,
  total: number,
  strikeTotals: Float64Array,
  barTotals: Float64Array,
  strikeLeftOut?: number,
) => InfluenceColumns;

/** What the whole is, to compare with what it is without a part. */
function comparison(
  grid: StrikeGrid<"increment">,
  strikeTotals: Float64Array,
  barTotals: Float64Array,
  { netGex, board, flips }: InfluenceOptions,
): ColumnsWithout {
  const netGexWithout = netGexOf(grid, netGex);
  const placeOf = placeOnBoard(grid.symbol, board);
  const countFlips = (totals: Float64Array): number => signFlips(runningTotal(grid, totals), flips).length;

  const whole = exactSum(grid.values) || 0;
  const heat = Math.abs(whole) / netGexWithout();
  const place = placeOf(heat);
  const order = leading(strikeTotals).positions;
  const flipped = countFlips(barTotals);

  return (value, total, strikesWithout, barsWithout, strikeLeftOut) => {
    const heatWithout =
      Math.abs(total) / netGexWithout(strikeLeftOut === undefined ? NaN : grid.strikes[strikeLeftOut]);
    const rankWithout = placeOf(heatWithout);
    const orderWithout = leading(strikesWithout).positions;
    const others = order.filter((row) => row !== strikeLeftOut);
    const flipsWithout = countFlips(barsWithout);
    return {
      value,
      total_without: total,
      sign_changes: Math.sign(total) !== Math.sign(whole),
      heat_without: heatWithout,
      heat_change: heatWithout - heat,
      rank_without: rankWithout,
      rank_change: place - rankWithout,
      leader_without: orderWithout.length === 0 ? NaN : grid.strikes[orderWithout[0]],
      places_changed: others.filter((row, i) => orderWithout[i] !== row).length,
      flips_without: flipsWithout,
      flips_change: flipsWithout - flipped,
    };
  };
}

/** The running total of all strikes as the grid of a single one, for the flips of its sign. */
function runningTotal(grid: StrikeGrid, totals: Float64Array): StrikeGrid<"level"> {
  const adder = new Adder();
  const values = totals.map((value) => (Number.isNaN(value) ? NaN : adder.add(value).valueOf()));
  return new StrikeGrid({ ...grid, kind: "level", strikes: Float64Array.of(0), values, uncertainty: undefined });
}

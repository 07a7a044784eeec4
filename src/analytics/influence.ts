import { Adder } from "d3-array";
import type { Leaderboard } from "../api/types.js";
import { mustBe } from "../grid/grid-data.js";
import { StrikeGrid } from "../grid/strike-grid.js";
import { exactSum } from "./exact-sum.js";
import { signFlips, type SignFlipOptions } from "./flips.js";
import { leading } from "./leading.js";
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
 * not in a grid, and cannot be left out here.
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
  const leaveOut = by === "strike" ? leavingOut(grid, strikes, bars, 1) : leavingOut(grid, bars, 1, bars);

  const { lastSpot } = grid;
  return leading(by === "strike" ? strikeTotals : barTotals).positions.map((position) => {
    const { total, across } = leaveOut(position);
    if (by === "bar") {
      const columns = columnsOf(barTotals[position], total, across, unknownAt(barTotals, position));
      return { t: grid.times[position], time: grid.timeOf(position), ...columns };
    }
    const strike = grid.strikes[position];
    const columns = columnsOf(strikeTotals[position], total, unknownAt(strikeTotals, position), across, position);
    return { strike, ...columns, distance_pct: distancePct(strike, lastSpot) };
  });
}

/**
 * Leaves out one line of cells, a strike or a bar: the total of the others, and the sums across them, which are of bars or
 * of strikes. A line begins at `line * lineStep`, and its cells are as far apart as lines of the other kind.
 */
function leavingOut(
  { values }: StrikeGrid,
  lines: number,
  lineStep: number,
  step: number,
): (line: number) => { total: number; across: Float64Array } {
  const count = values.length / lines;
  const whole = new Adder();
  const sums = Array.from({ length: count }, () => ({ adder: new Adder(), known: 0 }));
  for (let line = 0; line < lines; line++)
    sums.forEach((sum, i) => {
      const value = values[line * lineStep + i * step];
      if (Number.isNaN(value)) return;
      whole.add(value);
      sum.adder.add(value);
      sum.known++;
    });

  // An Adder is exact, so what is taken out can be put back.
  return (line) => {
    const cells = Float64Array.from(sums, (_, i) => values[line * lineStep + i * step]);
    const across = Float64Array.from(sums, ({ adder, known }, i) => {
      if (Number.isNaN(cells[i])) return known === 0 ? NaN : adder.valueOf();
      if (known === 1) return NaN;
      const without = adder.add(-cells[i]).valueOf();
      adder.add(cells[i]);
      return without;
    });
    const known = cells.filter((value) => !Number.isNaN(value));
    known.forEach((value) => whole.add(-value));
    const total = whole.valueOf() + 0;
    known.forEach((value) => whole.add(value));
    return { total, across };
  };
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

/** |net GEX|, without that of a strike if one is named; NaN when it is 0 or not given. */
function netGexOf(grid: StrikeGrid, netGex: InfluenceOptions["netGex"]): (strikeLeftOut?: number) => number {
  if (!(netGex instanceof StrikeGrid)) {
    const fixed = Math.abs(netGex ?? NaN) || NaN;
    return () => fixed;
  }
  mustBe("level", netGex, "influence");
  for (const key of ["symbol", "expiration"] as const)
    if (netGex[key] !== grid[key])
      throw new RangeError(`netGex must be of the ${key} of the flow, ${grid[key]}, not of ${netGex[key]}`);
  const { strikes, values } = strikeValues(netGex);
  return (strikeLeftOut = NaN) => {
    const row = strikes.indexOf(strikeLeftOut);
    return Math.abs(exactSum(row < 0 ? values : unknownAt(values, row))) || NaN;
  };
}

/** The place of a heat among the other names of a board, equal ones by symbol as the board has them. */
function placeOnBoard(symbol: string, board: Leaderboard | undefined): (heat: number) => number {
  if (board === undefined) return () => NaN;
  if (board.metric !== "heat") throw new RangeError(`board must be one of heat, not of ${board.metric}`);
  const others = board.entries.filter((entry) => entry.symbol !== symbol);
  return (heat) =>
    Number.isNaN(heat)
      ? NaN
      : 1 + others.filter((entry) => entry.value > heat || (entry.value === heat && entry.symbol < symbol)).length;
}

/** The running total of all strikes as the grid of a single one, for the flips of its sign. */
function runningTotal(grid: StrikeGrid, totals: Float64Array): StrikeGrid<"level"> {
  const adder = new Adder();
  const values = totals.map((value) => (Number.isNaN(value) ? NaN : adder.add(value).valueOf()));
  return new StrikeGrid({ ...grid, kind: "level", strikes: Float64Array.of(0), values });
}

function unknownAt(values: Float64Array, position: number): Float64Array {
  const rest = values.slice();
  rest[position] = NaN;
  return rest;
}

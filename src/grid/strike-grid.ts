import { inspect } from "node:util";
import { bisectLeft, bisectRight } from "d3-array";
import type { Snapshot } from "../api/snapshot-types.js";
import type { Heatmap, HeatmapMetric, HeatmapMode, StrikeFlow, StrikeFlowField } from "../api/types.js";
import { MINUTE, atNewYork, newYorkTime, toInstant } from "../session.js";
import { alignGrid } from "./align.js";
import { concatGrids } from "./concat.js";
import { runningSums } from "./cumulate.js";
import { changes } from "./diff.js";
import { FIELDS, type GridField, type GridKind, type HeatmapKind } from "./fields.js";
import { checkGridData, labelOf, mustBe, type StrikeGridData } from "./grid-data.js";
import { nearBounds, type Near } from "./near.js";
import {
  relativeGrid,
  type MoneynessAxis,
  type RelativeGrid,
  type RelativeOptions,
  type SigmaOptions,
} from "./relative.js";
import { resampleGrid } from "./resample.js";
import { FLOW_FIELDS, gridOfHeatmap, gridsOfStrikeFlow } from "./responses.js";
import { rollingGrid, type RollingOf, type RollingOptions } from "./rolling.js";
import { legsOf, type Legs, type SplitField } from "./split.js";
import { totalRows, type TotalRow, type TotalsOptions } from "./totals.js";
import { eachPart, type Uncertainty } from "./uncertainty.js";

export type { StrikeGridData } from "./grid-data.js";

/**
 * A strike x bar matrix with its axes: one field of one symbol over a stretch of one session.
 *
 * Values lie strike by strike in one Float64Array, so the history of a strike is a view on it. Minutes the source did
 * not answer are columns of NaN: missing is never zero; a bar known only in part is marked in `partial`. A grid is never
 * changed; every verb gives a new one, and shares the memory it did not have to change: `near`, `diff`, `cumulate` and
 * `rolling` the axes, `near` the values too. `between` and `bar` copy values, since a stretch of bars is not one stretch
 * of memory. Signs and units: `api/types.ts`.
 *
 * `signed_delta_dollars` of an engine that weighs sides has an `uncertainty`; of other answers it is undefined. It goes
 * along with `between`, `bar`, `near`, `cumulate`, `resample`, `alignTo` and the rolling `sum`, and with `concat` where
 * all stretches have one; what `diff`, other rolling folds and `relative` give has none.
 *
 * The type parameter tells levels from increments: a level (`gex dex vex chex oi`) has {@link diff}, an increment
 * (`signed_flow` and the strike-flow fields) has {@link cumulate}; the other way round does not compile.
 *
 * @example
 * const gex = StrikeGrid.from(await flow.heatmap("SPY", { metric: "gex", minutes: 390 }));
 * gex.near(0.01).bar("14:30");
 */
export class StrikeGrid<K extends GridKind = GridKind> implements StrikeGridData<K> {
  readonly symbol: string;
  readonly expiration: string;
  readonly field: GridField;
  readonly kind: K;
  readonly label: string;
  readonly origin: string | undefined;
  readonly barMs: number;
  readonly strikes: Float64Array;
  readonly times: Float64Array;
  readonly spot: Float64Array;
  readonly values: Float64Array;
  readonly partial: Uint8Array | undefined;
  readonly uncertainty: Uncertainty | undefined;

  /**
   * A grid of given axes and values, which it keeps without a copy.
   *
   * @throws RangeError when the lengths do not fit, strikes do not ascend, or times are not `barMs` apart.
   */
  constructor(data: StrikeGridData<K>) {
    checkGridData(data);
    this.symbol = data.symbol;
    this.expiration = data.expiration;
    this.field = data.field;
    this.kind = data.kind;
    this.label = data.label ?? labelOf(data);
    this.origin = data.origin;
    this.barMs = data.barMs;
    this.strikes = data.strikes;
    this.times = data.times;
    this.spot = data.spot;
    this.values = data.values;
    this.partial = data.partial;
    this.uncertainty = data.uncertainty;
    Object.freeze(this);
  }

  /** The grid of a heatmap: a level, except for `signed_flow` and for mode `delta`, whose first bar becomes NaN. */
  static from<M extends HeatmapMetric, D extends HeatmapMode>(heatmap: Heatmap<M, D>): StrikeGrid<HeatmapKind<M, D>>;
  /** The grid of one array of a strike-flow answer; `signed_delta_dollars` if none is named. */
  static from(strikeFlow: StrikeFlow, field?: StrikeFlowField): StrikeGrid<"increment">;
  /**
   * The grid of an answer. The bar axis is regular from the first to the last bar: a bar missing from the answer, or
   * touched by one of its `gap_intervals`, becomes a column of NaN. Nulls become NaN. An answer without bars gives a
   * grid without bars.
   *
   * In mode `delta` the first bar of the window, and the first behind a gap, are NaN: the answer holds no change of one
   * bar there. Otherwise that grid is the {@link diff} of the one of mode `raw`.
   *
   * @throws RangeError for a field that the answer does not have, or bars closer together than their size.
   * @example StrikeGrid.from(await flow.strikeFlow("SPY", { minutes: 60 }), "contracts").unit // "contracts"
   */
  static from(answer: Heatmap | StrikeFlow, field: StrikeFlowField = "signed_delta_dollars"): StrikeGrid {
    return new StrikeGrid("metric" in answer ? gridOfHeatmap(answer) : gridsOfStrikeFlow(answer, [field])[0]);
  }

  /**
   * The grids of all three arrays of a strike-flow answer, by their names. They share strikes, times and spot, and read
   * the answer's times once, so this is faster than three times {@link from}.
   *
   * @throws RangeError for bars closer together than their size.
   * @example
   * const { signed_delta_dollars, contracts } = StrikeGrid.all(await flow.strikeFlow("SPY"));
   */
  static all(strikeFlow: StrikeFlow): Record<StrikeFlowField, StrikeGrid<"increment">> {
    const grids = gridsOfStrikeFlow(strikeFlow, FLOW_FIELDS).map((data) => [data.field, new StrikeGrid(data)]);
    return Object.fromEntries(grids) as Record<StrikeFlowField, StrikeGrid<"increment">>;
  }

  /**
   * The calls' part and the puts' part of a snapshot, each a grid of the one bar at whose end, or within which, it was
   * taken; then it is partial. Puts have the sign that they have in the sum: calls + puts is the net value.
   *
   * Only a snapshot can be split: heatmap and strike-flow answer sums over both, and hedge-flow has sides and no strikes.
   * For the legs over time, {@link concat} those of the snapshots of several minutes.
   *
   * @throws RangeError for another field.
   * @throws TypeError for an answer without strikes, as outside the session.
   * @example
   * const answer = await flow.snapshot("SPY");
   * if (isSnapshot(answer)) rank(StrikeGrid.split(answer, "gex").puts, { n: 3 });
   */
  static split(snapshot: Snapshot, field: SplitField = "gex"): Legs<StrikeGrid<"level">> {
    const { calls, puts } = legsOf(snapshot, field);
    return { calls: new StrikeGrid(calls), puts: new StrikeGrid(puts) };
  }

  /**
   * Stretches of one session as one grid, in any order, on the strikes of all. What no stretch holds is NaN. A bar that
   * several hold comes whole from the last of them, in the order given, that knows any strike of it, so a later answer
   * replaces an earlier one. A single grid is given back as it is.
   *
   * A grid is of one session: several are put beside each other on one axis by {@link relative} and `average`.
   *
   * @throws RangeError for no grids, and for grids that differ in symbol, session, field, label, origin or bars.
   * @example StrikeGrid.concat([delta.between("09:30", "10:00"), delta.between("15:30", "16:00")])
   */
  static concat<K extends GridKind>(grids: readonly StrikeGrid<K>[]): StrikeGrid<K> {
    const joined = concatGrids(grids);
    return joined === grids[0] ? grids[0] : new StrikeGrid(joined);
  }

  /** Unit of the values, e.g. `USD per 1 % move`. */
  get unit(): string {
    return FIELDS[this.field].unit;
  }

  /** `[strikes, bars]`. */
  get shape(): [number, number] {
    return [this.strikes.length, this.times.length];
  }

  /** The largest magnitude of all cells, in the grid's unit; NaN when none is known. A scale for dead bands and colours. */
  get largest(): number {
    return this.values.reduce(
      (most, value) => (Math.abs(value) <= most || Number.isNaN(value) ? most : Math.abs(value)),
      NaN,
    );
  }

  /** The last spot that is known, USD; NaN when none is. */
  get lastSpot(): number {
    const known = this.spot.filter((price) => !Number.isNaN(price));
    return known.at(-1) ?? NaN;
  }

  /**
   * One cell by the positions of its strike and bar on the axes, NaN where missing.
   *
   * @throws RangeError for a position outside: the cell beside it in memory belongs to another strike.
   * @example gex.at(0, 0) // the lowest strike at the first bar
   */
  at(strike: number, bar: number): number {
    const [strikes, bars] = this.shape;
    if (!(strike >= 0 && strike < strikes && bar >= 0 && bar < bars))
      throw new RangeError(`no cell (${strike}, ${bar}) in ${strikes} strikes x ${bars} bars; at() takes positions`);
    return this.values[strike * bars + bar];
  }

  /**
   * Start of a bar in New York, HH:MM, with seconds where bars are not whole minutes.
   *
   * @throws RangeError for a position outside the grid.
   * @example gex.timeOf(0) // "09:30"
   */
  timeOf(bar: number): string {
    return newYorkTime(this.times[bar], this.barMs % MINUTE !== 0);
  }

  /**
   * All bars of one strike: a view on the grid's memory, not a copy.
   *
   * @throws RangeError for a strike that is not on the axis.
   * @example gex.history(600)
   */
  history(strike: number): Float64Array {
    const [strikes, bars] = this.shape;
    const row = this.strikes.indexOf(strike);
    if (row < 0) {
      const axis = strikes === 0 ? "it has none" : `they run from ${this.strikes[0]} to ${this.strikes[strikes - 1]}`;
      throw new RangeError(`${strike} is not among the strikes of ${this.symbol} ${this.label}: ${axis}`);
    }
    return this.values.subarray(row * bars, (row + 1) * bars);
  }

  /**
   * One bar, as a grid of one bar: by position, negative from the end, or by a New York time or an instant inside it.
   *
   * @throws RangeError for a bar outside the grid, and for any bar of a grid without bars.
   * @example gex.bar(-1).toString(); gex.bar("14:30").lastSpot
   */
  bar(which: number | string): StrikeGrid<K> {
    const bars = this.times.length;
    if (bars === 0)
      throw new RangeError(
        `${this.symbol} ${this.label} has no bars: an unknown symbol, a day without an expiry, a session not begun, ` +
          `or a stretch in which nothing lies`,
      );
    let bar = which;
    if (typeof bar === "string") bar = Math.floor((this.#instant(bar) - this.times[0]) / this.barMs);
    else if (bar < 0) bar += bars;
    if (!Number.isInteger(bar) || bar < 0 || bar >= bars)
      throw new RangeError(`no bar ${which} in ${this.symbol} ${this.label}, which has ${this.#span()}`);
    return this.#columns(bar, bar + 1);
  }

  /**
   * The bars that start in [from, to), by New York time (`"14:30"`) or by instant (ISO with a zone, epoch
   * milliseconds). Nothing in the stretch gives a grid without bars.
   *
   * @throws RangeError for a stretch that ends before it starts, and for what is no time.
   * @example delta.between("14:30", "15:00") // the 30 bars from 14:30 to 14:59
   */
  between(from: string | number, to: string | number): StrikeGrid<K> {
    const start = this.#instant(from);
    const end = this.#instant(to);
    if (end < start) throw new RangeError(`between ${from} and ${to}: the stretch ends before it starts`);
    return this.#columns(bisectLeft(this.times, start), bisectLeft(this.times, end));
  }

  /**
   * The strikes around the last known spot, ends included: within a fraction of it (`near(0.01)` is 1 % to both sides),
   * `{ percent }` of it, `{ dollars }`, or `{ sigmas, sigma }`, multiples of the remaining expected move in USD. Where no
   * spot is known all strikes stay. Shares memory with this grid, and is this grid where all strikes are near.
   *
   * @throws RangeError for a fraction that is not between 0 and 1, such as a percentage, and for reaches that are not
   *   above 0.
   * @example gex.near(0.01); gex.near({ dollars: 5 }); gex.near({ sigmas: 2, sigma: 3.4 })
   */
  near(near: Near): StrikeGrid<K> {
    const [low, high] = nearBounds(near, this.lastSpot);
    if (Number.isNaN(low)) return this;
    const [first, last] = [bisectLeft(this.strikes, low), bisectRight(this.strikes, high)];
    const [strikes, bars] = this.shape;
    if (first === 0 && last === strikes) return this;
    return new StrikeGrid({
      ...this,
      strikes: this.strikes.subarray(first, last),
      values: this.values.subarray(first * bars, last * bars),
      uncertainty: eachPart(this.uncertainty, (cells) => cells.subarray(first * bars, last * bars)),
    });
  }

  /**
   * Bar over bar change of a level. The first bar is NaN, and so is a missing one and the one behind it.
   *
   * @example rank(gex.diff().bar(-1), { n: 3 }) // the strikes whose exposure moved most in the last bar
   */
  diff(this: StrikeGrid<"level">): StrikeGrid<"increment"> {
    mustBe("level", this, "diff");
    const label = `${this.label} change`;
    return new StrikeGrid({ ...this, kind: "increment", label, values: changes(this), uncertainty: undefined });
  }

  /**
   * Running sum of an increment from the grid's first bar on. A missing bar stays NaN, and the sum goes on behind it
   * with what is known: what happened in a gap is not in it.
   *
   * @example delta.cumulate().bar(-1) // the day so far, if `delta` holds the whole of it
   */
  cumulate(this: StrikeGrid<"increment">): StrikeGrid<"level"> {
    mustBe("increment", this, "cumulate");
    const label = `${this.label} cumulative`;
    const uncertainty = eachPart(this.uncertainty, (values) => runningSums({ values, times: this.times }));
    return new StrikeGrid({ ...this, kind: "level", label, values: runningSums(this), uncertainty });
  }

  /**
   * The `mean`, `min` or `max` of each bar and those before it, `bars` in all, and of an increment also the `sum`, strike
   * by strike. A window counts what is known in it, and is NaN where nothing is, or less than `minKnown` bars. One that
   * reaches before the first bar, or has a bar missing, is marked as partial. Nothing peeks ahead.
   *
   * The result is a level: windows overlap, so adding them up over time means nothing.
   *
   * @throws RangeError for what is no number of bars, or less than `minKnown`.
   * @throws TypeError for the sum of a level.
   * @example delta.rolling(15, "sum"); gex.rolling(5, "mean", { minKnown: 5 })
   */
  rolling(bars: number, fold: RollingOf<K>, options?: RollingOptions): StrikeGrid<"level"> {
    return new StrikeGrid(rollingGrid(this, bars, fold, options));
  }

  /**
   * Longer bars, `"5m"` or milliseconds, counted from the session's open: the sum of an increment over the bars that are
   * known, the last known value of a level and of the spot. A bar of which nothing is known is NaN. One of which a part is
   * missing, at the edges of this grid or in a gap, is marked as partial; the session's last bar is not, however short.
   * Bars of the length they have already give this grid.
   *
   * @throws RangeError for what is no length, or not a multiple of this grid's.
   * @example delta.resample("5m")
   */
  resample(bar: string | number): StrikeGrid<K> {
    const longer = resampleGrid(this, bar);
    return longer === this ? this : new StrikeGrid(longer);
  }

  /**
   * This grid on the strikes and bars of another one, so that the two can be compared cell by cell: NaN where this one has
   * none, and without what the other has not. Symbol, spot and values stay this one's. Where the axes hold the same, values
   * are shared.
   *
   * @throws RangeError for bars of another length, and for another session.
   * @example delta.alignTo(gex)
   */
  alignTo(other: StrikeGrid): StrikeGrid<K> {
    const aligned = alignGrid(this, other);
    return aligned === this ? this : new StrikeGrid(aligned);
  }

  /**
   * This grid on an axis that symbols and days have in common: strikes against the spot of their own bar, in percent of it,
   * or in sigmas of the move that was still expected. Values are summed into bins, those of increments and levels alike;
   * what falls on no bin is in `outside`, so nothing is lost. A bar without spot or sigma is NaN, and outside as a whole.
   *
   * @throws RangeError for another axis, bins that do not fit between `from` and `to`, or a sigma that is negative.
   * @example gex.relative("percent", { step: 0.25, to: 1 }); gex.relative("sigma", { sigma: 3.4 })
   */
  relative(axis: "percent", options?: RelativeOptions): RelativeGrid<K>;
  relative(axis: "sigma", options: SigmaOptions): RelativeGrid<K>;
  relative(axis: MoneynessAxis, options?: RelativeOptions | SigmaOptions): RelativeGrid<K> {
    return relativeGrid(this, axis, options);
  }

  /**
   * The sum over all strikes, bar by bar; NaN where no strike is known. Of a grid with an `uncertainty` also what that sum
   * is expected to be truly, and the interval in which it lies with a probability of `level`, default 0.9.
   *
   * @throws RangeError for a level that is not between 0 and 1.
   * @example delta.cumulate().totals().at(-1)?.value
   */
  totals(options?: TotalsOptions): TotalRow[] {
    return totalRows(this, options);
  }

  /**
   * What it is, in a line: `StrikeGrid QQQ signed_delta_dollars [USD]: 61 strikes x 60 bars, 14:00-14:59 ET`.
   *
   * @example delta.between("14:00", "15:00").toString()
   */
  toString(): string {
    const strikes = plural(this.strikes.length, "strike");
    const origin = this.origin === undefined ? "" : ` (${this.origin})`;
    return `StrikeGrid ${this.symbol} ${this.label} [${this.unit}]: ${strikes} x ${this.#span()}${origin}`;
  }

  #span(): string {
    const bars = this.times.length;
    const partial = this.partial?.filter((mark) => mark === 1).length ?? 0;
    const text = plural(bars, "bar") + (partial > 0 ? ` (${partial} partial)` : "");
    if (bars === 0) return text;
    return `${text}, ${this.timeOf(0)}${bars === 1 ? "" : `-${this.timeOf(bars - 1)}`} ET`;
  }

  #instant(when: string | number): number {
    return typeof when === "string" && /^\d\d?:/.test(when) ? atNewYork(this.expiration, when) : toInstant(when);
  }

  #columns(first: number, last: number): StrikeGrid<K> {
    const [strikes, bars] = this.shape;
    if (first === 0 && last === bars) return this;
    const kept = last - first;
    const columns = (cells: Float64Array): Float64Array => {
      const taken = new Float64Array(strikes * kept);
      for (let strike = 0; strike < strikes; strike++)
        taken.set(cells.subarray(strike * bars + first, strike * bars + last), strike * kept);
      return taken;
    };
    return new StrikeGrid({
      ...this,
      times: this.times.subarray(first, last),
      spot: this.spot.subarray(first, last),
      values: columns(this.values),
      partial: this.partial?.subarray(first, last),
      uncertainty: eachPart(this.uncertainty, columns),
    });
  }
}

// Not a class member: isolatedDeclarations refuses a computed name, and a cell should show one line, not the arrays.
Object.defineProperty(StrikeGrid.prototype, inspect.custom, {
  value(this: StrikeGrid) {
    return this.toString();
  },
});

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

import { inspect } from "node:util";
import { bisectLeft, bisectRight } from "d3-array";
import type { Heatmap, HeatmapMetric, HeatmapMode, StrikeFlow, StrikeFlowField } from "../api/types.js";
import { MINUTE, atNewYork, newYorkTime, toInstant } from "../session.js";
import { FIELDS, type GridField, type GridKind, type HeatmapKind } from "./fields.js";
import { checkGridData, labelOf, mustBe, type StrikeGridData } from "./grid-data.js";
import { resampleGrid } from "./resample.js";
import { FLOW_FIELDS, gridOfHeatmap, gridsOfStrikeFlow } from "./responses.js";

export type { StrikeGridData } from "./grid-data.js";

/** Sum over the strikes of one bar; a row of {@link StrikeGrid.totals}. */
export interface TotalRow {
  /** Start of the bar, epoch milliseconds UTC. */
  t: number;
  /** The same in New York, HH:MM. */
  time: string;
  /** In the grid's unit; NaN where no strike is known. */
  value: number;
  /** USD; NaN where unknown. */
  spot: number;
}

/**
 * A strike x bar matrix with its axes: one field of one symbol over a stretch of one session.
 *
 * Values lie strike by strike in one Float64Array, so the history of a strike is a view on it. Minutes the source did
 * not answer are columns of NaN: missing is never zero. A grid is never changed; every verb gives a new one, and shares
 * the memory it did not have to change. Signs and units: `api/types.ts`.
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
   * @example gex.timeOf(0) // "14:30"
   */
  timeOf(bar: number): string {
    return newYorkTime(this.times[bar], this.barMs % MINUTE !== 0);
  }

  /**
   * All bars of one strike: a view on the grid's memory, not a copy.
   *
   * @throws RangeError for a strike that is not on the axis.
   * @example gex.history(502.5)
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
   * The strikes within a fraction of the last known spot: `near(0.01)` is 1 % to both sides, ends included. Where no
   * spot is known all strikes stay. Shares memory with this grid.
   *
   * @throws RangeError for a fraction that is not between 0 and 1, such as a percentage.
   * @example gex.near(0.01)
   */
  near(fraction: number): StrikeGrid<K> {
    if (!(fraction > 0 && fraction < 1))
      throw new RangeError(`near takes a fraction of the spot, such as 0.01 for 1 %, not ${fraction}`);
    const spot = this.lastSpot;
    if (Number.isNaN(spot)) return this;
    const first = bisectLeft(this.strikes, spot * (1 - fraction));
    const last = bisectRight(this.strikes, spot * (1 + fraction));
    const bars = this.times.length;
    return new StrikeGrid({
      ...this,
      strikes: this.strikes.subarray(first, last),
      values: this.values.subarray(first * bars, last * bars),
    });
  }

  /**
   * Bar over bar change of a level. The first bar is NaN, and so is a missing one and the one behind it.
   *
   * @example rank(gex.diff().bar(-1), { n: 3 }) // the strikes whose exposure moved most in the last bar
   */
  diff(this: StrikeGrid<"level">): StrikeGrid<"increment"> {
    mustBe("level", this, "diff");
    const bars = this.times.length;
    const values = new Float64Array(this.values.length).fill(NaN);
    for (let row = 0; row < values.length; row += bars)
      for (let cell = row + 1; cell < row + bars; cell++) values[cell] = this.values[cell] - this.values[cell - 1];
    return new StrikeGrid({ ...this, kind: "increment", label: `${this.label} change`, values });
  }

  /**
   * Running sum of an increment from the grid's first bar on. A missing bar stays NaN, and the sum goes on behind it
   * with what is known: what happened in a gap is not in it.
   *
   * @example delta.cumulate().bar(-1) // the day so far, if `delta` holds the whole of it
   */
  cumulate(this: StrikeGrid<"increment">): StrikeGrid<"level"> {
    mustBe("increment", this, "cumulate");
    const bars = this.times.length;
    const values = new Float64Array(this.values.length).fill(NaN);
    for (let row = 0; row < values.length; row += bars) {
      let sum = 0;
      for (let cell = row; cell < row + bars; cell++)
        if (!Number.isNaN(this.values[cell])) values[cell] = sum += this.values[cell];
    }
    return new StrikeGrid({ ...this, kind: "level", label: `${this.label} cumulative`, values });
  }

  /**
   * Longer bars, `"5m"` or milliseconds, counted from the session's open: the sum of an increment over the bars that are
   * known, the last known value of a level and of the spot. A bar of which nothing is known is NaN; the first and the
   * last may be partly filled.
   *
   * @throws RangeError for what is no length, or not a multiple of this grid's.
   * @example delta.resample("5m")
   */
  resample(bar: string | number): StrikeGrid<K> {
    return new StrikeGrid(resampleGrid(this, bar));
  }

  /**
   * The sum over all strikes, bar by bar; NaN where no strike is known.
   *
   * @example delta.cumulate().totals().at(-1)?.value
   */
  totals(): TotalRow[] {
    const bars = this.times.length;
    const sums = new Float64Array(bars).fill(NaN);
    for (let row = 0; row < this.values.length; row += bars)
      for (let bar = 0; bar < bars; bar++) {
        const value = this.values[row + bar];
        if (!Number.isNaN(value)) sums[bar] = Number.isNaN(sums[bar]) ? value : sums[bar] + value;
      }
    return Array.from(this.times, (t, bar) => ({
      t,
      time: this.timeOf(bar),
      value: sums[bar],
      spot: this.spot[bar],
    }));
  }

  /** `StrikeGrid QQQ signed_delta_dollars [USD]: 61 strikes x 60 bars, 14:00-14:59 ET`. */
  toString(): string {
    const strikes = plural(this.strikes.length, "strike");
    const origin = this.origin === undefined ? "" : ` (${this.origin})`;
    return `StrikeGrid ${this.symbol} ${this.label} [${this.unit}]: ${strikes} x ${this.#span()}${origin}`;
  }

  #span(): string {
    const bars = this.times.length;
    const text = plural(bars, "bar");
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
    const values = new Float64Array(strikes * kept);
    for (let strike = 0; strike < strikes; strike++)
      values.set(this.values.subarray(strike * bars + first, strike * bars + last), strike * kept);
    return new StrikeGrid({
      ...this,
      times: this.times.subarray(first, last),
      spot: this.spot.subarray(first, last),
      values,
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

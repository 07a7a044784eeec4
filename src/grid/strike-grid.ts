import { inspect } from "node:util";
import type { Heatmap, HeatmapMetric, HeatmapMode, StrikeFlow, StrikeFlowField } from "../api/types.js";
import { atNewYork, newYorkTime, toInstant } from "../session.js";
import { FIELDS, type GridField, type GridKind, type HeatmapKind } from "./fields.js";
import { resampleGrid } from "./resample.js";
import { gridOfHeatmap, gridOfStrikeFlow } from "./responses.js";

/** The axes and values of a {@link StrikeGrid}, as plain data. */
export interface StrikeGridData<K extends GridKind = GridKind> {
  readonly symbol: string;
  /** New York date of the session, yyyy-MM-dd. */
  readonly expiration: string;
  readonly field: GridField;
  readonly kind: K;
  /** Length of a bar, milliseconds. */
  readonly barMs: number;
  /** Ascending, USD. */
  readonly strikes: Float64Array;
  /** Starts of the bars, epoch milliseconds UTC, ascending and `barMs` apart. */
  readonly times: Float64Array;
  /** Price of the underlying at the end of each bar, USD; NaN where unknown. */
  readonly spot: Float64Array;
  /** `values[strike * bars + bar]`; NaN where missing. */
  readonly values: Float64Array;
}

/** Sum over the strikes of one bar; a row of {@link StrikeGrid.totals}. */
export interface TotalRow {
  /** Start of the bar, epoch milliseconds UTC. */
  t: number;
  /** The same in New York, HH:MM. */
  time: string;
  value: number;
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
  readonly barMs: number;
  readonly strikes: Float64Array;
  readonly times: Float64Array;
  readonly spot: Float64Array;
  readonly values: Float64Array;

  /**
   * A grid of given axes and values, which it keeps without a copy.
   *
   * @throws RangeError when the lengths do not fit, or an axis does not ascend.
   */
  constructor(data: StrikeGridData<K>) {
    this.symbol = data.symbol;
    this.expiration = data.expiration;
    this.field = data.field;
    this.kind = data.kind;
    this.barMs = data.barMs;
    this.strikes = data.strikes;
    this.times = data.times;
    this.spot = data.spot;
    this.values = data.values;
    const cells = data.strikes.length * data.times.length;
    if (data.values.length !== cells)
      throw new RangeError(
        `values has ${data.values.length} cells; ${data.strikes.length} strikes x ${data.times.length} bars need ${cells}`,
      );
    if (data.spot.length !== data.times.length)
      throw new RangeError(`spot has ${data.spot.length} prices for ${data.times.length} bars`);
    mustAscend("strikes", data.strikes);
    mustAscend("times", data.times);
    Object.freeze(this);
  }

  /** The grid of a heatmap: a level, except for `signed_flow` and for mode `delta`, whose first bar becomes NaN. */
  static from<M extends HeatmapMetric, D extends HeatmapMode>(heatmap: Heatmap<M, D>): StrikeGrid<HeatmapKind<M, D>>;
  /** The grid of one array of a strike-flow answer; `signed_delta_dollars` if none is named. */
  static from(strikeFlow: StrikeFlow, field?: StrikeFlowField): StrikeGrid<"increment">;
  /**
   * The grid of an answer. The bar axis is regular from the first to the last bar: minutes missing from the answer, or
   * lying inside one of its `gap_intervals`, become columns of NaN. Nulls become NaN. An answer without bars gives an
   * empty grid.
   *
   * @throws RangeError for a field that the answer does not have.
   */
  static from(answer: Heatmap | StrikeFlow, field?: StrikeFlowField): StrikeGrid {
    return new StrikeGrid("metric" in answer ? gridOfHeatmap(answer) : gridOfStrikeFlow(answer, field));
  }

  /** Unit of the values, e.g. `USD per 1 % move`. */
  get unit(): string {
    return FIELDS[this.field].unit;
  }

  /** The field in words, with what was done to it: `gex`, `gex change`, `signed_delta_dollars cumulative`. */
  get label(): string {
    if (this.kind === FIELDS[this.field].kind) return this.field;
    return this.kind === "increment" ? `${this.field} change` : `${this.field} cumulative`;
  }

  /** `[strikes, bars]`. */
  get shape(): [number, number] {
    return [this.strikes.length, this.times.length];
  }

  /** The last spot that is known, NaN when none is. */
  get lastSpot(): number {
    for (let bar = this.spot.length - 1; bar >= 0; bar--) if (!Number.isNaN(this.spot[bar])) return this.spot[bar]!;
    return NaN;
  }

  /** Value of one cell by position, NaN where missing. */
  at(strike: number, bar: number): number {
    return this.values[strike * this.times.length + bar]!;
  }

  /**
   * All bars of one strike: a view on the grid's memory, not a copy.
   *
   * @throws RangeError for a strike that is not on the axis.
   */
  history(strike: number): Float64Array {
    const row = this.strikes.indexOf(strike);
    if (row < 0) {
      const range = this.strikes.length ? `${this.strikes[0]} to ${this.strikes.at(-1)}` : "none, the grid is empty";
      throw new RangeError(`strike ${strike} is not on the axis of ${this.symbol} (strikes: ${range})`);
    }
    return this.values.subarray(row * this.times.length, (row + 1) * this.times.length);
  }

  /**
   * One bar, as a grid of one bar: by position, negative from the end, or by New York time: `bar(-1)`, `bar("14:30")`.
   *
   * @throws RangeError for a bar outside the grid, and for any bar of an empty grid.
   */
  bar(which: number | string): StrikeGrid<K> {
    const bars = this.times.length;
    if (bars === 0)
      throw new RangeError(
        `${this.symbol} ${this.label} has no bars: is ${this.symbol} a symbol that the source knows, and has its session begun?`,
      );
    let bar = which;
    if (typeof bar === "string") bar = Math.floor((this.#instant(bar) - this.times[0]!) / this.barMs);
    else if (bar < 0) bar += bars;
    if (!Number.isInteger(bar) || bar < 0 || bar >= bars)
      throw new RangeError(
        `bar ${which} is outside the grid of ${bars} bars, ${newYorkTime(this.times[0]!)}-${newYorkTime(this.times[bars - 1]!)} ET`,
      );
    return this.#columns(bar, bar + 1);
  }

  /**
   * The bars that start in [from, to), by New York time (`"14:30"`) or by instant (ISO with a zone, epoch
   * milliseconds). Nothing in the stretch gives a grid without bars.
   */
  between(from: string | number, to: string | number): StrikeGrid<K> {
    const start = this.#instant(from);
    const end = this.#instant(to);
    let first = 0;
    while (first < this.times.length && this.times[first]! < start) first++;
    let last = first;
    while (last < this.times.length && this.times[last]! < end) last++;
    return this.#columns(first, last);
  }

  /**
   * The strikes within a fraction of the last known spot: `near(0.01)` is 1 % to both sides. Shares memory with this
   * grid.
   *
   * @throws RangeError for a fraction that is not positive.
   */
  near(fraction: number): StrikeGrid<K> {
    if (!(fraction > 0)) throw new RangeError(`near takes a positive fraction such as 0.01, not ${fraction}`);
    const spot = this.lastSpot;
    let first = 0;
    let last = this.strikes.length;
    if (!Number.isNaN(spot)) {
      while (first < last && this.strikes[first]! < spot * (1 - fraction)) first++;
      while (last > first && this.strikes[last - 1]! > spot * (1 + fraction)) last--;
    }
    const bars = this.times.length;
    return new StrikeGrid({
      ...this,
      strikes: this.strikes.subarray(first, last),
      values: this.values.subarray(first * bars, last * bars),
    });
  }

  /** Bar over bar change of a level; the first bar, and a bar beside a missing one, is NaN. */
  diff(this: StrikeGrid<"level">): StrikeGrid<"increment"> {
    const bars = this.times.length;
    const values = new Float64Array(this.values.length);
    for (let cell = 0; cell < values.length; cell++)
      values[cell] = cell % bars === 0 ? NaN : this.values[cell]! - this.values[cell - 1]!;
    return new StrikeGrid({ ...this, kind: "increment", values });
  }

  /**
   * Running sum of an increment from the grid's first bar on. A missing bar stays NaN, and the sum goes on behind it
   * with what is known: what happened in a gap is not in it.
   */
  cumulate(this: StrikeGrid<"increment">): StrikeGrid<"level"> {
    const bars = this.times.length;
    const values = new Float64Array(this.values.length);
    let sum = 0;
    for (let cell = 0; cell < values.length; cell++) {
      if (cell % bars === 0) sum = 0;
      const value = this.values[cell]!;
      if (!Number.isNaN(value)) sum += value;
      values[cell] = Number.isNaN(value) ? NaN : sum;
    }
    return new StrikeGrid({ ...this, kind: "level", values });
  }

  /**
   * Longer bars, `"5m"` or milliseconds, aligned to the session's open: the sum of an increment, the last known value of
   * a level and of the spot. A bar of which nothing is known is NaN; the first and last may be partly filled.
   *
   * @throws RangeError for a length that is not a multiple of this grid's.
   */
  resample(bar: string | number): StrikeGrid<K> {
    return new StrikeGrid(resampleGrid(this, bar));
  }

  /** The sum over all strikes, bar by bar; NaN where no strike is known. */
  totals(): TotalRow[] {
    const [strikes, bars] = this.shape;
    return Array.from(this.times, (t, bar) => {
      let value = NaN;
      for (let strike = 0; strike < strikes; strike++) {
        const cell = this.values[strike * bars + bar]!;
        if (!Number.isNaN(cell)) value = Number.isNaN(value) ? cell : value + cell;
      }
      return { t, time: newYorkTime(t), value, spot: this.spot[bar]! };
    });
  }

  /** `StrikeGrid QQQ signed_delta_dollars [USD]: 61 strikes x 60 bars, 14:00-14:59 ET`. */
  toString(): string {
    const [strikes, bars] = this.shape;
    const name = `StrikeGrid ${this.symbol} ${this.label} [${this.unit}]`;
    if (strikes === 0 || bars === 0) return `${name}: empty (${strikes} strikes x ${bars} bars)`;
    const span = `${newYorkTime(this.times[0]!)}-${newYorkTime(this.times[bars - 1]!)} ET`;
    return `${name}: ${strikes} strikes x ${bars} bars, ${span}`;
  }

  #instant(when: string | number): number {
    return typeof when === "string" && /^\d\d?:\d\d/.test(when) ? atNewYork(this.expiration, when) : toInstant(when);
  }

  #columns(first: number, last: number): StrikeGrid<K> {
    const bars = this.times.length;
    if (first === 0 && last === bars) return this;
    const kept = last - first;
    const values = new Float64Array(this.strikes.length * kept);
    for (let strike = 0; strike < this.strikes.length; strike++)
      values.set(this.values.subarray(strike * bars + first, strike * bars + last), strike * kept);
    return new StrikeGrid({
      ...this,
      times: this.times.subarray(first, last),
      spot: this.spot.subarray(first, last),
      values,
    });
  }
}

// Not a class member: a computed name is refused by isolatedDeclarations, and a cell should see one line, not the arrays.
Object.defineProperty(StrikeGrid.prototype, inspect.custom, {
  value(this: StrikeGrid) {
    return this.toString();
  },
});

function mustAscend(name: string, axis: Float64Array): void {
  for (let i = 1; i < axis.length; i++)
    if (!(axis[i]! > axis[i - 1]!))
      throw new RangeError(`${name} must ascend: ${axis[i - 1]} is followed by ${axis[i]}`);
}

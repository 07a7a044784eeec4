import { sessionOn } from "../session.js";
import { FIELDS, type GridField, type GridKind } from "./fields.js";
import { labelOf, type StrikeGridData } from "./grid-data.js";

/** Where a strike is to the spot: in percent of the spot, or in standard deviations of the move that is still expected. */
export type MoneynessAxis = "percent" | "sigma";

/** The axis of {@link StrikeGrid.relative}, in percent or in sigmas. */
export interface RelativeOptions {
  /** Width of a bin; default 0.1 percent, 0.25 sigmas. Narrower than the strikes lie apart, it leaves bins empty. */
  step?: number | undefined;
  /** Middle of the last bin; default 2 percent, 3 sigmas. */
  to?: number | undefined;
  /** Middle of the first bin; default `-to`. */
  from?: number | undefined;
  /**
   * Values as parts of the bar's sum of magnitudes over all strikes, so that names of different size can be averaged;
   * default false, in the field's unit. NaN where that sum is 0.
   */
  share?: boolean | undefined;
}

/** The same with what a sigma is. */
export interface SigmaOptions extends RelativeOptions {
  /**
   * One standard deviation of the remaining move, USD, for each bar ({@link remainingMoves}), or one number above 0 for all
   * of them. Bars where it is NaN or 0, as at the close, have no place on the axis.
   */
  sigma: number | ArrayLike<number>;
}

/** A moneyness x bar matrix, as plain data: {@link StrikeGrid.relative}. */
export interface RelativeGrid<K extends GridKind = GridKind> {
  readonly symbol: string;
  /** New York date of the session, yyyy-MM-dd. */
  readonly expiration: string;
  readonly field: GridField;
  readonly kind: K;
  readonly label: string;
  readonly unit: string;
  readonly origin?: string | undefined;
  readonly axis: MoneynessAxis;
  /** Width of a bin, in percent or sigmas. */
  readonly step: number;
  /** Middles of the bins, ascending, `step` apart; + is above the spot. A bin holds [centre - step/2, centre + step/2). */
  readonly centres: Float64Array;
  /** Length of a bar, milliseconds. */
  readonly barMs: number;
  /** Starts of the bars, minutes since the session's open. */
  readonly minutes: Float64Array;
  /** `values[bin * bars + bar]`, sums over the strikes of a bin; NaN where none of them is known. */
  readonly values: Float64Array;
  /**
   * The sum of what is not in a bin, for each bar: beyond the axis, or all of a bar whose spot or sigma is unknown. 0 when
   * everything is in one, NaN when nothing is known. Bins and this add up to the bar's total.
   */
  readonly outside: Float64Array;
  /** 1 for each bar that holds only a part of its time, as in {@link StrikeGridData}. */
  readonly partial?: Uint8Array | undefined;
}

const DEFAULTS = { percent: { step: 0.1, to: 2 }, sigma: { step: 0.25, to: 3 } };

/** The bins of {@link StrikeGrid.relative}. */
export function relativeGrid<K extends GridKind>(
  grid: StrikeGridData<K>,
  axis: MoneynessAxis,
  options: Partial<SigmaOptions> = {},
): RelativeGrid<K> {
  if (axis !== "percent" && axis !== "sigma")
    throw new RangeError(`relative takes "percent" or "sigma", not "${String(axis)}"`);
  const { step = DEFAULTS[axis].step, to = DEFAULTS[axis].to, from = -to, share = false } = options;
  const centres = centresOf(from, to, step);
  const units = axis === "percent" ? grid.spot.map((spot) => spot / 100) : sigmasOf(grid, options.sigma);

  const { strikes, times, spot, values: cells } = grid;
  const [bars, bins] = [times.length, centres.length];
  const values = new Float64Array(bins * bars).fill(NaN);
  const outside = new Float64Array(bars).fill(NaN);
  const gross = new Float64Array(bars);
  for (let row = 0, strike = 0; strike < strikes.length; strike++, row += bars)
    for (let bar = 0; bar < bars; bar++) {
      const value = cells[row + bar];
      if (Number.isNaN(value)) continue;
      gross[bar] += Math.abs(value);
      if (Number.isNaN(outside[bar])) outside[bar] = 0;
      const bin = Math.floor(((strikes[strike] - spot[bar]) / units[bar] - from) / step + 0.5);
      if (bin >= 0 && bin < bins) {
        const cell = bin * bars + bar;
        values[cell] = Number.isNaN(values[cell]) ? value : values[cell] + value;
      } else outside[bar] += value;
    }
  if (share) {
    for (let cell = 0; cell < values.length; cell++) values[cell] /= gross[cell % bars];
    for (let bar = 0; bar < bars; bar++) outside[bar] /= gross[bar];
  }

  const { symbol, expiration, field, kind, origin, barMs, partial } = grid;
  const name = grid.label ?? labelOf(grid);
  const [label, unit] = share ? [`${name} share`, "part of all magnitudes"] : [name, FIELDS[field].unit];
  const open = sessionOn(expiration)?.open ?? times[0];
  const minutes = times.map((time) => (time - open) / 60_000);
  return {
    ...{ symbol, expiration, field, kind, label, unit, origin, axis, step, centres, barMs, minutes, values, outside },
    partial,
  };
}

function centresOf(from: number, to: number, step: number): Float64Array {
  const steps = Math.round((to - from) / step);
  if (!(step > 0 && steps >= 0 && steps < 100_000 && Math.abs((to - from) / step - steps) < 1e-6))
    throw new RangeError(
      `relative needs from <= to, a whole number of steps apart, and a step above 0; not from ${from} to ${to} by ${step}`,
    );
  // Rounded, so that the middle one is 0 and equal axes are equal.
  return Float64Array.from({ length: steps + 1 }, (_, bin) => Math.round((from + bin * step) * 1e9) / 1e9 + 0);
}

/** Of a bar without a place NaN, which is in no bin. */
function sigmasOf({ times }: StrikeGridData, sigma: number | ArrayLike<number> | undefined): Float64Array {
  if (sigma === undefined || sigma === null)
    throw new RangeError(
      `relative("sigma") needs sigma, one standard deviation of the remaining move in USD, for each bar or for all: ` +
        `remainingMoves(series, grid), or remaining_1sd_dollars of a snapshot`,
    );
  if (typeof sigma === "number") {
    if (!(sigma > 0 && sigma < Infinity)) throw new RangeError(`sigma is a move in USD, above 0, not ${sigma}`);
    return times.map(() => sigma);
  }
  if (sigma.length !== times.length)
    throw new RangeError(`sigma has ${sigma.length} numbers; ${times.length} bars need as many, or one for all`);
  return times.map((_, bar) => {
    const move = sigma[bar];
    if (move < 0 || move === Infinity)
      throw new RangeError(`sigma is a move in USD, 0 or more, or NaN where unknown; sigma[${bar}] is ${move}`);
    return move > 0 ? move : NaN;
  });
}

import type { Uncertainty } from "./uncertainty.js";
import { FIELDS, type GridField, type GridKind } from "./fields.js";

/** The axes and values of a {@link StrikeGrid}, as plain data. */
export interface StrikeGridData<K extends GridKind = GridKind> {
  readonly symbol: string;
  /** New York date of the session, yyyy-MM-dd. */
  readonly expiration: string;
  readonly field: GridField;
  readonly kind: K;
  /**
   * What the values are: the field, and what was done to it since, as `gex change` or `signed_delta_dollars cumulative`.
   * Left out, it follows from `field` and `kind`.
   */
  readonly label?: string | undefined;
  /** Where the values come from, in words, when they are not the live API's: `simulated market, seed 27`. */
  readonly origin?: string | undefined;
  /** Length of a bar, milliseconds. */
  readonly barMs: number;
  /** Ascending, USD. */
  readonly strikes: Float64Array;
  /** Starts of the bars, epoch milliseconds UTC, `barMs` apart. */
  readonly times: Float64Array;
  /** Price of the underlying at the end of each bar, USD; NaN where unknown. */
  readonly spot: Float64Array;
  /** `values[strike * bars + bar]`; NaN where missing. */
  readonly values: Float64Array;
  /**
   * 1 for each bar that holds only a part of its time: still in progress when the source answered, or made of shorter
   * bars some of which are missing. Left out where no bar is known to be.
   */
  readonly partial?: Uint8Array | undefined;
  /** What the values are expected to be truly, and how far off that may be; left out where the source does not say. */
  readonly uncertainty?: Uncertainty | undefined;
}

/** The label of a field in a kind that is not its own says what was done to it. */
export function labelOf({ field, kind }: StrikeGridData): string {
  if (kind === FIELDS[field].kind) return field;
  return `${field} ${kind === "increment" ? "change" : "cumulative"}`;
}

/**
 * Refuses axes and values that do not fit together.
 *
 * @throws RangeError that names the array and the fault.
 */
export function checkGridData({ strikes, times, barMs, spot, values, partial, uncertainty }: StrikeGridData): void {
  const cells = strikes.length * times.length;
  if (values.length !== cells)
    throw new RangeError(
      `values has ${values.length} cells; ${strikes.length} strikes x ${times.length} bars need ${cells}`,
    );
  for (const name of ["expected", "variance"] as const)
    if (uncertainty !== undefined && uncertainty[name].length !== cells)
      throw new RangeError(
        `uncertainty.${name} has ${uncertainty[name].length} cells; ${strikes.length} strikes x ${times.length} bars need ${cells}`,
      );
  if (spot.length !== times.length)
    throw new RangeError(`spot has ${spot.length} prices; ${times.length} bars need as many`);
  if (partial !== undefined && partial.length !== times.length)
    throw new RangeError(`partial has ${partial.length} marks; ${times.length} bars need as many`);
  for (let i = 0; i < strikes.length; i++)
    if (!(strikes[i] > (strikes[i - 1] ?? -Infinity)))
      throw new RangeError(`strikes must ascend: strikes[${i}] is ${strikes[i]}, after ${strikes[i - 1] ?? "none"}`);
  if (!(barMs > 0)) throw new RangeError(`barMs is the length of a bar in milliseconds, not ${barMs}`);
  for (let i = 1; i < times.length; i++)
    if (times[i] - times[i - 1] !== barMs)
      throw new RangeError(
        `times must be barMs = ${barMs} apart, missing bars included: times[${i}] is ${times[i]}, after ${times[i - 1]}`,
      );
}

/**
 * Refuses a grid of the other kind. The types say so first; this is for plain JavaScript and for `any`.
 *
 * @throws TypeError that says what to take instead.
 */
export function mustBe(kind: GridKind, grid: StrikeGridData, verb: string): void {
  if (grid.kind === kind) return;
  const [wanted, is, instead] =
    kind === "level" ? ["a level", "an increment", "cumulate()"] : ["an increment", "a level", "diff()"];
  throw new TypeError(
    `${verb}() takes ${wanted}, and ${grid.symbol} ${grid.label ?? labelOf(grid)} is ${is}: take its ${instead} first`,
  );
}

import type { HedgeSide } from "../api/snapshot-types.js";
import type { BarSize, HedgeFlow } from "../api/types.js";
import type { StrikeGrid } from "../grid/strike-grid.js";
import { toInstant } from "../session.js";
import type { RegularBars } from "./regular-bars.js";

/** What knows the spot of bars: a `series` answer, or a grid. */
export type SpotBars = StrikeGrid | { readonly bars: readonly { readonly t: string; readonly spot: number | null }[] };

/** Refuses answers that do not belong together. */
export function mustFit(flows: readonly HedgeFlow<HedgeSide, BarSize>[]): void {
  if (flows.length === 0)
    throw new RangeError("cumulative takes the hedge flow of one side or more, and none was given");
  for (const [i, flow] of flows.entries()) {
    if (flows.findIndex(({ side }) => side === flow.side) !== i)
      throw new RangeError(`cumulative takes one answer a side, not two of ${flow.side}`);
    for (const key of ["symbol", "expiration", "bar_size"] as const)
      if (flow[key] !== flows[0][key])
        throw new RangeError(`answers must be of one ${key}, not ${flows[0][key]} and ${flow[key]}`);
  }
}

/** The sums of each side on the bars' axis, and the net of calls and puts where no answer has it. */
export function sumsOf(
  flows: readonly HedgeFlow<HedgeSide, BarSize>[],
  bars: RegularBars,
): Partial<Record<HedgeSide, number[]>> {
  const sums: Partial<Record<HedgeSide, number[]>> = {};
  for (const { side, bars: rows } of flows) {
    const known = new Map(rows.map(({ t, cumulative }) => [toInstant(t), cumulative ?? NaN]));
    sums[side] = Array.from(bars.times, (t) => known.get(t) ?? NaN);
  }
  const { calls, puts } = sums;
  if (calls && puts) sums.all ??= calls.map((sum, bar) => sum + puts[bar]);
  return sums;
}

/** The spot on the bars' axis; NaN where it is not known. */
export function spotsOf(source: SpotBars, times: Float64Array): number[] {
  const known =
    "bars" in source
      ? new Map(source.bars.map(({ t, spot }) => [toInstant(t), spot ?? NaN]))
      : new Map(Array.from(source.times, (t, bar) => [t, source.spot[bar]]));
  return Array.from(times, (t) => known.get(t) ?? NaN);
}

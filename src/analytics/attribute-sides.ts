import type { BarSize, HedgeFlow } from "../api/types.js";
import { barLength } from "../grid/bar-length.js";
import { MINUTE, newYorkTime, toInstant } from "../session.js";
import { contributions, type ContributionColumns } from "./attribute.js";
import { exactSum } from "./exact-sum.js";

/** How {@link attributeSides} takes the total apart. */
export interface AttributeSidesOptions<B extends "side" | "bar" = "side" | "bar"> {
  /** `side` (default): calls and puts of the whole stretch. `bar`: calls and puts of each bar, nested. */
  by?: B | undefined;
}

/** What calls or puts gave to the total of a stretch. */
export interface SideAttributionRow extends ContributionColumns {
  side: "calls" | "puts";
}

/** What calls or puts gave at one bar; shares, coverage and net share are of the bar. */
export interface BarSideAttributionRow extends SideAttributionRow {
  /** Start of the bar, epoch milliseconds UTC. */
  t: number;
  /** The same in New York, HH:MM, with seconds where bars are not whole minutes. */
  time: string;
  /** The value of the bar, to which its calls and puts add up. */
  parent_value: number;
}

const SIDES = ["calls", "puts"] as const;

/**
 * Whether calls or puts made the total: hedge flow by side, from the two answers that hold the sides, since no grid
 * does. USD; + is bullish, and dealers buy. One row a side, the larger magnitude first, equal ones calls first; `bar`
 * gives the sides of each bar instead, bars with the largest net magnitude first, equal ones by time. A bar that one
 * answer does not have, or has as null, gives nothing to that side; a side without any known bar has no row. Shares and
 * sums are as in {@link attribute}.
 *
 * @throws RangeError unless the answers are calls and puts of one symbol, session and bar size.
 * @example
 * const [calls, puts] = [await flow.hedgeFlow("SPY", { side: "calls" }), await flow.hedgeFlow("SPY", { side: "puts" })];
 * attributeSides(calls, puts);
 */
export function attributeSides<B extends "side" | "bar" = "side">(
  calls: HedgeFlow<"calls", BarSize>,
  puts: HedgeFlow<"puts", BarSize>,
  { by }: AttributeSidesOptions<B> = {},
): (B extends "side" ? SideAttributionRow : BarSideAttributionRow)[] {
  mustFit(calls, puts);
  return rowsBy(calls, puts, by ?? "side") as (B extends "side" ? SideAttributionRow : BarSideAttributionRow)[];
}

function rowsBy(calls: HedgeFlow, puts: HedgeFlow, by: "side" | "bar"): SideAttributionRow[] {
  const flows = [calls, puts].map(({ bars }) => new Map(bars.map(({ t, bar }) => [toInstant(t), bar ?? NaN])));
  const times = [...new Set(flows.flatMap((flow) => [...flow.keys()]))].sort((a, b) => a - b);
  const legs = flows.map((flow) => times.map((t) => flow.get(t) ?? NaN));
  switch (by) {
    case "side":
      return contributions(
        Float64Array.from(legs, (leg) => exactSum(leg)),
        (side, part) => ({ side: SIDES[side], ...part }),
      );
    case "bar": {
      const withSeconds = barLength(calls.bar_size) % MINUTE !== 0;
      const bars = Float64Array.from(times, (_, bar) => exactSum(legs.map((leg) => leg[bar])));
      return contributions(bars, (bar, { value: parent_value }) =>
        contributions(
          Float64Array.from(legs, (leg) => leg[bar]),
          (side, part) => ({
            t: times[bar],
            time: newYorkTime(times[bar], withSeconds),
            side: SIDES[side],
            ...part,
            parent_value,
          }),
        ),
      ).flat();
    }
  }
  throw new RangeError(`attributeSides by "side" or "bar", not "${String(by)}"`);
}

function mustFit(calls: HedgeFlow, puts: HedgeFlow): void {
  if (calls.side !== "calls" || puts.side !== "puts")
    throw new RangeError(
      `attributeSides takes the hedge flow of calls and that of puts, not of "${calls.side}" and "${puts.side}"`,
    );
  for (const key of ["symbol", "expiration", "bar_size"] as const)
    if (calls[key] !== puts[key])
      throw new RangeError(`calls and puts must be of one ${key}, not ${calls[key]} and ${puts[key]}`);
}

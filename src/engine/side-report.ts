import type { ReportRow } from "./report.js";
import type { Tape } from "./tape.js";
import { TRADE_PARTS, tradeParts } from "./trade-parts.js";
import type { Truth } from "./truth.js";

/** What a side report counts. */
export interface SideReportOptions {
  /** Only trades strictly before this instant, epoch milliseconds; default all. */
  before?: number | undefined;
  /** By condition code: 1 leaves such trades out, see {@link conditionMask}; default none. */
  ignored?: Uint8Array | undefined;
}

/**
 * How often sides are right, by where the trade lies against its quote: for the customer's side, which is what flow means,
 * and for the aggressor, which is what a rule on prices looks for. A row each part, also when nothing lies in it.
 *
 * @param side +1 buy, -1 sell, 0 unknown, trade by trade, as {@link classify} finds it
 * @throws RangeError when sides, trades and truth are not of one length.
 */
export function sideRows(
  tape: Pick<Tape, "symbol" | "trades" | "quotes" | "strikes">,
  truth: Pick<Truth, "customer" | "aggressor">,
  side: Int8Array,
  { before = Infinity, ignored }: SideReportOptions = {},
): ReportRow[] {
  const { time, size, condition } = tape.trades;
  if (side.length !== time.length || truth.customer.length !== time.length)
    throw new RangeError(
      `${tape.symbol} has ${time.length} trades, but ${side.length} sides and the truth of ${truth.customer.length}; ` +
        `a truth goes with the tape it was made with`,
    );
  const parts = tradeParts(tape);
  const rows: ReportRow[] = [];
  for (const of of ["customer", "aggressor"] as const) {
    const actual = truth[of];
    // By part, trades and then contracts.
    const [all, told, right] = [0, 1, 2].map(() => new Float64Array(2 * TRADE_PARTS.length));
    for (let i = 0; i < side.length && time[i] < before; i++) {
      if (ignored !== undefined && ignored[condition === undefined ? 0 : condition[i]] === 1) continue;
      const at = 2 * parts[i];
      all[at]++;
      all[at + 1] += size[i];
      if (side[i] === 0) continue;
      told[at]++;
      told[at + 1] += size[i];
      if (side[i] !== actual[i]) continue;
      right[at]++;
      right[at + 1] += size[i];
    }
    for (const part of ["all", ...TRADE_PARTS] as const) {
      const counted = (counts: Float64Array, unit: 0 | 1): number =>
        part === "all"
          ? TRADE_PARTS.reduce((sum, _, p) => sum + counts[2 * p + unit], 0)
          : counts[2 * TRADE_PARTS.indexOf(part) + unit];
      for (const unit of [0, 1] as const) {
        const estimate = counted(right, unit) / counted(told, unit);
        rows.push({
          symbol: tape.symbol,
          measure: `${of}_side${unit === 1 ? "_contracts" : ""}`,
          part,
          estimate,
          truth: 1,
          error: estimate - 1,
          coverage: counted(told, unit) / counted(all, unit),
          trades: counted(all, 0),
        });
      }
    }
  }
  return rows;
}

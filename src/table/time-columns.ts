import { MINUTE, newYorkTime } from "../session.js";
import type { TableColumn, Times } from "./table.js";

/** Which columns tell the time: `time`, `t`, or both, `t` first as rows have them. */
export type TimeColumns = Times | "both";

/** The columns that tell when each bar starts. Labels have seconds where bars are not whole minutes. */
export function timeColumns(times: Float64Array, barMs: number, which: TimeColumns): TableColumn[] {
  const t: TableColumn = { name: "t", type: "instant", values: times };
  if (which === "epoch") return [t];
  const label = (instant: number): string => newYorkTime(instant, barMs % MINUTE !== 0);
  const time: TableColumn = { name: "time", type: "text", values: Array.from(times, label) };
  return which === "both" ? [t, time] : [time];
}

/**
 * Refuses what is neither of the two.
 *
 * @throws RangeError that names both.
 */
export function checkTimes(times: Times | undefined): void {
  if (times !== undefined && times !== "ET" && times !== "epoch")
    throw new RangeError(`times are "ET" or "epoch", not "${String(times)}"`);
}

import { FIELDS } from "../grid/fields.js";
import type { StrikeGrid } from "../grid/strike-grid.js";
import { MINUTE, newYorkTime } from "../session.js";

/**
 * What a grid holds, in words: `gamma exposure`, `gamma exposure change per minute`, `signed flow per 5 minutes`,
 * `signed flow cumulative`.
 */
export function fieldInWords({
  field,
  label,
  kind,
  barMs,
}: Pick<StrikeGrid, "field" | "label" | "kind" | "barMs">): string {
  const { title } = FIELDS[field];
  const name = title[0].toLowerCase() + title.slice(1);
  // A label is the field's name on the wire, and behind it what was done to it.
  const words = label.startsWith(field) ? name + label.slice(field.length) : label;
  return kind === "increment" ? `${words} per ${barInWords(barMs)}` : words;
}

/** Whether a grid's values have a sign: those of open interest have none, its changes and what was made of them do. */
export function isSigned({ field, label }: Pick<StrikeGrid, "field" | "label">): boolean {
  return FIELDS[field].signed || label.startsWith(`${field} change`);
}

/** `minute`, `5 minutes`, `30 seconds`. */
export function barInWords(barMs: number): string {
  const [count, unit] = barMs % MINUTE === 0 ? [barMs / MINUTE, "minute"] : [barMs / 1000, "second"];
  return count === 1 ? unit : `${count} ${unit}s`;
}

/** `2026-06-05 09:30–15:59 ET`, from the start of the first bar to the start of the last; only the date without bars. */
export function span({ expiration, times, barMs }: Pick<StrikeGrid, "expiration" | "times" | "barMs">): string {
  if (times.length === 0) return expiration;
  const [first, last] = [times[0], times[times.length - 1]].map((t) => newYorkTime(t, barMs % MINUTE !== 0));
  return `${expiration} ${first === last ? first : `${first}\u2013${last}`} ET`;
}

/** Many or one: `41 strikes`, `1 strike`. */
export function counted(count: number, noun: string): string {
  return `${count.toLocaleString("en-US")} ${noun}${count === 1 ? "" : "s"}`;
}
